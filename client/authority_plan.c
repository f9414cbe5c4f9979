#include "client/authority.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "client/keep.h"
#include "client/say.h"
#include "proto/body.h"
#include "proto/canon.h"
#include "proto/sign.h"

enum { DAYS = 365, DAYS_MAX = 3660 };

const struct roster *authority_roster(const struct held *held, uint32_t province)
{
	for (size_t i = 0; i < held->count; i++)
		if (held->holdings[i].roster.body != NULL && held->holdings[i].roster.body->province == province)
			return &held->holdings[i].roster;
	return NULL;
}

static enum err body_of(struct context *context, const ProtobufCMessageDescriptor *type, struct span body,
			ProtobufCMessage **out)
{
	return canon_open(type, body, &context->arena, out);
}

enum err anchor_open(struct context *context, struct span raw, struct anchor *out)
{
	ProtobufCMessage *sealed, *body;
	struct anchor made = {0};
	enum err err = canon_open(&guosuo__v1__sealed__descriptor, raw, &context->arena, &sealed);
	if (err != ERR_OK)
		return err;
	made.sealed = (const Guosuo__V1__Sealed *)sealed;
	/* no bytes are both: field 4 is a message in the one, a time that is never zero in the other */
	if (body_of(context, &guosuo__v1__directory__descriptor, bytes_span(made.sealed->body), &body) == ERR_OK)
		made.directory = (const Guosuo__V1__Directory *)body;
	else if (body_of(context, &guosuo__v1__roster__descriptor, bytes_span(made.sealed->body), &body) == ERR_OK)
		made.roster = (const Guosuo__V1__Roster *)body;
	else
		return ERR_FORMAT;
	*out = made;
	return ERR_OK;
}

enum err anchor_seal(struct context *context, enum kind kind, struct span body, struct span seals,
		     const struct key *key, struct span *out)
{
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	uint8_t seal[SEAL_LEN];
	struct span all;
	enum err err = seal_sign(kind, NULL, body, key->secret, &context->arena, seal);
	if (err == ERR_OK)
		err = seals_insert(seals, seal, &context->arena, &all);
	if (err != ERR_OK)
		return err;
	sealed.body = span_bytes(body);
	sealed.seals = span_bytes(all);
	return canon_pack(&sealed.base, &context->arena, out);
}

/* What `authority key` prints may stand in a plan as it is: its keyid is for people and is dropped here. */
static void drop_keyids(json_t *value)
{
	size_t i;
	json_t *item;
	const char *name;
	json_object_del(value, "keyid");
	json_array_foreach(value, i, item)
		drop_keyids(item);
	json_object_foreach(value, name, item)
		drop_keyids(item);
}

static enum err read_plan(struct context *context, const char *typed, const ProtobufCMessageDescriptor *type,
			  ProtobufCMessage **out)
{
	struct span text;
	enum err err = party_read(context, typed, PLAN_MAX, &text);
	if (err != ERR_OK)
		return err;
	json_t *value = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	if (value == NULL) /* let the one that names line and column say it */
		return party_parse(context, type, text, out);
	drop_keyids(value);
	char *plain = json_dumps(value, JSON_COMPACT);
	json_decref(value);
	err = plain == NULL ? ERR_MEMORY : party_parse(context, type, span_text(plain), out);
	free(plain);
	return err;
}

static enum exit_code write_sealed(struct context *context, enum kind kind, const ProtobufCMessage *body,
				   const struct key *key, const char *path)
{
	struct span raw, sealed;
	enum err err = canon_pack(body, &context->arena, &raw);
	if (err == ERR_OK)
		err = anchor_seal(context, kind, raw, span_of(NULL, 0), key, &sealed);
	if (err != ERR_OK)
		return say_err(context, err, path);
	if (party_write(context, path, sealed, false) != ERR_OK)
		return EXIT_OTHER;
	return context->json ? party_print(context, body) : EXIT_DONE;
}

static void date(int64_t *issued_at, int64_t *expires_at, uint32_t days)
{
	if (*issued_at == 0)
		*issued_at = party_now();
	if (*expires_at == 0)
		*expires_at = *issued_at + (int64_t)days * 86400;
}

/* Before the first directory nobody has joined anything: there is only a key. */
static enum err open_founder(struct context *context, struct party *party, struct held *held)
{
	struct span role;
	enum err err = keep_read(context, "role.authority", INT32_MAX, &role);
	*held = (struct held){0};
	if (err == ERR_OK) {
		err = party_open(context, "authority", party);
		return err == ERR_OK ? party_held(context, party, held) : err;
	}
	*party = (struct party){.server = ""};
	err = keep_lock(context);
	if (err != ERR_OK)
		say_lock(context, err);
	return err == ERR_OK ? key_open(context, &party->key) : err;
}

