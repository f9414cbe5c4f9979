/* client/passages_send.h - the gate's log goes to its desk: in order, piece by piece, each under one seal, from where the last
 * sync ended. */
#ifndef GUOSUO_CLIENT_PASSAGES_SEND_H
#define GUOSUO_CLIENT_PASSAGES_SEND_H

#include "client/party.h"

/* With the home's key, opened; the home is locked only while the log's end is looked for, and for each note of what the desk has, so
 * that the gate goes on recording. state_at:
 * issued_at of the oldest status list this gate has judged by, 0: it lacked one.
 * Says what came of it, and what is an alarm. EXIT_OTHER: something waits still. Nothing waits: the desk is told that the gate is
 * there, unsaid. */
enum exit_code passages_send(struct context *context, const struct party *party, int64_t state_at);

/* What the desk lacks of another device's log goes to it, under that device's key: the party's. `from` has that device's home, where
 * nothing is written, and an arena of its own; what is known of the roster is context's home's. Says what came of it, what is damaged
 * and what the roster does not let through. EXIT_OTHER: not all was sent, or an alarm; sent again, the desk takes it once. */
enum exit_code passages_send_from(struct context *context, struct context *from, const struct party *party, int64_t state_at);

/* Says how many wait, if any do: for who cannot send now. */
void passages_waiting(struct context *context);

#endif
