#include "server/lists.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "proto/body.h"
#include "proto/canon.h"
#include "proto/revocation.h"
#include "server/bar_fact.h"
#include "server/earlier.h"
#include "server/held.h"
#include "server/log.h"
#include "server/publish.h"
#include "server/signer.h"
#include "server/state.h"
#include "server/store_bar.h"
#include "server/store_revocation.h"
#include "server/store_trust.h"

/* Untouched memory costs nothing. A round proves no more than PROOFS_MAX objects; the next follows at once. As many bars
 * as BARS_MAX leave half of what the status key's process seals at once to the indexes. */
enum { ROOM = 64 * 1024 * 1024, PROOFS_MAX = 4096, BARS_MAX = 32 * 1024, WEEK_SECONDS = 7 * 24 * 3600 };

struct lists {
	struct app *app;
	struct event *soon;
	struct turn {
		bool busy, again;
	} turns[CONFIG_PROVINCES]; /* in the order of the settings */
};

struct job;

/* An object no list has relied on yet, and what the status key's process says of it. */
struct proof {
	struct job *job;
	uint8_t id[HASH_LEN];
	struct span raw;
	bool good;
};

struct taken {
	uint32_t week, index;
	size_t proof;
};

/* One list: what the store has, then the proofs, then the body, then the seal. */
struct job {
	struct lists *lists;
	struct turn *turn;
	struct held *held;
	uint32_t province, version;
	int64_t now;
	const Guosuo__V1__StatusList *last; /* the list before; NULL: none */
	Guosuo__V1__StatusWeek weeks[STATUS_WEEKS];
	struct proof proofs[PROOFS_MAX];
	size_t proof_count, waiting, good;
	struct taken *taken;
	size_t taken_count;
	struct barred {
		struct bar_fact fact;
		size_t proof;
	} *barred; /* PROOFS_MAX */
	size_t barred_count;
	Guosuo__V1__AssignmentBar **bars;
	size_t bar_count;
	bool more, partial;
	struct span file, body;
	struct arena arena;
	size_t mark; /* of the arena, before collect */
};

static void start(struct lists *lists, size_t at, int64_t now);

static void job_end(struct job *job, enum err err, const char *event)
{
	struct lists *lists = job->lists;
	struct turn *turn = job->turn;
	bool again = turn->again || (err == ERR_OK && job->more && job->good > 0);
	if (err != ERR_OK && !lists->app->stopping)
		log_error(event, NULL, log_number("province", job->province),
		          log_text("error", err_name(err)));
	held_release(&job->held);
	free(job->arena.base);
	free(job);
	*turn = (struct turn){.busy = false};
	if (again && !lists->app->stopping)
		start(lists, (size_t)(turn - lists->turns), time(NULL));
}

/* ---- what the store has ---- */

/* Walks the list before beside rows that ascend by week and index. */
struct beside {
	const Guosuo__V1__StatusList *list;
	size_t at;
	struct status_walk walk;
	uint32_t index;
	bool open;
};

static void open_week(struct beside *beside, uint32_t week)
{
	const Guosuo__V1__StatusList *list = beside->list;
	while (list != NULL && beside->at < list->n_weeks && list->weeks[beside->at]->week < week) {
		beside->at++;
		beside->open = false;
	}
	if (beside->open || list == NULL || beside->at == list->n_weeks ||
	    list->weeks[beside->at]->week != week)
		return;
	status_walk(list->weeks[beside->at], &beside->walk);
	beside->open = true;
	beside->index = 0;
}

static bool is_listed(struct beside *beside, uint32_t week, uint32_t index)
{
	open_week(beside, week);
	while (beside->open && beside->index < index && status_next(&beside->walk, &beside->index))
		;
	return beside->open && beside->index == index;
}

static size_t proof_of(struct job *job, struct span id)
{
	for (size_t i = 0; i < job->proof_count; i++)
		if (span_equal(span_of(job->proofs[i].id, HASH_LEN), id))
			return i;
	if (job->proof_count == PROOFS_MAX || id.n != HASH_LEN)
		return PROOFS_MAX;
	job->proofs[job->proof_count] = (struct proof){.job = job};
	memcpy(job->proofs[job->proof_count].id, id.p, HASH_LEN);
	return job->proof_count++;
}

