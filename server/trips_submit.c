#include <sodium.h>
#include <string.h>

#include "guosuo/v1/rounds.pb-c.h"
#include "proto/canon.h"
#include "proto/leg.h"
#include "proto/status.h"
#include "server/attachments.h"
#include "server/barred.h"
#include "server/due.h"
#include "server/issue.h"
#include "server/log.h"
#include "server/outbox.h"
#include "server/signer.h"
#include "server/sites.h"
#include "server/store_request.h"
#include "server/store_trip.h"
#include "server/timetables.h"
#include "server/trips.h"
#include "server/units.h"
#include "server/view.h"

enum { ATTEMPTS_MAX = 8 };

/* What a submission is made of on its way to the store. */
struct plan {
	struct faults warnings, errors;
	struct span application, annex;
	Guosuo__V1__Trip *draft;
	struct trip trip; /* the draft, once it has its index */
	struct trip_grant grant;
	uint8_t officers[OFFICERS_MAX][FINGERPRINT_LEN];
	struct issue_want wants[1 + LEGS_MAX]; /* of the trip, then of each leg */
	uint8_t seal[SEAL_LEN];
	uint32_t week;
	unsigned attempts;
};

static const Guosuo__V1__Application *application_of(const struct call *call)
{
	if (call->method->input == &guosuo__v1__amend_trip_request__descriptor)
		return ((const Guosuo__V1__AmendTripRequest *)(const void *)call->request)->application;
	if (call->method->input == &guosuo__v1__check_trip_request__descriptor)
		return ((const Guosuo__V1__CheckTripRequest *)(const void *)call->request)->application;
	return ((const Guosuo__V1__SubmitTripRequest *)(const void *)call->request)->application;
}

/* ---- what can be said at once ---- */

/* The applicant's own, or its agent's by power of attorney, which the reviewers will look at. */
static enum err check_own(struct call *call, const Guosuo__V1__Application *application)
{
	const Guosuo__V1__Applicant *applicant = application->applicant;
	if (applicant != NULL && application_same_company(applicant->uscc, call->who.company))
		return ERR_OK;
	bool agent = applicant != NULL && applicant->agent != NULL &&
	             application_same_company(applicant->agent->uscc, call->who.company);
	if (!agent)
		return call_fault(call, RULE_HANDED, "applicant.uscc", 0, 0);
	fault_add(&call->faults, RULE_AGENT_ACTS, "applicant.agent", 0, 0);
	return ERR_OK;
}

static void check_barred(struct call *call, const Guosuo__V1__Application *application)
{
	barred_check(barred_list(call->app->barred), application, call->now,
	             held_directory(call->held)->body->utc_offset_min, &call->faults);
}

static enum err check(struct call *call)
{
	const Guosuo__V1__Application *application = application_of(call);
	const struct directory *directory = held_directory(call->held);
	if (directory == NULL || !call->app->ready)
		return ERR_BUSY;
	if (application == NULL)
		return call_fault(call, RULE_REQUIRED, "application", 0, 0);
	return ERR_OK;
}

/* Its canonical bytes: as they came, where they came as such. */
static enum err pack_application(struct call *call, struct span *out)
{
	enum { APPLICATION = 1 }; /* of SubmitTripRequest and CheckTripRequest */
	if (!call->head.json && canon_field(http_body(call->http), APPLICATION, out))
		return ERR_OK;
	return canon_pack(&application_of(call)->base, &call->arena, out);
}

static enum err pack_annex(struct call *call, struct plan *plan)
{
	uint8_t hash[HASH_LEN];
	Guosuo__V1__Annex annex = GUOSUO__V1__ANNEX__INIT;
	enum err err = pack_application(call, &plan->application);
	if (err != ERR_OK)
		return err;
	body_hash(plan->application, hash);
	annex.application_hash = (ProtobufCBinaryData){HASH_LEN, hash};
	err = attachments_annex(call, application_of(call), &annex);
	if (err != ERR_OK)
		return err;
	err = canon_pack(&annex.base, &call->arena, &plan->annex);
	if (err != ERR_OK)
		return err;
	body_hash(plan->annex, hash);
	memcpy(plan->grant.annex_hash, hash, ANNEX_HASH_LEN);
	return ERR_OK;
}

