#include "proto/application.h"
#include "proto/timetable.h"

static int64_t minutes(int64_t seconds)
{
	return (seconds + 59) / 60;
}

static bool km_check(const struct check *check, const Guosuo__V1__Journey *journey)
{
	bool good = true;
	for (size_t i = 0; i < journey->n_legs && i < LEGS_MAX; i++)
		good &= check_range(check, path_under(path_at(path_root("journey.legs"), i), "km"),
		                    journey->legs[i]->km, 1, KM_MAX);
	return good;
}

static const char *target_field(const Guosuo__V1__Journey *journey)
{
	bool arrival = journey->arrive_not_after[0] != '\0', cutoff = journey->port_cutoff[0] != '\0';
	return cutoff ? "port_cutoff" : arrival ? "arrive_not_after" : "depart_not_before";
}

/* Reviewers have not set their windows and hours yet: as if they allowed all. */
static void road_say(const struct check *check, const Guosuo__V1__Journey *journey,
                     const struct timetable *table)
{
	const struct timetable_row *last = &table->rows[table->count - 1];
	if (table->state == TIMETABLE_NONE) {
		struct path leg = path_at(path_root("journey.legs"), table->first - 1);
		check_fault(check, path_under(leg, "stops"), RULE_STOP_NEEDED,
		            minutes(table->rows[table->first - 1].drive_s),
		            check->directory->body->limits->driving->drive_s / 60);
	} else if (table->state == TIMETABLE_LATE) {
		check_fault(check, path_under(path_root("journey"), target_field(journey)),
		            RULE_CUTOFF_MISSED, minutes(table->late_s),
		            minutes(last->exit - table->rows[0].enter));
	}
}

void timetable_check(const struct check *check, const Guosuo__V1__Application *application)
{
	struct timetable_query query;
	struct timetable table;
	int64_t from, to;
	const Guosuo__V1__Limits *limits = check->directory->body->limits;
	if (limits->driving == NULL || application->journey == NULL ||
	    !km_check(check, application->journey) || check->faults->errors > 0 ||
	    application_window(application->journey, &from, &to) != ERR_OK)
		return;
	timetable_wishes(application, check->directory, from, from + 2 * (int64_t)LIFE_MAX_S, &query);
	query.cutoff = query.cutoff != 0 && query.cutoff < to ? query.cutoff : to;
	query.now = check->now;
	timetable_judge(&query, &table);
	road_say(check, application->journey, &table);
}
