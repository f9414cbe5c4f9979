/* client/rules.h - a province's rules file (deploy/rules/37.json): read, checked whole, and what its texts say as numbers. */
#ifndef GUOSUO_CLIENT_RULES_H
#define GUOSUO_CLIENT_RULES_H

#include "client/command.h"
#include "guosuo/v1/rules.pb-c.h"
#include "proto/identity.h"
#include "proto/seal.h"

enum {
	RULES_MAX = 200,
	RULES_FILE_MAX = 512 * 1024, /* bytes */
	RULES_NAME_MAX = 120,        /* bytes of a rule's name in either language */
	RULES_WORDS_MAX = 1000,
	RULES_PER_HOUR_MAX = 1000,
	RULES_PER_DAY_MAX = 10000,
	RULES_HOURS_MAX = 7 * 31 * 24,
	RULES_REPEAT_DAYS_MAX = 366,
};

struct rules {
	const Guosuo__V1__ProvinceRules *body;
	struct span raw;
	uint8_t hash[HASH_LEN]; /* SHA-256 of raw */
};

/* Faults name a rule by its id, "short-haul.when.atMost.massKg", or by its place where it has none. In the arena, but for
 * raw: that is `text`.
 * ERR_INPUT: the faults; ERR_SIZE, ERR_MEMORY. */
enum err rules_read(struct span text, struct arena *arena, struct faults *faults, struct rules *out) MUST_USE;

/* Seconds at which a range begins and ends, both inside. false: a day is none, or they are the wrong way round. */
bool rules_days(const Guosuo__V1__DayRange *range, uint32_t utc_offset_min, int64_t *from, int64_t *to);

/* "G3/12": its number, *n bytes of text, and exit 12, or 0 where none is named. false: it is no road. */
bool rules_road(const char *text, size_t *n, uint32_t *exit);

/* Does it speak of the terms of a leg: does it approve or seal? */
bool rules_approves(const Guosuo__V1__ProvinceRule *rule);

#endif
