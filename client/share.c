/* guosuo officer share - a link for somebody without a key: a trip's progress, read only, until it expires or
 * is taken back. The token is made here; the desk learns its hash. */
#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "client/officer.h"
#include "client/render.h"
#include "client/say.h"
#include "guosuo/v1/signals.pb-c.h"
#include "proto/civil.h"

enum { TOKEN_LEN = 16, TOKEN_TEXT = 23, ID_SHOWN = 8, DAYS = 7, DAYS_MAX = 366 };

enum { SHARE_DAYS, SHARE_LIST, SHARE_REVOKE };
static const struct option_row options[] = {
    [SHARE_DAYS] = {"days", "N", "有效天数 (7)", "days it holds (7)"},
    [SHARE_LIST] = {"list", NULL, "列出有效链接", "list the links that hold"},
    [SHARE_REVOKE] = {"revoke", "ID", "收回一个链接", "take one back"},
    {NULL, NULL, NULL, NULL},
};

static enum exit_code make(struct context *context, const struct party *party, ProtobufCBinaryData pass_id,
                           uint32_t days)
{
	Guosuo__V1__PutShareRequest request = GUOSUO__V1__PUT_SHARE_REQUEST__INIT;
	ProtobufCMessage *answer;
	uint8_t token[TOKEN_LEN], hash[HASH_LEN];
	char text[TOKEN_TEXT];
	randombytes_buf(token, sizeof token);
	body_hash(span_of(token, sizeof token), hash);
	request.pass_id = pass_id;
	request.share = (ProtobufCBinaryData){sizeof hash, hash};
	request.expires_at = party_now() + (int64_t)days * DAY_S;
	if (party_call(context, party, "Signals/PutShare", &request.base,
	               &guosuo__v1__put_share_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	sodium_bin2base64(text, sizeof text, token, sizeof token, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	printf(context->json ? "{\"url\":\"%s/share/%s\"}\n" : "%s/share/%s\n", party->server, text);
	say(context, SAY_SHARED, days);
	return EXIT_DONE;
}

static enum err list_of(struct context *context, const struct party *party, ProtobufCBinaryData pass_id,
                        const Guosuo__V1__ListSharesResponse **out)
{
	Guosuo__V1__ListSharesRequest request = GUOSUO__V1__LIST_SHARES_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.pass_id = pass_id;
	enum err err = party_call(context, party, "Signals/ListShares", &request.base,
	                          &guosuo__v1__list_shares_response__descriptor, &answer);
	if (err == ERR_OK)
		*out = (const Guosuo__V1__ListSharesResponse *)answer;
	return err;
}

/* The first bytes of its hash name a link among a trip's few. */
static void share_hex(const Guosuo__V1__Share *share, char out[static 2 * ID_SHOWN + 1])
{
	out[0] = '\0';
	if (share->share.len >= ID_SHOWN)
		sodium_bin2hex(out, 2 * ID_SHOWN + 1, share->share.data, ID_SHOWN);
}

static enum exit_code list(struct context *context, const struct party *party, ProtobufCBinaryData pass_id)
{
	const Guosuo__V1__ListSharesResponse *reply;
	struct held none = {0};
	if (list_of(context, party, pass_id, &reply) != ERR_OK)
		return EXIT_OTHER;
	json_t *all = json_array();
	for (size_t i = 0; i < reply->n_shares; i++) {
		char hex[2 * ID_SHOWN + 1], until[RENDER_TIME];
		share_hex(reply->shares[i], hex);
		render_time(&none, reply->shares[i]->expires_at, until);
		json_array_append_new(all, json_pack("{s:s, s:s}", "share", hex, "expiresAt", until));
		if (!context->json)
			printf("%s  %s\n", hex, until);
	}
	if (context->json) {
		json_dumpf(all, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(all);
	return EXIT_DONE;
}

static enum exit_code revoke(struct context *context, const struct party *party, ProtobufCBinaryData pass_id,
                             const char *id)
{
	Guosuo__V1__RemoveShareRequest request = GUOSUO__V1__REMOVE_SHARE_REQUEST__INIT;
	const Guosuo__V1__ListSharesResponse *reply;
	ProtobufCMessage *answer;
	if (list_of(context, party, pass_id, &reply) != ERR_OK)
		return EXIT_OTHER;
	for (size_t i = 0; i < reply->n_shares; i++) {
		char hex[2 * ID_SHOWN + 1];
		share_hex(reply->shares[i], hex);
		if (strcmp(hex, id) == 0)
			request.share = reply->shares[i]->share;
	}
	if (request.share.len == 0) {
		say(context, SAY_SHARE_NONE, id);
		return EXIT_OTHER;
	}
	request.pass_id = pass_id;
	if (party_call(context, party, "Signals/RemoveShare", &request.base,
	               &guosuo__v1__remove_share_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_SHARE_TAKEN_BACK, id);
	return EXIT_DONE;
}

static enum exit_code share(struct context *context, const struct args *args, const struct party *party,
                            uint32_t days)
{
	uint8_t id[PASS_ID_LEN];
	if (officer_pass(context, party, args->argument[0], id) != ERR_OK)
		return EXIT_OTHER;
	ProtobufCBinaryData pass_id = {sizeof id, id};
	if (args->value[SHARE_LIST] != NULL)
		return list(context, party, pass_id);
	if (args->value[SHARE_REVOKE] != NULL)
		return revoke(context, party, pass_id, args->value[SHARE_REVOKE]);
	return make(context, party, pass_id, days);
}

static enum exit_code run(struct context *context, const struct args *args)
{
	struct party party;
	enum exit_code code = EXIT_OTHER;
	uint32_t days;
	if (party_number(context, "days", args->value[SHARE_DAYS], 1, DAYS_MAX, DAYS, &days) != ERR_OK)
		return EXIT_USAGE;
	if (party_open(context, "officer", &party) == ERR_OK)
		code = share(context, args, &party, days);
	party_close(&party);
	return code;
}

const struct command share_commands[] = {
    {"officer", "share", "PASS", 1, 1, "只读进度链接", "a read-only link to a trip's progress", options, run},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
