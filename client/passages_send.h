/* client/passages_send.h - the gate's log goes to its desk: in order, piece by piece, each under one seal, from where the last
 * sync ended. */
#ifndef GUOSUO_CLIENT_PASSAGES_SEND_H
#define GUOSUO_CLIENT_PASSAGES_SEND_H

#include "client/command.h"

/* With the key of a home that is locked. Says what came of it, and what is an alarm. EXIT_OTHER: something waits still. Nothing
 * waits: EXIT_DONE, unsaid. */
enum exit_code passages_send(struct context *context);

/* Says how many wait, if any do: for who cannot send now. */
void passages_waiting(struct context *context);

#endif
