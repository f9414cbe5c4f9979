#include "proto/directory.h"

#include <sodium.h>
#include <string.h>

#include "proto/body.h"
#include "proto/canon.h"
#include "proto/identity.h"
#include "proto/leg.h"

typedef Guosuo__V1__PartyKey party_key;

/* Keys that seal together: the roots, or one province's authorities. */
struct party {
	party_key *const *keys;
	size_t count;
	uint32_t threshold, threshold_max;
};

static struct party roots_of(const Guosuo__V1__Directory *directory)
{
	return (struct party){directory->roots, directory->n_roots, directory->threshold, ROOT_THRESHOLD_MAX};
}

static struct party authorities_of(const Guosuo__V1__Province *province)
{
	return (struct party){province->authorities, province->n_authorities, province->threshold, SEALS_MAX};
}

static bool is_key(const party_key *entry, const uint8_t key[static KEY_LEN])
{
	return entry->key.len == KEY_LEN && memcmp(entry->key.data, key, KEY_LEN) == 0;
}

static const party_key *party_find(const struct party *party, const uint8_t *key)
{
	for (size_t i = 0; i < party->count; i++)
		if (is_key(party->keys[i], key))
			return party->keys[i];
	return NULL;
}

void root_set_hash(const Guosuo__V1__Directory *directory, uint8_t out[static HASH_LEN])
{
	static const char label[] = "guosuo-roots-v1";
	uint8_t threshold = (uint8_t)directory->threshold;
	crypto_hash_sha256_state state;
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const uint8_t *)label, sizeof label - 1);
	crypto_hash_sha256_update(&state, &threshold, 1);
	for (size_t i = 0; i < directory->n_roots; i++) {
		const party_key *root = directory->roots[i];
		const uint8_t head[] = {(uint8_t)root->algorithm, (uint8_t)(root->person >> 24),
		                        (uint8_t)(root->person >> 16), (uint8_t)(root->person >> 8),
		                        (uint8_t)root->person};
		crypto_hash_sha256_update(&state, head, sizeof head);
		crypto_hash_sha256_update(&state, root->key.data, root->key.len);
	}
	crypto_hash_sha256_final(&state, out);
}

/* ---- is it sound? ---------------------------------------------------------------------------------------
 */

enum { FIELD_MAX = 64 };

static size_t party_uses(const struct party *party, const uint8_t *key)
{
	size_t uses = 0;
	for (size_t i = 0; i < party->count; i++)
		uses += is_key(party->keys[i], key);
	return uses;
}

static size_t key_uses(const Guosuo__V1__Directory *directory, const uint8_t *key)
{
	struct party party = roots_of(directory);
	size_t uses = party_uses(&party, key);
	for (size_t i = 0; i < directory->n_provinces; i++) {
		party = authorities_of(directory->provinces[i]);
		uses += party_uses(&party, key);
	}
	return uses;
}

static void key_check(const Guosuo__V1__Directory *directory, const party_key *entry, const char *field,
                      struct faults *faults)
{
	if (entry->key.len != KEY_LEN || !key_valid(entry->key.data))
		fault_in(faults, RULE_KEY_POINT, field, "key", 0, 0);
	else if (key_uses(directory, entry->key.data) > 1)
		fault_in(faults, RULE_DUPLICATE, field, "key", 0, 0);
	if (entry->algorithm != GUOSUO__V1__ALGORITHM__ED25519)
		fault_in(faults, RULE_CHOICE, field, "algorithm", entry->algorithm, 0);
	if (entry->person == 0)
		fault_in(faults, RULE_REQUIRED, field, "person", 0, 1);
}

static uint32_t party_persons(const struct party *party)
{
	uint32_t persons = 0;
	for (size_t i = 0; i < party->count; i++) {
		size_t k = 0;
		while (party->keys[k]->person != party->keys[i]->person)
			k++;
		persons += k == i;
	}
	return persons;
}

