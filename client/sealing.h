/* client/sealing.h - what a reviewer seals: shown as it will be sealed, confirmed, sealed on this machine, sent. */
#ifndef GUOSUO_CLIENT_SEALING_H
#define GUOSUO_CLIENT_SEALING_H

#include "client/desk.h"

/* The first person's bytes, verified; for the second person. Errors are said. */
enum err sealing_begun(struct context *context, const struct desk *desk, Guosuo__V1__Sealed *out) MUST_USE;

/* The leg of these bytes. *text: the words of its conditions that came with them, or else those that stand at the desk. Said; a
 * leg whose words are not here is ERR_INPUT. */
enum err sealing_read(struct context *context, const struct desk *desk, const Guosuo__V1__Sealed *bytes,
		      struct leg *leg, const char **text) MUST_USE;

/* Trip, leg, words and the consultations that nobody has answered, in lines for a person to look at, whatever --json says. */
void sealing_show(struct context *context, const struct desk *desk, const struct leg *leg, const char *text,
		  FILE *out);

/* Adds this person's seal to the bytes, verifies the whole, sends it. rule: the id of the one by which no person looked, or "".
 * Said. */
enum err sealing_put(struct context *context, const struct desk *desk, const struct leg *leg,
		     const Guosuo__V1__Sealed *bytes, const char *text, const char *rule, uint32_t *state) MUST_USE;

/* Shows these bytes with the words of their conditions, asks unless `yes`, adds this person's seal and sends it. Everything is
 * said. A leg whose words are not here is not sealed. */
enum exit_code sealing_leg(struct context *context, const struct desk *desk, const Guosuo__V1__Sealed *bytes,
			   const char *text, bool yes);

/* This person's seal on a revocation, in the arena. ERR_MEMORY, ERR_FORMAT; nothing is said. */
enum err sealing_revocation(struct context *context, const struct party *party, const Guosuo__V1__Revocation *revocation,
			    Guosuo__V1__Sealed *out) MUST_USE;

/* Seals and sends a decision about this leg; ordinal, province, time and reason are filled in. *state: the leg's, after it.
 * Errors are said. */
enum err sealing_decision(struct context *context, const struct desk *desk, Guosuo__V1__Decision *decision,
			  const char *reason, uint32_t *state) MUST_USE;

#endif
