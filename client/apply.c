#include "client/apply.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "client/amend.h"
#include "client/consignment.h"
#include "client/differ.h"
#include "client/document.h"
#include "client/draft.h"
#include "client/fetch.h"
#include "client/keep.h"
#include "client/revoke.h"
#include "client/say.h"
#include "guosuo/v1/rounds.pb-c.h"
#include "proto/body.h"
#include "proto/canon.h"

const struct option_row apply_options[] = {
    {"draft", "NAME", "提交此草稿", "send this draft"},
    {"like", "PASS", "与此通行证相同, 时间顺延", "the same as this pass, at new times"},
    {"depart", "TIME", "新的出发时间", "the new departure"},
    {"units", "N", "同批 N 台, 各办一证", "N trains in one consignment, a pass for each"},
    {"yes", NULL, "不再询问", "do not ask"},
    {"amends", "PASS", "变更此通行证的运次, 或其同批各台", "this changes the trip of that pass, or of each unit of its consignment"},
    {"reason", "R", "变更理由", "why it is changed"},
    {"attach", "KIND=FILE,...", "随申请上传的附件", "documents to send with it"},
    {0}};

/* ---- reading ---- */

static enum err parse(struct context *context, struct span text, Guosuo__V1__Application **out)
{
	ProtobufCMessage *message;
	enum err err = party_parse(context, &guosuo__v1__application__descriptor, text, &message);
	if (err == ERR_OK)
		*out = (Guosuo__V1__Application *)message;
	return err;
}

enum err apply_read(struct context *context, const char *typed, Guosuo__V1__Application **out)
{
	struct span text;
	enum err err = party_read(context, typed, PLAN_MAX, &text);
	return err == ERR_OK ? parse(context, text, out) : err;
}

static bool is_list(struct span text)
{
	size_t i = 0;
	while (i < text.n && strchr(" \t\r\n", text.p[i]) != NULL && text.p[i] != '\0')
		i++;
	return i < text.n && text.p[i] == '[';
}

static enum err parse_item(struct context *context, const json_t *item, size_t at, struct apply_set *out)
{
	char *text = json_dumps(item, JSON_COMPACT | JSON_ENCODE_ANY);
	char *copy = text == NULL ? NULL : arena_text(&context->arena, span_text(text));
	free(text);
	if (copy == NULL)
		return ERR_MEMORY;
	enum err err = parse(context, span_text(copy), &out->item[at]);
	if (err != ERR_OK)
		say(context, SAY_UNIT, (unsigned)at + 1);
	return err;
}

static enum err parse_list(struct context *context, struct span text, struct apply_set *out)
{
	json_t *list = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	size_t n = json_array_size(list);
	enum err err = ERR_OK;
	if (list == NULL) { /* the reader of one application says where the text is no JSON */
		err = parse(context, text, &out->item[0]);
		return err == ERR_OK ? ERR_FORMAT : err;
	}
	if (n < 1 || n > UNITS_MAX) {
		say(context, SAY_UNITS_BAD, UNITS_MAX);
		err = ERR_INPUT;
	}
	for (size_t i = 0; err == ERR_OK && i < n; i++)
		err = parse_item(context, json_array_get(list, i), i, out);
	json_decref(list);
	out->n = n;
	return err;
}

static enum err read_draft(struct context *context, const char *name, struct span *out)
{
	char path[DRAFT_PATH];
	enum err err = draft_path(context, name, path);
	if (err != ERR_OK)
		return err;
	err = keep_read(context, path, PLAN_MAX, out);
	if (err == ERR_NOT_FOUND)
		say(context, SAY_DRAFT_NONE, name);
	else if (err != ERR_OK)
		say_err(context, err, path);
	return err;
}

/* A file or a draft: one application, or a list of them. */
enum err apply_read_set(struct context *context, const char *typed, const char *draft, struct apply_set *out)
{
	struct span text;
	enum err err =
	    draft != NULL ? read_draft(context, draft, &text) : party_read(context, typed, PLAN_MAX, &text);
	if (err != ERR_OK)
		return err;
	if (is_list(text))
		return parse_list(context, text, out);
	out->n = 1;
	return parse(context, text, &out->item[0]);
}

/* ---- the same as last time ---- */

