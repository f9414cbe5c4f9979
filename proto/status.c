#include "proto/status.h"

#include <string.h>

#include "proto/canon.h"

/* ---- the calendar ---------------------------------------------------------------------------------------
 */

#define LAST_SECOND INT64_C(253402300799) /* 9999-12-31T23:59:59Z */

/* Days from 1970-01-01 to the first of January. */
static int64_t new_year(int64_t year)
{
	const int64_t leap_days_to_1970 = 477;
	int64_t past = year - 1;
	return 365 * (year - 1970) + past / 4 - past / 100 + past / 400 - leap_days_to_1970;
}

/* A week belongs to the year its Thursday is in. */
uint32_t iso_week(int64_t when)
{
	if (when < 0 || when > LAST_SECOND)
		return 0;
	int64_t day = when / 86400;
	int64_t thursday = day - (day + 3) % 7 + 3;
	int64_t year = 1970 + thursday / 366;
	while (new_year(year + 1) <= thursday)
		year++;
	return (uint32_t)(year * 100 + (thursday - new_year(year)) / 7 + 1);
}

/* ---- gap-Rice -------------------------------------------------------------------------------------------
 */

enum gap { GAP_INDEX, GAP_END, GAP_BAD };

void status_walk(const Guosuo__V1__StatusWeek *week, struct status_walk *out)
{
	*out = (struct status_walk){.bytes = week->revoked.data, .k = week->rice == 0 ? 0 : week->rice - 1};
	out->end = week->rice == 0 ? 0 : week->revoked.len * 8;
}

static unsigned take_bit(struct status_walk *walk)
{
	unsigned byte = walk->bytes[walk->at / 8], bit = byte >> (7 - walk->at % 8) & 1U;
	walk->at++;
	return bit;
}

/* From one revoked index to the next. */
static enum gap gap_next(struct status_walk *walk)
{
	size_t start = walk->at;
	uint64_t v = 0;
	for (;;) {
		if (walk->at == walk->end)
			return walk->at - start < 8 ? GAP_END : GAP_BAD;
		if (take_bit(walk) == 0)
			break;
		v++;
	}
	if (walk->end - walk->at < walk->k)
		return GAP_BAD;
	for (uint32_t i = 0; i < walk->k; i++)
		v = v << 1 | take_bit(walk);
	if (v >= UINT32_MAX - walk->index)
		return GAP_BAD;
	walk->index += v + 1;
	return GAP_INDEX;
}

bool status_next(struct status_walk *walk, uint32_t *index)
{
	if (gap_next(walk) != GAP_INDEX)
		return false;
	*index = (uint32_t)walk->index;
	return true;
}

const Guosuo__V1__StatusWeek *status_week(const Guosuo__V1__StatusList *list, uint32_t week)
{
	for (size_t i = 0; list != NULL && i < list->n_weeks; i++)
		if (list->weeks[i]->week == week)
			return list->weeks[i];
	return NULL;
}

void status_apart(const Guosuo__V1__StatusWeek *a, const Guosuo__V1__StatusWeek *b, struct status_apart *out)
{
	static const Guosuo__V1__StatusWeek none = GUOSUO__V1__STATUS_WEEK__INIT;
	status_walk(a == NULL ? &none : a, &out->a);
	status_walk(b == NULL ? &none : b, &out->b);
	out->more_b = status_next(&out->b, &out->of_b);
}

bool status_apart_next(struct status_apart *apart, uint32_t *index)
{
	while (status_next(&apart->a, index)) {
		while (apart->more_b && apart->of_b < *index)
			apart->more_b = status_next(&apart->b, &apart->of_b);
		if (!apart->more_b || apart->of_b != *index)
			return true;
	}
	return false;
}

size_t status_merge(struct status_apart one, struct status_apart other, uint32_t *out)
{
	uint32_t a, b;
	bool more_a = status_apart_next(&one, &a), more_b = status_apart_next(&other, &b);
	size_t n = 0;
	while (more_a || more_b) {
		bool take_a = more_a && (!more_b || a <= b), take_b = more_b && (!more_a || b <= a);
		if (out != NULL)
			out[n] = take_a ? a : b;
		n++;
		if (take_a)
			more_a = status_apart_next(&one, &a);
		if (take_b)
			more_b = status_apart_next(&other, &b);
	}
	return n;
}

bool status_section_sound(const Guosuo__V1__StatusWeek *week)
{
	struct status_walk walk;
	enum gap gap;
	if (week->rice == 0 || week->rice > RICE_MAX || week->revoked.len == 0)
		return week->rice == 0 && week->revoked.len == 0;
	status_walk(week, &walk);
	do
		gap = gap_next(&walk);
	while (gap == GAP_INDEX);
	return gap == GAP_END;
}

/* The last step before the index that is looked for. */
static void skip(const struct status_section *section, uint32_t wanted, struct status_walk *walk)
{
	size_t low = 0, high = section->count;
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;
		if (section->steps[mid].index < wanted)
			low = mid;
		else
			high = mid;
	}
	walk->index = section->steps[low].index;
	walk->at = section->steps[low].at;
}

