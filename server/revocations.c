#include "server/revocations.h"

#include <string.h>

#include "guosuo/v1/revocations.pb-c.h"
#include "proto/body.h"
#include "proto/revocation.h"
#include "proto/status.h"
#include "server/amends.h"
#include "server/bookings.h"
#include "server/lists.h"
#include "server/outbox.h"
#include "server/progress.h"
#include "server/store_request.h"
#include "server/store_revision.h"
#include "server/store_revocation.h"
#include "server/view.h"

enum { DAY_SECONDS = 24 * 3600, SUPERSEDED = GUOSUO__V1__REVOCATION_REASON__SUPERSEDED };

void revocations_changed(struct call *call)
{
	if (call->took_back)
		lists_soon(call->app->lists);
}

static enum err enter(struct tx *tx, struct call *call, uint32_t province,
                      const struct revocation *revocation)
{
	return store_entry_put(tx, ENTRY_REVOCATION, province, span_of(revocation->hash, HASH_LEN),
	                       span_of(call->who.keyid, KEYID_LEN), call->now);
}

static enum err put_index(struct tx *tx, struct call *call, const Guosuo__V1__Revocation *body,
                          struct span id, const struct standing_row *standing, uint32_t index)
{
	const struct revoked_row row = {.province = body->province,
	                                .week = body->week,
	                                .index = index,
	                                .revocation = id,
	                                .company = standing->company,
	                                .pass_id = standing->pass_id,
	                                .ordinal = standing->ordinal,
	                                .created = call->now};
	call->took_back = true;
	return store_revoked_put(tx, &row);
}

/* ---- what ends with it ---- */

static struct outbox_news news_of(const struct call *call, enum outbox_event event,
                                  const struct standing_row *standing, const Guosuo__V1__Revocation *body)
{
	return (struct outbox_news){.event = event,
	                            .company = standing->company,
	                            .pass_id = standing->pass_id,
	                            .reason = span_text(body->note),
	                            .province = body->province,
	                            .ordinal = standing->ordinal,
	                            .now = call->now};
}

/* Its trip and its legs end with it, but what has arrived has arrived. */
static enum err end_trip(struct tx *tx, struct call *call, const struct standing_row *standing, int64_t was,
                         struct span reason)
{
	if (was == GUOSUO__V1__TRIP_STATE__TRIP_DELIVERED)
		return ERR_OK;
	enum err err = progress_withdraw(tx, &call->rules, standing->company, standing->pass_id, call->now);
	if (err == ERR_OK)
		err = bookings_withdraw(tx, call, standing->company, standing->pass_id);
	return err == ERR_OK ? store_trip_move(tx, standing->company, standing->pass_id, was,
	                                       GUOSUO__V1__TRIP_STATE__REVOKED, call->now, reason)
	                     : err;
}

static enum err end_pass(struct tx *tx, struct call *call, const struct standing_row *standing,
                         const Guosuo__V1__Revocation *body)
{
	const struct outbox_news news = news_of(call, OUTBOX_PASS_REVOKED, standing, body);
	struct trip_row trip;
	enum err err = store_trip_get(tx, standing->company, standing->pass_id, &trip);
	if (err == ERR_OK)
		err = end_trip(tx, call, standing, trip.state, news.reason);
	return err == ERR_OK ? outbox_put(tx, &news) : err;
}

/* A former revision has no state of its own: its leg is under review already. */
static enum err end_aside(struct tx *tx, struct call *call, const struct standing_row *standing,
                          const Guosuo__V1__Revocation *body)
{
	const struct outbox_news news = news_of(call, OUTBOX_LEG_REVOKED, standing, body);
	enum err err = store_revision_end(tx, body->province, standing->pass_id, call->now);
	return err == ERR_OK ? outbox_put(tx, &news) : err;
}

