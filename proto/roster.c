#include "proto/roster.h"

#include <assert.h>
#include <string.h>

#include "proto/body.h"
#include "proto/canon.h"
#include "proto/distance.h"
#include "proto/identity.h"
#include "proto/inspection.h"

typedef Guosuo__V1__RosterEntry entry;

/* ---- is it sound? ---------------------------------------------------------------------------------------
 */

enum { FIELD_MAX = 64, DIVISIONS_PER_PROVINCE = 10000, SITE_CODES = 1000 };

/* What each role asks of its entries; a role without a row is a later one's. */
static const struct role_rule {
	uint32_t role;
	bool never, scope, checkpoint, device;
} role_rules[] = {
    {.role = GUOSUO__V1__ROLE__ROLE_UNSPECIFIED, .never = true},
    {.role = GUOSUO__V1__ROLE__ROLE_REVIEWER, .device = true},
    {.role = GUOSUO__V1__ROLE__ROLE_ISSUING},
    {.role = GUOSUO__V1__ROLE__ROLE_STATUS},
    {.role = GUOSUO__V1__ROLE__ROLE_LOG},
    {.role = GUOSUO__V1__ROLE__ROLE_CHECKPOINT, .checkpoint = true},
    {.role = GUOSUO__V1__ROLE__ROLE_COUNTY, .scope = true},
    {.role = GUOSUO__V1__ROLE__ROLE_STOP_KEEPER, .checkpoint = true},
    {.role = GUOSUO__V1__ROLE__ROLE_GROUP},
    {.role = GUOSUO__V1__ROLE__ROLE_AUDITOR},
    {.role = GUOSUO__V1__ROLE__ROLE_AUTHORITY, .never = true},
    {.role = GUOSUO__V1__ROLE__ROLE_OFFICER, .never = true},
    {.role = GUOSUO__V1__ROLE__ROLE_DRIVER, .never = true},
    {.role = GUOSUO__V1__ROLE__ROLE_GATEWAY, .never = true},
};

static const struct role_rule *role_rule(uint32_t role)
{
	for (size_t i = 0; i < sizeof role_rules / sizeof role_rules[0]; i++)
		if (role_rules[i].role == role)
			return &role_rules[i];
	return NULL;
}

static bool is_key(const entry *one, const uint8_t *key)
{
	return one->key.len == KEY_LEN && memcmp(one->key.data, key, KEY_LEN) == 0;
}

static bool key_elsewhere(const Guosuo__V1__Roster *roster, size_t at, const struct directory *directory)
{
	const entry *one = roster->entries[at];
	if (one->key.len != KEY_LEN)
		return false;
	for (size_t i = 0; i < at; i++)
		if (is_key(roster->entries[i], one->key.data))
			return true;
	return directory_has_key(directory, one->key.data);
}

static void inside_check(const Guosuo__V1__Roster *roster, uint32_t division, const char *field,
                           struct faults *faults)
{
	if (division / DIVISIONS_PER_PROVINCE != roster->province)
		fault_add(faults, RULE_SCOPE_OUTSIDE, field, division, roster->province);
}

static void scope_check(const Guosuo__V1__Roster *roster, const entry *one, const char *prefix,
                        struct faults *faults)
{
	char list[FIELD_MAX], field[FIELD_MAX];
	field_name(list, sizeof list, prefix, "scope");
	for (size_t i = 0; i < one->n_scope; i++) {
		field_index(field, sizeof field, list, i);
		inside_check(roster, one->scope[i], field, faults);
	}
}

static void holder_check(const entry *one, const struct role_rule *rule, const char *field,
                         struct faults *faults)
{
	if (rule->never)
		fault_in(faults, RULE_CHOICE, field, "role", one->role, 0);
	if (rule->scope && one->n_scope == 0)
		fault_in(faults, RULE_REQUIRED, field, "scope", 0, 0);
	if (rule->checkpoint && one->checkpoint == 0)
		fault_in(faults, RULE_REQUIRED, field, "checkpoint", 0, 1);
	if (rule->device && one->device == GUOSUO__V1__DEVICE_KIND__DEVICE_KIND_UNSPECIFIED)
		fault_in(faults, RULE_REQUIRED, field, "device", 0, 0);
	if (one->device == GUOSUO__V1__DEVICE_KIND__PAPER)
		fault_in(faults, RULE_CHOICE, field, "device", one->device, 0);
	if (one->person == 0)
		fault_in(faults, RULE_REQUIRED, field, "person", 0, 1);
	if (one->name[0] == '\0')
		fault_in(faults, RULE_REQUIRED, field, "name", 0, 0);
	if (one->not_before <= 0)
		fault_in(faults, RULE_REQUIRED, field, "not_before", 0, 0);
	if (one->not_after < one->not_before)
		fault_in(faults, RULE_WINDOW_ORDER, field, "not_after", 0, 0);
}