static bool section_has(const Guosuo__V1__StatusWeek *week, const struct status_section *section,
                        uint32_t wanted)
{
	struct status_walk walk;
	status_walk(week, &walk);
	if (section != NULL)
		skip(section, wanted, &walk);
	while (walk.index < wanted && gap_next(&walk) == GAP_INDEX)
		;
	return walk.index == wanted;
}

static bool add_steps(const Guosuo__V1__StatusWeek *week, struct arena *arena, struct status_section *out)
{
	struct status_walk walk;
	uint32_t index;
	status_walk(week, &walk);
	struct status_step *steps =
	    arena_take(arena, (walk.end / ((walk.k + 1) * STATUS_STEP) + 1) * sizeof *steps);
	size_t codes = 0, n = 0;
	if (steps == NULL)
		return false;
	do
		if (codes++ % STATUS_STEP == 0)
			steps[n++] = (struct status_step){(uint32_t)walk.index, (uint32_t)walk.at};
	while (status_next(&walk, &index));
	*out = (struct status_section){steps, n};
	return true;
}

static enum err add_sections(struct status *status, struct arena *arena)
{
	struct status_section *sections = arena_take(arena, (status->body->n_weeks + 1) * sizeof *sections);
	if (sections == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < status->body->n_weeks; i++)
		if (!add_steps(status->body->weeks[i], arena, &sections[i]))
			return ERR_MEMORY;
	status->sections = sections;
	return ERR_OK;
}

/* ---- and the other way ---- */

static uint64_t code_bits(const uint32_t *indexes, size_t count, uint32_t k)
{
	uint64_t bits = (uint64_t)count * (1 + k);
	for (size_t i = 0; i < count; i++)
		bits += (indexes[i] - (i == 0 ? 0 : indexes[i - 1]) - 1) >> k;
	return bits;
}

static uint32_t best_k(const uint32_t *indexes, size_t count)
{
	uint32_t best = 0;
	for (uint32_t k = 1; k < RICE_MAX; k++)
		if (code_bits(indexes, count, k) < code_bits(indexes, count, best))
			best = k;
	return best;
}

/* The bytes begin as zeros. */
static size_t put_ones(uint8_t *bytes, size_t at, size_t count)
{
	for (; count > 0; count--, at++)
		bytes[at / 8] |= (uint8_t)(0x80U >> at % 8);
	return at;
}

static size_t put_gap(uint8_t *bytes, size_t at, uint32_t k, uint32_t v)
{
	at = put_ones(bytes, at, v >> k) + 1;
	for (uint32_t i = k; i-- > 0; at++)
		put_ones(bytes, at, v >> i & 1);
	return at;
}

enum err status_encode(const uint32_t *indexes, size_t count, struct arena *arena,
                       Guosuo__V1__StatusWeek *week)
{
	for (size_t i = 0; i < count; i++)
		if (indexes[i] <= (i == 0 ? 0 : indexes[i - 1]))
			return ERR_FORMAT;
	uint32_t k = best_k(indexes, count), last = 0;
	uint64_t bits = code_bits(indexes, count, k);
	if (bits > STATUS_MAX * UINT64_C(8))
		return ERR_SIZE;
	size_t length = (size_t)(bits + 7) / 8, at = 0;
	uint8_t *bytes = arena_take(arena, length);
	if (bytes == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; last = indexes[i++])
		at = put_gap(bytes, at, k, indexes[i] - last - 1);
	put_ones(bytes, at, length * 8 - at);
	week->rice = count == 0 ? 0 : k + 1;
	week->revoked = (ProtobufCBinaryData){length, count == 0 ? NULL : bytes};
	return ERR_OK;
}

/* ---- is it sound? ---------------------------------------------------------------------------------------
 */

bool status_weeks_sound(const Guosuo__V1__StatusList *list)
{
	uint32_t last = 0;
	if (list->n_weeks > STATUS_SECTIONS_MAX)
		return false;
	for (size_t i = 0; i < list->n_weeks; i++) {
		const Guosuo__V1__StatusWeek *week = list->weeks[i];
		uint32_t number = week->week % 100;
		if (week->week <= last || number < 1 || number > 53 || !status_section_sound(week))
			return false;
		last = week->week;
	}
	return true;
}

static uint64_t bar_order(uint32_t week, uint32_t index)
{
	return (uint64_t)week << 32 | index;
}

static bool slots_ok(const Guosuo__V1__AssignmentBar *bar)
{
	uint32_t last = 0;
	for (size_t i = 0; i < bar->n_barred_slots; i++) {
		if (bar->barred_slots[i] <= last)
			return false;
		last = bar->barred_slots[i];
	}
	return true;
}

bool status_bars_sound(const Guosuo__V1__StatusList *list)
{
	uint64_t last = 0;
	for (size_t i = 0; i < list->n_bars; i++) {
		const Guosuo__V1__AssignmentBar *bar = list->bars[i];
		uint64_t order = bar_order(bar->week, bar->index);
		if (bar->week == 0 || bar->index == 0 || order <= last || !slots_ok(bar))
			return false;
		last = order;
	}
	return true;
}

