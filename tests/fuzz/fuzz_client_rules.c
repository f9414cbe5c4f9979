/* A rules file of any bytes: read, and where it is sound, asked about a leg. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "client/ruling.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t memory[4 << 20];
	static struct miss why[RULES_MAX];
	struct arena arena = {memory, sizeof memory, 0};
	struct faults faults = {0};
	struct rules rules;
	if (rules_read(span_of(data, size), &arena, &faults, &rules) != ERR_OK)
		return 0;
	uint8_t uscc[USCC_PACKED] = {1};
	Guosuo__V1__Roster body = GUOSUO__V1__ROSTER__INIT;
	const struct roster roster = {.body = &body};
	Guosuo__V1__Company company = GUOSUO__V1__COMPANY__INIT;
	Guosuo__V1__Laden laden = GUOSUO__V1__LADEN__INIT;
	Guosuo__V1__Trip trip = GUOSUO__V1__TRIP__INIT;
	Guosuo__V1__Leg leg = GUOSUO__V1__LEG__INIT;
	Guosuo__V1__Road road = GUOSUO__V1__ROAD__INIT, *roads[] = {&road};
	road.number = (char *)(uintptr_t)"G3";
	company.uscc = (ProtobufCBinaryData){sizeof uscc, uscc};
	trip.company = &company, trip.laden = &laden;
	leg.roads = roads, leg.n_roads = 1;
	leg.entry = leg.exit = 370103001;
	const struct ruling_case of = {
	    .trip = &trip, .leg = &leg, .over_limit_class = 3, .roster = &roster, .former_trip = &trip, .former_leg = &leg};
	size_t missed;
	const Guosuo__V1__ProvinceRule *rule = ruling_of(&rules, &of, why, &missed);
	assert(rule == NULL || rule->then != GUOSUO__V1__RULING__SEAL_AT_ONCE); /* two persons */
	for (size_t i = 0; i < missed; i++) {
		char text[256];
		ruling_text(&why[i], LANG_ZH, text, sizeof text);
		assert(text[0] != '\0');
	}
	return 0;
}