static enum err end_leg(struct tx *tx, struct call *call, const struct standing_row *standing,
                        const Guosuo__V1__Revocation *body)
{
	const struct progress progress = {
	    .event = EVENT_REVOKE, .now = call->now, .rules = &call->rules, .reason = span_text(body->note)};
	struct leg_row leg;
	struct trip_row trip;
	enum err err = store_leg_get(tx, body->province, standing->pass_id, &leg);
	if (err == ERR_OK)
		err = progress_leg(tx, &leg, &progress, NULL);
	if (err == ERR_OK)
		err = store_trip_get(tx, standing->company, standing->pass_id, &trip);
	return err == ERR_OK ? amends_settle(tx, call, standing->company, standing->pass_id, trip.state)
	                     : err;
}

static struct span copy(struct call *call, struct span span)
{
	return field_span(call_bytes(call, span));
}

/* What was given the index, in the call's memory: rows end with the next statement of their kind. */
static enum err find(struct tx *tx, struct call *call, const Guosuo__V1__Revocation *body, size_t i,
                     struct standing_row *out)
{
	enum err err = store_standing(tx, body->province, body->week, body->indexes[i], out);
	if (err == ERR_NOT_FOUND)
		return call_fault(call, RULE_NOT_STANDING, "indexes", body->indexes[i], body->week);
	if (err != ERR_OK)
		return err;
	out->company = copy(call, out->company);
	out->pass_id = copy(call, out->pass_id);
	out->company_name = copy(call, out->company_name);
	return call->starved ? ERR_MEMORY : ERR_OK;
}

static enum err end(struct tx *tx, struct call *call, const struct standing_row *standing,
                    const Guosuo__V1__Revocation *body)
{
	if (standing->ended)
		return ERR_OK;
	return (standing->ordinal == 0 ? end_pass
	        : standing->aside      ? end_aside
	                               : end_leg)(tx, call, standing, body);
}

/* What has ended since the first seal, or ends with what came before it here, is listed all the same. */
static enum err take_back(struct tx *tx, struct call *call, const Guosuo__V1__Revocation *body,
                          struct span id)
{
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < body->n_indexes; i++) {
		struct standing_row standing;
		err = find(tx, call, body, i, &standing);
		if (err == ERR_OK)
			err = put_index(tx, call, body, id, &standing, body->indexes[i]);
		if (err == ERR_OK)
			err = end(tx, call, &standing, body);
	}
	return err;
}

/* ---- one person's seal ---- */

static enum err check_fields(struct call *call, const Guosuo__V1__Revocation *body)
{
	if (body->province != call->who.province)
		return ERR_DENIED;
	revocation_check(body, &call->faults);
	if (body->reason == SUPERSEDED || revocation_is_officers(body->reason))
		fault_add(&call->faults, RULE_CHOICE, "reason", body->reason, 0);
	if (body->week < iso_week(call->now))
		fault_add(&call->faults, RULE_WINDOW_PAST, "week", body->week, iso_week(call->now));
	return call->faults.errors > 0 ? ERR_INPUT : ERR_OK;
}

/* Is this alone a good seal of the caller's? */
static enum err verify_own(struct call *call, const Guosuo__V1__Sealed *sealed,
                           const struct revocation *revocation, bool complete)
{
	const struct roster *roster = held_roster(call->held, call->who.province);
	size_t entries[SEALS_MAX], count;
	if (roster == NULL)
		return ERR_BUSY;
	enum err err =
	    revocation_verify(sealed, revocation, roster, complete, call->now, &call->arena, entries, &count);
	if (err != ERR_OK)
		return err;
	if (count != 1)
		return ERR_SURPLUS;
	return memcmp(roster->body->entries[entries[0]]->key.data, call->who.key, KEY_LEN) == 0 ? ERR_OK
	                                                                                        : ERR_KEY;
}

/* Many taken back one by one are as many: what a person does alone in a day has a bound. */
static enum err check_alone(struct tx *tx, struct call *call)
{
	uint32_t most = call->rules.policy == NULL ? 0 : call->rules.policy->revoked_alone_a_day;
	int64_t count = 0;
	if (most == 0)
		return ERR_OK;
	enum err err =
	    store_revocation_alone(tx, call->who.province, call->who.person, call->now - DAY_SECONDS, &count);
	return err == ERR_OK && count >= most ? call_fault(call, RULE_REVOKED_ALONE, "indexes", count, most)
	                                      : err;
}

