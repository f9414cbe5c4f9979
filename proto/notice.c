#include "proto/notice.h"

#include <string.h>

#include "proto/body.h"
#include "proto/canon.h"
#include "proto/leg.h"

enum { FIELD_MAX = 64, DIVISIONS_PER_PROVINCE = 10000 };

enum err notice_read(const Guosuo__V1__Sealed *sealed, struct arena *arena, struct notice *out)
{
	ProtobufCMessage *body;
	enum err err = body_open(&guosuo__v1__notice__descriptor, sealed->body, NOTICE_MAX, arena, &body);
	if (err != ERR_OK)
		return err;
	out->body = (const Guosuo__V1__Notice *)body;
	out->raw = bytes_span(sealed->body);
	body_hash(out->raw, out->hash);
	return ERR_OK;
}

enum err notice_file_read(struct span raw, struct arena *arena, const Guosuo__V1__NoticeFile **out)
{
	ProtobufCMessage *message;
	if (raw.n > NOTICE_FILE_MAX)
		return ERR_SIZE;
	enum err err = canon_open(&guosuo__v1__notice_file__descriptor, raw, arena, &message);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__NoticeFile *file = (const Guosuo__V1__NoticeFile *)message;
	if (file->n_notices > NOTICES_LIVE_MAX)
		return ERR_SIZE;
	*out = file;
	return ERR_OK;
}

/* ---- what is wrong with it ---- */

static void text_check(const char *text, size_t most, const char *field, struct faults *faults)
{
	size_t n = strlen(text);
	if (n > most)
		fault_add(faults, RULE_TOO_LONG, field, (int64_t)n, (int64_t)most);
}

static void count_check(size_t n, size_t most, const char *field, struct faults *faults)
{
	if (n > most)
		fault_add(faults, RULE_TOO_MANY, field, (int64_t)n, (int64_t)most);
}

static void division_check(uint32_t division, uint32_t province, const char *field, struct faults *faults)
{
	if (division / DIVISIONS_PER_PROVINCE != province)
		fault_add(faults, RULE_SCOPE_OUTSIDE, field, division, province);
}

static void window_check(const Guosuo__V1__Notice *notice, struct faults *faults)
{
	if (notice->sealed_at <= 0)
		fault_add(faults, RULE_REQUIRED, "sealed_at", 0, 0);
	if (notice->not_before <= 0)
		fault_add(faults, RULE_REQUIRED, "not_before", 0, 0);
	if (notice->not_after <= notice->not_before)
		fault_add(faults, RULE_WINDOW_ORDER, "not_after", 0, 0);
	else if (notice->not_after <= notice->sealed_at)
		fault_add(faults, RULE_WINDOW_PAST, "not_after", 0, 0);
	else if (notice->sealed_at > 0 && notice->not_after - notice->sealed_at > NOTICE_LIFE_MAX_S)
		fault_add(faults, RULE_WINDOW_FAR, "not_after", notice->not_after - notice->sealed_at,
		          NOTICE_LIFE_MAX_S);
}

static bool hours_good(const Guosuo__V1__NoticeItem *item)
{
	for (size_t i = 0; i < item->n_hours; i++) {
		const Guosuo__V1__Hours *hours = item->hours[i];
		if (hours->weekdays < 1 || hours->weekdays > 127 || hours->from_min >= hours->to_min ||
		    hours->to_min > DAY_S / 60)
			return false;
	}
	return true;
}

static void item_fault(struct faults *faults, enum rule rule, const char *prefix, const char *name)
{
	char field[FIELD_MAX];
	field_name(field, sizeof field, prefix, name);
	fault_add(faults, rule, field, 0, 0);
}

