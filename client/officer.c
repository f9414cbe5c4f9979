#include "client/apply.h"
#include "client/bulk.h"
#include "client/check.h"
#include "client/draft.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "client/document.h"
#include "client/due.h"
#include "client/enrol.h"
#include "client/inspect.h"
#include "client/invite.h"
#include "client/keep.h"
#include "client/notice.h"
#include "client/pages.h"
#include "client/render.h"
#include "client/revoke.h"
#include "client/say.h"
#include "client/timetable.h"
#include "proto/body.h"
#include "proto/stamp.h"

static const char *const trip_states[][2] = {
    {"?", "?"}, {"审批中", "in review"}, {"已办结", "ready"}, {"有省段未准", "refused"}, {"已撤回", "withdrawn"},
    {"各段不能衔接", "no timetable"}, {"已送达", "delivered"}, {"已撤销", "revoked"}};
static const char *const leg_states[][2] = {
    {"?", "?"},		 {"待审批", "open"},	   {"待第二人", "half sealed"}, {"已准", "sealed"}, {"不准", "refused"},
    {"待补正", "asked"}, {"暂停计时", "paused"}, {"已撤回", "withdrawn"}, {"已撤销", "revoked"}};
#define STATE_TEXT(table, state) \
	((size_t)(state) < sizeof(table) / sizeof(table)[0] ? (table)[state][context->lang == LANG_EN] : "?")

/* ---- passes by name ---- */

static void pass_name(const char *number, char out[static 32])
{
	snprintf(out, 32, "passes/%s", number);
}

enum err officer_remember(struct context *context, const uint8_t pass_id[static PASS_ID_LEN])
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

enum err officer_list(struct context *context, const struct party *party, const char *consignment, ProtobufCBinaryData after,
		      const Guosuo__V1__ListTripsResponse **out)
{
	Guosuo__V1__ListTripsRequest request = GUOSUO__V1__LIST_TRIPS_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.page_size = 100;
	request.after = after;
	if (consignment != NULL)
		request.consignment = (char *)(uintptr_t)consignment;
	enum err err = party_call(context, party, "Desk/ListTrips", &request.base,
				  &guosuo__v1__list_trips_response__descriptor, &answer);
	if (err == ERR_OK)
		*out = (const Guosuo__V1__ListTripsResponse *)answer;
	return err;
}

static enum err find_at_desk(struct context *context, const struct party *party, ProtobufCBinaryData number,
			     uint8_t out[static PASS_ID_LEN])
{
	Guosuo__V1__GetTripRequest request = GUOSUO__V1__GET_TRIP_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.pass_id = number;
	enum err err = party_call(context, party, "Desk/GetTrip", &request.base, &guosuo__v1__get_trip_response__descriptor,
				  &answer);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__TripView *view = ((const Guosuo__V1__GetTripResponse *)answer)->trip;
	if (view == NULL || view->pass_id.len != PASS_ID_LEN || memcmp(view->pass_id.data, number.data, number.len) != 0) {
		say(context, SAY_PASS_OTHER);
		return ERR_FORMAT;
	}
	memcpy(out, view->pass_id.data, PASS_ID_LEN);
	return ERR_OK;
}

