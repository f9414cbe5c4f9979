#include <string.h>

#include "client/officer.h"
#include "client/say.h"
#include "proto/body.h"
#include "proto/canon.h"

enum { HOURS = 72, TRAILERS_DEFAULT = 1, CREW_MAX = 4 };

/* One of those who take turns at the wheel. */
struct mate {
	const char *called, *licence;
	const Guosuo__V1__Driver *driver;
};

/* What was typed, read. */
struct order {
	struct mate crew[CREW_MAX]; /* all under one serial */
	size_t crew_count;
	uint32_t tractor, journey, staff, hours, serial; /* serial 0: the next */
	uint32_t trailers[TRAILERS_MAX];
	size_t trailer_count;
	uint64_t escorts[ESCORTS_MAX];
	size_t escort_count;
	bool paper;
};

static enum err read_trailers(struct context *context, const char *text, struct order *order)
{
	if (text == NULL)
		return ERR_OK;
	while (*text != '\0') {
		char word[16];
		size_t n = strcspn(text, ",");
		if (n >= sizeof word || order->trailer_count == TRAILERS_MAX) {
			say_err(context, ERR_SIZE, "--trailers");
			return ERR_SIZE;
		}
		memcpy(word, text, n);
		word[n] = '\0';
		enum err err = party_number(context, "trailers", word, 1, TRAILERS_MAX, 0,
					    &order->trailers[order->trailer_count]);
		if (err != ERR_OK)
			return err;
		order->trailer_count++;
		text += n + (text[n] == ',');
	}
	return ERR_OK;
}

static enum err read_escorts(struct context *context, const char *text, struct order *order)
{
	struct faults faults = {0};
	while (text != NULL && *text != '\0') {
		size_t n = strcspn(text, ",");
		uint64_t plate = 0;
		if (order->escort_count == ESCORTS_MAX) {
			fault_add(&faults, RULE_TOO_MANY, "--escort", ESCORTS_MAX + 1, ESCORTS_MAX);
			break;
		}
		enum rule rule = plate_pack(span_of(text, n), &plate);
		if (rule != RULE_OK)
			fault_add(&faults, rule, "--escort", 0, 0);
		order->escorts[order->escort_count++] = plate;
		text += n + (text[n] == ',');
	}
	return say_faults(context, &faults) == EXIT_DONE ? ERR_OK : ERR_INPUT;
}

/* The next word of a list, in the arena; NULL: there is none. */
static const char *next_word(struct context *context, const char **list)
{
	size_t n = strcspn(*list, ",");
	const char *word = n == 0 ? NULL : arena_text(&context->arena, span_of(*list, n));
	*list += n + ((*list)[n] == ',');
	return word;
}

/* "A,B" and "0015,0026": each has their own digits. */
static enum err read_crew(struct context *context, const char *drivers, const char *licences, struct order *order)
{
	do {
		const struct mate mate = {next_word(context, &drivers), next_word(context, &licences), NULL};
		if (mate.called == NULL || mate.licence == NULL || order->crew_count == CREW_MAX) {
			say(context, SAY_CREW_PAIRS, CREW_MAX);
			return ERR_INPUT;
		}
		order->crew[order->crew_count++] = mate;
	} while (*drivers != '\0' || *licences != '\0');
	if (order->crew_count > 1 && order->paper) {
		say(context, SAY_CREW_PAPER);
		return ERR_INPUT;
	}
	return ERR_OK;
}

static enum err read_order(struct context *context, const struct args *args, struct order *out)
{
	const struct {
		const char *name;
		const char *text;
		uint32_t least, most, fallback;
		uint32_t *out;
	} numbers[] = {
	    {"tractor", args->value[ASSIGN_TRACTOR], 1, TRACTORS_MAX, 1, &out->tractor},
	    {"journey", args->value[ASSIGN_JOURNEY], 1, JOURNEYS_MAX, 1, &out->journey},
	    {"escort-staff", args->value[ASSIGN_STAFF], 1, 1000, 0, &out->staff},
	    {"hours", args->value[ASSIGN_HOURS], 1, 24 * 31, HOURS, &out->hours},
	    {"serial", args->value[ASSIGN_SERIAL], 1, UINT32_MAX, 0, &out->serial},
	};
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < sizeof numbers / sizeof numbers[0]; i++)
		err = party_number(context, numbers[i].name, numbers[i].text, numbers[i].least, numbers[i].most,
				   numbers[i].fallback, numbers[i].out);
	if (err == ERR_OK)
		err = read_trailers(context, args->value[ASSIGN_TRAILERS], out);
	if (err == ERR_OK)
		err = read_escorts(context, args->value[ASSIGN_ESCORT], out);
	out->paper = args->value[ASSIGN_PAPER] != NULL;
	if (err == ERR_OK)
		err = read_crew(context, args->value[ASSIGN_DRIVER], args->value[ASSIGN_LICENCE], out);
	return err;
}