static enum exit_code directory_of(struct context *context, const struct args *args, const struct party *party,
				   const struct held *held, uint32_t days)
{
	ProtobufCMessage *message;
	struct faults faults = {0};
	if (read_plan(context, args->argument[0], &guosuo__v1__directory__descriptor, &message) != ERR_OK)
		return EXIT_OTHER;
	Guosuo__V1__Directory *body = (Guosuo__V1__Directory *)message;
	if (body->version == 0)
		body->version = held->has_directory ? held->directory.body->version + 1 : 1;
	date(&body->issued_at, &body->expires_at, days);
	directory_check(body, &faults);
	if (say_faults(context, &faults) != EXIT_DONE)
		return EXIT_OTHER;
	return write_sealed(context, KIND_directory, message, &party->key, args->value[PLAN_OUT]);
}

enum exit_code plan_directory(struct context *context, const struct args *args)
{
	struct party party = {.server = ""};
	struct held held;
	uint32_t days;
	if (args->value[PLAN_OUT] == NULL)
		return party_needs(context, "--out");
	if (party_number(context, "days", args->value[PLAN_DAYS], 1, DAYS_MAX, DAYS, &days) != ERR_OK)
		return EXIT_USAGE;
	enum exit_code code = EXIT_OTHER;
	if (open_founder(context, &party, &held) == ERR_OK)
		code = directory_of(context, args, &party, &held, days);
	party_close(&party);
	return code;
}

/* ---- rosters ---- */

struct entries {
	Guosuo__V1__RosterEntry **list;
	size_t count, room;
};

static Guosuo__V1__RosterEntry **find_entry(struct entries *entries, ProtobufCBinaryData key)
{
	for (size_t i = 0; i < entries->count; i++)
		if (span_equal(bytes_span(entries->list[i]->key), bytes_span(key)))
			return &entries->list[i];
	return NULL;
}

/* force: what the plan says of a key stands; else the later of two grants does. */
static void add_entries(struct entries *entries, Guosuo__V1__RosterEntry *const *more, size_t count, bool force)
{
	for (size_t i = 0; i < count; i++) {
		Guosuo__V1__RosterEntry **old = find_entry(entries, more[i]->key);
		if (old == NULL)
			entries->list[entries->count++] = more[i];
		else if (force || more[i]->not_before > (*old)->not_before)
			*old = more[i];
	}
}

/* One of the entries by the key id as people see it, or NULL: said. */
static Guosuo__V1__RosterEntry **find_keyid(struct context *context, struct entries *entries, struct span typed)
{
	char hex[17];
	for (size_t i = 0; i < entries->count; i++) {
		if (entries->list[i]->key.len != KEY_LEN)
			continue;
		key_hex(entries->list[i]->key.data, hex);
		if (span_equal(typed, span_text(hex)))
			return &entries->list[i];
	}
	say(context, SAY_KEYID_UNKNOWN, (int)typed.n, (const char *)typed.p);
	return NULL;
}

/* What is changed is a copy: the entry may be the held roster's. */
static enum err own_entry(struct context *context, Guosuo__V1__RosterEntry **at)
{
	Guosuo__V1__RosterEntry *own = arena_take(&context->arena, sizeof *own);
	if (own == NULL)
		return ERR_MEMORY;
	*own = **at;
	*at = own;
	return ERR_OK;
}

/* Its window ends where the roster begins; the entry stays, so that what it has sealed is still known. */
static enum err close_entry(struct context *context, struct entries *entries, Guosuo__V1__RosterEntry **at, int64_t now)
{
	(void)entries;
	enum err err = own_entry(context, at);
	if (err == ERR_OK)
		(*at)->not_after = now;
	return err;
}

/* "KEYID=N" */
static enum err limit_entry(struct context *context, const char *typed, struct entries *entries)
{
	uint32_t last;
	if (typed == NULL)
		return ERR_OK;
	const size_t n = strcspn(typed, "=");
	Guosuo__V1__RosterEntry **at = find_keyid(context, entries, span_of(typed, n));
	if (at == NULL || party_number(context, "last", typed[n] == '=' ? typed + n + 1 : "", 1, UINT32_MAX, 0, &last) != ERR_OK)
		return ERR_INPUT;
	enum err err = own_entry(context, at);
	if (err == ERR_OK)
		(*at)->last_sequence = last;
	return err;
}

