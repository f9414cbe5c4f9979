/* guosuo checkpoint feed - the gate for another program: a lane's computer, a camera that reads plates. A JSON object a line comes in, with
 * `checkpoint record`'s options as its keys and "text" for a code; a line goes out for each, in order, when it is on the disk or
 * refused. */
#include <stdlib.h>
#include <string.h>

#include "client/inspect.h"
#include "client/keep.h"
#include "client/record.h"
#include "client/render.h"
#include "client/say.h"
#include "client/shift.h"
#include "proto/chain.h"

enum { LINE_BYTES = 64 * 1024 };

/* A line as options. */
struct vehicle {
	const char *text; /* the code's; NULL: none was scanned */
	struct args args;
};

struct feed {
	struct context *context;
	struct shift shift;
	char *told; /* what was said about the line at hand */
	size_t told_length;
};

/* ---- a line as options ---- */

/* true is a switch, a number is written as people write it; in the arena. NULL: neither, or the arena is full. */
static const char *value_text(struct context *context, const json_t *value)
{
	char number[32];
	if (json_is_string(value))
		return json_string_value(value);
	if (json_is_true(value))
		return "";
	if (!json_is_integer(value))
		return NULL;
	snprintf(number, sizeof number, "%lld", (long long)json_integer_value(value));
	return arena_text(&context->arena, span_text(number));
}

/* What a scanner read is a text and never the name of a file. A receipt is for a person beside a printer. */
static bool is_taken(const char *key, const char *text)
{
	return strncmp(key, "receipt", strlen("receipt")) != 0 && strncmp(key, "printer", strlen("printer")) != 0 &&
	       (strcmp(key, "stamps") != 0 || chain_is(span_text(text)));
}

static bool set(struct context *context, const char *key, const json_t *value, struct vehicle *out)
{
	const char *text = value_text(context, value);
	size_t i = 0;
	if (strcmp(key, "id") == 0)
		return true; /* the caller's own */
	if (strcmp(key, "text") == 0 && json_is_string(value)) {
		out->text = text;
		return true;
	}
	while (record_options[i].name != NULL && strcmp(record_options[i].name, key) != 0)
		i++;
	if (record_options[i].name == NULL || text == NULL || (record_options[i].value == NULL) != json_is_true(value) ||
	    !is_taken(key, text)) {
		say(context, SAY_FEED_KEY, key);
		return false;
	}
	out->args.value[i] = text;
	return true;
}

static bool read_line(struct context *context, const json_t *line, struct vehicle *out)
{
	const char *key;
	json_t *value;
	if (!json_is_object(line)) {
		say(context, SAY_FEED_LINE);
		return false;
	}
	json_object_foreach((json_t *)(uintptr_t)line, key, value)
		if (!set(context, key, value, out))
			return false;
	return true;
}

/* ---- judged and recorded ---- */

static void add_verdict(const struct feed *feed, const struct look *look, json_t *answer)
{
	struct context as_json = *feed->context;
	as_json.json = true;
	struct sheet sheet = sheet_begin(&as_json, stdout);
	gate_rows(&as_json, look, &sheet);
	json_object_update(answer, sheet.object);
	json_decref(sheet.object);
}

/* Standard input is not one: lines come there. */
static bool has_code(const struct vehicle *vehicle)
{
	const struct args *args = &vehicle->args;
	return vehicle->text != NULL || args->value[GATE_FILE] != NULL || args->value[GATE_PICTURE] != NULL || args->value[GATE_LISTED] != NULL;
}

static enum exit_code judge(struct feed *feed, const struct vehicle *vehicle, Guosuo__V1__Direction direction, struct look *look,
			    json_t *answer)
{
	if (!has_code(vehicle)) {
		say(feed->context, SAY_FEED_CODE);
		return EXIT_USAGE;
	}
	enum err err = keep_lock(feed->context);
	if (err != ERR_OK)
		return say_lock(feed->context, err);
	feed->shift.gate->now = party_now();
	enum exit_code code = gate_look_in(feed->context, feed->shift.gate, &vehicle->args, vehicle->text, direction, look);
	keep_unlock(feed->context);
	if (code == EXIT_DONE)
		add_verdict(feed, look, answer);
	return code;
}

