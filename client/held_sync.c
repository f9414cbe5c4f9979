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
	for (size_t f = 0; f < 2; f++) {
		for (size_t i = 0; err == ERR_OK && i < held->directory.body->n_provinces; i++) {
			char name[NAME_LEN];
			uint32_t code = held->directory.body->provinces[i]->code;
			snprintf(name, sizeof name, f == 0 ? "roster.%02u" : "status.%02u", code);
			if (sync_one(context, held, from, name, now, out) == ERR_NETWORK)
				err = ERR_NETWORK;
		}
	}
	if (err == ERR_OK && out->taken + out->same == 0)
		err = out->refused > 0 ? ERR_FORMAT : ERR_NOT_FOUND; /* a mistyped folder is no sync */
	return err == ERR_OK ? held_synced(context, held, now) : err;
}
