#include "server/notices.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "proto/body.h"
#include "proto/canon.h"
#include "proto/notice.h"
#include "server/log.h"
#include "server/state.h"
#include "server/store_notice.h"
#include "server/store_request.h"
#include "server/view.h"

/* ---- taking one ---- */

/* The roles of the key that signed the request, and of the key that sealed, are in one roster; they must be
 * one key. */
static enum err open_own(struct call *call, const Guosuo__V1__Sealed *sealed, struct notice *out,
                         const Guosuo__V1__RosterEntry **entry)
{
	const struct roster *roster = held_roster(call->held, call->who.province);
	size_t at;
	if (roster == NULL)
		return ERR_BUSY;
	enum err err = notice_read(sealed, &call->arena, out);
	if (err != ERR_OK)
		return err;
	if (out->body->province != call->who.province)
		return ERR_DENIED;
	notice_check(out->body, &call->faults);
	if (call->faults.errors > 0)
		return ERR_INPUT;
	err = notice_verify(sealed, out, roster, call->now, &call->arena, &at);
	if (err != ERR_OK)
		return err;
	*entry = roster->body->entries[at];
	return memcmp((*entry)->key.data, call->who.key, KEY_LEN) == 0 ? ERR_OK : ERR_KEY;
}

/* Whoever may not have said it may not end it. */
static enum err end_earlier(struct tx *tx, struct call *call, const Guosuo__V1__Notice *notice,
                            const Guosuo__V1__RosterEntry *entry)
{
	struct notice_row row;
	struct notice earlier;
	struct span hash = field_span(notice->replaces);
	if (hash.n == 0)
		return ERR_OK;
	enum err err = store_notice_get(tx, call->who.province, hash, &row);
	if (err == ERR_NOT_FOUND)
		return call_fault(call, RULE_REPLACES, "replaces", 0, 0);
	const Guosuo__V1__Sealed *sealed = err == ERR_OK ? view_sealed(call, row.body, row.seals) : NULL;
	if (sealed == NULL)
		return err == ERR_OK ? ERR_MEMORY : err;
	err = notice_read(sealed, &call->arena, &earlier);
	if (err == ERR_OK && !notice_may(entry, earlier.body))
		err = ERR_SCOPE;
	return err == ERR_OK ? store_notice_remove(tx, call->who.province, hash) : err;
}

static enum err check_room(struct tx *tx, struct call *call)
{
	int64_t count = 0;
	enum err err = store_notice_count(tx, call->who.province, call->now, &count);
	if (err == ERR_OK && count >= NOTICES_LIVE_MAX)
		return call_fault(call, RULE_TOO_MANY, "notice", count + 1, NOTICES_LIVE_MAX);
	return err;
}

enum err notices_put(struct tx *tx, struct call *call)
{
	const Guosuo__V1__PutNoticeRequest *request = (const void *)call->request;
	const Guosuo__V1__RosterEntry *entry = NULL;
	struct notice notice;
	if (request->notice == NULL)
		return call_fault(call, RULE_REQUIRED, "notice", 0, 0);
	enum err err = open_own(call, request->notice, &notice, &entry);
	if (err == ERR_OK && !notice_live(notice.body, call->now))
		err = call_fault(call, RULE_WINDOW_PAST, "not_after", 0, 0);
	if (err == ERR_OK)
		err = end_earlier(tx, call, notice.body, entry);
	if (err == ERR_OK)
		err = check_room(tx, call);
	if (err == ERR_OK) {
		const struct notice_row row = {.province = call->who.province,
		                               .hash = span_of(notice.hash, HASH_LEN),
		                               .not_after = notice.body->not_after,
		                               .created = call->now,
		                               .body = notice.raw,
		                               .seals = field_span(request->notice->seals)};
		err = store_notice_put(tx, &row);
	}
	if (err == ERR_OK)
		err = store_entry_put(tx, ENTRY_NOTICE, call->who.province, span_of(notice.hash, HASH_LEN),
		                      span_of(call->who.keyid, KEYID_LEN), call->now);
	call_reply(call);
	return err;
}

void notices_changed(struct call *call)
{
	notices_publish(call->app);
}

/* ---- listing them ---- */

