#include "proto/application.h"

#include <string.h>

#include "proto/identity.h"
#include "proto/roster.h"
#include "proto/timetable.h"

/* ---- forms of texts ---- */

static enum rule uscc_form(struct span text)
{
	uint8_t packed[USCC_PACKED];
	return uscc_pack(text, packed);
}

static enum rule hs_form(struct span text)
{
	uint32_t subheading;
	return hs_read(text, &subheading);
}

static enum rule time_form(struct span text)
{
	int64_t when;
	return rfc3339_read(text, &when) == ERR_OK ? RULE_OK : RULE_TIME_FORM;
}

bool application_same_company(const char *one, const char *other)
{
	uint8_t a[USCC_PACKED], b[USCC_PACKED];
	return uscc_pack(span_text(one), a) == RULE_OK && uscc_pack(span_text(other), b) == RULE_OK &&
	       memcmp(a, b, sizeof a) == 0;
}

uint32_t class_read(const char *name)
{
	static const char *const names[] = {"I", "II", "III"};
	for (uint32_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return i + 1;
	return 0;
}

/* ---- applicant, cargo, drivers ---- */

static void contact_check(const struct check *check, struct path path, const Guosuo__V1__Contact *contact)
{
	if (!check_present(check, path, contact))
		return;
	check_text(check, path_under(path, "name"), contact->name, true, NAME_BYTES);
	check_form(check, path_under(path, "mobile"), contact->mobile, true, mobile_check);
}

static void licence_field(const struct check *check, struct path path, const char *text)
{
	uint32_t by_character = 0, by_digits = 0;
	check_text(check, path, text, true, NAME_BYTES);
	if (text[0] == '\0')
		return;
	enum rule rule = licence_check(span_text(text), &by_character, &by_digits);
	bool provinces = rule == RULE_LICENCE_PROVINCE;
	check_fault(check, path, rule, provinces ? by_character : 0, provinces ? by_digits : 0);
}

/* An agent that is the applicant is none. */
static void agent_check(const struct check *check, struct path path, const Guosuo__V1__Applicant *applicant)
{
	const Guosuo__V1__Agent *agent = applicant->agent;
	int64_t until;
	check_form(check, path_under(path, "uscc"), agent->uscc, true, uscc_form);
	check_text(check, path_under(path, "name"), agent->name, true, NAME_BYTES);
	contact_check(check, path_under(path, "contact"), agent->contact);
	check_text(check, path_under(path, "authority"), agent->authority, true, NAME_BYTES);
	check_form(check, path_under(path, "valid_until"), agent->valid_until, true, time_form);
	if (application_same_company(agent->uscc, applicant->uscc))
		check_fault(check, path_under(path, "uscc"), RULE_DUPLICATE, 0, 0);
	if (rfc3339_read(span_text(agent->valid_until), &until) == ERR_OK && until < check->now)
		check_fault(check, path_under(path, "valid_until"), RULE_WINDOW_PAST, until, check->now);
}

static void applicant_check(const struct check *check, const Guosuo__V1__Applicant *applicant)
{
	struct path path = path_root("applicant");
	if (!check_present(check, path, applicant))
		return;
	check_form(check, path_under(path, "uscc"), applicant->uscc, true, uscc_form);
	check_text(check, path_under(path, "name"), applicant->name, true, NAME_BYTES);
	check_text(check, path_under(path, "name_en"), applicant->name_en, false, TEXT_BYTES);
	contact_check(check, path_under(path, "contact"), applicant->contact);
	licence_field(check, path_under(path, "haulier_licence"), applicant->haulier_licence);
	if (applicant->agent != NULL)
		agent_check(check, path_under(path, "agent"), applicant);
}

/* Several pieces may share a train only where they cannot travel apart. */
static void divisible_check(const struct check *check, struct path path,
                            const Guosuo__V1__ApplicationCargo *cargo)
{
	check_text(check, path_under(path, "indivisible"), cargo->indivisible, false, TEXT_BYTES);
	if (cargo->pieces > 1 && cargo->indivisible[0] == '\0')
		check_fault(check, path_under(path, "pieces"), RULE_CARGO_DIVISIBLE, cargo->pieces, 1);
}

static void cargo_check(const struct check *check, const Guosuo__V1__ApplicationCargo *cargo)
{
	struct path path = path_root("cargo");
	if (!check_present(check, path, cargo))
		return;
	check_text(check, path_under(path, "name"), cargo->name, true, NAME_BYTES);
	check_text(check, path_under(path, "name_en"), cargo->name_en, false, TEXT_BYTES);
	check_form(check, path_under(path, "hs_code"), cargo->hs_code, true, hs_form);
	check_range(check, path_under(path, "pieces"), cargo->pieces, 1, UINT32_MAX);
	divisible_check(check, path, cargo);
	check_range(check, path_under(path, "mass_kg"), cargo->mass_kg, 1, MASS_MAX_KG);
	check_range(check, path_under(path, "length_mm"), cargo->length_mm, 1, MEASURE_MAX_MM);
	check_range(check, path_under(path, "width_mm"), cargo->width_mm, 1, MEASURE_MAX_MM);
	check_range(check, path_under(path, "height_mm"), cargo->height_mm, 1, MEASURE_MAX_MM);
}

static void drivers_check(const struct check *check, size_t n, Guosuo__V1__ApplicationDriver *const *drivers)
{
	struct path list = path_root("drivers");
	n = check_count(check, list, n, 1, DRIVERS_MAX);
	for (size_t i = 0; i < n; i++) {
		struct path path = path_at(list, i);
		check_text(check, path_under(path, "name"), drivers[i]->name, true, NAME_BYTES);
		check_form(check, path_under(path, "licence"), drivers[i]->licence, true, resident_id_check);
		check_form(check, path_under(path, "mobile"), drivers[i]->mobile, true, mobile_check);
	}
}

static enum rule plate_form(struct span text)
{
	uint64_t plate;
	return plate_pack(text, &plate);
}

static void escorts_check(const struct check *check, size_t n, Guosuo__V1__ApplicationEscort *const *escorts)
{
	struct path list = path_root("escorts");
	n = check_count(check, list, n, 0, ESCORT_PEOPLE_MAX);
	for (size_t i = 0; i < n; i++) {
		struct path path = path_at(list, i);
		check_text(check, path_under(path, "name"), escorts[i]->name, true, NAME_BYTES);
		check_form(check, path_under(path, "mobile"), escorts[i]->mobile, true, mobile_check);
		check_form(check, path_under(path, "plate"), escorts[i]->plate, false, plate_form);
	}
}

/* ---- documents ---- */

/* A code of a list the desk keeps. */
static enum rule kind_form(struct span text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	return text.n <= DOCUMENT_KIND_BYTES && strspn((const char *)text.p, letters) == text.n ? RULE_OK : RULE_CHOICE;
}

static enum rule media_form(struct span text)
{
	static const char *const types[] = {"application/pdf", "image/jpeg", "image/png"};
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (span_equal(text, span_text(types[i])))
			return RULE_OK;
	return RULE_CHOICE;
}

static void hash_check(const struct check *check, struct path path, const char *text)
{
	bool hex = strlen(text) == 2 * HASH_LEN && strspn(text, "0123456789abcdef") == 2 * HASH_LEN;
	if (!hex)
		check_fault(check, path, text[0] == '\0' ? RULE_REQUIRED : RULE_HEX_FORM, 0, 2 * HASH_LEN);
}

static bool listed_before(Guosuo__V1__ApplicationDocument *const *documents, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(documents[i]->hash, documents[at]->hash) == 0)
			return true;
	return false;
}

