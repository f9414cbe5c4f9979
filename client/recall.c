/* guosuo audit revocations - a province's status list held against the sealed revocations behind it. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "client/pages.h"
#include "client/render.h"
#include "client/revoke.h"
#include "client/sheet.h"
#include "client/thread.h"
#include "client/fetch.h"
#include "client/authority.h"
#include "proto/body.h"
#include "proto/canon.h"
#include "proto/identity.h"
#include "proto/revocation.h"
#include "proto/status.h"

enum { ID_SHOWN = 8 };

/* One (week, index) that an object takes back. */
struct backed {
	uint64_t *all;
	size_t count, room;
};

static uint64_t place(uint32_t week, uint32_t index)
{
	return (uint64_t)week << 32 | index;
}

static int by_place(const void *one, const void *other)
{
	const uint64_t *a = one, *b = other;
	return (*a > *b) - (*a < *b);
}

static bool put(struct backed *backed, uint64_t at)
{
	if (backed->count == backed->room) {
		size_t room = backed->room == 0 ? 256 : 2 * backed->room;
		uint64_t *more = realloc(backed->all, room * sizeof *more);
		if (more == NULL)
			return false;
		backed->all = more;
		backed->room = room;
	}
	backed->all[backed->count++] = at;
	return true;
}

struct inquiry {
	struct context *context;
	const struct held *held;
	const struct roster *roster;
	const struct status *list;
	struct backed backed;
	json_t *objects, *unbacked, *missing;
	unsigned listed, bad;
	bool partial; /* the file leaves older objects out */
};

static enum err fetch_objects(struct context *context, const struct party *party, uint32_t province,
                              const Guosuo__V1__RevocationFile **out)
{
	char path[48];
	struct span raw;
	ProtobufCMessage *message;
	snprintf(path, sizeof path, "state/revocations.%02u", province);
	enum err err = fetch_file(context, party->server, path, REVOCATION_FILE_MAX, &raw);
	if (err == ERR_OK)
		err = canon_open(&guosuo__v1__revocation_file__descriptor, raw, &context->arena, &message);
	if (err == ERR_OK && ((const Guosuo__V1__RevocationFile *)message)->province != province)
		err = ERR_SCOPE;
	if (err != ERR_OK)
		say_err(context, err, path);
	else
		*out = (const Guosuo__V1__RevocationFile *)message;
	return err;
}

/* ---- the objects ---- */

static void tell_object(struct inquiry *check, const struct revocation *revocation, enum err err)
{
	const struct context *context = check->context;
	char id[2 * ID_SHOWN + 1], at[RENDER_TIME];
	sodium_bin2hex(id, sizeof id, revocation->hash, ID_SHOWN);
	render_time(check->held, revocation->body->sealed_at, at);
	if (!context->json)
		printf("%s  %s  %u  %zu  %s: %s%s%s\n", id, at, revocation->body->week,
		       revocation->body->n_indexes, revoke_reason(context, revocation->body->reason),
		       revocation->body->note, err == ERR_OK ? "" : "  ",
		       err == ERR_OK ? "" : err_text(err, context->lang));
	json_array_append_new(check->objects, json_pack("{s:s, s:i, s:i, s:i, s:s, s:s}", "id", id, "week",
	                                                (int)revocation->body->week, "count",
	                                                (int)revocation->body->n_indexes, "reason",
	                                                (int)revocation->body->reason, "note",
	                                                revocation->body->note, "seal", err_name(err)));
}

/* Only what verifies stands behind an index; a key that has left the roster since still has its objects
 * listed, without a judge. */
static enum err take(struct inquiry *check, const struct revocation *revocation, enum err err)
{
	const Guosuo__V1__Revocation *body = revocation->body;
	tell_object(check, revocation, err);
	check->bad += err != ERR_OK && err != ERR_KEY;
	if (err != ERR_OK && err != ERR_KEY)
		return ERR_OK;
	for (size_t i = 0; i < body->n_indexes; i++) {
		if (!put(&check->backed, place(body->week, body->indexes[i])))
			return ERR_MEMORY;
		if (err == ERR_OK && status_ask(check->list, body->week, body->indexes[i]) == STATUS_GOOD)
			json_array_append_new(check->missing,
			                      json_pack("[i, i]", (int)body->week, (int)body->indexes[i]));
	}
	return ERR_OK;
}

static enum err take_reviewers(struct inquiry *check, const Guosuo__V1__Sealed *sealed)
{
	struct arena *arena = &check->context->arena;
	struct revocation revocation;
	enum err err = revocation_read(sealed->body, arena, &revocation);
	if (err != ERR_OK)
		return err;
	err = revocation_verify(sealed, &revocation, check->roster, true, party_now(), arena, NULL, NULL);
	return take(check, &revocation, err);
}

/* That the trip names this key is for its holders to see; that this key signed is for all. */
static enum err take_officers(struct inquiry *check, const Guosuo__V1__OfficerSealed *sealed)
{
	struct arena *arena = &check->context->arena;
	struct revocation revocation;
	enum err err = revocation_read(sealed->body, arena, &revocation);
	if (err != ERR_OK)
		return err;
	bool good = sealed->key.len == KEY_LEN && key_valid(sealed->key.data) &&
	            revocation_is_officers(revocation.body->reason) && revocation.body->n_indexes == 1 &&
	            revocation.body->province == check->roster->body->province;
	err = good ? body_signed(KIND_revocation, NULL, revocation.raw, sealed->key.data, sealed->signature,
	                         arena)
	           : ERR_FORMAT;
	return take(check, &revocation, err);
}

