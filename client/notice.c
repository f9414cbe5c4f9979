/* guosuo reviewer notice, county notice - writing one down, sealing it, sending it; and asking the desk for those of a
 * route. */
#include "client/notice.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/authority.h"
#include "client/enrol.h"
#include "client/render.h"
#include "client/say.h"
#include "client/sync.h"
#include "guosuo/v1/signals.pb-c.h"
#include "proto/body.h"
#include "proto/canon.h"
#include "proto/civil.h"
#include "proto/identity.h"
#include "proto/notice.h"
#include "proto/sign.h"
#include "proto/wire/json.h"

enum { ID_SHOWN = 8 };

/* ---- those of a route ---- */

static enum err ask(struct context *context, const struct party *party, const struct notice_place *place,
                    const Guosuo__V1__ListNoticesResponse **out)
{
	Guosuo__V1__ListNoticesRequest request = GUOSUO__V1__LIST_NOTICES_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.province = place->province;
	request.roads = (char **)(uintptr_t)place->roads;
	request.n_roads = place->count;
	enum err err = party_call(context, party, "Signals/ListNotices", &request.base,
	                          &guosuo__v1__list_notices_response__descriptor, &answer);
	if (err == ERR_OK)
		*out = (const Guosuo__V1__ListNoticesResponse *)answer;
	return err;
}

struct showing {
	struct context *context;
	const struct party *party;
	struct held *held;
	struct sheet *sheet;
	json_t *list;
	bool synced;
};

static enum err verify_held(const struct showing *showing, const Guosuo__V1__Sealed *sealed,
                            const struct notice *notice)
{
	size_t entry;
	const struct roster *roster = authority_roster(showing->held, notice->body->province);
	return roster == NULL
	           ? ERR_KEY
	           : notice_verify(sealed, notice, roster, party_now(), &showing->context->arena, &entry);
}

/* The roster may be newer at the desk than here: asked once. */
static enum err verify(struct showing *showing, const Guosuo__V1__Sealed *sealed, const struct notice *notice)
{
	struct synced counts;
	enum err err = verify_held(showing, sealed, notice);
	if (err != ERR_KEY || showing->synced)
		return err;
	showing->synced = true;
	if (held_sync(showing->context, showing->held, showing->party->server, party_now(), &counts) !=
	    ERR_OK)
		return err;
	return verify_held(showing, sealed, notice);
}

/* What the desk filtered is looked at again: it is asked, not believed. */
static bool is_wanted(const Guosuo__V1__Notice *notice, const struct notice_place *place)
{
	return notice->province == place->province && notice_live(notice, party_now()) &&
	       notice_concerns(notice, place->roads, place->count);
}

static void show_place(struct showing *showing, const struct notice_place *place)
{
	struct context *context = showing->context;
	const Guosuo__V1__ListNoticesResponse *reply;
	if (ask(context, showing->party, place, &reply) != ERR_OK)
		return;
	for (size_t i = 0; i < reply->n_notices; i++) {
		struct notice notice;
		enum err err = notice_read(reply->notices[i], &context->arena, &notice);
		if (err == ERR_OK && !is_wanted(notice.body, place))
			continue;
		if (err == ERR_OK)
			err = verify(showing, reply->notices[i], &notice);
		if (err != ERR_OK) {
			say_err(context, err, say_text(context, SAY_NOTICE_BAD));
			continue;
		}
		char id[NOTICE_ID];
		notice_id(notice.hash, id);
		notice_rows(showing->sheet, showing->held, authority_roster(showing->held, place->province),
		            notice.body, id);
		json_array_append_new(showing->list, notice_json(&notice));
	}
}

void notice_show(struct context *context, const struct party *party, struct held *held,
                 const struct notice_place *places, size_t count, struct sheet *sheet)
{
	struct showing showing = {context, party, held, sheet, json_array(), false};
	for (size_t i = 0; i < count; i++)
		show_place(&showing, &places[i]);
	sheet_json(sheet, "notices", showing.list);
}

/* ---- writing one ---- */

