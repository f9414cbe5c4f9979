/* What is held, from a desk or a folder. */
#include "client/held.h"

#include <limits.h>
#include <string.h>

#include "client/fetch.h"
#include "client/keep.h"
#include "client/say.h"

enum { NAME_LEN = 48, DIRECTORIES_MAX = 10000 };

bool held_is_desk(const char *from)
{
	return strncmp(from, "http://", 7) == 0 || strncmp(from, "https://", 8) == 0;
}

enum err held_from(struct context *context, const char *from, const char *name, struct span *out)
{
	char path[PATH_MAX];
	if (held_is_desk(from)) {
		snprintf(path, sizeof path, "state/%s", name);
		return fetch_file(context, from, path, STATUS_MAX, out);
	}
	if (snprintf(path, sizeof path, "%s/%s", from, name) >= (int)sizeof path)
		return ERR_IO;
	return keep_read(context, path, STATUS_MAX, out);
}

void held_count(const struct context *context, const char *name, enum err err, struct synced *counts)
{
	bool same = err == ERR_EXISTS || err == ERR_ROLLBACK;
	counts->taken += err == ERR_OK;
	counts->same += same;
	counts->missing += err == ERR_NOT_FOUND;
	if (err == ERR_OK || same || err == ERR_NOT_FOUND)
		return;
	counts->refused++;
	say_err(context, err, name);
}

static enum err sync_one(struct context *context, struct held *held, const char *from, const char *name, int64_t now,
			 struct synced *counts)
{
	struct span raw;
	enum err err = held_from(context, from, name, &raw);
	if (err == ERR_OK)
		err = held_take(context, held, name, raw, now);
	if (err != ERR_NETWORK)
		held_count(context, name, err, counts);
	return err;
}

/* The file of a delta is never older than its list at a desk: what it leads to is the newest list there. */
static bool take_delta(struct context *context, struct held *held, const char *name, struct span raw, int64_t now,
		       struct synced *counts)
{
	const size_t used = context->arena.used;
	enum err err = held_take(context, held, name, raw, now);
	if (err != ERR_OK && err != ERR_FORKED)
		context->arena.used = used; /* what is taken stays where it is */
	if (err != ERR_OK && err != ERR_EXISTS)
		return false;
	held_count(context, name, err, counts);
	counts->deltas++;
	counts->delta_bytes += raw.n;
	return true;
}

/* Whatever is wrong with a delta, the whole list is there to be judged; once that is held, the delta is good to carry along. */
static enum err sync_list(struct context *context, struct held *held, const char *from, uint32_t province, int64_t now,
			  struct synced *counts)
{
	char whole[NAME_LEN], name[NAME_LEN];
	struct span raw;
	snprintf(whole, sizeof whole, "status.%02u", province);
	snprintf(name, sizeof name, "delta.%02u", province);
	enum err err = held_from(context, from, name, &raw);
	if (err == ERR_NETWORK)
		return err;
	const bool is_there = err == ERR_OK;
	if (is_there && held_is_desk(from) && take_delta(context, held, name, raw, now, counts))
		return ERR_OK;
	err = sync_one(context, held, from, whole, now, counts);
	if (is_there && err != ERR_NETWORK && held_take(context, held, name, raw, now) == ERR_OK)
		counts->taken++; /* a folder with an older list beside it */
	return err;
}

static enum err sync_roster(struct context *context, struct held *held, const char *from, uint32_t province, int64_t now,
			    struct synced *counts)
{
	char name[NAME_LEN];
	snprintf(name, sizeof name, "roster.%02u", province);
	return sync_one(context, held, from, name, now, counts);
}

/* From the one after the held version; a home that holds none tries each until one meets its pin. */
static enum err sync_directories(struct context *context, struct held *held, const char *from, int64_t now,
				 struct synced *counts)
{
	uint32_t number = held->has_directory ? held->directory.body->version : 0;
	for (uint32_t last = number + DIRECTORIES_MAX; number++ < last;) {
		char name[NAME_LEN];
		struct span raw;
		snprintf(name, sizeof name, "directory.%u", number);
		enum err err = held_from(context, from, name, &raw);
		if (err == ERR_NOT_FOUND)
			return held->has_directory ? ERR_OK : ERR_NOT_FOUND;
		if (err != ERR_OK)
			return err;
		err = held_take(context, held, name, raw, now);
		counts->taken += err == ERR_OK;
		if (err == ERR_KEY && !held->has_directory)
			continue; /* sealed by roots before the pinned ones */
		if (err != ERR_OK) {
			counts->refused++;
			say_err(context, err, name);
			return err;
		}
	}
	return ERR_OK;
}

enum err held_sync(struct context *context, struct held *held, const char *from, int64_t now, struct synced *out)
{
	*out = (struct synced){0};
	enum err err = sync_directories(context, held, from, now, out);
	if (err == ERR_OK && !held->has_directory)
		err = ERR_NOT_FOUND;
	for (size_t f = 0; f < 2; f++)
		for (size_t i = 0; err == ERR_OK && i < held->directory.body->n_provinces; i++)
			if ((f == 0 ? sync_roster : sync_list)(context, held, from, held->directory.body->provinces[i]->code, now,
							       out) == ERR_NETWORK)
				err = ERR_NETWORK;
	if (err == ERR_OK && out->taken + out->same == 0)
		err = out->refused > 0 ? ERR_FORMAT : ERR_NOT_FOUND; /* a mistyped folder is no sync */
	return err == ERR_OK ? held_synced(context, held, now) : err;
}
