#include "server/sites.h"

#include <stdlib.h>

#include "proto/check.h"
#include "proto/identity.h"
#include "proto/rule.h"
#include "server/store_stop.h"

static enum err check_length(struct tx *tx, uint32_t province, uint32_t stop, uint32_t length_mm, struct path path,
                             struct faults *faults)
{
	struct stop_row row;
	enum err err = store_stop_get(tx, province, stop, &row);
	if (err == ERR_OK && length_mm > row.longest_mm)
		fault_add(faults, RULE_STOP_SHORT, path.text, length_mm, row.longest_mm);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static void check_station(const struct roster *roster, const Guosuo__V1__ApplicationStation *station, struct path path,
                          struct faults *faults)
{
	uint32_t division;
	if (station == NULL || station->station[0] == '\0' ||
	    division_read(span_text(station->division), &division) != RULE_OK)
		return; /* faulted as what it is */
	if (roster_site_named(roster, GUOSUO__V1__SITE_KIND__SITE_STATION, division, station->station) == NULL)
		fault_add(faults, RULE_SITE_UNKNOWN, path_under(path, "station").text, 0, roster->body->province);
}

static enum err check_stop(struct tx *tx, const struct roster *roster, const char *name, uint32_t length_mm,
                           struct path path, struct faults *faults)
{
	const Guosuo__V1__Site *site =
	    roster_site_named(roster, GUOSUO__V1__SITE_KIND__SITE_STOP, 0, name);
	if (site != NULL)
		return check_length(tx, roster->body->province, site->code, length_mm, path, faults);
	if (name[0] != '\0')
		fault_add(faults, RULE_SITE_UNKNOWN, path.text, 0, roster->body->province);
	return ERR_OK;
}

static enum err check_leg(struct tx *tx, const struct roster *roster, const Guosuo__V1__ApplicationLeg *leg,
                          uint32_t length_mm, struct path path, struct faults *faults)
{
	enum err err = ERR_OK;
	check_station(roster, leg->entry, path_under(path, "entry"), faults);
	check_station(roster, leg->exit, path_under(path, "exit"), faults);
	for (size_t i = 0; err == ERR_OK && i < leg->n_stops && i < STOPS_MAX; i++)
		err = check_stop(tx, roster, leg->stops[i]->name, length_mm,
		                 path_under(path_at(path_under(path, "stops"), i), "name"), faults);
	return err;
}

enum err sites_check(struct tx *tx, struct call *call, const Guosuo__V1__Application *application,
                     struct faults *faults)
{
	const Guosuo__V1__Journey *journey = application->journey;
	const Guosuo__V1__Train *train = application->vehicle;
	uint32_t length_mm = train == NULL || train->laden == NULL ? 0 : train->laden->length_mm;
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && journey != NULL && i < journey->n_legs && i < LEGS_MAX; i++) {
		const Guosuo__V1__ApplicationLeg *leg = journey->legs[i];
		const struct roster *roster =
		    held_roster(call->held, (uint32_t)strtoul(leg->province, NULL, 10));
		if (roster != NULL)
			err = check_leg(tx, roster, leg, length_mm, path_at(path_root("journey.legs"), i), faults);
	}
	return err;
}

static enum err check_lengths(struct tx *tx, struct call *call, uint32_t province, const uint32_t *stops, size_t count,
                              const Guosuo__V1__Trip *trip, struct path path)
{
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < count; i++)
		err = check_length(tx, province, stops[i], trip->laden->length_mm, path_at(path, i), &call->faults);
	return err == ERR_OK && call->faults.errors > 0 ? ERR_INPUT : err;
}

enum err sites_leg(struct tx *tx, struct call *call, const Guosuo__V1__Leg *leg, const Guosuo__V1__Trip *trip)
{
	return check_lengths(tx, call, leg->province, leg->stops, leg->n_stops, trip, path_root("leg.stops"));
}

enum err sites_wish(struct tx *tx, struct call *call, uint32_t province, const Guosuo__V1__Proposal *wish,
                    const Guosuo__V1__Trip *trip, struct path path)
{
	const struct roster *roster = held_roster(call->held, province);
	const struct path stops = path_under(path, "stops");
	for (size_t i = 0; roster != NULL && i < wish->n_stops; i++)
		if (roster_stop(roster, wish->stops[i]) == NULL)
			fault_add(&call->faults, RULE_STOP_UNKNOWN, path_at(stops, i).text, wish->stops[i], province);
	return check_lengths(tx, call, province, wish->stops, wish->n_stops, trip, stops);
}