void application_check_documents(const char *field, size_t n, Guosuo__V1__ApplicationDocument *const *documents,
                                 struct faults *faults)
{
	const struct check check = {.faults = faults};
	struct path list = path_root(field);
	n = check_count(&check, list, n, 0, DOCUMENTS_MAX);
	for (size_t i = 0; i < n; i++) {
		struct path path = path_at(list, i);
		check_form(&check, path_under(path, "kind"), documents[i]->kind, true, kind_form);
		hash_check(&check, path_under(path, "hash"), documents[i]->hash);
		check_text(&check, path_under(path, "name"), documents[i]->name, true, NAME_BYTES);
		check_form(&check, path_under(path, "media_type"), documents[i]->media_type, true, media_form);
		check_range(&check, path_under(path, "size"), documents[i]->size, 1, DOCUMENT_SIZE_MAX);
		if (listed_before(documents, i))
			check_fault(&check, path_under(path, "hash"), RULE_DUPLICATE, 0, 0);
	}
}

/* ---- places ---- */

/* The division's number, or 0 with a fault. */
static uint32_t division_of(const struct check *check, struct path path, const char *text)
{
	uint32_t division = 0;
	if (text[0] == '\0')
		check_fault(check, path, RULE_REQUIRED, 0, 0);
	else
		check_fault(check, path, division_read(span_text(text), &division), 0, 0);
	return division;
}