static void grant(struct call *call, struct plan *plan)
{
	randombytes_buf(plan->grant.pass_id, sizeof plan->grant.pass_id);
	plan->grant.revision = 1;
	plan->grant.sealed_at = call->now;
	plan->grant.officers = (const uint8_t(*)[FINGERPRINT_LEN])plan->officers;
	plan->grant.officer_count =
	    auth_officers(call->app->auth, call->who.company, call->who.key, plan->officers, OFFICERS_MAX);
}

/* The index comes last, so that what is refused costs none; until then it is the longest. */
static enum err draft(struct call *call, struct plan *plan)
{
	plan->grant.status_index = UINT32_MAX;
	enum err err = trip_draft(application_of(call), held_directory(call->held), &plan->grant,
	                          &call->arena, &call->faults, &plan->draft);
	enum err own = check_own(call, application_of(call));
	check_barred(call, application_of(call));
	if (err == ERR_OK)
		err = own != ERR_OK || call->faults.errors > 0 ? ERR_INPUT : ERR_OK;
	if (err != ERR_OK)
		return err;
	plan->warnings = call->faults;
	call->faults = (struct faults){0};
	return ERR_OK;
}

/* A reviewer's queue names a leg by its pass: a province has one. */
static enum err provinces_differ(struct call *call, const Guosuo__V1__Trip *trip)
{
	for (size_t i = 0; i < trip->n_provinces; i++)
		for (size_t k = 0; k < i; k++)
			if (trip->provinces[i] == trip->provinces[k]) {
				char at[48], field[64];
				field_index(at, sizeof at, "journey.legs", i);
				field_name(field, sizeof field, at, "province");
				return call_fault(call, RULE_DUPLICATE, field, 0, 0);
			}
	return ERR_OK;
}

/* Sealed by a key nobody's roster has, the trip would be worth nothing. */
static enum err issuing_key_listed(const struct call *call, uint32_t issuer)
{
	const uint8_t *key = signer_key(call->app->signer, GUOSUO__V1__ROLE__ROLE_ISSUING, issuer);
	const struct roster *roster = held_roster(call->held, issuer);
	const Guosuo__V1__RosterEntry *entry =
	    key == NULL || roster == NULL ? NULL : roster_entry(roster, GUOSUO__V1__ROLE__ROLE_ISSUING, key);
	bool good = entry != NULL && entry->not_before <= call->now && call->now <= entry->not_after;
	return good ? ERR_OK : ERR_KEY;
}

static void ask_indexes(struct plan *plan)
{
	const Guosuo__V1__Trip *trip = plan->draft;
	plan->week = iso_week(trip->not_after);
	plan->wants[0] = (struct issue_want){.province = trip->issuer, .week = plan->week};
	for (size_t i = 0; i < trip->n_provinces; i++)
		plan->wants[1 + i] = (struct issue_want){.province = trip->provinces[i], .week = plan->week};
}

/* ---- index, seal ---- */

static void indexed(enum err err, void *context);

static void sealed(enum err err, const uint8_t *seal, void *context)
{
	struct call *call = context;
	struct plan *plan = call->plan;
	if (err == ERR_ROLLBACK && ++plan->attempts < ATTEMPTS_MAX) {
		issue_skip(call->app->issue, &plan->wants[0], SIGNER_STEP);
		issue_take(call->app->issue, plan->wants, 1 + plan->draft->n_provinces, indexed, call);
		return;
	}
	if (err == ERR_OK)
		memcpy(plan->seal, seal, SEAL_LEN);
	else
		log_warn("trip_not_sealed", http_id(call->http), log_text("error", err_name(err)));
	rpc_go_on(call, err);
}

static void indexed(enum err err, void *context)
{
	struct call *call = context;
	struct plan *plan = call->plan;
	plan->draft->status_index = plan->wants[0].index;
	if (err == ERR_OK)
		err = trip_pack(plan->draft, &call->arena, &plan->trip);
	if (err != ERR_OK) {
		rpc_go_on(call, err);
		return;
	}
	signer_seal(call->app->signer, KIND_trip, plan->draft->issuer, plan->trip.raw, sealed, call);
}

static void take_indexes(struct call *call)
{
	struct plan *plan = call->plan;
	ask_indexes(plan);
	issue_take(call->app->issue, plan->wants, 1 + plan->draft->n_provinces, indexed, call);
}

static enum err find_documents(struct tx *tx, void *ctx)
{
	struct call *call = ctx;
	call->faults = (struct faults){0};
	return attachments_held(tx, call, application_of(call));
}

static void found_documents(enum err err, void *ctx)
{
	if (err == ERR_OK)
		take_indexes(ctx);
	else
		rpc_go_on(ctx, err);
}

