#include "server/audit.h"

#include <sodium.h>
#include <string.h>

#include "proto/civil.h"
#include "proto/status.h"
#include "server/across.h"
#include "server/daily.h"
#include "server/part.h"
#include "server/report.h"
#include "server/store_report.h"
#include "server/store_step.h"

/* ---- the history ---- */

static Guosuo__V1__HistoryEntry *entry_of(struct call *call, const struct row_cursor *row)
{
	Guosuo__V1__HistoryEntry *out = call_make(call, &guosuo__v1__history_entry__descriptor);
	if (out == NULL)
		return NULL;
	out->sequence = row_int(row, 0);
	out->at = row_int(row, 1);
	out->kind = (uint32_t)row_int(row, 2);
	out->province = (uint32_t)row_int(row, 3);
	out->object = call_bytes(call, row_blob(row, 4));
	out->actor = call_bytes(call, row_blob(row, 5));
	return out;
}

enum err audit_entries(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListEntriesRequest *request = (const void *)call->request;
	struct page page;
	struct row_cursor row;
	Guosuo__V1__ListEntriesResponse *reply = call_reply(call);
	enum err err = view_page(call, request->page_size, (ProtobufCBinaryData){0, NULL}, 0, &page);
	if (err != ERR_OK)
		return err;
	Guosuo__V1__HistoryEntry **list = call_take(call, page.size * sizeof(void *));
	if (reply == NULL || list == NULL)
		return ERR_MEMORY;
	reply->entries = list;
	err = store_entry_list(tx, request->after, page.size, &row);
	while (err == ERR_OK && reply->n_entries < page.size && (err = store_next(&row)) == ERR_OK) {
		list[reply->n_entries] = entry_of(call, &row);
		if (list[reply->n_entries++] == NULL)
			return ERR_MEMORY;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* ---- a week ---- */

struct week {
	int64_t from, to;
	uint32_t number;
	struct span seed;
};

static enum err week_of(struct call *call, const char *day_text, uint32_t offset_min, struct week *out)
{
	enum { WEEK_DAYS = 7 };
	uint32_t weekday, minute;
	int64_t day;
	if (report_day_read(span_text(day_text), &day) != ERR_OK)
		return call_fault(call, RULE_DATE_FORM, "day", 0, 0);
	civil_minute(day * DAY_S, 0, &weekday, &minute);
	out->from = (day - weekday) * DAY_S - (int64_t)offset_min * 60;
	out->to = out->from + WEEK_DAYS * DAY_S;
	out->number = iso_week(day * DAY_S);
	return ERR_OK;
}

/* The week is under the key's seal too, so that a trip of two weeks cannot be followed from one file into the
 * other. */
static enum err pseudonym(struct call *call, const struct week *week, struct span pass_id,
                          ProtobufCBinaryData *out)
{
	uint8_t mac[crypto_auth_hmacsha256_BYTES], number[4];
	crypto_auth_hmacsha256_state state;
	for (size_t i = 0; i < sizeof number; i++)
		number[i] = (uint8_t)(week->number >> (24 - 8 * i));
	crypto_auth_hmacsha256_init(&state, week->seed.p, week->seed.n);
	crypto_auth_hmacsha256_update(&state, number, sizeof number);
	crypto_auth_hmacsha256_update(&state, pass_id.p, pass_id.n);
	crypto_auth_hmacsha256_final(&state, mac);
	*out = call_bytes(call, span_of(mac, AUDIT_PSEUDONYM_LEN));
	return out->data == NULL ? ERR_MEMORY : ERR_OK;
}

static enum err list_legs(struct tx *tx, uint32_t province, int64_t order, struct span id, uint32_t limit,
                          const void *what, struct row_cursor *out)
{
	const struct week *week = what;
	(void)order;
	return store_step_legs(tx, province, week->from, week->to, id, limit, out);
}

static enum err add_event(struct call *call, Guosuo__V1__WeekLeg *leg, int64_t at, int64_t state,
                          struct span reason)
{
	Guosuo__V1__WeekEvent *event = call_make(call, &guosuo__v1__week_event__descriptor);
	if (event == NULL)
		return ERR_MEMORY;
	event->at = at;
	event->state = (Guosuo__V1__LegState)state;
	event->reason = call_text(call, reason);
	leg->events[leg->n_events++] = event;
	return ERR_OK;
}

/* A step, with what a rule had said. */
static enum err add_step(struct call *call, Guosuo__V1__WeekLeg *leg, const struct row_cursor *step)
{
	int64_t ruling = row_int(step, 2);
	enum err err = add_event(call, leg, row_int(step, 1), row_int(step, 0), (struct span){NULL, 0});
	if (err != ERR_OK || ruling == GUOSUO__V1__RULING__RULING_UNSPECIFIED)
		return err;
	Guosuo__V1__Advice *advice = call_make(call, &guosuo__v1__advice__descriptor);
	if (advice == NULL)
		return ERR_MEMORY;
	advice->ruling = (Guosuo__V1__Ruling)ruling;
	advice->rule = call_text(call, row_text(step, 3));
	leg->events[leg->n_events - 1]->advice = advice;
	return ERR_OK;
}

static enum err add_steps(struct tx *tx, struct call *call, const struct leg_row *row, int64_t to,
                          Guosuo__V1__WeekLeg *leg)
{
	struct row_cursor steps;
	enum err err =
	    add_event(call, leg, row->created, GUOSUO__V1__LEG_STATE__LEG_OPEN, (struct span){NULL, 0});
	if (err == ERR_OK)
		err = store_step_list(tx, row->province, row->pass_id, to, AUDIT_EVENTS_MAX - 1, &steps);
	while (err == ERR_OK && (err = store_next(&steps)) == ERR_OK)
		err = add_step(call, leg, &steps);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err add_haste(struct tx *tx, struct call *call, const struct leg_row *row, int64_t to,
                          Guosuo__V1__WeekLeg *leg)
{
	struct row_cursor words;
	uint32_t room = AUDIT_EVENTS_MAX - (uint32_t)leg->n_events;
	enum err err = room == 0 ? ERR_NOT_FOUND
	                         : store_expedite_before(tx, row->province, row->pass_id, to, room, &words);
	while (err == ERR_OK && (err = store_next(&words)) == ERR_OK)
		err = add_event(call, leg, row_int(&words, 1), 0, row_text(&words, 3));
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err week_leg(struct tx *tx, struct call *call, const struct week *week,
                         const struct across_key *key, Guosuo__V1__WeekLeg **out)
{
	struct leg_row row;
	struct part_trip trip;
	struct span pass_id = span_of(key->id, PASS_ID_LEN);
	Guosuo__V1__WeekLeg *leg = *out = call_make(call, &guosuo__v1__week_leg__descriptor);
	if (leg == NULL || (leg->events = call_take(call, AUDIT_EVENTS_MAX * sizeof(void *))) == NULL)
		return ERR_MEMORY;
	enum err err = store_part_trip(tx, key->province, pass_id, &trip);
	if (err == ERR_OK)
		err = store_leg_get(tx, key->province, pass_id, &row);
	if (err == ERR_OK)
		err = pseudonym(call, week, pass_id, &leg->trip);
	if (err != ERR_OK)
		return err;
	leg->province = key->province;
	leg->over_limit_class = (Guosuo__V1__OverLimitClass)trip.class;
	leg->clock_days = row.clock.days;
	row.pass_id = pass_id;
	err = add_steps(tx, call, &row, week->to, leg);
	return err == ERR_OK ? add_haste(tx, call, &row, week->to, leg) : err;
}

static enum err open_week(struct tx *tx, struct call *call, const Guosuo__V1__GetWeekRequest *request,
                          struct week *week, Guosuo__V1__GetWeekResponse *reply)
{
	const struct directory *directory = held_directory(call->held);
	if (directory == NULL)
		return ERR_BUSY;
	reply->utc_offset_min = directory->body->utc_offset_min;
	enum err err = week_of(call, request->day, reply->utc_offset_min, week);
	if (err == ERR_OK)
		err = store_seed_get(tx, DAILY_SEED, &week->seed);
	reply->week = week->number;
	reply->from_at = week->from;
	reply->to_at = week->to;
	return err == ERR_NOT_FOUND ? ERR_BUSY : err;
}

enum err audit_week(struct tx *tx, struct call *call)
{
	const Guosuo__V1__GetWeekRequest *request = (const void *)call->request;
	struct week week = {0};
	const struct across across = {.list = list_legs, .what = &week};
	struct across_page *page = call_take(call, sizeof *page);
	Guosuo__V1__GetWeekResponse *reply = call_reply(call);
	if (page == NULL || reply == NULL)
		return ERR_MEMORY;
	enum err err = across_read(call, request->page_size, request->after, page);
	if (err != ERR_OK)
		return err;
	page->size = page->size < AUDIT_WEEK_PAGE ? page->size : AUDIT_WEEK_PAGE;
	err = open_week(tx, call, request, &week, reply);
	if (err == ERR_OK)
		err = across_fill(tx, call, &across, page);
	if (err != ERR_OK)
		return err;
	reply->legs = call_take(call, page->count * sizeof(void *));
	reply->next = across_next(call, page);
	for (size_t i = 0; err == ERR_OK && reply->legs != NULL && i < page->count;
	     i++, reply->n_legs += err == ERR_OK)
		err = week_leg(tx, call, &week, &page->keys[i], &reply->legs[i]);
	return err;
}
