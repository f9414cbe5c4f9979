#include "server/passes.h"

#include "proto/pass.h"
#include "proto/canon.h"
#include "server/amends.h"
#include "server/approval.h"
#include "server/arrivals.h"
#include "server/bars.h"
#include "server/bookings.h"
#include "server/outbox.h"
#include "server/part.h"
#include "server/progress.h"
#include "server/store_revision.h"
#include "server/stamps.h"
#include "server/store_request.h"
#include "server/store_stamp.h"
#include "server/store_trip.h"
#include "server/view.h"

/* A trip that was changed names the one to act on. */
static enum err refuse_over(struct tx *tx, struct call *call, const struct trip_row *row)
{
	enum err err = amends_current(tx, call, row->company, row->pass_id);
	return err == ERR_OK ? view_alive(call, row->state) : err;
}

/* ---- assignments ---- */

/* One that has ended at the port was driven. */
static enum err check_journey(struct tx *tx, struct call *call, const struct trip_row *row, const Guosuo__V1__Trip *trip,
                              uint32_t journey)
{
	int64_t at;
	struct journeys journeys;
	enum err err = store_stamp_delivered(tx, row->company, row->pass_id, journey, &at);
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	err = stamps_journeys(tx, row->company, row->pass_id, trip_journeys(trip), &journeys);
	return err == ERR_OK ? call_fault(call, RULE_JOURNEY_OVER, "assignment.journey", journey, journeys.next) : err;
}

static enum err open_assignment(struct tx *tx, struct call *call, const Guosuo__V1__OfficerSealed *sealed,
                                const struct trip_row *row, struct trip *of, struct assignment *out)
{
	struct trip trip;
	struct assignment assignment;
	const struct directory *directory = held_directory(call->held);
	const Guosuo__V1__Sealed *envelope = view_sealed(call, row->body, row->seals);
	if (directory == NULL || envelope == NULL)
		return ERR_BUSY;
	enum err err = trip_read(envelope, &call->arena, &trip);
	if (err == ERR_OK)
		err = assignment_read(sealed, &call->arena, &assignment);
	if (err == ERR_OK &&
	    assignment_sound(assignment.body, trip.body, directory->body->limits, &call->faults) != ERR_OK)
		err = ERR_INPUT;
	if (err == ERR_OK)
		err = check_journey(tx, call, row, trip.body, assignment.body->journey);
	if (err == ERR_OK)
		err = assignment_verify(sealed, &assignment, &trip, directory->body->limits, &call->arena);
	if (err == ERR_OK) {
		*of = trip;
		*out = assignment;
	}
	return err;
}

static bool is_paper(const Guosuo__V1__Assignment *assignment)
{
	return assignment->holder_case == GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER;
}

/* Higher replaces lower, so a lower one would never count. One crew shares a serial, one row for each
 * driver's device. */
static enum err check_serial(struct tx *tx, struct call *call, const Guosuo__V1__Assignment *assignment,
                             struct span pass_id)
{
	uint32_t highest;
	bool paper = is_paper(assignment);
	enum err err = store_assignment_highest(tx, span_text(call->who.company), pass_id, paper, &highest);
	if (err != ERR_OK)
		return err;
	int64_t least = paper ? (int64_t)highest + 1 : highest;
	if (assignment->serial < least)
		return call_fault(call, RULE_TOO_SMALL, "assignment.serial", assignment->serial, least);
	if (!paper && !key_valid(assignment->device_key.data))
		return call_fault(call, RULE_KEY_POINT, "assignment.device_key", 0, 0);
	return ERR_OK;
}

