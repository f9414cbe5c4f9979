#include "server/night.h"

enum { DAY = 24 * 3600, MINUTE = 60 };

int64_t night_of(int64_t when, uint32_t utc_offset_min, uint32_t night_ends_min)
{
	int64_t local = when + (int64_t)utc_offset_min * MINUTE - (int64_t)night_ends_min * MINUTE;
	int64_t day = local / DAY;
	return local % DAY < 0 ? day - 1 : day;
}

struct nights nights_of(int64_t not_before, int64_t not_after, uint32_t utc_offset_min,
                        uint32_t night_ends_min)
{
	int64_t first = night_of(not_before, utc_offset_min, night_ends_min);
	int64_t last = night_of(not_after - 1, utc_offset_min, night_ends_min);
	return (struct nights){first, (uint32_t)(last - first + 1)};
}

uint32_t night_meals(uint32_t meals, uint32_t nights)
{
	return (meals + nights - 1) / nights;
}