static enum err take_all(struct inquiry *check, const Guosuo__V1__RevocationFile *file)
{
	struct arena *arena = &check->context->arena;
	size_t mark = arena->used;
	enum err err = ERR_OK;
	check->partial = file->partial;
	for (size_t i = 0; err == ERR_OK && i < file->n_revocations; i++, arena->used = mark)
		err = take_reviewers(check, file->revocations[i]);
	for (size_t i = 0; err == ERR_OK && i < file->n_withdrawals; i++, arena->used = mark)
		err = take_officers(check, file->withdrawals[i]);
	if (check->backed.count > 0)
		qsort(check->backed.all, check->backed.count, sizeof *check->backed.all, by_place);
	return err;
}

/* ---- the list ---- */

static void hold_against(struct inquiry *check)
{
	const Guosuo__V1__StatusList *list = check->list->body;
	for (size_t i = 0; i < list->n_weeks; i++) {
		struct status_walk walk;
		uint32_t index;
		status_walk(list->weeks[i], &walk);
		while (status_next(&walk, &index)) {
			uint64_t at = place(list->weeks[i]->week, index);
			check->listed++;
			if (check->backed.count == 0 ||
			    bsearch(&at, check->backed.all, check->backed.count, sizeof at, by_place) == NULL)
				json_array_append_new(
				    check->unbacked,
				    json_pack("[i, i]", (int)list->weeks[i]->week, (int)index));
		}
	}
}

static void print_places(const struct context *context, const json_t *places, const char *zh, const char *en)
{
	for (size_t i = 0; !context->json && i < json_array_size(places); i++) {
		const json_t *at = json_array_get(places, i);
		printf("%s: %lld/%lld\n", context->lang == LANG_ZH ? zh : en,
		       (long long)json_integer_value(json_array_get(at, 0)),
		       (long long)json_integer_value(json_array_get(at, 1)));
	}
}

/* Of what a full file leaves out nobody can say more than that it is listed. */
static enum exit_code judge(struct inquiry *check)
{
	struct context *context = check->context;
	const char *name = province_name(check->roster->body->province, context->lang);
	size_t unbacked = json_array_size(check->unbacked),
	       wrong = json_array_size(check->missing) + check->bad;
	name = name == NULL ? "?" : name;
	if (check->partial)
		say(context, SAY_LIST_PARTIAL, name, (unsigned)unbacked);
	if (wrong > 0 || (unbacked > 0 && !check->partial))
		say(context, SAY_LIST_FAILS, name);
	else if (!check->partial)
		say(context, SAY_LIST_HOLDS, name, check->listed);
	return wrong == 0 && unbacked == 0 && !check->partial ? EXIT_DONE : EXIT_OTHER;
}

static enum exit_code conclude(struct inquiry *check)
{
	struct context *context = check->context;
	if (!check->partial)
		print_places(context, check->unbacked, "名单所列没有撤销决定", "listed without a revocation");
	print_places(context, check->missing, "已撤销而名单未列", "revoked and not listed");
	struct sheet sheet = sheet_begin(context, stdout);
	if (context->json)
		sheet_number(&sheet, "listed", "", "", check->listed, "");
	sheet_json(&sheet, "revocations", json_incref(check->objects));
	sheet_json(&sheet, "unbacked", json_incref(check->unbacked));
	sheet_json(&sheet, "missing", json_incref(check->missing));
	sheet_json(&sheet, "partial", json_boolean(check->partial));
	sheet_end(&sheet);
	return judge(check);
}

static const struct status *list_of(const struct held *held, uint32_t province)
{
	for (size_t i = 0; i < held->count; i++)
		if (held->holdings[i].status.body != NULL &&
		    held->holdings[i].status.body->province == province)
			return &held->holdings[i].status;
	return NULL;
}

static enum exit_code run_check(struct inquiry *check, const Guosuo__V1__RevocationFile *file)
{
	enum exit_code code = EXIT_OTHER;
	check->objects = json_array();
	check->unbacked = json_array();
	check->missing = json_array();
	enum err err = take_all(check, file);
	if (err == ERR_OK) {
		hold_against(check);
		code = conclude(check);
	} else {
		say_err(check->context, err, "revocations");
	}
	json_decref(check->objects);
	json_decref(check->unbacked);
	json_decref(check->missing);
	free(check->backed.all);
	return code;
}

static enum exit_code revocations(struct context *context, const struct args *args, const struct party *party)
{
	struct synced counts;
	struct held *held;
	const Guosuo__V1__RevocationFile *file;
	uint32_t province;
	if (party_number(context, "province", args->value[0], 11, 65, party->membership.province,
	                 &province) != ERR_OK)
		return EXIT_USAGE;
	if (thread_held(context, party, &held) != ERR_OK)
		return EXIT_OTHER;
	/* the objects go out before the list that relies on them, so the list is taken first */
	enum err err = held_sync(context, held, party->server, party_now(), &counts);
	if (err != ERR_OK)
		return say_err(context, err, party->server);
	struct inquiry check = {.context = context,
	                        .held = held,
	                        .roster = party_roster(context, held, province, party_now()),
	                        .list = list_of(held, province)};
	if (check.roster == NULL || check.list == NULL)
		return say_err(context, ERR_NOT_FOUND, "status");
	if (fetch_objects(context, party, province, &file) != ERR_OK)
		return EXIT_OTHER;
	return run_check(&check, file);
}

static enum exit_code run_revocations(struct context *context, const struct args *args)
{
	return pages_as(context, "auditor", args, revocations);
}

static const struct option_row options[] = {{"province", "PP", "哪个省 (本省)", "which province (ours)"},
                                            {NULL, NULL, NULL, NULL}};

const struct command recall_commands[] = {
    {"audit", "revocations", "", 0, 0, "撤销名单与撤销决定逐件核对",
     "the status list held against the sealed revocations", options, run_revocations},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