static void entry_check(const Guosuo__V1__Roster *roster, size_t at, const struct directory *directory,
                        struct faults *faults)
{
	const entry *one = roster->entries[at];
	const struct role_rule *rule = role_rule(one->role);
	char field[FIELD_MAX];
	field_index(field, sizeof field, "entries", at);
	if (key_elsewhere(roster, at, directory))
		fault_in(faults, RULE_DUPLICATE, field, "key", 0, 0);
	if (rule == NULL)
		return;
	if (one->key.len != KEY_LEN || !key_valid(one->key.data))
		fault_in(faults, RULE_KEY_POINT, field, "key", 0, 0);
	if (one->algorithm != GUOSUO__V1__ALGORITHM__ED25519)
		fault_in(faults, RULE_CHOICE, field, "algorithm", one->algorithm, 0);
	holder_check(one, rule, field, faults);
	scope_check(roster, one, field, faults);
}

static void entries_check(const Guosuo__V1__Roster *roster, const struct directory *directory,
                          struct faults *faults)
{
	if (roster->n_entries > ROSTER_ENTRIES_MAX) {
		fault_add(faults, RULE_TOO_MANY, "entries", (int64_t)roster->n_entries, ROSTER_ENTRIES_MAX);
		return;
	}
	for (size_t i = 0; i < roster->n_entries; i++)
		entry_check(roster, i, directory, faults);
}

static bool same_site(const Guosuo__V1__Site *a, const Guosuo__V1__Site *b)
{
	return a->kind == b->kind && a->division == b->division && a->code == b->code;
}

static void position_check(const Guosuo__V1__Position *position, const char *site, struct faults *faults)
{
	const struct {
		const char *name;
		uint32_t got, most;
	} rows[] = {{"position.north_udeg", position->north_udeg, NORTH_MAX_UDEG},
	            {"position.east_udeg", position->east_udeg, EAST_MAX_UDEG}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (rows[i].got == 0)
			fault_in(faults, RULE_REQUIRED, site, rows[i].name, 0, 1);
		if (rows[i].got > rows[i].most)
			fault_in(faults, RULE_TOO_LARGE, site, rows[i].name, rows[i].got, rows[i].most);
	}
}

static void site_check(const Guosuo__V1__Roster *roster, size_t at, struct faults *faults)
{
	const Guosuo__V1__Site *site = roster->sites[at];
	char field[FIELD_MAX], division[FIELD_MAX];
	field_index(field, sizeof field, "sites", at);
	field_name(division, sizeof division, field, "division");
	for (size_t i = 0; i < at; i++)
		if (same_site(roster->sites[i], site))
			fault_in(faults, RULE_DUPLICATE, field, "code", site->code, 0);
	if (site->kind == GUOSUO__V1__SITE_KIND__SITE_KIND_UNSPECIFIED)
		fault_in(faults, RULE_REQUIRED, field, "kind", 0, 0);
	if (site->code == 0)
		fault_in(faults, RULE_REQUIRED, field, "code", 0, 1);
	if (site->name[0] == '\0')
		fault_in(faults, RULE_REQUIRED, field, "name", 0, 0);
	if (site->port[0] != '\0' && (site->kind != GUOSUO__V1__SITE_KIND__SITE_CHECKPOINT ||
	                              locode_check(span_text(site->port)) != RULE_OK))
		fault_in(faults, RULE_LOCODE_FORM, field, "port", 0, 0);
	if (site->position != NULL)
		position_check(site->position, field, faults);
	inside_check(roster, site->division, division, faults);
}

static void sites_check(const Guosuo__V1__Roster *roster, struct faults *faults)
{
	if (roster->n_sites > ROSTER_SITES_MAX) {
		fault_add(faults, RULE_TOO_MANY, "sites", (int64_t)roster->n_sites, ROSTER_SITES_MAX);
		return;
	}
	for (size_t i = 0; i < roster->n_sites; i++)
		site_check(roster, i, faults);
}

/* One row a class, rising: which of two rows for a class would hold is nobody's guess. */
static void ages_check(const Guosuo__V1__Roster *roster, struct faults *faults)
{
	uint32_t last = 0;
	for (size_t i = 0; i < roster->n_ages; i++) {
		const Guosuo__V1__AgePolicy *row = roster->ages[i];
		uint32_t class = (uint32_t)row->over_limit_class;
		char field[FIELD_MAX];
		field_index(field, sizeof field, "ages", i);
		if (class <= last)
			fault_in(faults, RULE_TOO_SMALL, field, "over_limit_class", class, (int64_t)last + 1);
		if (row->accept_s < row->fresh_s)
			fault_in(faults, RULE_TOO_SMALL, field, "accept_s", row->accept_s, row->fresh_s);
		last = class;
	}
}