enum err officer_pass(struct context *context, const struct party *party, const char *typed,
		      uint8_t out[static PASS_ID_LEN])
{
	uint8_t id[PASS_ID_LEN] = {0};
	char number[PASS_NUMBER_LEN + 1], name[32];
	ProtobufCBinaryData asked;
	struct span text;
	enum err err = pages_pass(context, typed, &asked);
	if (err != ERR_OK)
		return err;
	if (asked.len == PASS_ID_LEN) {
		memcpy(out, asked.data, PASS_ID_LEN);
		return ERR_OK;
	}
	memcpy(id, asked.data, asked.len);
	pass_number(id, number);
	pass_name(number, name);
	if (keep_read(context, name, 64, &text) == ERR_OK && hex_id(text, out))
		return ERR_OK;
	err = find_at_desk(context, party, asked, out);
	if (err == ERR_NOT_FOUND)
		say(context, SAY_PASS_UNKNOWN, typed);
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

enum err officer_view(struct context *context, const struct party *party, const uint8_t pass_id[static PASS_ID_LEN],
		      Guosuo__V1__TripView **out)
{
	Guosuo__V1__GetTripRequest request = GUOSUO__V1__GET_TRIP_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.pass_id = span_bytes(span_of(pass_id, PASS_ID_LEN));
	enum err err = party_call(context, party, "Desk/GetTrip", &request.base, &guosuo__v1__get_trip_response__descriptor,
				  &answer);
	if (err != ERR_OK)
		return err;
	*out = ((Guosuo__V1__GetTripResponse *)answer)->trip;
	if (*out != NULL)
		return ERR_OK;
	say_err(context, ERR_FORMAT, party->server);
	return ERR_FORMAT;
}

enum err officer_trip(struct context *context, const struct party *party, const uint8_t pass_id[static PASS_ID_LEN],
		      const Guosuo__V1__Sealed **sealed, struct trip *out)
{
	Guosuo__V1__TripView *view;
	enum err err = officer_view(context, party, pass_id, &view);
	if (err != ERR_OK)
		return err;
	err = view->trip == NULL ? ERR_FORMAT : trip_read(view->trip, &context->arena, out);
	if (err == ERR_OK && !span_equal(bytes_span(out->body->pass_id), span_of(pass_id, PASS_ID_LEN)))
		err = ERR_FORMAT;
	if (err == ERR_OK)
		*sealed = view->trip;
	else
		say_err(context, err, party->server);
	return err;
}

enum err officer_rounds(struct context *context, const struct party *party, const uint8_t pass_id[static PASS_ID_LEN],
			const Guosuo__V1__GetTripRoundsResponse **out)
{
	Guosuo__V1__GetTripRoundsRequest request = GUOSUO__V1__GET_TRIP_ROUNDS_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.pass_id = span_bytes(span_of(pass_id, PASS_ID_LEN));
	enum err err = party_call(context, party, "Rounds/GetTripRounds", &request.base,
				  &guosuo__v1__get_trip_rounds_response__descriptor, &answer);
	if (err == ERR_OK)
		*out = (const Guosuo__V1__GetTripRoundsResponse *)answer;
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

static void print_line(struct context *context, const Guosuo__V1__TripLine *line)
{
	char since[32];
	struct held none = {0};
	render_time(&none, line->since, since);
	printf("%s  %s  %s  %u/%u  %s\n", line->number, STATE_TEXT(trip_states, line->state), since, line->legs_sealed,
	       line->legs, line->cargo);
}

enum { LIST_CONSIGNMENT };
static const struct option_row list_options[] = {
    {"consignment", "ID", "只列此批次", "only those of this consignment"}, {0}};

static enum exit_code list(struct context *context, const struct args *args, const struct party *party)
{
	const Guosuo__V1__ListTripsResponse *page;
	ProtobufCBinaryData after = {0, NULL};
	do {
		if (officer_list(context, party, args->value[LIST_CONSIGNMENT], after, &page) != ERR_OK)
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
	       state == GUOSUO__V1__LEG_STATE__LEG_WITHDRAWN || state == GUOSUO__V1__LEG_STATE__LEG_REVOKED;
}

/* By whom it was sealed stands in the list of revocations; here, why. */
static void print_revoked(const struct context *context, const struct held *held, const char *indent,
			  const Guosuo__V1__RevokedView *revoked)
{
	char at[RENDER_TIME];
	if (revoked == NULL)
		return;
	render_time(held, revoked->at, at);
	printf("%s%s  %s  %s: %s\n", indent, at, context->lang == LANG_ZH ? "撤销" : "revoked",
	       revoke_reason(context, revoked->reason), revoked->note);
}

/* The trip's own time, while it runs. */
static void print_whole(const struct context *context, const struct held *held, const Guosuo__V1__TripView *view)
{
	char due[RENDER_TIME];
	if (view->due == 0)
		return;
	render_time(held, view->due, due);
	printf(context->lang == LANG_ZH ? "全程应于 %.10s 前办结\n" : "the whole is due %.10s\n", due);
}

/* What a leg has, who holds it since when and under which number, its time, and whom that has reached. */
static void print_leg(const struct context *context, const struct held *held, const Guosuo__V1__LegView *leg)
{
	const char *province = province_name(leg->province, context->lang);
	const struct due due = due_of_leg(leg);
	char since[RENDER_TIME], time[DUE_TEXT];
	render_time(held, leg->since, since);
	due_text(context, held, &due, sheet_colour(stdout), time);
	printf("%u  %s  %s  %s  %s%s%s  %s\n", leg->ordinal, province == NULL ? "?" : province,
	       STATE_TEXT(leg_states, leg->state), since, leg->holder, leg->phone[0] == '\0' ? "" : " ", leg->phone,
	       leg->reason);
	if (time[0] != '\0')
		printf("   %s\n", time);
	print_revoked(context, held, "   ", leg->revoked);
	for (size_t i = 0; i < leg->n_expedites; i++) {
		const Guosuo__V1__Expedited *word = leg->expedites[i];
		render_time(held, word->at, since);
		printf("   %s  %s  %s: %s\n", since, context->lang == LANG_ZH ? "加急" : "expedited", word->who, word->reason);
	}
	for (size_t i = 0; i < leg->n_escalations; i++) {
		const Guosuo__V1__Escalation *told = leg->escalations[i];
		render_time(held, told->at, since);
		printf("   %s  %s  %s %s\n", since, due_level(context, (uint32_t)told->level), told->who, told->phone);
	}
}

/* Of a pass for several journeys how many are left; when and where each one has ended. */
static void print_deliveries(const struct context *context, const struct held *held, const Guosuo__V1__TripView *view)
{
	const Guosuo__V1__JourneyCount *count = view->journeys;
	if (count != NULL && count->of > 1)
		printf(context->lang == LANG_ZH ? "共 %u 趟, 已送达 %u, 余 %u\n" : "%u journeys, %u delivered, %u left\n", count->of,
		       count->delivered, count->of - count->delivered);
	if (count != NULL && count->of > 1 && count->next != 0)
		printf(context->lang == LANG_ZH ? "下一趟: --journey %u\n" : "the next one: --journey %u\n", count->next);
	for (size_t i = 0; i < view->n_deliveries; i++) {
		const Guosuo__V1__TripDelivery *one = view->deliveries[i];
		char at[RENDER_TIME];
		render_time(held, one->at, at);
		printf(context->lang == LANG_ZH ? "第 %u 趟  %s  送达查验点 %u\n" : "journey %u  %s  delivered at checkpoint %u\n",
		       one->journey, at, one->checkpoint);
	}
}

/* Where it came by, the newest first. */
static void print_passages(struct context *context, const struct held *held, const Guosuo__V1__TripView *view)
{
	for (size_t i = 0; i < view->n_passages; i++) {
		const Guosuo__V1__TripPassage *one = view->passages[i];
		struct stamp stamp;
		char at[RENDER_TIME];
		size_t used = context->arena.used;
		render_time(held, one->at, at);
		bool read = one->stamp != NULL && stamp_read(one->stamp, &context->arena, &stamp) == ERR_OK;
		char names[INSPECT_NAMES] = "";
		if (read)
			inspect_names(stamp.body->inspections, stamp.body->n_inspections, context->lang, names);
		printf(context->lang == LANG_ZH ? "%s  查验点 %u  %s  %s\n" : "%s  checkpoint %u  %s  %s\n", at, one->checkpoint,
		       read ? stamp_outcome_text(stamp.body->outcome, context->lang) : "?", names);
		context->arena.used = used;
	}
}

static void print_trip(struct context *context, const struct held *held, const Guosuo__V1__TripView *view)
{
	char since[32];
	unsigned decided = 0;
	render_time(held, view->since, since);
	printf("%s  %s  %s\n", view->number, STATE_TEXT(trip_states, view->state), since);
	print_revoked(context, held, "", view->revoked);
	print_whole(context, held, view);
	print_deliveries(context, held, view);
	print_passages(context, held, view);
	for (size_t i = 0; i < view->n_legs; i++) {
		print_leg(context, held, view->legs[i]);
		decided += is_decided(view->legs[i]->state);
	}
	char word[TIMETABLE_TEXT];
	timetable_word(context, view->timetable, word);
	printf("%s\n", word);
	timetable_helps(context, held, view->timetable, stdout);
	say(context, SAY_LEGS_WAIT, decided, (unsigned)view->n_legs - decided);
}

/* The pass file where it may say other roads than the application does; NULL: nothing is sealed, or nothing holds any more. */
static const Guosuo__V1__PassFile *sealed_roads(struct context *context, const struct party *party,
						const Guosuo__V1__TripView *view)
{
	Guosuo__V1__PassFile *file = NULL;
	struct span raw;
	bool sealed = false;
	for (size_t i = 0; i < view->n_legs; i++)
		sealed |= view->legs[i]->state == GUOSUO__V1__LEG_STATE__LEG_SEALED || view->legs[i]->revision > 1;
	if (!sealed || view->state == GUOSUO__V1__TRIP_STATE__WITHDRAWN || view->pass_id.len != PASS_ID_LEN ||
	    officer_file(context, party, view->pass_id.data, &raw, &file) != ERR_OK)
		return NULL;
	return file;
}

/* ERR_NOT_FOUND: the leg is not sealed. */
static enum err sealed_place(struct context *context, const Guosuo__V1__PassFile *file, uint32_t ordinal,
			     struct notice_place *out)
{
	const Guosuo__V1__Sealed *sealed;
	struct leg leg;
	enum err err = file == NULL ? ERR_NOT_FOUND : pass_leg(file, ordinal, &context->arena, &sealed);
	if (err == ERR_OK)
		err = leg_read(sealed, &context->arena, &leg);
	return err == ERR_OK ? notice_place(context, leg.body, out) : err;
}

/* What is said about the roads that were sealed, where none were about those that were asked for. */
static void print_notices(struct context *context, const struct party *party, struct held *held,
			  const Guosuo__V1__TripView *view)
{
	const Guosuo__V1__Journey *journey = view->application == NULL ? NULL : view->application->journey;
	const Guosuo__V1__PassFile *file = sealed_roads(context, party, view);
	struct notice_place places[LEGS_MAX];
	size_t count = 0;
	for (size_t i = 0; journey != NULL && i < journey->n_legs && count < LEGS_MAX; i++) {
		const Guosuo__V1__ApplicationLeg *leg = journey->legs[i];
		if (sealed_place(context, file, (uint32_t)i + 1, &places[count]) != ERR_OK)
			places[count] =
			    (struct notice_place){(uint32_t)strtoul(leg->province, NULL, 10), leg->roads, leg->n_roads};
		count++;
	}
	struct sheet sheet = sheet_begin(context, stdout);
	notice_show(context, party, held, places, count, &sheet);
	sheet_end(&sheet);
}

static enum exit_code status(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__TripView *view;
	uint8_t id[PASS_ID_LEN];
	struct held *held = arena_take(&context->arena, sizeof *held);
	if (held == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (officer_pass(context, party, args->argument[0], id) != ERR_OK || officer_view(context, party, id, &view) != ERR_OK)
		return EXIT_OTHER;
	if (context->json)
		return party_print(context, &view->base);
	if (party_held(context, party, held) != ERR_OK)
		return EXIT_OTHER;
	print_trip(context, held, view);
	print_notices(context, party, held, view);
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
	if (revoke_own(context, party, id, GUOSUO__V1__REVOCATION_REASON__TRIP_WITHDRAWN, &request.revocation) != ERR_OK)
		return EXIT_OTHER;
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
	return context->json ? party_print(context, &file->base) : EXIT_DONE;
}

static enum exit_code run_fetch(struct context *context, const struct args *args)
{
	if (args->value[FETCH_OUT] == NULL)
		return party_needs(context, "--out");
	return officer_run(context, args, fetch);
}

static const struct option_row assign_options[] = {
    {"driver", "NAME|KEYID,..", "驾驶员姓名或身份号, 轮班的用逗号分开", "the driver's name or key id, or the crew's"},
    {"licence-last4", "XXXX,..", "驾驶证号末四位, 次序相同", "the last four of the licence, in that order"},
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
    {"officer", "check", "[FILE]", 0, 1, "检查申请, 不提交", "check an application, do not send it", check_options, check_run},
    {"officer", "apply", "[FILE]", 0, 1, "提交申请", "send an application", apply_options, apply_run},
    {"officer", "draft", "new|edit|list|delete [NAME]", 1, 2, "草稿", "drafts of applications", draft_options, draft_run},
    {"officer", "bulk", "FILE.csv", 1, 1, "批量提交, 每行一个申请", "an application for each row of a table", bulk_options,
     bulk_run},
    {"officer", "list", "", 0, 0, "本企业的通行证", "the company's passes", list_options, run_list},
    {"officer", "status", "PASS", 1, 1, "各省段办到哪里", "where each leg stands", NULL, run_status},
    {"officer", "withdraw", "PASS", 1, 1, "撤回", "withdraw a trip", withdraw_options, run_withdraw},
    {"officer", "invite", "driver|officer", 1, 1, "邀请本企业的人登记", "invite one of the company to enrol",
     invite_options, run_invite},
    {"officer", "assign", "PASS", 1, 1, "派车", "assign a driver and vehicles", assign_options, assign_run},
    {"officer", "fetch", "PASS", 1, 1, "取通行证文件", "fetch the pass file", fetch_options, run_fetch},
    {0}};
