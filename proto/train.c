#include "proto/train.h"

#include <string.h>

#include "proto/identity.h"

/* ---- kinds and axles ---- */

static const struct {
	const char *name;
	Guosuo__V1__VehicleKind kind;
	bool trailer;
} kinds[] = {
    {"tractor", GUOSUO__V1__VEHICLE_KIND__TRACTOR, false},
    {"rigid_truck", GUOSUO__V1__VEHICLE_KIND__RIGID_TRUCK, false},
    {"flatbed", GUOSUO__V1__VEHICLE_KIND__FLATBED, true},
    {"hydraulic_modular", GUOSUO__V1__VEHICLE_KIND__HYDRAULIC_MODULAR, true},
};

enum { KINDS = sizeof kinds / sizeof *kinds };

static size_t kind_row(const char *name)
{
	size_t i = 0;
	while (i < KINDS && strcmp(kinds[i].name, name) != 0)
		i++;
	return i;
}

Guosuo__V1__VehicleKind vehicle_kind(const char *name)
{
	size_t row = kind_row(name);
	return row < KINDS ? kinds[row].kind : GUOSUO__V1__VEHICLE_KIND__VEHICLE_KIND_UNSPECIFIED;
}

static bool is_modular(const Guosuo__V1__ApplicationVehicle *vehicle)
{
	return vehicle_kind(vehicle->kind) == GUOSUO__V1__VEHICLE_KIND__HYDRAULIC_MODULAR;
}

uint32_t vehicle_axles(const Guosuo__V1__ApplicationVehicle *vehicle)
{
	return is_modular(vehicle) ? vehicle->axle_lines : vehicle->axles;
}

/* ---- all vehicles in driving order ---- */

struct vehicles {
	const Guosuo__V1__ApplicationVehicle *item[TRACTORS_MAX + TRAILERS_MAX];
	struct path path[TRACTORS_MAX + TRAILERS_MAX];
	size_t n, tractors;
};

static void collect(struct vehicles *vehicles, struct path path, size_t n,
                    Guosuo__V1__ApplicationVehicle *const *list)
{
	for (size_t i = 0; i < n; i++) {
		vehicles->item[vehicles->n] = list[i];
		vehicles->path[vehicles->n++] = path_at(path, i);
	}
}

static size_t at_most(size_t n, size_t most)
{
	return n < most ? n : most;
}

static struct vehicles vehicles_of(const Guosuo__V1__Train *train)
{
	struct vehicles vehicles = {.n = 0};
	struct path path = path_root("vehicle");
	collect(&vehicles, path_under(path, "tractors"), at_most(train->n_tractors, TRACTORS_MAX),
	        train->tractors);
	vehicles.tractors = vehicles.n;
	collect(&vehicles, path_under(path, "trailers"), at_most(train->n_trailers, TRAILERS_MAX),
	        train->trailers);
	return vehicles;
}

/* Sums of what is not spare. */
struct sums {
	struct axles axles;
	uint64_t kerb_mass_kg, wheelbases_mm;
	size_t before_trailers, singles,
	    lines; /* axles of tractors, all axles with a load of their own, axle lines */
};

static struct sums sums_of(const struct vehicles *vehicles)
{
	struct sums sums = {.kerb_mass_kg = 0};
	for (size_t i = 0; i < vehicles->n; i++) {
		const Guosuo__V1__ApplicationVehicle *vehicle = vehicles->item[i];
		if (vehicle->spare)
			continue;
		uint32_t axles = vehicle_axles(vehicle);
		axles_add(&sums.axles, vehicle_kind(vehicle->kind), axles);
		sums.kerb_mass_kg += vehicle->kerb_mass_kg;
		for (size_t k = 0; k < vehicle->n_wheelbases_mm; k++)
			sums.wheelbases_mm += vehicle->wheelbases_mm[k];
		*(is_modular(vehicle) ? &sums.lines : &sums.singles) += axles;
		if (i < vehicles->tractors)
			sums.before_trailers = sums.singles;
	}
	return sums;
}

struct axles train_axles(const Guosuo__V1__Train *train)
{
	struct vehicles vehicles = vehicles_of(train);
	return sums_of(&vehicles).axles;
}

