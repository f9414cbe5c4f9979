/* client/gate_view.h - a vehicle at the gate on the screen: the word, what to compare by eye, what was found and what to do about
 * it, how old the knowledge is, and which notices hold. */
#ifndef GUOSUO_CLIENT_GATE_VIEW_H
#define GUOSUO_CLIENT_GATE_VIEW_H

#include "client/gate.h"
#include "client/screen.h"

enum screen_style gate_view_style(enum word word);

/* In both languages, the context's first. */
enum { GATE_VIEW_WORD = 64 };
void gate_view_word(const struct context *context, enum word word, char out[static GATE_VIEW_WORD]);

/* What does not fit is counted in screen->left_out. */
void gate_view_look(struct screen *screen, struct context *context, const struct look *look);

/* Of a time, the clock's face at the directory's offset: "03:12:45". */
enum { GATE_VIEW_CLOCK = 9 };
void gate_view_clock(const struct held *held, int64_t when, char out[static GATE_VIEW_CLOCK]);

#endif
