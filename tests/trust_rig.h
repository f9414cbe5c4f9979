/* tests/trust_rig.h - keys by number, and a small trust: three provinces, their authorities, persons and
 * lists. Messages lie in the rig's arena and may be spoiled by a test before they are sealed. */
#ifndef GUOSUO_TESTS_TRUST_RIG_H
#define GUOSUO_TESTS_TRUST_RIG_H

#include <stdlib.h>
#include <string.h>

#include "proto/canon.h"
#include "proto/sign.h"
#include "proto/status.h"

#define RIG_NOW INT64_C(1583805600) /* 2020-03-10T02:00:00Z, a Tuesday in ISO week 11 */
#define RIG_DAY INT64_C(86400)
#define RIG_COUNT(array) (sizeof(array) / sizeof *(array))

enum {
	SHANDONG = 37,
	HENAN = 41,
	HEBEI = 13,
	/* Numbers of keys. Authorities of a province: 100 * code + 1..3; its roster: 100 * code + 11 and on.
	 */
	ROOT_A = 1,
	ROOT_B = 2,
	ROOT_C = 3,
	ENTRY_REVIEWER_A = 0,
	ENTRY_REVIEWER_B,
	ENTRY_REVIEWER_A2, /* the first reviewer's other key */
	ENTRY_ISSUING,
	ENTRY_STATUS,
	ENTRY_CHECKPOINT,
	ENTRY_COUNTY,
	ENTRY_COUNT,
};

struct rig {
	struct arena arena;
};

/* Not assert: it must hold in a release build too. */
static inline void rig_must(bool holds)
{
	if (!holds)
		abort();
}

struct rig_pair {
	uint8_t key[KEY_LEN], secret[SECRET_LEN];
};

static inline struct rig_pair rig_pair(uint32_t number)
{
	struct rig_pair pair;
	uint8_t seed[32] = {(uint8_t)number, (uint8_t)(number >> 8), (uint8_t)(number >> 16)};
	key_from_seed(seed, pair.key, pair.secret);
	return pair;
}

static inline struct rig rig_make(uint8_t *memory, size_t size)
{
	return (struct rig){{memory, size, 0}};
}

static inline void *rig_take(struct rig *rig, size_t n)
{
	void *p = arena_take(&rig->arena, n);
	rig_must(p != NULL);
	return p;
}

static inline ProtobufCBinaryData rig_bytes(struct rig *rig, const void *p, size_t n)
{
	ProtobufCBinaryData bytes = {n, rig_take(rig, n)};
	if (n > 0)
		memcpy(bytes.data, p, n);
	return bytes;
}

static inline ProtobufCBinaryData rig_key(struct rig *rig, uint32_t number)
{
	struct rig_pair pair = rig_pair(number);
	return rig_bytes(rig, pair.key, KEY_LEN);
}

/* A generated message in the rig's arena. */
#define RIG_NEW(rig, type, init)                                                                             \
	((type *)memcpy(rig_take(rig, sizeof(type)), &(const type)init, sizeof(type)))

static inline uint32_t rig_authority(uint32_t province, uint32_t n)
{
	return province * 100 + n;
}

static inline uint32_t rig_entry(uint32_t province, uint32_t entry)
{
	return province * 100 + 11 + entry;
}

static inline Guosuo__V1__PartyKey *rig_party(struct rig *rig, uint32_t number, uint32_t person)
{
	Guosuo__V1__PartyKey *party = RIG_NEW(rig, Guosuo__V1__PartyKey, GUOSUO__V1__PARTY_KEY__INIT);
	party->key = rig_key(rig, number);
	party->algorithm = GUOSUO__V1__ALGORITHM__ED25519;
	party->person = person;
	return party;
}

static inline Guosuo__V1__PartyKey **rig_parties(struct rig *rig, uint32_t first, size_t count)
{
	Guosuo__V1__PartyKey **list = rig_take(rig, count * sizeof *list);
	for (size_t i = 0; i < count; i++)
		list[i] = rig_party(rig, first + (uint32_t)i, (uint32_t)i + 1);
	return list;
}