static bool is_called(const Guosuo__V1__Driver *member, const char *called)
{
	char hex[17];
	if (member->key.len != KEY_LEN)
		return false;
	key_hex(member->key.data, hex);
	return strcmp(hex, called) == 0 || strcmp(member->name, called) == 0;
}

static const Guosuo__V1__Driver *named(struct context *context, const char *name)
{
	Guosuo__V1__Driver *driver = arena_take(&context->arena, sizeof *driver);
	if (driver == NULL)
		return NULL;
	guosuo__v1__driver__init(driver);
	driver->name = arena_text(&context->arena, span_text(name));
	return driver->name == NULL ? NULL : driver;
}

/* Paper needs no device: there a driver who never enrolled goes by the name as typed. */
static enum err find_driver(struct context *context, const struct party *party, const char *called, bool paper,
			    const Guosuo__V1__Driver **out)
{
	const Guosuo__V1__ListMembersResponse *list;
	const Guosuo__V1__Driver *found = NULL;
	enum err err = officer_list_members(context, party, &list);
	if (err != ERR_OK)
		return err;
	for (size_t i = 0; i < list->n_members; i++) {
		if (!is_called(list->members[i], called))
			continue;
		/* one person may be officer and driver with one key: that is no ambiguity */
		if (found != NULL && !span_equal(bytes_span(found->key), bytes_span(list->members[i]->key))) {
			say(context, SAY_DRIVER_TWICE, called);
			return ERR_CONFLICT;
		}
		found = list->members[i];
	}
	if (found == NULL && paper)
		found = named(context, called);
	else if (found == NULL)
		say(context, SAY_NO_SUCH_DRIVER, called);
	*out = found;
	return found == NULL ? ERR_NOT_FOUND : ERR_OK;
}

static enum err find_crew(struct context *context, const struct party *party, struct order *order)
{
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < order->crew_count; i++)
		err = find_driver(context, party, order->crew[i].called, order->paper, &order->crew[i].driver);
	return err;
}

/* Phone and paper count apart. */
static uint32_t next_serial(struct context *context, const Guosuo__V1__PassFile *file, bool paper)
{
	uint32_t highest = 0;
	for (size_t i = 0; i < file->n_assignments; i++) {
		struct assignment assignment;
		if (assignment_read(file->assignments[i], &context->arena, &assignment) != ERR_OK)
			continue;
		bool is_paper = assignment.body->holder_case == GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER;
		if (is_paper == paper && assignment.body->serial > highest)
			highest = assignment.body->serial;
	}
	return highest + 1;
}

/* From now, or the trip's beginning, for the hours asked, inside the trip's window. */
static void set_window(const Guosuo__V1__Trip *trip, uint32_t hours, Guosuo__V1__Assignment *out)
{
	int64_t from = party_now(), to;
	if (from < trip->not_before)
		from = trip->not_before;
	to = from + (int64_t)hours * 3600;
	if (to > trip->not_after)
		to = trip->not_after;
	out->not_before = (uint32_t)from;
	out->not_after = (uint32_t)to;
}

static void draft(const struct order *order, const Guosuo__V1__Trip *trip, const struct mate *mate,
		  Guosuo__V1__Assignment *out)
{
	static const uint32_t first[TRAILERS_DEFAULT] = {1};
	bool some = order->trailer_count > 0;
	guosuo__v1__assignment__init(out);
	out->serial = order->serial;
	out->journey = order->journey;
	out->tractor = order->tractor;
	out->trailers = (uint32_t *)(uintptr_t)(some ? order->trailers : first);
	out->n_trailers = some ? order->trailer_count : trip->n_trailers > 0 ? TRAILERS_DEFAULT : 0;
	out->driver_name = mate->driver->name;
	out->licence_last4 = (char *)(uintptr_t)mate->licence;
	out->escort_plates = (uint64_t *)(uintptr_t)order->escorts;
	out->n_escort_plates = order->escort_count;
	out->escort_staff = order->staff;
	set_window(trip, order->hours, out);
	out->holder_case = order->paper ? GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER
					: GUOSUO__V1__ASSIGNMENT__HOLDER_DEVICE_KEY;
	if (order->paper)
		out->paper = true;
	else
		out->device_key = mate->driver->key;
}

