#include "client/gate.h"

#include <string.h>

#include "client/gate_listed.h"
#include "client/inspect.h"
#include "client/keep.h"
#include "client/misread.h"
#include "client/noticed.h"
#include "client/party.h"
#include "client/passed.h"
#include "client/render_stamps.h"
#include "client/say.h"
#include "client/seen.h"
#include "client/stamps.h"
#include "client/strict.h"
#include "proto/body.h"

enum { SOURCE_MAX = 64 * 1024 };

struct gate *gate_open(struct context *context)
{
	enum err err = keep_lock(context);
	if (err == ERR_OK)
		return gate_resume(context);
	say_lock(context, err);
	return NULL;
}

struct gate *gate_resume(struct context *context)
{
	struct gate *gate = arena_take(&context->arena, sizeof *gate);
	if (gate == NULL) {
		say_err(context, ERR_MEMORY, NULL);
		return NULL;
	}
	gate->now = party_now();
	if (role_read(context, "checkpoint", &gate->membership) != ERR_OK ||
	    held_open(context, gate->membership.root_set, gate->now, &gate->held) != ERR_OK)
		return NULL;
	return gate;
}

/* ---- what was seen ---- */

static const struct option_row rows[] = {GATE_OPTION_ROWS};

/* The rule, said with the option's name. */
static enum err refuse(const struct context *context, enum rule rule, const char *field)
{
	struct faults faults = {0};
	fault_add(&faults, rule, field, 0, 0);
	say_faults(context, &faults);
	return fault_is_error(rule) ? ERR_INPUT : ERR_OK;
}

static enum err plate(const struct context *context, const char *field, struct span text, uint64_t *out)
{
	enum rule rule = plate_pack(text, out);
	return rule == RULE_OK ? ERR_OK : refuse(context, rule, field);
}

static enum err trailers(const struct context *context, const char *text, struct observed *out)
{
	for (const char *at = text; at != NULL;) {
		const char *comma = strchr(at, ',');
		struct span one = span_of(at, comma == NULL ? strlen(at) : (size_t)(comma - at));
		if (out->trailer_count == TRAILERS_MAX)
			return refuse(context, RULE_TOO_MANY, "--trailers");
		enum err err = plate(context, "--trailers", one, &out->trailer_plates[out->trailer_count]);
		if (err != ERR_OK)
			return err;
		out->trailer_count++;
		at = comma == NULL ? NULL : comma + 1;
	}
	return ERR_OK;
}

enum err gate_plates(const struct context *context, const char *typed, struct observed *out)
{
	struct observed seen = *out;
	const char *comma = strchr(typed, ',');
	const size_t n = comma == NULL ? strlen(typed) : (size_t)(comma - typed);
	seen.trailer_count = 0;
	enum err err = plate(context, "--plate", span_of(typed, n), &seen.tractor_plate);
	if (err == ERR_OK && comma != NULL)
		err = trailers(context, comma + 1, &seen);
	if (err == ERR_OK)
		*out = seen;
	return err;
}

static enum err identities(const struct context *context, const struct args *args, struct observed *out)
{
	enum rule rule = RULE_OK;
	enum err err = ERR_OK;
	if (args->value[GATE_PLATE] != NULL && args->value[GATE_LISTED] == NULL)
		err = plate(context, "--plate", span_text(args->value[GATE_PLATE]), &out->tractor_plate);
	if (err == ERR_OK && args->value[GATE_TRAILERS] != NULL)
		err = trailers(context, args->value[GATE_TRAILERS], out);
	if (err == ERR_OK && args->value[GATE_VIN] != NULL) {
		rule = vin_pack(span_text(args->value[GATE_VIN]), out->vin);
		err = rule == RULE_OK ? ERR_OK : refuse(context, rule, "--vin");
		out->vin_read = err == ERR_OK;
	}
	if (err == ERR_OK && args->value[GATE_HS] != NULL) {
		rule = hs_read(span_text(args->value[GATE_HS]), &out->hs_code);
		err = rule == RULE_OK ? ERR_OK : refuse(context, rule, "--hs");
	}
	return err;
}

