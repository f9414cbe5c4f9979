/* client/render.h - sealed objects as people read them, made from the very bytes that are or will be sealed. */
#ifndef GUOSUO_CLIENT_RENDER_H
#define GUOSUO_CLIENT_RENDER_H

#include "client/held.h"
#include "client/sheet.h"
#include "guosuo/v1/application.pb-c.h"

/* Rows of one object, added to a sheet that the caller ends. held names stations and gives the offset; it may hold nothing. */
void render_trip(struct sheet *sheet, const struct held *held, const Guosuo__V1__Trip *trip);
void render_leg(struct sheet *sheet, const struct held *held, const Guosuo__V1__Leg *leg);
/* What its conditions say, where `text` (may be NULL) is what the leg was sealed with. Nothing for a leg that has no words. */
void render_conditions(struct sheet *sheet, const Guosuo__V1__Leg *leg, const char *text);
void render_assignment(struct sheet *sheet, const struct held *held, const Guosuo__V1__Trip *trip,
		       const Guosuo__V1__Assignment *assignment);

/* The word first and large; one line that says what to compare by eye and how old the knowledge is; each finding with its next
 * action and who may close it; then the fields. grade: that nobody showed it, or NULL; words: of the leg's conditions, or NULL. */
void render_verdict(struct sheet *sheet, const struct held *held, const struct verdict *verdict, const char *grade,
		    const char *words);

/* Parts of it, for who draws them otherwise. The tractor's plate and the trailers' as assigned, "?": none; the tractor's VIN, "?". */
enum { RENDER_TIME = 32, RENDER_AGE = 64, RENDER_LIST = 512, RENDER_STATION = 160 };
void render_plates(const struct verdict *verdict, char out[static RENDER_LIST]);
void render_tractor_vin(const struct verdict *verdict, char out[static VIN_LEN + 1]);
void render_knowledge(const struct context *context, const struct knowledge *knowledge, char *out, size_t size);
const char *render_severity(const struct context *context, enum severity severity);
/* Finding i says what the one before it says: issuer and leg may be one province. */
bool render_same_finding(const struct verdict *verdict, size_t i);

/* "371400-001 德州", without the name where no roster that is held has it. */
const char *render_station(const struct held *held, uint32_t station, char out[static RENDER_STATION]);

/* Its name, or that the train is empty. */
const char *render_cargo(const struct context *context, const Guosuo__V1__Trip *trip);

/* Local time at the directory's offset: "2020-03-10T10:00:00+08:00". */
void render_time(const struct held *held, int64_t when, char out[static RENDER_TIME]);

/* "3 小时 20 分" / "3 h 20 min". */
void render_age(const struct context *context, int64_t age_s, char out[static RENDER_AGE]);

#endif