static void threshold_check(const struct party *party, const char *field, struct faults *faults)
{
	uint32_t most = party_persons(party);
	if (most > party->threshold_max)
		most = party->threshold_max;
	if (party->threshold == 0)
		fault_add(faults, RULE_TOO_SMALL, field, 0, 1);
	else if (party->threshold > most)
		fault_add(faults, RULE_TOO_LARGE, field, party->threshold, most);
}

static void party_check(const Guosuo__V1__Directory *directory, struct party party, const char *prefix,
                        const char *name, struct faults *faults)
{
	char list[FIELD_MAX], field[FIELD_MAX];
	field_name(list, sizeof list, prefix, name);
	if (party.count > PARTY_KEYS_MAX) {
		fault_add(faults, RULE_TOO_MANY, list, (int64_t)party.count, PARTY_KEYS_MAX);
		return;
	}
	for (size_t i = 0; i < party.count; i++) {
		field_index(field, sizeof field, list, i);
		key_check(directory, party.keys[i], field, faults);
	}
	field_name(field, sizeof field, prefix, "threshold");
	threshold_check(&party, field, faults);
}

static const Guosuo__V1__Province *find(const Guosuo__V1__Directory *directory, uint32_t code)
{
	for (size_t i = 0; i < directory->n_provinces; i++)
		if (directory->provinces[i]->code == code)
			return directory->provinces[i];
	return NULL;
}

static bool lists(const Guosuo__V1__Province *province, uint32_t neighbour)
{
	for (size_t i = 0; i < province->n_neighbours && i < PROVINCES_MAX; i++)
		if (province->neighbours[i] == neighbour)
			return true;
	return false;
}

static enum rule neighbour_rule(const Guosuo__V1__Directory *directory, const Guosuo__V1__Province *province,
                                size_t at)
{
	uint32_t code = province->neighbours[at];
	const Guosuo__V1__Province *other = find(directory, code);
	for (size_t i = 0; i < at; i++)
		if (province->neighbours[i] == code)
			return RULE_DUPLICATE;
	if (other == NULL)
		return RULE_PROVINCE_UNKNOWN;
	return other == province || !lists(other, province->code) ? RULE_NEIGHBOUR_ONE_SIDED : RULE_OK;
}

static void neighbours_check(const Guosuo__V1__Directory *directory, const Guosuo__V1__Province *province,
                             const char *prefix, struct faults *faults)
{
	char list[FIELD_MAX], field[FIELD_MAX];
	field_name(list, sizeof list, prefix, "neighbours");
	if (province->n_neighbours > PROVINCES_MAX) {
		fault_add(faults, RULE_TOO_MANY, list, (int64_t)province->n_neighbours, PROVINCES_MAX);
		return;
	}
	for (size_t i = 0; i < province->n_neighbours; i++) {
		enum rule rule = neighbour_rule(directory, province, i);
		field_index(field, sizeof field, list, i);
		if (rule != RULE_OK)
			fault_add(faults, rule, field, province->neighbours[i], province->code);
	}
}

static void province_check(const Guosuo__V1__Directory *directory, const Guosuo__V1__Province *province,
                           const char *field, struct faults *faults)
{
	if (province_character(province->code) == NULL)
		fault_in(faults, RULE_CHOICE, field, "code", province->code, 0);
	else if (find(directory, province->code) != province)
		fault_in(faults, RULE_DUPLICATE, field, "code", province->code, 0);
	if (province->name_zh[0] == '\0')
		fault_in(faults, RULE_REQUIRED, field, "name_zh", 0, 0);
	if (province->name_en[0] == '\0')
		fault_in(faults, RULE_REQUIRED, field, "name_en", 0, 0);
	party_check(directory, authorities_of(province), field, "authorities", faults);
	neighbours_check(directory, province, field, faults);
}

static void provinces_check(const Guosuo__V1__Directory *directory, struct faults *faults)
{
	char field[FIELD_MAX];
	if (directory->n_provinces == 0)
		fault_add(faults, RULE_REQUIRED, "provinces", 0, 0);
	for (size_t i = 0; i < directory->n_provinces; i++) {
		field_index(field, sizeof field, "provinces", i);
		province_check(directory, directory->provinces[i], field, faults);
	}
}

