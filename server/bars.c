#include "server/bars.h"

#include <string.h>

#include "guosuo/v1/bars.pb-c.h"
#include "proto/assignment.h"
#include "proto/bar.h"
#include "proto/body.h"
#include "server/members.h"
#include "server/part.h"
#include "server/review.h"
#include "server/store_bar.h"
#include "server/store_member.h"
#include "server/store_request.h"
#include "server/view.h"

/* A trip is sealed at most so long before its end. */
enum { AT_ONCE = 256, LIVES_S = LIFE_MAX_S + DAY_S };

/* ---- by an assignment ---- */

/* Which journeys have their newest serial found, and the lowest of those that may still run; 0: none may. */
struct newest {
	bool found[JOURNEYS_MAX + 1];
	uint32_t count, lowest;
};

static enum err look_at(struct call *call, uint32_t serial, struct span body, struct newest *newest)
{
	Guosuo__V1__OfficerSealed sealed = GUOSUO__V1__OFFICER_SEALED__INIT;
	struct assignment assignment;
	size_t mark = call->arena.used;
	sealed.body = span_bytes(body);
	enum err err = assignment_read(&sealed, &call->arena, &assignment);
	uint32_t journey = err == ERR_OK ? assignment.body->journey : 0;
	if (err == ERR_OK && journey <= JOURNEYS_MAX && !newest->found[journey]) {
		newest->found[journey] = true;
		newest->count++;
		if (assignment.body->not_after >= call->now)
			newest->lowest = serial;
	}
	call->arena.used = mark;
	return err;
}

