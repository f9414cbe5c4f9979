/* client/handout.h - what a gate hands the driver of what it has recorded: the receipt as a file, as a code, on a slip; at once, or
 * later from the log. */
#ifndef GUOSUO_CLIENT_HANDOUT_H
#define GUOSUO_CLIENT_HANDOUT_H

#include "client/slip.h"

/* The options of whoever hands out, from this place of the table on. */
enum { HANDOUT_FILE, HANDOUT_PNG, HANDOUT_TEXT, HANDOUT_PRINTER, HANDOUT_DOTS, HANDOUT_OPTIONS };
#define HANDOUT_OPTION_ROWS(first)                                                                               \
	[(first) + HANDOUT_FILE] = {"receipt", "FILE", "回执写入文件, 交给驾驶员", "write the receipt, for the driver"}, \
	[(first) + HANDOUT_PNG] = {"receipt-png", "FILE", "回执写成码的图片", "the receipt as a code, a picture"},  \
	[(first) + HANDOUT_TEXT] = {"receipt-text", NULL, "输出回执码的文字", "print the text of the receipt's code"}, \
	SLIP_OPTION_ROWS((first) + HANDOUT_PRINTER, (first) + HANDOUT_DOTS)

/* As the options say. shown: as for receipt_text. *text: the receipt's code, in the arena, or NULL where no code was asked for. A
 * printer that fails is said, and no error. ERR_NOT_FOUND: nothing was stamped, said; ERR_IO, ERR_MEMORY, ERR_SIZE: said. */
enum err handout_give(struct context *context, const struct args *args, unsigned first, const struct held *held,
                      const struct passage *passage, const struct verdict *shown, char **text) MUST_USE;

#endif
