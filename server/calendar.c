#include "server/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/civil.h"

/* ---- reading the file ---- */

struct building {
	struct calendar_word *words;
	size_t count;
	struct faults *faults;
};

static void fault(struct building *building, const char *at, const char *name, enum rule rule, int64_t got,
		  int64_t limit)
{
	char field[96];
	field_name(field, sizeof field, at, name);
	fault_add(building->faults, rule, field, got, limit);
}

/* "2020-01-24". */
static bool read_day(const char *text, int64_t *out)
{
	char moment[24];
	int64_t when;
	if (strlen(text) != 10)
		return false;
	snprintf(moment, sizeof moment, "%sT00:00:00Z", text);
	if (rfc3339_read(span_text(moment), &when) != ERR_OK)
		return false;
	*out = when / DAY_S;
	return true;
}

static bool read_range(struct building *building, const Guosuo__V1__Days *days, const char *at, int64_t *first,
		       int64_t *last)
{
	if (!read_day(days->first, first)) {
		fault(building, at, "first", RULE_DATE_FORM, 0, 0);
		return false;
	}
	*last = *first;
	if (days->last[0] != '\0' && !read_day(days->last, last)) {
		fault(building, at, "last", RULE_DATE_FORM, 0, 0);
		return false;
	}
	if (*last < *first)
		fault(building, at, "last", RULE_WINDOW_ORDER, 0, 0);
	else if (*last - *first >= CALENDAR_RANGE_DAYS)
		fault(building, at, "last", RULE_TOO_LARGE, *last - *first + 1, CALENDAR_RANGE_DAYS);
	else
		return true;
	return false;
}

struct list {
	const char *at, *name; /* "years[0]", "holidays" */
	Guosuo__V1__Days *const *days;
	size_t count;
	bool working;
	int64_t published_at;
};

static void add_list(struct building *building, const struct list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		char whole[64], at[80];
		int64_t first, last;
		field_name(whole, sizeof whole, list->at, list->name);
		field_index(at, sizeof at, whole, i);
		if (!read_range(building, list->days[i], at, &first, &last))
			continue;
		if (building->count + (size_t)(last - first) >= CALENDAR_WORDS_MAX) {
			fault_add(building->faults, RULE_TOO_MANY, at, (int64_t)building->count, CALENDAR_WORDS_MAX);
			return;
		}
		for (int64_t day = first; day <= last; day++)
			building->words[building->count++] =
			    (struct calendar_word){day, list->published_at, list->days[i]->province, list->working};
	}
}

static void add_lists(struct building *building, const char *at, int64_t published_at,
		      Guosuo__V1__Days *const *holidays, size_t n_holidays, Guosuo__V1__Days *const *make_up,
		      size_t n_make_up)
{
	const struct list lists[] = {{at, "holidays", holidays, n_holidays, false, published_at},
				     {at, "makeUp", make_up, n_make_up, true, published_at}};
	add_list(building, &lists[0]);
	add_list(building, &lists[1]);
}

static bool year_bounds(uint32_t year, struct calendar_year *out)
{
	char first[16], next[16];
	snprintf(first, sizeof first, "%04u-01-01", year);
	snprintf(next, sizeof next, "%04u-01-01", year + 1);
	*out = (struct calendar_year){.year = year};
	return year < 9999 && read_day(first, &out->first) && read_day(next, &out->next);
}

static void add_year(struct building *building, const Guosuo__V1__CalendarYear *year, size_t i,
		     struct calendar *calendar)
{
	char at[32];
	struct calendar_year bounds;
	field_index(at, sizeof at, "years", i);
	if (!year_bounds(year->year, &bounds))
		fault(building, at, "year", RULE_DATE_FORM, 0, 0);
	else if (calendar_has(calendar, year->year))
		fault(building, at, "year", RULE_DUPLICATE, 0, 0);
	else if (calendar->year_count == CALENDAR_YEARS_MAX)
		fault_add(building->faults, RULE_TOO_MANY, at, (int64_t)i + 1, CALENDAR_YEARS_MAX);
	else
		calendar->years[calendar->year_count++] = bounds;
	add_lists(building, at, INT64_MIN, year->holidays, year->n_holidays, year->make_up, year->n_make_up);
}