static enum err put_assignment(struct tx *tx, struct call *call, const struct assignment *assignment,
                               const Guosuo__V1__PutAssignmentRequest *request, const struct trip_row *trip)
{
	bool paper = is_paper(assignment->body);
	const struct assignment_row row = {.company = span_text(call->who.company),
	                                   .pass_id = trip->pass_id,
	                                   .paper = paper,
	                                   .serial = assignment->body->serial,
	                                   .device = paper ? (struct span){NULL, 0}
	                                                   : field_span(assignment->body->device_key),
	                                   .body = field_span(request->assignment->body),
	                                   .signature = field_span(request->assignment->signature),
	                                   .key = field_span(request->assignment->key)};
	enum err err = store_assignment_put(tx, &row, call->now);
	if (err == ERR_OK)
		err = arrivals_assigned(tx, trip, assignment->body);
	if (err == ERR_OK)
		err = store_entry_put(tx, ENTRY_ASSIGNMENT, trip->issuer, span_of(assignment->hash, HASH_LEN),
		                      span_of(call->who.keyid, KEYID_LEN), call->now);
	if (err == ERR_OK)
		err = outbox_put(tx, &(const struct outbox_news){.event = OUTBOX_TRIP_ASSIGNED,
		                                                 .company = row.company,
		                                                 .pass_id = row.pass_id,
		                                                 .now = call->now});
	return err;
}

enum err passes_assign(struct tx *tx, struct call *call)
{
	const Guosuo__V1__PutAssignmentRequest *request = (const void *)call->request;
	struct trip_row row;
	struct trip trip;
	struct assignment assignment;
	struct span pass_id;
	enum err err = part_pass(tx, call, request->pass_id, &pass_id);
	if (err == ERR_OK && request->assignment == NULL)
		err = call_fault(call, RULE_REQUIRED, "assignment", 0, 0);
	if (err == ERR_OK)
		err = store_trip_get(tx, span_text(call->who.company), pass_id, &row);
	if (err == ERR_OK && review_over(row.state))
		err = refuse_over(tx, call, &row);
	if (err == ERR_OK)
		err = view_alive(call, row.state);
	if (err == ERR_OK)
		err = open_assignment(tx, call, request->assignment, &row, &trip, &assignment);
	if (err == ERR_OK)
		err = check_serial(tx, call, assignment.body, row.pass_id);
	if (err == ERR_OK)
		err = put_assignment(tx, call, &assignment, request, &row);
	if (err == ERR_OK)
		err = bars_assigned(tx, call, &row, trip_journeys(trip.body), is_paper(assignment.body));
	call_reply(call);
	return err;
}

/* ---- the pass file ---- */

static enum err add_leg(struct tx *tx, struct call *call, const struct leg_row *leg, Guosuo__V1__PassFile *file)
{
	char *text;
	enum err err = approval_text(tx, call, leg, &text);
	if (err == ERR_OK && text != NULL)
		file->condition_texts[file->n_condition_texts++] = text;
	file->legs[file->n_legs] = view_sealed(call, leg->body, leg->seals);
	return file->legs[file->n_legs++] == NULL ? ERR_MEMORY : err;
}

