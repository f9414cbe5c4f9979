/* guosuo reviewer revoke - what is to be taken back is looked up, shown and sealed; more than one needs a
 * second person, who looks it up again and seals the same bytes. */
#include "client/revoke.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "client/desk.h"
#include "client/officer.h"
#include "client/pages.h"
#include "client/render.h"
#include "client/sealing.h"
#include "client/sheet.h"
#include "guosuo/v1/revocations.pb-c.h"
#include "proto/body.h"
#include "proto/canon.h"
#include "proto/revocation.h"
#include "proto/sign.h"
#include "proto/status.h"

enum { ID_SHOWN = 8, NAME_ROOM = 160, TARGETS_MAX = REVOKED_MAX };

/* ---- reasons ---- */

static const struct {
	const char *word; /* as it is typed; NULL: not a reviewer's to give */
	const char *text[2];
} reasons[] = {
    [0] = {NULL, {"?", "?"}},
    [GUOSUO__V1__REVOCATION_REASON__FALSE_STATEMENT] = {"false-statement", {"申报不实", "false statement"}},
    [GUOSUO__V1__REVOCATION_REASON__UNLAWFUL_GRANT] = {"unlawful-grant", {"违法准予", "unlawful grant"}},
    [GUOSUO__V1__REVOCATION_REASON__MISUSED] = {"misused", {"违规使用", "misused"}},
    [GUOSUO__V1__REVOCATION_REASON__ROAD_CHANGED] = {"road-changed",
                                                     {"道路情况或公共利益",
                                                      "the road or the public interest"}},
    [GUOSUO__V1__REVOCATION_REASON__KEY_LOST] = {"key-lost", {"密钥失控", "a key was lost"}},
    [GUOSUO__V1__REVOCATION_REASON__SUPERSEDED] = {NULL, {"已有新的省段", "superseded"}},
    [GUOSUO__V1__REVOCATION_REASON__TRIP_WITHDRAWN] = {NULL, {"企业撤回", "withdrawn"}},
    [GUOSUO__V1__REVOCATION_REASON__TRIP_REPLACED] = {NULL, {"已变更", "replaced"}},
};
enum { REASONS = sizeof reasons / sizeof reasons[0] };

const char *revoke_reason(const struct context *context, uint32_t reason)
{
	return reasons[reason < REASONS ? reason : 0].text[context->lang == LANG_EN];
}

static uint32_t reason_typed(const char *word)
{
	for (uint32_t i = 1; word != NULL && i < REASONS; i++)
		if (reasons[i].word != NULL && strcmp(reasons[i].word, word) == 0)
			return i;
	return 0;
}

/* ---- an officer ---- */

enum err revoke_own(struct context *context, const struct party *party,
                    const uint8_t pass_id[static PASS_ID_LEN], uint32_t reason,
                    Guosuo__V1__OfficerSealed **out)
{
	static const char *const notes[] = {"企业撤回 / withdrawn by the company",
	                                    "已变更 / replaced by a changed trip"};
	bool replaced = reason == GUOSUO__V1__REVOCATION_REASON__TRIP_REPLACED;
	struct trip trip;
	const Guosuo__V1__Sealed *sealed;
	enum err err = officer_trip(context, party, pass_id, &sealed, &trip);
	if (err != ERR_OK)
		return err;
	err = revocation_seal_officer(&trip, reason, notes[replaced], party_now(), party->key.secret,
	                              &context->arena, out);
	if (err == ERR_KEY) {
		say(context, SAY_NOT_NAMED);
		*out = NULL;
		return ERR_OK;
	}
	if (err != ERR_OK)
		say_err(context, err, say_text(context, SAY_NOT_SEALED));
	return err;
}

/* ---- a pass held here ---- */

static bool is_revoked(const struct held *held, uint32_t province, uint32_t week, uint32_t index)
{
	for (size_t i = 0; i < held->count; i++) {
		const struct holding *holding = &held->holdings[i];
		if (holding->status.body != NULL && holding->status.body->province == province)
			return status_ask(&holding->status, week, index) == STATUS_REVOKED;
	}
	return false;
}

