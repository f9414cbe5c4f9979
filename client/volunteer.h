/* client/volunteer.h - who helps at this gate for a shift or two (home/volunteers): a volunteer records what comes, lets pass only
 * what was accepted, and stops nothing that was. Kept by whoever has the passphrase of the gate's key. */
#ifndef GUOSUO_CLIENT_VOLUNTEER_H
#define GUOSUO_CLIENT_VOLUNTEER_H

#include "client/say.h"
#include "guosuo/v1/pass.pb-c.h"

enum {
	VOLUNTEERS_MAX = 200,
	VOLUNTEER_NAME = 64,      /* bytes */
	VOLUNTEER_HOURS = 12,     /* where no end was said */
	VOLUNTEER_DAYS_MAX = 31,  /* nobody helps out for ever */
};

struct volunteer {
	uint32_t duty;
	int64_t until; /* after it the number logs in no more; a volunteer it stays until removed */
	char name[VOLUNTEER_NAME + 1];
};

/* ERR_NOT_FOUND: the number is no volunteer's. ERR_FORMAT: the list is damaged; ERR_SIZE, ERR_IO, ERR_MEMORY. */
enum err volunteer_find(struct context *context, uint32_t duty, struct volunteer *out) MUST_USE;

/* May this number decide so on this verdict (0: nothing was judged), with an inspection due or none? Where the list cannot be read
 * nobody may what a volunteer may not. ERR_INPUT: said. */
enum err volunteer_may(struct context *context, uint32_t duty, uint32_t verdict, Guosuo__V1__Outcome outcome, bool due) MUST_USE;

/* May this number do what no volunteer may? Likewise where the list cannot be read. may_not names it. ERR_INPUT: said. */
enum err volunteer_is_none(struct context *context, uint32_t duty, enum say may_not) MUST_USE;

#endif
