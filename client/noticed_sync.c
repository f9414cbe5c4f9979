/* Notices, from a desk or a folder. */
#include "client/noticed.h"

#include "client/say.h"

enum { NAME_LEN = 32 };

static enum err sync_one(struct context *context, const struct roster *roster, const char *from, int64_t now,
			 struct synced *counts)
{
	enum noticed_from kind = held_is_desk(from) ? NOTICED_DESK : NOTICED_CARRIED;
	char name[NAME_LEN];
	struct span raw;
	size_t bad = 0;
	snprintf(name, sizeof name, "notice.%02u", roster->body->province);
	enum err err = held_from(context, from, name, &raw);
	if (err == ERR_NETWORK)
		return err;
	if (err == ERR_OK)
		err = noticed_take(context, roster, raw, kind, now, &bad);
	if (bad > 0)
		say(context, SAY_NOTICES_BAD, name, (unsigned)bad);
	held_count(context, name, err, counts);
	return ERR_OK;
}

enum err noticed_sync(struct context *context, const struct held *held, const char *from, int64_t now, struct synced *counts)
{
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < held->count; i++) {
		size_t used = context->arena.used;
		err = sync_one(context, &held->holdings[i].roster, from, now, counts);
		context->arena.used = used;
	}
	return err;
}
