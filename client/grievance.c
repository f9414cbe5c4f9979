/* guosuo driver report, reports - a demand for money at a checkpoint, and what became of it; audit grievances - what drivers have
 * reported. */
#include "client/grievance.h"

#include <jansson.h>
#include <sodium.h>

#include "client/choice.h"
#include "client/fetch.h"
#include "client/keep.h"
#include "client/pages.h"
#include "client/render.h"
#include "client/wallet.h"
#include "guosuo/v1/grievances.pb-c.h"
#include "proto/canon.h"
#include "proto/identity.h"
#include "proto/utf8.h"

enum { TEXT_MAX = 1000, FILE_MAX = 2048, WHY_MAX = 16384, NAME_LEN = 64, CHECKPOINT_MAX = 999999999 };
static const char waiting[] = "reports", refused[] = "reports.refused";

static const struct choice kinds[] = {{GUOSUO__V1__GRIEVANCE_KIND__MONEY_DEMANDED, "money", "索要钱物", "money demanded"},
                                      {GUOSUO__V1__GRIEVANCE_KIND__HELD_UP, "delay", "无故阻留", "held up"},
                                      {0}};

/* ---- one, for people ---- */

static void print_one(const struct context *context, const struct held *held, const Guosuo__V1__Grievance *one)
{
	const bool zh = context->lang == LANG_ZH;
	char at[RENDER_TIME];
	render_time(held, one->at, at);
	printf(zh ? "%s  查验点 %u  %s" : "%s  checkpoint %u  %s", at, one->checkpoint, choice_text(context, kinds, (uint32_t)one->kind));
	if (one->amount_fen > 0)
		printf(zh ? "  %u.%02u 元" : "  CNY %u.%02u", one->amount_fen / 100, one->amount_fen % 100);
	sheet_clean(one->text, true);
	printf("  %s\n   %s\n", one->number, one->text);
}

/* ---- reported ---- */

enum { R_CHECKPOINT, R_KIND, R_TEXT, R_AMOUNT, R_PROVINCE };
static const struct option_row report_options[] = {
    [R_CHECKPOINT] = {"checkpoint", "N", "查验点编号", "the number on the checkpoint's sign"},
    [R_KIND] = {"kind", "money|delay", "money 索要钱物, delay 无故阻留", "money was demanded, or held up without a reason"},
    [R_TEXT] = {"text", "TEXT", "经过", "what happened"},
    [R_AMOUNT] = {"amount-fen", "N", "金额, 分", "how much, in fen"},
    [R_PROVINCE] = {"province", "N", "省份编号 (缺省: 查验点编号的前两位)", "the province's number (by default the checkpoint's first two digits)"},
    {0}};

static bool passes_through(const Guosuo__V1__Trip *trip, uint32_t province)
{
	for (size_t i = 0; i < trip->n_provinces; i++)
		if (trip->provinces[i] == province)
			return true;
	return false;
}

static enum exit_code fill(struct context *context, const struct args *args, Guosuo__V1__PutGrievanceRequest *out)
{
	static const size_t needed[] = {R_CHECKPOINT, R_KIND, R_TEXT};
	uint32_t kind;
	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
		if (args->value[needed[i]] == NULL)
			return party_needs(context, report_options[needed[i]].name);
	if (party_number(context, "checkpoint", args->value[R_CHECKPOINT], 1, CHECKPOINT_MAX, 0, &out->checkpoint) != ERR_OK ||
	    party_number(context, "amount-fen", args->value[R_AMOUNT], 1, UINT32_MAX, 0, &out->amount_fen) != ERR_OK ||
	    party_number(context, "province", args->value[R_PROVINCE], 11, 99, out->checkpoint / 1000, &out->province) != ERR_OK ||
	    choice_read(context, kinds, "--kind", args->value[R_KIND], &kind) != ERR_OK)
		return EXIT_USAGE;
	const struct span text = span_text(args->value[R_TEXT]);
	if (text.n == 0 || text.n > TEXT_MAX || !utf8_plain(text)) {
		say(context, SAY_REPORT_TEXT, (unsigned)TEXT_MAX);
		return EXIT_USAGE;
	}
	out->kind = (Guosuo__V1__GrievanceKind)kind;
	out->text = (char *)(uintptr_t)args->value[R_TEXT];
	out->at = party_now();
	return EXIT_DONE;
}