static uint32_t place_check(const struct check *check, struct path path,
                            const Guosuo__V1__ApplicationPlace *place)
{
	if (!check_present(check, path, place))
		return 0;
	check_text(check, path_under(path, "place"), place->place, true, TEXT_BYTES);
	check_form(check, path_under(path, "unlocode"), place->unlocode, false, locode_check);
	return division_of(check, path_under(path, "division"), place->division);
}

/* ---- legs ---- */

/* "37": its number; 0 with a fault when it has another form or the directory does not have it. */
static uint32_t province_check(const struct check *check, struct path path, const char *text)
{
	bool two_digits = strlen(text) == 2 && strspn(text, "0123456789") == 2;
	if (!two_digits) {
		check_fault(check, path, text[0] == '\0' ? RULE_REQUIRED : RULE_DIVISION_FORM, 0, 0);
		return 0;
	}
	uint32_t province = (uint32_t)(text[0] - '0') * 10 + (uint32_t)(text[1] - '0');
	if (directory_province(check->directory, province) != NULL)
		return province;
	check_fault(check, path, RULE_PROVINCE_UNKNOWN, province, 0);
	return 0;
}

static void station_check(const struct check *check, struct path path,
                          const Guosuo__V1__ApplicationStation *station, uint32_t province)
{
	if (!check_present(check, path, station))
		return;
	check_text(check, path_under(path, "station"), station->station, true, NAME_BYTES);
	uint32_t division = division_of(check, path_under(path, "division"), station->division);
	if (division != 0 && province != 0 && division / 10000 != province)
		check_fault(check, path_under(path, "division"), RULE_LEG_DIVISION, division, province);
}

static void texts_check(const struct check *check, struct path path, size_t n, char *const *texts,
                        size_t least, size_t most, size_t bytes)
{
	n = check_count(check, path, n, least, most);
	for (size_t i = 0; i < n; i++)
		check_text(check, path_at(path, i), texts[i], true, bytes);
}

static void stops_check(const struct check *check, struct path list, const Guosuo__V1__ApplicationLeg *leg)
{
	Guosuo__V1__ApplicationStop *const *stops = leg->stops;
	size_t n = check_count(check, list, leg->n_stops, 0, STOPS_MAX);
	for (size_t i = 0; i < n; i++) {
		struct path path = path_at(list, i);
		if (leg->km != 0 && stops[i]->km > leg->km)
			check_fault(check, path_under(path, "km"), RULE_STOP_BEYOND, stops[i]->km, leg->km);
		check_text(check, path_under(path, "name"), stops[i]->name, true, NAME_BYTES);
		texts_check(check, path_under(path, "services"), stops[i]->n_services, stops[i]->services, 0,
		            STOPS_MAX, NAME_BYTES);
	}
}

static uint32_t leg_check(const struct check *check, struct path path, const Guosuo__V1__ApplicationLeg *leg)
{
	uint32_t province = province_check(check, path_under(path, "province"), leg->province);
	texts_check(check, path_under(path, "roads"), leg->n_roads, leg->roads, 1, ROADS_MAX, ROAD_BYTES);
	station_check(check, path_under(path, "entry"), leg->entry, province);
	station_check(check, path_under(path, "exit"), leg->exit, province);
	stops_check(check, path_under(path, "stops"), leg);
	return province;
}

/* Provinces; 0 is unknown and has its fault already. */
struct route {
	uint32_t origin, destination, legs[LEGS_MAX];
	size_t n;
};