uint32_t train_class(const Guosuo__V1__Train *train, const Guosuo__V1__Limits *limits)
{
	Guosuo__V1__Laden laden;
	guosuo__v1__laden__init(&laden);
	laden.length_mm = train->laden->length_mm;
	laden.width_mm = train->laden->width_mm;
	laden.height_mm = train->laden->height_mm;
	laden.mass_kg = train->laden->mass_kg;
	return class_of(&laden, train_axles(train), limits);
}

/* ---- one vehicle ---- */

static void plate_check(const struct check *check, struct path path, const char *text, bool trailer)
{
	uint64_t plate;
	path = path_under(path, "plate");
	if (text[0] == '\0') {
		check_fault(check, path, RULE_REQUIRED, 0, 0);
		return;
	}
	enum rule rule = plate_pack(span_text(text), &plate);
	check_fault(check, path, rule, 0, 0);
	if (fault_is_error(rule) || plate_is_temporary(plate) || plate_is_trailer(plate) == trailer)
		return;
	check_fault(check, path, RULE_PLATE_KIND, 0, 0);
}

static enum rule vin_form(struct span text)
{
	uint8_t packed[VIN_PACKED];
	return vin_pack(text, packed);
}

static void kind_check(const struct check *check, struct path path,
                       const Guosuo__V1__ApplicationVehicle *vehicle, bool trailer)
{
	size_t row = kind_row(vehicle->kind);
	bool fits = row < KINDS && kinds[row].trailer == trailer;
	if (vehicle->kind[0] == '\0')
		check_fault(check, path_under(path, "kind"), RULE_REQUIRED, 0, 0);
	else if (!fits)
		check_fault(check, path_under(path, "kind"), RULE_CHOICE, 0, 0);
	else
		check_range(check, path_under(path, is_modular(vehicle) ? "axle_lines" : "axles"),
		            vehicle_axles(vehicle), 1, AXLES_MAX);
}

/* A number for each of what the vehicle has; a list that is not there was not told. */
static size_t each_check(const struct check *check, struct path path, size_t n, const uint32_t *values,
                         uint32_t due, uint32_t most, enum rule rule)
{
	if (n > 0 && n != due)
		check_fault(check, path, rule, (int64_t)n, due);
	n = at_most(n, AXLES_MAX);
	for (size_t i = 0; i < n; i++)
		check_range(check, path_at(path, i), values[i], 1, most);
	return n;
}

static void wheels_check(const struct check *check, struct path path,
                         const Guosuo__V1__ApplicationVehicle *vehicle)
{
	uint32_t axles = vehicle_axles(vehicle), line = check->directory->body->limits->line_tyres;
	struct path tyres = path_under(path, "tyres");
	each_check(check, path_under(path, "wheelbases_mm"), vehicle->n_wheelbases_mm, vehicle->wheelbases_mm,
	           axles == 0 ? 0 : axles - 1, MEASURE_MAX_MM, RULE_WHEELBASE_COUNT);
	size_t n = each_check(check, tyres, vehicle->n_tyres, vehicle->tyres, axles, TYRES_MAX, RULE_TYRE_COUNT);
	for (size_t i = 0; i < n && is_modular(vehicle) && line != 0; i++)
		if (vehicle->tyres[i] < line)
			check_fault(check, path_at(tyres, i), RULE_LINE_TYRES, vehicle->tyres[i], line);
	check_text(check, path_under(path, "tyre_size"), vehicle->tyre_size, false, NAME_BYTES);
}

static void vehicle_check(const struct check *check, struct path path,
                          const Guosuo__V1__ApplicationVehicle *vehicle, bool trailer)
{
	plate_check(check, path, vehicle->plate, trailer);
	check_form(check, path_under(path, "vin"), vehicle->vin, true, vin_form);
	check_text(check, path_under(path, "make"), vehicle->make, false, NAME_BYTES);
	kind_check(check, path, vehicle, trailer);
	wheels_check(check, path, vehicle);
	check_range(check, path_under(path, "kerb_mass_kg"), vehicle->kerb_mass_kg, 1, MASS_MAX_KG);
}

static bool same_plate(const Guosuo__V1__ApplicationVehicle *a, const Guosuo__V1__ApplicationVehicle *b)
{
	uint64_t one = 0, other = 0;
	return !fault_is_error(plate_pack(span_text(a->plate), &one)) &&
	       !fault_is_error(plate_pack(span_text(b->plate), &other)) && one == other;
}

