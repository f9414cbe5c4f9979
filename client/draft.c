#include "client/draft.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/apply.h"
#include "client/keep.h"
#include "client/say.h"
#include "proto/utf8.h"
#include "proto/wire/json.h"

const struct option_row draft_options[] = {
    {"like", "PASS", "以此通行证的申请为样本", "take the application of this pass as the model"},
    {"depart", "TIME", "新的出发时间", "the new departure"},
    {"from", "FILE", "以此文件为样本", "take this file as the model"},
    {0}};

/* ---- names ---- */

static bool name_good(const char *name)
{
	size_t n = strlen(name);
	if (n == 0 || n > DRAFT_NAME_MAX || !utf8_valid(span_text(name)))
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)name[i];
		bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
		if (!letter && c != '-' && c != '_' && c < 0x80)
			return false;
	}
	return true;
}

enum err draft_path(const struct context *context, const char *name, char out[static DRAFT_PATH])
{
	if (!name_good(name)) {
		say(context, SAY_DRAFT_NAME, name);
		return ERR_INPUT;
	}
	snprintf(out, DRAFT_PATH, "drafts/%s.json", name);
	return ERR_OK;
}

/* ---- an empty form ---- */

static json_t *form_of(const ProtobufCMessageDescriptor *type);

static bool in_the_form(const char *name)
{
	/* what not every application has, or what the programs fill in */
	static const char *const left_out[] = {"note",        "agent",           "indivisible",
	                                       "consignment", "empty_return",    "return_of",
	                                       "journeys",    "over_limit_class"};
	for (size_t i = 0; i < sizeof left_out / sizeof left_out[0]; i++)
		if (strcmp(name, left_out[i]) == 0)
			return false;
	return true;
}

static json_t *field_form(const ProtobufCFieldDescriptor *field)
{
	switch (field->type) {
	case PROTOBUF_C_TYPE_MESSAGE:
		return form_of(field->descriptor);
	case PROTOBUF_C_TYPE_BOOL:
		return json_false();
	case PROTOBUF_C_TYPE_STRING:
		return json_string("");
	default:
		return json_integer(0);
	}
}

/* Every field of the type with nothing in it, and one of each list. */
static json_t *form_of(const ProtobufCMessageDescriptor *type)
{
	json_t *form = json_object();
	for (unsigned i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];
		if (!in_the_form(field->name))
			continue;
		json_t *value = field_form(field);
		if (field->label == PROTOBUF_C_LABEL_REPEATED)
			value = json_pack("[o]", value);
		json_object_set_new(form, field->name, value);
	}
	return form;
}

/* ---- verbs ---- */

static enum err write_new(struct context *context, const char *path, char *text)
{
	enum err err = text == NULL ? ERR_MEMORY : keep_create(context, path, span_text(text), true);
	free(text);
	return err;
}

static enum exit_code made(const struct context *context, const char *name, const char *path, enum err err)
{
	char whole[4096];
	if (err == ERR_EXISTS)
		say(context, SAY_DRAFT_EXISTS, name);
	else if (err != ERR_OK)
		say_err(context, err, path);
	if (err != ERR_OK)
		return EXIT_OTHER;
	snprintf(whole, sizeof whole, "%s/%s", context->home, path);
	say(context, SAY_DRAFT_MADE, whole);
	return EXIT_DONE;
}

static enum err write_message(struct context *context, const char *path, const ProtobufCMessage *message)
{
	char *text;
	size_t n;
	enum err err = json_write(message, JSON_FOR_PEOPLE, &text, &n);
	return err == ERR_OK ? write_new(context, path, text) : err;
}

static enum exit_code new_like(struct context *context, const struct args *args, const char *path)
{
	struct party party;
	Guosuo__V1__Application *application;
	const char *depart = args->value[DRAFT_DEPART];
	enum exit_code code = EXIT_OTHER;
	if (depart == NULL) {
		say(context, SAY_LIKE_DEPART);
		return EXIT_USAGE;
	}
	if (party_open(context, "officer", &party) == ERR_OK &&
	    apply_like(context, &party, args->value[DRAFT_LIKE], &application) == ERR_OK &&
	    apply_depart(context, application, depart) == ERR_OK)
		code =
		    made(context, args->argument[1], path, write_message(context, path, &application->base));
	party_close(&party);
	return code;
}