static void masses_check(const Guosuo__V1__Limits *limits, struct faults *faults)
{
	uint64_t last = 0;
	if (limits->n_masses == 0)
		fault_add(faults, RULE_REQUIRED, "limits.masses", 0, 0);
	for (size_t i = 0; i < limits->n_masses; i++) {
		const Guosuo__V1__MassLimit *row = limits->masses[i];
		uint64_t order = (uint64_t)row->axles * 2 + (row->train != 0);
		char field[FIELD_MAX];
		field_index(field, sizeof field, "limits.masses", i);
		if (row->axles == 0 || order <= last)
			fault_in(faults, RULE_TOO_SMALL, field, "axles", row->axles, (int64_t)(last / 2 + 1));
		if (row->mass_kg == 0)
			fault_in(faults, RULE_REQUIRED, field, "mass_kg", 0, 0);
		if (row->single_drive_mass_kg > row->mass_kg)
			fault_in(faults, RULE_TOO_LARGE, field, "single_drive_mass_kg",
			         row->single_drive_mass_kg, row->mass_kg);
		last = order;
	}
}

static void bound_check(uint32_t got, uint32_t least, const char *field, const char *name,
                        struct faults *faults)
{
	if (got < least)
		fault_in(faults, RULE_TOO_SMALL, field, name, got, least);
}

/* Each class must reach at least as far as the one before: else an outline could be in II and not in I. */
static void classes_check(const Guosuo__V1__Limits *limits, struct faults *faults)
{
	uint32_t height = limits->height_mm, width = limits->width_mm, length = limits->length_mm, mass = 0;
	if (limits->n_classes != 2) {
		fault_add(faults, limits->n_classes < 2 ? RULE_TOO_SMALL : RULE_TOO_LARGE, "limits.classes",
		          (int64_t)limits->n_classes, 2);
		return;
	}
	for (size_t i = 0; i < 2; i++) {
		const Guosuo__V1__ClassBound *row = limits->classes[i];
		char field[FIELD_MAX];
		field_index(field, sizeof field, "limits.classes", i);
		if ((size_t)row->over_limit_class != i + 1)
			fault_in(faults, RULE_CHOICE, field, "over_limit_class", row->over_limit_class,
			         (int64_t)i + 1);
		bound_check(row->height_mm, height, field, "height_mm", faults);
		bound_check(row->width_mm, width, field, "width_mm", faults);
		bound_check(row->length_mm, length, field, "length_mm", faults);
		bound_check(row->mass_kg, mass, field, "mass_kg", faults);
		height = row->height_mm, width = row->width_mm, length = row->length_mm, mass = row->mass_kg;
	}
}

/* Where it is there it must let a timetable end: at least an hour between two breaks, a day of several hours.
 */
static void driving_check(const Guosuo__V1__DrivingTime *driving, struct faults *faults)
{
	const struct {
		const char *name;
		uint32_t value, least, most;
	} numbers[] = {
	    {"drive_s", driving->drive_s, 3600, DAY_S},
	    {"break_s", driving->break_s, 1, DAY_S},
	    {"day_drive_s", driving->day_drive_s, driving->drive_s, DAY_S},
	    {"rest_s", driving->rest_s, driving->break_s, 7 * DAY_S},
	    {"speed_kmh", driving->speed_kmh, 1, SPEED_MAX_KMH},
	    {"prepare_s", driving->prepare_s, 0, 30 * DAY_S},
	};
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		bound_check(numbers[i].value, numbers[i].least, "limits.driving", numbers[i].name, faults);
		if (numbers[i].value > numbers[i].most)
			fault_in(faults, RULE_TOO_LARGE, "limits.driving", numbers[i].name, numbers[i].value,
			         numbers[i].most);
	}
}

