#include "proto/kept.h"

#include "proto/canon.h"

struct sources {
	const Guosuo__V1__StatusList *seen, *kept, *newest;
};

/* Adds the section of a week, if anything of it is kept. */
static enum err add_week(const struct sources *of, uint32_t week, struct arena *arena,
                         Guosuo__V1__StatusList *list)
{
	struct status_apart one, other;
	status_apart(status_week(of->seen, week), status_week(of->newest, week), &one);
	status_apart(status_week(of->kept, week), NULL, &other);
	size_t count = status_merge(one, other, NULL);
	if (count == 0)
		return ERR_OK;
	Guosuo__V1__StatusWeek *section = arena_take(arena, sizeof *section);
	uint32_t *indexes = arena_take(arena, count * sizeof *indexes);
	if (section == NULL || indexes == NULL)
		return ERR_MEMORY;
	guosuo__v1__status_week__init(section);
	section->week = week;
	status_merge(one, other, indexes);
	list->weeks[list->n_weeks++] = section;
	return status_encode(indexes, count, arena, section);
}

/* The first week after `last` of either; 0: there is none. */
static uint32_t next_week(const struct sources *of, uint32_t last)
{
	const Guosuo__V1__StatusList *lists[] = {of->seen, of->kept};
	uint32_t next = 0;
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; lists[k] != NULL && i < lists[k]->n_weeks; i++) {
			uint32_t week = lists[k]->weeks[i]->week;
			if (week > last && (next == 0 || week < next))
				next = week;
		}
	return next;
}

/* ---- bars ---- */

static uint32_t higher(uint32_t one, uint32_t other)
{
	return one > other ? one : other;
}

/* Both rise: every slot of either, once. */
static size_t slots_of(const Guosuo__V1__AssignmentBar *one, const Guosuo__V1__AssignmentBar *other, uint32_t *out)
{
	size_t a = 0, b = 0, n = 0;
	while (a < one->n_barred_slots || b < other->n_barred_slots) {
		bool more_a = a < one->n_barred_slots, more_b = b < other->n_barred_slots;
		bool take_a = more_a && (!more_b || one->barred_slots[a] <= other->barred_slots[b]);
		bool take_b = more_b && (!more_a || other->barred_slots[b] <= one->barred_slots[a]);
		out[n++] = take_a ? one->barred_slots[a] : other->barred_slots[b];
		a += take_a;
		b += take_b;
	}
	return n;
}

/* All that either says. */
static enum err join(const Guosuo__V1__AssignmentBar *one, const Guosuo__V1__AssignmentBar *other, struct arena *arena,
                     Guosuo__V1__AssignmentBar **out)
{
	Guosuo__V1__AssignmentBar *bar = arena_take(arena, sizeof *bar);
	uint32_t *slots = arena_take(arena, (one->n_barred_slots + other->n_barred_slots + 1) * sizeof *slots);
	if (bar == NULL || slots == NULL)
		return ERR_MEMORY;
	guosuo__v1__assignment_bar__init(bar);
	bar->week = one->week;
	bar->index = one->index;
	bar->lowest_phone_serial = higher(one->lowest_phone_serial, other->lowest_phone_serial);
	bar->lowest_paper_serial = higher(one->lowest_paper_serial, other->lowest_paper_serial);
	bar->barred_slots = slots;
	bar->n_barred_slots = slots_of(one, other, slots);
	*out = bar;
	return ERR_OK;
}

/* Does the newest list say all of it? */
static bool is_said(const Guosuo__V1__AssignmentBar *bar, const Guosuo__V1__AssignmentBar *newest)
{
	size_t k = 0;
	if (newest == NULL || newest->lowest_phone_serial < bar->lowest_phone_serial ||
	    newest->lowest_paper_serial < bar->lowest_paper_serial)
		return false;
	for (size_t i = 0; i < bar->n_barred_slots; i++) {
		while (k < newest->n_barred_slots && newest->barred_slots[k] < bar->barred_slots[i])
			k++;
		if (k == newest->n_barred_slots || newest->barred_slots[k] != bar->barred_slots[i])
			return false;
	}
	return true;
}

/* The lesser of the next of both, which it takes; where it is of both, both. NULL: neither has one. */
struct bars_walk {
	const Guosuo__V1__StatusList *lists[2];
	size_t at[2];
};

