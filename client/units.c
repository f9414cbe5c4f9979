#include "client/units.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "client/reviewer.h"
#include "client/say.h"
#include "client/sealing.h"
#include "guosuo/v1/drafts.pb-c.h"
#include "proto/body.h"

enum { LINES_MAX = 512, PAGE_SIZE = 100 };

/* ---- which ---- */

struct lines {
	const char *consignment;
	const Guosuo__V1__Unit *item[LINES_MAX];
	size_t n;
};

static enum err page_of(struct context *context, const struct desk *desk, ProtobufCBinaryData after,
                        const Guosuo__V1__ListUnitsResponse **out)
{
	Guosuo__V1__ListUnitsRequest request = GUOSUO__V1__LIST_UNITS_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.pass_id = desk->pass_id;
	request.page_size = PAGE_SIZE;
	request.after = after;
	enum err err = party_call(context, &desk->party, "Consignments/ListUnits", &request.base,
	                          &guosuo__v1__list_units_response__descriptor, &answer);
	if (err == ERR_OK)
		*out = (const Guosuo__V1__ListUnitsResponse *)answer;
	return err;
}

static enum err list_units(struct context *context, const struct desk *desk, struct lines *out)
{
	const Guosuo__V1__ListUnitsResponse *page;
	ProtobufCBinaryData after = {0, NULL};
	do {
		enum err err = page_of(context, desk, after, &page);
		if (err != ERR_OK)
			return err;
		out->consignment = page->consignment;
		for (size_t i = 0; i < page->n_units && out->n < LINES_MAX; i++)
			out->item[out->n++] = page->units[i];
		after = page->next;
	} while (after.len > 0 && out->n < LINES_MAX);
	return ERR_OK;
}

/* An empty return. */
static bool goes_back(const Guosuo__V1__Unit *line)
{
	return line->return_of.len > 0;
}

/* ---- seen ---- */

static void print_line(const struct context *context, const Guosuo__V1__Unit *line, json_t *list)
{
	char hex[2 * PASS_ID_LEN + 1] = "";
	bool back = goes_back(line);
	if (line->pass_id.len == PASS_ID_LEN)
		sodium_bin2hex(hex, sizeof hex, line->pass_id.data, PASS_ID_LEN);
	if (context->json)
		json_array_append_new(list, json_pack("{s:i, s:i, s:s, s:s, s:b, s:s, s:I, s:s, s:b}", "unit",
		                                      (int)line->unit, "units", (int)line->units, "number",
		                                      line->number, "pass_id", hex, "empty_return", (int)back,
		                                      "state", desk_state((uint32_t)line->state, 2),
		                                      "since", (json_int_t)line->since, "cargo", line->cargo,
		                                      "mine", (int)line->mine));
	else
		printf("%u/%u  %s  %s%s  %s\n", line->unit, line->units, line->number,
		       desk_state((uint32_t)line->state, context->lang == LANG_EN),
		       line->mine ? " *" : "", back ? say_text(context, SAY_EMPTY_RETURN) : line->cargo);
}

