/* tests/case.h - the case of March 2020 as its file in deploy/cases has it, with a departure put in and any
 * text of it replaced, against the limits of deploy/cases and four provinces. */
#ifndef GUOSUO_TESTS_CASE_H
#define GUOSUO_TESTS_CASE_H

#include <stdio.h>

#include "proto/trip.h"
#include "proto/wire/json.h"
#include "tests/trust_rig.h"

enum {
	CASE_TIANJIN = 12,
	CASE_TEXT = 16 * 1024,
	CASE_MEMORY = 1 << 20,
};

#define CASE_DEPART RIG_NOW
#define CASE_SUBMITTED (RIG_NOW - 29 * RIG_DAY)

struct case_text {
	char p[CASE_TEXT];
};

static inline void case_read(const char *name, struct case_text *out)
{
	char path[512];
	int length = snprintf(path, sizeof path, "%s/../deploy/cases/%s", TESTS_DIR, name);
	rig_must(length > 0 && (size_t)length < sizeof path);
	FILE *file = fopen(path, "r");
	rig_must(file != NULL);
	size_t n = fread(out->p, 1, sizeof out->p - 1, file);
	rig_must(n < sizeof out->p - 1);
	fclose(file);
	out->p[n] = '\0';
}

/* The first place where `old` stands; it must. */
static inline void case_replace(struct case_text *text, const char *old, const char *fresh)
{
	char *at = strstr(text->p, old);
	if (at == NULL)
		fprintf(stderr, "not in the case: %s\n", old);
	rig_must(at != NULL);
	size_t rest = strlen(at + strlen(old)) + 1;
	rig_must((size_t)(at - text->p) + strlen(fresh) + rest <= sizeof text->p);
	memmove(at + strlen(fresh), at + strlen(old), rest);
	memcpy(at, fresh, strlen(fresh));
}

/* {depart} and {depart+Nh} become times. */
static inline void case_times(struct case_text *text, int64_t depart)
{
	for (char *at; (at = strstr(text->p, "\"{depart")) != NULL;) {
		char token[32] = {0}, when[TIME_TEXT_LEN + 1];
		size_t n = strcspn(at, "}") + 1;
		rig_must(n < sizeof token);
		memcpy(token, at, n);
		long hours = strtol(token + sizeof "\"{depart" - 1, NULL, 10);
		rfc3339_write(depart + hours * 3600, 480, when);
		case_replace(text, token + 1, when);
	}
}

static inline void case_text(int64_t depart, struct case_text *out)
{
	case_read("castellet.json", out);
	case_times(out, depart);
}

/* ERR_OK or what json_read says. */
static inline enum err case_parse(const struct case_text *text, struct rig *rig, struct faults *faults,
                                  Guosuo__V1__Application **out)
{
	return json_read(&guosuo__v1__application__descriptor, span_text(text->p), &rig->arena, faults,
	                 (ProtobufCMessage **)out);
}

static inline Guosuo__V1__Application *case_application(struct rig *rig)
{
	static struct case_text text;
	struct faults faults = {.count = 0};
	Guosuo__V1__Application *application;
	case_text(CASE_DEPART, &text);
	rig_must(case_parse(&text, rig, &faults, &application) == ERR_OK);
	return application;
}

static inline Guosuo__V1__Limits *case_limits(struct rig *rig)
{
	static struct case_text text;
	struct faults faults = {.count = 0};
	ProtobufCMessage *limits;
	case_read("limits.json", &text);
	rig_must(json_read(&guosuo__v1__limits__descriptor, span_text(text.p), &rig->arena, &faults,
	                   &limits) == ERR_OK);
	return (Guosuo__V1__Limits *)limits;
}

/* Tianjin, Hebei, Shandong and Henan; sealed by nobody, because what asks it does not ask that. */
static inline struct directory case_directory(struct rig *rig)
{
	Guosuo__V1__Directory *directory = rig_directory(rig, 1);
	directory->provinces = rig_take(rig, 4 * sizeof *directory->provinces);
	directory->n_provinces = 4;
	directory->provinces[0] = rig_province(rig, CASE_TIANJIN, "天津", "Tianjin", HEBEI, 0);
	directory->provinces[0]->n_neighbours = 1;
	directory->provinces[1] = rig_province(rig, HEBEI, "河北", "Hebei", CASE_TIANJIN, SHANDONG);
	directory->provinces[2] = rig_province(rig, SHANDONG, "山东", "Shandong", HEBEI, HENAN);
	directory->provinces[3] = rig_province(rig, HENAN, "河南", "Henan", SHANDONG, 0);
	directory->provinces[3]->n_neighbours = 1;
	directory->limits = case_limits(rig);
	return (struct directory){.body = directory};
}

#endif