void revoke_warn(struct context *context, const struct held *held, const struct kept *pass)
{
	const Guosuo__V1__Trip *trip = pass->trip.body;
	uint32_t week = iso_week(trip->not_after);
	if (is_revoked(held, trip->issuer, week, trip->status_index)) {
		say(context, SAY_PASS_IS_REVOKED, pass->number);
		return;
	}
	for (size_t i = 0; i < pass->file->n_legs; i++) {
		struct leg leg;
		if (leg_read(pass->file->legs[i], &context->arena, &leg) == ERR_OK &&
		    is_revoked(held, leg.body->province, week, leg.body->status_index))
			say(context, SAY_LEG_IS_REVOKED, pass->number, leg.body->ordinal);
	}
}

/* ---- what is to be taken back ---- */

struct target {
	uint32_t week, index, ordinal; /* ordinal 0: the pass */
	char number[PASS_NUMBER_LEN + 1];
	char company[NAME_ROOM];
};

struct targets {
	struct target *all;
	size_t count;
};

/* The index of this province's leg that stands: its own, or the one before while the next is reviewed. */
static enum err leg_index(struct context *context, const struct desk *desk, const char *typed, uint32_t *out)
{
	const Guosuo__V1__Sealed *sealed = desk->rounds->leg->standing;
	struct leg leg;
	if (desk->review->leg->state == GUOSUO__V1__LEG_STATE__LEG_SEALED)
		sealed = desk->review->sealed;
	if (sealed == NULL) {
		say(context, SAY_REVOKE_NO_LEG, typed);
		return ERR_STATE;
	}
	enum err err = leg_read(sealed, &context->arena, &leg);
	if (err == ERR_OK)
		*out = leg.body->status_index;
	else
		say_err(context, err, say_text(context, SAY_LEG_BAD));
	return err;
}

static enum err pass_index(struct context *context, const struct desk *desk, const char *typed, uint32_t *out)
{
	const char *issuer = province_name(desk->trip.body->issuer, context->lang);
	*out = desk->trip.body->status_index;
	if (desk->trip.body->issuer == desk->roster->body->province)
		return ERR_OK;
	say(context, SAY_REVOKE_ISSUER, typed, issuer == NULL ? "?" : issuer);
	return ERR_SCOPE;
}

/* Looked up and verified at this machine; what that took of the arena is given back. */
static enum err look_up(struct context *context, struct desk *desk, const char *typed, bool leg,
                        struct target *out)
{
	size_t used = context->arena.used;
	struct target target = {.ordinal = 0};
	enum err err = desk_look(context, typed, desk);
	if (err == ERR_OK)
		err = (leg ? leg_index : pass_index)(context, desk, typed, &target.index);
	if (err == ERR_OK) {
		target.week = iso_week(desk->trip.body->not_after);
		target.ordinal = leg ? desk->review->leg->ordinal : 0;
		pass_number(desk->trip.body->pass_id.data, target.number);
		snprintf(target.company, sizeof target.company, "%s",
		         desk->trip.body->company == NULL ? "" : desk->trip.body->company->name);
		*out = target;
	}
	context->arena.used = used;
	return err;
}

static int by_index(const void *one, const void *other)
{
	const struct target *a = one, *b = other;
	return a->week != b->week ? (a->week > b->week) - (a->week < b->week)
	                          : (a->index > b->index) - (a->index < b->index);
}

static enum err add(struct context *context, struct desk *desk, const char *typed, bool leg,
                    struct targets *out)
{
	if (out->count == TARGETS_MAX) {
		say(context, SAY_REVOKE_MOST, (unsigned)TARGETS_MAX, typed);
		return ERR_SIZE;
	}
	enum err err = look_up(context, desk, typed, leg, &out->all[out->count]);
	out->count += err == ERR_OK;
	return err;
}

/* One number a line. */
static enum err add_file(struct context *context, struct desk *desk, const char *path, bool leg,
                         struct targets *out)
{
	struct span text;
	enum err err = party_read(context, path, PLAN_MAX, &text);
	for (size_t at = 0; err == ERR_OK && at < text.n;) {
		size_t n = 0;
		char line[64];
		while (at + n < text.n && text.p[at + n] != '\n')
			n++;
		snprintf(line, sizeof line, "%.*s", (int)(n < sizeof line ? n : sizeof line - 1),
		         (const char *)text.p + at);
		line[strcspn(line, "\r \t")] = '\0';
		if (line[0] != '\0')
			err = add(context, desk, line, leg, out);
		at += n + 1;
	}
	return err;
}

