/* server/lists.h - status lists on their way: what the store says is taken back or barred, proved to the status key's
 * process, sealed, published. One at a time a province. Before a list goes out, the objects behind it do
 * (revocations.PP), as many as its file holds, the newest first: a full file holds up no list. What the list before has, the next has: the store only adds to it. */
#ifndef GUOSUO_SERVER_LISTS_H
#define GUOSUO_SERVER_LISTS_H

#include "server/app.h"

struct lists;

/* ERR_MEMORY. */
enum err lists_new(struct app *app, struct lists **out) MUST_USE;
void lists_free(struct lists **lists);

/* A new list of each province now, and one soon after something was taken back: what comes in one second
 * shares it. */
void lists_round(struct lists *lists);
void lists_soon(struct lists *lists);

#endif
