/* A newer list for a home that holds an earlier one (proto/delta.h). */
#include "client/held.h"

#include <stdlib.h>
#include <string.h>

#include "client/keep.h"
#include "client/say.h"
#include "proto/delta.h"

enum { NAME_LEN = 48 };

static const Guosuo__V1__StatusList *list_of(const struct held *held, uint32_t province)
{
	for (size_t i = 0; i < held->count; i++)
		if (held->holdings[i].roster.body->province == province)
			return held->holdings[i].status.body;
	return NULL;
}

/* For others to take along: each sync brings it again. Where it cannot be kept that is said, and its list is held all the same. */
static void keep_delta(struct context *context, const char *name, struct span raw)
{
	char path[NAME_LEN];
	struct span kept;
	snprintf(path, sizeof path, "state/%s", name);
	if (keep_read(context, path, DELTA_MAX, &kept) == ERR_OK && span_equal(kept, raw))
		return;
	enum err err = keep_write(context, path, raw, false);
	if (err != ERR_OK)
		say_err(context, err, name);
}

enum err held_take_delta(struct context *context, struct held *held, const char *name, struct span raw, int64_t now)
{
	const uint32_t province = (uint32_t)strtoul(name + strlen("delta."), NULL, 10);
	const Guosuo__V1__StatusList *list = list_of(held, province);
	char whole[NAME_LEN];
	struct span file;
	snprintf(whole, sizeof whole, "status.%02u", province);
	enum err err = list == NULL || raw.n == 0 ? ERR_GAP : delta_apply(list, raw, &context->arena, &file);
	if (err == ERR_OK)
		err = held_take(context, held, whole, file, now);
	if (err == ERR_OK || err == ERR_EXISTS)
		keep_delta(context, name, raw);
	return err;
}