static void limits_check(const Guosuo__V1__Limits *limits, struct faults *faults)
{
	if (limits == NULL) {
		fault_add(faults, RULE_REQUIRED, "limits", 0, 0);
		return;
	}
	const struct {
		const char *name;
		uint32_t value;
	} numbers[] = {
	    {"limits.height_mm", limits->height_mm},
	    {"limits.width_mm", limits->width_mm},
	    {"limits.length_mm", limits->length_mm},
	    {"limits.axle_mean_kg", limits->axle_mean_kg},
	    {"limits.axle_max_kg", limits->axle_max_kg},
	    {"limits.axle_line_mean_kg", limits->axle_line_mean_kg},
	    {"limits.axle_line_max_kg", limits->axle_line_max_kg},
	    {"limits.trip_window_s", limits->trip_window_s},
	    {"limits.assignment_window_s", limits->assignment_window_s},
	};
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		if (numbers[i].value == 0)
			fault_add(faults, RULE_REQUIRED, numbers[i].name, 0, 0);
	masses_check(limits, faults);
	classes_check(limits, faults);
	if (limits->driving != NULL)
		driving_check(limits->driving, faults);
}

void directory_check(const Guosuo__V1__Directory *directory, struct faults *faults)
{
	if (directory->version == 0)
		fault_add(faults, RULE_REQUIRED, "version", 0, 1);
	if (directory->issued_at <= 0)
		fault_add(faults, RULE_REQUIRED, "issued_at", 0, 0);
	if (directory->expires_at <= directory->issued_at)
		fault_add(faults, RULE_WINDOW_ORDER, "expires_at", 0, 0);
	if (directory->utc_offset_min > OFFSET_MAX_MIN)
		fault_add(faults, RULE_TOO_LARGE, "utc_offset_min", directory->utc_offset_min,
		          OFFSET_MAX_MIN);
	limits_check(directory->limits, faults);
	if (directory->n_provinces > PROVINCES_MAX) {
		fault_add(faults, RULE_TOO_MANY, "provinces", (int64_t)directory->n_provinces, PROVINCES_MAX);
		return;
	}
	party_check(directory, roots_of(directory), "", "roots", faults);
	provinces_check(directory, faults);
}

/* ---- is it sealed? --------------------------------------------------------------------------------------
 */

static size_t party_signers(const struct party *party, size_t have, struct signer_key *out, size_t size)
{
	size_t n = have;
	for (size_t i = 0; i < party->count && n < size; i++) {
		const party_key *entry = party->keys[i];
		if (entry->key.len != KEY_LEN || entry->algorithm != GUOSUO__V1__ALGORITHM__ED25519)
			continue;
		size_t k = 0;
		while (k < have && memcmp(out[k].key, entry->key.data, KEY_LEN) != 0)
			k++;
		if (k == have)
			out[n++] = (struct signer_key){entry->key.data, entry->person, i};
	}
	return n;
}

/* The persons of one party among those who sealed. */
static enum err party_met(const struct party *party, const struct signer_key *keys, const size_t *who,
                          size_t count)
{
	const party_key *met[SEALS_MAX];
	size_t persons = 0;
	for (size_t i = 0; i < count; i++) {
		const party_key *entry = party_find(party, keys[who[i]].key);
		if (entry == NULL)
			continue;
		for (size_t k = 0; k < persons; k++)
			if (met[k]->person == entry->person)
				return ERR_SURPLUS;
		met[persons++] = entry;
	}
	return persons < party->threshold ? ERR_FEW : ERR_OK;
}

static enum err sealed_by(const Guosuo__V1__Sealed *sealed, const Guosuo__V1__Directory *old,
                          const Guosuo__V1__Directory *new, struct arena *arena)
{
	struct signer_key keys[2 * PARTY_KEYS_MAX];
	struct party parties[] = {roots_of(old), roots_of(new)};
	size_t who[SEALS_MAX], count;
	size_t key_count = party_signers(&parties[0], 0, keys, PARTY_KEYS_MAX);
	key_count = party_signers(&parties[1], key_count, keys, 2 * PARTY_KEYS_MAX);
	enum err err =
	    seals_match(KIND_directory, NULL, span_of(sealed->body.data, sealed->body.len),
	                span_of(sealed->seals.data, sealed->seals.len), keys, key_count, arena, who, &count);
	for (size_t i = 0; i < 2 && err == ERR_OK; i++)
		err = party_met(&parties[i], keys, who, count);
	return err;
}

