/* A newer list for a home that holds an earlier one (proto/delta.h). */
#include "client/held.h"

#include <stdlib.h>
#include <string.h>

#include "client/keep.h"
#include "proto/delta.h"

enum { NAME_LEN = 48 };

static const Guosuo__V1__StatusList *list_of(const struct held *held, uint32_t province)
{
	for (size_t i = 0; i < held->count; i++)
		if (held->holdings[i].roster.body->province == province)
			return held->holdings[i].status.body;
	return NULL;
}

/* Each sync brings it again. */
static enum err keep_delta(struct context *context, const char *name, struct span raw)
{
	char path[NAME_LEN];
	struct span kept;
	snprintf(path, sizeof path, "state/%s", name);
	if (keep_read(context, path, DELTA_MAX, &kept) == ERR_OK && span_equal(kept, raw))
		return ERR_OK;
	return keep_write(context, path, raw, false);
}

enum err held_take_delta(struct context *context, struct held *held, const char *name, struct span raw, int64_t now)
{
	const uint32_t province = (uint32_t)strtoul(name + strlen("delta."), NULL, 10);
	const Guosuo__V1__StatusList *list = list_of(held, province);
	char whole[NAME_LEN];
	struct span file;
	snprintf(whole, sizeof whole, "status.%02u", province);
	enum err err = list == NULL ? ERR_GAP : delta_apply(list, raw, &context->arena, &file);
	if (err == ERR_OK)
		err = held_take(context, held, whole, file, now);
	if (err != ERR_OK && err != ERR_EXISTS)
		return err;
	enum err kept = keep_delta(context, name, raw);
	return kept == ERR_OK ? err : kept;
}