static void item_texts(const Guosuo__V1__NoticeItem *item, const char *prefix, struct faults *faults)
{
	char field[FIELD_MAX];
	field_name(field, sizeof field, prefix, "text");
	text_check(item->text, NOTICE_TEXT_MAX, field, faults);
	field_name(field, sizeof field, prefix, "text_en");
	text_check(item->text_en, NOTICE_TEXT_MAX, field, faults);
	field_name(field, sizeof field, prefix, "road");
	text_check(item->road, ROAD_BYTES, field, faults);
	field_name(field, sizeof field, prefix, "hours");
	count_check(item->n_hours, HOURS_MAX, field, faults);
}

static void item_check(const Guosuo__V1__Notice *notice, size_t at, struct faults *faults)
{
	const Guosuo__V1__NoticeItem *item = notice->items[at];
	char prefix[FIELD_MAX], field[FIELD_MAX];
	field_index(prefix, sizeof prefix, "items", at);
	field_name(field, sizeof field, prefix, "division");
	if (item->matter == GUOSUO__V1__NOTICE_MATTER__NOTICE_MATTER_UNSPECIFIED)
		item_fault(faults, RULE_REQUIRED, prefix, "matter");
	if (item->text[0] == '\0' && item->site == 0)
		item_fault(faults, RULE_REQUIRED, prefix, "text");
	if (item->site != 0 || item->division != 0)
		division_check(item->division, notice->province, field, faults);
	if (!hours_good(item))
		item_fault(faults, RULE_WINDOW_ORDER, prefix, "hours");
	item_texts(item, prefix, faults);
}

static void lists_check(const Guosuo__V1__Notice *notice, struct faults *faults)
{
	char field[FIELD_MAX];
	count_check(notice->n_divisions, NOTICE_DIVISIONS_MAX, "divisions", faults);
	count_check(notice->n_roads, NOTICE_ROADS_MAX, "roads", faults);
	count_check(notice->n_items, NOTICE_ITEMS_MAX, "items", faults);
	for (size_t i = 0; i < notice->n_divisions && i < NOTICE_DIVISIONS_MAX; i++) {
		field_index(field, sizeof field, "divisions", i);
		division_check(notice->divisions[i], notice->province, field, faults);
	}
	for (size_t i = 0; i < notice->n_roads && i < NOTICE_ROADS_MAX; i++) {
		field_index(field, sizeof field, "roads", i);
		text_check(notice->roads[i], ROAD_BYTES, field, faults);
	}
	for (size_t i = 0; i < notice->n_items && i < NOTICE_ITEMS_MAX; i++)
		item_check(notice, i, faults);
}

void notice_check(const Guosuo__V1__Notice *notice, struct faults *faults)
{
	if (notice->province == 0)
		fault_add(faults, RULE_REQUIRED, "province", 0, 0);
	window_check(notice, faults);
	if (notice->title[0] == '\0')
		fault_add(faults, RULE_REQUIRED, "title", 0, 0);
	if (notice->n_items == 0)
		fault_add(faults, RULE_REQUIRED, "items", 0, 1);
	text_check(notice->title, NOTICE_TITLE_MAX, "title", faults);
	text_check(notice->title_en, NOTICE_TITLE_MAX, "title_en", faults);
	text_check(notice->phone, NOTICE_PHONE_MAX, "phone", faults);
	if (notice->replaces.len != 0 && notice->replaces.len != HASH_LEN)
		fault_add(faults, RULE_BYTES, "replaces", (int64_t)notice->replaces.len, HASH_LEN);
	lists_check(notice, faults);
}

/* ---- who says it ---- */

/* A scope covers what lies in it; the whole province lies in no scope. */
bool notice_may(const Guosuo__V1__RosterEntry *entry, const Guosuo__V1__Notice *notice)
{
	if (entry->n_scope == 0)
		return true;
	for (size_t i = 0; i < notice->n_divisions; i++)
		if (!roster_covers(entry, notice->divisions[i]))
			return false;
	for (size_t i = 0; i < notice->n_items; i++)
		if (notice->items[i]->division != 0 && !roster_covers(entry, notice->items[i]->division))
			return false;
	return notice->n_divisions > 0;
}