/* Gone from this home's admitted keys too, or the next roster would have it again. */
static enum err remove_entry(struct context *context, struct entries *entries, Guosuo__V1__RosterEntry **at, int64_t now)
{
	char name[ADMITTED_NAME];
	(void)now;
	admit_name((*at)->key.data, name);
	entries->count--;
	memmove(at, at + 1, (size_t)(entries->list + entries->count - at) * sizeof *at);
	return keep_remove(context, name);
}

static enum err each_keyid(struct context *context, const char *typed, struct entries *entries, int64_t now,
			   enum err (*change)(struct context *, struct entries *, Guosuo__V1__RosterEntry **, int64_t))
{
	enum err err = ERR_OK;
	while (err == ERR_OK && typed != NULL) {
		struct span one = span_of(typed, strcspn(typed, ","));
		Guosuo__V1__RosterEntry **at = find_keyid(context, entries, one);
		err = at == NULL ? ERR_INPUT : change(context, entries, at, now);
		typed = typed[one.n] == '\0' ? NULL : typed + one.n + 1;
	}
	return err;
}

static enum err fill_entries(struct context *context, const struct args *args, const struct roster *held,
			     Guosuo__V1__Roster *body)
{
	Guosuo__V1__RosterEntry **admitted;
	size_t n_admitted, n_held = held == NULL ? 0 : held->body->n_entries;
	enum err err = admit_entries(context, &admitted, &n_admitted);
	if (err != ERR_OK)
		return err;
	struct entries all = {.room = n_held + n_admitted + body->n_entries};
	all.list = arena_take(&context->arena, (all.room + 1) * sizeof(Guosuo__V1__RosterEntry *));
	if (all.list == NULL)
		return ERR_MEMORY;
	if (held != NULL)
		add_entries(&all, held->body->entries, n_held, false);
	add_entries(&all, admitted, n_admitted, false);
	add_entries(&all, body->entries, body->n_entries, true);
	err = each_keyid(context, args->value[PLAN_CLOSE], &all, body->issued_at, close_entry);
	if (err == ERR_OK)
		err = each_keyid(context, args->value[PLAN_REMOVE], &all, body->issued_at, remove_entry);
	if (err == ERR_OK)
		err = limit_entry(context, args->value[PLAN_LAST], &all);
	body->entries = all.list;
	body->n_entries = all.count;
	return err;
}

static void number_roster(const struct roster *held, Guosuo__V1__Roster *body)
{
	if (body->epoch == 0)
		body->epoch = held == NULL ? 1 : held->body->epoch;
	if (body->version == 0)
		body->version = held == NULL || body->epoch > held->body->epoch ? 1 : held->body->version + 1;
}

static enum exit_code roster_of(struct context *context, const struct args *args, const struct party *party,
				const struct held *held, uint32_t days)
{
	ProtobufCMessage *message;
	struct faults faults = {0};
	if (read_plan(context, args->argument[0], &guosuo__v1__roster__descriptor, &message) != ERR_OK)
		return EXIT_OTHER;
	Guosuo__V1__Roster *body = (Guosuo__V1__Roster *)message;
	if (body->province == 0)
		body->province = party->membership.province;
	const struct roster *before = authority_roster(held, body->province);
	number_roster(before, body);
	date(&body->issued_at, &body->expires_at, days);
	enum err err = fill_entries(context, args, before, body);
	if (err == ERR_INPUT) /* said */
		return EXIT_USAGE;
	if (err != ERR_OK)
		return say_err(context, err, "admitted");
	roster_check(body, &held->directory, &faults);
	if (say_faults(context, &faults) != EXIT_DONE)
		return EXIT_OTHER;
	return write_sealed(context, KIND_roster, message, &party->key, args->value[PLAN_OUT]);
}

enum exit_code plan_roster(struct context *context, const struct args *args)
{
	struct party party = {.server = ""};
	struct held held;
	uint32_t days;
	if (args->value[PLAN_OUT] == NULL)
		return party_needs(context, "--out");
	if (party_number(context, "days", args->value[PLAN_DAYS], 1, DAYS_MAX, DAYS, &days) != ERR_OK)
		return EXIT_USAGE;
	enum exit_code code = EXIT_OTHER;
	if (party_open(context, "authority", &party) == ERR_OK && party_held(context, &party, &held) == ERR_OK) {
		if (held.has_directory)
			code = roster_of(context, args, &party, &held, days);
		else
			say(context, SAY_NO_DIRECTORY);
	}
	party_close(&party);
	return code;
}
