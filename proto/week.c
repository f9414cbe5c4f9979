#include "proto/week.h"

/* Further than any time is asked for, and sums of it stay inside an int64_t. */
static const int64_t ages = INT64_MAX / 4;

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* ---- making ---- */

static void insert(struct week *week, struct stretch stretch)
{
	size_t at = week->n++;
	for (; at > 0 && week->stretches[at - 1].from > stretch.from; at--)
		week->stretches[at] = week->stretches[at - 1];
	week->stretches[at] = stretch;
}

static void join_touching(struct week *week)
{
	size_t n = 0;
	for (size_t i = 0; i < week->n; i++) {
		struct stretch *last = &week->stretches[n > 0 ? n - 1 : 0];
		if (n > 0 && week->stretches[i].from <= last->to)
			last->to = most(last->to, week->stretches[i].to);
		else
			week->stretches[n++] = week->stretches[i];
	}
	week->n = n;
}

/* Sunday's midnight is Monday's: the last stretch goes on where the first begins. */
static void join_ends(struct week *week)
{
	struct stretch *last = &week->stretches[week->n - 1];
	if (week->stretches[0].from != 0 || last->to != WEEK_S)
		return;
	if (week->n == 1) {
		week->n = 0;
		return;
	}
	last->to += week->stretches[0].to;
	memmove(week->stretches, week->stretches + 1, --week->n * sizeof week->stretches[0]);
}

void week_make(Guosuo__V1__Hours *const *hours, size_t count, uint32_t utc_offset_min, struct week *out)
{
	out->n = 0;
	out->offset_s = (int64_t)utc_offset_min * 60;
	for (size_t i = 0; i < count && i < HOURS_MAX; i++)
		for (int64_t day = 0; day < 7; day++)
			if ((hours[i]->weekdays >> day & 1) != 0)
				insert(out, (struct stretch){day * DAY_S + (int64_t)hours[i]->from_min * 60,
				                             day * DAY_S + (int64_t)hours[i]->to_min * 60});
	join_touching(out);
	if (out->n > 0)
		join_ends(out);
}

void week_extent(const struct week *week, int64_t *longest_s, int64_t *gap_s)
{
	*longest_s = week->n == 0 ? INT64_MAX : 0;
	*gap_s = week->n == 0 ? 0 : WEEK_S;
	for (size_t i = 0; i < week->n; i++) {
		bool last = i + 1 == week->n;
		int64_t next = week->stretches[last ? 0 : i + 1].from + (last ? WEEK_S : 0);
		*longest_s = most(*longest_s, week->stretches[i].to - week->stretches[i].from);
		*gap_s = least(*gap_s, next - week->stretches[i].to);
	}
}

/* ---- finding ---- */

/* The Monday 00:00 at the offset that `when` lies after. 1 January 1970 was a Thursday. */
static int64_t monday(const struct week *week, int64_t when)
{
	int64_t of_week = (when + week->offset_s + 3 * DAY_S) % WEEK_S;
	return when - of_week - (of_week < 0 ? WEEK_S : 0);
}

/* Stretch i of the week that begins at `base`; i counts on into the weeks before and after. */
static struct stretch nth(const struct week *week, int64_t base, int64_t i)
{
	int64_t n = (int64_t)week->n, weeks = i / n - (i % n < 0);
	struct stretch stretch = week->stretches[i - weeks * n];
	base += weeks * WEEK_S;
	return (struct stretch){base + stretch.from, base + stretch.to};
}

/* The stretch that holds `when`, or the next one. */
static struct stretch at_or_after(const struct week *week, int64_t when)
{
	if (week->n == 0)
		return (struct stretch){-ages, ages};
	int64_t base = monday(week, when), i = -1;
	while (nth(week, base, i).to <= when)
		i++;
	return nth(week, base, i);
}

/* The stretch that holds the second before `when`, or the one before. */
static struct stretch before(const struct week *week, int64_t when)
{
	if (week->n == 0)
		return (struct stretch){-ages, ages};
	int64_t base = monday(week, when), i = (int64_t)week->n;
	while (nth(week, base, i).from >= when)
		i--;
	return nth(week, base, i);
}

/* ---- rolling ---- */

bool week_forward(const struct week *week, int64_t ready, struct roll roll, int64_t until, int64_t *start,
                  int64_t *end)
{
	int64_t left = roll.need_s, first = ages;
	struct stretch open = at_or_after(week, ready);
	for (;; open = at_or_after(week, open.to)) {
		int64_t from = most(ready, open.from), room = open.to - from;
		if (from > until)
			return false;
		first = roll.whole ? from : least(first, from);
		if (room >= left) {
			if (from + left > until)
				return false;
			*start = first;
			*end = from + left;
			return true;
		}
		left -= roll.whole ? 0 : room;
	}
}

bool week_backward(const struct week *week, int64_t end, struct roll roll, int64_t since, int64_t *start)
{
	int64_t left = roll.need_s;
	struct stretch open = before(week, end);
	for (;; open = before(week, open.from)) {
		int64_t to = least(end, open.to), room = to - open.from;
		if (to < since)
			return false;
		if (room >= left) {
			if (to - left < since)
				return false;
			*start = to - left;
			return true;
		}
		left -= roll.whole ? 0 : room;
	}
}
