#include "proto/bounds.h"

#include <string.h>

static void window(struct judging *j, uint32_t not_before, uint32_t not_after, enum finding_code early,
                   enum finding_code late, uint32_t province)
{
	if (j->q->now < not_before)
		judge_find(j, early, province, j->q->now, not_before);
	if (j->q->now > not_after)
		judge_find(j, late, province, j->q->now, not_after);
}

void bounds_trip(struct judging *j)
{
	const Guosuo__V1__Trip *trip = j->trip.body;
	window(j, trip->not_before, trip->not_after, FINDING_TRIP_NOT_YET, FINDING_TRIP_EXPIRED,
	       trip->issuer);
}

void bounds_leg(struct judging *j)
{
	const Guosuo__V1__Leg *leg = j->leg.body;
	window(j, leg->not_before, leg->not_after, FINDING_LEG_NOT_YET, FINDING_LEG_EXPIRED, leg->province);
}

void bounds_assignment(struct judging *j)
{
	const Guosuo__V1__Assignment *assignment = j->assignment.body;
	window(j, assignment->not_before, assignment->not_after, FINDING_ASSIGNMENT_NOT_YET,
	       FINDING_ASSIGNMENT_EXPIRED, 0);
}

void bounds_hours(struct judging *j)
{
	const Guosuo__V1__Leg *leg = j->leg.body;
	if (!hours_permit(leg->hours, leg->n_hours, j->q->now, j->directory->body->utc_offset_min))
		judge_find(j, FINDING_HOURS_CLOSED, leg->province, 0, 0);
}

static bool on_road(const Guosuo__V1__Leg *leg, const char *road)
{
	for (size_t i = 0; i < leg->n_roads; i++)
		if (strcmp(leg->roads[i]->number, road) == 0)
			return true;
	return false;
}

static bool at_end(const Guosuo__V1__Leg *leg, const struct place *place)
{
	uint32_t station = station_of(place->division, place->station);
	return place->division != 0 && place->station != 0 && (station == leg->entry || station == leg->exit);
}

void bounds_place(struct judging *j)
{
	const struct place *place = &j->q->place;
	const Guosuo__V1__Leg *leg = j->leg.body;
	bool station_told = place->division != 0 && place->station != 0;
	if (place->province == 0)
		return;
	if (place->province != leg->province) {
		judge_find(j, FINDING_WRONG_PROVINCE, leg->province, leg->province, place->province);
		return;
	}
	if ((place->road == NULL && !station_told) || (place->road != NULL && on_road(leg, place->road)) ||
	    at_end(leg, place))
		return;
	judge_find(j, FINDING_PLACE_MISMATCH, leg->province, 0, 0);
}