static enum err observe(struct context *context, const struct args *args, struct observed *out)
{
	const struct {
		size_t option;
		uint32_t least, most, *out;
	} numbers[] = {
	    {GATE_LENGTH, 1, MEASURE_MAX_MM, &out->length_mm}, {GATE_WIDTH, 1, MEASURE_MAX_MM, &out->width_mm},
	    {GATE_HEIGHT, 1, MEASURE_MAX_MM, &out->height_mm}, {GATE_MASS, 1, MASS_MAX_KG, &out->mass_kg},
	    {GATE_PIECES, 1, UINT32_MAX, &out->pieces},	    {GATE_ESCORTS, 0, 100, &out->escort_vehicles},
	};
	enum err err = identities(context, args, out);
	for (size_t i = 0; err == ERR_OK && i < sizeof numbers / sizeof numbers[0]; i++)
		err = party_number(context, rows[numbers[i].option].name, args->value[numbers[i].option],
				   numbers[i].least, numbers[i].most, 0, numbers[i].out);
	out->escort_seen = args->value[GATE_ESCORTS] != NULL;
	return err;
}

/* ---- the code ---- */

static enum err read_input(struct context *context, struct span *out)
{
	uint8_t *text = arena_take(&context->arena, SOURCE_MAX);
	if (text == NULL)
		return ERR_MEMORY;
	size_t n = fread(text, 1, SOURCE_MAX, stdin);
	if (ferror(stdin))
		return ERR_IO;
	*out = span_of(text, n);
	return ERR_OK;
}

static enum err read_code(struct context *context, const struct args *args, struct span *out)
{
	const char *typed = args->count > 0 && strcmp(args->argument[0], "-") != 0 ? args->argument[0] : NULL;
	if (args->value[GATE_FILE] != NULL)
		return party_read(context, args->value[GATE_FILE], SOURCE_MAX, out);
	if (args->value[GATE_PICTURE] != NULL)
		return party_picture(context, args->value[GATE_PICTURE], out);
	if (typed != NULL) {
		*out = span_text(typed);
		return ERR_OK;
	}
	enum err err = read_input(context, out);
	if (err != ERR_OK)
		say_err(context, err, "stdin");
	if (err == ERR_OK && out->n == 0) {
		say(context, SAY_NO_CODE);
		err = ERR_FORMAT;
	}
	return err;
}

/* What it is instead of a pass's code; it is judged all the same. */
static void name_misread(struct context *context, struct span text)
{
	char line[512];
	while (text.n > 0 && (text.p[text.n - 1] == '\r' || text.p[text.n - 1] == '\n'))
		text.n--;
	const enum misread misread = misread_of(text);
	if (misread == MISREAD_NONE)
		return;
	misread_text(misread, text.n, context->lang, MISREAD_AT_COMMANDS, line, sizeof line);
	say(context, SAY_MISREAD, line);
}

/* ---- where ---- */

const struct roster *gate_roster(const struct gate *gate)
{
	struct stand stand;
	trust_stand(&gate->held.trust, gate->membership.province, gate->now, &stand);
	return stand.roster;
}

/* Its site in the roster tells the county. */
struct place gate_place(const struct gate *gate)
{
	struct place place = {.province = gate->membership.province, .checkpoint = gate->membership.checkpoint};
	const struct roster *roster = gate_roster(gate);
	const Guosuo__V1__Site *site = roster == NULL ? NULL : roster_checkpoint(roster, place.checkpoint);
	place.division = site == NULL ? 0 : site->division;
	return place;
}

/* ---- the verdict ---- */

/* The digits this gate spoke last count where the code answers to a challenge and nothing was typed. */
static enum err judge(struct context *context, struct span text, struct question *question, struct verdict *out)
{
	for (uint32_t remembered = 0;;) {
		struct arena arena = {arena_take(&context->arena, VERDICT_ARENA), VERDICT_ARENA, 0};
		if (arena.base == NULL)
			return ERR_MEMORY;
		verdict_text(text, question, &arena, out);
		if (remembered != 0 || question->nonce != 0 || out->presentation == NULL || out->presentation->challenge == NULL)
			return ERR_OK;
		remembered = challenge_read(context, question->now);
		if (remembered == 0)
			return ERR_OK;
		question->nonce = remembered;
	}
}

/* The driver's pass file, which need not be trusted; NULL: none was named, or it cannot be read. */
static const Guosuo__V1__PassFile *pass_file(struct context *context, const char *typed)
{
	struct span raw;
	Guosuo__V1__PassFile *file;
	return typed != NULL && party_read(context, typed, PASS_FILE_MAX, &raw) == ERR_OK &&
	               pass_read(raw, &context->arena, &file) == ERR_OK
	           ? file
	           : NULL;
}