static bool same_vin(const Guosuo__V1__ApplicationVehicle *a, const Guosuo__V1__ApplicationVehicle *b)
{
	uint8_t one[VIN_PACKED], other[VIN_PACKED];
	return !fault_is_error(vin_pack(span_text(a->vin), one)) &&
	       !fault_is_error(vin_pack(span_text(b->vin), other)) && memcmp(one, other, sizeof one) == 0;
}

static void vehicles_check(const struct check *check, const struct vehicles *vehicles)
{
	for (size_t i = 0; i < vehicles->n; i++) {
		vehicle_check(check, vehicles->path[i], vehicles->item[i], i >= vehicles->tractors);
		for (size_t k = 0; k < i; k++) {
			if (same_plate(vehicles->item[i], vehicles->item[k]))
				check_fault(check, path_under(vehicles->path[i], "plate"), RULE_DUPLICATE, 0,
				            0);
			if (same_vin(vehicles->item[i], vehicles->item[k]))
				check_fault(check, path_under(vehicles->path[i], "vin"), RULE_DUPLICATE, 0,
				            0);
		}
	}
}

static bool one_rolls(const struct vehicles *vehicles)
{
	size_t i = 0;
	while (i < vehicles->tractors && vehicles->item[i]->spare)
		i++;
	return i < vehicles->tractors;
}

/* ---- loads ---- */

struct loads {
	struct path path;
	const uint32_t *kg;
	size_t n;
	uint64_t sum;
};

static struct loads loads_check(const struct check *check, struct path path, size_t n, const uint32_t *kg,
                                size_t axles)
{
	struct loads loads = {path, kg, at_most(n, AXLES_MAX), 0};
	if (n > AXLES_MAX)
		check_fault(check, path, RULE_TOO_MANY, (int64_t)n, AXLES_MAX);
	else if (n != axles)
		check_fault(check, path, RULE_AXLE_COUNT, (int64_t)n, (int64_t)axles);
	for (size_t i = 0; i < loads.n; i++) {
		check_range(check, path_at(path, i), kg[i], 1, MASS_MAX_KG);
		loads.sum += kg[i];
	}
	return loads;
}

/* The grounds for refusal: mean and single load of the trailers' axles. A limit of 0 is none. */
struct grounds {
	uint32_t mean_kg, max_kg;
	enum rule mean, max;
};

static void limits_check(const struct check *check, const struct loads *loads, size_t from,
                         const struct grounds *grounds)
{
	uint64_t sum = 0, n = loads->n > from ? loads->n - from : 0, mean = grounds->mean_kg;
	for (size_t i = from; i < loads->n; i++) {
		sum += loads->kg[i];
		if (grounds->max_kg != 0 && loads->kg[i] > grounds->max_kg)
			check_fault(check, path_at(loads->path, i), grounds->max, loads->kg[i],
			            grounds->max_kg);
	}
	if (mean == 0 || sum <= n * mean)
		return;
	check_fault(check, loads->path, grounds->mean, (int64_t)((sum + n - 1) / n), (int64_t)mean);
	check_fault(check, loads->path, RULE_AXLES_NEEDED, (int64_t)n, (int64_t)((sum + mean - 1) / mean));
}

/* ---- outline and masses ---- */

static void outline_check(const struct check *check, struct path path,
                          const Guosuo__V1__ApplicationLaden *laden,
                          const Guosuo__V1__ApplicationCargo *cargo)
{
	const struct {
		const char *name;
		uint32_t laden, cargo, most;
	} rows[] = {
	    {"length_mm", laden->length_mm, cargo == NULL ? 0 : cargo->length_mm, MEASURE_MAX_MM},
	    {"width_mm", laden->width_mm, cargo == NULL ? 0 : cargo->width_mm, MEASURE_MAX_MM},
	    {"height_mm", laden->height_mm, cargo == NULL ? 0 : cargo->height_mm, MEASURE_MAX_MM},
	    {"mass_kg", laden->mass_kg, 0, MASS_MAX_KG},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct path field = path_under(path, rows[i].name);
		if (check_range(check, field, rows[i].laden, 1, rows[i].most) &&
		    rows[i].laden < rows[i].cargo)
			check_fault(check, field, RULE_OUTLINE_CARGO, rows[i].laden, rows[i].cargo);
	}
}