static enum err unpack(struct span raw, struct arena *arena, const Guosuo__V1__Sealed **sealed, struct directory *out)
{
	ProtobufCMessage *body;
	enum err err = body_file_open(&guosuo__v1__directory__descriptor, raw, DIRECTORY_MAX, arena, sealed, &body, out->hash);
	if (err == ERR_OK)
		out->body = (const Guosuo__V1__Directory *)body;
	return err;
}

static enum err sound(const Guosuo__V1__Directory *directory)
{
	struct faults faults = {0};
	directory_check(directory, &faults);
	return faults.errors == 0 ? ERR_OK : ERR_INPUT;
}

static enum err first(struct span raw, const uint8_t *pin, struct arena *arena, struct directory *out)
{
	const Guosuo__V1__Sealed *sealed;
	uint8_t roots[HASH_LEN];
	enum err err = unpack(raw, arena, &sealed, out);
	if (err != ERR_OK)
		return err;
	root_set_hash(out->body, roots);
	if (memcmp(roots, pin, HASH_LEN) != 0)
		return ERR_KEY;
	err = sealed_by(sealed, out->body, out->body, arena);
	return err == ERR_OK ? sound(out->body) : err;
}

enum err directory_open(struct span raw, const uint8_t pin[static HASH_LEN], struct arena *arena,
                        struct directory *out)
{
	struct directory opened;
	size_t used = arena->used;
	enum err err = first(raw, pin, arena, &opened);
	if (err == ERR_OK)
		*out = opened;
	else
		arena->used = used;
	return err;
}

/* A forged file must not raise the alarm of a fork, so its seals are looked at before that is said. */
static enum err fork_or_forgery(const Guosuo__V1__Sealed *sealed, const struct directory *held,
                                struct arena *arena)
{
	enum err err = sealed_by(sealed, held->body, held->body, arena);
	return err == ERR_OK ? ERR_FORKED : err;
}

static enum err next(struct span raw, const struct directory *held, struct arena *arena,
                     struct directory *out)
{
	const Guosuo__V1__Sealed *sealed;
	enum err err = unpack(raw, arena, &sealed, out);
	if (err != ERR_OK)
		return err;
	if (memcmp(out->hash, held->hash, HASH_LEN) == 0)
		return ERR_EXISTS;
	if (out->body->version < held->body->version)
		return ERR_ROLLBACK;
	if (out->body->version == held->body->version)
		return fork_or_forgery(sealed, held, arena);
	if (out->body->version - held->body->version != 1)
		return ERR_STATE;
	err = sealed_by(sealed, held->body, out->body, arena);
	return err == ERR_OK ? sound(out->body) : err;
}

enum err directory_follow(struct span raw, const struct directory *held, struct arena *arena,
                          struct directory *out)
{
	struct directory opened;
	size_t used = arena->used;
	enum err err = next(raw, held, arena, &opened);
	if (err == ERR_OK)
		*out = opened;
	else
		arena->used = used;
	return err;
}

/* ---- questions ------------------------------------------------------------------------------------------
 */

const Guosuo__V1__Province *directory_province(const struct directory *directory, uint32_t code)
{
	return find(directory->body, code);
}

bool directory_has_key(const struct directory *directory, const uint8_t key[static KEY_LEN])
{
	return key_uses(directory->body, key) > 0;
}

bool directory_neighbours(const struct directory *directory, uint32_t a, uint32_t b)
{
	const Guosuo__V1__Province *province = find(directory->body, a);
	return province != NULL && lists(province, b);
}
