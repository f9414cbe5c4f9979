/* client/terminal.h - a full screen on a terminal: it draws a struct screen, rings, and keeps for the screen what the rest of the
 * program says on standard error meanwhile. One at a time. */
#ifndef GUOSUO_CLIENT_TERMINAL_H
#define GUOSUO_CLIENT_TERMINAL_H

#include <stdint.h>

#include "client/screen.h"
#include "proto/err.h"

enum { TERMINAL_BELL_MS = 220, TERMINAL_SAID = 1024 };

struct terminal {
	unsigned columns, lines;
	bool open, colour;
	int said, standard_error; /* what is said meanwhile; where it went before */
	unsigned rings;           /* still to come */
	int64_t ring_at_ms;
};

/* Standard input and output are a terminal that TERM describes, else ERR_STATE; ERR_IO. Ctrl-C and the like are keys from now on;
 * a hang-up or SIGTERM only sets terminal_ended. */
enum err terminal_open(struct terminal *out) MUST_USE;

/* As it was before, and standard error again where it went. */
void terminal_close(struct terminal *terminal);

bool terminal_ended(void);

/* Takes a new size up where it has changed. */
void terminal_draw(struct terminal *terminal, const struct screen *screen);
void terminal_measure(struct terminal *terminal);

/* Rings so many times, one after the other; terminal_tick rings what is due and returns ms until the next, -1: none. */
void terminal_ring(struct terminal *terminal, unsigned times);
int terminal_tick(struct terminal *terminal, int64_t now_ms);

/* Takes what was said since the last time, lines joined by "; ". "": nothing. */
void terminal_said(struct terminal *terminal, char out[static TERMINAL_SAID]);

#endif
