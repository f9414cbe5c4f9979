#include "proto/delta.h"

#include "proto/body.h"
#include "proto/canon.h"

typedef Guosuo__V1__StatusList list;
typedef Guosuo__V1__StatusWeek section;

/* ---- what has a key: bars and rosters -------------------------------------------------------------------------------------------
 */

/* An array of pointers to messages, rising by key. */
struct keyed {
	const void *items;
	size_t n;
	uint64_t (*key)(const void *item);
};

static uint64_t key_of_bar(const void *item)
{
	const Guosuo__V1__AssignmentBar *bar = item;
	return (uint64_t)bar->week << 32 | bar->index;
}

static uint64_t key_of_roster(const void *item)
{
	return ((const Guosuo__V1__RosterVersion *)item)->province;
}

static struct keyed bars_of(const list *of)
{
	return (struct keyed){of->bars, of->n_bars, key_of_bar};
}

static struct keyed rosters_of(const list *of)
{
	return (struct keyed){of->rosters, of->n_rosters, key_of_roster};
}

static void *item_of(const struct keyed *keyed, size_t at)
{
	void *item;
	memcpy(&item, (const char *)keyed->items + at * sizeof item, sizeof item);
	return item;
}

/* UINT64_MAX, which no item has: there are no more. */
static uint64_t key_at(const struct keyed *keyed, size_t at)
{
	return at == keyed->n ? UINT64_MAX : keyed->key(item_of(keyed, at));
}

static enum err is_same(const void *one, const void *other, struct arena *arena, bool *out)
{
	const size_t used = arena->used;
	struct span a, b;
	enum err err = canon_pack(one, arena, &a);
	if (err == ERR_OK)
		err = canon_pack(other, arena, &b);
	arena->used = used;
	if (err == ERR_OK)
		*out = span_equal(a, b);
	return err;
}

/* What `old` has not, or has otherwise. */
static enum err keyed_apart(struct keyed new, struct keyed old, struct arena *arena, struct keyed *out)
{
	void **items = arena_take(arena, new.n * sizeof *items);
	size_t n = 0;
	if (items == NULL)
		return ERR_MEMORY;
	for (size_t i = 0, k = 0; i < new.n; i++) {
		bool same = false;
		while (key_at(&old, k) < key_at(&new, i))
			k++;
		enum err err = key_at(&old, k) == key_at(&new, i)
				   ? is_same(item_of(&new, i), item_of(&old, k), arena, &same)
				   : ERR_OK;
		if (err != ERR_OK)
			return err;
		if (!same)
			items[n++] = item_of(&new, i);
	}
	*out = (struct keyed){items, n, new.key};
	return ERR_OK;
}

/* What is held from this key on, and what is added in its place or beside it. */
static enum err keyed_join(struct keyed held, struct keyed added, uint64_t from, struct arena *arena, struct keyed *out)
{
	void **items = arena_take(arena, (held.n + added.n) * sizeof *items);
	size_t n = 0;
	if (items == NULL)
		return ERR_MEMORY;
	for (size_t i = 0, k = 0; i < held.n || k < added.n;) {
		const uint64_t ours = key_at(&held, i), theirs = key_at(&added, k);
		i += ours <= theirs;
		if (theirs <= ours)
			items[n++] = item_of(&added, k++);
		else if (ours >= from)
			items[n++] = item_of(&held, i - 1);
	}
	*out = (struct keyed){items, n, held.key};
	return ERR_OK;
}

static void set_keyed(struct keyed bars, struct keyed rosters, list *out)
{
	out->bars = (Guosuo__V1__AssignmentBar **)(uintptr_t)bars.items;
	out->n_bars = bars.n;
	out->rosters = (Guosuo__V1__RosterVersion **)(uintptr_t)rosters.items;
	out->n_rosters = rosters.n;
}

/* ---- weeks ----------------------------------------------------------------------------------------------------------------------
 */

/* The section of one week made of two: NULL, or the same week's of another list. */
typedef enum err mixer(const section *of, const section *other, struct arena *arena, section *out);

/* What only `of` revokes. */
static enum err mix_apart(const section *of, const section *other, struct arena *arena, section *out)
{
	struct status_apart apart, none;
	status_apart(of, other, &apart);
	status_apart(NULL, NULL, &none);
	size_t count = status_merge(apart, none, NULL);
	uint32_t *indexes = arena_take(arena, count * sizeof *indexes);
	if (indexes == NULL)
		return ERR_MEMORY;
	status_merge(apart, none, indexes);
	return status_encode(indexes, count, arena, out);
}

/* What either revokes. Where only one says anything, its code is the code already. */
static enum err mix_union(const section *of, const section *other, struct arena *arena, section *out)
{
	struct status_apart one, two;
	if (other == NULL || of->rice == 0 || other->rice == 0) {
		const section *speaks = other == NULL || of->rice != 0 ? of : other;
		out->rice = speaks->rice;
		out->revoked = speaks->revoked;
		return ERR_OK;
	}
	status_apart(of, NULL, &one);
	status_apart(other, NULL, &two);
	size_t count = status_merge(one, two, NULL);
	uint32_t *indexes = arena_take(arena, count * sizeof *indexes);
	if (indexes == NULL)
		return ERR_MEMORY;
	status_merge(one, two, indexes);
	return status_encode(indexes, count, arena, out);
}