enum err apply_like(struct context *context, const struct party *party, const char *pass,
                    Guosuo__V1__Application **out)
{
	Guosuo__V1__TripView *trip;
	uint8_t id[PASS_ID_LEN];
	enum err err = officer_pass(context, party, pass, id);
	if (err == ERR_OK)
		err = officer_view(context, party, id, &trip);
	if (err != ERR_OK)
		return err;
	if (trip->application == NULL) {
		say_err(context, ERR_FORMAT, party->server);
		return ERR_FORMAT;
	}
	if (application_is_return(trip->application)) {
		say(context, SAY_LIKE_RETURN, pass);
		return ERR_INPUT;
	}
	trip->application->consignment = NULL;
	*out = trip->application;
	return ERR_OK;
}

/* Every time an application has, less the departure. */
static size_t times_of(Guosuo__V1__Application *application, char **times[static 8])
{
	Guosuo__V1__Journey *journey = application->journey;
	Guosuo__V1__EmptyReturn *back = application->empty_return;
	size_t n = 0;
	times[n++] = &journey->arrive_not_after;
	times[n++] = &journey->port_cutoff;
	times[n++] = &journey->contract_delivery;
	if (back != NULL) {
		times[n++] = &back->depart_not_before;
		times[n++] = &back->arrive_not_after;
	}
	return n;
}

/* In the writer's own offset from UTC, so that people find what they know. */
static enum err move_time(struct context *context, char **text, int64_t by, uint32_t offset_min)
{
	int64_t when;
	char moved[TIME_TEXT_LEN + 1];
	if (rfc3339_read(span_text(*text), &when) != ERR_OK)
		return ERR_OK; /* empty; or malformed, which the check says */
	rfc3339_write(when + by, offset_min, moved);
	*text = arena_text(&context->arena, span_text(moved));
	return *text == NULL ? ERR_MEMORY : ERR_OK;
}

/* "+08:00" at the end of a time that was read, in minutes; west of Greenwich counts as 0, for rfc3339_write
 * has no west. */
static uint32_t offset_of(const char *time)
{
	size_t n = strlen(time);
	unsigned hours = 0, minutes = 0;
	if (n < 6 || sscanf(time + n - 6, "+%2u:%2u", &hours, &minutes) != 2)
		return 0;
	return hours * 60 + minutes;
}

enum err apply_depart(struct context *context, Guosuo__V1__Application *application, const char *depart)
{
	int64_t from = 0, to;
	struct faults faults = {0};
	char **times[8];
	if (rfc3339_read(span_text(depart), &to) != ERR_OK)
		fault_add(&faults, RULE_TIME_FORM, "--depart", 0, 0);
	else if (application->journey == NULL ||
	         rfc3339_read(span_text(application->journey->depart_not_before), &from) != ERR_OK)
		fault_add(&faults, RULE_TIME_FORM, "journey.depart_not_before", 0, 0);
	if (say_faults(context, &faults) != EXIT_DONE)
		return ERR_INPUT;
	application->journey->depart_not_before = arena_text(&context->arena, span_text(depart));
	enum err err = application->journey->depart_not_before == NULL ? ERR_MEMORY : ERR_OK;
	size_t n = times_of(application, times);
	for (size_t i = 0; err == ERR_OK && i < n; i++)
		err = move_time(context, times[i], to - from, offset_of(depart));
	if (err != ERR_OK)
		say_err(context, err, "--depart");
	return err;
}

/* ---- judging ---- */

/* Would the desk draft it? As for a company with as many officers as a trip can name: the longest code. */
static enum err check_draft(struct context *context, const Guosuo__V1__Application *application,
                            const struct held *held, struct faults *faults)
{
	uint8_t officers[OFFICERS_MAX][FINGERPRINT_LEN] = {{0}};
	struct trip_grant grant = {.revision = 1,
	                           .status_index = 1,
	                           .sealed_at = party_now(),
	                           .officers = (const uint8_t(*)[FINGERPRINT_LEN])officers,
	                           .officer_count = OFFICERS_MAX};
	Guosuo__V1__Trip *trip;
	for (size_t i = 0; i < OFFICERS_MAX; i++)
		officers[i][0] = (uint8_t)i;
	return trip_draft(application, &held->directory, &grant, &context->arena, faults, &trip);
}

