#include "server/amends.h"

#include <string.h>

#include "guosuo/v1/rounds.pb-c.h"
#include "proto/decision.h"
#include "server/bookings.h"
#include "server/outbox.h"
#include "server/part.h"
#include "server/progress.h"
#include "server/revocations.h"
#include "server/store_request.h"
#include "server/store_round.h"
#include "server/store_trip.h"
#include "server/timetables.h"
#include "server/trips.h"
#include "server/view.h"

enum { WITHDRAWN = GUOSUO__V1__TRIP_STATE__WITHDRAWN, READY = GUOSUO__V1__TRIP_STATE__READY,
       NO_TIMETABLE = GUOSUO__V1__TRIP_STATE__NO_TIMETABLE,
       DELIVERED = GUOSUO__V1__TRIP_STATE__TRIP_DELIVERED };

enum err amends_current(struct tx *tx, struct call *call, struct span company, struct span pass_id)
{
	struct span newer;
	uint64_t number = 0;
	enum err err = store_amendment_newer(tx, company, pass_id, &newer);
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	for (size_t i = 0; i < sizeof number && i < newer.n; i++)
		number = number << 8 | newer.p[i];
	fault_add(&call->faults, RULE_SUPERSEDED, "pass_id", (int64_t)number, 0);
	return ERR_CONFLICT;
}

static enum err numbered(struct call *call, enum err err, struct span found, char **out)
{
	if (err != ERR_OK && err != ERR_NOT_FOUND)
		return err;
	*out = view_number(call, err == ERR_OK ? found : (struct span){NULL, 0});
	return ERR_OK;
}

enum err amends_newer(struct tx *tx, struct call *call, struct span company, struct span pass_id, char **out)
{
	struct span found = {NULL, 0};
	enum err err = store_amendment_newer(tx, company, pass_id, &found);
	return numbered(call, err, found, out);
}

enum err amends_former(struct tx *tx, struct call *call, struct span company, struct span pass_id, char **out)
{
	struct span found = {NULL, 0};
	enum err err = store_amendment_of(tx, company, pass_id, &found);
	return numbered(call, err, found, out);
}

/* As its officer would withdraw it. */
static enum err end_former(struct tx *tx, struct call *call, const struct trip_row *former, const char *reason)
{
	const struct outbox_news news = {.event = OUTBOX_TRIP_WITHDRAWN,
	                                 .company = former->company,
	                                 .pass_id = former->pass_id,
	                                 .reason = span_text(reason),
	                                 .now = call->now};
	enum err err = revocations_end(tx, call, former->company, former->pass_id);
	if (err == ERR_OK)
		err = progress_withdraw(tx, &call->rules, former->company, former->pass_id, call->now);
	if (err == ERR_OK)
		err = bookings_withdraw(tx, call, former->company, former->pass_id);
	if (err == ERR_OK)
		err = store_trip_move(tx, former->company, former->pass_id, former->state, WITHDRAWN, call->now,
		                      news.reason);
	return err == ERR_OK ? outbox_put(tx, &news) : err;
}

/* Its open legs would be reviewed for nothing; one that has none waits for the new trip. */
static enum err close_former(struct tx *tx, struct call *call, const struct trip_row *former)
{
	bool whole = former->state == READY || former->state == NO_TIMETABLE;
	return whole ? ERR_OK : end_former(tx, call, former, "已变更 / changed");
}

enum err amends_replace(struct tx *tx, struct call *call, struct span company, struct span pass_id)
{
	struct span amends;
	struct trip_row trip, former;
	enum err err = store_trip_get(tx, company, pass_id, &trip);
	if (err != ERR_OK || trip.state != READY)
		return err;
	err = store_amendment_of(tx, company, pass_id, &amends);
	if (err == ERR_OK)
		err = store_trip_get(tx, company, amends, &former);
	if (err != ERR_OK || review_over(former.state) || former.state == DELIVERED)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	return end_former(tx, call, &former, "已被替代 / superseded");
}

enum err amends_settle(struct tx *tx, struct call *call, struct span company, struct span pass_id, int64_t was)
{
	enum err err = progress_trip(tx, company, pass_id, was, call->now, (struct span){NULL, 0});
	if (err == ERR_OK)
		err = timetables_settle(tx, call, company, pass_id, was);
	return err == ERR_OK ? amends_replace(tx, call, company, pass_id) : err;
}

static enum err link(struct tx *tx, struct call *call, const struct trip_row *former)
{
	const Guosuo__V1__AmendTripRequest *request = (const void *)call->request;
	const Guosuo__V1__SubmitTripResponse *reply = (const void *)call->reply;
	if (reply == NULL || reply->pass_id.len != PASS_ID_LEN)
		return ERR_MEMORY;
	enum err err = store_amendment_put(tx, former->company, field_span(reply->pass_id), former->pass_id,
	                                   span_text(request->reason), call->now);
	return err == ERR_OK ? store_entry_put(tx, ENTRY_AMENDMENT, former->issuer, former->hash,
	                                       span_of(call->who.keyid, KEYID_LEN), call->now)
	                     : err;
}

enum err amends_submit(struct tx *tx, struct call *call)
{
	const Guosuo__V1__AmendTripRequest *request = (const void *)call->request;
	size_t reason = strlen(request->reason);
	struct span pass_id, company = span_text(call->who.company);
	struct trip_row former;
	enum err err = part_pass(tx, call, request->amends, &pass_id);
	if (err == ERR_OK && (reason < 1 || reason > REASON_MAX))
		err = call_fault(call, reason < 1 ? RULE_REQUIRED : RULE_TOO_LONG, "reason", (int64_t)reason,
		                 REASON_MAX);
	if (err == ERR_OK)
		err = store_trip_get(tx, company, pass_id, &former);
	if (err == ERR_OK)
		err = amends_current(tx, call, company, pass_id);
	if (err == ERR_OK)
		err = view_alive(call, former.state);
	if (err == ERR_OK)
		err = revocations_withdraw(tx, call, &former, request->revocation, false);
	if (err == ERR_OK)
		err = trips_submit(tx, call);
	if (err == ERR_OK)
		err = link(tx, call, &former);
	return err == ERR_OK ? close_former(tx, call, &former) : err;
}