static void route_check(const struct check *check, struct path list, const struct route *route)
{
	uint32_t before = 0;
	for (size_t i = 0; i < route->n; i++) {
		struct path field = path_under(path_at(list, i), "province");
		uint32_t province = route->legs[i];
		if (i == 0 && province != 0 && route->origin != 0 && province != route->origin)
			check_fault(check, field, RULE_LEG_ORIGIN, province, route->origin);
		if (before != 0 && province != 0 && !directory_neighbours(check->directory, before, province))
			check_fault(check, field, RULE_LEG_NEIGHBOUR, before, province);
		if (i + 1 == route->n && province != 0 && route->destination != 0 &&
		    province != route->destination)
			check_fault(check, field, RULE_LEG_DESTINATION, province, route->destination);
		before = province;
	}
}

static void legs_check(const struct check *check, struct path list, const Guosuo__V1__Journey *journey,
                       uint32_t origin, uint32_t destination)
{
	struct route route = {.origin = origin / 10000, .destination = destination / 10000};
	route.n = check_count(check, list, journey->n_legs, 1, LEGS_MAX);
	for (size_t i = 0; i < route.n; i++)
		route.legs[i] = leg_check(check, path_at(list, i), journey->legs[i]);
	route_check(check, list, &route);
}

/* ---- window ---- */

/* What ends the window: the field, and its text; NULL: WINDOW_DEFAULT_S does. */
static const char *window_end(const Guosuo__V1__Journey *journey, const char **text)
{
	bool arrival = journey->arrive_not_after[0] != '\0', cutoff = journey->port_cutoff[0] != '\0';
	*text = arrival ? journey->arrive_not_after : cutoff ? journey->port_cutoff : NULL;
	return arrival ? "arrive_not_after" : cutoff ? "port_cutoff" : "depart_not_before";
}

enum err application_window(const Guosuo__V1__Journey *journey, int64_t *not_before, int64_t *not_after)
{
	int64_t from, to;
	const char *text;
	(void)window_end(journey, &text);
	enum err err = rfc3339_read(span_text(journey->depart_not_before), &from);
	if (err == ERR_OK && text != NULL)
		err = rfc3339_read(span_text(text), &to);
	if (err != ERR_OK)
		return err;
	*not_before = from;
	*not_after = text != NULL ? to : from + WINDOW_DEFAULT_S;
	return ERR_OK;
}

static void window_check(const struct check *check, struct path path, const Guosuo__V1__Journey *journey)
{
	int64_t from, to;
	const char *text;
	if (application_window(journey, &from, &to) != ERR_OK)
		return;
	struct path end = path_under(path, window_end(journey, &text));
	uint32_t most = check->directory->body->limits->trip_window_s;
	if (to <= from)
		check_fault(check, end, RULE_WINDOW_ORDER, to, from);
	else if (to <= check->now)
		check_fault(check, end, RULE_WINDOW_PAST, to, check->now);
	else if (most != 0 && to - from > most)
		check_fault(check, end, RULE_WINDOW_LENGTH, to - from, most);
	else if (to - check->now > LIFE_MAX_S)
		check_fault(check, end, RULE_WINDOW_FAR, to - check->now, LIFE_MAX_S);
}

static void journey_check(const struct check *check, const Guosuo__V1__Journey *journey)
{
	struct path path = path_root("journey");
	if (!check_present(check, path, journey))
		return;
	uint32_t origin = place_check(check, path_under(path, "origin"), journey->origin);
	uint32_t destination = place_check(check, path_under(path, "destination"), journey->destination);
	check_form(check, path_under(path, "export_country"), journey->export_country, false, country_check);
	check_form(check, path_under(path, "depart_not_before"), journey->depart_not_before, true, time_form);
	check_form(check, path_under(path, "arrive_not_after"), journey->arrive_not_after, false, time_form);
	check_form(check, path_under(path, "port_cutoff"), journey->port_cutoff, false, time_form);
	check_form(check, path_under(path, "contract_delivery"), journey->contract_delivery, false,
	           time_form);
	window_check(check, path, journey);
	legs_check(check, path_under(path, "legs"), journey, origin, destination);
}

/* ---- class, consignment ---- */

static void class_check(const struct check *check, const Guosuo__V1__Application *application)
{
	const char *name = application->over_limit_class;
	uint32_t claimed = class_read(name);
	if (name[0] != '\0' && claimed == 0)
		check_fault(check, path_root("over_limit_class"), RULE_CHOICE, 0, 0);
	if (application->vehicle == NULL || application->vehicle->laden == NULL)
		return;
	uint32_t computed = train_class(application->vehicle, check->directory->body->limits);
	if (computed == 0)
		check_fault(check, path_root("vehicle.laden"), RULE_CLASS_NONE, 0, 0);
	if (claimed != 0 && claimed < computed)
		check_fault(check, path_root("over_limit_class"), RULE_CLASS_BELOW, claimed, computed);
}

