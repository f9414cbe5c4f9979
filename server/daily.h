/* server/daily.h - what is written down once: the history is given its order, and when a day's hour has come
 * its report is frozen and earlier ones are counted again. Looked at every desk.look_s. */
#ifndef GUOSUO_SERVER_DAILY_H
#define GUOSUO_SERVER_DAILY_H

#include "server/app.h"

#define DAILY_SEED "week" /* the key of pseudonyms, in the table seed */

struct daily;

/* Starts the timer; the first round is at once, from the loop. ERR_MEMORY. */
enum err daily_new(struct app *app, struct daily **out) MUST_USE;
void daily_free(struct daily **daily);

/* A round as of `now`. false: the round before is under way, or there is no memory. */
bool daily_round(struct daily *daily, int64_t now);

#endif