static inline Guosuo__V1__Province *rig_province(struct rig *rig, uint32_t code, const char *zh,
                                                 const char *en, uint32_t a, uint32_t b)
{
	Guosuo__V1__Province *province = RIG_NEW(rig, Guosuo__V1__Province, GUOSUO__V1__PROVINCE__INIT);
	const uint32_t neighbours[] = {a, b};
	province->code = code;
	province->name_zh = (char *)(uintptr_t)zh;
	province->name_en = (char *)(uintptr_t)en;
	province->authorities = rig_parties(rig, rig_authority(code, 1), 3);
	province->n_authorities = 3;
	province->threshold = 2;
	province->neighbours = memcpy(rig_take(rig, sizeof neighbours), neighbours, sizeof neighbours);
	province->n_neighbours = 2;
	return province;
}

static inline Guosuo__V1__MassLimit *rig_mass(struct rig *rig, uint32_t axles, bool train, uint32_t mass_kg)
{
	Guosuo__V1__MassLimit *row = RIG_NEW(rig, Guosuo__V1__MassLimit, GUOSUO__V1__MASS_LIMIT__INIT);
	*row = (Guosuo__V1__MassLimit){row->base, axles, train, mass_kg, 0};
	return row;
}

static inline Guosuo__V1__ClassBound *rig_class(struct rig *rig, Guosuo__V1__OverLimitClass class,
                                                uint32_t height_mm, uint32_t width_mm, uint32_t length_mm,
                                                uint32_t mass_kg)
{
	Guosuo__V1__ClassBound *row = RIG_NEW(rig, Guosuo__V1__ClassBound, GUOSUO__V1__CLASS_BOUND__INIT);
	*row = (Guosuo__V1__ClassBound){row->base, class, height_mm, width_mm, length_mm, mass_kg};
	return row;
}

static inline Guosuo__V1__Limits *rig_limits(struct rig *rig)
{
	Guosuo__V1__Limits *limits = RIG_NEW(rig, Guosuo__V1__Limits, GUOSUO__V1__LIMITS__INIT);
	limits->height_mm = 4000, limits->width_mm = 2550, limits->length_mm = 18100;
	limits->axle_mean_kg = 10000, limits->axle_max_kg = 13000;
	limits->axle_line_mean_kg = 18000, limits->axle_line_max_kg = 20000;
	limits->trip_window_s = 186 * 86400, limits->assignment_window_s = 7 * 86400;
	limits->n_masses = 3;
	limits->masses = rig_take(rig, 3 * sizeof *limits->masses);
	limits->masses[0] = rig_mass(rig, 2, false, 18000);
	limits->masses[1] = rig_mass(rig, 6, false, 46000);
	limits->masses[2] = rig_mass(rig, 6, true, 49000);
	limits->n_classes = 2;
	limits->classes = rig_take(rig, 2 * sizeof *limits->classes);
	limits->classes[0] = rig_class(rig, GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_I, 4200, 3000, 20000, 0);
	limits->classes[1] =
	    rig_class(rig, GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_II, 4500, 3750, 28000, 100000);
	return limits;
}

/* Roots A, B, C, one person each, two of them needed. */
static inline Guosuo__V1__Directory *rig_directory(struct rig *rig, uint32_t version)
{
	Guosuo__V1__Directory *directory = RIG_NEW(rig, Guosuo__V1__Directory, GUOSUO__V1__DIRECTORY__INIT);
	directory->version = version;
	directory->issued_at = RIG_NOW - RIG_DAY;
	directory->expires_at = RIG_NOW + 90 * RIG_DAY;
	directory->roots = rig_parties(rig, ROOT_A, 3);
	directory->n_roots = 3;
	directory->threshold = 2;
	directory->provinces = rig_take(rig, 3 * sizeof *directory->provinces);
	directory->n_provinces = 3;
	directory->provinces[0] = rig_province(rig, SHANDONG, "山东", "Shandong", HENAN, HEBEI);
	directory->provinces[1] = rig_province(rig, HENAN, "河南", "Henan", SHANDONG, HEBEI);
	directory->provinces[2] = rig_province(rig, HEBEI, "河北", "Hebei", SHANDONG, HENAN);
	directory->limits = rig_limits(rig);
	directory->utc_offset_min = 480;
	return directory;
}

