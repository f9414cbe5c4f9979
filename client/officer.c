#include "client/officer.h"

#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "client/enrol.h"
#include "client/invite.h"
#include "client/keep.h"
#include "client/render.h"
#include "client/say.h"
#include "guosuo/v1/rounds.pb-c.h"
#include "proto/application.h"
#include "proto/body.h"

static const char *const trip_states[][2] = {
    {"?", "?"}, {"审批中", "in review"}, {"已办结", "ready"}, {"有省段未准", "refused"}, {"已撤回", "withdrawn"}};
static const char *const leg_states[][2] = {
    {"?", "?"},		 {"待审批", "open"},	   {"待第二人", "half sealed"}, {"已准", "sealed"}, {"不准", "refused"},
    {"待补正", "asked"}, {"暂停计时", "paused"}, {"已撤回", "withdrawn"}};
#define STATE_TEXT(table, state) \
	((size_t)(state) < sizeof(table) / sizeof(table)[0] ? (table)[state][context->lang == LANG_EN] : "?")

/* ---- passes by name ---- */

static void pass_name(const char *number, char out[static 32])
{
	snprintf(out, 32, "passes/%s", number);
}

static enum err remember(struct context *context, const uint8_t *pass_id)
{
	char number[PASS_NUMBER_LEN + 1], name[32], hex[2 * PASS_ID_LEN + 1];
	pass_number(pass_id, number);
	pass_name(number, name);
	sodium_bin2hex(hex, sizeof hex, pass_id, PASS_ID_LEN);
	return keep_write(context, name, span_of(hex, sizeof hex - 1), false);
}

static bool hex_id(struct span text, uint8_t out[static PASS_ID_LEN])
{
	uint8_t id[PASS_ID_LEN];
	size_t n = 0;
	if (text.n != 2 * PASS_ID_LEN ||
	    sodium_hex2bin(id, sizeof id, (const char *)text.p, text.n, NULL, &n, NULL) != 0 || n != PASS_ID_LEN)
		return false;
	memcpy(out, id, PASS_ID_LEN);
	return true;
}

static enum err list_page(struct context *context, const struct party *party, ProtobufCBinaryData after,
			  const Guosuo__V1__ListTripsResponse **out)
{
	Guosuo__V1__ListTripsRequest request = GUOSUO__V1__LIST_TRIPS_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.page_size = 100;
	request.after = after;
	enum err err = party_call(context, party, "Desk/ListTrips", &request.base,
				  &guosuo__v1__list_trips_response__descriptor, &answer);
	if (err == ERR_OK)
		*out = (const Guosuo__V1__ListTripsResponse *)answer;
	return err;
}

static enum err find_at_desk(struct context *context, const struct party *party, const uint8_t start[static 8],
			     uint8_t out[static PASS_ID_LEN])
{
	const Guosuo__V1__ListTripsResponse *page;
	ProtobufCBinaryData after = {0, NULL};
	do {
		enum err err = list_page(context, party, after, &page);
		if (err != ERR_OK)
			return err;
		for (size_t i = 0; i < page->n_trips; i++) {
			if (page->trips[i]->pass_id.len != PASS_ID_LEN ||
			    memcmp(page->trips[i]->pass_id.data, start, 8) != 0)
				continue;
			memcpy(out, page->trips[i]->pass_id.data, PASS_ID_LEN);
			return ERR_OK;
		}
		after = page->next;
	} while (after.len > 0);
	return ERR_NOT_FOUND;
}

enum err officer_pass(struct context *context, const struct party *party, const char *typed,
		      uint8_t out[static PASS_ID_LEN])
{
	uint8_t id[PASS_ID_LEN] = {0};
	char number[PASS_NUMBER_LEN + 1], name[32];
	struct span text;
	if (hex_id(span_text(typed), out))
		return ERR_OK;
	enum rule rule = pass_number_read(span_text(typed), id);
	if (rule != RULE_OK) {
		struct faults faults = {0};
		fault_add(&faults, rule, typed, 0, 0);
		say_faults(context, &faults);
		return ERR_FORMAT;
	}
	pass_number(id, number);
	pass_name(number, name);
	if (keep_read(context, name, 64, &text) == ERR_OK && hex_id(text, out))
		return ERR_OK;
	enum err err = find_at_desk(context, party, id, out);
	if (err == ERR_NOT_FOUND)
		say(context, SAY_NO_SUCH_PASS, typed);
	return err;
}

