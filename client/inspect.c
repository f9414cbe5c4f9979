#include "client/inspect.h"

#include <stdlib.h>
#include <string.h>

#include "client/say.h"
#include "proto/body.h"
#include "proto/chain.h"

enum { STAMP_ROOM = 8 * 1024 };

/* ---- as it is typed and read ---- */

/* 0: neither word nor number. */
static uint32_t number_of(struct span word)
{
	char text[16];
	char *end;
	uint32_t number = inspection_of(word);
	if (number != 0 || word.n == 0 || word.n >= sizeof text || word.p[0] < '0' || word.p[0] > '9')
		return number;
	memcpy(text, word.p, word.n);
	text[word.n] = '\0';
	unsigned long long value = strtoull(text, &end, 10);
	return *end == '\0' && value <= UINT32_MAX ? (uint32_t)value : 0;
}

static void say_bad(struct context *context, struct span word)
{
	char words[INSPECT_NAMES] = "";
	size_t at = 0;
#define X(number, name, known, zh, en) at += (size_t)snprintf(words + at, sizeof words - at, "%s%s", at == 0 ? "" : ", ", known);
	INSPECTION_LIST(X)
#undef X
	say(context, SAY_INSPECTION_BAD, (int)word.n, (const char *)word.p, words);
}

enum err inspect_read(struct context *context, const char *typed, struct inspections *out)
{
	struct inspections list = {.count = 0};
	for (const char *at = typed; at != NULL; at = *at == ',' ? at + 1 : NULL) {
		const struct span word = span_of(at, strcspn(at, ","));
		const uint32_t number = number_of(word);
		if (number == 0 || !inspections_add(&list, number)) {
			say_bad(context, word);
			return ERR_INPUT;
		}
		at += word.n;
	}
	*out = list;
	return ERR_OK;
}

void inspect_name(uint32_t number, enum lang lang, char *out, size_t size)
{
	const char *text = inspection_text(number, lang);
	if (text != NULL)
		snprintf(out, size, "%s", text);
	else
		snprintf(out, size, "%u", number);
}

static void add_name(const char *name, char out[static INSPECT_NAMES])
{
	const size_t n = strlen(out);
	snprintf(out + n, INSPECT_NAMES - n, "%s%s", n == 0 ? "" : ", ", name);
}

void inspect_names(const uint32_t *numbers, size_t count, enum lang lang, char out[static INSPECT_NAMES])
{
	char name[64];
	out[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		inspect_name(numbers[i], lang, name, sizeof name);
		add_name(name, out);
	}
}

void inspect_asked_names(const struct inspection_asked *asked, enum lang lang, char out[static INSPECT_NAMES])
{
	inspect_names(asked->list.codes, asked->list.count, lang, out);
	if (asked->people)
		add_name(lang == LANG_ZH ? "驾乘人数" : "people in the cab", out);
}

json_t *inspect_json(const uint32_t *numbers, size_t count)
{
	json_t *out = json_array();
	for (size_t i = 0; i < count; i++) {
		const char *word = inspection_word(numbers[i]);
		json_array_append_new(out, word == NULL ? json_integer(numbers[i]) : json_string(word));
	}
	return out;
}

json_t *inspect_asked_json(const struct inspection_asked *asked)
{
	json_t *out = inspect_json(asked->list.codes, asked->list.count);
	if (asked->people)
		json_array_append_new(out, json_string("people"));
	return out;
}

/* ---- what is asked ---- */

void inspect_carried(const Guosuo__V1__CarriedStamp *carried, struct inspections *out)
{
	uint8_t room[STAMP_ROOM];
	struct arena arena = {room, sizeof room, 0};
	struct stamp stamp;
	out->count = 0;
	if (stamp_read(carried->stamp, &arena, &stamp) != ERR_OK)
		return;
	for (size_t i = 0; i < stamp.body->n_inspections; i++)
		(void)inspections_add(out, stamp.body->inspections[i]);
}

/* The assignment that is shown: the chain leaves its bytes out, or has the very same. */
static bool is_same_crew(const struct verdict *verdict, size_t i)
{
	const ProtobufCBinaryData *own = &verdict->carried_as[i]->assignment;
	return verdict->carried[i].serial == verdict->assignment->serial && verdict->carried[i].paper == verdict->paper &&
	       (own->len == 0 || span_equal(bytes_span(*own), verdict->assignment_raw));
}