/* What the first person seals must all be there. */
static enum err check_standing(struct tx *tx, struct call *call, const Guosuo__V1__Revocation *body)
{
	enum err err = ERR_OK;
	struct standing_row standing;
	for (size_t i = 0; err == ERR_OK && i < body->n_indexes; i++) {
		err = store_standing(tx, body->province, body->week, body->indexes[i], &standing);
		if (err == ERR_NOT_FOUND || (err == ERR_OK && standing.ended))
			err = call_fault(call, RULE_NOT_STANDING, "indexes", body->indexes[i], body->week);
	}
	return err;
}

static struct revocation_row row_of(const struct call *call, const struct revocation *revocation,
                                    struct span seals)
{
	return (struct revocation_row){.province = revocation->body->province,
	                               .id = span_of(revocation->hash, HASH_LEN),
	                               .week = revocation->body->week,
	                               .reason = revocation->body->reason,
	                               .indexes = (uint32_t)revocation->body->n_indexes,
	                               .created = call->now,
	                               .body = revocation->raw,
	                               .seals = seals};
}

static enum err put_first(struct tx *tx, struct call *call, const Guosuo__V1__Sealed *sealed,
                          const struct revocation *revocation)
{
	struct revocation_row row = row_of(call, revocation, field_span(sealed->seals));
	bool alone = revocation_persons(revocation->body) == 1;
	enum err err = check_standing(tx, call, revocation->body);
	if (err == ERR_OK && alone)
		err = check_alone(tx, call);
	if (err != ERR_OK)
		return err;
	row.in_force = alone ? call->now : 0;
	row.person[0] = call->who.person;
	err = store_revocation_put(tx, &row);
	return err == ERR_OK && alone ? take_back(tx, call, revocation->body, row.id) : err;
}

/* The same bytes, by another person. */
static enum err put_second(struct tx *tx, struct call *call, const Guosuo__V1__Sealed *sealed,
                           const struct revocation *revocation, const struct revocation_row *first)
{
	struct span seals, id = span_of(revocation->hash, HASH_LEN);
	Guosuo__V1__Sealed both = *sealed;
	if (first->in_force != 0) {
		fault_add(&call->faults, RULE_IN_FORCE, "revocation", 0, 0);
		return ERR_EXISTS;
	}
	if (first->person[0] == call->who.person)
		return call_fault(call, RULE_PERSON_TWICE, "revocation.seals", 0, 0);
	enum err err = seals_insert(first->seals, sealed->seals.data, &call->arena, &seals);
	if (err != ERR_OK)
		return err;
	both.seals = span_bytes(seals);
	err = revocation_verify(&both, revocation, held_roster(call->held, call->who.province), true,
	                        call->now, &call->arena, NULL, NULL);
	if (err == ERR_OK)
		err = store_revocation_force(tx, call->who.province, id, call->now, seals, call->who.person);
	return err == ERR_OK ? take_back(tx, call, revocation->body, id) : err;
}

static enum err put(struct tx *tx, struct call *call, const Guosuo__V1__Sealed *sealed,
                    const struct revocation *revocation)
{
	struct revocation_row first;
	enum err err =
	    store_revocation_get(tx, call->who.province, span_of(revocation->hash, HASH_LEN), &first);
	if (err == ERR_OK)
		err = put_second(tx, call, sealed, revocation, &first);
	else if (err == ERR_NOT_FOUND)
		err = put_first(tx, call, sealed, revocation);
	return err == ERR_OK ? enter(tx, call, call->who.province, revocation) : err;
}

enum err revocations_put(struct tx *tx, struct call *call)
{
	const Guosuo__V1__PutRevocationRequest *request = (const void *)call->request;
	struct revocation revocation;
	if (request->revocation == NULL)
		return call_fault(call, RULE_REQUIRED, "revocation", 0, 0);
	enum err err = revocation_read(request->revocation->body, &call->arena, &revocation);
	if (err == ERR_OK)
		err = check_fields(call, revocation.body);
	if (err == ERR_OK)
		err = verify_own(call, request->revocation, &revocation, false);
	if (err == ERR_OK)
		err = put(tx, call, request->revocation, &revocation);
	Guosuo__V1__PutRevocationResponse *reply = call_reply(call);
	if (err != ERR_OK || reply == NULL)
		return err != ERR_OK ? err : ERR_MEMORY;
	reply->revocation = call_bytes(call, span_of(revocation.hash, HASH_LEN));
	reply->in_force = call->took_back;
	return ERR_OK;
}