static void add_amendment(struct building *building, const Guosuo__V1__CalendarAmendment *amendment, size_t i,
			  int64_t *published_at)
{
	char at[32];
	field_index(at, sizeof at, "amendments", i);
	*published_at = 0;
	if (rfc3339_read(span_text(amendment->published_at), published_at) != ERR_OK)
		fault(building, at, "publishedAt", RULE_TIME_FORM, 0, 0);
	add_lists(building, at, *published_at, amendment->holidays, amendment->n_holidays, amendment->make_up,
		  amendment->n_make_up);
}

/* ---- order ---- */

static int compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int by_day(const void *left, const void *right)
{
	const struct calendar_word *a = left, *b = right;
	int order = compare(a->day, b->day);
	if (order == 0)
		order = compare(a->published_at, b->published_at);
	if (order == 0)
		order = compare(a->province, b->province);
	return order != 0 ? order : compare(a->working, b->working);
}

static int by_year(const void *left, const void *right)
{
	const struct calendar_year *a = left, *b = right;
	return compare(a->year, b->year);
}

static int by_time(const void *left, const void *right)
{
	return compare(*(const int64_t *)left, *(const int64_t *)right);
}

enum err calendar_build(const Guosuo__V1__Calendar *file, struct arena *arena, struct faults *faults,
			struct calendar *out)
{
	struct calendar calendar = {.amendment_count = file->n_amendments};
	struct building building = {.faults = faults};
	size_t errors = faults->errors;
	int64_t *published = arena_take(arena, file->n_amendments * sizeof *published);
	building.words = arena_take(arena, CALENDAR_WORDS_MAX * sizeof *building.words);
	if (building.words == NULL || published == NULL)
		return ERR_MEMORY;
	if (file->n_years == 0)
		fault_add(faults, RULE_REQUIRED, "years", 0, 0);
	for (size_t i = 0; i < file->n_years; i++)
		add_year(&building, file->years[i], i, &calendar);
	for (size_t i = 0; i < file->n_amendments; i++)
		add_amendment(&building, file->amendments[i], i, &published[i]);
	if (faults->errors > errors)
		return ERR_INPUT;
	qsort(building.words, building.count, sizeof *building.words, by_day);
	qsort(calendar.years, calendar.year_count, sizeof *calendar.years, by_year);
	qsort(published, file->n_amendments, sizeof *published, by_time);
	calendar.words = building.words;
	calendar.word_count = building.count;
	calendar.published = published;
	*out = calendar;
	return ERR_OK;
}

/* ---- asking it ---- */

static bool has_day(const struct calendar *calendar, int64_t day)
{
	for (size_t i = calendar->year_count; i-- > 0;)
		if (calendar->years[i].first <= day)
			return day < calendar->years[i].next;
	return false;
}

bool calendar_has(const struct calendar *calendar, uint32_t year)
{
	for (size_t i = 0; i < calendar->year_count; i++)
		if (calendar->years[i].year == year)
			return true;
	return false;
}

uint32_t calendar_year_of(int64_t day)
{
	char text[TIME_TEXT_LEN + 1];
	rfc3339_write(day * DAY_S, 0, text);
	return (uint32_t)strtoul(text, NULL, 10);
}

/* The first word about a day, or where it would stand. */
static size_t find(const struct calendar *calendar, int64_t day)
{
	size_t from = 0, to = calendar->word_count;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (calendar->words[middle].day < day)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static bool is_weekend(int64_t day)
{
	const int64_t thursday = 3; /* 1 January 1970 */
	return ((day + thursday) % 7 + 7) % 7 >= 5;
}

enum calendar_answer calendar_day(const struct calendar *calendar, uint32_t province, int64_t day, int64_t now)
{
	if (!has_day(calendar, day))
		return DAY_UNKNOWN;
	bool working = !is_weekend(day);
	for (size_t i = find(calendar, day); i < calendar->word_count && calendar->words[i].day == day; i++) {
		const struct calendar_word *word = &calendar->words[i];
		if (word->published_at <= now && (word->province == 0 || word->province == province))
			working = word->working;
	}
	return working ? DAY_WORKING : DAY_OFF;
}

size_t calendar_amended(const struct calendar *calendar, int64_t now)
{
	size_t count = 0;
	while (count < calendar->amendment_count && calendar->published[count] <= now)
		count++;
	return count;
}
