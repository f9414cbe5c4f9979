#include "server/waiting.h"

#include <stdlib.h>
#include <string.h>

#include "proto/passage.h"
#include "server/log.h"
#include "server/rpc.h"
#include "server/stamps.h"
#include "server/store_passage.h"

enum { ROOM = 64 * 1024 };

/* One province's on their way through the store, one by one. */
struct waiting {
	struct call call; /* as the device that sealed the stamp would make it */
	struct passage opened;
	int64_t waits; /* behind these the next one is looked for */
	uint8_t hash[HASH_LEN];
	int64_t at; /* the one at hand */
	uint8_t at_hash[HASH_LEN];
	uint32_t sequence;
	Guosuo__V1__PassageFate fate;
};

/* ---- in the store ---- */

/* Its key as the roster has it; none: the stamp verifies by none. */
static void speak_as(struct call *call, struct span device)
{
	const struct roster *roster = held_roster(call->held, call->who.province);
	uint8_t id[HASH_LEN];
	call->who.post = 0;
	memset(call->who.key, 0, KEY_LEN);
	memcpy(call->who.keyid, device.p, KEYID_LEN);
	for (size_t i = 0; roster != NULL && i < roster->body->n_entries; i++) {
		const Guosuo__V1__RosterEntry *entry = roster->body->entries[i];
		if (entry->role != GUOSUO__V1__ROLE__ROLE_CHECKPOINT || entry->key.len != KEY_LEN)
			continue;
		key_id(entry->key.data, id);
		if (memcmp(id, device.p, KEYID_LEN) != 0)
			continue;
		memcpy(call->who.key, entry->key.data, KEY_LEN);
		call->who.post = entry->checkpoint;
	}
}

static enum err find(struct tx *tx, struct waiting *waiting, struct passage_row *row)
{
	struct call *call = &waiting->call;
	call->arena.used = 0;
	call->starved = false;
	enum err err = store_passage_waiting(tx, call->who.province, waiting->waits, span_of(waiting->hash, HASH_LEN), call->now, row);
	if (err != ERR_OK)
		return err;
	row->record = field_span(call_bytes(call, row->record));
	row->device = field_span(call_bytes(call, row->device));
	if (call->starved)
		return ERR_MEMORY;
	waiting->at = row->waits;
	waiting->sequence = row->sequence;
	memcpy(waiting->at_hash, row->hash.p, HASH_LEN);
	row->hash = span_of(waiting->at_hash, HASH_LEN);
	return ERR_OK;
}

static enum err find_one(struct tx *tx, void *ctx)
{
	struct passage_row row;
	return find(tx, ctx, &row);
}

/* A clock that was set back meanwhile lets it wait on. */
static enum err take_one(struct tx *tx, void *ctx)
{
	struct waiting *waiting = ctx;
	struct call *call = &waiting->call;
	struct passage_row row;
	waiting->fate = GUOSUO__V1__PASSAGE_FATE__PASSAGE_UNSOUND;
	enum err err = find(tx, waiting, &row);
	if (err != ERR_OK)
		return err;
	speak_as(call, row.device);
	err = passage_read(row.record, &call->arena, &waiting->opened);
	if (err == ERR_MEMORY)
		return err;
	if (err == ERR_OK && waiting->opened.passage != NULL && waiting->opened.sealed) {
		err = stamps_take(tx, call, &waiting->opened, &waiting->fate);
		if (err != ERR_OK)
			return err;
	}
	row.waits = waiting->fate == GUOSUO__V1__PASSAGE_FATE__PASSAGE_AHEAD ? waiting->opened.stamp.body->time - SKEW_S : 0;
	return store_passage_waits(tx, &row);
}

/* ---- in the loop ---- */

static void end(struct waiting *waiting, enum err err)
{
	if (err != ERR_OK && err != ERR_NOT_FOUND && !waiting->call.app->stopping)
		log_error("stamps_not_looked_at", NULL, log_number("province", waiting->call.who.province), log_text("error", err_name(err)));
	held_release(&waiting->call.held);
	timing_release(&waiting->call.timing);
	free(waiting->call.arena.base);
	free(waiting);
}

static void tell(const struct waiting *waiting, enum err err)
{
	const bool kept = err == ERR_OK && waiting->fate == GUOSUO__V1__PASSAGE_FATE__PASSAGE_FATE_UNSPECIFIED;
	const uint32_t province = waiting->call.who.province;
	if (kept)
		log_info("stamp_ahead_taken", NULL, log_number("province", province), log_number("sequence", waiting->sequence));
	else
		log_warn("stamp_ahead_not_taken", NULL, log_number("province", province), log_number("sequence", waiting->sequence),
		         log_text("error", err_name(err)), log_number("fate", (int64_t)waiting->fate));
}

/* One that the store could not take stays, and keeps none behind it waiting. */
static void taken(enum err err, void *ctx)
{
	struct waiting *waiting = ctx;
	struct app *app = waiting->call.app;
	if (err == ERR_NOT_FOUND || err == ERR_IO || app->stopping) {
		end(waiting, err);
		return;
	}
	tell(waiting, err);
	waiting->waits = waiting->at;
	memcpy(waiting->hash, waiting->at_hash, HASH_LEN);
	err = store_write(app->store, app->store_loop, take_one, waiting, taken);
	if (err != ERR_OK)
		end(waiting, err);
}

/* Nothing is written where nothing waits. */
static void found(enum err err, void *ctx)
{
	struct waiting *waiting = ctx;
	struct app *app = waiting->call.app;
	if (err == ERR_OK)
		err = app->stopping ? ERR_NOT_FOUND : store_write(app->store, app->store_loop, take_one, waiting, taken);
	if (err != ERR_OK)
		end(waiting, err);
}

void waiting_round(struct app *app, uint32_t province, int64_t now)
{
	struct waiting *waiting = calloc(1, sizeof *waiting);
	uint8_t *memory = waiting == NULL ? NULL : malloc(ROOM);
	if (memory == NULL) {
		free(waiting);
		log_error("stamps_not_looked_at", NULL, log_number("province", province), log_text("error", "MEMORY"));
		return;
	}
	struct call *call = &waiting->call;
	call->app = app;
	call->now = now;
	call->who.province = province;
	call->held = held_keep(app->held);
	call->timing = timing_keep(app->timing);
	call->rules = timing_rules(call->timing, held_directory(call->held));
	call->arena = (struct arena){memory, ROOM, 0};
	enum err err = store_read(app->store, app->store_loop, find_one, waiting, found);
	if (err != ERR_OK)
		end(waiting, err);
}
