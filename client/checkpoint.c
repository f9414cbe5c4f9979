/* guosuo checkpoint - the gate: what it holds, the six digits it speaks, and the verdict on a code. */
#include <sodium.h>
#include <string.h>

#include "client/gate.h"
#include "client/keep.h"
#include "client/noticed.h"
#include "client/party.h"
#include "client/render.h"
#include "client/say.h"
#include "client/seen.h"
#include "client/strict.h"
#include "proto/kept.h"

/* ---- challenge ---- */

static enum exit_code challenge(struct context *context, const struct args *args)
{
	struct membership membership;
	(void)args;
	enum err err = keep_lock(context);
	if (err != ERR_OK)
		return say_lock(context, err);
	if (role_read(context, "checkpoint", &membership) != ERR_OK)
		return EXIT_OTHER;
	uint32_t nonce = NONCE_MIN + randombytes_uniform(NONCE_MAX - NONCE_MIN + 1);
	err = challenge_write(context, nonce, party_now());
	if (err != ERR_OK)
		return say_err(context, err, "challenge");
	struct sheet sheet = sheet_begin(context, stdout);
	sheet_number(&sheet, "nonce", "口令", "nonce", nonce, "");
	sheet_number(&sheet, "checkpoint", "查验点", "checkpoint", membership.checkpoint, "");
	sheet_end(&sheet);
	return EXIT_DONE;
}

/* ---- verify ---- */

static const struct option_row verify_options[] = {GATE_OPTION_ROWS, {NULL, NULL, NULL, NULL}};

static enum exit_code verify(struct context *context, const struct args *args)
{
	struct look look;
	enum exit_code code = gate_look(context, args, GUOSUO__V1__DIRECTION__DIRECTION_UNSPECIFIED, &look);
	if (code != EXIT_DONE)
		return code;
	gate_print(context, &look, stdout);
	return gate_exit(look.verdict.word);
}

/* ---- state ---- */

static const char *age_text(const struct gate *gate, const struct context *context, int64_t at, char out[static RENDER_AGE])
{
	render_age(context, trust_age(at, gate->now), out);
	return out;
}

/* One file of state: "3, issued 2 h 0 min ago, expires 2020-...". */
static void state_row(struct sheet *sheet, const struct gate *gate, const char *key, const char *zh, const char *en,
		      uint32_t version, int64_t issued_at, int64_t expires_at)
{
	char age[RENDER_AGE], until[RENDER_TIME];
	render_time(&gate->held, expires_at, until);
	age_text(gate, sheet->context, issued_at, age);
	bool over = expires_at < gate->now;
	if (sheet->context->json) {
		sheet_json(sheet, key, json_pack("{s:i, s:I, s:I}", "version", (int)version, "issued_at",
						 (json_int_t)issued_at, "expires_at", (json_int_t)expires_at));
		return;
	}
	if (sheet->context->lang == LANG_EN)
		sheet_text(sheet, key, zh, en, "%u, issued %s ago, %s %s", version, age, over ? "EXPIRED" : "good until", until);
	else
		sheet_text(sheet, key, zh, en, "第 %u 版, %s前签发, %s %s", version, age, over ? "已过期" : "有效至", until);
}

/* How many notices hold, and as of when. */
static void notices_row(struct sheet *sheet, const struct gate *gate, uint32_t province, const struct noticed *noticed)
{
	const char *zh = province_name(province, LANG_ZH), *en = province_name(province, LANG_EN);
	char label_zh[64], label_en[64], age[RENDER_AGE];
	bool english = sheet->context->lang == LANG_EN;
	snprintf(label_zh, sizeof label_zh, "%s管控通告", zh == NULL ? "?" : zh);
	snprintf(label_en, sizeof label_en, "%s notices", en == NULL ? "?" : en);
	if (noticed->as_of == 0)
		sheet_text(sheet, "notices", label_zh, label_en, "%s", english ? "never fetched" : "从未取得");
	else
		sheet_text(sheet, "notices", label_zh, label_en, english ? "%zu, as of %s ago" : "%zu 份, %s前的情况",
			   noticed->count, age_text(gate, sheet->context, noticed->as_of, age));
}