static enum exit_code new_draft(struct context *context, const struct args *args, const char *path)
{
	struct span text;
	if (args->value[DRAFT_LIKE] != NULL)
		return new_like(context, args, path);
	if (args->value[DRAFT_FROM] != NULL) {
		if (party_read(context, args->value[DRAFT_FROM], PLAN_MAX, &text) != ERR_OK)
			return EXIT_OTHER;
		return made(context, args->argument[1], path, keep_create(context, path, text, true));
	}
	json_t *form = form_of(&guosuo__v1__application__descriptor);
	char *empty = json_dumps(form, JSON_INDENT(1));
	json_decref(form);
	return made(context, args->argument[1], path, write_new(context, path, empty));
}

/* $VISUAL, $EDITOR or vi on the file itself; what it left is checked by `officer check --draft`. */
static bool edit_file(const char *path)
{
	const char *editor = getenv("VISUAL") != NULL ? getenv("VISUAL") : getenv("EDITOR");
	char command[512];
	int status = -1;
	snprintf(command, sizeof command, "%s \"$1\"", editor == NULL || editor[0] == '\0' ? "vi" : editor);
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		execl("/bin/sh", "sh", "-c", command, "sh", path, (char *)NULL);
		_exit(127);
	}
	return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 0;
}

static enum exit_code edit_draft(struct context *context, const struct args *args, const char *path)
{
	char whole[4096];
	struct span text;
	Guosuo__V1__Application *application;
	if (keep_read(context, path, PLAN_MAX, &text) == ERR_NOT_FOUND) {
		say(context, SAY_DRAFT_NONE, args->argument[1]);
		return EXIT_OTHER;
	}
	snprintf(whole, sizeof whole, "%s/%s", context->home, path);
	if (!edit_file(whole)) {
		say(context, SAY_DRAFT_EDITOR, whole);
		return EXIT_OTHER;
	}
	const char *typed = keep_path(context, whole);
	return typed != NULL && apply_read(context, typed, &application) == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

static enum exit_code delete_draft(struct context *context, const struct args *args, const char *path)
{
	struct span text;
	if (keep_read(context, path, PLAN_MAX, &text) == ERR_NOT_FOUND) {
		say(context, SAY_DRAFT_NONE, args->argument[1]);
		return EXIT_OTHER;
	}
	enum err err = keep_remove(context, path);
	return err == ERR_OK ? EXIT_DONE : say_err(context, err, path);
}

static enum exit_code list_drafts(struct context *context)
{
	char **names;
	size_t count;
	json_t *list = json_array();
	enum err err = keep_list(context, "drafts", &names, &count);
	for (size_t i = 0; err == ERR_OK && i < count; i++) {
		size_t n = strlen(names[i]);
		if (n <= 5 || strcmp(names[i] + n - 5, ".json") != 0)
			continue;
		names[i][n - 5] = '\0';
		if (!context->json)
			puts(names[i]);
		json_array_append_new(list, json_string(names[i]));
	}
	if (err == ERR_OK && context->json) {
		json_dumpf(list, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(list);
	return err == ERR_OK ? EXIT_DONE : say_err(context, err, "drafts");
}

static const struct {
	const char *word;
	enum exit_code (*run)(struct context *context, const struct args *args, const char *path);
} verbs[] = {{"new", new_draft}, {"edit", edit_draft}, {"delete", delete_draft}};

enum exit_code draft_run(struct context *context, const struct args *args)
{
	char path[DRAFT_PATH];
	const char *word = args->argument[0];
	if (strcmp(word, "list") == 0)
		return list_drafts(context);
	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		if (strcmp(word, verbs[i].word) != 0)
			continue;
		if (draft_path(context, args->count < 2 ? "" : args->argument[1], path) != ERR_OK)
			return EXIT_USAGE;
		return verbs[i].run(context, args, path);
	}
	say(context, SAY_DRAFT_WORD, word);
	return EXIT_USAGE;
}