static enum exit_code units(struct context *context, const struct args *args, struct desk *desk)
{
	struct lines *lines = arena_take(&context->arena, sizeof *lines);
	json_t *list = json_array();
	(void)args;
	enum err err = lines == NULL ? ERR_MEMORY : list_units(context, desk, lines);
	for (size_t i = 0; err == ERR_OK && i < lines->n; i++)
		print_line(context, lines->item[i], list);
	if (err == ERR_OK && context->json) {
		json_t *object = json_pack("{s:s, s:O}", "consignment", lines->consignment, "units", list);
		json_dumpf(object, stdout, JSON_INDENT(1));
		putchar('\n');
		json_decref(object);
	}
	json_decref(list);
	return err == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

enum exit_code units_run(struct context *context, const struct args *args)
{
	return desk_run(context, args, units);
}

/* ---- sealed ---- */

/* One unit at the desk, with the bytes that want a seal. */
struct bench {
	struct desk desk;
	Guosuo__V1__Sealed standing;
	struct leg leg;
	const char *text; /* of its conditions */
	uint32_t unit;
};

static enum err lay_out(struct context *context, const struct args *args, struct bench *bench)
{
	guosuo__v1__sealed__init(&bench->standing);
	enum err err = reviewer_bytes(context, args, &bench->desk, &bench->standing, &bench->text);
	return err == ERR_OK
	           ? sealing_read(context, &bench->desk, &bench->standing, &bench->leg, &bench->text)
	           : err;
}

/* Waits for this person, and goes the same way. */
static bool is_due(const Guosuo__V1__Unit *line, bool back)
{
	bool open = line->state == GUOSUO__V1__LEG_STATE__LEG_OPEN ||
	            line->state == GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED;
	return open && !line->mine && goes_back(line) == back && line->pass_id.len == PASS_ID_LEN;
}

static bool same_pass(ProtobufCBinaryData a, ProtobufCBinaryData b)
{
	return span_equal(bytes_span(a), bytes_span(b));
}

static bool is_back(const struct desk *desk)
{
	return desk->trip.body->cargo == NULL;
}

/* The trust of the first desk serves all of them. */
static enum err add_bench(struct context *context, const struct args *args, const struct desk *first,
                          const Guosuo__V1__Unit *line, struct bench **out)
{
	struct bench *bench = arena_take(&context->arena, sizeof *bench);
	char hex[2 * PASS_ID_LEN + 1];
	if (bench == NULL) {
		say_err(context, ERR_MEMORY, NULL);
		return ERR_MEMORY;
	}
	bench->desk = *first;
	bench->unit = line->unit;
	sodium_bin2hex(hex, sizeof hex, line->pass_id.data, PASS_ID_LEN);
	enum err err =
	    same_pass(line->pass_id, first->pass_id) ? ERR_OK : desk_look(context, hex, &bench->desk);
	if (err == ERR_OK)
		err = lay_out(context, args, bench);
	*out = bench;
	return err;
}

/* What a person would be shown of it, in malloc's memory; NULL: there is none left. */
static char *shown(struct context *context, const struct bench *bench)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);
	if (out == NULL)
		return NULL;
	sealing_show(context, &bench->desk, &bench->leg, bench->text, out);
	return fclose(out) == 0 ? text : NULL;
}

static bool has_line(const char *text, const char *line, size_t n)
{
	for (const char *at = text; at != NULL; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (strncmp(at, line, n) == 0 && at[n] == '\n')
			return true;
	}
	return false;
}

/* The lines of the one that the other does not have: its number is always among them. */
static void print_own_lines(const char *text, const char *other, FILE *out)
{
	for (size_t n; *text != '\0'; text += n + (text[n] == '\n')) {
		n = strcspn(text, "\n");
		if (!has_line(other, text, n))
			fprintf(out, "%.*s\n", (int)n, text);
	}
}

static enum err show_differences(struct context *context, const struct bench *first,
                                 const struct bench *other, FILE *out)
{
	char *one = shown(context, first), *text = shown(context, other);
	bool good = one != NULL && text != NULL;
	say(context, SAY_UNIT_DIFFERS, other->unit, first->unit);
	if (good)
		print_own_lines(text, one, out);
	fflush(out);
	free(one);
	free(text);
	if (!good)
		say_err(context, ERR_MEMORY, NULL);
	return good ? ERR_OK : ERR_MEMORY;
}

