/* guosuo checkpoint - the gate: what it holds, the six digits it speaks, and the verdict on a code. */
#include <sodium.h>
#include <string.h>

#include "client/enrol.h"
#include "client/keep.h"
#include "client/party.h"
#include "client/render.h"
#include "client/say.h"
#include "client/scan.h"
#include "client/seen.h"
#include "client/sync.h"

enum { SOURCE_MAX = 64 * 1024 };

/* The gate: its membership and what it holds. No key is needed to judge. */
struct gate {
	struct membership membership;
	struct held held;
	int64_t now;
};

static struct gate *open_gate(struct context *context)
{
	struct gate *gate = arena_take(&context->arena, sizeof *gate);
	enum err err = gate == NULL ? ERR_MEMORY : keep_lock(context);
	if (err != ERR_OK) {
		say_lock(context, err);
		return NULL;
	}
	gate->now = party_now();
	if (role_read(context, "checkpoint", &gate->membership) != ERR_OK ||
	    held_open(context, gate->membership.root_set, gate->now, &gate->held) != ERR_OK)
		return NULL;
	return gate;
}

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

/* ---- verify: what was seen ---- */

enum {
	V_FILE, V_PICTURE, V_NONCE, V_PLATE, V_TRAILERS, V_VIN, V_LENGTH, V_WIDTH, V_HEIGHT, V_MASS, V_PIECES, V_HS, V_ESCORTS,
	V_ROAD, V_PASS_FILE,
};
static const struct option_row verify_options[] = {
    [V_FILE] = {"file", "FILE", "从文件读码", "read the code from a file"},
    [V_PICTURE] = {"picture", "FILE.png", "从图片读码", "read the code from a picture"},
    [V_NONCE] = {"nonce", "N", "口述的六位数", "the six digits that were spoken"},
    [V_PLATE] = {"plate", "P", "看到的牵引车号牌", "the tractor's plate as seen"},
    [V_TRAILERS] = {"trailers", "P,P", "看到的挂车号牌", "the trailers' plates as seen"},
    [V_VIN] = {"vin", "V", "看到的车架号", "the VIN as seen"},
    [V_LENGTH] = {"length-mm", "N", "车货总长", "length as measured"},
    [V_WIDTH] = {"width-mm", "N", "车货总宽", "width as measured"},
    [V_HEIGHT] = {"height-mm", "N", "车货总高", "height as measured"},
    [V_MASS] = {"mass-kg", "N", "车货总质量", "mass as weighed"},
    [V_PIECES] = {"pieces", "N", "件数", "pieces as counted"},
    [V_HS] = {"hs", "N", "货物 HS 编码", "the cargo's HS code"},
    [V_ESCORTS] = {"escorts", "N", "护送车数 (可为 0)", "escort vehicles as counted (0 too)"},
    [V_ROAD] = {"road", "G3", "本查验点所在道路", "the road this checkpoint stands on"},
    [V_PASS_FILE] = {"pass-file", "FILE", "驾驶员的通行证文件, 取条件文字", "the driver's pass file, for the conditions' words"},
    {NULL, NULL, NULL, NULL},
};

/* The rule, said with the option's name. */
static enum err refuse(const struct context *context, enum rule rule, const char *field)
{
	struct faults faults = {0};
	fault_add(&faults, rule, field, 0, 0);
	say_faults(context, &faults);
	return fault_is_error(rule) ? ERR_INPUT : ERR_OK;
}

static enum err plate(const struct context *context, const char *field, struct span text, uint64_t *out)
{
	enum rule rule = plate_pack(text, out);
	return rule == RULE_OK ? ERR_OK : refuse(context, rule, field);
}

static enum err trailers(const struct context *context, const char *text, struct observed *out)
{
	for (const char *at = text; at != NULL;) {
		const char *comma = strchr(at, ',');
		struct span one = span_of(at, comma == NULL ? strlen(at) : (size_t)(comma - at));
		if (out->trailer_count == TRAILERS_MAX)
			return refuse(context, RULE_TOO_MANY, "--trailers");
		enum err err = plate(context, "--trailers", one, &out->trailer_plates[out->trailer_count]);
		if (err != ERR_OK)
			return err;
		out->trailer_count++;
		at = comma == NULL ? NULL : comma + 1;
	}
	return ERR_OK;
}

