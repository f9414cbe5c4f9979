/* client/escpos.h - a slip printer that speaks ESC/POS, at /dev/usb/lp0, or on a serial line as stty has set it: at 115200 or more, as
 * a slip has 85 kB. Pictures only: a printer's own Chinese depends on its make. */
#ifndef GUOSUO_CLIENT_ESCPOS_H
#define GUOSUO_CLIENT_ESCPOS_H

#include <stdint.h>

/* rows of dots / 8 bytes each, the leftmost dot in the highest bit; 1 is black. dots is a multiple of 8. */
struct raster {
	unsigned dots, rows;
	uint8_t *bits;
};

/* How it went. What the printer says of itself is asked before anything is printed; one that does not answer is printed to. */
enum escpos {
	ESCPOS_PRINTED, /* it took everything */
	ESCPOS_ABSENT,  /* no such device */
	ESCPOS_DENIED,  /* this user may not open it, or another program has it */
	ESCPOS_OTHER,   /* a file, a disk: it is left as it is */
	ESCPOS_PAPER,   /* none */
	ESCPOS_COVER,   /* open */
	ESCPOS_FAULT,   /* its own error: cutter, heat */
	ESCPOS_OFFLINE,
	ESCPOS_HUNG,    /* it took no byte for ESCPOS_SILENT_MS, or not all in ESCPOS_JOB_MS: half a slip may hang from it */
	ESCPOS_LOST,    /* pulled out meanwhile */
	ESCPOS_COUNT
};

/* With one that answers nothing and takes nothing a caller waits for the sum of the first two. */
enum { ESCPOS_STATUS_MS = 300, ESCPOS_SILENT_MS = 2000, ESCPOS_JOB_MS = 15000 };

/* Prints, feeds and cuts. */
enum escpos escpos_print(const char *device, const struct raster *raster);

#endif
