#include "server/removed.h"

#include <stdio.h>
#include <string.h>

#include "proto/canon.h"
#include "proto/status.h"
#include "server/amends.h"
#include "server/outbox.h"
#include "server/progress.h"
#include "server/store_removed.h"
#include "server/store_request.h"
#include "server/store_revision.h"
#include "server/store_trip.h"

enum { AT_ONCE = 64 };

static const char reason[] =
    "签章身份已从授权名册除名, 请重新审批 / a key that sealed it was taken off the roster: decide again";

/* ---- one leg ---- */

static bool sealed_by(struct span seals, const uint8_t key[static KEY_LEN])
{
	struct seal split[SEALS_MAX];
	size_t count = 0;
	uint8_t id[HASH_LEN];
	key_id(key, id);
	if (seals.n == 0 || seals_split(seals, split, &count) != ERR_OK)
		return false;
	for (size_t i = 0; i < count; i++)
		if (memcmp(split[i].kid, id, KID_LEN) == 0)
			return true;
	return false;
}

static enum err enter(struct tx *tx, struct call *call, uint32_t province, struct span body)
{
	uint8_t hash[HASH_LEN];
	body_hash(body, hash);
	return store_entry_put(tx, ENTRY_LEG_OPENED, province, span_of(hash, HASH_LEN),
	                       span_of(call->who.keyid, KEYID_LEN), call->now);
}

/* The leg itself, sealed or half sealed. */
static enum err open_leg(struct tx *tx, struct call *call, const struct leg_row *leg)
{
	struct trip_row trip;
	const struct directory *directory = held_directory(call->held);
	const Guosuo__V1__Province *province =
	    directory == NULL ? NULL : directory_province(directory, leg->province);
	const struct progress progress = {.event = EVENT_UNSEAL,
	                                  .now = call->now,
	                                  .rules = &call->rules,
	                                  .holder = span_text(province == NULL ? "" : province->name_zh),
	                                  .reason = span_text(reason)};
	enum err err = store_trip_get(tx, leg->company, leg->pass_id, &trip);
	if (err == ERR_OK)
		err = progress_leg(tx, leg, &progress, NULL);
	if (err == ERR_OK)
		err = amends_settle(tx, call, leg->company, leg->pass_id, trip.state);
	return err == ERR_OK ? enter(tx, call, leg->province, leg->body) : err;
}

/* What stands while its revision is decided: it stands no longer, the revision goes on. */
static enum err end_standing(struct tx *tx, struct call *call, const struct leg_row *leg, struct span body)
{
	const struct outbox_news news = {.event = OUTBOX_LEG_REOPENED,
	                                 .company = leg->company,
	                                 .pass_id = leg->pass_id,
	                                 .reason = span_text(reason),
	                                 .province = leg->province,
	                                 .ordinal = leg->ordinal,
	                                 .now = call->now};
	enum err err = store_revision_end(tx, leg->province, leg->pass_id, call->now);
	if (err == ERR_OK)
		err = outbox_put(tx, &news);
	return err == ERR_OK ? enter(tx, call, leg->province, body) : err;
}

static enum err look_aside(struct tx *tx, struct call *call, const struct leg_row *leg, const uint8_t *key)
{
	struct leg_row aside = {0};
	int64_t change;
	if (leg->revision < 2)
		return ERR_OK;
	enum err err = store_revision_standing(tx, leg->province, leg->pass_id, &aside, &change);
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	return sealed_by(aside.seals, key) ? end_standing(tx, call, leg, aside.body) : ERR_OK;
}

static enum err look_at(struct tx *tx, struct call *call, uint32_t province, const uint8_t *pass_id,
                        const uint8_t *key)
{
	struct leg_row leg;
	struct review_step step;
	size_t mark = call->arena.used;
	enum err err = store_leg_get(tx, province, span_of(pass_id, PASS_ID_LEN), &leg);
	if (err == ERR_OK)
		err = look_aside(tx, call, &leg, key);
	if (err == ERR_OK && sealed_by(leg.seals, key) &&
	    review_step((Guosuo__V1__LegState)leg.state, EVENT_UNSEAL, &step) == ERR_OK)
		err = open_leg(tx, call, &leg);
	call->arena.used = mark; /* a stolen key may have sealed thousands */
	return err;
}