static enum err identities(const struct context *context, const struct args *args, struct observed *out)
{
	enum rule rule = RULE_OK;
	enum err err = ERR_OK;
	if (args->value[V_PLATE] != NULL)
		err = plate(context, "--plate", span_text(args->value[V_PLATE]), &out->tractor_plate);
	if (err == ERR_OK && args->value[V_TRAILERS] != NULL)
		err = trailers(context, args->value[V_TRAILERS], out);
	if (err == ERR_OK && args->value[V_VIN] != NULL) {
		rule = vin_pack(span_text(args->value[V_VIN]), out->vin);
		err = rule == RULE_OK ? ERR_OK : refuse(context, rule, "--vin");
		out->vin_read = err == ERR_OK;
	}
	if (err == ERR_OK && args->value[V_HS] != NULL) {
		rule = hs_read(span_text(args->value[V_HS]), &out->hs_code);
		err = rule == RULE_OK ? ERR_OK : refuse(context, rule, "--hs");
	}
	return err;
}

static enum err observe(struct context *context, const struct args *args, struct observed *out)
{
	const struct {
		size_t option;
		uint32_t least, most, *out;
	} numbers[] = {
	    {V_LENGTH, 1, MEASURE_MAX_MM, &out->length_mm}, {V_WIDTH, 1, MEASURE_MAX_MM, &out->width_mm},
	    {V_HEIGHT, 1, MEASURE_MAX_MM, &out->height_mm}, {V_MASS, 1, MASS_MAX_KG, &out->mass_kg},
	    {V_PIECES, 1, UINT32_MAX, &out->pieces},	    {V_ESCORTS, 0, 100, &out->escort_vehicles},
	};
	enum err err = identities(context, args, out);
	for (size_t i = 0; err == ERR_OK && i < sizeof numbers / sizeof numbers[0]; i++)
		err = party_number(context, verify_options[numbers[i].option].name, args->value[numbers[i].option],
				   numbers[i].least, numbers[i].most, 0, numbers[i].out);
	out->escort_seen = args->value[V_ESCORTS] != NULL;
	return err;
}

/* ---- verify: the code ---- */

static enum err read_input(struct context *context, struct span *out)
{
	uint8_t *text = arena_take(&context->arena, SOURCE_MAX);
	if (text == NULL)
		return ERR_MEMORY;
	size_t n = fread(text, 1, SOURCE_MAX, stdin);
	if (ferror(stdin))
		return ERR_IO;
	*out = span_of(text, n);
	return ERR_OK;
}

static enum err read_picture(struct context *context, const char *typed, struct span *out)
{
	const char *path = keep_path(context, typed);
	enum err err = path == NULL ? ERR_MEMORY : scan_picture(path, &context->arena, out);
	switch (err) {
	case ERR_OK:
		break;
	case ERR_IO:
		say(context, SAY_FILE_BAD, typed);
		break;
	case ERR_FORMAT:
		say(context, SAY_NOT_PNG, typed);
		break;
	case ERR_NOT_FOUND:
		say(context, SAY_PICTURE_EMPTY, typed);
		break;
	case ERR_SURPLUS:
		say(context, SAY_PICTURE_MANY, typed);
		break;
	default:
		say_err(context, err, typed);
	}
	return err;
}

static enum err read_code(struct context *context, const struct args *args, struct span *out)
{
	const char *typed = args->count > 0 && strcmp(args->argument[0], "-") != 0 ? args->argument[0] : NULL;
	if (args->value[V_FILE] != NULL)
		return party_read(context, args->value[V_FILE], SOURCE_MAX, out);
	if (args->value[V_PICTURE] != NULL)
		return read_picture(context, args->value[V_PICTURE], out);
	if (typed != NULL) {
		*out = span_text(typed);
		return ERR_OK;
	}
	enum err err = read_input(context, out);
	if (err != ERR_OK)
		say_err(context, err, "stdin");
	if (err == ERR_OK && out->n == 0) {
		say(context, SAY_NO_CODE);
		err = ERR_FORMAT;
	}
	return err;
}

/* ---- verify: where ---- */