/* ---- with the next revision ---- */

static enum err check_superseded(struct call *call, const Guosuo__V1__Revocation *body,
                                 const struct leg_row *standing)
{
	if (body->province != call->who.province)
		return ERR_DENIED;
	revocation_check(body, &call->faults);
	if (call->faults.errors > 0)
		return ERR_INPUT;
	if (body->reason != SUPERSEDED)
		return call_fault(call, RULE_DIFFERS, "superseded.reason", body->reason, SUPERSEDED);
	if (body->week != standing->week)
		return call_fault(call, RULE_DIFFERS, "superseded.week", body->week, standing->week);
	if (body->indexes[0] != standing->status_index)
		return call_fault(call, RULE_DIFFERS, "superseded.indexes", body->indexes[0],
		                  standing->status_index);
	return ERR_OK;
}

enum err revocations_supersede(struct tx *tx, struct call *call, const struct leg_row *leg,
                               const Guosuo__V1__Sealed *sealed)
{
	struct leg_row standing = *leg;
	struct revocation revocation;
	int64_t change;
	if (leg->revision < 2)
		return ERR_OK;
	enum err err = store_revision_standing(tx, leg->province, leg->pass_id, &standing, &change);
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	if (sealed == NULL)
		return call_fault(call, RULE_REQUIRED, "superseded", 0, 0);
	err = revocation_read(sealed->body, &call->arena, &revocation);
	if (err == ERR_OK)
		err = check_superseded(call, revocation.body, &standing);
	if (err == ERR_OK)
		err = verify_own(call, sealed, &revocation, true);
	if (err != ERR_OK)
		return err;
	struct revocation_row row = row_of(call, &revocation, field_span(sealed->seals));
	const struct standing_row what = {
	    .company = leg->company, .pass_id = leg->pass_id, .ordinal = leg->ordinal, .aside = true};
	row.in_force = call->now;
	row.person[0] = call->who.person;
	err = store_revocation_put(tx, &row);
	if (err == ERR_OK)
		err = put_index(tx, call, revocation.body, row.id, &what, standing.status_index);
	return err == ERR_OK ? enter(tx, call, leg->province, &revocation) : err;
}

/* ---- by an officer ---- */

static enum err read_officers(struct call *call, const Guosuo__V1__OfficerSealed *sealed,
                              const struct trip_row *trip, struct revocation *out)
{
	struct trip opened;
	const Guosuo__V1__Sealed *envelope = view_sealed(call, trip->body, trip->seals);
	if (envelope == NULL)
		return ERR_MEMORY;
	enum err err = trip_read(envelope, &call->arena, &opened);
	if (err == ERR_OK)
		err = revocation_read(sealed->body, &call->arena, out);
	if (err == ERR_OK)
		revocation_check(out->body, &call->faults);
	if (err == ERR_OK && call->faults.errors > 0)
		err = ERR_INPUT;
	return err == ERR_OK ? revocation_verify_officer(sealed, out, &opened, call->now, &call->arena) : err;
}

static enum err put_officers(struct tx *tx, struct call *call, const struct revocation_row *row)
{
	const struct standing_row what = {.company = row->company, .pass_id = row->pass_id};
	struct revocation revocation;
	enum err err = revocation_read(span_bytes(row->body), &call->arena, &revocation);
	if (err == ERR_OK)
		err = put_index(tx, call, revocation.body, row->id, &what, revocation.body->indexes[0]);
	return err == ERR_OK ? enter(tx, call, row->province, &revocation) : err;
}