enum { NOTICE_DAYS, NOTICE_REPLACES, NOTICE_YES };
static const struct option_row options[] = {
    [NOTICE_DAYS] = {"days", "N", "文件未写 notAfter 时的有效天数 (3)",
                     "days it holds where the file has no notAfter (3)"},
    [NOTICE_REPLACES] = {"replaces", "ID", "结束此前的一份通告", "end an earlier notice"},
    [NOTICE_YES] = {"yes", NULL, "不再询问", "do not ask"},
    {NULL, NULL, NULL, NULL},
};

/* People write times as RFC 3339, the message has Unix seconds. */
static bool plain_time(json_t *object, const char *name)
{
	int64_t when;
	char digits[24];
	const char *text = json_string_value(json_object_get(object, name));
	if (text == NULL || strchr(text, '-') == NULL)
		return true;
	if (rfc3339_read(span_text(text), &when) != ERR_OK)
		return false;
	snprintf(digits, sizeof digits, "%lld", (long long)when);
	return json_object_set_new(object, name, json_string(digits)) == 0;
}

static enum err plain_times(struct context *context, struct span text, struct span *out)
{
	static const char *const names[] = {"notBefore", "notAfter", "not_before", "not_after"};
	struct faults faults = {.count = 0};
	json_t *object = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	*out = text; /* what is no object is json_read's to say */
	for (size_t i = 0; object != NULL && i < sizeof names / sizeof names[0]; i++)
		if (!plain_time(object, names[i]))
			fault_add(&faults, RULE_TIME_FORM, names[i], 0, 0);
	char *plain = json_is_object(object) ? json_dumps(object, JSON_COMPACT) : NULL;
	const char *copy = plain == NULL ? NULL : arena_text(&context->arena, span_text(plain));
	if (copy != NULL)
		*out = span_text(copy);
	free(plain);
	json_decref(object);
	return say_faults(context, &faults) == EXIT_DONE ? ERR_OK : ERR_INPUT;
}

static enum err read_plan(struct context *context, const char *path, Guosuo__V1__Notice **out)
{
	struct span text;
	ProtobufCMessage *message;
	enum err err = party_read(context, path, PLAN_MAX, &text);
	if (err == ERR_OK)
		err = plain_times(context, text, &text);
	if (err == ERR_OK)
		err = party_parse(context, &guosuo__v1__notice__descriptor, text, &message);
	if (err == ERR_OK)
		*out = (Guosuo__V1__Notice *)message;
	return err;
}

static enum err find_earlier(struct context *context, const struct party *party, const char *id,
                             ProtobufCBinaryData *out)
{
	const struct notice_place place = {.province = party->membership.province};
	const Guosuo__V1__ListNoticesResponse *reply;
	enum err err = ask(context, party, &place, &reply);
	for (size_t i = 0; err == ERR_OK && i < reply->n_notices; i++) {
		uint8_t hash[HASH_LEN];
		char hex[2 * HASH_LEN + 1];
		body_hash(bytes_span(reply->notices[i]->body), hash);
		sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
		if (strlen(id) < ID_SHOWN || strncmp(hex, id, strlen(id)) != 0)
			continue;
		*out = party_bytes(context, hash, sizeof hash);
		return out->data == NULL ? ERR_MEMORY : ERR_OK;
	}
	if (err == ERR_OK)
		say(context, SAY_NOTICE_NONE, id);
	return err == ERR_OK ? ERR_NOT_FOUND : err;
}

static enum err complete(struct context *context, const struct args *args, const struct party *party,
                         uint32_t days, Guosuo__V1__Notice *notice)
{
	struct faults faults = {.count = 0};
	notice->province = party->membership.province;
	notice->sealed_at = party_now();
	if (notice->not_before == 0)
		notice->not_before = notice->sealed_at;
	if (notice->not_after == 0)
		notice->not_after = notice->sealed_at + (int64_t)days * DAY_S;
	if (args->value[NOTICE_REPLACES] != NULL) {
		enum err err = find_earlier(context, party, args->value[NOTICE_REPLACES], &notice->replaces);
		if (err != ERR_OK)
			return err;
	}
	notice_check(notice, &faults);
	return say_faults(context, &faults) == EXIT_DONE ? ERR_OK : ERR_INPUT;
}

