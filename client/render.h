/* client/render.h - sealed objects as people read them, made from the very bytes that are or will be sealed.
 * JSON where --json was given, else lines "label: value" in the language in force. */
#ifndef GUOSUO_CLIENT_RENDER_H
#define GUOSUO_CLIENT_RENDER_H

#include "client/held.h"

void render_trip(struct context *context, const struct held *held, const Guosuo__V1__Trip *trip, FILE *out);
void render_leg(struct context *context, const struct held *held, const Guosuo__V1__Leg *leg, FILE *out);
void render_assignment(struct context *context, const Guosuo__V1__Trip *trip,
		       const Guosuo__V1__Assignment *assignment, FILE *out);

/* The word large and first; then one line: what to compare by eye and how old the knowledge is; then each finding with its
 * next action and who may close it; then the fields to compare. */
void render_verdict(struct context *context, const struct held *held, const struct verdict *verdict, int64_t now,
		    FILE *out);

/* Local time at the directory's offset, "2020-03-10 10:00 +08:00". */
void render_time(const struct held *held, int64_t when, char out[static 32]);

/* "3 h 20 min" / "3 小时 20 分". */
void render_age(const struct context *context, int64_t age_s, char out[static 48]);

#endif