/* A copy in the call's memory where it concerns the roads asked for; else *out is NULL. */
static enum err pick(struct call *call, const struct notice_row *row, Guosuo__V1__Sealed **out)
{
	const Guosuo__V1__ListNoticesRequest *request = (const void *)call->request;
	size_t used = call->arena.used;
	struct notice notice;
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	sealed.body = span_bytes(row->body);
	enum err err = notice_read(&sealed, &call->arena, &notice);
	bool wanted = err == ERR_OK && notice_concerns(notice.body, request->roads, request->n_roads);
	call->arena.used = used;
	*out = wanted ? view_sealed(call, row->body, row->seals) : NULL;
	return wanted && *out == NULL ? ERR_MEMORY : err;
}

enum err notices_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListNoticesRequest *request = (const void *)call->request;
	struct row_cursor row;
	struct notice_row line;
	Guosuo__V1__ListNoticesResponse *reply = call_reply(call);
	if (request->province == 0)
		return call_fault(call, RULE_REQUIRED, "province", 0, 0);
	if (reply == NULL || (reply->notices = call_take(call, NOTICES_LIVE_MAX * sizeof(void *))) == NULL)
		return ERR_MEMORY;
	enum err err = store_notice_list(tx, request->province, call->now, NOTICES_LIVE_MAX, &row);
	while (err == ERR_OK && reply->n_notices < NOTICES_LIVE_MAX && (err = store_next(&row)) == ERR_OK) {
		store_notice_row(&row, &line);
		err = pick(call, &line, &reply->notices[reply->n_notices]);
		reply->n_notices += err == ERR_OK && reply->notices[reply->n_notices] != NULL;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* ---- publishing them ---- */

enum { ROOM = NOTICE_FILE_MAX + 256 * 1024 };

struct file {
	struct app *app;
	uint32_t province;
	int64_t now;
	struct span raw;
	struct arena arena;
};

static Guosuo__V1__Sealed *copy(struct arena *arena, const struct notice_row *row)
{
	Guosuo__V1__Sealed *sealed = arena_take(arena, sizeof *sealed);
	uint8_t *body = arena_take(arena, row->body.n), *seals = arena_take(arena, row->seals.n);
	if (sealed == NULL || body == NULL || seals == NULL)
		return NULL;
	memcpy(body, row->body.p, row->body.n);
	memcpy(seals, row->seals.p, row->seals.n);
	guosuo__v1__sealed__init(sealed);
	sealed->body = (ProtobufCBinaryData){row->body.n, body};
	sealed->seals = (ProtobufCBinaryData){row->seals.n, seals};
	return sealed;
}

static enum err collect(struct tx *tx, void *ctx)
{
	struct file *file = ctx;
	Guosuo__V1__NoticeFile message = GUOSUO__V1__NOTICE_FILE__INIT;
	Guosuo__V1__Sealed *notices[NOTICES_LIVE_MAX];
	struct row_cursor row;
	struct notice_row line;
	file->arena.used = 0;
	message.province = file->province;
	message.notices = notices;
	enum err err = store_notice_list(tx, file->province, file->now, NOTICES_LIVE_MAX, &row);
	while (err == ERR_OK && message.n_notices < NOTICES_LIVE_MAX && (err = store_next(&row)) == ERR_OK) {
		store_notice_row(&row, &line);
		notices[message.n_notices] = copy(&file->arena, &line);
		if (notices[message.n_notices++] == NULL)
			return ERR_MEMORY;
	}
	if (err != ERR_OK && err != ERR_NOT_FOUND)
		return err;
	return canon_pack(&message.base, &file->arena, &file->raw);
}

/* A reader may have begun before the newest notice was committed and end after the others: it is asked again
 * in the next round at the latest. */
static void collected(enum err err, void *ctx)
{
	struct file *file = ctx;
	char name[32];
	snprintf(name, sizeof name, "notice.%02u", file->province);
	if (err == ERR_OK)
		err = state_put(file->app->publish, name, file->raw);
	if (err != ERR_OK && !file->app->stopping)
		log_error("notices_not_published", NULL, log_number("province", file->province),
		          log_text("error", err_name(err)));
	free(file->arena.base);
	free(file);
}

static void publish_province(struct app *app, uint32_t province)
{
	struct file *file = calloc(1, sizeof *file);
	uint8_t *memory = file == NULL ? NULL : malloc(ROOM);
	if (memory == NULL) {
		free(file);
		return;
	}
	*file =
	    (struct file){.app = app, .province = province, .now = time(NULL), .arena = {memory, ROOM, 0}};
	if (store_read(app->store, app->store_loop, collect, file, collected) == ERR_OK)
		return;
	free(memory);
	free(file);
}

void notices_publish(struct app *app)
{
	for (size_t i = 0; i < app->held->roster_count; i++)
		publish_province(app, app->held->rosters[i]->roster.body->province);
}