/* What the sealed leg's conditions say: their hash is under the seal. */
static const char *words_of(struct context *context, const char *typed, const Guosuo__V1__PassFile *file,
			    const struct verdict *verdict)
{
	if (typed == NULL || verdict->leg == NULL)
		return NULL;
	const char *words = file == NULL ? NULL : pass_text(file, verdict->leg);
	if (words == NULL && (file == NULL || file->chain == NULL))
		say(context, SAY_PASS_FILE_OTHER);
	return words;
}

/* All but what this very sight left when it was judged first: another phone in the same second counts. */
static void leave_out(struct seen *seen, const struct sighting *own)
{
	struct sighting *items = (struct sighting *)(uintptr_t)seen->items;
	size_t n = 0;
	for (size_t i = 0; i < seen->count; i++)
		if (items[i].at != own->at || memcmp(items[i].device, own->device, sizeof own->device) != 0 ||
		    memcmp(items[i].digest, own->digest, sizeof own->digest) != 0)
			items[n++] = items[i];
	seen->count = n;
}

/* What this gate recorded of the trip that is shown. */
static struct passed passed_of(struct context *context, const struct place *here, struct span text)
{
	struct passed out = {.places = 0};
	struct span raw;
	struct code code;
	uint8_t trip[HASH_LEN];
	if (code_read(text, &context->arena, &raw) != ERR_OK || code_open(raw, &context->arena, &code) != ERR_OK)
		return out;
	body_hash(bytes_span(code.trip.body), trip);
	if (passed_read(context, here, trip, &out) != ERR_OK)
		say(context, SAY_PASSED_LOST);
	return out;
}

/* The newest that this gate has seen or recorded. What is judged again as of its scan asks whether the clock of now is behind, not
 * that of then. */
static int64_t latest(const struct look *look, int64_t now, int64_t passed_at, int64_t seen_at)
{
	const int64_t at = seen_at > passed_at ? seen_at : passed_at;
	return look->sight.again ? at - trust_age(now, party_now()) : at;
}

/* What is to be remembered is on the disk before anybody sees the verdict. Where that cannot be, it is said, and the verdict stands:
 * a full disk stops no gate. */
static enum err judge_and_remember(struct context *context, struct question *question, struct look *look)
{
	struct sightings before = {.places = SIGHTINGS_MAX};
	enum err remembered = seen_read(context, &before);
	if (look->sight.again)
		leave_out(&before.seen, &look->own);
	question->seen = &before.seen;
	question->latest_at = latest(look, question->now, question->latest_at, before.newest_at);
	const enum err err = judge(context, look->sight.text, question, &look->verdict);
	const bool readable = remembered == ERR_OK || remembered == ERR_FORMAT;
	if (!look->sight.again)
		look->own = err == ERR_OK ? look->verdict.remember : (struct sighting){.counter = 0};
	if (err == ERR_OK && readable && !look->sight.again && look->verdict.remember.counter != 0) {
		const enum err added = seen_add(context, before.places, &look->verdict.remember);
		remembered = added == ERR_OK ? remembered : added;
	}
	if (remembered != ERR_OK)
		say(context, SAY_SEEN_LOST);
	return err;
}

enum err gate_judge(struct context *context, const struct gate *gate, struct look *out)
{
	const struct policy policy = strict_policy(context);
	struct question question = {
	    .observed = &out->sight.observed,
	    .nonce = out->sight.nonce,
	    .listed = out->sight.listed != NULL,
	    .trust = &gate->held.trust,
	    .policy = &policy,
	    .place = gate_place(gate),
	    .now = gate->now,
	};
	const struct passed passed = passed_of(context, &question.place, out->sight.text);
	question.passed = &passed.marks;
	question.latest_at = passed.newest_at;
	question.stamps = out->sight.stamps;
	question.direction = out->sight.direction;
	question.place.road = out->sight.road;
	out->gate = gate;
	const enum err err = judge_and_remember(context, &question, out);
	if (err != ERR_OK)
		say_err(context, err, "seen");
	return err;
}

/* The plate of a vehicle that shows nothing stands for its code. */
static enum exit_code look_up(struct context *context, const struct gate *gate, const struct args *args, struct sight *out)
{
	return args->value[GATE_LISTED] == NULL
	           ? EXIT_DONE
	           : gate_listed(context, gate, args->value[GATE_PLATE], args->value[GATE_NUMBER], out);
}