static void check_own(const Guosuo__V1__Applicant *applicant, const char *company, struct faults *faults)
{
	if (application_same_company(applicant->uscc, company))
		return;
	bool agent = applicant->agent != NULL && application_same_company(applicant->agent->uscc, company);
	fault_add(faults, agent ? RULE_AGENT_ACTS : RULE_HANDED, agent ? "applicant.agent" : "applicant.uscc",
	          0, 0);
}

enum err apply_judge(struct context *context, const Guosuo__V1__Application *application,
                     const struct held *held, const char *company, struct faults *faults)
{
	size_t used = context->arena.used;
	application_check(application, &held->directory, party_now(), faults);
	if (faults->errors > 0)
		return ERR_OK;
	check_own(application->applicant, company, faults);
	struct faults drafted = {0}; /* and the warnings once more */
	enum err err = check_draft(context, application, held, &drafted);
	for (size_t i = 0; i < drafted.count; i++)
		if (fault_is_error(drafted.item[i].rule))
			fault_add(faults, drafted.item[i].rule, drafted.item[i].field, drafted.item[i].got,
			          drafted.item[i].limit);
	context->arena.used = used;
	return err == ERR_INPUT ? ERR_OK : err;
}

/* ---- sending one ---- */

static enum err taken(struct context *context, const struct party *party, const ProtobufCMessage *answer,
                      const Guosuo__V1__SubmitTripResponse **out)
{
	const Guosuo__V1__SubmitTripResponse *reply = (const Guosuo__V1__SubmitTripResponse *)answer;
	if (reply->pass_id.len != PASS_ID_LEN) {
		say_err(context, ERR_FORMAT, party->server);
		return ERR_FORMAT;
	}
	say_fields(context, reply->n_warnings, reply->warnings);
	*out = reply;
	return ERR_OK;
}

enum err apply_amend(struct context *context, const struct party *party, const uint8_t amends[static PASS_ID_LEN],
                     const char *reason, Guosuo__V1__Application *application,
                     const Guosuo__V1__SubmitTripResponse **out)
{
	Guosuo__V1__AmendTripRequest request = GUOSUO__V1__AMEND_TRIP_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.application = application;
	request.amends = span_bytes(span_of(amends, PASS_ID_LEN));
	request.reason = (char *)(uintptr_t)reason;
	enum err err =
	    revoke_own(context, party, amends, GUOSUO__V1__REVOCATION_REASON__TRIP_REPLACED, &request.revocation);
	if (err == ERR_OK)
		err = party_call(context, party, "Rounds/AmendTrip", &request.base,
		                 &guosuo__v1__submit_trip_response__descriptor, &answer);
	return err == ERR_OK ? taken(context, party, answer, out) : err;
}

static enum err submit(struct context *context, const struct args *args, const struct party *party,
                       Guosuo__V1__Application *application, const Guosuo__V1__SubmitTripResponse **out)
{
	Guosuo__V1__SubmitTripRequest request = GUOSUO__V1__SUBMIT_TRIP_REQUEST__INIT;
	ProtobufCMessage *answer;
	uint8_t id[PASS_ID_LEN];
	enum err err;
	if (args->value[APPLY_AMENDS] != NULL) {
		err = officer_pass(context, party, args->value[APPLY_AMENDS], id);
		return err == ERR_OK ? apply_amend(context, party, id, args->value[APPLY_REASON], application, out)
		                     : err;
	}
	request.application = application;
	err = party_call(context, party, "Desk/SubmitTrip", &request.base,
	                 &guosuo__v1__submit_trip_response__descriptor, &answer);
	return err == ERR_OK ? taken(context, party, answer, out) : err;
}

static enum exit_code send_one(struct context *context, const struct args *args, const struct party *party,
                               Guosuo__V1__Application *application)
{
	const Guosuo__V1__SubmitTripResponse *reply;
	char hex[2 * PASS_ID_LEN + 1];
	if (submit(context, args, party, application, &reply) != ERR_OK)
		return EXIT_OTHER;
	sodium_bin2hex(hex, sizeof hex, reply->pass_id.data, PASS_ID_LEN);
	if (context->json)
		printf("{\"passId\":\"%s\",\"number\":\"%s\",\"warnings\":%zu}\n", hex, reply->number,
		       reply->n_warnings);
	else
		printf("%s %s\n", reply->number, hex);
	/* the number was given; it can be looked up again when this fails */
	enum err err = officer_remember(context, reply->pass_id.data);
	return err == ERR_OK ? EXIT_DONE : say_err(context, err, "passes");
}

