/* client/slip.h - the receipt on a slip of paper, for the driver: what was seen and decided at a gate, in both languages, and the
 * receipt's code. */
#ifndef GUOSUO_CLIENT_SLIP_H
#define GUOSUO_CLIENT_SLIP_H

#include "client/command.h"
#include "client/escpos.h"
#include "client/held.h"
#include "proto/passage.h"
#include "proto/verdict.h"

/* Dots across the paper, 8 to the mm: 576 on a roll of 80 mm, 384 on one of 58 mm. MODULE: the fewest a module of the code has. */
enum { SLIP_DOTS = 576, SLIP_DOTS_MIN = 384, SLIP_DOTS_MAX = 832, SLIP_MODULE = 3 };

/* passage: sealed; code: the receipt's text. out->bits is malloc's: free it. ERR_SIZE: the code is too large for so many dots;
 * ERR_MEMORY. */
enum err slip_draw(const struct held *held, const struct passage *passage, const char *code, unsigned dots,
                   struct raster *out) MUST_USE;

/* As the option says it. ERR_INPUT: said. */
enum err slip_dots(struct context *context, const char *typed, uint32_t *out) MUST_USE;

/* Draws and prints; where the stamps that were shown do not fit on the paper with this one, this one alone. shown: as for
 * receipt_text. What was not printed is said with its remedy: the passage is recorded all the same. False: not printed. */
bool slip_print(struct context *context, const char *device, unsigned dots, const struct held *held,
                const struct passage *passage, const struct verdict *shown);

/* The options of whoever prints, at these places of the table. */
#define SLIP_OPTION_ROWS(device, dots)                                                                           \
	[device] = {"printer", "DEVICE", "小票打印机 (ESC/POS), 打印回执, 如 /dev/usb/lp0",                       \
	            "print the receipt on a slip printer (ESC/POS), such as /dev/usb/lp0"},                       \
	[dots] = {"printer-dots", "N", "其纸宽点数 (576; 58 毫米纸 384)", "its dots across the paper (576; on 58 mm 384)"}

#endif
