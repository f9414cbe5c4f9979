#include "client/sync.h"

#include <unistd.h>

#include "client/held.h"
#include "client/keep.h"
#include "client/key.h"
#include "client/noticed.h"
#include "client/party.h"
#include "client/say.h"
#include "client/sheet.h"

/* A URL as it is, a folder as a path of where the person stands. NULL: said. */
static const char *source(struct context *context, const struct args *args, const struct membership *membership)
{
	const char *from = args->count > 0 ? args->argument[0] : context->server != NULL ? context->server : membership->server;
	if (from[0] == '\0') {
		say(context, SAY_NO_SERVER);
		return NULL;
	}
	if (held_is_desk(from))
		return from;
	const char *path = keep_path(context, from);
	if (path == NULL)
		say_err(context, ERR_MEMORY, from);
	return path;
}

void sync_print(struct context *context, const struct synced *counts)
{
	if (!context->json) {
		say(context, SAY_SYNCED, counts->taken, counts->same, counts->refused, counts->missing);
		if (counts->deltas > 0)
			say(context, SAY_SYNCED_DELTAS, counts->deltas, (unsigned long)counts->delta_bytes);
		return;
	}
	struct sheet sheet = sheet_begin(context, stdout);
	sheet_number(&sheet, "taken", "", "", counts->taken, "");
	sheet_number(&sheet, "same", "", "", counts->same, "");
	sheet_number(&sheet, "refused", "", "", counts->refused, "");
	sheet_number(&sheet, "missing", "", "", counts->missing, "");
	sheet_number(&sheet, "deltas", "", "", counts->deltas, "");
	sheet_number(&sheet, "delta_bytes", "", "", (int64_t)counts->delta_bytes, "");
	sheet_end(&sheet);
}

enum err sync_all(struct context *context, struct held *held, const char *from, int64_t now, struct synced *out)
{
	int lock;
	enum err err = keep_lock_as(context, "lock.state", &lock);
	if (err != ERR_OK)
		return say_lock(context, err), err;
	err = held_sync(context, held, from, now, out);
	if (err == ERR_OK)
		err = noticed_sync(context, held, from, now, out);
	close(lock);
	return err;
}

enum exit_code sync_as(struct context *context, const struct args *args, const struct membership *membership)
{
	struct synced counts = {0};
	struct held *held = arena_take(&context->arena, sizeof *held);
	const char *from = source(context, args, membership);
	if (held == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (from == NULL || held_open(context, membership->root_set, party_now(), held) != ERR_OK)
		return EXIT_OTHER;
	enum err err = sync_all(context, held, from, party_now(), &counts);
	sync_print(context, &counts);
	if (err == ERR_OK)
		return counts.refused > 0 ? EXIT_OTHER : EXIT_DONE;
	say(context, SAY_SYNC_HELD, from);
	return say_err(context, err, from);
}

enum exit_code sync_run(struct context *context, const struct args *args, const char *role)
{
	struct membership membership;
	enum err err = keep_lock(context);
	if (err != ERR_OK)
		return say_lock(context, err);
	return role_read(context, role, &membership) == ERR_OK ? sync_as(context, args, &membership) : EXIT_OTHER;
}