/* ---- all that a key has sealed ---- */

struct found {
	uint8_t pass_id[AT_ONCE][PASS_ID_LEN];
	size_t count;
	struct leg_place last;
};

/* The rows end when their legs are changed: they are read first. */
static enum err find_some(struct tx *tx, uint32_t province, uint32_t person, struct found *found)
{
	struct row_cursor row;
	enum err err = store_removed_legs(tx, province, found->last, person, AT_ONCE, &row);
	found->count = 0;
	while (err == ERR_OK && found->count < AT_ONCE && (err = store_next(&row)) == ERR_OK) {
		struct span id = row_blob(&row, 0);
		if (id.n != PASS_ID_LEN)
			return ERR_FORMAT;
		memcpy(found->pass_id[found->count++], id.p, PASS_ID_LEN);
		found->last = (struct leg_place){(uint32_t)row_int(&row, 1), (uint32_t)row_int(&row, 2)};
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* A reopened leg gets an index behind all others of its week and is met again, with nobody's seal. */
static enum err open_sealed(struct tx *tx, struct call *call, uint32_t province,
                            const Guosuo__V1__RosterEntry *entry)
{
	struct found found = {.last = {iso_week(call->now), 0}};
	enum err err;
	do {
		err = find_some(tx, province, entry->person, &found);
		for (size_t i = 0; err == ERR_OK && i < found.count; i++)
			err = look_at(tx, call, province, found.pass_id[i], entry->key.data);
	} while (err == ERR_OK && found.count == AT_ONCE);
	return err;
}

/* ---- rosters ---- */

static bool lists(const Guosuo__V1__Roster *roster, ProtobufCBinaryData key)
{
	for (size_t i = 0; i < roster->n_entries; i++)
		if (span_equal(field_span(roster->entries[i]->key), field_span(key)))
			return true;
	return false;
}

static enum err check_again(struct tx *tx, struct call *call, const Guosuo__V1__Roster *next)
{
	char field[64];
	for (size_t i = 0; i < next->n_entries; i++) {
		enum err err = store_removed_has(tx, next->province, field_span(next->entries[i]->key));
		if (err == ERR_NOT_FOUND)
			continue;
		snprintf(field, sizeof field, "roster.entries[%zu].key", i);
		return err == ERR_OK ? call_fault(call, RULE_KEY_LISTED_AGAIN, field, 0, 0) : err;
	}
	return ERR_OK;
}

/* As it was put: the one that is held may have fallen with the directory it was sealed under. */
static enum err former_of(struct tx *tx, struct call *call, uint32_t province, const Guosuo__V1__Roster **out)
{
	struct span raw;
	ProtobufCMessage *sealed, *body;
	*out = NULL;
	enum err err = store_removed_roster(tx, province, &raw);
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	err = canon_open(&guosuo__v1__sealed__descriptor, raw, &call->arena, &sealed);
	if (err == ERR_OK)
		err = canon_open(&guosuo__v1__roster__descriptor,
		                 field_span(((const Guosuo__V1__Sealed *)sealed)->body), &call->arena, &body);
	if (err == ERR_OK)
		*out = (const Guosuo__V1__Roster *)body;
	return err;
}

enum err removed_by_roster(struct tx *tx, struct call *call, const Guosuo__V1__Roster *next)
{
	const Guosuo__V1__Roster *former;
	enum err err = check_again(tx, call, next);
	if (err == ERR_OK)
		err = former_of(tx, call, next->province, &former);
	if (err != ERR_OK || former == NULL)
		return err;
	for (size_t i = 0; err == ERR_OK && i < former->n_entries; i++) {
		const Guosuo__V1__RosterEntry *entry = former->entries[i];
		if (entry->role != GUOSUO__V1__ROLE__ROLE_REVIEWER || lists(next, entry->key))
			continue;
		err = store_removed_put(tx, next->province, field_span(entry->key), entry->person, call->now);
		if (err == ERR_OK)
			err = open_sealed(tx, call, next->province, entry);
	}
	return err;
}

enum err removed_check(struct tx *tx, const struct call *call)
{
	enum err err = store_removed_has(tx, call->who.province, span_of(call->who.key, KEY_LEN));
	return err == ERR_OK ? ERR_DENIED : err == ERR_NOT_FOUND ? ERR_OK : err;
}
