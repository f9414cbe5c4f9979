/* client/told.h - what the desk answered when it was last asked about a pass, beside it in home/passes/NUMBER.told. */
#ifndef GUOSUO_CLIENT_TOLD_H
#define GUOSUO_CLIENT_TOLD_H

#include "client/command.h"
#include "guosuo/v1/stops.pb-c.h"

struct told {
	int64_t at; /* when that was; 0: never */
	bool given; /* it gives the pass to this device still */
	const Guosuo__V1__ListBookingsResponse *bookings; /* NULL: never */
};

/* keep_write's errors and canon_pack's. */
enum err told_keep(struct context *context, const char *number, const struct told *told) MUST_USE;

/* One that is damaged counts as never told. In the arena. */
void told_read(struct context *context, const char *number, struct told *out);

#endif
