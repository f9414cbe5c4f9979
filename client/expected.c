/* guosuo checkpoint expected - what is due at this province's gates, from the list that this device holds; needs no network. */
#include <stdlib.h>

#include "client/gate_listed.h"
#include "client/render.h"
#include "client/say.h"

enum { E_PLATE };
static const struct option_row expected_options[] = {{"plate", "P", "只列有此号牌的", "only those with this plate"}, {0}};

static int by_begin(const void *a, const void *b)
{
	const struct listed_pass *const *one = a, *const *two = b;
	return (*one)->from < (*two)->from ? -1 : (*one)->from > (*two)->from;
}

static bool has_plate(const struct listed *list, size_t pass, uint64_t plate)
{
	const struct listed_vehicle *vehicles = &list->vehicles[list->passes[pass].vehicle];
	for (size_t i = 0; i < list->passes[pass].vehicles; i++)
		if (vehicles[i].plate == plate)
			return true;
	return false;
}

/* Those with the plate (0: all), who comes first first. NULL: no memory. */
static const struct listed_pass **choose(struct context *context, const struct listed *list, uint64_t plate, size_t *count)
{
	const struct listed_pass **out = arena_take(&context->arena, (list->head.count + 1) * sizeof(void *));
	*count = 0;
	for (size_t i = 0; out != NULL && i < list->head.count; i++)
		if (plate == 0 || has_plate(list, i, plate))
			out[(*count)++] = &list->passes[i];
	if (out != NULL)
		qsort(out, *count, sizeof(void *), by_begin);
	return out;
}

/* The assigned train's plates. */
static json_t *train_of(const struct listed *list, const struct listed_pass *pass)
{
	char text[PLATE_TEXT_MAX];
	json_t *plates = json_array();
	for (size_t i = 0; i < pass->vehicles; i++) {
		const struct listed_vehicle *vehicle = &list->vehicles[pass->vehicle + i];
		if (vehicle->as <= LISTED_TRAILER && plate_text(vehicle->plate, text) == RULE_OK)
			json_array_append_new(plates, json_string(text));
	}
	return plates;
}

static json_t *row_of(const struct listed *list, const struct listed_pass *pass)
{
	char number[PASS_NUMBER_LEN + 1];
	pass_number(pass->pass_id, number);
	return json_pack("{s:s, s:I, s:I, s:o}", "number", number, "from", (json_int_t)pass->from, "to", (json_int_t)pass->to, "plates",
	                 train_of(list, pass));
}

static void print_row(const struct gate *gate, const json_t *row)
{
	char from[RENDER_TIME], to[RENDER_TIME];
	size_t i;
	const json_t *plate, *plates = json_object_get(row, "plates");
	render_time(&gate->held, json_integer_value(json_object_get(row, "from")), from);
	render_time(&gate->held, json_integer_value(json_object_get(row, "to")), to);
	printf("%s .. %s  %s ", from, to, json_string_value(json_object_get(row, "number")));
	json_array_foreach(plates, i, plate)
		printf("%s%s", i == 0 ? " " : " + ", json_string_value(plate));
	putchar('\n');
}

static void print_list(struct context *context, const struct gate *gate, const struct listed *list,
                       const struct listed_pass *const *passes, size_t count)
{
	char age[RENDER_AGE];
	json_t *rows = json_array();
	for (size_t i = 0; i < count; i++) {
		json_t *row = row_of(list, passes[i]);
		if (!context->json)
			print_row(gate, row);
		json_array_append_new(rows, row);
	}
	struct sheet sheet = sheet_begin(context, stdout);
	sheet_json(&sheet, "passes", rows);
	sheet_json(&sheet, "as_of", json_integer((json_int_t)list->head.as_of));
	sheet_end(&sheet);
	render_age(context, trust_age(list->head.as_of, gate->now), age);
	say(context, SAY_LISTED_STANDS, (unsigned)count, age);
}

static enum exit_code list_expected(struct context *context, const struct gate *gate, uint64_t plate)
{
	struct listed list;
	size_t count = 0;
	enum err err = listed_open(context, &list);
	if (err != ERR_OK)
		return gate_listed_bad(context, err);
	const struct listed_pass **passes = choose(context, &list, plate, &count);
	if (passes == NULL)
		say_err(context, ERR_MEMORY, "expected");
	else
		print_list(context, gate, &list, passes, count);
	listed_close(&list);
	return passes == NULL ? EXIT_OTHER : EXIT_DONE;
}

static enum exit_code run_expected(struct context *context, const struct args *args)
{
	uint64_t plate = 0;
	enum exit_code code = args->value[E_PLATE] == NULL ? EXIT_DONE : gate_listed_plate(context, args->value[E_PLATE], &plate);
	const struct gate *gate = code == EXIT_DONE ? gate_resume(context) : NULL;
	if (code != EXIT_DONE)
		return code;
	return gate == NULL ? EXIT_OTHER : list_expected(context, gate, plate);
}

const struct command expected_commands[] = {
    {"checkpoint", "expected", "", 0, 0, "预到清单 (无需网络)", "what is due here, from the list that is held; needs no network",
     expected_options, run_expected},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