static enum exit_code send(struct context *context, const struct party *party, struct span body)
{
	Guosuo__V1__PutNoticeRequest request = GUOSUO__V1__PUT_NOTICE_REQUEST__INIT;
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	ProtobufCMessage *answer;
	uint8_t seal[SEAL_LEN], hash[HASH_LEN];
	char id[NOTICE_ID];
	enum err err = seal_sign(KIND_notice, NULL, body, party->key.secret, &context->arena, seal);
	if (err != ERR_OK)
		return say_err(context, err, say_text(context, SAY_NOT_SEALED));
	sealed.body = span_bytes(body);
	sealed.seals = (ProtobufCBinaryData){sizeof seal, seal};
	request.notice = &sealed;
	if (party_call(context, party, "Signals/PutNotice", &request.base,
	               &guosuo__v1__put_notice_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	body_hash(body, hash);
	notice_id(hash, id);
	printf(context->json ? "{\"id\":\"%s\"}\n" : "%s\n", id);
	say(context, SAY_NOTICE_SENT);
	return EXIT_DONE;
}

/* Exactly what will be sealed, for a person's eyes even where the answer is JSON. */
static void show_plan(const struct context *context, const struct held *held, uint32_t province,
                      const Guosuo__V1__Notice *notice)
{
	struct context plain = *context;
	plain.json = false;
	struct sheet sheet = sheet_begin(&plain, stderr);
	notice_rows(&sheet, held, authority_roster(held, province), notice, "");
	sheet_end(&sheet);
}

static enum exit_code publish(struct context *context, const struct args *args, const struct party *party,
                              uint32_t days)
{
	Guosuo__V1__Notice *notice;
	struct span body;
	struct held *held = arena_take(&context->arena, sizeof *held);
	if (held == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (read_plan(context, args->argument[0], &notice) != ERR_OK ||
	    complete(context, args, party, days, notice) != ERR_OK ||
	    party_held(context, party, held) != ERR_OK)
		return EXIT_OTHER;
	enum err err = canon_pack(&notice->base, &context->arena, &body);
	if (err == ERR_OK && body.n > NOTICE_MAX)
		err = ERR_SIZE;
	if (err != ERR_OK)
		return say_err(context, err, args->argument[0]);
	show_plan(context, held, notice->province, notice);
	if (args->value[NOTICE_YES] == NULL && !party_confirm(context, SAY_CONFIRM, SAY_NOT_SEALED))
		return EXIT_OTHER;
	return send(context, party, body);
}

static enum exit_code run_as(struct context *context, const struct args *args, const char *role)
{
	struct party party;
	enum exit_code code = EXIT_OTHER;
	uint32_t days;
	if (party_number(context, "days", args->value[NOTICE_DAYS], 1, NOTICE_LIFE_MAX_S / DAY_S, 3, &days) !=
	    ERR_OK)
		return EXIT_USAGE;
	if (party_open(context, role, &party) == ERR_OK)
		code = publish(context, args, &party, days);
	party_close(&party);
	return code;
}

static enum exit_code run_reviewer(struct context *context, const struct args *args)
{
	return run_as(context, args, "reviewer");
}

static enum exit_code run_county(struct context *context, const struct args *args)
{
	return run_as(context, args, "county");
}

static enum exit_code run_enrol(struct context *context, const struct args *args)
{
	return enrol_run(context, args, GUOSUO__V1__ROLE__ROLE_COUNTY);
}

static enum exit_code run_sync(struct context *context, const struct args *args)
{
	return sync_run(context, args, "county");
}

static const struct option_row enrol_options[] = {ENROL_OPTION_ROWS, {NULL, NULL, NULL, NULL}};

const struct command notice_commands[] = {
    {"reviewer", "notice", "FILE", 1, 1, "发布管控通告", "publish a notice about the province's roads",
     options, run_reviewer},
    {"county", "enrol", "INVITATION", 1, 1, "登记本机为县级经办", "enrol this device for a county",
     enrol_options, run_enrol},
    {"county", "sync", "[FROM]", 0, 1, "更新名录名册名单", "fetch newer state files", NULL, run_sync},
    {"county", "notice", "FILE", 1, 1, "发布本县管控通告", "publish a notice about the county's roads",
     options, run_county},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
