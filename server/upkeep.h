/* server/upkeep.h - what the server does by itself: a new status list for each of its provinces at least
 * every publish.interval_s, what has expired or is old pruned (answers of
 * repeated requests, events, shared pages, notices), notices published. */
#ifndef GUOSUO_SERVER_UPKEEP_H
#define GUOSUO_SERVER_UPKEEP_H

#include "server/app.h"

struct upkeep;

/* Starts the timer; the first round is upkeep_round's. ERR_MEMORY. */
enum err upkeep_new(struct app *app, struct upkeep **out) MUST_USE;
void upkeep_free(struct upkeep **upkeep);

/* A round now: after the start, and when the trust that is held has changed. */
void upkeep_round(struct upkeep *upkeep);

#endif
