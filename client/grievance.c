/* guosuo driver report - a demand for money at a checkpoint; audit grievances - what drivers have reported. */
#include "client/grievance.h"

#include <sodium.h>

#include "client/fetch.h"
#include "client/keep.h"
#include "client/pages.h"
#include "client/render.h"
#include "client/thread.h"
#include "client/wallet.h"
#include "guosuo/v1/grievances.pb-c.h"
#include "proto/canon.h"

enum { TEXT_MAX = 1000, FILE_MAX = 2048, NAME_LEN = 64, CHECKPOINT_MAX = 999999999 };
static const char folder[] = "reports";

static const struct kind_row {
	uint32_t kind;
	const char *word, *zh, *en;
} kinds[] = {{GUOSUO__V1__GRIEVANCE_KIND__MONEY_DEMANDED, "money", "索要钱物", "money demanded"},
             {GUOSUO__V1__GRIEVANCE_KIND__HELD_UP, "delay", "无故阻留", "held up"}};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* ---- reported ---- */

enum { R_CHECKPOINT, R_KIND, R_TEXT, R_AMOUNT, R_PROVINCE };
static const struct option_row report_options[] = {
    [R_CHECKPOINT] = {"checkpoint", "N", "查验点编号", "the number on the checkpoint's sign"},
    [R_KIND] = {"kind", "money|delay", "money 索要钱物, delay 无故阻留", "money was demanded, or held up without a reason"},
    [R_TEXT] = {"text", "TEXT", "经过", "what happened"},
    [R_AMOUNT] = {"amount-fen", "N", "金额, 分", "how much, in fen"},
    [R_PROVINCE] = {"province", "N", "省份编号 (缺省: 查验点编号的前两位)", "the province's number (by default the checkpoint's first two digits)"},
    {0}};

static enum err read_kind(struct context *context, const char *typed, Guosuo__V1__GrievanceKind *out)
{
	for (size_t i = 0; i < KINDS; i++)
		if (strcmp(kinds[i].word, typed) == 0) {
			*out = (Guosuo__V1__GrievanceKind)kinds[i].kind;
			return ERR_OK;
		}
	say(context, SAY_WORD_BAD, "--kind", typed);
	return ERR_INPUT;
}

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
	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
		if (args->value[needed[i]] == NULL)
			return party_needs(context, report_options[needed[i]].name);
	if (party_number(context, "checkpoint", args->value[R_CHECKPOINT], 1, CHECKPOINT_MAX, 0, &out->checkpoint) != ERR_OK ||
	    party_number(context, "amount-fen", args->value[R_AMOUNT], 1, UINT32_MAX, 0, &out->amount_fen) != ERR_OK ||
	    party_number(context, "province", args->value[R_PROVINCE], 11, 99, out->checkpoint / 1000, &out->province) != ERR_OK ||
	    read_kind(context, args->value[R_KIND], &out->kind) != ERR_OK)
		return EXIT_USAGE;
	const size_t n = strlen(args->value[R_TEXT]);
	if (n == 0 || n > TEXT_MAX) {
		say(context, SAY_REPORT_TEXT, (unsigned)TEXT_MAX);
		return EXIT_USAGE;
	}
	out->text = (char *)(uintptr_t)args->value[R_TEXT];
	out->at = party_now();
	return EXIT_DONE;
}

static enum err keep(struct context *context, const Guosuo__V1__PutGrievanceRequest *request)
{
	uint8_t nonce[HTTPSIG_NONCE_LEN];
	char name[NAME_LEN], hex[2 * HTTPSIG_NONCE_LEN + 1];
	struct span raw;
	randombytes_buf(nonce, sizeof nonce);
	snprintf(name, sizeof name, "%s/%s", folder, sodium_bin2hex(hex, sizeof hex, nonce, sizeof nonce));
	enum err err = canon_pack(&request->base, &context->arena, &raw);
	return err == ERR_OK ? keep_create(context, name, raw, true) : err;
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
		return say_err(context, err, folder);
	say(context, SAY_REPORT_KEPT);
	return EXIT_DONE;
}

/* ---- sent ---- */

/* ERR_FORMAT: the file is none of ours. */
static enum err read_kept(struct context *context, const char *name, uint8_t nonce[static HTTPSIG_NONCE_LEN], ProtobufCMessage **out)
{
	char path[NAME_LEN];
	size_t n = 0;
	struct span raw;
	if (sodium_hex2bin(nonce, HTTPSIG_NONCE_LEN, name, strlen(name), NULL, &n, NULL) != 0 || n != HTTPSIG_NONCE_LEN)
		return ERR_FORMAT;
	snprintf(path, sizeof path, "%s/%s", folder, name);
	enum err err = keep_read(context, path, FILE_MAX, &raw);
	return err == ERR_OK ? canon_open(&guosuo__v1__put_grievance_request__descriptor, raw, &context->arena, out) : err;
}

