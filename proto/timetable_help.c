#include "proto/timetable.h"

/* The question, what it came to, and the question once more with one thing changed. */
struct trial {
	const struct timetable_query *query;
	struct timetable *found;
	struct timetable_query changed;
	struct timetable got;
};

static bool helps(struct trial *trial)
{
	timetable_judge(&trial->changed, &trial->got);
	return trial->got.state == TIMETABLE_GOOD ||
	       (trial->found->state == TIMETABLE_NONE && trial->got.state == TIMETABLE_LATE);
}

static void add(struct trial *trial, struct timetable_help help)
{
	if (trial->found->help_count < HELPS_MAX)
		trial->found->helps[trial->found->help_count++] = help;
}

static void widen(struct trial *trial, size_t i)
{
	trial->changed.legs[i].not_before = trial->query->not_before;
	trial->changed.legs[i].not_after = trial->query->not_after;
}

/* When the train is out of leg i: it may still have to stand there until the next one opens. */
static int64_t leaves(const struct timetable *got, size_t i)
{
	bool waits = i + 1 < got->count && got->rows[i + 1].enter > got->rows[i].exit;
	return waits ? got->rows[i + 1].enter : got->rows[i].exit;
}

/* Its own window, as far longer as the train now needs it. */
static struct timetable_help window_of(const struct trial *trial, size_t i, enum timetable_help_kind kind)
{
	const struct timetable_leg *own = &trial->query->legs[i];
	const struct timetable_row *row = &trial->got.rows[i];
	struct timetable_help help = {kind, i + 1, 0, own->not_before, own->not_after};
	if (row->enter < help.from)
		help.from = row->enter;
	if (leaves(&trial->got, i) > help.to)
		help.to = leaves(&trial->got, i);
	return help;
}

static void put_window(struct trial *trial, const struct timetable_help *help)
{
	trial->changed.legs[help->ordinal - 1].not_before = help->from;
	trial->changed.legs[help->ordinal - 1].not_after = help->to;
}

static void add_window(struct trial *trial, size_t i, enum timetable_help_kind kind)
{
	const struct timetable_leg *own = &trial->query->legs[i], *wide = &trial->changed.legs[i];
	add(trial, (struct timetable_help){
	               kind, i + 1, own->not_before - wide->not_before + wide->not_after - own->not_after,
	               wide->not_before, wide->not_after});
}

/* The narrow window is tried too: where breaks then fall otherwise, the wide one is said. */
static void try_window(struct trial *trial, size_t i)
{
	widen(trial, i);
	if (!helps(trial))
		return;
	const struct timetable_help narrow = window_of(trial, i, HELP_WINDOW);
	put_window(trial, &narrow);
	if (!helps(trial))
		widen(trial, i);
	add_window(trial, i, HELP_WINDOW);
}

static void try_hours(struct trial *trial, size_t i)
{
	if (trial->query->legs[i].hours_count == 0)
		return;
	trial->changed.legs[i].hours_count = 0;
	if (helps(trial))
		add(trial, (struct timetable_help){.kind = HELP_HOURS, .ordinal = i + 1});
}

static void try_stop(struct trial *trial, size_t i)
{
	struct timetable_leg *leg = &trial->changed.legs[i];
	if (leg->stops > 0 && !leg->placed)
		return;
	leg->stops = 1; /* where it is needed */
	leg->placed = false;
	if (helps(trial))
		add(trial, (struct timetable_help){.kind = HELP_STOP, .ordinal = i + 1});
}

/* Another border may be closed behind these two. */
static bool passes(struct trial *trial)
{
	return helps(trial) || (trial->got.state == TIMETABLE_NONE && trial->got.first > trial->found->first);
}

static void try_both(struct trial *trial)
{
	size_t a = trial->found->first - 1, b = trial->found->second - 1;
	trial->changed = *trial->query;
	widen(trial, a);
	widen(trial, b);
	if (!passes(trial))
		return;
	const struct timetable_help first = window_of(trial, a, HELP_BOTH);
	const struct timetable_help second = window_of(trial, b, HELP_BOTH);
	put_window(trial, &first);
	put_window(trial, &second);
	if (!passes(trial)) {
		widen(trial, a);
		widen(trial, b);
	}
	add_window(trial, a, HELP_BOTH);
	add_window(trial, b, HELP_BOTH);
}

static void try_cutoff(struct trial *trial)
{
	trial->changed = *trial->query;
	trial->changed.cutoff = 0;
	if (trial->found->target == trial->query->cutoff && helps(trial))
		add(trial, (struct timetable_help){.kind = HELP_CUTOFF,
		                                   .by_s = trial->got.arrival - trial->query->cutoff});
}

static void try_depart(struct trial *trial)
{
	int64_t from = trial->query->not_before;
	trial->changed = *trial->query;
	if (trial->query->now >= from)
		return;
	trial->changed.not_before = trial->query->now;
	for (size_t i = 0; i < trial->changed.count; i++)
		if (trial->changed.legs[i].not_before <= from)
			trial->changed.legs[i].not_before = trial->query->now;
	if (helps(trial))
		add(trial, (struct timetable_help){.kind = HELP_DEPART,
		                                   .by_s = from - trial->got.rows[0].enter_latest});
}

static void try_each_leg(struct trial *trial, void (*attempt)(struct trial *trial, size_t i))
{
	for (size_t i = 0; i < trial->query->count; i++) {
		trial->changed = *trial->query;
		attempt(trial, i);
	}
}

void timetable_make(const struct timetable_query *query, struct timetable *out)
{
	struct trial trial = {.query = query, .found = out};
	timetable_judge(query, out);
	if (out->state != TIMETABLE_LATE && out->state != TIMETABLE_NONE)
		return;
	if (out->state == TIMETABLE_NONE && out->first != out->second)
		try_both(&trial);
	try_cutoff(&trial);
	try_depart(&trial);
	try_each_leg(&trial, try_window);
	try_each_leg(&trial, try_hours);
	try_each_leg(&trial, try_stop);
}
