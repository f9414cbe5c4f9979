#include "client/filed.h"

#include <stdlib.h>

static const char *pick(const struct sheet *sheet, const char *zh, const char *en)
{
	return sheet->context->lang == LANG_ZH ? zh : en;
}

/* ---- vehicles ---- */

/* ", LABEL 1 + 2 UNIT"; nothing for no numbers. */
static void numbers(FILE *out, const char *label, size_t n, const uint32_t *values, const char *unit)
{
	for (size_t i = 0; i < n; i++)
		fprintf(out, "%s%s%u", i == 0 ? ", " : " + ", i == 0 ? label : "", values[i]);
	if (n > 0)
		fputs(unit, out);
}

static void vehicle(FILE *out, const struct sheet *sheet, const Guosuo__V1__ApplicationVehicle *vehicle)
{
	fprintf(out, "%s: %s%s%s %u kg", vehicle->plate, vehicle->make, vehicle->make[0] == '\0' ? "" : ", ",
		pick(sheet, "自重", "kerb mass"), vehicle->kerb_mass_kg);
	numbers(out, pick(sheet, "轴距 ", "wheelbases "), vehicle->n_wheelbases_mm, vehicle->wheelbases_mm, " mm");
	numbers(out, pick(sheet, "轮胎 ", "tyres "), vehicle->n_tyres, vehicle->tyres, "");
	fprintf(out, "%s%s", vehicle->tyre_size[0] == '\0' ? "" : ", ", vehicle->tyre_size);
}

static void vehicles(FILE *out, const struct sheet *sheet, const Guosuo__V1__Application *application)
{
	const Guosuo__V1__Train *train = application->vehicle;
	for (size_t i = 0; train != NULL && i < train->n_tractors + train->n_trailers; i++) {
		fputs(i == 0 ? "" : "; ", out);
		vehicle(out, sheet,
			i < train->n_tractors ? train->tractors[i] : train->trailers[i - train->n_tractors]);
	}
}

/* ---- people ---- */

static void drivers(FILE *out, const struct sheet *sheet, const Guosuo__V1__Application *application)
{
	(void)sheet;
	for (size_t i = 0; i < application->n_drivers; i++)
		fprintf(out, "%s%s %s", i == 0 ? "" : "; ", application->drivers[i]->name, application->drivers[i]->mobile);
}

static void escorts(FILE *out, const struct sheet *sheet, const Guosuo__V1__Application *application)
{
	(void)sheet;
	for (size_t i = 0; i < application->n_escorts; i++) {
		const Guosuo__V1__ApplicationEscort *one = application->escorts[i];
		fprintf(out, "%s%s %s%s%s", i == 0 ? "" : "; ", one->name, one->mobile, one->plate[0] == '\0' ? "" : " ",
			one->plate);
	}
}

/* ---- rows ---- */

static const struct {
	const char *key, *zh, *en;
	void (*write)(FILE *out, const struct sheet *sheet, const Guosuo__V1__Application *application);
} lists[] = {
    {"vehicles_filed", "车辆情况", "vehicles as filed", vehicles},
    {"drivers_filed", "申报驾驶员", "drivers as filed", drivers},
    {"escorts_filed", "护送人员", "escort staff as filed", escorts},
};

static void list_rows(struct sheet *sheet, const Guosuo__V1__Application *application)
{
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		char *text = NULL;
		size_t n = 0;
		FILE *out = open_memstream(&text, &n);
		if (out == NULL)
			return;
		lists[i].write(out, sheet, application);
		if (fclose(out) == 0 && n > 0)
			sheet_text(sheet, lists[i].key, lists[i].zh, lists[i].en, "%s", text);
		free(text);
	}
}

void filed_rows(struct sheet *sheet, const Guosuo__V1__Application *application)
{
	const Guosuo__V1__Agent *agent = application->applicant == NULL ? NULL : application->applicant->agent;
	const Guosuo__V1__Consignment *consignment = application->consignment;
	if (agent != NULL)
		sheet_text(sheet, "agent", "代办人", "agent", "%s (%s), %s, %s", agent->name, agent->uscc, agent->authority,
			   agent->valid_until);
	if (application->cargo != NULL && application->cargo->indivisible[0] != '\0')
		sheet_text(sheet, "indivisible", "不可分装的理由", "why it cannot be divided", "%s", application->cargo->indivisible);
	if (consignment != NULL)
		sheet_text(sheet, "consignment", "批次", "consignment", "%s, %u / %u", consignment->id, consignment->unit,
			   consignment->units);
	if (application->return_of[0] != '\0')
		sheet_text(sheet, "return_of", "空车返程, 去程", "empty return of", "%s", application->return_of);
	list_rows(sheet, application);
}