static enum err find_lowest(struct tx *tx, struct call *call, const struct trip_row *trip, uint32_t journeys,
                            bool paper, uint32_t *out)
{
	struct newest newest = {.count = 0};
	struct row_cursor row;
	enum err err = store_bar_serials(tx, trip->company, trip->pass_id, paper, &row);
	while (err == ERR_OK && newest.count < journeys && (err = store_next(&row)) == ERR_OK)
		err = look_at(call, (uint32_t)row_int(&row, 0), row_blob(&row, 1), &newest);
	*out = newest.lowest;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err put(struct tx *tx, struct call *call, const struct bar_row *row)
{
	enum err err = store_bar_put(tx, row, call->now);
	if (err == ERR_OK)
		call->took_back = true;
	return err;
}

enum err bars_assigned(struct tx *tx, struct call *call, const struct trip_row *trip, uint32_t journeys,
                       bool paper)
{
	uint32_t lowest;
	struct row_cursor row;
	enum err err = find_lowest(tx, call, trip, journeys, paper, &lowest);
	if (err != ERR_OK || lowest < 2)
		return err;
	err = store_bar_serial(tx, trip->company, trip->pass_id, paper, lowest, &row);
	if (err != ERR_OK)
		return err;
	const struct bar_row bar = {
	    .province = trip->issuer,
	    .fact = {trip->week, trip->status_index, paper ? BAR_PAPER : BAR_PHONE, lowest},
	    .company = trip->company,
	    .pass_id = trip->pass_id,
	    .body = row_blob(&row, 0),
	    .signature = row_blob(&row, 1),
	    .key = row_blob(&row, 2)};
	err = put(tx, call, &bar);
	return err == ERR_EXISTS ? ERR_OK : err;
}

/* ---- by an officer ---- */

struct removed {
	uint8_t id[REMOVED_MAX][HASH_LEN]; /* fingerprints are their first bytes */
	uint8_t key[REMOVED_MAX][KEY_LEN];
	size_t count;
};

static enum err read_removed(struct tx *tx, struct call *call, struct removed **out)
{
	struct row_cursor row;
	struct removed *removed = call_take(call, sizeof *removed);
	if (removed == NULL)
		return ERR_MEMORY;
	enum err err = store_member_list_removed(tx, span_text(call->who.company), REMOVED_MAX, &row);
	while (err == ERR_OK && removed->count < REMOVED_MAX && (err = store_next(&row)) == ERR_OK) {
		struct span key = row_blob(&row, 0);
		if (row_int(&row, 1) != GUOSUO__V1__ROLE__ROLE_OFFICER || key.n != KEY_LEN)
			continue;
		memcpy(removed->key[removed->count], key.p, KEY_LEN);
		key_id(key.p, removed->id[removed->count++]);
	}
	*out = removed;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The key that was removed and stands in this slot; NULL: none. */
static const uint8_t *removed_from(const struct removed *removed, const Guosuo__V1__Trip *trip, uint32_t slot)
{
	const uint8_t *print = trip_fingerprint(trip, slot);
	for (size_t i = 0; print != NULL && i < removed->count; i++)
		if (memcmp(print, removed->id[i], FINGERPRINT_LEN) == 0)
			return removed->key[i];
	return NULL;
}

static enum err open_bar(struct tx *tx, struct call *call, const Guosuo__V1__OfficerSealed *sealed,
                         const struct trip_row *row, struct bar *out)
{
	struct trip trip;
	struct removed *removed;
	const Guosuo__V1__Sealed *envelope = view_sealed(call, row->body, row->seals);
	if (envelope == NULL)
		return ERR_MEMORY;
	enum err err = trip_read(envelope, &call->arena, &trip);
	if (err == ERR_OK)
		err = bar_open(sealed, &trip, call->now, &call->arena, out);
	if (err == ERR_OK && memcmp(sealed->key.data, call->who.key, KEY_LEN) != 0)
		err = ERR_KEY;
	if (err == ERR_OK)
		err = read_removed(tx, call, &removed);
	if (err == ERR_OK && removed_from(removed, trip.body, out->body->slot) == NULL)
		err = call_fault(call, RULE_NOT_REMOVED, "bar.slot", out->body->slot, 0);
	return err;
}

static enum err find_trip(struct tx *tx, struct call *call, ProtobufCBinaryData pass_id, struct trip_row *out)
{
	struct span id;
	enum err err = part_pass(tx, call, pass_id, &id);
	if (err == ERR_OK)
		err = store_trip_get(tx, span_text(call->who.company), id, out);
	if (err == ERR_OK && review_over(out->state))
		err = view_alive(call, out->state);
	if (err == ERR_OK && out->week < iso_week(call->now))
		err = call_fault(call, RULE_WINDOW_PAST, "pass_id", out->week, iso_week(call->now));
	return err;
}

/* The same a second time is done already. */
enum err bars_put(struct tx *tx, struct call *call)
{
	const Guosuo__V1__PutBarRequest *request = (const void *)call->request;
	struct trip_row trip;
	struct bar bar;
	enum err err = find_trip(tx, call, request->pass_id, &trip);
	if (err == ERR_OK && request->bar == NULL)
		err = call_fault(call, RULE_REQUIRED, "bar", 0, 0);
	if (err == ERR_OK)
		err = open_bar(tx, call, request->bar, &trip, &bar);
	call_reply(call);
	if (err != ERR_OK)
		return err;
	const struct bar_row row = {.province = trip.issuer,
	                            .fact = {trip.week, trip.status_index, BAR_SLOT, bar.body->slot},
	                            .company = trip.company,
	                            .pass_id = trip.pass_id,
	                            .body = field_span(request->bar->body),
	                            .signature = field_span(request->bar->signature),
	                            .key = field_span(request->bar->key)};
	err = put(tx, call, &row);
	if (err != ERR_OK)
		return err == ERR_EXISTS ? ERR_OK : err;
	return store_entry_put(tx, ENTRY_BAR, trip.issuer, span_of(bar.hash, HASH_LEN),
	                       span_of(call->who.keyid, KEYID_LEN), call->now);
}

/* ---- what is left to bar ---- */

static enum err add_slots(struct tx *tx, struct call *call, const struct removed *removed,
                          const Guosuo__V1__Trip *trip, struct span pass_id, Guosuo__V1__UnbarredTrip *out)
{
	for (uint32_t slot = 1; slot <= OFFICERS_MAX; slot++) {
		const uint8_t *key = removed_from(removed, trip, slot);
		enum err err =
		    key == NULL ? ERR_OK : store_bar_slot(tx, span_text(call->who.company), pass_id, slot);
		if (key == NULL || err == ERR_OK)
			continue;
		if (err != ERR_NOT_FOUND)
			return err;
		out->slots[out->n_slots++] = slot;
		err = store_bar_assigned(tx, span_text(call->who.company), pass_id, span_of(key, KEY_LEN));
		if (err != ERR_OK && err != ERR_NOT_FOUND)
			return err;
		out->assigned |= err == ERR_OK;
	}
	return ERR_OK;
}

/* Adds the trip where there is something to bar; else what it took of the memory is given back. */
static enum err add_trip(struct tx *tx, struct call *call, const struct removed *removed,
                         const struct row_cursor *row, Guosuo__V1__ListUnbarredResponse *reply)
{
	size_t mark = call->arena.used;
	Guosuo__V1__UnbarredTrip *out = call_make(call, &guosuo__v1__unbarred_trip__descriptor);
	struct trip trip;
	if (out == NULL || (out->slots = call_take(call, OFFICERS_MAX * sizeof *out->slots)) == NULL ||
	    (out->trip = view_sealed(call, row_blob(row, 2), row_blob(row, 3))) == NULL)
		return ERR_MEMORY;
	out->pass_id = call_bytes(call, row_blob(row, 0));
	enum err err = trip_read(out->trip, &call->arena, &trip);
	if (err == ERR_OK)
		err = add_slots(tx, call, removed, trip.body, field_span(out->pass_id), out);
	if (err == ERR_OK && out->n_slots > 0)
		reply->trips[reply->n_trips++] = out;
	else
		call->arena.used = mark;
	return err;
}

static enum err list(struct tx *tx, struct call *call, const struct removed *removed, const struct page *page,
                     Guosuo__V1__ListUnbarredResponse *reply)
{
	struct row_cursor row;
	uint8_t last[PASS_ID_LEN] = {0};
	int64_t created = 0;
	size_t looked = 0;
	enum err err = store_bar_trips(tx, span_text(call->who.company), iso_week(call->now), page->created,
	                               page->pass_id, AT_ONCE, &row);
	while (err == ERR_OK && reply->n_trips < page->size && (err = store_next(&row)) == ERR_OK) {
		memcpy(last, row_blob(&row, 0).p, PASS_ID_LEN);
		created = row_int(&row, 1);
		looked++;
		err = add_trip(tx, call, removed, &row, reply);
	}
	if (err != ERR_OK && err != ERR_NOT_FOUND)
		return err;
	if (looked == AT_ONCE || reply->n_trips == page->size)
		reply->next = view_next(call, created, span_of(last, sizeof last));
	return ERR_OK;
}

enum err bars_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListUnbarredRequest *request = (const void *)call->request;
	struct page page;
	struct removed *removed;
	Guosuo__V1__ListUnbarredResponse *reply = call_reply(call);
	enum err err = view_page(call, request->page_size, request->after, call->now - LIVES_S, &page);
	if (err != ERR_OK)
		return err;
	if (reply == NULL || (reply->trips = call_take(call, page.size * sizeof(void *))) == NULL)
		return ERR_MEMORY;
	err = read_removed(tx, call, &removed);
	return err != ERR_OK || removed->count == 0 ? err : list(tx, call, removed, &page, reply);
}