static void mass_check(const struct check *check, struct path path, uint32_t mass_kg, uint64_t loads,
                       uint64_t parts, bool compare_parts)
{
	path = path_under(path, "mass_kg");
	if (loads != mass_kg)
		check_fault(check, path, RULE_MASS_SUM, mass_kg, (int64_t)loads);
	if (compare_parts && parts != mass_kg)
		check_fault(check, path, RULE_MASS_PARTS, mass_kg, (int64_t)parts);
}

/* The vehicles stand one behind the other, and the ends overhang. */
static void length_check(const struct check *check, struct path path, uint32_t length_mm, const struct sums *sums)
{
	if (sums->wheelbases_mm > 0 && length_mm <= sums->wheelbases_mm)
		check_fault(check, path_under(path, "length_mm"), RULE_WHEELBASE_SUM, length_mm,
		            (int64_t)sums->wheelbases_mm);
}

/* cargo_kg: what lies on the vehicles; UNKNOWN: nobody can say yet, and nothing is compared with it. */
enum { UNKNOWN = -1 };

static void laden_check(const struct check *check, struct path path,
                        const Guosuo__V1__ApplicationLaden *laden, const struct sums *sums, int64_t cargo_kg)
{
	const Guosuo__V1__Limits *limits = check->directory->body->limits;
	const struct grounds single = {limits->axle_mean_kg, limits->axle_max_kg, RULE_AXLE_MEAN,
	                               RULE_AXLE_MAX};
	const struct grounds line = {limits->axle_line_mean_kg, limits->axle_line_max_kg, RULE_AXLE_LINE_MEAN,
	                             RULE_AXLE_LINE_MAX};
	struct loads singles = loads_check(check, path_under(path, "axle_loads_kg"), laden->n_axle_loads_kg,
	                                   laden->axle_loads_kg, sums->singles);
	struct loads lines = loads_check(check, path_under(path, "axle_line_loads_kg"),
	                                 laden->n_axle_line_loads_kg, laden->axle_line_loads_kg, sums->lines);
	limits_check(check, &singles, sums->before_trailers, &single);
	limits_check(check, &lines, 0, &line);
	uint64_t parts = sums->kerb_mass_kg + (cargo_kg == UNKNOWN ? 0 : (uint64_t)cargo_kg);
	mass_check(check, path, laden->mass_kg, singles.sum + lines.sum, parts, cargo_kg != UNKNOWN);
}

void train_empty_check(const struct check *check, struct path path, const Guosuo__V1__Train *train,
                       const Guosuo__V1__ApplicationLaden *laden)
{
	struct vehicles vehicles = vehicles_of(train);
	struct sums sums = sums_of(&vehicles);
	if (!check_present(check, path, laden))
		return;
	outline_check(check, path, laden, NULL);
	length_check(check, path, laden->length_mm, &sums);
	laden_check(check, path, laden, &sums, 0);
}

void train_check(const struct check *check, const Guosuo__V1__Train *train,
                 const Guosuo__V1__ApplicationCargo *cargo, bool empty)
{
	struct path path = path_root("vehicle");
	struct vehicles vehicles = vehicles_of(train);
	check_count(check, path_under(path, "tractors"), train->n_tractors, 1, TRACTORS_MAX);
	check_count(check, path_under(path, "trailers"), train->n_trailers, 0, TRAILERS_MAX);
	if (train->n_tractors > 0 && !one_rolls(&vehicles))
		check_fault(check, path_under(path, "tractors"), RULE_REQUIRED, 0, 0);
	vehicles_check(check, &vehicles);
	if (!check_present(check, path_under(path, "laden"), train->laden))
		return;
	struct sums sums = sums_of(&vehicles);
	path = path_under(path, "laden");
	outline_check(check, path, train->laden, cargo);
	length_check(check, path, train->laden->length_mm, &sums);
	laden_check(check, path, train->laden, &sums,
	            empty           ? 0
	            : cargo == NULL ? UNKNOWN
	                            : (int64_t)cargo->mass_kg);
}