static uint64_t bar_place(const struct bars_walk *walk, size_t k)
{
	const Guosuo__V1__StatusList *list = walk->lists[k];
	if (list == NULL || walk->at[k] == list->n_bars)
		return UINT64_MAX;
	const Guosuo__V1__AssignmentBar *bar = list->bars[walk->at[k]];
	return (uint64_t)bar->week << 32 | bar->index;
}

static bool next_bar(struct bars_walk *walk, const Guosuo__V1__AssignmentBar *out[static 2])
{
	const uint64_t places[2] = {bar_place(walk, 0), bar_place(walk, 1)};
	const uint64_t place = places[0] < places[1] ? places[0] : places[1];
	if (place == UINT64_MAX)
		return false;
	for (size_t k = 0; k < 2; k++)
		out[k] = places[k] == place ? walk->lists[k]->bars[walk->at[k]++] : NULL;
	out[0] = out[0] == NULL ? out[1] : out[0];
	out[1] = out[1] == NULL ? out[0] : out[1];
	return true;
}

static enum err add_bars(const struct sources *of, uint32_t week, struct arena *arena, Guosuo__V1__StatusList *list)
{
	struct bars_walk walk = {{of->seen, of->kept}, {0, 0}};
	const struct status newest = {.body = of->newest};
	const Guosuo__V1__AssignmentBar *found[2];
	const size_t room = of->seen->n_bars + (of->kept == NULL ? 0 : of->kept->n_bars);
	list->bars = arena_take(arena, (room + 1) * sizeof(void *));
	if (list->bars == NULL)
		return ERR_MEMORY;
	while (next_bar(&walk, found)) {
		Guosuo__V1__AssignmentBar *bar;
		const size_t used = arena->used;
		enum err err = join(found[0], found[1], arena, &bar);
		if (err != ERR_OK)
			return err;
		if (bar->week < week || is_said(bar, status_bar(&newest, bar->week, bar->index)))
			arena->used = used;
		else
			list->bars[list->n_bars++] = bar;
	}
	return ERR_OK;
}

enum err kept_from(const Guosuo__V1__StatusList *seen, const Guosuo__V1__StatusList *kept,
                   const Guosuo__V1__StatusList *newest, uint32_t week, struct arena *arena,
                   Guosuo__V1__StatusList **out)
{
	const struct sources of = {seen, kept, newest};
	Guosuo__V1__StatusList *list = arena_take(arena, sizeof *list);
	enum err err = ERR_OK;
	if (list == NULL)
		return ERR_MEMORY;
	guosuo__v1__status_list__init(list);
	list->province = newest->province;
	list->weeks = arena_take(arena, 2 * STATUS_SECTIONS_MAX * sizeof(void *));
	if (list->weeks == NULL)
		return ERR_MEMORY;
	for (uint32_t at = week == 0 ? 0 : week - 1; err == ERR_OK && (at = next_week(&of, at)) != 0;)
		err = list->n_weeks < STATUS_SECTIONS_MAX ? add_week(&of, at, arena, list) : ERR_SIZE;
	if (err == ERR_OK)
		err = add_bars(&of, week, arena, list);
	if (err == ERR_OK)
		*out = list->n_weeks == 0 && list->n_bars == 0 ? NULL : list;
	return err;
}

enum err kept_open(struct span raw, struct arena *arena, const Guosuo__V1__StatusList **out)
{
	ProtobufCMessage *message;
	if (raw.n > STATUS_MAX)
		return ERR_SIZE;
	enum err err = canon_open(&guosuo__v1__status_list__descriptor, raw, arena, &message);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__StatusList *list = (const Guosuo__V1__StatusList *)message;
	if (!status_weeks_sound(list) || !status_bars_sound(list))
		return ERR_FORMAT;
	*out = list;
	return ERR_OK;
}

size_t kept_count(const Guosuo__V1__StatusList *kept)
{
	size_t n = kept == NULL ? 0 : kept->n_bars;
	for (size_t i = 0; kept != NULL && i < kept->n_weeks; i++) {
		struct status_walk walk;
		uint32_t index;
		status_walk(kept->weeks[i], &walk);
		while (status_next(&walk, &index))
			n++;
	}
	return n;
}