/* What stood before a revision that is not decided: its words too. */
static enum err add_standing(struct tx *tx, struct call *call, const struct leg_row *leg,
                             Guosuo__V1__PassFile *file)
{
	struct leg_row aside = *leg;
	int64_t change;
	if (leg->revision < 2)
		return ERR_OK;
	enum err err = store_revision_standing(tx, leg->province, leg->pass_id, &aside, &change);
	return err == ERR_OK ? add_leg(tx, call, &aside, file) : err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* A sealed leg has nothing standing aside: one or the other. */
static enum err add_legs(struct tx *tx, struct call *call, const struct trip_row *trip,
                         Guosuo__V1__PassFile *file)
{
	struct row_cursor row;
	struct leg_row leg;
	file->legs = call_take(call, TRIP_LEGS_MAX * sizeof(void *));
	file->condition_texts = call_take(call, TRIP_LEGS_MAX * sizeof(void *));
	if (file->legs == NULL || file->condition_texts == NULL)
		return ERR_MEMORY;
	enum err err = store_leg_list(tx, trip->company, trip->pass_id, &row);
	while (err == ERR_OK && file->n_legs < TRIP_LEGS_MAX && (err = store_next(&row)) == ERR_OK) {
		store_leg_row(&row, &leg);
		err = leg.state == GUOSUO__V1__LEG_STATE__LEG_SEALED ? add_leg(tx, call, &leg, file)
		                                                     : add_standing(tx, call, &leg, file);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static Guosuo__V1__OfficerSealed *assignment_message(struct call *call, const struct row_cursor *row)
{
	Guosuo__V1__OfficerSealed *out = call_make(call, &guosuo__v1__officer_sealed__descriptor);
	if (out == NULL)
		return NULL;
	out->body = call_bytes(call, row_blob(row, 0));
	out->signature = call_bytes(call, row_blob(row, 1));
	out->key = call_bytes(call, row_blob(row, 2));
	return out;
}

static enum err add_assignments(struct tx *tx, struct call *call, const struct trip_row *trip, bool driver,
                                Guosuo__V1__PassFile *file)
{
	struct row_cursor row;
	file->assignments = call_take(call, PASS_ASSIGNMENTS_MAX * sizeof(void *));
	if (file->assignments == NULL)
		return ERR_MEMORY;
	enum err err =
	    driver ? store_assignment_list_device(tx, trip->company, trip->pass_id,
	                                          span_of(call->who.key, KEY_LEN), PASS_ASSIGNMENTS_MAX, &row)
	           : store_assignment_list(tx, trip->company, trip->pass_id, PASS_ASSIGNMENTS_MAX, &row);
	while (err == ERR_OK && file->n_assignments < PASS_ASSIGNMENTS_MAX &&
	       (err = store_next(&row)) == ERR_OK) {
		file->assignments[file->n_assignments] = assignment_message(call, &row);
		if (file->assignments[file->n_assignments++] == NULL)
			return ERR_MEMORY;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* An officer sees the own company's trips, a driver those its device is assigned to: the same key may be
 * both. */
enum err passes_trip(struct tx *tx, struct call *call, ProtobufCBinaryData asked, struct trip_row *out,
                     bool *driver)
{
	struct span company, pass_id = field_span(asked);
	bool officer = (call->who.roles & AUTH_ROLE(OFFICER)) != 0;
	enum err err = pass_id.n == 0 ? ERR_OK : view_pass_id(call, asked);
	if (err != ERR_OK)
		return err;
	err = pass_id.n > 0 && officer ? part_pass(tx, call, asked, &pass_id) : ERR_NOT_FOUND;
	*driver = false;
	if (err == ERR_OK)
		err = store_trip_get(tx, span_text(call->who.company), pass_id, out);
	if (err != ERR_NOT_FOUND)
		return err;
	*driver = true;
	err = store_assignment_trip(tx, span_of(call->who.key, KEY_LEN), pass_id, &company, &pass_id);
	return err == ERR_OK ? store_trip_get(tx, company, pass_id, out) : err;
}

static enum err pack(struct call *call, const struct trip_row *row, const Guosuo__V1__PassFile *file)
{
	struct span raw;
	enum err err = canon_pack(&file->base, &call->arena, &raw);
	Guosuo__V1__GetPassResponse *reply = call_reply(call);
	if (err != ERR_OK || reply == NULL)
		return err != ERR_OK ? err : ERR_MEMORY;
	if (raw.n > PASS_FILE_MAX)
		return ERR_SIZE;
	reply->pass_id = call_bytes(call, row->pass_id);
	reply->pass_file = call_bytes(call, raw);
	return ERR_OK;
}

enum err passes_get(struct tx *tx, struct call *call)
{
	struct trip_row row;
	bool driver;
	const Guosuo__V1__GetPassRequest *request = (const void *)call->request;
	Guosuo__V1__PassFile file = GUOSUO__V1__PASS_FILE__INIT;
	enum err err = passes_trip(tx, call, request->pass_id, &row, &driver);
	if (err == ERR_OK && review_over(row.state))
		err = refuse_over(tx, call, &row);
	if (err != ERR_OK)
		return err;
	file.trip = view_sealed(call, row.body, row.seals);
	file.annex = call_bytes(call, row.annex);
	err = add_legs(tx, call, &row, &file);
	if (err == ERR_OK)
		err = add_assignments(tx, call, &row, driver, &file);
	if (err == ERR_OK)
		err = bookings_carry(tx, call, row.company, row.pass_id, &file);
	if (err == ERR_OK && call->starved)
		err = ERR_MEMORY;
	return err == ERR_OK ? pack(call, &row, &file) : err;
}