static const struct alias aliases[] = {
    {"assignment.serial", "--serial"},
    {"assignment.driver_name", "--driver"},
    {"assignment.licence_last4", "--licence-last4"},
    {"assignment.escort_plates", "--escort"},
    {"assignment.not_before", "--hours"},
    {"assignment.not_after", "--hours"},
    {"assignment.journey", "--journey"},
    {"assignment.tractor", "--tractor"},
    {"assignment.trailers", "--trailers"},
};

static enum err send(struct context *context, const struct party *party, const uint8_t *id,
		     const struct trip *trip, const Guosuo__V1__Assignment *body)
{
	Guosuo__V1__PutAssignmentRequest request = GUOSUO__V1__PUT_ASSIGNMENT_REQUEST__INIT;
	struct span raw;
	struct faults faults = {0};
	ProtobufCMessage *answer;
	Guosuo__V1__Limits limits = GUOSUO__V1__LIMITS__INIT;
	struct held *held = arena_take(&context->arena, sizeof *held);
	enum err err = held == NULL ? ERR_MEMORY
				    : held_open(context, party->membership.root_set, party_now(), held);
	if (err == ERR_OK && held->has_directory)
		limits = *held->directory.body->limits;
	if (err == ERR_OK)
		err = assignment_sound(body, trip->body, &limits, &faults);
	if (faults.count > 0) {
		say_aliased(context, &faults, aliases, sizeof aliases / sizeof aliases[0]);
		return err;
	}
	if (err == ERR_OK)
		err = canon_pack(&body->base, &context->arena, &raw);
	if (err == ERR_OK)
		err = assignment_seal(raw, trip, party->key.secret, &context->arena, &request.assignment);
	if (err != ERR_OK) {
		say_err(context, err, "assignment");
		return err;
	}
	request.pass_id = span_bytes(span_of(id, PASS_ID_LEN));
	return party_call(context, party, "Desk/PutAssignment", &request.base,
			  &guosuo__v1__put_assignment_response__descriptor, &answer);
}

static enum exit_code assign_crew(struct context *context, const struct party *party, const uint8_t *id,
				  const struct trip *trip, const struct order *order)
{
	char number[PASS_NUMBER_LEN + 1];
	pass_number(id, number);
	for (size_t i = 0; i < order->crew_count; i++) {
		Guosuo__V1__Assignment body;
		draft(order, trip->body, &order->crew[i], &body);
		if (send(context, party, id, trip, &body) != ERR_OK)
			return EXIT_OTHER;
		say(context, SAY_ASSIGNED, number, order->serial, body.driver_name);
		if (context->json && party_print(context, &body.base) != EXIT_DONE)
			return EXIT_OTHER;
	}
	return EXIT_DONE;
}

static enum exit_code assign(struct context *context, const struct args *args, const struct party *party,
			     struct order *order)
{
	uint8_t id[PASS_ID_LEN];
	struct span raw;
	struct trip trip;
	Guosuo__V1__PassFile *file;
	if (officer_pass(context, party, args->argument[0], id) != ERR_OK ||
	    find_crew(context, party, order) != ERR_OK || officer_file(context, party, id, &raw, &file) != ERR_OK)
		return EXIT_OTHER;
	enum err err = file->trip == NULL ? ERR_FORMAT : trip_read(file->trip, &context->arena, &trip);
	if (err != ERR_OK)
		return say_err(context, err, "trip");
	if (order->serial == 0)
		order->serial = next_serial(context, file, order->paper);
	return assign_crew(context, party, id, &trip, order);
}

enum exit_code assign_run(struct context *context, const struct args *args)
{
	struct order order = {0};
	struct party party;
	if (args->value[ASSIGN_DRIVER] == NULL)
		return party_needs(context, "--driver");
	if (args->value[ASSIGN_LICENCE] == NULL)
		return party_needs(context, "--licence-last4");
	if (read_order(context, args, &order) != ERR_OK)
		return EXIT_USAGE;
	enum exit_code code = EXIT_OTHER;
	if (party_open(context, "officer", &party) == ERR_OK)
		code = assign(context, args, &party, &order);
	party_close(&party);
	return code;
}