static inline Guosuo__V1__RosterEntry *rig_roster_entry(struct rig *rig, uint32_t province, uint32_t entry,
                                                        uint32_t role, uint32_t person)
{
	Guosuo__V1__RosterEntry *out = RIG_NEW(rig, Guosuo__V1__RosterEntry, GUOSUO__V1__ROSTER_ENTRY__INIT);
	static char name[] = "王审批";
	out->key = rig_key(rig, rig_entry(province, entry));
	out->algorithm = GUOSUO__V1__ALGORITHM__ED25519;
	out->role = role;
	out->person = person;
	out->name = name;
	out->device = GUOSUO__V1__DEVICE_KIND__DEVICE;
	out->not_before = RIG_NOW - 30 * RIG_DAY;
	out->not_after = RIG_NOW + 30 * RIG_DAY;
	return out;
}

static inline Guosuo__V1__Site *rig_site(struct rig *rig, Guosuo__V1__SiteKind kind, uint32_t division,
                                         uint32_t code)
{
	Guosuo__V1__Site *site = RIG_NEW(rig, Guosuo__V1__Site, GUOSUO__V1__SITE__INIT);
	static char name[] = "收费站";
	site->kind = kind;
	site->division = division;
	site->code = code;
	site->name = name;
	return site;
}

static inline Guosuo__V1__Roster *rig_roster(struct rig *rig, uint32_t province, uint32_t version)
{
	static const struct {
		uint32_t role, person;
	} rows[ENTRY_COUNT] = {
	    [ENTRY_REVIEWER_A] = {GUOSUO__V1__ROLE__ROLE_REVIEWER, 1},
	    [ENTRY_REVIEWER_B] = {GUOSUO__V1__ROLE__ROLE_REVIEWER, 2},
	    [ENTRY_REVIEWER_A2] = {GUOSUO__V1__ROLE__ROLE_REVIEWER, 1},
	    [ENTRY_ISSUING] = {GUOSUO__V1__ROLE__ROLE_ISSUING, 3},
	    [ENTRY_STATUS] = {GUOSUO__V1__ROLE__ROLE_STATUS, 4},
	    [ENTRY_CHECKPOINT] = {GUOSUO__V1__ROLE__ROLE_CHECKPOINT, 5},
	    [ENTRY_COUNTY] = {GUOSUO__V1__ROLE__ROLE_COUNTY, 6},
	};
	Guosuo__V1__Roster *roster = RIG_NEW(rig, Guosuo__V1__Roster, GUOSUO__V1__ROSTER__INIT);
	roster->province = province;
	roster->epoch = 1;
	roster->version = version;
	roster->issued_at = RIG_NOW - RIG_DAY;
	roster->expires_at = RIG_NOW + 30 * RIG_DAY;
	roster->n_entries = ENTRY_COUNT;
	roster->entries = rig_take(rig, ENTRY_COUNT * sizeof *roster->entries);
	for (uint32_t i = 0; i < ENTRY_COUNT; i++)
		roster->entries[i] = rig_roster_entry(rig, province, i, rows[i].role, rows[i].person);
	roster->entries[ENTRY_CHECKPOINT]->checkpoint = 7;
	roster->entries[ENTRY_COUNTY]->scope = rig_take(rig, sizeof(uint32_t));
	roster->entries[ENTRY_COUNTY]->scope[0] = province * 10000 + 323;
	roster->entries[ENTRY_COUNTY]->n_scope = 1;
	roster->sites = rig_take(rig, 2 * sizeof *roster->sites);
	roster->n_sites = 2;
	roster->sites[0] = rig_site(rig, GUOSUO__V1__SITE_KIND__SITE_STATION, province * 10000 + 323, 12);
	roster->sites[1] = rig_site(rig, GUOSUO__V1__SITE_KIND__SITE_STOP, province * 10000 + 100, 12);
	return roster;
}

static inline Guosuo__V1__StatusWeek *rig_week(struct rig *rig, uint32_t number)
{
	Guosuo__V1__StatusWeek *week = RIG_NEW(rig, Guosuo__V1__StatusWeek, GUOSUO__V1__STATUS_WEEK__INIT);
	week->week = number;
	week->issued = 1000;
	return week;
}

