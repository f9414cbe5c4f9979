/* tests/stops_rig.h - a roster with two stops more and their keepers, a booking at one of them. Keys are
 * numbers, as in tests/trust_rig.h: the keepers' follow those of the other entries. */
#ifndef GUOSUO_TESTS_STOPS_RIG_H
#define GUOSUO_TESTS_STOPS_RIG_H

#include "proto/booking.h"
#include "tests/trust_rig.h"

enum {
	STOP = 12,       /* rig_roster's own */
	STOP_OTHER = 13, /* added here */
	ENTRY_KEEPER = ENTRY_COUNT,
	ENTRY_KEEPER_OTHER,
	ENTRIES_WITH_KEEPERS,
	BOOKING_CODE = 482915,
};

static inline void stops_keeper(struct rig *rig, Guosuo__V1__Roster *roster, uint32_t entry, uint32_t stop)
{
	roster->entries[entry] =
	    rig_roster_entry(rig, roster->province, entry, GUOSUO__V1__ROLE__ROLE_STOP_KEEPER, entry + 1);
	roster->entries[entry]->checkpoint = stop;
}

/* rig_roster and what is added. */
static inline Guosuo__V1__Roster *stops_roster(struct rig *rig, uint32_t province, uint32_t version)
{
	Guosuo__V1__Roster *roster = rig_roster(rig, province, version);
	Guosuo__V1__RosterEntry **entries = rig_take(rig, ENTRIES_WITH_KEEPERS * sizeof *entries);
	Guosuo__V1__Site **sites = rig_take(rig, (roster->n_sites + 1) * sizeof *sites);
	memcpy(entries, roster->entries, roster->n_entries * sizeof *entries);
	memcpy(sites, roster->sites, roster->n_sites * sizeof *sites);
	roster->entries = entries;
	roster->n_entries = ENTRIES_WITH_KEEPERS;
	stops_keeper(rig, roster, ENTRY_KEEPER, STOP);
	stops_keeper(rig, roster, ENTRY_KEEPER_OTHER, STOP_OTHER);
	sites[roster->n_sites++] =
	    rig_site(rig, GUOSUO__V1__SITE_KIND__SITE_STOP, province * 10000 + 100, STOP_OTHER);
	roster->sites = sites;
	return roster;
}

#endif