/* ---- sending each once ---- */

enum err apply_key(struct context *context, const Guosuo__V1__Application *application,
                   uint8_t out[static HASH_LEN])
{
	size_t used = context->arena.used;
	struct span raw;
	enum err err = canon_pack(&application->base, &context->arena, &raw);
	if (err == ERR_OK)
		body_hash(raw, out);
	context->arena.used = used;
	return err;
}

static bool sent_before(const struct journal *journal, const uint8_t key[static HASH_LEN],
                        struct apply_sent *out)
{
	const json_t *line = journal_line(journal, key);
	const char *number = json_string_value(json_object_get(line, "number"));
	const char *id = json_string_value(json_object_get(line, "passId"));
	if (number == NULL || id == NULL)
		return false;
	size_t n = 0;
	if (sodium_hex2bin(out->pass_id, sizeof out->pass_id, id, strlen(id), NULL, &n, NULL) != 0 ||
	    n != sizeof out->pass_id)
		return false;
	out->before = true;
	snprintf(out->number, sizeof out->number, "%s", number);
	snprintf(out->id, sizeof out->id, "%s", id);
	return true;
}

enum err apply_once(struct context *context, const struct party *party, struct journal *journal,
                    const Guosuo__V1__Application *application, const uint8_t key[static HASH_LEN],
                    struct apply_sent *out, const Guosuo__V1__ErrorDetail **refused)
{
	Guosuo__V1__SubmitTripRequest request = GUOSUO__V1__SUBMIT_TRIP_REQUEST__INIT;
	ProtobufCMessage *answer;
	uint8_t nonce[HTTPSIG_NONCE_LEN];
	*out = (struct apply_sent){.before = false};
	*refused = NULL;
	if (sent_before(journal, key, out))
		return ERR_OK;
	journal_nonce(journal, key, nonce);
	request.application = (Guosuo__V1__Application *)(uintptr_t)application;
	enum err err =
	    fetch_under(context, &party->key, party->server, "Desk/SubmitTrip", nonce, &request.base,
	                &guosuo__v1__submit_trip_response__descriptor, &answer, refused);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__SubmitTripResponse *reply = (const Guosuo__V1__SubmitTripResponse *)answer;
	if (reply->pass_id.len != PASS_ID_LEN)
		return ERR_FORMAT;
	pass_number(reply->pass_id.data, out->number);
	sodium_bin2hex(out->id, sizeof out->id, reply->pass_id.data, PASS_ID_LEN);
	out->warnings = reply->warnings;
	out->n_warnings = reply->n_warnings;
	memcpy(out->pass_id, reply->pass_id.data, PASS_ID_LEN);
	return journal_add(journal, key, out->number, out->id, party_now());
}

static enum exit_code say_journal(const struct context *context, enum err err, const char *path)
{
	static const struct {
		enum err err;
		enum say say;
	} rows[] = {
	    {ERR_FORMAT, SAY_JOURNAL_BAD}, {ERR_BUSY, SAY_JOURNAL_BUSY}, {ERR_STATE, SAY_JOURNAL_OLD}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].err == err) {
			say(context, rows[i].say, path);
			return EXIT_OTHER;
		}
	return say_err(context, err, path);
}

enum exit_code apply_journal(struct context *context, const char *path, struct journal *out)
{
	enum err err = journal_open(path, party_now(), out);
	if (err != ERR_OK)
		return say_journal(context, err, path);
	if (json_object_size(out->done) > 0)
		say(context, SAY_GOING_ON, (unsigned)json_object_size(out->done));
	return EXIT_DONE;
}

/* ---- apply ---- */

