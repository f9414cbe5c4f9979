#include "client/authority.h"

#include <sodium.h>
#include <string.h>

#include "client/invite.h"
#include "client/keep.h"
#include "client/render_trust.h"
#include "client/say.h"
#include "proto/body.h"
#include "proto/canon.h"
#include "proto/wire/enrol.h"

enum { PERSON };
static const struct option_row key_options[] = {
    {"person", "N", "人员号, 一人多把密钥用同一号", "the person's number; one person's keys share it"}, {0}};

static enum exit_code run_key(struct context *context, const struct args *args)
{
	uint8_t public_key[KEY_LEN];
	char hex[17], text[sodium_base64_ENCODED_LEN(KEY_LEN, sodium_base64_VARIANT_ORIGINAL)];
	uint32_t person;
	if (party_number(context, "person", args->value[PERSON], 1, UINT32_MAX, 1, &person) != ERR_OK)
		return EXIT_USAGE;
	enum err err = keep_lock(context);
	if (err == ERR_OK)
		err = key_public(context, public_key);
	if (err == ERR_NOT_FOUND) {
		struct key key;
		err = key_open_or_make(context, &key);
		if (err != ERR_OK)
			return EXIT_OTHER;
		memcpy(public_key, key.public_key, KEY_LEN);
		key_close(&key);
	}
	if (err != ERR_OK)
		return say_err(context, err, "key");
	key_hex(public_key, hex);
	sodium_bin2base64(text, sizeof text, public_key, KEY_LEN, sodium_base64_VARIANT_ORIGINAL);
	printf("{\"key\":\"%s\",\"keyid\":\"%s\",\"algorithm\":\"ED25519\",\"person\":%u}\n", text, hex, person);
	return EXIT_DONE;
}

static const struct option_row plan_options[] = {{"out", "FILE", "写入此文件", "write it to this file"},
						 {"days", "N", "有效天数 (365)", "days it holds (365)"},
						 {0}};
static const struct option_row roster_options[] = {
    {"out", "FILE", "写入此文件", "write it to this file"},
    {"days", "N", "有效天数 (365)", "days it holds (365)"},
    {"close", "KEYID,KEYID", "停用 (遗失、离岗): 此前所签仍有效", "lost or retired: what these have sealed stays good"},
    {"remove", "KEYID,KEYID", "除名 (失窃): 所签且仍有效的省段重新审批", "stolen: legs these have sealed are opened again"},
    {"last", "KEYID=N", "查验点设备失窃: 第 N 号以后的记录不予承认", "a stolen checkpoint device: none of its records above N counts"},
    {0}};

static enum err read_anchor(struct context *context, const char *typed, struct anchor *out, struct span *raw)
{
	enum err err = party_read(context, typed, ROSTER_MAX, raw);
	if (err != ERR_OK)
		return err;
	err = anchor_open(context, *raw, out);
	if (err != ERR_OK)
		say_err(context, err, typed);
	return err;
}

static bool is_among(Guosuo__V1__PartyKey *const *parties, size_t count, const uint8_t *key)
{
	for (size_t i = 0; i < count; i++)
		if (span_equal(bytes_span(parties[i]->key), span_of(key, KEY_LEN)))
			return true;
	return false;
}

/* A stranger's seal would spoil the file for everybody. False has been said. */
static bool may_seal(struct context *context, const struct anchor *anchor, const struct held *held, const uint8_t *key)
{
	const Guosuo__V1__Directory *now = held->has_directory ? held->directory.body : NULL;
	bool may = false;
	if (anchor->directory != NULL) {
		may = is_among(anchor->directory->roots, anchor->directory->n_roots, key) ||
		      (now != NULL && is_among(now->roots, now->n_roots, key));
	} else if (now == NULL) {
		say(context, SAY_SEAL_UNJUDGED);
		return true;
	} else {
		const Guosuo__V1__Province *province =
		    directory_province(&held->directory, anchor->roster->province);
		may = province != NULL && is_among(province->authorities, province->n_authorities, key);
	}
	if (!may)
		say(context, SAY_SEAL_NOT_OURS);
	return may;
}