enum err officer_file(struct context *context, const struct party *party, const uint8_t pass_id[static PASS_ID_LEN],
		      struct span *raw, Guosuo__V1__PassFile **out)
{
	Guosuo__V1__GetPassRequest request = GUOSUO__V1__GET_PASS_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.pass_id = span_bytes(span_of(pass_id, PASS_ID_LEN));
	enum err err = party_call(context, party, "Desk/GetPass", &request.base,
				  &guosuo__v1__get_pass_response__descriptor, &answer);
	if (err != ERR_OK)
		return err;
	*raw = bytes_span(((const Guosuo__V1__GetPassResponse *)answer)->pass_file);
	err = pass_read(*raw, &context->arena, out);
	if (err != ERR_OK)
		say_err(context, err, "pass");
	return err;
}

enum err officer_list_members(struct context *context, const struct party *party,
			      const Guosuo__V1__ListMembersResponse **out)
{
	Guosuo__V1__ListMembersRequest request = GUOSUO__V1__LIST_MEMBERS_REQUEST__INIT;
	ProtobufCMessage *answer;
	enum err err = party_call(context, party, "Desk/ListMembers", &request.base,
				  &guosuo__v1__list_members_response__descriptor, &answer);
	if (err == ERR_OK)
		*out = (const Guosuo__V1__ListMembersResponse *)answer;
	return err;
}

/* ---- commands ---- */

enum exit_code officer_run(struct context *context, const struct args *args, officer_verb *run)
{
	struct party party;
	enum exit_code code = EXIT_OTHER;
	if (party_open(context, "officer", &party) == ERR_OK)
		code = run(context, args, &party);
	party_close(&party);
	return code;
}

static const struct option_row enrol_options[] = {ENROL_OPTION_ROWS, {0}};

static enum exit_code run_enrol(struct context *context, const struct args *args)
{
	return enrol_run(context, args, GUOSUO__V1__ROLE__ROLE_OFFICER);
}

static enum err read_application(struct context *context, const char *typed, Guosuo__V1__Application **out)
{
	struct span text;
	ProtobufCMessage *message;
	enum err err = party_read(context, typed, PLAN_MAX, &text);
	if (err == ERR_OK)
		err = party_parse(context, &guosuo__v1__application__descriptor, text, &message);
	if (err == ERR_OK)
		*out = (Guosuo__V1__Application *)message;
	return err;
}

static void print_faults(const struct context *context, const struct faults *faults)
{
	json_t *list = json_array();
	for (size_t i = 0; i < faults->count; i++) {
		char text[512];
		fault_text(&faults->item[i], context->lang, text, sizeof text);
		json_array_append_new(list, json_pack("{s:s, s:b, s:s}", "field", faults->item[i].field, "error",
						      (int)fault_is_error(faults->item[i].rule), "text", text));
	}
	json_t *object = json_pack("{s:i, s:i, s:o}", "errors", (int)faults->errors, "warnings",
				   (int)(faults->count - faults->errors), "faults", list);
	json_dumpf(object, stdout, JSON_INDENT(1));
	putchar('\n');
	json_decref(object);
}

/* Would the desk draft it? As for a company with as many officers as a trip can name: the longest code. */
static enum err check_draft(struct context *context, const Guosuo__V1__Application *application, const struct held *held,
			    struct faults *faults)
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

/* What the rules say, whose it is, and whether its code fits. */
static enum err check_all(struct context *context, const Guosuo__V1__Application *application, const struct held *held,
			  const char *company, struct faults *faults)
{
	application_check(application, &held->directory, party_now(), faults);
	if (faults->errors > 0)
		return ERR_OK;
	uint8_t asked[USCC_PACKED], own[USCC_PACKED];
	if (uscc_pack(span_text(application->applicant->uscc), asked) != RULE_OK ||
	    uscc_pack(span_text(company), own) != RULE_OK || memcmp(asked, own, sizeof own) != 0)
		fault_add(faults, RULE_HANDED, "applicant.uscc", 0, 0);
	struct faults drafted = {0}; /* and the warnings once more */
	enum err err = check_draft(context, application, held, &drafted);
	for (size_t i = 0; i < drafted.count; i++)
		if (fault_is_error(drafted.item[i].rule))
			fault_add(faults, drafted.item[i].rule, drafted.item[i].field, drafted.item[i].got, drafted.item[i].limit);
	return err == ERR_INPUT ? ERR_OK : err;
}

