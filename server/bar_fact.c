#include "server/bar_fact.h"

#include <stdlib.h>

bool bar_fact_next(const Guosuo__V1__AssignmentBar *bar, size_t *at, struct bar_fact *out)
{
	const uint32_t serials[] = {bar->lowest_phone_serial, bar->lowest_paper_serial};
	*out = (struct bar_fact){.week = bar->week, .index = bar->index, .kind = BAR_SLOT};
	for (; *at < 2; (*at)++) {
		if (serials[*at] == 0)
			continue;
		out->kind = *at == 0 ? BAR_PHONE : BAR_PAPER;
		out->number = serials[(*at)++];
		return true;
	}
	if (*at - 2 >= bar->n_barred_slots)
		return false;
	out->number = bar->barred_slots[(*at)++ - 2];
	return true;
}

size_t bar_facts_of(const Guosuo__V1__StatusList *list, uint32_t week, struct bar_fact *out)
{
	size_t n = 0;
	for (size_t i = 0; list != NULL && i < list->n_bars; i++)
		for (size_t at = 0, k = 0; list->bars[i]->week >= week && k < BAR_FACTS_MAX &&
		                           bar_fact_next(list->bars[i], &at, &out[n]);
		     k++)
			n++;
	return n;
}

static bool has_slot(const Guosuo__V1__AssignmentBar *bar, uint32_t slot)
{
	for (size_t i = 0; i < bar->n_barred_slots; i++)
		if (bar->barred_slots[i] == slot)
			return true;
	return false;
}

bool bar_fact_said(const Guosuo__V1__StatusList *list, const struct bar_fact *fact)
{
	const struct status status = {.body = list};
	const Guosuo__V1__AssignmentBar *bar =
	    list == NULL ? NULL : status_bar(&status, fact->week, fact->index);
	if (bar == NULL)
		return false;
	switch (fact->kind) {
	case BAR_PHONE:
		return bar->lowest_phone_serial >= fact->number;
	case BAR_PAPER:
		return bar->lowest_paper_serial >= fact->number;
	default:
		return has_slot(bar, fact->number);
	}
}

static int by_place(const void *one, const void *other)
{
	const struct bar_fact *a = one, *b = other;
	const uint32_t pairs[][2] = {
	    {a->week, b->week}, {a->index, b->index}, {a->kind, b->kind}, {a->number, b->number}};
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
		if (pairs[i][0] != pairs[i][1])
			return pairs[i][0] < pairs[i][1] ? -1 : 1;
	return 0;
}

/* They ascend, so the last serial is the highest, and equal slots are neighbours. */
static void add(Guosuo__V1__AssignmentBar *bar, const struct bar_fact *fact)
{
	if (fact->kind == BAR_PHONE)
		bar->lowest_phone_serial = fact->number;
	else if (fact->kind == BAR_PAPER)
		bar->lowest_paper_serial = fact->number;
	else if (!has_slot(bar, fact->number))
		bar->barred_slots[bar->n_barred_slots++] = fact->number;
}

static Guosuo__V1__AssignmentBar *bar_of(const struct bar_fact *facts, size_t count, struct arena *arena)
{
	Guosuo__V1__AssignmentBar *bar = arena_take(arena, sizeof *bar);
	uint32_t *slots = arena_take(arena, count * sizeof *slots);
	if (bar == NULL || slots == NULL)
		return NULL;
	guosuo__v1__assignment_bar__init(bar);
	bar->week = facts->week;
	bar->index = facts->index;
	bar->barred_slots = slots;
	for (size_t i = 0; i < count; i++)
		add(bar, &facts[i]);
	return bar;
}

enum err bar_facts_pack(struct bar_fact *facts, size_t count, struct arena *arena,
                        Guosuo__V1__AssignmentBar ***out, size_t *bars)
{
	Guosuo__V1__AssignmentBar **list = arena_take(arena, (count + 1) * sizeof *list);
	size_t n = 0;
	if (list == NULL)
		return ERR_MEMORY;
	if (count > 0)
		qsort(facts, count, sizeof *facts, by_place);
	for (size_t from = 0, to = 0; from < count; from = to) {
		while (to < count && facts[to].week == facts[from].week &&
		       facts[to].index == facts[from].index)
			to++;
		list[n] = bar_of(&facts[from], to - from, arena);
		if (list[n++] == NULL)
			return ERR_MEMORY;
	}
	*out = list;
	*bars = n;
	return ERR_OK;
}