void apply_show(const struct context *context, const char *pass, const Guosuo__V1__Application *before,
                const Guosuo__V1__Application *after)
{
	struct difference found[DIFFER_MAX];
	size_t n = differ(before->base.descriptor, before, after, NULL, 0, found, DIFFER_MAX);
	say(context, SAY_CHANGES, pass);
	for (size_t i = 0; i < n && i < DIFFER_MAX; i++)
		fprintf(stderr, "%s: %s -> %s\n", found[i].path, found[i].before[0] == '\0' ? "-" : found[i].before,
		        found[i].after[0] == '\0' ? "-" : found[i].after);
	if (n > DIFFER_MAX)
		say(context, SAY_CHANGES_MORE, (unsigned)(n - DIFFER_MAX));
	if (n == 0)
		say(context, SAY_SAME, pass);
}

/* The application of that pass with new times, shown beside the old one before anything is sent. */
static enum exit_code take_like(struct context *context, const struct args *args, const struct party *party,
                                struct apply_set *out)
{
	const char *pass = args->value[APPLY_LIKE];
	Guosuo__V1__Application *before, *after;
	if (apply_like(context, party, pass, &before) != ERR_OK ||
	    apply_like(context, party, pass, &after) != ERR_OK ||
	    apply_depart(context, after, args->value[APPLY_DEPART]) != ERR_OK)
		return EXIT_OTHER;
	apply_show(context, pass, before, after);
	out->item[0] = after;
	out->n = 1;
	return args->value[APPLY_YES] != NULL || party_confirm(context, SAY_SEND_ASK, SAY_NOT_SENT)
	           ? EXIT_DONE
	           : EXIT_OTHER;
}

static enum exit_code take_set(struct context *context, const struct args *args, const struct party *party,
                               struct apply_set *out)
{
	uint32_t units = 1;
	if (args->value[APPLY_LIKE] != NULL) {
		enum exit_code code = take_like(context, args, party, out);
		if (code != EXIT_DONE)
			return code;
	} else if (apply_read_set(context, args->count > 0 ? args->argument[0] : NULL, args->value[APPLY_DRAFT],
	                          out) != ERR_OK) {
		return EXIT_OTHER;
	} else {
		for (size_t i = 0; args->value[APPLY_DEPART] != NULL && i < out->n; i++)
			if (apply_depart(context, out->item[i], args->value[APPLY_DEPART]) != ERR_OK)
				return EXIT_OTHER;
	}
	for (size_t i = 0; i < out->n; i++)
		if (document_attach(context, party, args->value[APPLY_ATTACH], &out->item[i]->documents,
				    &out->item[i]->n_documents) != ERR_OK)
			return EXIT_OTHER;
	uint32_t most = out->n == 1 ? UNITS_MAX : 1; /* a list has its units already */
	if (party_number(context, "units", args->value[APPLY_UNITS], 1, most, 1, &units) != ERR_OK)
		return EXIT_USAGE;
	for (; out->n < units; out->n++)
		out->item[out->n] = out->item[0];
	return EXIT_DONE;
}

static enum exit_code apply(struct context *context, const struct args *args, const struct party *party)
{
	struct apply_set *set = arena_take(&context->arena, sizeof *set);
	struct held *held = arena_take(&context->arena, sizeof *held);
	if (set == NULL || held == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	enum exit_code code = take_set(context, args, party, set);
	if (code != EXIT_DONE)
		return code;
	if (set->n == 1 && set->item[0]->empty_return == NULL)
		return send_one(context, args, party, set->item[0]);
	if (party_held(context, party, held) != ERR_OK)
		return EXIT_OTHER;
	return args->value[APPLY_AMENDS] == NULL ? consignment_send(context, party, held, set)
	                                         : amend_units(context, args, party, held, set);
}

enum exit_code apply_run(struct context *context, const struct args *args)
{
	struct party party;
	enum exit_code code = EXIT_OTHER;
	int sources =
	    (args->count > 0) + (args->value[APPLY_DRAFT] != NULL) + (args->value[APPLY_LIKE] != NULL);
	if (sources != 1) {
		say(context, SAY_APPLY_WHAT);
		return EXIT_USAGE;
	}
	if (args->value[APPLY_LIKE] != NULL && args->value[APPLY_DEPART] == NULL) {
		say(context, SAY_LIKE_DEPART);
		return EXIT_USAGE;
	}
	if (args->value[APPLY_AMENDS] != NULL && args->value[APPLY_REASON] == NULL)
		return party_needs(context, "--reason");
	if (party_open(context, "officer", &party) == ERR_OK)
		code = apply(context, args, &party);
	party_close(&party);
	return code;
}