static enum err send_one(struct context *context, const struct party *party, const char *name)
{
	uint8_t nonce[HTTPSIG_NONCE_LEN];
	char path[NAME_LEN];
	ProtobufCMessage *request, *answer;
	const Guosuo__V1__ErrorDetail *refused = NULL;
	enum err err = read_kept(context, name, nonce, &request);
	if (err == ERR_OK)
		err = fetch_under(context, &party->key, party->server, "Grievances/PutGrievance", nonce, request,
		                  &guosuo__v1__put_grievance_response__descriptor, &answer, &refused);
	if (err != ERR_OK) {
		say_err(context, err, say_text(context, SAY_REPORT_WAITS));
		if (refused != NULL)
			say_detail(context, refused);
		return err;
	}
	snprintf(path, sizeof path, "%s/%s", folder, name);
	say(context, SAY_REPORT_SENT);
	err = keep_remove(context, path);
	if (err != ERR_OK)
		say_err(context, err, path);
	return err;
}

enum err grievance_send(struct context *context, const struct party *party)
{
	char **names;
	size_t count;
	enum err first = ERR_OK, err = keep_list(context, folder, &names, &count);
	if (err != ERR_OK)
		say_err(context, err, folder);
	for (size_t i = 0; err != ERR_NETWORK && i < count; i++) {
		const size_t used = context->arena.used;
		err = send_one(context, party, names[i]);
		first = first == ERR_OK ? err : first;
		context->arena.used = used;
	}
	return first == ERR_OK ? err : first;
}

/* ---- read ---- */

static const char *kind_text(const struct context *context, uint32_t kind)
{
	for (size_t i = 0; i < KINDS; i++)
		if (kinds[i].kind == kind)
			return context->lang == LANG_ZH ? kinds[i].zh : kinds[i].en;
	return "?";
}

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

static void print_one(const struct context *context, const struct held *held, const Guosuo__V1__Grievance *one)
{
	char at[RENDER_TIME];
	render_time(held, one->at, at);
	printf(context->lang == LANG_ZH ? "%s  查验点 %u  %s" : "%s  checkpoint %u  %s", at, one->checkpoint,
	       kind_text(context, (uint32_t)one->kind));
	if (one->amount_fen > 0)
		printf(context->lang == LANG_ZH ? "  %u.%02u 元" : "  CNY %u.%02u", one->amount_fen / 100, one->amount_fen % 100);
	sheet_clean(one->text, true);
	printf("  %s\n   %s\n", one->number, one->text);
	print_stamps(context, held, one);
}

static enum exit_code list(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__ListGrievancesRequest request = GUOSUO__V1__LIST_GRIEVANCES_REQUEST__INIT;
	ProtobufCMessage *answer;
	struct held *held;
	if (party_number(context, "province", args->value[0], 11, 99, party->membership.province, &request.province) != ERR_OK)
		return EXIT_USAGE;
	if (pages_call(context, party, "Grievances/ListGrievances", &request.base, &guosuo__v1__list_grievances_response__descriptor,
	               &answer) != ERR_OK)
		return EXIT_OTHER;
	if (context->json)
		return party_print(context, answer);
	if (thread_held(context, party, &held) != ERR_OK)
		return EXIT_OTHER;
	const Guosuo__V1__ListGrievancesResponse *all = (const Guosuo__V1__ListGrievancesResponse *)answer;
	for (size_t i = 0; i < all->n_grievances; i++)
		print_one(context, held, all->grievances[i]);
	if (all->n_grievances == 0)
		say(context, SAY_REPORT_NONE);
	return EXIT_DONE;
}

static enum exit_code run_list(struct context *context, const struct args *args)
{
	return pages_as(context, "auditor", args, list);
}

static const struct option_row list_options[] = {{"province", "N", "省份编号 (缺省: 本省)", "the province's number (one's own)"}, {0}};

const struct command grievance_commands[] = {
    {"driver", "report", "PASS", 1, 1, "举报查验点索要钱物 (无需网络, 只有审计员可见)",
     "report a checkpoint's demand for money, to the auditors alone; needs no network", report_options, report},
    {"audit", "grievances", "", 0, 0, "驾驶员的举报", "what drivers have reported", list_options, run_list},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