static enum exit_code seal_all(struct context *context, struct bench *const *benches, size_t n)
{
	json_t *list = json_array();
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < n; i++) {
		uint32_t state = 0;
		char number[PASS_NUMBER_LEN + 1];
		say(context, SAY_UNIT, benches[i]->unit);
		err = sealing_put(context, &benches[i]->desk, &benches[i]->leg, &benches[i]->standing,
		                  benches[i]->text, "", &state);
		pass_number(benches[i]->desk.pass_id.data, number);
		if (err == ERR_OK)
			json_array_append_new(list,
			                      json_pack("{s:i, s:s, s:s}", "unit", (int)benches[i]->unit,
			                                "number", number, "state", desk_state(state, 2)));
	}
	if (context->json) {
		json_dumpf(list, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(list);
	return err == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

/* The named one, where it waits, first. */
static enum err lay_out_all(struct context *context, const struct args *args, const struct desk *desk,
                            const struct lines *lines, struct bench **benches, size_t *n)
{
	enum err err = ERR_OK;
	for (int named = 1; named >= 0; named--)
		for (size_t i = 0; err == ERR_OK && i < lines->n; i++)
			if (is_due(lines->item[i], is_back(desk)) &&
			    same_pass(lines->item[i]->pass_id, desk->pass_id) == (named == 1))
				err = add_bench(context, args, desk, lines->item[i], &benches[(*n)++]);
	return err;
}

static enum exit_code seal_units(struct context *context, const struct args *args, struct desk *desk)
{
	struct lines *lines = arena_take(&context->arena, sizeof *lines);
	struct bench **benches = arena_take(&context->arena, LINES_MAX * sizeof(void *));
	size_t n = 0;
	if (lines == NULL || benches == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (list_units(context, desk, lines) != ERR_OK ||
	    lay_out_all(context, args, desk, lines, benches, &n) != ERR_OK)
		return EXIT_OTHER;
	if (n == 0) {
		say(context, SAY_UNITS_NONE);
		return EXIT_OTHER;
	}
	FILE *out = context->json ? stderr : stdout; /* for eyes */
	sealing_show(context, &benches[0]->desk, &benches[0]->leg, benches[0]->text, out);
	fflush(out);
	for (size_t i = 1; i < n; i++)
		if (show_differences(context, benches[0], benches[i], out) != ERR_OK)
			return EXIT_OTHER;
	if (args->value[SEAL_YES] == NULL && !party_confirm(context, SAY_CONFIRM, SAY_NOT_SEALED))
		return EXIT_OTHER;
	return seal_all(context, benches, n);
}

enum exit_code units_seal_run(struct context *context, const struct args *args)
{
	return desk_run(context, args, seal_units);
}

/* ---- decided ---- */

static void print_decided(const struct context *context, const Guosuo__V1__Unit *line, bool done, uint32_t state,
                          json_t *list)
{
	const char *word = desk_state(state, context->json ? 2 : context->lang == LANG_EN);
	if (context->json)
		json_array_append_new(list, json_pack("{s:i, s:i, s:s, s:s*}", "unit", (int)line->unit, "units",
		                                      (int)line->units, "number", line->number, "state",
		                                      done ? word : NULL));
	else
		printf("%u/%u  %s  %s\n", line->unit, line->units, line->number,
		       done ? word : say_text(context, SAY_NOT_DONE));
	fflush(stdout);
}

/* The trust of the first desk serves all of them; what one of them takes of the arena goes back. */
static bool decide_unit(struct context *context, const struct args *args, const struct desk *first,
                        const Guosuo__V1__Unit *line, units_decider *decide, json_t *list)
{
	size_t used = context->arena.used;
	struct desk desk = *first;
	char hex[2 * PASS_ID_LEN + 1] = "";
	uint32_t state = 0;
	if (line->pass_id.len == PASS_ID_LEN)
		sodium_bin2hex(hex, sizeof hex, line->pass_id.data, PASS_ID_LEN);
	bool done = desk_look(context, hex, &desk) == ERR_OK && decide(context, args, &desk, &state) == ERR_OK;
	print_decided(context, line, done, state, list);
	context->arena.used = used;
	return done;
}

static enum exit_code decide_all(struct context *context, const struct args *args, const struct desk *desk,
                                 units_decider *decide)
{
	struct lines *lines = arena_take(&context->arena, sizeof *lines);
	if (lines == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (list_units(context, desk, lines) != ERR_OK)
		return EXIT_OTHER;
	enum exit_code code = EXIT_DONE;
	json_t *list = json_array();
	for (size_t i = 0; i < lines->n; i++)
		if (goes_back(lines->item[i]) == is_back(desk) &&
		    !decide_unit(context, args, desk, lines->item[i], decide, list))
			code = EXIT_OTHER;
	if (context->json) {
		json_dumpf(list, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(list);
	return code;
}

enum exit_code units_decide(struct context *context, const struct args *args, const struct desk *desk, bool all,
                            units_decider *decide)
{
	uint32_t state = 0;
	if (all)
		return decide_all(context, args, desk, decide);
	if (decide(context, args, desk, &state) != ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_DECIDED);
	if (context->json)
		printf("{\"state\":\"%s\"}\n", desk_state(state, 2));
	return EXIT_DONE;
}