static bool rosters_ok(const Guosuo__V1__StatusList *list)
{
	uint32_t last = 0;
	for (size_t i = 0; i < list->n_rosters; i++) {
		const Guosuo__V1__RosterVersion *roster = list->rosters[i];
		if (roster->province <= last || roster->version == 0 || roster->hash.len != HASH_LEN)
			return false;
		last = roster->province;
	}
	return true;
}

static bool head_ok(const Guosuo__V1__StatusList *list)
{
	size_t hash = list->directory_version == 0 ? 0 : HASH_LEN;
	return list->epoch != 0 && list->version != 0 && list->issued_at > 0 && list->issued_at <= list->next_update &&
	       list->next_update <= list->expires_at && list->directory_hash.len == hash;
}

static bool sound(const Guosuo__V1__StatusList *list)
{
	return head_ok(list) && status_weeks_sound(list) && status_bars_sound(list) && rosters_ok(list);
}

/* ---- is it sealed? --------------------------------------------------------------------------------------
 */

static size_t status_keys(const struct roster *roster, struct signer_key *out)
{
	size_t n = 0;
	for (size_t i = 0; i < roster->body->n_entries; i++) {
		const Guosuo__V1__RosterEntry *entry = roster->body->entries[i];
		if (entry->role == GUOSUO__V1__ROLE__ROLE_STATUS)
			out[n++] = (struct signer_key){entry->key.data, entry->person, i};
	}
	return n;
}

/* Before unpacking: the signed bytes are then gone from the arena again when the list comes in. */
static enum err sealed_by(const Guosuo__V1__Sealed *sealed, const struct roster *roster, struct arena *arena,
                          const Guosuo__V1__RosterEntry **key)
{
	size_t persons, tags[SEALS_MAX], used = arena->used;
	struct signer_key *keys = arena_take(arena, roster->body->n_entries * sizeof *keys);
	if (keys == NULL)
		return ERR_MEMORY;
	enum err err = seals_check(KIND_status, NULL, span_of(sealed->body.data, sealed->body.len),
	                           span_of(sealed->seals.data, sealed->seals.len), keys,
	                           status_keys(roster, keys), arena, &persons, tags);
	arena->used = used;
	if (err != ERR_OK)
		return err;
	if (persons != 1)
		return ERR_SURPLUS;
	*key = roster->body->entries[tags[0]];
	return ERR_OK;
}

static enum err unpack(const Guosuo__V1__Sealed *sealed, const struct roster *roster, struct arena *arena,
                       struct status *out)
{
	struct span bytes = span_of(sealed->body.data, sealed->body.len);
	ProtobufCMessage *body;
	enum err err = canon_check(&guosuo__v1__status_list__descriptor, bytes);
	if (err == ERR_OK)
		err = sealed_by(sealed, roster, arena, &out->key);
	if (err == ERR_OK)
		err = canon_open(&guosuo__v1__status_list__descriptor, bytes, arena, &body);
	if (err != ERR_OK)
		return err;
	out->body = (const Guosuo__V1__StatusList *)body;
	body_hash(bytes, out->hash);
	if (out->body->province != roster->body->province ||
	    out->body->epoch > epoch_granted(roster->body->status_epoch))
		return ERR_SCOPE;
	return sound(out->body) ? add_sections(out, arena) : ERR_FORMAT;
}

enum err status_open(struct span raw, const struct roster *roster, struct arena *arena, struct status *out)
{
	struct status opened;
	ProtobufCMessage *sealed;
	size_t used = arena->used;
	if (raw.n > STATUS_MAX)
		return ERR_SIZE;
	enum err err = canon_open(&guosuo__v1__sealed__descriptor, raw, arena, &sealed);
	if (err == ERR_OK)
		err = unpack((const Guosuo__V1__Sealed *)sealed, roster, arena, &opened);
	if (err == ERR_OK)
		*out = opened;
	else
		arena->used = used;
	return err;
}

/* ---- questions ------------------------------------------------------------------------------------------
 */

static struct edition edition_of(const struct status *status)
{
	return (struct edition){status->body->epoch, status->body->version, status->hash};
}

enum err status_supersedes(const struct status *next, const struct status *held)
{
	return edition_supersedes(edition_of(next), edition_of(held));
}

enum status_answer status_ask(const struct status *list, uint32_t week, uint32_t index)
{
	for (size_t i = 0; index != 0 && i < list->body->n_weeks; i++)
		if (list->body->weeks[i]->week == week)
			return section_has(list->body->weeks[i],
			                   list->sections == NULL ? NULL : &list->sections[i], index)
			           ? STATUS_REVOKED
			           : STATUS_GOOD;
	return STATUS_NOT_COVERED;
}

const Guosuo__V1__AssignmentBar *status_bar(const struct status *list, uint32_t week, uint32_t index)
{
	size_t low = 0, high = list->body->n_bars;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const Guosuo__V1__AssignmentBar *bar = list->body->bars[mid];
		if (bar->week == week && bar->index == index)
			return bar;
		if (bar_order(bar->week, bar->index) < bar_order(week, index))
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}
