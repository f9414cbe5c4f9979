#include "proto/kept.h"

#include "proto/canon.h"

/* Both ascend: every index of either, once. out NULL: they are counted. */
static size_t merge(struct status_apart one, struct status_apart other, uint32_t *out)
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
	size_t count = merge(one, other, NULL);
	if (count == 0)
		return ERR_OK;
	Guosuo__V1__StatusWeek *section = arena_take(arena, sizeof *section);
	uint32_t *indexes = arena_take(arena, count * sizeof *indexes);
	if (section == NULL || indexes == NULL)
		return ERR_MEMORY;
	guosuo__v1__status_week__init(section);
	section->week = week;
	merge(one, other, indexes);
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
		*out = list->n_weeks == 0 ? NULL : list;
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
	if (!status_weeks_sound(list))
		return ERR_FORMAT;
	*out = list;
	return ERR_OK;
}

size_t kept_count(const Guosuo__V1__StatusList *kept)
{
	size_t n = 0;
	for (size_t i = 0; kept != NULL && i < kept->n_weeks; i++) {
		struct status_walk walk;
		uint32_t index;
		status_walk(kept->weeks[i], &walk);
		while (status_next(&walk, &index))
			n++;
	}
	return n;
}