/* Of what was drafted, or of what is wrong in other ways. */
static uint32_t class_due(const struct call *call, const struct plan *plan)
{
	const Guosuo__V1__Train *train = application_of(call)->vehicle;
	if (plan->draft != NULL)
		return (uint32_t)plan->draft->over_limit_class;
	return train == NULL || train->laden == NULL ? 0
	                                             : train_class(train, held_directory(call->held)->body->limits);
}

/* All that can be said without the store, documents too where something else is wrong. */
static enum err make_plan(struct call *call)
{
	struct plan *plan = call->plan = call_take(call, sizeof *plan);
	enum err err = plan == NULL ? ERR_MEMORY : check(call);
	if (err == ERR_OK)
		err = pack_annex(call, plan);
	if (err != ERR_OK)
		return err;
	grant(call, plan);
	err = draft(call, plan);
	if (err == ERR_OK)
		err = provinces_differ(call, plan->draft);
	if (err == ERR_OK)
		err = issuing_key_listed(call, plan->draft->issuer);
	if (err != ERR_OK && err != ERR_INPUT)
		return err;
	return attachments_due(call, application_of(call), class_due(call, plan));
}

void trips_prepare(struct call *call)
{
	enum err err = make_plan(call);
	/* asked before an index is taken, and once more in the transaction */
	if (err == ERR_OK && application_of(call)->n_documents > 0)
		err = store_read(call->app->store, call->app->store_loop, find_documents, call, found_documents);
	else if (err == ERR_OK)
		take_indexes(call);
	if (err != ERR_OK)
		rpc_go_on(call, err);
}

/* ---- the transaction ---- */

static enum err put_trip(struct tx *tx, struct call *call, const struct plan *plan,
                         const struct timetables_first *first)
{
	const Guosuo__V1__Trip *trip = plan->trip.body;
	const struct trip_row row = {
	    .company = span_text(call->who.company),
	    .pass_id = field_span(trip->pass_id),
	    .state = GUOSUO__V1__TRIP_STATE__IN_REVIEW,
	    .since = call->now,
	    .created = call->now,
	    .issuer = trip->issuer,
	    .week = plan->week,
	    .status_index = trip->status_index,
	    .class = trip->over_limit_class,
	    .company_name = span_text(trip->company->name),
	    .cargo = span_text(trip->cargo == NULL ? "" : trip->cargo->name),
	    .legs = (uint32_t)trip->n_provinces,
	    .hash = span_of(plan->trip.hash, HASH_LEN),
	    .body = plan->trip.raw,
	    .seals = span_of(plan->seal, SEAL_LEN),
	    .application = plan->application,
	    .annex = plan->annex,
	    .timetable = first->state,
	    .latest_decision = first->latest_decision,
	};
	return store_trip_put(tx, &row);
}

static enum err put_leg(struct tx *tx, struct call *call, const struct plan *plan,
                        const struct timetables_first *first, size_t at, uint32_t *missing_year)
{
	const Guosuo__V1__Trip *trip = plan->trip.body;
	const Guosuo__V1__Province *province =
	    directory_province(held_directory(call->held), trip->provinces[at]);
	struct leg_row row = {
	    .province = trip->provinces[at],
	    .pass_id = field_span(trip->pass_id),
	    .company = span_text(call->who.company),
	    .ordinal = (uint32_t)at + 1,
	    .state = GUOSUO__V1__LEG_STATE__LEG_OPEN,
	    .since = call->now,
	    .created = call->now,
	    .begun = call->now,
	    .revision = 1,
	    .week = plan->week,
	    .status_index = plan->wants[1 + at].index,
	    .holder = span_text(province == NULL ? "" : province->name_zh),
	    .class = (uint32_t)trip->over_limit_class,
	    .company_name = span_text(trip->company->name),
	    .cargo = span_text(trip->cargo == NULL ? "" : trip->cargo->name),
	    .timetable = first->state,
	    .clock = {.latest_decision = first->latest_decision},
	};
	due_begin(&call->rules, (uint32_t)trip->over_limit_class, trip->n_provinces, &row);
	if (row.clock.missing_year != 0)
		*missing_year = row.clock.missing_year;
	return store_leg_put(tx, &row);
}

