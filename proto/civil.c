#include "proto/civil.h"

#include <string.h>

/* ---- days (the era algorithm: 400 years are 146097 days; a year begins in March so that leap days end it)
 * ---- */

struct date {
	int64_t year;
	uint32_t month, day;
};

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int64_t days_of(struct date date)
{
	int64_t year = date.year - (date.month <= 2);
	int64_t era = floor_div(year, 400), of_era = year - era * 400;
	int64_t of_year = (153 * ((date.month + 9) % 12) + 2) / 5 + date.day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static struct date date_of(int64_t days)
{
	days += 719468;
	int64_t era = floor_div(days, 146097), of_era = days - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t march = (5 * of_year + 2) / 153;
	uint32_t month = (uint32_t)(march < 10 ? march + 3 : march - 9);
	return (struct date){year + era * 400 + (month <= 2), month,
	                     (uint32_t)(of_year - (153 * march + 2) / 5 + 1)};
}

/* ---- reading ---- */

/* Digits stand for themselves as '0'; every other character of the form must be there. */
static bool fits(struct span text, const char *form)
{
	for (size_t i = 0; form[i] != '\0'; i++) {
		if (i >= text.n)
			return false;
		bool digit = text.p[i] >= '0' && text.p[i] <= '9';
		if (form[i] == '0' ? !digit : text.p[i] != (uint8_t)form[i])
			return false;
	}
	return true;
}

static uint32_t number(struct span text, size_t at, size_t n)
{
	uint32_t value = 0;
	for (size_t i = 0; i < n; i++)
		value = value * 10 + text.p[at + i] - (uint32_t)'0';
	return value;
}

static struct span from(struct span text, size_t n)
{
	return span_of(text.p + n, text.n - n);
}

static struct span without_fraction(struct span text)
{
	if (!fits(text, ".0"))
		return text;
	text = from(text, 1);
	while (fits(text, "0"))
		text = from(text, 1);
	return text;
}

static bool read_offset(struct span text, int64_t *seconds)
{
	*seconds = 0;
	if (fits(text, "Z"))
		return text.n == 1;
	if (text.n != 6 || !(fits(text, "+00:00") || fits(text, "-00:00")))
		return false;
	uint32_t hours = number(text, 1, 2), minutes = number(text, 4, 2);
	*seconds = (int64_t)(hours * 3600 + minutes * 60) * (text.p[0] == '-' ? -1 : 1);
	return hours < 24 && minutes < 60;
}

static bool same_date(struct date a, struct date b)
{
	return a.year == b.year && a.month == b.month && a.day == b.day;
}

enum err rfc3339_read(struct span text, int64_t *out)
{
	int64_t offset;
	if (!fits(text, "0000-00-00T00:00:00") || !read_offset(without_fraction(from(text, 19)), &offset))
		return ERR_FORMAT;
	struct date date = {number(text, 0, 4), number(text, 5, 2), number(text, 8, 2)};
	uint32_t hour = number(text, 11, 2), minute = number(text, 14, 2), second = number(text, 17, 2);
	if (date.year < 2000 || date.year > 2105 || date.month < 1 || date.month > 12 || date.day < 1)
		return ERR_FORMAT;
	if (hour > 23 || minute > 59 || second > 59 || !same_date(date_of(days_of(date)), date))
		return ERR_FORMAT;
	*out = days_of(date) * DAY_S + hour * 3600 + minute * 60 + second - offset;
	return ERR_OK;
}

/* ---- writing ---- */

static char *put(char *out, int64_t value, int digits, char after)
{
	for (int i = digits; i-- > 0; value /= 10)
		out[i] = (char)('0' + value % 10);
	out[digits] = after;
	return out + digits + 1;
}

void rfc3339_write(int64_t when, uint32_t utc_offset_min, char out[static TIME_TEXT_LEN + 1])
{
	static const int64_t first = -INT64_C(62135596800),
	                     last = INT64_C(253402214400); /* years 1 to 9999 */
	when = when < first ? first : when > last ? last : when;
	utc_offset_min %= 1440;
	when += (int64_t)utc_offset_min * 60;
	int64_t days = floor_div(when, DAY_S), second = when - days * DAY_S;
	struct date date = date_of(days);
	out = put(out, date.year, 4, '-');
	out = put(out, date.month, 2, '-');
	out = put(out, date.day, 2, 'T');
	out = put(out, second / 3600, 2, ':');
	out = put(out, second / 60 % 60, 2, ':');
	out = put(out, second % 60, 2, '+');
	out = put(out, utc_offset_min / 60, 2, ':');
	put(out, utc_offset_min % 60, 2, '\0');
}

void civil_minute(int64_t when, uint32_t utc_offset_min, uint32_t *weekday, uint32_t *minute)
{
	int64_t days = floor_div(when, DAY_S), of_day = (when - days * DAY_S) / 60 + utc_offset_min;
	days += of_day / 1440;
	const int64_t thursday = 3; /* 1 January 1970 */
	*weekday = (uint32_t)((days % 7 + 7 + thursday) % 7);
	*minute = (uint32_t)(of_day % 1440);
}