static void consignment_check(const struct check *check, const Guosuo__V1__Consignment *consignment)
{
	struct path path = path_root("consignment");
	check_text(check, path_under(path, "id"), consignment->id, true, CONSIGNMENT_BYTES);
	check_range(check, path_under(path, "units"), consignment->units, 1, UNITS_MAX);
	if (consignment->unit < 1 || consignment->unit > consignment->units)
		check_fault(check, path_under(path, "unit"), RULE_ORDINAL, consignment->unit,
		            consignment->units);
}

/* ---- the empty return ---- */

/* The return as a journey: the way out's places in the other order, its own times and legs. */
static Guosuo__V1__Journey return_journey(const Guosuo__V1__Application *application)
{
	const Guosuo__V1__EmptyReturn *from = application->empty_return;
	Guosuo__V1__Journey journey = GUOSUO__V1__JOURNEY__INIT;
	journey.origin = application->journey->destination;
	journey.destination = application->journey->origin;
	journey.depart_not_before = from->depart_not_before;
	journey.arrive_not_after = from->arrive_not_after;
	journey.n_legs = from->n_legs;
	journey.legs = from->legs;
	return journey;
}

static uint32_t place_province(const Guosuo__V1__ApplicationPlace *place)
{
	uint32_t division = 0;
	if (place == NULL || division_read(span_text(place->division), &division) != RULE_OK)
		return 0;
	return division;
}

/* Back before it has left is a slip of the pen. */
static void return_order(const struct check *check, struct path path, const Guosuo__V1__Journey *out,
                         const Guosuo__V1__Journey *back)
{
	int64_t leaves, returns;
	if (rfc3339_read(span_text(out->depart_not_before), &leaves) == ERR_OK &&
	    rfc3339_read(span_text(back->depart_not_before), &returns) == ERR_OK && returns <= leaves)
		check_fault(check, path_under(path, "depart_not_before"), RULE_WINDOW_ORDER, returns, leaves);
}

static void return_way(const struct check *check, struct path path,
                       const Guosuo__V1__Application *application)
{
	Guosuo__V1__Journey back = return_journey(application);
	check_form(check, path_under(path, "depart_not_before"), back.depart_not_before, true, time_form);
	check_form(check, path_under(path, "arrive_not_after"), back.arrive_not_after, false, time_form);
	window_check(check, path, &back);
	return_order(check, path, application->journey, &back);
	if (back.n_legs > 0)
		legs_check(check, path_under(path, "legs"), &back, place_province(back.origin),
		           place_province(back.destination));
}

static void return_check(const struct check *check, const Guosuo__V1__Application *application)
{
	struct path path = path_root("empty_return"), laden = path_under(path, "laden");
	const Guosuo__V1__EmptyReturn *back = application->empty_return;
	if (application->journey != NULL)
		return_way(check, path, application);
	if (application->vehicle == NULL)
		return;
	train_empty_check(check, laden, application->vehicle, back->laden);
	if (back->laden != NULL && !application_return_needed(application, check->directory))
		check_fault(check, laden, RULE_RETURN_FREE, 0, 0);
}

bool application_return_needed(const Guosuo__V1__Application *application, const struct directory *directory)
{
	if (application->empty_return == NULL)
		return false;
	Guosuo__V1__Train empty = *application->vehicle;
	empty.laden = application->empty_return->laden;
	return train_class(&empty, directory->body->limits) != 0;
}

/* As far from the other end; at that end itself it is not known to be before it. */
static bool stops_backwards(const Guosuo__V1__ApplicationLeg *way, struct arena *arena, Guosuo__V1__ApplicationLeg *leg)
{
	leg->stops = arena_take(arena, way->n_stops * sizeof *leg->stops);
	for (size_t i = 0; leg->stops != NULL && i < way->n_stops; i++) {
		leg->stops[i] = arena_take(arena, sizeof **leg->stops);
		if (leg->stops[i] == NULL)
			return false;
		*leg->stops[i] = *way->stops[i];
		leg->stops[i]->km = way->stops[i]->km == 0 ? 0 : way->km - way->stops[i]->km;
	}
	return leg->stops != NULL;
}