/* Stamps that hold, of the assignment that is shown, so of this crew and train: what was done where it was let pass on ACCEPT, and
 * from every gate that a temperature was raised. */
static size_t earlier_of(const struct verdict *verdict, struct inspection_earlier out[static CHAIN_SHOWN_MAX])
{
	size_t count = 0;
	for (size_t i = 0; i < verdict->carried_count && verdict->assignment != NULL; i++) {
		const struct mark *mark = &verdict->carried[i];
		struct inspection_earlier one = {.at = mark->time};
		if (!is_same_crew(verdict, i))
			continue;
		inspect_carried(verdict->carried_as[i], &one.list);
		const bool raised = inspections_have(&one.list, INSPECTION_RAISED);
		if (mark->verdict != VERDICT_ACCEPT || mark->outcome != GUOSUO__V1__OUTCOME__PASSED)
			one.list = (struct inspections){{INSPECTION_RAISED}, raised};
		if (one.list.count > 0)
			out[count++] = one;
	}
	return count;
}

void inspect_ask(const struct gate *gate, const struct look *look, struct inspection_asked *out)
{
	const struct roster *roster = gate_roster(gate);
	struct inspection_earlier earlier[CHAIN_SHOWN_MAX];
	const size_t count = look == NULL ? 0 : earlier_of(&look->verdict, earlier);
	*out = (struct inspection_asked){.people = false};
	if (roster != NULL)
		inspection_ask(roster->body, look == NULL ? party_now() : look->gate->now, look != NULL, earlier, count, out);
}

/* What was measured tells itself: an outline where all three lengths were taken. */
static bool add_measured(const struct observed *seen, struct inspections *out)
{
	const bool outline = seen->length_mm != 0 && seen->width_mm != 0 && seen->height_mm != 0;
	return (!outline || inspections_add(out, INSPECTION_OUTLINE)) && (seen->mass_kg == 0 || inspections_add(out, INSPECTION_MASS));
}

static bool add_temperature(uint32_t temperature_dc, uint32_t raised_dc, struct inspections *out)
{
	const uint32_t number = temperature_dc > raised_dc ? INSPECTION_RAISED : INSPECTION_TEMPERATURE;
	return temperature_dc == 0 || raised_dc == 0 || inspections_add(out, number);
}

bool inspect_whole(const struct gate *gate, const struct look *look, const struct decision *decision, struct inspections *out)
{
	struct inspection_asked asked;
	struct inspections whole = decision->inspections;
	inspect_ask(gate, look, &asked);
	const bool room = add_temperature(decision->temperature_dc, asked.raised_dc, &whole) &&
	                  (look == NULL || add_measured(&look->sight.observed, &whole));
	const bool good = room && !(inspections_have(&whole, INSPECTION_TEMPERATURE) && inspections_have(&whole, INSPECTION_RAISED));
	*out = good ? whole : decision->inspections;
	return good;
}

bool inspect_due(const struct gate *gate, const struct look *look, const struct decision *decision, struct inspection_asked *out)
{
	struct inspection_asked asked;
	struct inspections whole;
	inspect_ask(gate, look, &asked);
	(void)inspect_whole(gate, look, decision, &whole);
	return inspection_due(&asked, &whole, decision->people, out);
}

enum err inspect_check(struct context *context, const struct gate *gate, const struct look *look, const struct decision *decision,
                       bool *due)
{
	struct inspections whole;
	struct inspection_asked left;
	char names[INSPECT_NAMES];
	*due = false;
	if (!inspect_whole(gate, look, decision, &whole)) {
		say(context, SAY_INSPECTION_CLASH);
		return ERR_INPUT;
	}
	if (decision->outcome != GUOSUO__V1__OUTCOME__PASSED || !inspect_due(gate, look, decision, &left))
		return ERR_OK;
	*due = true;
	if (decision->reason != 0)
		return ERR_OK;
	inspect_asked_names(&left, context->lang, names);
	say(context, SAY_INSPECTION_DUE, names);
	return ERR_INPUT;
}