static enum exit_code record(struct feed *feed, const struct look *look, const struct decision *decision, json_t *answer)
{
	struct recorded *recorded = arena_take(&feed->context->arena, sizeof *recorded);
	if (recorded == NULL)
		return say_err(feed->context, ERR_MEMORY, NULL);
	if (shift_put(&feed->shift, look, decision, recorded) != ERR_OK)
		return EXIT_OTHER;
	json_object_set_new(answer, "sequence", json_integer(recorded->passage.record->sequence));
	json_object_set_new(answer, "stamped", json_boolean(recorded->passage.sealed));
	return EXIT_DONE;
}

/* Why it was not let pass, for whoever reads no sentences. */
static void add_due(const struct feed *feed, const struct look *look, const struct decision *decision, json_t *answer)
{
	struct inspection_asked due;
	if (decision->outcome == GUOSUO__V1__OUTCOME__PASSED && inspect_due(feed->shift.gate, look, decision, &due))
		json_object_set_new(answer, "due", inspect_asked_json(&due));
}

static enum exit_code take(struct feed *feed, const json_t *line, json_t *answer)
{
	struct vehicle vehicle = {.text = NULL};
	struct decision decision;
	struct look *look = arena_take(&feed->context->arena, sizeof *look);
	if (look == NULL)
		return say_err(feed->context, ERR_MEMORY, NULL);
	if (!read_line(feed->context, line, &vehicle))
		return EXIT_USAGE;
	enum exit_code code = record_read(feed->context, &vehicle.args, &decision);
	const bool without = record_is_without(&decision);
	if (code == EXIT_DONE && !without)
		code = judge(feed, &vehicle, decision.direction, look, answer);
	if (code != EXIT_DONE)
		return code;
	code = record_decide(feed->context, feed->shift.gate, without ? NULL : look, &decision);
	add_due(feed, without ? NULL : look, &decision, answer);
	return code == EXIT_DONE ? record(feed, without ? NULL : look, &decision, answer) : code;
}

/* ---- lines ---- */

/* What was said goes with the answer: whoever reads one line knows all of it. Every line has an answer. */
static void answer(struct feed *feed, json_t *line)
{
	struct context *context = feed->context;
	json_t *object = json_object(), *id = json_object_get(line, "id");
	context->said = open_memstream(&feed->told, &feed->told_length);
	if (shift_fresh(&feed->shift) != ERR_OK)
		say(context, SAY_STATE_STANDS);
	enum exit_code code = object == NULL || context->said == NULL ? EXIT_OTHER : take(feed, line, object);
	if (context->said != NULL)
		fclose(context->said);
	context->said = NULL;
	if (id != NULL)
		json_object_set(object, "id", id);
	json_object_set_new(object, "exit", json_integer(code));
	json_object_set_new(object, "said", json_string(feed->told == NULL ? "" : feed->told));
	json_dumpf(object, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(object);
	free(feed->told);
	feed->told = NULL;
}

/* A line that is too long is read to its end and is none. */
static bool next_line(char text[static LINE_BYTES], size_t *n)
{
	if (fgets(text, LINE_BYTES, stdin) == NULL)
		return false;
	*n = strlen(text);
	if (*n < LINE_BYTES - 1 || text[*n - 1] == '\n')
		return true;
	for (int c = 0; c != EOF && c != '\n';)
		c = getchar();
	*n = 0;
	return true;
}

static enum exit_code run(struct context *context, const struct args *args)
{
	static char text[LINE_BYTES];
	struct feed feed = {.context = context};
	(void)args;
	enum err err = shift_open(context, &feed.shift);
	for (size_t n; err == ERR_OK && next_line(text, &n);) {
		json_t *line = json_loadb(text, n, JSON_REJECT_DUPLICATES, NULL);
		answer(&feed, line);
		json_decref(line);
	}
	shift_close(&feed.shift);
	return err == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

const struct command feed_commands[] = {
    {"checkpoint", "feed", "", 0, 0, "由其他程序逐行送入 (JSON): 核验、记录、逐行回答", "for another program: JSON lines in, judged, recorded, answered", NULL,
     run},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
