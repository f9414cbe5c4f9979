#include "client/check.h"

#include "client/say.h"

enum { CHECK_DRAFT, CHECK_DESK };
const struct option_row check_options[] = {
    {"draft", "NAME", "检查此草稿", "check this draft"},
    {"desk", NULL, "由受理机关预检, 不提交", "ask the desk, and send nothing"},
    {0}};

/* ---- printed ---- */

static json_t *list_row(const char *field, bool error, const char *rule, const char *text)
{
	return json_pack("{s:s, s:b, s:s, s:s}", "field", field, "error", (int)error, "rule", rule, "text", text);
}

/* Takes the reference. */
static void print_list(json_t *list, size_t errors)
{
	json_t *object = json_pack("{s:I, s:I, s:o}", "errors", (json_int_t)errors, "warnings",
	                           (json_int_t)(json_array_size(list) - errors), "faults", list);
	json_dumpf(object, stdout, JSON_INDENT(1));
	putchar('\n');
	json_decref(object);
}

static void print_faults(const struct context *context, const struct faults *faults)
{
	json_t *list = json_array();
	size_t errors = 0;
	for (size_t i = 0; i < faults->count; i++) {
		char text[512];
		bool error = fault_is_error(faults->item[i].rule);
		fault_text(&faults->item[i], context->lang, text, sizeof text);
		json_array_append_new(list, list_row(faults->item[i].field, error,
		                                     fault_name(faults->item[i].rule), text));
		errors += error;
	}
	print_list(list, errors);
}

static void add_fields(const struct context *context, json_t *list, bool error, size_t n,
                       Guosuo__V1__FieldError *const *fields)
{
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, list_row(fields[i]->field, error, fields[i]->rule,
		                                     context->lang == LANG_ZH ? fields[i]->zh : fields[i]->en));
}

/* ---- judged here ---- */

enum exit_code check_set(struct context *context, const struct apply_set *set, const struct held *held,
                         const char *company, bool print)
{
	enum exit_code code = EXIT_DONE;
	for (size_t i = 0; i < set->n; i++) {
		struct faults faults = {0};
		enum err err = apply_judge(context, set->item[i], held, company, &faults);
		if (err != ERR_OK)
			return say_err(context, err, NULL);
		if (set->n > 1 && faults.count > 0)
			say(context, SAY_UNIT, (unsigned)i + 1);
		if (say_faults(context, &faults) != EXIT_DONE)
			code = EXIT_OTHER;
		if (print && context->json)
			print_faults(context, &faults);
	}
	return code;
}

/* Needs no key: the application is judged where it is written. */
static enum exit_code check(struct context *context, const struct apply_set *set, struct party *party,
                            struct held *held)
{
	party->server = context->server == NULL ? party->membership.server : context->server;
	if (party_held(context, party, held) != ERR_OK)
		return EXIT_OTHER;
	if (!held->has_directory) {
		say(context, SAY_NO_DIRECTORY);
		return EXIT_OTHER;
	}
	enum exit_code code = check_set(context, set, held, party->membership.organisation, true);
	if (code == EXIT_DONE)
		say(context, SAY_CHECK_GOOD);
	return code;
}

/* ---- asked of the desk ---- */

static void say_findings(const struct context *context, const Guosuo__V1__CheckTripResponse *found)
{
	say_fields(context, found->n_errors, found->errors);
	say_fields(context, found->n_warnings, found->warnings);
	if (!context->json)
		return;
	json_t *list = json_array();
	add_fields(context, list, true, found->n_errors, found->errors);
	add_fields(context, list, false, found->n_warnings, found->warnings);
	print_list(list, found->n_errors);
}

/* Its rules are these here, by its own directory, barred list and documents. */
static enum exit_code ask(struct context *context, const struct party *party, Guosuo__V1__Application *application)
{
	Guosuo__V1__CheckTripRequest request = GUOSUO__V1__CHECK_TRIP_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.application = application;
	if (party_call(context, party, "Desk/CheckTrip", &request.base, &guosuo__v1__check_trip_response__descriptor,
	               &answer) != ERR_OK)
		return EXIT_OTHER;
	const Guosuo__V1__CheckTripResponse *found = (const Guosuo__V1__CheckTripResponse *)answer;
	say_findings(context, found);
	return found->n_errors > 0 ? EXIT_OTHER : EXIT_DONE;
}

static enum exit_code ask_all(struct context *context, const struct apply_set *set)
{
	struct party party;
	bool open = party_open(context, "officer", &party) == ERR_OK;
	enum exit_code code = open ? EXIT_DONE : EXIT_OTHER;
	for (size_t i = 0; open && i < set->n; i++) {
		if (set->n > 1)
			say(context, SAY_UNIT, (unsigned)i + 1);
		if (ask(context, &party, set->item[i]) != EXIT_DONE)
			code = EXIT_OTHER;
	}
	party_close(&party);
	if (code == EXIT_DONE)
		say(context, SAY_CHECK_GOOD);
	return code;
}

/* ---- check ---- */

enum exit_code check_run(struct context *context, const struct args *args)
{
	struct party party = {0};
	struct apply_set *set = arena_take(&context->arena, sizeof *set);
	struct held *held = arena_take(&context->arena, sizeof *held);
	const char *typed = args->count > 0 ? args->argument[0] : NULL, *draft = args->value[CHECK_DRAFT];
	if (held == NULL || set == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if ((typed == NULL) == (draft == NULL)) {
		say(context, SAY_APPLY_WHAT);
		return EXIT_USAGE;
	}
	if (apply_read_set(context, typed, draft, set) != ERR_OK)
		return EXIT_OTHER;
	if (args->value[CHECK_DESK] != NULL)
		return ask_all(context, set);
	if (role_read(context, "officer", &party.membership) != ERR_OK)
		return EXIT_OTHER;
	return check(context, set, &party, held);
}
