#include "client/gate_listed.h"

#include "client/render.h"
#include "client/say.h"

enum exit_code gate_listed_bad(struct context *context, enum err err)
{
	if (err == ERR_NOT_FOUND)
		say(context, SAY_LISTED_NONE);
	else if (err == ERR_FORMAT || err == ERR_SIZE)
		say(context, SAY_LISTED_DAMAGED);
	else
		say_err(context, err, "expected");
	return EXIT_OTHER;
}

static enum exit_code refuse(struct context *context, enum rule rule, const char *option)
{
	struct faults faults = {0};
	fault_add(&faults, rule, option, 0, 0);
	say_faults(context, &faults);
	return EXIT_USAGE;
}

enum exit_code gate_listed_plate(struct context *context, const char *typed, uint64_t *out)
{
	char text[PLATE_TEXT_MAX];
	enum rule rule = plate_pack_alike(span_text(typed), out);
	if (rule != RULE_OK && rule != RULE_PLATE_NORMALISED && rule != RULE_PLATE_LOOKALIKE)
		return refuse(context, rule, "--plate");
	if (rule == RULE_PLATE_LOOKALIKE && plate_text(*out, text) == RULE_OK)
		say(context, SAY_LISTED_ALIKE, text);
	return EXIT_DONE;
}

enum exit_code gate_listed_find(struct context *context, const struct gate *gate, const char *plate, const char *number,
                                uint64_t *packed, const struct listed_found **out)
{
	char age[RENDER_AGE], typed[PASS_NUMBER_LEN + 1];
	uint8_t id[PASS_ID_LEN]; /* its first half */
	struct listed_found *found = arena_take(&context->arena, sizeof *found);
	enum exit_code code = gate_listed_plate(context, plate, packed);
	if (code != EXIT_DONE)
		return code;
	if (number != NULL && pass_number_read(span_text(number), id) != RULE_OK)
		return refuse(context, RULE_PASS_NUMBER, "--number");
	enum err err = found == NULL ? ERR_MEMORY : listed_find(context, *packed, number == NULL ? NULL : id, gate->now, found);
	if (err != ERR_OK)
		return gate_listed_bad(context, err);
	*out = found;
	if (found->count > 0)
		return EXIT_DONE;
	if (number != NULL)
		pass_number(id, typed);
	render_age(context, trust_age(found->as_of, gate->now), age);
	say(context, SAY_LISTED_NO_PLATE, age, number != NULL ? typed : plate);
	return EXIT_OTHER;
}

/* The plate was seen, on whichever it belongs to. */
static void observe(uint64_t plate, enum listed_as as, struct observed *out)
{
	if (as == LISTED_TRACTOR || as == LISTED_OTHER_TRACTOR)
		out->tractor_plate = plate;
	else if (out->trailer_count < TRAILERS_MAX)
		out->trailer_plates[out->trailer_count++] = plate;
}

void gate_listed_take(const struct listed_one *one, int64_t as_of, uint64_t packed, struct sight *out)
{
	out->listed = one;
	out->as_of = as_of;
	out->text = one->text;
	observe(packed, one->as, &out->observed);
}

enum exit_code gate_listed(struct context *context, const struct gate *gate, const char *plate, const char *number,
                           struct sight *out)
{
	uint64_t packed;
	const struct listed_found *found;
	enum exit_code code = gate_listed_find(context, gate, plate, number, &packed, &found);
	if (code != EXIT_DONE)
		return code;
	if (number == NULL && !found->sure)
		say(context, SAY_LISTED_MANY, found->item[0].number, found->item[1].number);
	gate_listed_take(&found->item[0], found->as_of, packed, out);
	return EXIT_DONE;
}

const char *gate_listed_grade(struct context *context, const struct look *look)
{
	enum { GRADE = 256 };
	char age[RENDER_AGE];
	const bool zh = context->lang == LANG_ZH;
	const struct sight *sight = &look->sight;
	char *out = sight->listed == NULL ? NULL : arena_take(&context->arena, GRADE);
	if (out == NULL)
		return NULL;
	render_age(context, trust_age(sight->as_of, look->gate->now), age);
	snprintf(out, GRADE, zh ? "没有亮证, 凭预到清单: %s前取得, 此号牌是%s" : "not shown, found in the expected list: of %s ago; the plate is %s",
	         age, listed_as_text(sight->listed->as, context->lang));
	return out;
}