/* Sorted, each once. */
static void settle(struct targets *targets)
{
	size_t n = 0;
	if (targets->count > 0)
		qsort(targets->all, targets->count, sizeof *targets->all, by_index);
	for (size_t i = 0; i < targets->count; i++)
		if (n == 0 || by_index(&targets->all[n - 1], &targets->all[i]) != 0)
			targets->all[n++] = targets->all[i];
	targets->count = n;
}

/* ---- shown ---- */

static void show(const struct context *context, const struct targets *targets, uint32_t reason,
                 const char *note)
{
	FILE *out = context->json ? stderr : stdout; /* for eyes */
	for (size_t i = 0; i < targets->count; i++) {
		const struct target *target = &targets->all[i];
		char what[32];
		snprintf(what, sizeof what, context->lang == LANG_ZH ? "第 %u 段" : "leg %u",
		         target->ordinal);
		if (target->ordinal == 0)
			snprintf(what, sizeof what, "%s", context->lang == LANG_ZH ? "通行证" : "pass");
		fprintf(out, "%s  %s  %s  %u/%u\n", target->number, what, target->company, target->week,
		        target->index);
	}
	fprintf(out, "%s: %s\n", revoke_reason(context, reason), note);
	fflush(out);
}

/* ---- sent ---- */

static void id_text(ProtobufCBinaryData id, char out[static 2 * ID_SHOWN + 1])
{
	uint8_t bytes[ID_SHOWN] = {0};
	if (id.len >= ID_SHOWN)
		memcpy(bytes, id.data, ID_SHOWN);
	sodium_bin2hex(out, 2 * ID_SHOWN + 1, bytes, ID_SHOWN);
}

static enum err send(struct context *context, const struct party *party, const Guosuo__V1__Sealed *sealed,
                     size_t count, json_t *list)
{
	Guosuo__V1__PutRevocationRequest request = GUOSUO__V1__PUT_REVOCATION_REQUEST__INIT;
	Guosuo__V1__Sealed one = *sealed;
	ProtobufCMessage *answer;
	char id[2 * ID_SHOWN + 1];
	request.revocation = &one;
	enum err err = party_call(context, party, "Revocations/PutRevocation", &request.base,
	                          &guosuo__v1__put_revocation_response__descriptor, &answer);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__PutRevocationResponse *reply = (const Guosuo__V1__PutRevocationResponse *)answer;
	id_text(reply->revocation, id);
	json_array_append_new(
	    list, json_pack("{s:s, s:b, s:i}", "id", id, "inForce", reply->in_force, "count", (int)count));
	if (!context->json)
		puts(id);
	if (reply->in_force)
		say(context, SAY_REVOKED_NOW, id, (unsigned)count);
	else
		say(context, SAY_REVOKED_HALF, id);
	return ERR_OK;
}

/* One for each week: an index is of a week's list. */
static enum err send_week(struct context *context, const struct desk *desk, const struct target *first,
                          size_t count, uint32_t reason, const char *note, json_t *list)
{
	Guosuo__V1__Revocation revocation = GUOSUO__V1__REVOCATION__INIT;
	Guosuo__V1__Sealed sealed;
	struct faults faults = {.count = 0};
	uint32_t *indexes = arena_take(&context->arena, count * sizeof *indexes);
	if (indexes == NULL)
		return say_err(context, ERR_MEMORY, NULL), ERR_MEMORY;
	for (size_t i = 0; i < count; i++)
		indexes[i] = first[i].index;
	revocation.province = desk->roster->body->province;
	revocation.week = first->week;
	revocation.indexes = indexes, revocation.n_indexes = count;
	revocation.sealed_at = desk->now;
	revocation.reason = reason;
	revocation.note = (char *)(uintptr_t)note;
	revocation_check(&revocation, &faults);
	if (say_faults(context, &faults) != EXIT_DONE)
		return ERR_INPUT;
	enum err err = sealing_revocation(context, &desk->party, &revocation, &sealed);
	if (err != ERR_OK)
		return say_err(context, err, say_text(context, SAY_NOT_SEALED)), err;
	return send(context, &desk->party, &sealed, count, list);
}