enum err revocations_withdraw(struct tx *tx, struct call *call, const struct trip_row *trip,
                              const Guosuo__V1__OfficerSealed *sealed, bool at_once)
{
	struct revocation revocation;
	bool needed;
	enum err err = store_ever_sealed(tx, trip->company, trip->pass_id, &needed);
	if (err != ERR_OK || sealed == NULL)
		return err == ERR_OK && needed ? call_fault(call, RULE_REQUIRED, "revocation", 0, 0) : err;
	err = read_officers(call, sealed, trip, &revocation);
	if (err != ERR_OK)
		return err;
	struct revocation_row row = row_of(call, &revocation, field_span(sealed->signature));
	row.in_force = at_once ? call->now : 0;
	row.key = field_span(sealed->key);
	row.company = trip->company;
	row.pass_id = trip->pass_id;
	err = store_revocation_put(tx, &row);
	return err == ERR_OK && at_once ? put_officers(tx, call, &row) : err;
}

enum err revocations_end(struct tx *tx, struct call *call, struct span company, struct span pass_id)
{
	struct revocation_row row;
	enum err err = store_revocation_waiting(tx, company, pass_id, &row);
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	row.id = copy(call, row.id);
	row.body = copy(call, row.body);
	row.seals = copy(call, row.seals);
	row.company = company;
	row.pass_id = pass_id;
	if (call->starved)
		return ERR_MEMORY;
	err = store_revocation_force(tx, row.province, row.id, call->now, row.seals, 0);
	return err == ERR_OK ? put_officers(tx, call, &row) : err;
}

/* ---- reading ---- */

static Guosuo__V1__RevokedItem *item_of(struct call *call, struct span pass_id, uint32_t ordinal,
                                        struct span company, uint32_t index)
{
	Guosuo__V1__RevokedItem *item = call_make(call, &guosuo__v1__revoked_item__descriptor);
	if (item == NULL)
		return NULL;
	item->pass_id = call_bytes(call, pass_id);
	item->number = view_number(call, pass_id);
	item->ordinal = ordinal;
	item->company = call_text(call, company);
	item->index = index;
	return item;
}