static enum exit_code add_seal(struct context *context, const char *typed, const struct anchor *anchor,
			       const struct key *key)
{
	struct span out;
	enum kind kind = anchor->directory != NULL ? KIND_directory : KIND_roster;
	enum err err = anchor_seal(context, kind, bytes_span(anchor->sealed->body), bytes_span(anchor->sealed->seals),
				   key, &out);
	if (err != ERR_OK)
		return say_err(context, err, typed);
	say(context, SAY_SEALS, (unsigned)(anchor->sealed->seals.len / SEAL_LEN + 1));
	return party_write(context, typed, out, false) == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

/* A founder has joined nothing yet when the first directory is sealed. */
static enum err open_sealer(struct context *context, struct party *party, struct held *held)
{
	struct span role;
	*party = (struct party){.server = ""};
	*held = (struct held){0};
	if (keep_read(context, "role.authority", INT32_MAX, &role) == ERR_NOT_FOUND)
		return key_open(context, &party->key);
	enum err err = party_open(context, "authority", party);
	return err == ERR_OK ? party_held(context, party, held) : err;
}

static enum exit_code show_anchor(struct context *context, const struct anchor *anchor)
{
	enum { HOME_OFFSET_MIN = 480 }; /* a roster names no offset, and no home is open yet */
	if (context->json)
		return party_print(context, anchor->directory != NULL ? &anchor->directory->base : &anchor->roster->base);
	if (anchor->directory != NULL)
		render_directory(context, anchor->directory, stdout);
	else
		render_roster(context, anchor->roster, HOME_OFFSET_MIN, stdout);
	return EXIT_DONE;
}

static enum exit_code run_seal(struct context *context, const struct args *args)
{
	struct anchor anchor;
	struct span raw;
	struct party party;
	struct held held;
	if (read_anchor(context, args->argument[0], &anchor, &raw) != ERR_OK)
		return EXIT_OTHER;
	/* shown before the passphrase is asked: nobody seals what he has not seen */
	enum exit_code code = show_anchor(context, &anchor);
	fflush(stdout);
	if (code != EXIT_DONE)
		return code;
	code = EXIT_OTHER;
	if (open_sealer(context, &party, &held) == ERR_OK && may_seal(context, &anchor, &held, party.key.public_key))
		code = add_seal(context, args->argument[0], &anchor, &party.key);
	party_close(&party);
	return code;
}

enum { PUBLISH_LOCAL };
static const struct option_row publish_options[] = {
    {"local", NULL, "只收入本目录, 不发往服务器", "only take it into this home, do not send it"}, {0}};

static enum err send_anchor(struct context *context, const struct party *party, const struct anchor *anchor)
{
	Guosuo__V1__PutDirectoryRequest directory = GUOSUO__V1__PUT_DIRECTORY_REQUEST__INIT;
	Guosuo__V1__PutRosterRequest roster = GUOSUO__V1__PUT_ROSTER_REQUEST__INIT;
	Guosuo__V1__Sealed sealed = *anchor->sealed;
	ProtobufCMessage *answer;
	if (anchor->directory != NULL) {
		directory.directory = &sealed;
		return party_call(context, party, "Trust/PutDirectory", &directory.base,
				  &guosuo__v1__put_directory_response__descriptor, &answer);
	}
	roster.roster = &sealed;
	return party_call(context, party, "Trust/PutRoster", &roster.base,
			  &guosuo__v1__put_roster_response__descriptor, &answer);
}

static enum exit_code publish(struct context *context, const struct args *args, const struct party *party,
			      const struct anchor *anchor, struct span raw)
{
	struct held held;
	char name[32];
	if (anchor->directory != NULL)
		snprintf(name, sizeof name, "directory.%u", anchor->directory->version);
	else
		snprintf(name, sizeof name, "roster.%02u", anchor->roster->province);
	if (args->value[PUBLISH_LOCAL] == NULL && send_anchor(context, party, anchor) != ERR_OK)
		return EXIT_OTHER;
	if (held_open(context, party->membership.root_set, party_now(), &held) != ERR_OK)
		return EXIT_OTHER;
	enum err err = held_take(context, &held, name, raw, party_now());
	if (err != ERR_OK && err != ERR_EXISTS)
		return say_err(context, err, name);
	say(context, SAY_PUBLISHED, name);
	if (context->json)
		printf("{\"published\":\"%s\"}\n", name);
	return EXIT_DONE;
}

static enum exit_code run_publish(struct context *context, const struct args *args)
{
	struct anchor anchor;
	struct span raw;
	struct party party;
	if (read_anchor(context, args->argument[0], &anchor, &raw) != ERR_OK)
		return EXIT_OTHER;
	enum exit_code code = EXIT_OTHER;
	if (party_open(context, "authority", &party) == ERR_OK)
		code = publish(context, args, &party, &anchor, raw);
	party_close(&party);
	return code;
}

static enum exit_code run_root_set(struct context *context, const struct args *args)
{
	struct anchor anchor;
	struct span raw;
	uint8_t hash[HASH_LEN];
	char hex[2 * HASH_LEN + 1];
	if (read_anchor(context, args->argument[0], &anchor, &raw) != ERR_OK)
		return EXIT_OTHER;
	if (anchor.directory == NULL)
		return say_err(context, ERR_FORMAT, args->argument[0]);
	root_set_hash(anchor.directory, hash);
	sodium_bin2hex(hex, sizeof hex, hash, HASH_LEN);
	printf(context->json ? "{\"rootSet\":\"%s\"}\n" : "%s\n", hex);
	return EXIT_DONE;
}

enum { JOIN_ROOT_SET, JOIN_PROVINCE };
static const struct option_row join_options[] = {
    {"root-set", "HEX", "根密钥集的摘要", "the root set's hash"},
    {"province", "PP", "本省代码; 根密钥持有人不填", "the province's code; none for roots"},
    {0}};

static enum exit_code run_join(struct context *context, const struct args *args)
{
	struct membership membership = {.role = GUOSUO__V1__ROLE__ROLE_AUTHORITY};
	const char *hex = args->value[JOIN_ROOT_SET];
	size_t n = 0;
	if (hex == NULL || sodium_hex2bin(membership.root_set, HASH_LEN, hex, strlen(hex), NULL, &n, NULL) != 0 ||
	    n != HASH_LEN)
		return party_needs(context, "--root-set");
	if (context->server == NULL)
		return party_needs(context, "--server");
	if (party_number(context, "province", args->value[JOIN_PROVINCE], 11, 82, 0, &membership.province) != ERR_OK)
		return EXIT_USAGE;
	if (snprintf(membership.server, sizeof membership.server, "%s", context->server) >=
	    (int)sizeof membership.server)
		return say_err(context, ERR_SIZE, context->server);
	enum err err = keep_lock(context);
	if (err == ERR_OK)
		err = role_write(context, &membership);
	if (err != ERR_OK)
		return say_err(context, err, "role.authority");
	if (context->json)
		printf("{\"role\":\"authority\",\"province\":%u}\n", membership.province);
	return EXIT_DONE;
}

enum { INVITE_OUT, INVITE_PROVINCE, INVITE_USCC, INVITE_COMPANY, INVITE_CHECKPOINT, INVITE_STOP, INVITE_HOURS, INVITE_OFFLINE };
static const struct option_row invite_options[] = {
    {"out", "FILE", "邀请写入此文件", "write the invitation to this file"},
    {"province", "PP", "省份代码 (本省)", "the province's code (one's own)"},
    {"uscc", "USCC", "企业统一社会信用代码", "the company's USCC"},
    {"company", "NAME", "企业名称", "the company's name"},
    {"checkpoint", "N", "检查点编号", "the checkpoint's number"},
    {"stop", "N", "食宿点代码", "the stop's code"},
    {"hours", "N", "有效小时数 (24)", "hours it holds (24)"},
    {"offline", NULL, "不通知服务器", "the server is not told"},
    {0}};

static bool is_roster_role(uint32_t role)
{
	return role != 0 && role < GUOSUO__V1__ROLE__ROLE_AUTHORITY;
}

static enum exit_code authority_invite(struct context *context, const struct args *args, const struct party *party,
				       struct offer *offer)
{
	uint32_t own = party->membership.province;
	if (is_roster_role(offer->role) &&
	    party_number(context, "province", args->value[INVITE_PROVINCE], 11, 82, own, &offer->province) != ERR_OK)
		return EXIT_USAGE;
	if (is_roster_role(offer->role) && offer->province == 0) {
		say(context, SAY_NO_PROVINCE);
		return EXIT_USAGE;
	}
	return invite_run(context, party, offer);
}

static enum exit_code run_invite(struct context *context, const struct args *args)
{
	const char *uscc = args->value[INVITE_USCC], *company = args->value[INVITE_COMPANY];
	struct party party;
	struct offer offer = {.role = role_number(args->argument[0]),
			      .organisation = uscc == NULL ? "" : uscc,
			      .organisation_name = company == NULL ? "" : company,
			      .out = args->value[INVITE_OUT],
			      .offline = args->value[INVITE_OFFLINE] != NULL};
	bool officer = offer.role == GUOSUO__V1__ROLE__ROLE_OFFICER;
	if (!is_roster_role(offer.role) && !officer) {
		say(context, SAY_ROLE_BAD, args->argument[0]);
		return EXIT_USAGE;
	}
	if (offer.out == NULL)
		return party_needs(context, "--out");
	if (officer && (uscc == NULL || company == NULL))
		return party_needs(context, uscc == NULL ? "--uscc" : "--company");
	if (party_number(context, "hours", args->value[INVITE_HOURS], 1, 24, 24, &offer.hours) != ERR_OK ||
	    party_number(context, "checkpoint", args->value[INVITE_CHECKPOINT], 1, UINT32_MAX, 0, &offer.checkpoint) !=
		ERR_OK)
		return EXIT_USAGE;
	if (offer.role == GUOSUO__V1__ROLE__ROLE_CHECKPOINT && offer.checkpoint == 0)
		return party_needs(context, "--checkpoint");
	if (offer.role == GUOSUO__V1__ROLE__ROLE_STOP_KEEPER &&
	    party_number(context, "stop", args->value[INVITE_STOP], 1, UINT32_MAX, 0, &offer.checkpoint) != ERR_OK)
		return EXIT_USAGE;
	if (offer.role == GUOSUO__V1__ROLE__ROLE_STOP_KEEPER && offer.checkpoint == 0)
		return party_needs(context, "--stop");
	enum exit_code code = EXIT_OTHER;
	if (party_open(context, "authority", &party) == ERR_OK)
		code = authority_invite(context, args, &party, &offer);
	party_close(&party);
	return code;
}

static const struct option_row admit_options[] = {
    {"person", "N", "人员号 (下一个空号)", "the person's number (the next free one)"},
    {"days", "N", "有效天数 (365)", "days the entry holds (365)"},
    {0}};

const struct command authority_commands[] = {
    {"authority", "key", "", 0, 0, "生成或显示本机密钥", "make or show this home's key", key_options, run_key},
    {"authority", "directory", "PLAN", 1, 1, "按计划编制下一版机构名录并签章", "build and seal the next directory",
     plan_options, plan_directory},
    {"authority", "roster", "PLAN", 1, 1, "编制下一版名册并签章", "build and seal the next roster", roster_options,
     plan_roster},
    {"authority", "seal", "FILE", 1, 1, "查看名录或名册并加签", "show a directory or roster and add a seal", NULL,
     run_seal},
    {"authority", "publish", "FILE", 1, 1, "发布名录或名册", "publish a directory or roster", publish_options,
     run_publish},
    {"authority", "root-set", "FILE", 1, 1, "显示根密钥集的摘要", "print the root set's hash", NULL, run_root_set},
    {"authority", "join", "", 0, 0, "本目录从此办理主管机关事务", "this home acts as an authority from now on",
     join_options, run_join},
    {"authority", "invite", "ROLE", 1, 1, "邀请一台设备登记", "invite a device to enrol", invite_options, run_invite},
    {"authority", "admit", "[FILE]", 0, 1, "核对登记并准入名册", "check enrolments and admit them", admit_options,
     admit_run},
    {0}};