static const struct roster *own_roster(const struct gate *gate)
{
	struct stand stand;
	trust_stand(&gate->held.trust, gate->membership.province, gate->now, &stand);
	return stand.roster;
}

/* The roster's checkpoint site with this number, counted by its last three digits, tells the county. */
static struct place place_of(const struct gate *gate)
{
	struct place place = {.province = gate->membership.province, .checkpoint = gate->membership.checkpoint};
	const struct roster *roster = own_roster(gate);
	for (size_t i = 0; roster != NULL && i < roster->body->n_sites; i++) {
		const Guosuo__V1__Site *site = roster->body->sites[i];
		if (site->kind == GUOSUO__V1__SITE_KIND__SITE_CHECKPOINT && site->code == place.checkpoint % SITE_NUMBERS)
			place.division = site->division;
	}
	return place;
}

/* ---- verify ---- */

static enum exit_code exit_of(enum word word)
{
	return word == VERDICT_ACCEPT ? EXIT_DONE : word == VERDICT_REFER ? EXIT_REFER : EXIT_REJECT;
}

/* The digits this gate spoke last count where the code answers to a challenge and nothing was typed. */
static enum err judge(struct context *context, struct span text, struct question *question, struct verdict *out)
{
	for (uint32_t remembered = 0;;) {
		struct arena arena = {arena_take(&context->arena, VERDICT_ARENA), VERDICT_ARENA, 0};
		if (arena.base == NULL)
			return ERR_MEMORY;
		verdict_text(text, question, &arena, out);
		if (remembered != 0 || question->nonce != 0 || out->presentation == NULL || out->presentation->challenge == NULL)
			return ERR_OK;
		remembered = challenge_read(context, question->now);
		if (remembered == 0)
			return ERR_OK;
		question->nonce = remembered;
	}
}

/* What the sealed leg's conditions say, from a file that need not be trusted: their hash is under the seal. */
static const char *words_of(struct context *context, const char *typed, const struct verdict *verdict)
{
	struct span raw;
	Guosuo__V1__PassFile *file;
	const char *words = NULL;
	if (typed == NULL || verdict->leg == NULL)
		return NULL;
	if (party_read(context, typed, PASS_FILE_MAX, &raw) == ERR_OK && pass_read(raw, &context->arena, &file) == ERR_OK)
		words = pass_text(file, verdict->leg);
	if (words == NULL)
		say(context, SAY_PASS_FILE_OTHER);
	return words;
}

static enum exit_code answer(struct context *context, const struct args *args, const struct gate *gate, struct span text,
			     struct question *question)
{
	struct verdict verdict;
	struct sighting *items;
	size_t count;
	enum err err = seen_read(context, gate->now, &items, &count);
	if (err != ERR_OK)
		return say_err(context, err, "seen");
	const struct seen seen = {items, count};
	question->seen = &seen;
	err = judge(context, text, question, &verdict);
	if (err == ERR_OK && verdict.remember.counter != 0)
		err = seen_add(context, items, count, &verdict.remember);
	if (err != ERR_OK)
		return say_err(context, err, "seen");
	render_verdict(context, &gate->held, &verdict, words_of(context, args->value[V_PASS_FILE], &verdict), stdout);
	return exit_of(verdict.word);
}