void roster_check(const Guosuo__V1__Roster *roster, const struct directory *directory, struct faults *faults)
{
	if (directory_province(directory, roster->province) == NULL)
		fault_add(faults, RULE_PROVINCE_UNKNOWN, "province", roster->province, 0);
	if (roster->epoch == 0)
		fault_add(faults, RULE_REQUIRED, "epoch", 0, 1);
	if (roster->version == 0)
		fault_add(faults, RULE_REQUIRED, "version", 0, 1);
	if (roster->issued_at <= 0)
		fault_add(faults, RULE_REQUIRED, "issued_at", 0, 0);
	if (roster->expires_at <= roster->issued_at)
		fault_add(faults, RULE_WINDOW_ORDER, "expires_at", 0, 0);
	entries_check(roster, directory, faults);
	sites_check(roster, faults);
	ages_check(roster, faults);
	inspection_check(roster, faults);
}

/* ---- is it sealed? --------------------------------------------------------------------------------------
 */

static enum err sealed_by(const Guosuo__V1__Sealed *sealed, const Guosuo__V1__Province *province,
                          struct arena *arena)
{
	struct signer_key keys[PARTY_KEYS_MAX];
	size_t count = province->n_authorities, persons;
	assert(count <= PARTY_KEYS_MAX);
	for (size_t i = 0; i < count; i++)
		keys[i] = (struct signer_key){province->authorities[i]->key.data,
		                              province->authorities[i]->person, i};
	enum err err =
	    seals_check(KIND_roster, NULL, span_of(sealed->body.data, sealed->body.len),
	                span_of(sealed->seals.data, sealed->seals.len), keys, count, arena, &persons, NULL);
	if (err != ERR_OK)
		return err;
	return persons < province->threshold ? ERR_FEW : ERR_OK;
}

static enum err sound(const Guosuo__V1__Roster *roster, const struct directory *directory)
{
	struct faults faults = {0};
	roster_check(roster, directory, &faults);
	for (size_t i = 0; i < faults.count; i++)
		if (faults.item[i].rule == RULE_SCOPE_OUTSIDE)
			return ERR_SCOPE;
	return faults.errors == 0 ? ERR_OK : ERR_INPUT;
}

static enum err unpack(struct span raw, struct arena *arena, const Guosuo__V1__Sealed **sealed, struct roster *out)
{
	ProtobufCMessage *body;
	enum err err = body_file_open(&guosuo__v1__roster__descriptor, raw, ROSTER_MAX, arena, sealed, &body, out->hash);
	if (err == ERR_OK)
		out->body = (const Guosuo__V1__Roster *)body;
	return err;
}

static enum err verify(struct span raw, const struct directory *directory, struct arena *arena,
                       struct roster *out)
{
	const Guosuo__V1__Sealed *sealed;
	enum err err = unpack(raw, arena, &sealed, out);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__Province *province = directory_province(directory, out->body->province);
	if (province == NULL)
		return ERR_SCOPE;
	err = sealed_by(sealed, province, arena);
	if (err == ERR_OK && out->body->epoch > epoch_granted(province->roster_epoch))
		return ERR_SCOPE;
	return err == ERR_OK ? sound(out->body, directory) : err;
}

enum err roster_open(struct span raw, const struct directory *directory, struct arena *arena,
                     struct roster *out)
{
	struct roster opened;
	size_t used = arena->used;
	enum err err = verify(raw, directory, arena, &opened);
	if (err == ERR_OK)
		*out = opened;
	else
		arena->used = used;
	return err;
}

/* ---- which is newer? ------------------------------------------------------------------------------------
 */

uint32_t epoch_granted(uint32_t by_superior)
{
	return by_superior == 0 ? 1 : by_superior;
}

enum err edition_supersedes(struct edition next, struct edition held)
{
	uint64_t after = (uint64_t)next.epoch << 32 | next.version;
	uint64_t before = (uint64_t)held.epoch << 32 | held.version;
	if (after != before)
		return after > before ? ERR_OK : ERR_ROLLBACK;
	return memcmp(next.hash, held.hash, HASH_LEN) == 0 ? ERR_EXISTS : ERR_FORKED;
}