/* Every week of `of`, and no other. */
static enum err weeks_mix(const list *of, const list *other, mixer *mix, struct arena *arena, list *out)
{
	section *sections = arena_take(arena, of->n_weeks * sizeof *sections);
	enum err err = ERR_OK;
	out->weeks = arena_take(arena, of->n_weeks * sizeof *out->weeks);
	if (sections == NULL || out->weeks == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; err == ERR_OK && i < of->n_weeks; i++) {
		sections[i] = *of->weeks[i];
		out->weeks[i] = &sections[i];
		err = mix(of->weeks[i], status_week(other, of->weeks[i]->week), arena, &sections[i]);
	}
	return err;
}

/* ---- applied --------------------------------------------------------------------------------------------------------------------
 */

static enum err open_delta(struct span raw, struct arena *arena, const Guosuo__V1__StatusDelta **out)
{
	ProtobufCMessage *message;
	if (raw.n > DELTA_MAX)
		return ERR_SIZE;
	enum err err = canon_open(&guosuo__v1__status_delta__descriptor, raw, arena, &message);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__StatusDelta *delta = (const Guosuo__V1__StatusDelta *)message;
	if (delta->list == NULL || delta->since == 0 || delta->since > delta->list->version || !status_weeks_sound(delta->list) ||
	    !status_bars_sound(delta->list))
		return ERR_FORMAT;
	*out = delta;
	return ERR_OK;
}

static enum err belongs(const list *held, const Guosuo__V1__StatusDelta *delta)
{
	if (held->province != delta->list->province || held->epoch != delta->list->epoch || held->version < delta->since)
		return ERR_GAP;
	return held->version > delta->list->version ? ERR_ROLLBACK : ERR_OK;
}

/* Bars go with their weeks. */
static enum err add(const list *held, const list *added, struct arena *arena, list *out)
{
	struct keyed bars, rosters;
	const uint64_t from = added->n_weeks == 0 ? 0 : (uint64_t)added->weeks[0]->week << 32;
	*out = *added;
	enum err err = weeks_mix(added, held, mix_union, arena, out);
	if (err == ERR_OK)
		err = keyed_join(bars_of(held), bars_of(added), from, arena, &bars);
	if (err == ERR_OK)
		err = keyed_join(rosters_of(held), rosters_of(added), 0, arena, &rosters);
	if (err == ERR_OK)
		set_keyed(bars, rosters, out);
	return err;
}

static enum err seal_up(const list *whole, ProtobufCBinaryData seals, struct arena *arena, struct span *out)
{
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	struct span body, file;
	enum err err = canon_pack(&whole->base, arena, &body);
	if (err != ERR_OK)
		return err;
	sealed.body = span_bytes(body);
	sealed.seals = seals;
	err = canon_pack(&sealed.base, arena, &file);
	if (err == ERR_OK && file.n > STATUS_MAX)
		err = ERR_SIZE;
	if (err == ERR_OK)
		*out = file;
	return err;
}

enum err delta_apply(const list *held, struct span raw, struct arena *arena, struct span *out)
{
	const size_t used = arena->used;
	const Guosuo__V1__StatusDelta *delta;
	list whole;
	enum err err = open_delta(raw, arena, &delta);
	if (err == ERR_OK)
		err = belongs(held, delta);
	if (err == ERR_OK)
		err = add(held, delta->list, arena, &whole);
	if (err == ERR_OK)
		err = seal_up(&whole, delta->seals, arena, out);
	if (err != ERR_OK)
		arena->used = used;
	return err;
}

/* ---- made -----------------------------------------------------------------------------------------------------------------------
 */

static enum err take_away(const list *new, const list *old, struct arena *arena, list *out)
{
	struct keyed bars, rosters;
	*out = *new;
	enum err err = weeks_mix(new, old, mix_apart, arena, out);
	if (err == ERR_OK)
		err = keyed_apart(bars_of(new), bars_of(old), arena, &bars);
	if (err == ERR_OK)
		err = keyed_apart(rosters_of(new), rosters_of(old), arena, &rosters);
	if (err == ERR_OK)
		set_keyed(bars, rosters, out);
	return err;
}

/* What has vanished, or is written otherwise than here, shows when it is applied. */
static enum err leads_to(const list *old, struct span delta, struct span file, struct arena *arena)
{
	const size_t used = arena->used;
	struct span whole;
	enum err err = delta_apply(old, delta, arena, &whole);
	if (err == ERR_GAP || err == ERR_ROLLBACK || (err == ERR_OK && !span_equal(whole, file)))
		err = ERR_STATE;
	arena->used = used;
	return err;
}

static enum err make(const list *old, struct span file, struct arena *arena, struct span *out)
{
	Guosuo__V1__StatusDelta delta = GUOSUO__V1__STATUS_DELTA__INIT;
	const Guosuo__V1__Sealed *sealed;
	uint8_t hash[HASH_LEN];
	ProtobufCMessage *new;
	struct span raw;
	list less;
	enum err err = body_file_open(&guosuo__v1__status_list__descriptor, file, STATUS_MAX, arena, &sealed, &new, hash);
	if (err == ERR_OK)
		err = take_away((const list *)new, old, arena, &less);
	if (err != ERR_OK)
		return err;
	delta.list = &less;
	delta.seals = sealed->seals;
	delta.since = old->version;
	err = old->version > less.version ? ERR_STATE : canon_pack(&delta.base, arena, &raw);
	if (err == ERR_OK)
		err = leads_to(old, raw, file, arena);
	if (err == ERR_OK)
		*out = raw;
	return err;
}

enum err delta_make(const list *old, struct span file, struct arena *arena, struct span *out)
{
	const size_t used = arena->used;
	enum err err = make(old, file, arena, out);
	if (err != ERR_OK)
		arena->used = used;
	return err;
}