/* code: its text, NULL: where the options say. */
static enum exit_code observe_all(struct context *context, const struct args *args, const char *code,
                                  Guosuo__V1__Direction direction, struct look *out)
{
	memset(out, 0, sizeof *out);
	out->sight.direction = direction;
	out->sight.road = args->value[GATE_ROAD];
	const int shown = (code != NULL || args->count > 0) + (args->value[GATE_FILE] != NULL) + (args->value[GATE_PICTURE] != NULL);
	const bool listed = args->value[GATE_LISTED] != NULL;
	if (shown > 1 || (listed && (shown > 0 || args->value[GATE_PLATE] == NULL))) {
		say(context, listed ? SAY_LISTED_PLATE : SAY_ONE_SOURCE);
		return EXIT_USAGE;
	}
	if (observe(context, args, &out->sight.observed) != ERR_OK ||
	    party_number(context, "nonce", args->value[GATE_NONCE], NONCE_MIN, NONCE_MAX, 0, &out->sight.nonce) != ERR_OK)
		return EXIT_USAGE;
	if (code != NULL)
		out->sight.text = span_text(code);
	else if (!listed && read_code(context, args, &out->sight.text) != ERR_OK)
		return EXIT_OTHER;
	if (chain_is(out->sight.text)) {
		say(context, SAY_CODE_IS_STAMPS);
		return EXIT_USAGE;
	}
	if (!listed)
		name_misread(context, out->sight.text);
	return EXIT_DONE;
}

static enum exit_code look_at(struct context *context, const struct gate *gate, const struct args *args, struct look *look)
{
	const char *typed = args->value[GATE_PASS_FILE];
	const Guosuo__V1__PassFile *file = pass_file(context, typed);
	if (file != NULL)
		look->sight.stamps = file->chain;
	if (args->value[GATE_STAMPS] != NULL && stamps_read(context, args->value[GATE_STAMPS], &look->sight.stamps) != ERR_OK)
		return EXIT_OTHER;
	enum exit_code code = look_up(context, gate, args, &look->sight);
	if (code != EXIT_DONE)
		return code;
	if (gate_judge(context, gate, look) != ERR_OK)
		return EXIT_OTHER;
	look->words = words_of(context, typed, file, &look->verdict);
	return EXIT_DONE;
}

enum exit_code gate_look_in(struct context *context, const struct gate *gate, const struct args *args, const char *text,
                            Guosuo__V1__Direction direction, struct look *out)
{
	enum exit_code code = observe_all(context, args, text, direction, out);
	return code == EXIT_DONE ? look_at(context, gate, args, out) : code;
}

enum exit_code gate_look(struct context *context, const struct args *args, Guosuo__V1__Direction direction, struct look *out)
{
	enum exit_code code = observe_all(context, args, NULL, direction, out);
	if (code != EXIT_DONE)
		return code;
	const struct gate *gate = gate_open(context);
	return gate == NULL ? EXIT_OTHER : look_at(context, gate, args, out);
}

/* What is to be inspected before it is let pass. */
static void asked_row(const struct look *look, struct sheet *sheet)
{
	struct inspection_asked asked;
	char names[INSPECT_NAMES];
	inspect_ask(look->gate, look, &asked);
	if (!asked.people && asked.list.count == 0)
		return;
	inspect_asked_names(&asked, sheet->context->lang, names);
	sheet_json(sheet, "asked", inspect_asked_json(&asked));
	if (!sheet->context->json)
		sheet_text(sheet, "asked", "本省应查", "asked here", "%s", names);
}

void gate_rows(struct context *context, const struct look *look, struct sheet *sheet)
{
	const struct gate *gate = look->gate;
	const Guosuo__V1__Leg *leg = look->verdict.leg;
	struct noticed_query query;
	size_t count = leg != NULL && noticed_of_leg(context, leg, gate->now, gate->now, &query) == ERR_OK;
	render_verdict(sheet, &gate->held, &look->verdict, gate_listed_grade(context, look), look->words);
	render_stamps(sheet, &gate->held, &look->verdict);
	asked_row(look, sheet);
	noticed_show(context, &gate->held, &query, count, gate->now, sheet);
}

void gate_print(struct context *context, const struct look *look, FILE *out)
{
	struct sheet sheet = sheet_begin(context, out);
	gate_rows(context, look, &sheet);
	sheet_end(&sheet);
}

enum exit_code gate_exit(enum word word)
{
	return word == VERDICT_ACCEPT ? EXIT_DONE : word == VERDICT_REFER ? EXIT_REFER : EXIT_REJECT;
}