/* Weeks 202011 to 202013, nothing revoked. */
static inline Guosuo__V1__StatusList *rig_status(struct rig *rig, uint32_t province, uint32_t version)
{
	Guosuo__V1__StatusList *list = RIG_NEW(rig, Guosuo__V1__StatusList, GUOSUO__V1__STATUS_LIST__INIT);
	list->province = province;
	list->epoch = 1;
	list->version = version;
	list->issued_at = RIG_NOW - 3600;
	list->next_update = RIG_NOW + 3600;
	list->expires_at = RIG_NOW + 7 * RIG_DAY;
	list->n_weeks = 3;
	list->weeks = rig_take(rig, 3 * sizeof *list->weeks);
	for (uint32_t i = 0; i < 3; i++)
		list->weeks[i] = rig_week(rig, 202011 + i);
	return list;
}

static inline struct span rig_pack(struct rig *rig, const ProtobufCMessage *message)
{
	struct span raw;
	enum err err = canon_pack(message, &rig->arena, &raw);
	rig_must(err == ERR_OK);
	return raw;
}

/* The seals of these keys over a body; the numbers end with 0. */
static inline struct span rig_seals(struct rig *rig, enum kind kind, const hash_t *links, struct span body,
                                    const uint32_t *numbers)
{
	struct span seals = {NULL, 0};
	for (; *numbers != 0; numbers++) {
		struct rig_pair pair = rig_pair(*numbers);
		uint8_t seal[SEAL_LEN];
		enum err err = seal_sign(kind, links, body, pair.secret, &rig->arena, seal);
		rig_must(err == ERR_OK);
		err = seals_insert(seals, seal, &rig->arena, &seals);
		rig_must(err == ERR_OK);
	}
	return seals;
}

static inline struct span rig_envelope(struct rig *rig, struct span body, struct span seals)
{
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	sealed.body = rig_bytes(rig, body.p, body.n);
	sealed.seals = rig_bytes(rig, seals.p, seals.n);
	return rig_pack(rig, &sealed.base);
}

/* The file: message packed, sealed by these keys (the numbers end with 0), in its envelope. */
static inline struct span rig_file(struct rig *rig, enum kind kind, const ProtobufCMessage *message,
                                   const uint32_t *numbers)
{
	struct span body = rig_pack(rig, message);
	return rig_envelope(rig, body, rig_seals(rig, kind, NULL, body, numbers));
}

#define RIG_KEYS(...) ((const uint32_t[]){__VA_ARGS__, 0})

static inline struct span rig_directory_file(struct rig *rig, const Guosuo__V1__Directory *directory)
{
	return rig_file(rig, KIND_directory, &directory->base, RIG_KEYS(ROOT_A, ROOT_B));
}

static inline struct span rig_roster_file(struct rig *rig, const Guosuo__V1__Roster *roster)
{
	return rig_file(rig, KIND_roster, &roster->base,
	                RIG_KEYS(rig_authority(roster->province, 1), rig_authority(roster->province, 2)));
}

static inline struct span rig_status_file(struct rig *rig, const Guosuo__V1__StatusList *list)
{
	return rig_file(rig, KIND_status, &list->base, RIG_KEYS(rig_entry(list->province, ENTRY_STATUS)));
}

/* Opened, from a sound file. */
static inline struct directory rig_opened_directory(struct rig *rig, uint32_t version)
{
	const Guosuo__V1__Directory *body = rig_directory(rig, version);
	uint8_t pin[HASH_LEN];
	struct directory out = {0};
	root_set_hash(body, pin);
	enum err err = directory_open(rig_directory_file(rig, body), pin, &rig->arena, &out);
	rig_must(err == ERR_OK);
	return out;
}

static inline struct roster rig_opened_roster(struct rig *rig, const struct directory *directory,
                                              uint32_t province)
{
	struct roster out = {0};
	enum err err =
	    roster_open(rig_roster_file(rig, rig_roster(rig, province, 1)), directory, &rig->arena, &out);
	rig_must(err == ERR_OK);
	return out;
}

#endif