static const char *path_in(const char *folder, const char *name, const char *tail, char out[static NAME_LEN])
{
	snprintf(out, NAME_LEN, "%s/%s%s", folder, name, tail);
	return out;
}

static enum err keep(struct context *context, const Guosuo__V1__PutGrievanceRequest *request)
{
	uint8_t nonce[HTTPSIG_NONCE_LEN];
	char path[NAME_LEN], hex[2 * HTTPSIG_NONCE_LEN + 1];
	struct span raw;
	randombytes_buf(nonce, sizeof nonce);
	sodium_bin2hex(hex, sizeof hex, nonce, sizeof nonce);
	enum err err = canon_pack(&request->base, &context->arena, &raw);
	return err == ERR_OK ? keep_create(context, path_in(waiting, hex, "", path), raw, true) : err;
}

static enum exit_code report(struct context *context, const struct args *args)
{
	Guosuo__V1__PutGrievanceRequest request = GUOSUO__V1__PUT_GRIEVANCE_REQUEST__INIT;
	struct kept pass;
	enum exit_code code = fill(context, args, &request);
	if (code != EXIT_DONE)
		return code;
	enum err err = keep_lock(context);
	if (err != ERR_OK)
		return say_lock(context, err);
	if (wallet_find(context, args->argument[0], &pass) != ERR_OK)
		return EXIT_OTHER;
	if (!passes_through(pass.trip.body, request.province)) {
		say(context, SAY_REPORT_ROAD, pass.number, request.province);
		return EXIT_USAGE;
	}
	request.pass = pass.trip.body->pass_id;
	err = keep(context, &request);
	if (err != ERR_OK)
		return say_err(context, err, waiting);
	say(context, SAY_REPORT_KEPT);
	return EXIT_DONE;
}

/* ---- sent ---- */

/* One of a folder, as it lies there. */
struct kept_report {
	uint8_t nonce[HTTPSIG_NONCE_LEN]; /* its name */
	struct span raw;
	const Guosuo__V1__PutGrievanceRequest *body;
};

/* ERR_FORMAT: the file is none of ours. */
static enum err read_kept(struct context *context, const char *folder, const char *name, struct kept_report *out)
{
	char path[NAME_LEN];
	size_t n = 0;
	ProtobufCMessage *body = NULL;
	if (sodium_hex2bin(out->nonce, sizeof out->nonce, name, strlen(name), NULL, &n, NULL) != 0 || n != sizeof out->nonce)
		return ERR_FORMAT;
	enum err err = keep_read(context, path_in(folder, name, "", path), FILE_MAX, &out->raw);
	if (err == ERR_OK)
		err = canon_open(&guosuo__v1__put_grievance_request__descriptor, out->raw, &context->arena, &body);
	out->body = (const void *)body;
	return err;
}

/* What the same bytes will not be taken for another time, or not before something else has changed: a busy desk or a wrong clock is
 * no such thing. */
static bool is_final(enum err err)
{
	return err == ERR_INPUT || err == ERR_NOT_FOUND;
}

/* Until it lies there with what it was refused for, it waits as before. */
static enum err set_aside(struct context *context, const char *name, struct span raw, const Guosuo__V1__ErrorDetail *why)
{
	char path[NAME_LEN];
	struct span reason;
	enum err err = canon_pack(&why->base, &context->arena, &reason);
	if (err == ERR_OK)
		err = keep_write(context, path_in(refused, name, ".why", path), reason, true);
	if (err == ERR_OK)
		err = keep_write(context, path_in(refused, name, "", path), raw, true);
	return err == ERR_OK ? keep_remove(context, path_in(waiting, name, "", path)) : err;
}

static void not_sent(struct context *context, const char *name, struct span raw, enum err why, const Guosuo__V1__ErrorDetail *detail)
{
	const bool final = detail != NULL && is_final(why) && set_aside(context, name, raw, detail) == ERR_OK;
	say_err(context, why, say_text(context, final ? SAY_REPORT_REFUSED : SAY_REPORT_WAITS));
	if (detail != NULL)
		say_detail(context, detail);
}