static void province_rows(struct sheet *sheet, const struct gate *gate, const struct holding *holding,
			  const struct noticed *noticed, json_t *list)
{
	const Guosuo__V1__Roster *roster = holding->roster.body;
	const Guosuo__V1__StatusList *status = holding->status.body;
	const char *zh = province_name(roster->province, LANG_ZH), *en = province_name(roster->province, LANG_EN);
	size_t vanished = kept_count(holding->kept);
	json_t *row = json_pack("{s:i, s:i, s:i, s:I, s:I, s:b, s:i, s:I}", "province", (int)roster->province, "roster_epoch",
				(int)roster->epoch, "roster_version", (int)roster->version, "roster_issued_at",
				(json_int_t)roster->issued_at, "roster_expires_at", (json_int_t)roster->expires_at, "forked",
				(int)holding->forked, "notices", (int)noticed->count, "notices_as_of",
				(json_int_t)noticed->as_of);
	if (status != NULL)
		json_object_update_new(row, json_pack("{s:i, s:I, s:I}", "status_version", (int)status->version,
						      "status_issued_at", (json_int_t)status->issued_at, "status_expires_at",
						      (json_int_t)status->expires_at));
	json_object_set_new(row, "vanished", json_integer((json_int_t)vanished));
	json_array_append_new(list, row);
	if (sheet->context->json)
		return;
	char label_zh[64], label_en[64];
	snprintf(label_zh, sizeof label_zh, "%s名册%s", zh == NULL ? "?" : zh, holding->forked ? " (有两种内容!)" : "");
	snprintf(label_en, sizeof label_en, "%s roster%s", en == NULL ? "?" : en, holding->forked ? " (FORKED)" : "");
	state_row(sheet, gate, "roster", label_zh, label_en, roster->version, roster->issued_at, roster->expires_at);
	snprintf(label_zh, sizeof label_zh, "%s名单", zh == NULL ? "?" : zh);
	snprintf(label_en, sizeof label_en, "%s status list", en == NULL ? "?" : en);
	if (vanished > 0)
		sheet_text(sheet, "vanished", label_zh, label_en,
			   sheet->context->lang == LANG_EN ? "%zu revoked or barred have vanished and stay so here: report it to the issuer"
							   : "%zu 项曾撤销或停用的内容从名单消失, 仍按原样处理; 请报告发证机关",
			   vanished);
	if (status != NULL)
		state_row(sheet, gate, "status", label_zh, label_en, status->version, status->issued_at, status->expires_at);
	else
		sheet_text(sheet, "status", label_zh, label_en, "%s", sheet->context->lang == LANG_EN ? "none" : "无");
	notices_row(sheet, gate, roster->province, noticed);
}

/* A file of notices that is damaged counts as none, and is said. */
static void province_state(struct context *context, struct sheet *sheet, const struct gate *gate, const struct holding *holding,
			   json_t *list)
{
	const struct noticed_query query = {.place = {.province = holding->roster.body->province}, .from = gate->now,
					    .to = INT64_MAX};
	struct noticed noticed;
	enum err err = noticed_read(context, &gate->held, &query, gate->now, &noticed);
	if (err != ERR_OK)
		say_err(context, err, say_text(context, SAY_NOTICES_DAMAGED));
	province_rows(sheet, gate, holding, &noticed, list);
}

/* What this place asks for beyond the rosters, unless it cannot be read, which is said. */
static void policy_state(struct context *context, struct sheet *sheet)
{
	struct strict strict;
	enum err err = strict_read(context, &strict);
	if (err == ERR_OK)
		strict_show(&strict, sheet);
	else
		say_err(context, err, say_text(context, SAY_POLICY_LOST));
}

/* Is this device's key on the roster as the checkpoint it enrolled as? */
static void check_listed(struct context *context, const struct gate *gate)
{
	uint8_t key[KEY_LEN];
	const struct roster *roster = gate_roster(gate);
	const Guosuo__V1__RosterEntry *entry = NULL;
	if (roster != NULL && key_public(context, key) == ERR_OK)
		entry = roster_entry(roster, GUOSUO__V1__ROLE__ROLE_CHECKPOINT, key);
	if (entry == NULL || entry->checkpoint != gate->membership.checkpoint)
		say(context, SAY_NOT_LISTED);
}

static enum exit_code state(struct context *context, const struct args *args)
{
	char text[RENDER_AGE];
	(void)args;
	const struct gate *gate = gate_open(context);
	if (gate == NULL)
		return EXIT_OTHER;
	const struct held *held = &gate->held;
	struct sheet sheet = sheet_begin(context, stdout);
	json_t *list = json_array();
	sheet_number(&sheet, "checkpoint", "查验点", "checkpoint", gate->membership.checkpoint, "");
	if (held->has_directory)
		state_row(&sheet, gate, "directory", "机构名录", "directory", held->directory.body->version,
			  held->directory.body->issued_at, held->directory.body->expires_at);
	for (size_t i = 0; i < held->count; i++)
		province_state(context, &sheet, gate, &held->holdings[i], list);
	sheet_json(&sheet, "provinces", list);
	if (context->json)
		sheet_json(&sheet, "synced_at", json_integer((json_int_t)held->trust.synced_at));
	else
		sheet_text(&sheet, "synced", "距上次同步", "since the last sync", "%s",
			   held->trust.synced_at != 0 ? age_text(gate, context, held->trust.synced_at, text)
			   : context->lang == LANG_EN ? "never"
						      : "从未");
	policy_state(context, &sheet);
	sheet_end(&sheet);
	check_listed(context, gate);
	return EXIT_DONE;
}

/* ---- rows ---- */

const struct command gate_commands[] = {
    {"checkpoint", "challenge", "", 0, 0, "产生六位口令", "six digits for the driver to type", NULL, challenge},
    {"checkpoint", "verify", "[TEXT]", 0, 1, "核验通行码", "judge a code", verify_options, verify},
    {"checkpoint", "state", "", 0, 0, "所持离线数据", "what is held, and how old it is", NULL, state},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
