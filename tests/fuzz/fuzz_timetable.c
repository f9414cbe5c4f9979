/* Any windows, hours, kilometres and driving times that a sealed leg and a sound directory may hold: the
 * reckoning ends, and what it calls good is in order. */
#include <stdlib.h>

#include "proto/timetable.h"

enum { LEG_BYTES = 10 };

static void leg_from(const uint8_t *p, struct timetable_leg *leg, Guosuo__V1__Hours *hours,
                     Guosuo__V1__Hours **list)
{
	for (size_t i = 0; i < 2; i++) {
		guosuo__v1__hours__init(&hours[i]);
		hours[i].weekdays = 1 + (uint32_t)p[i] % 127;
		hours[i].from_min = (uint32_t)p[2 + i] * 5;
		hours[i].to_min = hours[i].from_min + 1 + (uint32_t)p[4 + i] % 160;
		list[i] = &hours[i];
	}
	*leg = (struct timetable_leg){.province = 37,
	                              .km = 1 + (uint32_t)p[6] * 11,
	                              .speed_kmh = 1 + (uint32_t)p[7] % SPEED_MAX_KMH,
	                              .not_before = (int64_t)p[8] * 3600,
	                              .not_after = (int64_t)p[8] * 3600 + 1 + (int64_t)p[9] * 7200,
	                              .hours = list,
	                              .hours_count = p[0] % 3,
	                              .stops = p[1] % 2};
}

static void must(bool good)
{
	if (!good)
		abort();
}

static void in_order(const struct timetable_query *query, const struct timetable *table)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct timetable_row *row = &table->rows[i];
		must(query->legs[i].not_before <= row->enter && row->exit <= query->legs[i].not_after);
		must(row->enter <= row->enter_latest && row->exit <= row->exit_latest && row->slack_s >= 0);
		must(i == 0 || (row->enter >= row[-1].exit + row->before_s &&
		                row->enter <= query->legs[i - 1].not_after));
	}
	must(table->arrival <= table->target && table->help_count == 0 && table->first == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Guosuo__V1__DrivingTime driving = GUOSUO__V1__DRIVING_TIME__INIT;
	Guosuo__V1__Hours hours[LEGS_MAX][2], *lists[LEGS_MAX][2];
	struct timetable_query query = {.not_after = 800 * 3600, .driving = &driving, .utc_offset_min = 480};
	static struct timetable table;
	if (size < 6 + LEG_BYTES)
		return 0;
	driving.drive_s = 3600 + (uint32_t)data[0] * 300;
	driving.break_s = 1 + (uint32_t)data[1] * 60;
	driving.day_drive_s = driving.drive_s + (uint32_t)data[2] * 30;
	driving.rest_s = driving.break_s + (uint32_t)data[3] * 300;
	driving.speed_kmh = 60;
	query.now = (int64_t)data[4] * 1800;
	query.cutoff = (int64_t)data[5] * 7200;
	data += 6, size -= 6;
	for (; query.count < LEGS_MAX && size >= LEG_BYTES;
	     data += LEG_BYTES, size -= LEG_BYTES, query.count++)
		leg_from(data, &query.legs[query.count], hours[query.count], lists[query.count]);
	timetable_make(&query, &table);
	must(table.state >= TIMETABLE_GOOD && table.state <= TIMETABLE_NONE && table.help_count <= HELPS_MAX);
	if (table.state == TIMETABLE_GOOD)
		in_order(&query, &table);
	return 0;
}