static enum err send_one(struct context *context, const struct party *party, const char *name)
{
	char path[NAME_LEN];
	struct kept_report one = {.raw = {NULL, 0}};
	ProtobufCMessage *answer;
	const Guosuo__V1__ErrorDetail *detail = NULL;
	enum err err = read_kept(context, waiting, name, &one);
	if (err == ERR_OK)
		err = fetch_under(context, &party->key, party->server, "Grievances/PutGrievance", one.nonce, &one.body->base,
		                  &guosuo__v1__put_grievance_response__descriptor, &answer, &detail);
	if (err != ERR_OK) {
		not_sent(context, name, one.raw, err, detail);
		return err;
	}
	say(context, SAY_REPORT_SENT);
	err = keep_remove(context, path_in(waiting, name, "", path));
	if (err != ERR_OK)
		say_err(context, err, path);
	return err;
}

enum err grievance_send(struct context *context, const struct party *party)
{
	char **names;
	size_t count = 0;
	enum err first = ERR_OK, err = keep_list(context, waiting, &names, &count);
	if (err != ERR_OK)
		say_err(context, err, waiting);
	for (size_t i = 0; err != ERR_NETWORK && i < count; i++) {
		const size_t used = context->arena.used;
		err = send_one(context, party, names[i]);
		first = first == ERR_OK ? err : first;
		context->arena.used = used;
	}
	return first == ERR_OK ? err : first;
}

/* ---- what became of them ---- */

/* NULL: there is none, or it cannot be read any more. */
static const Guosuo__V1__ErrorDetail *why_of(struct context *context, const char *name)
{
	char path[NAME_LEN];
	struct span raw;
	ProtobufCMessage *out;
	return keep_read(context, path_in(refused, name, ".why", path), WHY_MAX, &raw) == ERR_OK &&
	               canon_open(&guosuo__v1__error_detail__descriptor, raw, &context->arena, &out) == ERR_OK
	           ? (const void *)out
	           : NULL;
}

/* A list that is printed, in JSON at its end. */
struct shown_reports {
	struct held held;
	const char *folder;
	json_t *all;
};

static void show_one(struct context *context, struct shown_reports *shown, const char *name,
                     const Guosuo__V1__PutGrievanceRequest *body)
{
	const bool is_refused = shown->folder == refused;
	const Guosuo__V1__ErrorDetail *why = is_refused ? why_of(context, name) : NULL;
	Guosuo__V1__Grievance one = GUOSUO__V1__GRIEVANCE__INIT;
	char number[PASS_NUMBER_LEN + 1] = "";
	if (body->pass.len == PASS_ID_LEN)
		pass_number(body->pass.data, number);
	one.number = number, one.checkpoint = body->checkpoint, one.kind = body->kind, one.at = body->at;
	one.text = body->text, one.amount_fen = body->amount_fen;
	if (context->json) {
		json_array_append_new(shown->all, json_pack("{s:s, s:s, s:s, s:i, s:I, s:s, s:i}", "state", is_refused ? "refused" : "waiting",
		                                            "id", name, "pass", number, "checkpoint", (int)one.checkpoint, "at",
		                                            (json_int_t)one.at, "text", one.text, "amount_fen", (int)one.amount_fen));
		return;
	}
	print_one(context, &shown->held, &one);
	printf("   %s\n", say_text(context, is_refused ? SAY_REPORT_IS_REFUSED : SAY_REPORT_IS_WAITING));
	fflush(stdout);
	if (why != NULL)
		say_detail(context, why);
}

/* Reasons lie beside what they are of. */
static bool is_reason(const char *name)
{
	return strchr(name, '.') != NULL;
}

static enum err show_folder(struct context *context, struct shown_reports *shown, const char *folder)
{
	char **names;
	size_t count = 0;
	enum err err = keep_list(context, folder, &names, &count);
	shown->folder = folder;
	for (size_t i = 0; i < count; i++) {
		const size_t used = context->arena.used;
		struct kept_report one;
		const enum err read = is_reason(names[i]) ? ERR_NOT_FOUND : read_kept(context, folder, names[i], &one);
		if (read == ERR_OK)
			show_one(context, shown, names[i], one.body);
		else if (read != ERR_NOT_FOUND)
			say_err(context, err = read, names[i]);
		context->arena.used = used;
	}
	return err;
}