static enum err add_taken(struct job *job, uint32_t week, uint32_t index, struct span id)
{
	size_t proof = proof_of(job, id);
	struct taken *taken = proof == PROOFS_MAX ? NULL : arena_take(&job->arena, sizeof *taken);
	if (proof == PROOFS_MAX) {
		job->more = true;
		return ERR_OK;
	}
	if (taken == NULL)
		return ERR_MEMORY;
	*taken = (struct taken){week, index, proof};
	if (job->taken_count++ == 0)
		job->taken = taken;
	return ERR_OK;
}

_Static_assert(sizeof(struct taken) % 16 == 0, "pieces of the arena that follow each other are one array");

static enum err collect_taken(struct tx *tx, struct job *job)
{
	struct beside beside = {.list = job->last};
	struct row_cursor row;
	enum err err = store_revoked_from(tx, job->province, iso_week(job->now), &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK) {
		uint32_t week = (uint32_t)row_int(&row, 0), index = (uint32_t)row_int(&row, 1);
		if (!is_listed(&beside, week, index))
			err = add_taken(job, week, index, row_blob(&row, 2));
		if (err != ERR_OK)
			return err;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* After the indexes: however many bars there are, they hold up no revocation. */
static enum err add_barred(struct job *job, const struct bar_fact *fact)
{
	if (bar_fact_said(job->last, fact))
		return ERR_OK;
	if (job->proof_count == PROOFS_MAX) {
		job->more = true;
		return ERR_OK;
	}
	job->proofs[job->proof_count] = (struct proof){.job = job};
	job->barred[job->barred_count++] = (struct barred){*fact, job->proof_count++};
	return ERR_OK;
}

static enum err collect_barred(struct tx *tx, struct job *job)
{
	struct row_cursor row;
	size_t room = job->last == NULL || job->last->n_bars < BARS_MAX
	                  ? BARS_MAX - (job->last == NULL ? 0 : job->last->n_bars)
	                  : 0;
	if (room == 0)
		log_warn("bars_full", NULL, log_number("province", job->province), log_number("most", BARS_MAX));
	job->barred = arena_take(&job->arena, PROOFS_MAX * sizeof *job->barred);
	if (job->barred == NULL)
		return ERR_MEMORY;
	enum err err = store_bar_from(tx, job->province, iso_week(job->now), &row);
	while (err == ERR_OK && job->barred_count < room && (err = store_next(&row)) == ERR_OK) {
		const struct bar_fact fact = {(uint32_t)row_int(&row, 0), (uint32_t)row_int(&row, 1),
		                              (enum bar_kind)row_int(&row, 2), (uint32_t)row_int(&row, 3)};
		err = add_barred(job, &fact);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err collect_issued(struct tx *tx, struct job *job)
{
	struct row_cursor row;
	enum err err = store_lease_list(tx, job->province, iso_week(job->now), &row);
	for (size_t i = 0; i < STATUS_WEEKS; i++) {
		guosuo__v1__status_week__init(&job->weeks[i]);
		job->weeks[i].week = iso_week(job->now + (int64_t)i * WEEK_SECONDS);
	}
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK)
		for (size_t i = 0; i < STATUS_WEEKS; i++)
			if (job->weeks[i].week == (uint32_t)row_int(&row, 0))
				job->weeks[i].issued = (uint32_t)row_int(&row, 1);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static Guosuo__V1__Sealed sealed_of(struct span body, struct span seals)
{
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	sealed.body = span_bytes(body);
	sealed.seals = span_bytes(seals);
	return sealed;
}

static Guosuo__V1__OfficerSealed officer_of(const struct revocation_row *row)
{
	Guosuo__V1__OfficerSealed sealed = GUOSUO__V1__OFFICER_SEALED__INIT;
	sealed.body = span_bytes(row->body);
	sealed.signature = span_bytes(row->seals);
	sealed.key = span_bytes(row->key);
	return sealed;
}

/* With the trip where an officer took it back. */
static enum err collect_proof(struct tx *tx, struct job *job, struct proof *proof)
{
	Guosuo__V1__RevocationProof message = GUOSUO__V1__REVOCATION_PROOF__INIT;
	struct revocation_row row;
	struct span body, seals;
	enum err err = store_revocation_get(tx, job->province, span_of(proof->id, HASH_LEN), &row);
	if (err != ERR_OK)
		return err;
	Guosuo__V1__Sealed reviewers = sealed_of(row.body, row.seals), trip;
	Guosuo__V1__OfficerSealed officers = officer_of(&row);
	if (row.key.n == 0) {
		message.revocation = &reviewers;
		return canon_pack(&message.base, &job->arena, &proof->raw);
	}
	err = store_trip_sealed(tx, row.company, row.pass_id, &body, &seals);
	if (err != ERR_OK)
		return err;
	trip = sealed_of(body, seals);
	message.withdrawal = &officers;
	message.trip = &trip;
	return canon_pack(&message.base, &job->arena, &proof->raw);
}

/* The assignment or the Bar, with the trip whose officers it is by. */
static enum err collect_bar(struct tx *tx, struct job *job, const struct barred *barred)
{
	Guosuo__V1__RevocationProof message = GUOSUO__V1__REVOCATION_PROOF__INIT;
	Guosuo__V1__OfficerSealed officers = GUOSUO__V1__OFFICER_SEALED__INIT;
	struct bar_row row;
	struct span body, seals;
	enum err err = store_bar_get(tx, job->province, &barred->fact, &row);
	if (err == ERR_OK)
		err = store_trip_sealed(tx, row.company, row.pass_id, &body, &seals);
	if (err != ERR_OK)
		return err;
	Guosuo__V1__Sealed trip = sealed_of(body, seals);
	officers.body = span_bytes(row.body);
	officers.signature = span_bytes(row.signature);
	officers.key = span_bytes(row.key);
	message.trip = &trip;
	*(barred->fact.kind == BAR_SLOT ? &message.bar : &message.assignment) = &officers;
	return canon_pack(&message.base, &job->arena, &job->proofs[barred->proof].raw);
}

/* A copy: the row is gone with the next. */
static struct span keep(struct arena *arena, struct span span)
{
	uint8_t *copy = arena_take(arena, span.n);
	if (copy != NULL && span.n > 0)
		memcpy(copy, span.p, span.n);
	return span_of(copy, copy == NULL ? 0 : span.n);
}

/* No object is shorter than 128 bytes; what frames one, and the file itself, is no longer than 32. */
enum { OBJECTS_MAX = REVOCATION_FILE_MAX / 128, FRAME_MAX = 32 };

static size_t room_of(const struct revocation_row *row)
{
	return row->body.n + row->seals.n + row->key.n + FRAME_MAX;
}

static enum err add_object(struct job *job, struct revocation_row *row, Guosuo__V1__RevocationFile *file)
{
	row->body = keep(&job->arena, row->body);
	row->seals = keep(&job->arena, row->seals);
	row->key = keep(&job->arena, row->key);
	if (row->key.n == 0) {
		Guosuo__V1__Sealed *sealed = arena_take(&job->arena, sizeof *sealed);
		if (sealed == NULL)
			return ERR_MEMORY;
		*sealed = sealed_of(row->body, row->seals);
		file->revocations[file->n_revocations++] = sealed;
		return ERR_OK;
	}
	Guosuo__V1__OfficerSealed *sealed = arena_take(&job->arena, sizeof *sealed);
	if (sealed == NULL)
		return ERR_MEMORY;
	*sealed = officer_of(row);
	file->withdrawals[file->n_withdrawals++] = sealed;
	return ERR_OK;
}

/* However many objects there are, they hold up no list: the newest come first, and the file says that it ends there. */
static enum err collect_file(struct tx *tx, struct job *job)
{
	Guosuo__V1__RevocationFile file = GUOSUO__V1__REVOCATION_FILE__INIT;
	struct row_cursor cursor;
	struct revocation_row row;
	size_t left = REVOCATION_FILE_MAX - FRAME_MAX;
	file.province = job->province;
	file.revocations = arena_take(&job->arena, OBJECTS_MAX * sizeof(void *));
	file.withdrawals = arena_take(&job->arena, OBJECTS_MAX * sizeof(void *));
	if (file.revocations == NULL || file.withdrawals == NULL)
		return ERR_MEMORY;
	enum err err = store_revocation_from(tx, job->province, iso_week(job->now), &cursor);
	while (err == ERR_OK && !file.partial && (err = store_next(&cursor)) == ERR_OK) {
		store_revocation_row(&cursor, &row);
		size_t room = room_of(&row);
		file.partial = room > left || file.n_revocations + file.n_withdrawals == OBJECTS_MAX;
		left -= file.partial ? 0 : room;
		err = file.partial ? ERR_OK : add_object(job, &row, &file);
	}
	job->partial = file.partial;
	return err == ERR_OK || err == ERR_NOT_FOUND ? canon_pack(&file.base, &job->arena, &job->file) : err;
}

/* The version is the time: it goes on rising from any backup that is restored. */
static enum err collect(struct tx *tx, void *ctx)
{
	struct job *job = ctx;
	job->arena.used = job->mark;
	job->proof_count = job->taken_count = job->barred_count = 0;
	job->more = false;
	enum err err = store_edition_next(tx, job->province, (uint32_t)job->now, &job->version);
	if (err == ERR_OK)
		err = collect_issued(tx, job);
	if (err == ERR_OK)
		err = collect_taken(tx, job);
	for (size_t i = 0; err == ERR_OK && i < job->proof_count; i++)
		err = collect_proof(tx, job, &job->proofs[i]);
	if (err == ERR_OK)
		err = collect_barred(tx, job);
	for (size_t i = 0; err == ERR_OK && i < job->barred_count; i++)
		err = collect_bar(tx, job, &job->barred[i]);
	return err == ERR_OK ? collect_file(tx, job) : err;
}

/* ---- the body ---- */

/* The indexes of a week before and those that are proved, each once. */
static enum err fill_week(struct job *job, Guosuo__V1__StatusWeek *week)
{
	struct beside beside = {.list = job->last};
	open_week(&beside, week->week);
	size_t most = job->taken_count + (beside.open ? beside.walk.end / (beside.walk.k + 1) : 0), n = 0;
	uint32_t *indexes = arena_take(&job->arena, (most + 1) * sizeof *indexes);
	if (indexes == NULL)
		return ERR_MEMORY;
	bool old = beside.open && status_next(&beside.walk, &beside.index);
	for (size_t i = 0; i < job->taken_count; i++) {
		const struct taken *taken = &job->taken[i];
		if (taken->week != week->week || !job->proofs[taken->proof].good)
			continue;
		for (; old && beside.index < taken->index; old = status_next(&beside.walk, &beside.index))
			indexes[n++] = beside.index;
		indexes[n++] = taken->index;
	}
	for (; old; old = status_next(&beside.walk, &beside.index))
		indexes[n++] = beside.index;
	return status_encode(indexes, n, &job->arena, week);
}

/* What the list before says of weeks that are not over, and what is proved. */
static enum err fill_bars(struct job *job)
{
	size_t before = job->last == NULL ? 0 : job->last->n_bars;
	struct bar_fact *facts =
	    arena_take(&job->arena, (BAR_FACTS_MAX * before + job->barred_count + 1) * sizeof *facts);
	if (facts == NULL)
		return ERR_MEMORY;
	size_t n = bar_facts_of(job->last, iso_week(job->now), facts);
	for (size_t i = 0; i < job->barred_count; i++)
		if (job->proofs[job->barred[i].proof].good)
			facts[n++] = job->barred[i].fact;
	return bar_facts_pack(facts, n, &job->arena, &job->bars, &job->bar_count);
}

static enum err build(struct job *job)
{
	const struct config *config = job->lists->app->config;
	struct roster rosters[PROVINCES_MAX];
	enum err err = ERR_OK;
	for (size_t i = 0; i < job->held->roster_count; i++)
		rosters[i] = job->held->rosters[i]->roster;
	for (size_t i = 0; err == ERR_OK && i < STATUS_WEEKS; i++)
		err = fill_week(job, &job->weeks[i]);
	if (err == ERR_OK)
		err = fill_bars(job);
	if (err != ERR_OK)
		return err;
	const struct roster *own = held_roster(job->held, job->province);
	const struct status_facts facts = {.province = job->province,
	                                   .epoch = epoch_granted(own->body->status_epoch),
	                                   .version = job->version,
	                                   .now = job->now,
	                                   .next_update = job->now + config->interval_s,
	                                   .expires_at = job->now + config->valid_s,
	                                   .weeks = job->weeks,
	                                   .week_count = STATUS_WEEKS,
	                                   .bars = job->bars,
	                                   .bar_count = job->bar_count,
	                                   .directory = held_directory(job->held),
	                                   .rosters = rosters,
	                                   .roster_count = job->held->roster_count};
	return publish_status_body(&facts, &job->arena, &job->body);
}

/* A gate that has the newest delta looks for no newer list: where none is made, none stays. */
static enum err publish_delta(struct job *job, struct span file)
{
	char name[32];
	struct span delta;
	enum err err = earlier_delta(job->lists->app->config, job->province, file, job->now, &job->arena, &delta);
	if (err != ERR_OK) {
		log_warn("delta_not_made", NULL, log_number("province", job->province), log_text("error", err_name(err)));
		delta = span_text("");
	}
	snprintf(name, sizeof name, "delta.%02u", job->province);
	return state_put(job->lists->app->publish, name, delta);
}

/* First the objects, then what relies on them; no list is newer than its delta. */
static enum err publish(struct job *job, const uint8_t *seal)
{
	struct publish *publish = job->lists->app->publish;
	const Guosuo__V1__Sealed sealed = sealed_of(job->body, span_of(seal, SEAL_LEN));
	char name[32];
	struct span raw;
	enum err err = canon_pack(&sealed.base, &job->arena, &raw);
	snprintf(name, sizeof name, "revocations.%02u", job->province);
	if (job->partial)
		log_warn("revocations_partial", NULL, log_number("province", job->province));
	if (err == ERR_OK)
		err = state_put(publish, name, job->file);
	if (err == ERR_OK)
		err = publish_delta(job, raw);
	snprintf(name, sizeof name, "status.%02u", job->province);
	return err == ERR_OK ? state_put(publish, name, raw) : err;
}

static void sealed(enum err err, const uint8_t *seal, void *context)
{
	struct job *job = context;
	if (err == ERR_OK)
		err = publish(job, seal);
	job_end(job, err, "status_not_published");
}

static void seal(struct job *job)
{
	enum err err = build(job);
	if (err != ERR_OK)
		job_end(job, err, "status_not_built");
	else
		signer_seal(job->lists->app->signer, KIND_status, job->province, job->body, sealed, job);
}

/* One that is refused stays out of the list and is offered again with the next. */
static void proved(enum err err, const uint8_t *seal_of_none, void *context)
{
	struct proof *proof = context;
	struct job *job = proof->job;
	(void)seal_of_none;
	proof->good = err == ERR_OK;
	job->good += proof->good;
	if (err != ERR_OK && !job->lists->app->stopping)
		log_error("revocation_not_proved", NULL, log_number("province", job->province),
		          log_text("error", err_name(err)));
	if (--job->waiting == 0)
		seal(job);
}

static void collected(enum err err, void *ctx)
{
	struct job *job = ctx;
	job->waiting = job->proof_count;
	if (err != ERR_OK) {
		job_end(job, err, "status_not_built");
		return;
	}
	if (job->waiting == 0) {
		seal(job);
		return;
	}
	for (size_t i = 0; i < job->proof_count; i++)
		signer_prove(job->lists->app->signer, job->province, job->proofs[i].raw, proved,
		             &job->proofs[i]);
}

/* ---- beginning one ---- */

/* A list nobody could verify is not made: the key must stand in the province's roster now. */
static bool can_state(const struct app *app, const struct roster *roster, int64_t now)
{
	const uint8_t *key = signer_key(app->signer, GUOSUO__V1__ROLE__ROLE_STATUS, roster->body->province);
	const Guosuo__V1__RosterEntry *entry =
	    key == NULL ? NULL : roster_entry(roster, GUOSUO__V1__ROLE__ROLE_STATUS, key);
	return entry != NULL && entry->not_before <= now && now <= entry->not_after;
}

/* The list before, as it was published: its bytes stay until the next one of this province. */
static enum err open_last(struct job *job)
{
	char name[16];
	struct published file;
	ProtobufCMessage *message;
	snprintf(name, sizeof name, "status.%02u", job->province);
	if (!publish_get(job->lists->app->publish, span_text(name), &file))
		return ERR_OK;
	enum err err = canon_open(&guosuo__v1__sealed__descriptor, file.raw, &job->arena, &message);
	if (err == ERR_OK)
		err = canon_open(&guosuo__v1__status_list__descriptor,
		                 bytes_span(((const Guosuo__V1__Sealed *)message)->body), &job->arena,
		                 &message);
	if (err == ERR_OK)
		job->last = (const Guosuo__V1__StatusList *)message;
	return err;
}

static struct job *job_new(struct lists *lists, size_t at, int64_t now)
{
	struct job *job = calloc(1, sizeof *job);
	uint8_t *memory = job == NULL ? NULL : malloc(ROOM);
	if (memory == NULL) {
		free(job);
		return NULL;
	}
	job->lists = lists;
	job->turn = &lists->turns[at];
	job->turn->busy = true;
	job->held = held_keep(lists->app->held);
	job->province = lists->app->config->provinces[at];
	job->now = now;
	job->arena = (struct arena){memory, ROOM, 0};
	return job;
}

static void start(struct lists *lists, size_t at, int64_t now)
{
	struct app *app = lists->app;
	uint32_t province = app->config->provinces[at];
	const struct roster *roster = held_roster(app->held, province);
	if (roster == NULL)
		return; /* the first one comes with a round of its own */
	if (!can_state(app, roster, now)) {
		log_warn("status_key_not_in_roster", NULL, log_number("province", province));
		return;
	}
	struct job *job = job_new(lists, at, now);
	if (job == NULL) {
		log_error("status_not_built", NULL, log_number("province", province),
		          log_text("error", "MEMORY"));
		return;
	}
	enum err err = open_last(job);
	job->mark = job->arena.used;
	if (err == ERR_OK)
		err = store_write(app->store, app->store_loop, collect, job, collected);
	if (err != ERR_OK)
		job_end(job, err, "status_not_built");
}

void lists_round(struct lists *lists)
{
	struct app *app = lists->app;
	int64_t now = time(NULL);
	if (!app->ready || held_directory(app->held) == NULL)
		return;
	for (size_t i = 0; i < app->config->province_count; i++) {
		if (lists->turns[i].busy)
			lists->turns[i].again = true;
		else
			start(lists, i, now);
	}
}

static void on_soon(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	lists_round(context);
}

void lists_soon(struct lists *lists)
{
	const struct timeval second = {.tv_sec = 1};
	if (!event_pending(lists->soon, EV_TIMEOUT, NULL))
		event_add(lists->soon, &second);
}

enum err lists_new(struct app *app, struct lists **out)
{
	struct lists *lists = calloc(1, sizeof *lists);
	if (lists == NULL)
		return ERR_MEMORY;
	lists->app = app;
	lists->soon = evtimer_new(app->base, on_soon, lists);
	if (lists->soon == NULL) {
		free(lists);
		return ERR_MEMORY;
	}
	*out = lists;
	return ERR_OK;
}

void lists_free(struct lists **lists)
{
	if (*lists != NULL)
		event_free((*lists)->soon);
	free(*lists);
	*lists = NULL;
}