static struct edition edition_of(const struct roster *roster)
{
	return (struct edition){roster->body->epoch, roster->body->version, roster->hash};
}

enum err roster_supersedes(const struct roster *next, const struct roster *held)
{
	return edition_supersedes(edition_of(next), edition_of(held));
}

/* ---- questions ------------------------------------------------------------------------------------------
 */

size_t roster_keys(const struct roster *roster, uint32_t role, int64_t when, struct signer_key *out,
                   size_t size)
{
	size_t n = 0;
	for (size_t i = 0; i < roster->body->n_entries && n < size; i++) {
		const entry *one = roster->body->entries[i];
		if (one->role == role && one->not_before <= when && when <= one->not_after)
			out[n++] = (struct signer_key){one->key.data, one->person, i};
	}
	return n;
}

const Guosuo__V1__RosterEntry *roster_entry(const struct roster *roster, uint32_t role,
                                            const uint8_t key[static KEY_LEN])
{
	for (size_t i = 0; i < roster->body->n_entries; i++)
		if (roster->body->entries[i]->role == role && is_key(roster->body->entries[i], key))
			return roster->body->entries[i];
	return NULL;
}

enum err roster_device(const Guosuo__V1__RosterEntry *of, uint32_t checkpoint, uint32_t device, uint32_t sequence)
{
	if (of->checkpoint != checkpoint || of->person != device)
		return ERR_SCOPE;
	return of->last_sequence != 0 && sequence > of->last_sequence ? ERR_WINDOW : ERR_OK;
}

static const Guosuo__V1__Site *only_site(const struct roster *roster, Guosuo__V1__SiteKind kind, uint32_t code)
{
	const Guosuo__V1__Site *found = NULL;
	for (size_t i = 0; i < roster->body->n_sites; i++) {
		const Guosuo__V1__Site *site = roster->body->sites[i];
		if (site->kind != kind || site->code != code)
			continue;
		if (found != NULL)
			return NULL;
		found = site;
	}
	return found;
}

const Guosuo__V1__Site *roster_stop(const struct roster *roster, uint32_t code)
{
	return only_site(roster, GUOSUO__V1__SITE_KIND__SITE_STOP, code);
}

const Guosuo__V1__Site *roster_checkpoint(const struct roster *roster, uint32_t checkpoint)
{
	return only_site(roster, GUOSUO__V1__SITE_KIND__SITE_CHECKPOINT, checkpoint % SITE_CODES);
}

const char *roster_port(const struct roster *roster, uint32_t checkpoint)
{
	const Guosuo__V1__Site *site = roster_checkpoint(roster, checkpoint);
	return site == NULL || site->port[0] == '\0' ? NULL : site->port;
}

/* A scope is a county, or with zeros at its end the city or province around it. */
static bool covers(uint32_t scope, uint32_t division)
{
	uint32_t unit = scope % 10000 == 0 ? 10000 : scope % 100 == 0 ? 100 : 1;
	return division / unit == scope / unit;
}

bool roster_covers(const Guosuo__V1__RosterEntry *one, uint32_t division)
{
	size_t i = 0;
	while (i < one->n_scope && !covers(one->scope[i], division))
		i++;
	return one->n_scope == 0 || i < one->n_scope;
}

const Guosuo__V1__Site *roster_site(const struct roster *roster, Guosuo__V1__SiteKind kind, uint32_t division,
                                    uint32_t code)
{
	const Guosuo__V1__Site wanted = {.kind = kind, .division = division, .code = code};
	for (size_t i = 0; i < roster->body->n_sites; i++)
		if (same_site(roster->body->sites[i], &wanted))
			return roster->body->sites[i];
	return NULL;
}

const Guosuo__V1__Site *roster_site_named(const struct roster *roster, Guosuo__V1__SiteKind kind, uint32_t division,
                                          const char *name)
{
	for (size_t i = 0; i < roster->body->n_sites; i++) {
		const Guosuo__V1__Site *site = roster->body->sites[i];
		if (site->kind == kind && (division == 0 || site->division == division) && strcmp(site->name, name) == 0)
			return site;
	}
	return NULL;
}

bool roster_checkpoint_first(const struct roster *roster, size_t at)
{
	const Guosuo__V1__RosterEntry *const *entries = (const Guosuo__V1__RosterEntry *const *)roster->body->entries;
	if (entries[at]->role != GUOSUO__V1__ROLE__ROLE_CHECKPOINT)
		return false;
	for (size_t i = 0; i < at; i++)
		if (entries[i]->role == GUOSUO__V1__ROLE__ROLE_CHECKPOINT && entries[i]->checkpoint == entries[at]->checkpoint)
			return false;
	return true;
}