static enum exit_code verify(struct context *context, const struct args *args)
{
	struct observed observed = {0};
	struct question question = {.observed = &observed};
	struct span text;
	if ((args->count > 0) + (args->value[V_FILE] != NULL) + (args->value[V_PICTURE] != NULL) > 1) {
		say(context, SAY_ONE_SOURCE);
		return EXIT_USAGE;
	}
	if (observe(context, args, &observed) != ERR_OK ||
	    party_number(context, "nonce", args->value[V_NONCE], NONCE_MIN, NONCE_MAX, 0, &question.nonce) != ERR_OK)
		return EXIT_USAGE;
	if (read_code(context, args, &text) != ERR_OK)
		return EXIT_OTHER;
	const struct gate *gate = open_gate(context);
	if (gate == NULL)
		return EXIT_OTHER;
	question.trust = &gate->held.trust;
	question.place = place_of(gate);
	question.place.road = args->value[V_ROAD];
	question.now = gate->now;
	return answer(context, args, gate, text, &question);
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

static void province_rows(struct sheet *sheet, const struct gate *gate, const struct holding *holding, json_t *list)
{
	const Guosuo__V1__Roster *roster = holding->roster.body;
	const Guosuo__V1__StatusList *status = holding->status.body;
	const char *zh = province_name(roster->province, LANG_ZH), *en = province_name(roster->province, LANG_EN);
	json_t *row = json_pack("{s:i, s:i, s:i, s:I, s:I, s:b}", "province", (int)roster->province, "roster_epoch",
				(int)roster->epoch, "roster_version", (int)roster->version, "roster_issued_at",
				(json_int_t)roster->issued_at, "roster_expires_at", (json_int_t)roster->expires_at, "forked",
				(int)holding->forked);
	if (status != NULL)
		json_object_update_new(row, json_pack("{s:i, s:I, s:I}", "status_version", (int)status->version,
						      "status_issued_at", (json_int_t)status->issued_at, "status_expires_at",
						      (json_int_t)status->expires_at));
	json_array_append_new(list, row);
	if (sheet->context->json)
		return;
	char label_zh[64], label_en[64];
	snprintf(label_zh, sizeof label_zh, "%s名册%s", zh == NULL ? "?" : zh, holding->forked ? " (有两种内容!)" : "");
	snprintf(label_en, sizeof label_en, "%s roster%s", en == NULL ? "?" : en, holding->forked ? " (FORKED)" : "");
	state_row(sheet, gate, "roster", label_zh, label_en, roster->version, roster->issued_at, roster->expires_at);
	snprintf(label_zh, sizeof label_zh, "%s名单", zh == NULL ? "?" : zh);
	snprintf(label_en, sizeof label_en, "%s status list", en == NULL ? "?" : en);
	if (status != NULL)
		state_row(sheet, gate, "status", label_zh, label_en, status->version, status->issued_at, status->expires_at);
	else
		sheet_text(sheet, "status", label_zh, label_en, "%s", sheet->context->lang == LANG_EN ? "none" : "无");
}

/* Is this device's key on the roster as the checkpoint it enrolled as? */
static void check_listed(struct context *context, const struct gate *gate)
{
	uint8_t key[KEY_LEN];
	const struct roster *roster = own_roster(gate);
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
	const struct gate *gate = open_gate(context);
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
		province_rows(&sheet, gate, &held->holdings[i], list);
	sheet_json(&sheet, "provinces", list);
	if (context->json)
		sheet_json(&sheet, "synced_at", json_integer((json_int_t)held->trust.synced_at));
	else
		sheet_text(&sheet, "synced", "距上次同步", "since the last sync", "%s",
			   held->trust.synced_at != 0 ? age_text(gate, context, held->trust.synced_at, text)
			   : context->lang == LANG_EN ? "never"
						      : "从未");
	sheet_end(&sheet);
	check_listed(context, gate);
	return EXIT_DONE;
}

/* ---- rows ---- */

static enum exit_code enrol(struct context *context, const struct args *args)
{
	return enrol_run(context, args, GUOSUO__V1__ROLE__ROLE_CHECKPOINT);
}

static enum exit_code sync_state(struct context *context, const struct args *args)
{
	return sync_run(context, args, "checkpoint");
}

static const struct option_row enrol_options[] = {ENROL_OPTION_ROWS, {NULL, NULL, NULL, NULL}};

const struct command checkpoint_commands[] = {
    {"checkpoint", "enrol", "INVITATION", 1, 1, "登记本机为查验点", "enrol this device as a checkpoint", enrol_options, enrol},
    {"checkpoint", "sync", "[FROM]", 0, 1, "从服务器或文件夹更新离线数据", "fetch newer state, or take it from a folder", NULL,
     sync_state},
    {"checkpoint", "challenge", "", 0, 0, "产生六位口令", "six digits for the driver to type", NULL, challenge},
    {"checkpoint", "verify", "[TEXT]", 0, 1, "核验通行码", "judge a code", verify_options, verify},
    {"checkpoint", "state", "", 0, 0, "所持离线数据", "what is held, and how old it is", NULL, state},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
