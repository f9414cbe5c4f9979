/* server/watch.h - nobody stalls unseen: every desk.look_s the two files of server/timing.h are read again,
 * clocks that have come to a level are raised and whoever it reaches is written down, consultations that nobody
 * answered in time are raised, stamps whose time has come are taken, and the desks are counted. */
#ifndef GUOSUO_SERVER_WATCH_H
#define GUOSUO_SERVER_WATCH_H

#include "server/app.h"
#include "server/store_clock.h"

struct watch;

/* Starts the timer; the first round is at once, from the loop. ERR_MEMORY. */
enum err watch_new(struct app *app, struct watch **out) MUST_USE;
void watch_free(struct watch **watch);

/* A round now: also when there is a new directory. */
void watch_round(struct watch *watch);

/* The desks as they were last counted, by province; what points there is the watch's until the next round. */
const struct desk_numbers *watch_numbers(const struct watch *watch, size_t *count);

#endif