/* Reviewers and counties are asked together: a kid is only a hint. */
static enum err sealer(const Guosuo__V1__Sealed *sealed, const struct notice *notice,
                       const struct roster *roster, struct arena *arena, size_t *entry)
{
	size_t most = roster->body->n_entries, used = arena->used, tags[SEALS_MAX], persons = 0;
	struct signer_key *keys = arena_take(arena, most * sizeof *keys);
	int64_t when = notice->body->sealed_at;
	if (keys == NULL)
		return ERR_MEMORY;
	size_t count = roster_keys(roster, GUOSUO__V1__ROLE__ROLE_REVIEWER, when, keys, most);
	count += roster_keys(roster, GUOSUO__V1__ROLE__ROLE_COUNTY, when, keys + count, most - count);
	enum err err = seals_check(KIND_notice, NULL, notice->raw, bytes_span(sealed->seals), keys, count,
	                           arena, &persons, tags);
	arena->used = used;
	if (err != ERR_OK)
		return err;
	if (persons != 1)
		return ERR_SURPLUS;
	*entry = tags[0];
	return ERR_OK;
}

enum err notice_verify(const Guosuo__V1__Sealed *sealed, const struct notice *notice,
                       const struct roster *roster, int64_t now, struct arena *arena, size_t *entry)
{
	struct faults faults = {.count = 0};
	size_t found;
	if (notice->body->province != roster->body->province)
		return ERR_SCOPE;
	notice_check(notice->body, &faults);
	for (size_t i = 0; i < faults.count; i++)
		if (faults.item[i].rule == RULE_SCOPE_OUTSIDE)
			return ERR_SCOPE;
	if (faults.errors > 0)
		return ERR_FORMAT;
	if (notice->body->sealed_at - SKEW_S > now)
		return ERR_WINDOW;
	enum err err = sealer(sealed, notice, roster, arena, &found);
	if (err != ERR_OK)
		return err;
	if (!notice_may(roster->body->entries[found], notice->body))
		return ERR_SCOPE;
	*entry = found;
	return ERR_OK;
}

/* ---- whom it concerns ---- */

bool notice_live(const Guosuo__V1__Notice *notice, int64_t now)
{
	return now < notice->not_after;
}

bool notice_holds(const Guosuo__V1__Notice *notice, int64_t from, int64_t to)
{
	return notice->not_before <= to && notice_live(notice, from);
}

bool notice_ends(const struct notice *later, const Guosuo__V1__RosterEntry *sealer,
                 const struct notice *earlier)
{
	return span_equal(bytes_span(later->body->replaces), span_of(earlier->hash, HASH_LEN)) &&
	       notice_may(sealer, earlier->body);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static bool same_road(const char *a, const char *b)
{
	while (*a != '\0' && lower(*a) == lower(*b))
		a++, b++;
	return *a == *b;
}

bool notice_concerns(const Guosuo__V1__Notice *notice, char *const *roads, size_t count)
{
	for (size_t i = 0; i < notice->n_roads; i++)
		for (size_t k = 0; k < count; k++)
			if (same_road(notice->roads[i], roads[k]))
				return true;
	return count == 0 || notice->n_roads == 0;
}

static bool item_says(const Guosuo__V1__NoticeItem *item, Guosuo__V1__NoticeMatter matter, char *const *roads, size_t count)
{
	bool about = item->road[0] == '\0';
	for (size_t i = 0; i < count; i++)
		about = about || same_road(item->road, roads[i]);
	return about && item->matter == matter;
}

bool notice_says(const Guosuo__V1__Notice *notice, Guosuo__V1__NoticeMatter matter, char *const *roads, size_t count)
{
	bool says = false;
	for (size_t i = 0; i < notice->n_items; i++)
		says = says || item_says(notice->items[i], matter, roads, count);
	return says && notice_concerns(notice, roads, count);
}