static bool backwards(size_t n, Guosuo__V1__ApplicationLeg *const *from, struct arena *arena,
                      Guosuo__V1__ApplicationLeg ***out)
{
	Guosuo__V1__ApplicationLeg **list = arena_take(arena, n * sizeof *list);
	for (size_t i = 0; list != NULL && i < n; i++) {
		const Guosuo__V1__ApplicationLeg *way = from[n - 1 - i];
		Guosuo__V1__ApplicationLeg *leg = arena_take(arena, sizeof *leg);
		char **roads = arena_take(arena, way->n_roads * sizeof *roads);
		if (leg == NULL || roads == NULL)
			return false;
		for (size_t k = 0; k < way->n_roads; k++)
			roads[k] = way->roads[way->n_roads - 1 - k];
		*leg = *way;
		leg->roads = roads;
		leg->entry = way->exit, leg->exit = way->entry;
		if (!stops_backwards(way, arena, leg))
			return false;
		list[i] = leg;
	}
	*out = list;
	return list != NULL;
}

enum err application_return(const Guosuo__V1__Application *application, const char *number,
                            struct arena *arena, Guosuo__V1__Application **out)
{
	Guosuo__V1__Application *back = arena_take(arena, sizeof *back);
	Guosuo__V1__Train *train = arena_take(arena, sizeof *train);
	Guosuo__V1__Journey *journey = arena_take(arena, sizeof *journey);
	char *of = arena_text(arena, span_text(number));
	if (back == NULL || train == NULL || journey == NULL || of == NULL)
		return ERR_MEMORY;
	*back = *application;
	*train = *application->vehicle;
	*journey = return_journey(application);
	train->laden = application->empty_return->laden;
	if (journey->n_legs == 0) {
		journey->n_legs = application->journey->n_legs;
		if (!backwards(journey->n_legs, application->journey->legs, arena, &journey->legs))
			return ERR_MEMORY;
	}
	back->vehicle = train;
	back->journey = journey;
	back->cargo = NULL;
	back->empty_return = NULL;
	back->over_limit_class = (char *)(uintptr_t)protobuf_c_empty_string;
	back->return_of = of;
	*out = back;
	return ERR_OK;
}

static enum rule number_form(struct span text)
{
	uint8_t number[8];
	return pass_number_read(text, number);
}

/* What a trip that is itself a return may not carry, and must name. */
static void returning_check(const struct check *check, const Guosuo__V1__Application *application)
{
	if (application->cargo != NULL)
		check_fault(check, path_root("cargo"), RULE_RETURN_CARGO, 0, 0);
	if (application->empty_return != NULL)
		check_fault(check, path_root("empty_return"), RULE_RETURN_CARGO, 0, 0);
	check_present(check, path_root("consignment"), application->consignment);
	check_form(check, path_root("return_of"), application->return_of, true, number_form);
}

bool application_is_return(const Guosuo__V1__Application *application)
{
	return application->return_of[0] != '\0';
}

/* ---- all of it ---- */

void application_check(const Guosuo__V1__Application *application, const struct directory *directory,
                       int64_t now, struct faults *faults)
{
	const struct check check = {directory, now, faults};
	check_text(&check, path_root("note"), application->note, false, TEXT_BYTES);
	applicant_check(&check, application->applicant);
	if (application_is_return(application))
		returning_check(&check, application);
	else
		cargo_check(&check, application->cargo);
	if (check_present(&check, path_root("vehicle"), application->vehicle))
		train_check(&check, application->vehicle, application->cargo,
		            application_is_return(application));
	drivers_check(&check, application->n_drivers, application->drivers);
	escorts_check(&check, application->n_escorts, application->escorts);
	journey_check(&check, application->journey);
	class_check(&check, application);
	check_range(&check, path_root("journeys"), application->journeys, 0, JOURNEYS_MAX);
	timetable_check(&check, application);
	if (application->consignment != NULL)
		consignment_check(&check, application->consignment);
	if (application->empty_return != NULL && !application_is_return(application))
		return_check(&check, application);
	application_check_documents("documents", application->n_documents, application->documents, faults);
}