static enum err add_taken(struct tx *tx, struct call *call, struct span id,
                          Guosuo__V1__GetRevocationResponse *reply)
{
	struct row_cursor row;
	enum err err = store_revoked_by(tx, call->who.province, id, &row);
	while (err == ERR_OK && reply->n_items < REVOKED_MAX && (err = store_next(&row)) == ERR_OK) {
		reply->items[reply->n_items] = item_of(call, row_blob(&row, 1), (uint32_t)row_int(&row, 2),
		                                       row_text(&row, 3), (uint32_t)row_int(&row, 0));
		if (reply->items[reply->n_items++] == NULL)
			return ERR_MEMORY;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* What has ended by itself since is left out. */
static enum err add_waiting(struct tx *tx, struct call *call, const Guosuo__V1__Revocation *body,
                            Guosuo__V1__GetRevocationResponse *reply)
{
	enum err err = ERR_OK;
	struct standing_row standing;
	for (size_t i = 0; err == ERR_OK && i < body->n_indexes; i++) {
		err = store_standing(tx, body->province, body->week, body->indexes[i], &standing);
		if (err == ERR_NOT_FOUND || (err == ERR_OK && standing.ended)) {
			err = ERR_OK;
			continue;
		}
		if (err != ERR_OK)
			return err;
		reply->items[reply->n_items] = item_of(call, standing.pass_id, standing.ordinal,
		                                       standing.company_name, body->indexes[i]);
		err = reply->items[reply->n_items++] == NULL ? ERR_MEMORY : ERR_OK;
	}
	return err;
}

static bool is_mine(const struct call *call, const struct revocation_row *row)
{
	return row->person[0] == call->who.person || row->person[1] == call->who.person;
}

enum err revocations_get(struct tx *tx, struct call *call)
{
	const Guosuo__V1__GetRevocationRequest *request = (const void *)call->request;
	struct revocation_row row;
	struct revocation revocation;
	if (call_length(call, request->revocation, HASH_LEN, "revocation") != ERR_OK)
		return ERR_INPUT;
	enum err err = store_revocation_get(tx, call->who.province, field_span(request->revocation), &row);
	if (err == ERR_OK && row.person[0] == 0)
		err = ERR_NOT_FOUND;
	if (err != ERR_OK)
		return err;
	Guosuo__V1__GetRevocationResponse *reply = call_reply(call);
	if (reply == NULL || (reply->items = call_take(call, REVOKED_MAX * sizeof(void *))) == NULL ||
	    (reply->revocation = view_sealed(call, row.body, row.seals)) == NULL)
		return ERR_MEMORY;
	reply->in_force = row.in_force;
	reply->mine = is_mine(call, &row);
	err = revocation_read(reply->revocation->body, &call->arena, &revocation);
	if (err != ERR_OK)
		return err;
	return row.in_force != 0 ? add_taken(tx, call, field_span(request->revocation), reply)
	                         : add_waiting(tx, call, revocation.body, reply);
}

static Guosuo__V1__RevocationLine *line_of(struct call *call, const struct revocation_row *row)
{
	Guosuo__V1__RevocationLine *line = call_make(call, &guosuo__v1__revocation_line__descriptor);
	struct revocation revocation;
	ProtobufCBinaryData body = call_bytes(call, row->body);
	if (line == NULL || revocation_read(body, &call->arena, &revocation) != ERR_OK)
		return NULL;
	line->revocation = call_bytes(call, row->id);
	line->created = row->created;
	line->in_force = row->in_force;
	line->week = row->week;
	line->reason = row->reason;
	line->count = row->indexes;
	line->note = revocation.body->note;
	line->mine = is_mine(call, row);
	return line;
}

enum err revocations_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListRevocationsRequest *request = (const void *)call->request;
	struct page page;
	struct row_cursor row;
	struct revocation_row found;
	Guosuo__V1__ListRevocationsResponse *reply = call_reply(call);
	enum err err = view_page(call, request->page_size, request->after, INT64_MAX, &page);
	if (err != ERR_OK)
		return err;
	if (reply == NULL || (reply->revocations = call_take(call, page.size * sizeof(void *))) == NULL)
		return ERR_MEMORY;
	err = store_revocation_list(tx, call->who.province, page.created, page.pass_id, page.size, &row);
	while (err == ERR_OK && reply->n_revocations < page.size && (err = store_next(&row)) == ERR_OK) {
		store_revocation_row(&row, &found);
		reply->revocations[reply->n_revocations] = line_of(call, &found);
		if (reply->revocations[reply->n_revocations++] == NULL)
			return ERR_MEMORY;
		if (reply->n_revocations == page.size)
			reply->next = view_next(call, found.created, found.id);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static Guosuo__V1__RevokedView *view_of(struct call *call, const struct row_cursor *row)
{
	Guosuo__V1__RevokedView *view = call_make(call, &guosuo__v1__revoked_view__descriptor);
	struct revocation revocation;
	if (view == NULL ||
	    revocation_read(call_bytes(call, row_blob(row, 3)), &call->arena, &revocation) != ERR_OK)
		return NULL;
	view->at = row_int(row, 1);
	view->revocation = call_bytes(call, row_blob(row, 2));
	view->reason = revocation.body->reason;
	view->note = revocation.body->note;
	return view;
}

/* What the company or the next revision ended says so by its state. */
static bool is_told(const Guosuo__V1__RevokedView *view)
{
	return view->reason != SUPERSEDED && !revocation_is_officers(view->reason);
}

static void add_view(Guosuo__V1__RevokedView *view, uint32_t ordinal, Guosuo__V1__RevokedView **pass,
                     Guosuo__V1__LegView **legs, size_t count)
{
	if (ordinal == 0 && pass != NULL)
		*pass = view;
	for (size_t i = 0; ordinal != 0 && i < count; i++)
		if (legs[i]->ordinal == ordinal && legs[i]->state != GUOSUO__V1__LEG_STATE__LEG_SEALED)
			legs[i]->revoked = view;
}

enum err revocations_add(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                         Guosuo__V1__RevokedView **pass, Guosuo__V1__LegView **legs, size_t count)
{
	struct row_cursor row;
	enum err err = store_revoked_of(tx, company, pass_id, &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK) {
		Guosuo__V1__RevokedView *view = view_of(call, &row);
		if (view == NULL)
			return ERR_MEMORY;
		if (is_told(view))
			add_view(view, (uint32_t)row_int(&row, 0), pass, legs, count);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}