/* What was refused waits again, under the names it had: the desk takes it once. */
static enum err wait_again(struct context *context)
{
	char **names, path[NAME_LEN];
	size_t count;
	enum err err = keep_list(context, refused, &names, &count);
	for (size_t i = 0; err == ERR_OK && i < count; i++) {
		struct kept_report one;
		if (is_reason(names[i]))
			continue;
		err = read_kept(context, refused, names[i], &one);
		if (err == ERR_OK)
			err = keep_write(context, path_in(waiting, names[i], "", path), one.raw, true);
		if (err == ERR_OK)
			err = keep_remove(context, path_in(refused, names[i], "", path));
		if (err == ERR_OK)
			err = keep_remove(context, path_in(refused, names[i], ".why", path));
	}
	return err;
}

static enum exit_code show_all(struct context *context)
{
	struct shown_reports *shown = arena_take(&context->arena, sizeof *shown);
	if (shown == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (wallet_held(context, &shown->held) != ERR_OK)
		return EXIT_OTHER;
	shown->all = json_array();
	enum err err = show_folder(context, shown, waiting);
	const enum err other = show_folder(context, shown, refused);
	if (context->json) {
		json_dumpf(shown->all, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(shown->all);
	return err == ERR_OK && other == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

static const struct option_row reports_options[] = {
    {"again", NULL, "未予受理的也再送一次 (下次 sync)", "what was refused is sent once more, with the next sync"}, {0}};

static enum exit_code reports(struct context *context, const struct args *args)
{
	enum err err = keep_lock(context);
	if (err != ERR_OK)
		return say_lock(context, err);
	err = args->value[0] == NULL ? ERR_OK : wait_again(context);
	return err == ERR_OK ? show_all(context) : say_err(context, err, refused);
}

/* ---- read ---- */

static void print_stamps(const struct context *context, const struct held *held, const Guosuo__V1__Grievance *one)
{
	const bool zh = context->lang == LANG_ZH;
	char at[RENDER_TIME];
	for (size_t i = 0; i < one->n_stamps; i++) {
		const Guosuo__V1__GrievanceStamp *stamp = one->stamps[i];
		render_time(held, stamp->at, at);
		printf(zh ? "   查验签章 %s  %s  值班 %u  本机第 %u 号\n" : "   stamp %s  %s  duty %u  record %u\n", at,
		       stamp_outcome_text((Guosuo__V1__Outcome)stamp->outcome, context->lang), stamp->duty, stamp->sequence);
	}
	if (one->n_stamps == 0)
		puts(zh ? "   前后一天内没有该查验点的签章" : "   no stamp of that checkpoint within a day of it");
}

static void print_line(const struct context *context, const struct held *held, const ProtobufCMessage *line)
{
	const Guosuo__V1__Grievance *one = (const void *)line;
	print_one(context, held, one);
	print_stamps(context, held, one);
}

static enum exit_code list(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__ListGrievancesRequest request = GUOSUO__V1__LIST_GRIEVANCES_REQUEST__INIT;
	ProtobufCMessage *answer;
	if (party_number(context, "province", args->value[0], 11, 99, party->membership.province, &request.province) != ERR_OK)
		return EXIT_USAGE;
	if (pages_call(context, party, "Grievances/ListGrievances", &request.base, &guosuo__v1__list_grievances_response__descriptor,
	               &answer) != ERR_OK)
		return EXIT_OTHER;
	if (!context->json && ((const Guosuo__V1__ListGrievancesResponse *)answer)->n_grievances == 0)
		say(context, SAY_REPORT_NONE);
	return pages_print(context, party, answer, print_line);
}

static enum exit_code run_list(struct context *context, const struct args *args)
{
	return pages_as(context, "auditor", args, list);
}

static const struct option_row list_options[] = {{"province", "N", "省份编号 (缺省: 本省)", "the province's number (one's own)"}, {0}};

const struct command grievance_commands[] = {
    {"driver", "report", "PASS", 1, 1, "举报查验点索要钱物 (无需网络, 只有审计员可见)",
     "report a checkpoint's demand for money, to the auditors alone; needs no network", report_options, report},
    {"driver", "reports", "", 0, 0, "本机待送的举报, 和未予受理的及原因", "the reports that wait here, and those the desk refused and why",
     reports_options, reports},
    {"audit", "grievances", "", 0, 0, "驾驶员的举报", "what drivers have reported", list_options, run_list},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