static enum err send_all(struct context *context, const struct desk *desk, const struct targets *targets,
                         uint32_t reason, const char *note, json_t *list)
{
	enum err err = ERR_OK;
	for (size_t from = 0, to = 0; err == ERR_OK && from < targets->count; from = to) {
		while (to < targets->count && targets->all[to].week == targets->all[from].week)
			to++;
		err = send_week(context, desk, &targets->all[from], to - from, reason, note, list);
	}
	return err;
}

static enum exit_code print_list(const struct context *context, json_t *list, enum err err)
{
	if (context->json && err == ERR_OK) {
		json_dumpf(list, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(list);
	return err == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

static bool confirmed(struct context *context, bool yes, size_t count)
{
	if (yes)
		return true;
	fprintf(stderr, say_text(context, SAY_REVOKE_CONFIRM), (unsigned)count);
	fputc('\n', stderr);
	return party_confirm(context, SAY_CONFIRM, SAY_NOT_SEALED);
}

/* ---- the first person ---- */

enum { REVOKE_LEG, REVOKE_REASON, REVOKE_NOTE, REVOKE_FROM, REVOKE_SECOND, REVOKE_YES };
static const struct option_row revoke_options[] = {
    [REVOKE_LEG] = {"leg", NULL, "撤销本省段, 而非整证", "this province's leg, not the pass"},
    [REVOKE_REASON] = {"reason", "CODE", "false-statement|unlawful-grant|misused|road-changed|key-lost",
                       "false-statement|unlawful-grant|misused|road-changed|key-lost"},
    [REVOKE_NOTE] = {"note", "TEXT", "说明 (公开)", "why, in words (public)"},
    [REVOKE_FROM] = {"from", "FILE", "编号清单, 每行一个", "a list of numbers, one a line"},
    [REVOKE_SECOND] = {"second", "ID", "作为第二人会签", "add the second seal"},
    [REVOKE_YES] = {"yes", NULL, "不再询问", "do not ask"},
    {NULL, NULL, NULL, NULL},
};

static enum exit_code revoke_first(struct context *context, const struct args *args, struct desk *desk,
                                   struct targets *targets)
{
	uint32_t reason = reason_typed(args->value[REVOKE_REASON]);
	const char *note = args->value[REVOKE_NOTE];
	bool leg = args->value[REVOKE_LEG] != NULL;
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < args->count; i++)
		err = add(context, desk, args->argument[i], leg, targets);
	if (err == ERR_OK && args->value[REVOKE_FROM] != NULL)
		err = add_file(context, desk, args->value[REVOKE_FROM], leg, targets);
	if (err != ERR_OK)
		return EXIT_OTHER;
	settle(targets);
	show(context, targets, reason, note);
	if (!confirmed(context, args->value[REVOKE_YES] != NULL, targets->count))
		return EXIT_OTHER;
	json_t *list = json_array();
	err = send_all(context, desk, targets, reason, note, list);
	return print_list(context, list, err);
}

/* ---- the second ---- */

static enum err ask_one(struct context *context, const struct party *party, ProtobufCBinaryData id,
                        const Guosuo__V1__GetRevocationResponse **out)
{
	Guosuo__V1__GetRevocationRequest request = GUOSUO__V1__GET_REVOCATION_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.revocation = id;
	enum err err = party_call(context, party, "Revocations/GetRevocation", &request.base,
	                          &guosuo__v1__get_revocation_response__descriptor, &answer);
	if (err == ERR_OK)
		*out = (const Guosuo__V1__GetRevocationResponse *)answer;
	return err;
}

static enum err ask_all(struct context *context, const struct party *party,
                        const Guosuo__V1__ListRevocationsResponse **out)
{
	Guosuo__V1__ListRevocationsRequest request = GUOSUO__V1__LIST_REVOCATIONS_REQUEST__INIT;
	ProtobufCMessage *answer;
	enum err err = pages_call(context, party, "Revocations/ListRevocations", &request.base,
	                          &guosuo__v1__list_revocations_response__descriptor, &answer);
	if (err == ERR_OK)
		*out = (const Guosuo__V1__ListRevocationsResponse *)answer;
	return err;
}

/* The one that waits and begins so. */
static enum err find(struct context *context, const struct party *party, const char *typed,
                     const Guosuo__V1__GetRevocationResponse **out)
{
	const Guosuo__V1__ListRevocationsResponse *list;
	enum err err = ask_all(context, party, &list);
	for (size_t i = 0; err == ERR_OK && i < list->n_revocations; i++) {
		const Guosuo__V1__RevocationLine *line = list->revocations[i];
		char id[2 * ID_SHOWN + 1];
		id_text(line->revocation, id);
		if (line->in_force == 0 && strlen(typed) >= 4 && strncmp(id, typed, strlen(typed)) == 0)
			return ask_one(context, party, line->revocation, out);
	}
	if (err == ERR_OK)
		say(context, SAY_REVOKE_NONE, typed);
	return err == ERR_OK ? ERR_NOT_FOUND : err;
}

static bool is_target(const struct targets *targets, uint32_t index)
{
	for (size_t i = 0; i < targets->count; i++)
		if (targets->all[i].index == index)
			return true;
	return false;
}

/* The rest has ended since, by what the desk says: the object names it, so the list will. */
static void tell_ended(const struct context *context, const struct targets *targets,
                       const Guosuo__V1__Revocation *body)
{
	for (size_t i = 0; i < body->n_indexes; i++)
		if (!is_target(targets, body->indexes[i]))
			say(context, SAY_REVOKE_ENDED, body->week, body->indexes[i]);
}

static bool is_named(const Guosuo__V1__Revocation *body, const struct target *target)
{
	for (size_t i = 0; target->week == body->week && i < body->n_indexes; i++)
		if (body->indexes[i] == target->index)
			return true;
	return false;
}

/* What the desk says is under the indexes is looked up again here, one by one: it is asked, not believed. */
static enum err look_again(struct context *context, struct desk *desk,
                           const Guosuo__V1__GetRevocationResponse *reply, const Guosuo__V1__Revocation *body,
                           struct targets *targets)
{
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < reply->n_items; i++) {
		char hex[2 * PASS_ID_LEN + 1];
		if (reply->items[i]->pass_id.len != PASS_ID_LEN)
			return ERR_FORMAT;
		sodium_bin2hex(hex, sizeof hex, reply->items[i]->pass_id.data, PASS_ID_LEN);
		err = add(context, desk, hex, reply->items[i]->ordinal != 0, targets);
	}
	if (err != ERR_OK)
		return err;
	settle(targets);
	bool named = true;
	for (size_t i = 0; named && i < targets->count; i++)
		named = is_named(body, &targets->all[i]);
	return named ? ERR_OK : ERR_FORMAT;
}

static enum err verify_first(struct context *context, const struct desk *desk,
                             const Guosuo__V1__Sealed *sealed, struct revocation *out)
{
	enum err err = revocation_read(sealed->body, &context->arena, out);
	if (err == ERR_OK)
		err = revocation_verify(sealed, out, desk->roster, false, desk->now, &context->arena, NULL,
		                        NULL);
	if (err != ERR_OK)
		say_err(context, err, say_text(context, SAY_NOT_SEALED));
	if (err == ERR_KEY)
		say(context, SAY_SYNC_FIRST);
	return err;
}

static enum exit_code revoke_second(struct context *context, const struct args *args, struct desk *desk,
                                    struct targets *targets)
{
	const Guosuo__V1__GetRevocationResponse *reply;
	struct revocation revocation;
	uint8_t seal[SEAL_LEN];
	if (find(context, &desk->party, args->value[REVOKE_SECOND], &reply) != ERR_OK ||
	    reply->revocation == NULL ||
	    verify_first(context, desk, reply->revocation, &revocation) != ERR_OK)
		return EXIT_OTHER;
	if (look_again(context, desk, reply, revocation.body, targets) != ERR_OK) {
		say(context, SAY_REVOKE_DIFFERS, args->value[REVOKE_SECOND]);
		return EXIT_OTHER;
	}
	show(context, targets, revocation.body->reason, revocation.body->note);
	tell_ended(context, targets, revocation.body);
	if (!confirmed(context, args->value[REVOKE_YES] != NULL, targets->count))
		return EXIT_OTHER;
	enum err err =
	    seal_sign(KIND_revocation, NULL, revocation.raw, desk->party.key.secret, &context->arena, seal);
	if (err != ERR_OK)
		return say_err(context, err, say_text(context, SAY_NOT_SEALED));
	Guosuo__V1__Sealed sealed = *reply->revocation;
	sealed.seals = (ProtobufCBinaryData){sizeof seal, seal};
	json_t *list = json_array();
	err = send(context, &desk->party, &sealed, targets->count, list);
	return print_list(context, list, err);
}

static enum exit_code revoke(struct context *context, const struct args *args)
{
	struct desk *desk = arena_take(&context->arena, sizeof *desk);
	struct targets targets = {calloc(TARGETS_MAX, sizeof(struct target)), 0};
	bool second = args->value[REVOKE_SECOND] != NULL;
	enum exit_code code = EXIT_OTHER;
	if (!second && args->count == 0 && args->value[REVOKE_FROM] == NULL)
		say(context, SAY_REVOKE_WHAT), code = EXIT_USAGE;
	else if (!second && reason_typed(args->value[REVOKE_REASON]) == 0)
		say(context, SAY_REVOKE_REASON), code = EXIT_USAGE;
	else if (!second && (args->value[REVOKE_NOTE] == NULL || args->value[REVOKE_NOTE][0] == '\0'))
		code = party_needs(context, "--note");
	else if (desk == NULL || targets.all == NULL)
		code = say_err(context, ERR_MEMORY, NULL);
	else {
		if (party_open(context, "reviewer", &desk->party) == ERR_OK &&
		    desk_trust(context, desk) == ERR_OK)
			code = (second ? revoke_second : revoke_first)(context, args, desk, &targets);
		party_close(&desk->party);
	}
	free(targets.all);
	return code;
}

/* ---- the list ---- */

static void print_line(const struct context *context, const struct held *held,
                       const Guosuo__V1__RevocationLine *line)
{
	static const char *const words[2][2] = {{"待第二人", "waits for a second person"},
	                                        {"已生效", "in force"}};
	char at[RENDER_TIME], id[2 * ID_SHOWN + 1];
	id_text(line->revocation, id);
	render_time(held, line->created, at);
	printf("%s  %s  %s  %u  %u  %s: %s%s\n", id, at, words[line->in_force != 0][context->lang == LANG_EN],
	       line->week, line->count, revoke_reason(context, line->reason), line->note,
	       !line->mine                ? ""
	       : context->lang == LANG_ZH ? "  (本人已签)"
	                                  : "  (sealed by you)");
}

static enum exit_code list(struct context *context, const struct args *args, const struct party *party)
{
	const Guosuo__V1__ListRevocationsResponse *reply;
	struct held *held = arena_take(&context->arena, sizeof *held);
	(void)args;
	if (held == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (ask_all(context, party, &reply) != ERR_OK)
		return EXIT_OTHER;
	if (context->json)
		return party_print(context, &reply->base);
	if (party_held(context, party, held) != ERR_OK)
		return EXIT_OTHER;
	for (size_t i = 0; i < reply->n_revocations; i++)
		print_line(context, held, reply->revocations[i]);
	return EXIT_DONE;
}

static enum exit_code run_list(struct context *context, const struct args *args)
{
	return pages_as(context, "reviewer", args, list);
}

const struct command revoke_commands[] = {
    {"reviewer", "revoke", "[PASS...]", 0, ARGUMENTS_MAX, "撤销通行证或本省段",
     "take back passes, or this province's leg", revoke_options, revoke},
    {"reviewer", "revocations", "", 0, 0, "本省的撤销决定", "what this province has taken back", NULL,
     run_list},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