/* Needs no key: the application is judged where it is written. */
static enum exit_code run_check(struct context *context, const struct args *args)
{
	Guosuo__V1__Application *application;
	struct membership membership;
	struct faults faults = {0};
	struct held *held = arena_take(&context->arena, sizeof *held);
	struct party party = {.server = context->server == NULL ? "" : context->server};
	if (held == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (read_application(context, args->argument[0], &application) != ERR_OK ||
	    role_read(context, "officer", &membership) != ERR_OK)
		return EXIT_OTHER;
	party.membership = membership;
	if (context->server == NULL)
		party.server = membership.server;
	if (party_held(context, &party, held) != ERR_OK)
		return EXIT_OTHER;
	if (!held->has_directory) {
		say(context, SAY_NO_DIRECTORY);
		return EXIT_OTHER;
	}
	enum err err = check_all(context, application, held, membership.organisation, &faults);
	if (err != ERR_OK)
		return say_err(context, err, args->argument[0]);
	enum exit_code code = say_faults(context, &faults);
	if (code == EXIT_DONE)
		say(context, SAY_CHECK_GOOD);
	if (context->json)
		print_faults(context, &faults);
	return code;
}

static void tell_submitted(struct context *context, const Guosuo__V1__SubmitTripResponse *reply)
{
	char hex[2 * PASS_ID_LEN + 1];
	for (size_t i = 0; i < reply->n_warnings; i++)
		fprintf(stderr, "%s: %s\n", reply->warnings[i]->field,
			context->lang == LANG_ZH ? reply->warnings[i]->zh : reply->warnings[i]->en);
	sodium_bin2hex(hex, sizeof hex, reply->pass_id.data, PASS_ID_LEN);
	if (context->json)
		printf("{\"passId\":\"%s\",\"number\":\"%s\",\"warnings\":%zu}\n", hex, reply->number,
		       reply->n_warnings);
	else
		printf("%s %s\n", reply->number, hex);
}

enum { APPLY_AMENDS, APPLY_REASON };
static const struct option_row apply_options[] = {{"amends", "PASS", "变更此通行证的运次", "this changes the trip of that pass"},
						  {"reason", "R", "变更理由", "why it is changed"},
						  {0}};

static enum err submit(struct context *context, const struct args *args, const struct party *party,
		       Guosuo__V1__Application *application, ProtobufCMessage **answer)
{
	Guosuo__V1__SubmitTripRequest request = GUOSUO__V1__SUBMIT_TRIP_REQUEST__INIT;
	Guosuo__V1__AmendTripRequest change = GUOSUO__V1__AMEND_TRIP_REQUEST__INIT;
	const ProtobufCMessageDescriptor *type = &guosuo__v1__submit_trip_response__descriptor;
	uint8_t id[PASS_ID_LEN];
	request.application = change.application = application;
	if (args->value[APPLY_AMENDS] == NULL)
		return party_call(context, party, "Desk/SubmitTrip", &request.base, type, answer);
	enum err err = officer_pass(context, party, args->value[APPLY_AMENDS], id);
	change.amends = span_bytes(span_of(id, sizeof id));
	change.reason = arena_text(&context->arena, span_text(args->value[APPLY_REASON]));
	if (err == ERR_OK && change.reason == NULL)
		err = ERR_MEMORY;
	return err == ERR_OK ? party_call(context, party, "Rounds/AmendTrip", &change.base, type, answer) : err;
}

static enum exit_code apply(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__Application *application;
	ProtobufCMessage *answer;
	if (read_application(context, args->argument[0], &application) != ERR_OK ||
	    submit(context, args, party, application, &answer) != ERR_OK)
		return EXIT_OTHER;
	const Guosuo__V1__SubmitTripResponse *reply = (const Guosuo__V1__SubmitTripResponse *)answer;
	if (reply->pass_id.len != PASS_ID_LEN)
		return say_err(context, ERR_FORMAT, party->server);
	tell_submitted(context, reply);
	/* the number was given; it can be looked up again when this fails */
	enum err err = remember(context, reply->pass_id.data);
	return err == ERR_OK ? EXIT_DONE : say_err(context, err, "passes");
}

static enum exit_code run_apply(struct context *context, const struct args *args)
{
	if (args->value[APPLY_AMENDS] != NULL && args->value[APPLY_REASON] == NULL)
		return party_needs(context, "--reason");
	return officer_run(context, args, apply);
}

static void print_line(struct context *context, const Guosuo__V1__TripLine *line)
{
	char since[32];
	struct held none = {0};
	render_time(&none, line->since, since);
	printf("%s  %s  %s  %u/%u  %s\n", line->number, STATE_TEXT(trip_states, line->state), since, line->legs_sealed,
	       line->legs, line->cargo);
}

static enum exit_code list(struct context *context, const struct args *args, const struct party *party)
{
	const Guosuo__V1__ListTripsResponse *page;
	ProtobufCBinaryData after = {0, NULL};
	(void)args;
	do {
		if (list_page(context, party, after, &page) != ERR_OK)
			return EXIT_OTHER;
		if (context->json && party_print(context, &page->base) != EXIT_DONE)
			return EXIT_OTHER;
		for (size_t i = 0; !context->json && i < page->n_trips; i++)
			print_line(context, page->trips[i]);
		after = page->next;
	} while (after.len > 0);
	return EXIT_DONE;
}

static enum exit_code run_list(struct context *context, const struct args *args)
{
	return officer_run(context, args, list);
}

static bool is_decided(Guosuo__V1__LegState state)
{
	return state == GUOSUO__V1__LEG_STATE__LEG_SEALED || state == GUOSUO__V1__LEG_STATE__LEG_REFUSED ||
	       state == GUOSUO__V1__LEG_STATE__LEG_WITHDRAWN;
}

static void print_trip(struct context *context, const struct held *held, const Guosuo__V1__TripView *view)
{
	char since[32];
	unsigned decided = 0;
	render_time(held, view->since, since);
	printf("%s  %s  %s\n", view->number, STATE_TEXT(trip_states, view->state), since);
	for (size_t i = 0; i < view->n_legs; i++) {
		const Guosuo__V1__LegView *leg = view->legs[i];
		const char *province = province_name(leg->province, context->lang);
		render_time(held, leg->since, since);
		printf("%u  %s  %s  %s  %s  %s\n", leg->ordinal, province == NULL ? "?" : province,
		       STATE_TEXT(leg_states, leg->state), since, leg->holder, leg->reason);
		decided += is_decided(leg->state);
	}
	say(context, SAY_LEGS_WAIT, decided, (unsigned)view->n_legs - decided);
}

static enum exit_code status(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__GetTripRequest request = GUOSUO__V1__GET_TRIP_REQUEST__INIT;
	ProtobufCMessage *answer;
	uint8_t id[PASS_ID_LEN];
	struct held *held = arena_take(&context->arena, sizeof *held);
	if (held == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (officer_pass(context, party, args->argument[0], id) != ERR_OK)
		return EXIT_OTHER;
	request.pass_id = span_bytes(span_of(id, sizeof id));
	if (party_call(context, party, "Desk/GetTrip", &request.base, &guosuo__v1__get_trip_response__descriptor,
		       &answer) != ERR_OK)
		return EXIT_OTHER;
	const Guosuo__V1__TripView *view = ((const Guosuo__V1__GetTripResponse *)answer)->trip;
	if (view == NULL)
		return say_err(context, ERR_FORMAT, party->server);
	if (context->json)
		return party_print(context, &view->base);
	if (held_open(context, party->membership.root_set, party_now(), held) != ERR_OK)
		return EXIT_OTHER;
	print_trip(context, held, view);
	return EXIT_DONE;
}

static enum exit_code run_status(struct context *context, const struct args *args)
{
	return officer_run(context, args, status);
}

enum { WITHDRAW_REASON };
static const struct option_row withdraw_options[] = {{"reason", "R", "撤回原因", "why"}, {0}};

static enum exit_code withdraw(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__WithdrawTripRequest request = GUOSUO__V1__WITHDRAW_TRIP_REQUEST__INIT;
	ProtobufCMessage *answer;
	uint8_t id[PASS_ID_LEN];
	if (officer_pass(context, party, args->argument[0], id) != ERR_OK)
		return EXIT_OTHER;
	request.pass_id = span_bytes(span_of(id, sizeof id));
	request.reason = arena_text(&context->arena, span_text(args->value[WITHDRAW_REASON]));
	if (request.reason == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (party_call(context, party, "Desk/WithdrawTrip", &request.base,
		       &guosuo__v1__withdraw_trip_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_WITHDRAWN, args->argument[0]);
	if (context->json)
		return party_print(context, answer);
	return EXIT_DONE;
}

static enum exit_code run_withdraw(struct context *context, const struct args *args)
{
	if (args->value[WITHDRAW_REASON] == NULL)
		return party_needs(context, "--reason");
	return officer_run(context, args, withdraw);
}

enum { INVITE_OUT };
static const struct option_row invite_options[] = {{"out", "FILE", "邀请写入此文件", "write the invitation to this file"},
						   {0}};

static enum exit_code invite(struct context *context, const struct args *args, const struct party *party)
{
	struct offer offer = {.role = role_number(args->argument[0]),
			      .hours = 24,
			      .organisation = party->membership.organisation,
			      .organisation_name = party->membership.organisation,
			      .out = args->value[INVITE_OUT]};
	return invite_run(context, party, &offer);
}

static enum exit_code run_invite(struct context *context, const struct args *args)
{
	uint32_t role = role_number(args->argument[0]);
	if (role != GUOSUO__V1__ROLE__ROLE_DRIVER && role != GUOSUO__V1__ROLE__ROLE_OFFICER) {
		say(context, SAY_ROLE_BAD, args->argument[0]);
		return EXIT_USAGE;
	}
	if (args->value[INVITE_OUT] == NULL)
		return party_needs(context, "--out");
	return officer_run(context, args, invite);
}

static enum exit_code members(struct context *context, const struct args *args, const struct party *party)
{
	const Guosuo__V1__ListMembersResponse *list_of;
	(void)args;
	if (officer_list_members(context, party, &list_of) != ERR_OK)
		return EXIT_OTHER;
	if (context->json)
		return party_print(context, &list_of->base);
	for (size_t i = 0; i < list_of->n_members; i++) {
		char hex[17] = "";
		if (list_of->members[i]->key.len == KEY_LEN)
			key_hex(list_of->members[i]->key.data, hex);
		printf("%s  %s  %s\n", hex, list_of->members[i]->officer ? "officer" : "driver",
		       list_of->members[i]->name);
	}
	return EXIT_DONE;
}

static enum exit_code run_members(struct context *context, const struct args *args)
{
	return officer_run(context, args, members);
}

enum { FETCH_OUT };
static const struct option_row fetch_options[] = {{"out", "FILE", "写入此文件", "write it to this file"}, {0}};

static enum exit_code fetch(struct context *context, const struct args *args, const struct party *party)
{
	uint8_t id[PASS_ID_LEN];
	struct span raw;
	Guosuo__V1__PassFile *file;
	if (officer_pass(context, party, args->argument[0], id) != ERR_OK ||
	    officer_file(context, party, id, &raw, &file) != ERR_OK ||
	    party_write(context, args->value[FETCH_OUT], raw, false) != ERR_OK)
		return EXIT_OTHER;
	return EXIT_DONE;
}

static enum exit_code run_fetch(struct context *context, const struct args *args)
{
	if (args->value[FETCH_OUT] == NULL)
		return party_needs(context, "--out");
	return officer_run(context, args, fetch);
}

static const struct option_row assign_options[] = {
    {"driver", "NAME|KEYID", "驾驶员姓名或身份号", "the driver's name or key id"},
    {"licence-last4", "XXXX", "驾驶证号末四位", "the last four of the licence"},
    {"tractor", "N", "牵引车序号 (1)", "which tractor (1)"},
    {"trailers", "N,N", "挂车序号, 按挂接次序 (1)", "which trailers, in coupling order (1)"},
    {"journey", "N", "第几趟 (1)", "which journey (1)"},
    {"escort", "PLATE,PLATE", "护送车号牌", "the escorts' plates"},
    {"escort-staff", "N", "护送人数", "staff in the escorts"},
    {"hours", "N", "有效小时数 (72)", "hours it holds (72)"},
    {"paper", NULL, "纸质件", "on paper, without a device"},
    {"serial", "N", "派车单号 (已有最大号加一)", "its serial (one above the highest)"},
    {0}};

const struct command officer_commands[] = {
    {"officer", "enrol", "INVITATION", 1, 1, "登记本机", "enrol this device", enrol_options, run_enrol},
    {"officer", "check", "FILE", 1, 1, "检查申请, 不提交", "check an application, do not send it", NULL, run_check},
    {"officer", "apply", "FILE", 1, 1, "提交申请", "send an application", apply_options, run_apply},
    {"officer", "list", "", 0, 0, "本企业的通行证", "the company's passes", NULL, run_list},
    {"officer", "status", "PASS", 1, 1, "各省段办到哪里", "where each leg stands", NULL, run_status},
    {"officer", "withdraw", "PASS", 1, 1, "撤回", "withdraw a trip", withdraw_options, run_withdraw},
    {"officer", "invite", "driver|officer", 1, 1, "邀请本企业的人登记", "invite one of the company to enrol",
     invite_options, run_invite},
    {"officer", "members", "", 0, 0, "本企业的经办人和驾驶员", "the company's officers and drivers", NULL, run_members},
    {"officer", "assign", "PASS", 1, 1, "派车", "assign a driver and vehicles", assign_options, assign_run},
    {"officer", "fetch", "PASS", 1, 1, "取通行证文件", "fetch the pass file", fetch_options, run_fetch},
    {0}};