/* missing_year: the calendar's, 0 when nothing is missing. */
static void answer(struct call *call, const struct plan *plan, struct faults *warnings, uint32_t missing_year)
{
	if (missing_year != 0)
		fault_add(warnings, RULE_CALENDAR_YEAR, "calendar", missing_year, 0);
	Guosuo__V1__SubmitTripResponse *reply = call_reply(call);
	if (reply == NULL)
		return;
	reply->pass_id = call_bytes(call, field_span(plan->trip.body->pass_id));
	reply->number = view_number(call, field_span(plan->trip.body->pass_id));
	reply->trip = view_sealed(call, plan->trip.raw, span_of(plan->seal, SEAL_LEN));
	reply->annex = call_bytes(call, plan->annex);
	reply->warnings = call_field_errors(call, warnings, &reply->n_warnings);
}

/* What the rosters and the stops make of it, beside the warnings of the plan. */
static enum err check_sites(struct tx *tx, struct call *call, struct faults *warnings)
{
	enum err err = sites_check(tx, call, application_of(call), warnings);
	if (err != ERR_OK || warnings->errors == 0)
		return err;
	call->faults = *warnings;
	return ERR_INPUT;
}

enum err trips_submit(struct tx *tx, struct call *call)
{
	const struct plan *plan = call->plan;
	const struct timetables_first first = timetables_begin(call, application_of(call));
	struct faults warnings = plan->warnings;
	uint32_t missing_year = 0;
	enum err err = check_sites(tx, call, &warnings);
	if (err == ERR_OK)
		err = put_trip(tx, call, plan, &first);
	for (size_t i = 0; err == ERR_OK && i < plan->trip.body->n_provinces; i++)
		err = put_leg(tx, call, plan, &first, i, &missing_year);
	if (err == ERR_OK)
		err = units_put(tx, call, application_of(call), field_span(plan->trip.body->pass_id));
	if (err == ERR_OK)
		err = attachments_bind(tx, call, application_of(call), field_span(plan->trip.body->pass_id));
	if (err == ERR_OK)
		err = store_entry_put(tx, ENTRY_TRIP, plan->trip.body->issuer,
		                      span_of(plan->trip.hash, HASH_LEN), span_of(call->who.keyid, KEYID_LEN),
		                      call->now);
	if (err == ERR_OK)
		err = outbox_put(tx, &(const struct outbox_news){.event = OUTBOX_TRIP_SUBMITTED,
		                                                 .company = span_text(call->who.company),
		                                                 .pass_id = field_span(plan->trip.body->pass_id),
		                                                 .now = call->now});
	if (err == ERR_OK)
		err = timetables_judged(tx, span_text(call->who.company), field_span(plan->trip.body->pass_id),
		                        first.state, call->now);
	answer(call, plan, &warnings, missing_year);
	return err;
}

/* ---- asked, not submitted ---- */

void trips_check_prepare(struct call *call)
{
	enum err err = make_plan(call);
	if (err == ERR_INPUT && application_of(call) != NULL) {
		((struct plan *)call->plan)->errors = call->faults; /* what the store knows comes to it */
		err = ERR_OK;
	}
	rpc_go_on(call, err);
}

static Guosuo__V1__FieldError **of_severity(struct call *call, const struct faults *faults, bool error, size_t *count)
{
	struct faults some = {.count = 0};
	for (size_t i = 0; i < faults->count; i++)
		if (fault_is_error(faults->item[i].rule) == error)
			some.item[some.count++] = faults->item[i];
	return call_field_errors(call, &some, count);
}

enum err trips_check(struct tx *tx, struct call *call)
{
	const struct plan *plan = call->plan;
	call->faults = plan->errors;
	for (size_t i = 0; i < plan->warnings.count; i++) {
		const struct fault *warning = &plan->warnings.item[i];
		fault_add(&call->faults, warning->rule, warning->field, warning->got, warning->limit);
	}
	enum err err = attachments_held(tx, call, application_of(call));
	if (err == ERR_OK || err == ERR_INPUT)
		err = units_check(tx, call, application_of(call));
	if (err == ERR_OK || err == ERR_INPUT)
		err = sites_check(tx, call, application_of(call), &call->faults);
	Guosuo__V1__CheckTripResponse *reply = call_reply(call);
	if ((err != ERR_OK && err != ERR_INPUT) || reply == NULL)
		return err != ERR_OK ? err : ERR_MEMORY;
	reply->errors = of_severity(call, &call->faults, true, &reply->n_errors);
	reply->warnings = of_severity(call, &call->faults, false, &reply->n_warnings);
	return ERR_OK;
}
