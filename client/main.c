/* guosuo - one program for everyone who holds something in their hand: the words choose a row of a table. */
#include <getopt.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "client/command.h"
#include "client/say.h"
#include "proto/chain.h"

static const struct option_row common[] = {
    {"home", "DIR", "本方资料目录 (GUOSUO_HOME)", "where this party keeps its things (GUOSUO_HOME)"},
    {"server", "URL", "服务器地址 (GUOSUO_SERVER)", "the desk's address (GUOSUO_SERVER)"},
    {"passphrase-file", "FILE", "从文件读密钥口令", "read the key's passphrase from a file"},
    {"lang", "zh|en", "语言 (LANG)", "language (LANG)"},
    {"json", NULL, "输出 JSON", "print JSON"},
    {"help", NULL, "显示用法", "show usage"},
};
enum { HOME, SERVER, PASSPHRASE, LANGUAGE, JSON, HELP, COMMON };
enum { WORDS_MAX = 256 }; /* of a command line */

static const char *row_text(const struct context *context, const char *zh, const char *en)
{
	return context->lang == LANG_ZH ? zh : en;
}

static size_t option_count(const struct option_row *rows)
{
	size_t n = 0;
	while (rows != NULL && rows[n].name != NULL)
		n++;
	return n;
}

static void print_options(const struct context *context, const struct option_row *rows, size_t count, FILE *out)
{
	for (size_t i = 0; i < count; i++) {
		char head[64];
		snprintf(head, sizeof head, "--%s%s%s", rows[i].name, rows[i].value == NULL ? "" : " ",
			 rows[i].value == NULL ? "" : rows[i].value);
		fprintf(out, "  %-28s %s\n", head, row_text(context, rows[i].zh, rows[i].en));
	}
}

static void print_command(const struct context *context, const struct command *command, FILE *out)
{
	char head[96];
	snprintf(head, sizeof head, "guosuo %s%s%s %s", command->noun, command->verb == NULL ? "" : " ",
		 command->verb == NULL ? "" : command->verb, command->takes);
	fprintf(out, "  %-46s %s\n", head, row_text(context, command->zh, command->en));
}

static void print_all(const struct context *context, const char *noun, FILE *out)
{
	for (size_t t = 0; t < program.count; t++)
		for (const struct command *row = program.tables[t]; row->noun != NULL; row++)
			if (noun == NULL || strcmp(noun, row->noun) == 0)
				print_command(context, row, out);
	print_options(context, common, COMMON, out);
}

static void print_one(const struct context *context, const struct command *command, FILE *out)
{
	print_command(context, command, out);
	print_options(context, command->options, option_count(command->options), out);
	print_options(context, common, COMMON, out);
}

static const struct command *find(const char *noun, const char *verb)
{
	for (size_t t = 0; t < program.count; t++)
		for (const struct command *row = program.tables[t]; row->noun != NULL; row++)
			if (strcmp(row->noun, noun) == 0 && (row->verb == NULL || strcmp(row->verb, verb) == 0))
				return row;
	return NULL;
}

/* getopt_long's table of a command: its own rows, then the common ones. val is the row's place. */
static void fill_options(const struct option_row *rows, size_t count, int first, struct option *out)
{
	for (size_t i = 0; i < count; i++)
		out[i] = (struct option){rows[i].name, rows[i].value == NULL ? no_argument : required_argument, NULL,
					 first + (int)i};
}

static bool take_common(struct context *context, int which, const char *value, bool *help)
{
	switch (which) {
	case HOME:
		context->home = value;
		return true;
	case SERVER:
		context->server = value;
		return true;
	case PASSPHRASE:
		context->passphrase_file = value;
		return true;
	case LANGUAGE:
		context->lang = strcmp(value, "zh") == 0 ? LANG_ZH : LANG_EN;
		return strcmp(value, "zh") == 0 || strcmp(value, "en") == 0;
	case JSON:
		context->json = true;
		return true;
	default:
		*help = true;
		return true;
	}
}

/* false: unknown option, missing or wrong value (getopt or we have said so). */
static bool parse(struct context *context, const struct command *command, int argc, char **argv, struct args *args,
		  bool *help)
{
	struct option longs[OPTIONS_MAX + COMMON + 1] = {{0}};
	size_t own = command == NULL ? 0 : option_count(command->options);
	fill_options(command == NULL ? NULL : command->options, own, 256, longs);
	fill_options(common, COMMON, 256 + OPTIONS_MAX, longs + own);
	for (int c; (c = getopt_long(argc, argv, "", longs, NULL)) != -1;) {
		if (c < 256)
			return false;
		if (c < 256 + OPTIONS_MAX)
			args->value[c - 256] = optarg == NULL ? "" : optarg;
		else if (!take_common(context, c - 256 - OPTIONS_MAX, optarg, help))
			return false;
	}
	for (; optind < argc; optind++) {
		if (args->count == ARGUMENTS_MAX)
			return false;
		args->argument[args->count++] = argv[optind];
	}
	return true;
}

static enum lang lang_of_environment(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	for (size_t i = 0; i < 3; i++) {
		const char *value = getenv(names[i]);
		if (value != NULL && *value != '\0')
			return strncmp(value, "zh", 2) == 0 ? LANG_ZH : LANG_EN;
	}
	return LANG_ZH;
}

/* $GUOSUO_HOME, else $XDG_DATA_HOME/guosuo, else ~/.local/share/guosuo. */
static const char *home_of_environment(char *room, size_t size)
{
	const char *own = getenv("GUOSUO_HOME"), *data = getenv("XDG_DATA_HOME"), *user = getenv("HOME");
	if (own != NULL && *own != '\0')
		return own;
	if (data != NULL && *data != '\0')
		snprintf(room, size, "%s/guosuo", data);
	else
		snprintf(room, size, "%s/.local/share/guosuo", user == NULL ? "" : user);
	return room;
}

/* Words that are neither options nor their values: the first two are noun and verb wherever options stand. */
static const struct command *find_in(int argc, char **argv)
{
	const char *words[2] = {NULL, NULL};
	size_t n = 0;
	for (int i = 1; i < argc && n < 2; i++) {
		if (strncmp(argv[i], "--", 2) != 0) {
			words[n++] = argv[i];
			continue;
		}
		for (size_t c = 0; c < COMMON; c++)
			if (strcmp(argv[i] + 2, common[c].name) == 0 && common[c].value != NULL)
				i++;
	}
	return n == 0 ? NULL : find(words[0], n == 2 ? words[1] : "");
}

static enum exit_code run(struct context *context, const struct command *command, struct args *args)
{
	/* noun and verb stand first */
	size_t words = command->verb == NULL ? 1 : 2;
	memmove(args->argument, args->argument + words, (ARGUMENTS_MAX - words) * sizeof args->argument[0]);
	args->count -= words;
	if (args->count < command->least || args->count > command->most) {
		say(context, SAY_TAKES);
		print_command(context, command, stderr);
		return EXIT_USAGE;
	}
	context->arena = (struct arena){malloc(CONTEXT_ARENA), CONTEXT_ARENA, 0};
	if (context->arena.base == NULL || sodium_init() < 0)
		return say_err(context, ERR_MEMORY, NULL);
	enum exit_code code = command->run(context, args);
	free(context->arena.base);
	if (fflush(stdout) != 0 && code == EXIT_DONE)
		return say_err(context, ERR_IO, "stdout");
	return code;
}

/* Only fails to return. */
static int become_rest(const struct context *context, char **argv)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
	path[n < 0 ? 0 : n] = '\0';
	char *name = strrchr(path, '/');
	name = name == NULL ? path : name + 1;
	snprintf(name, sizeof path - (size_t)(name - path), "%s", program.rest);
	execv(path, argv);
	say_err(context, ERR_IO, path);
	return EXIT_OTHER;
}

/* Stamps may be a picture where they are a file. */
static bool names_picture(const char *option, const char *value)
{
	return strcmp(option, "picture") == 0 || (strcmp(option, "stamps") == 0 && !chain_is(span_text(value)));
}

/* Only the rest reads pictures. */
static bool is_for_rest(const struct command *command, const struct args *args)
{
	if (command == NULL)
		return program.rest != NULL;
	for (size_t i = 0; program.scan == NULL && i < option_count(command->options); i++)
		if (args->value[i] != NULL && names_picture(command->options[i].name, args->value[i]))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	char home[4096];
	struct context context = {.lang = lang_of_environment(),
				  .home = home_of_environment(home, sizeof home),
				  .server = getenv("GUOSUO_SERVER"),
				  .scan = program.scan};
	struct args args = {0};
	bool help = false;
	setlocale(LC_CTYPE, "C.UTF-8");
	const struct command *command = find_in(argc, argv);
	char *given[WORDS_MAX + 1] = {NULL}; /* getopt sorts the others */
	memcpy(given, argv, (size_t)(argc < WORDS_MAX ? argc : WORDS_MAX) * sizeof *given);
	if (is_for_rest(command, &args))
		return become_rest(&context, given);
	bool good = argc <= WORDS_MAX && parse(&context, command, argc, argv, &args, &help);
	if (good && help) {
		if (command != NULL)
			print_one(&context, command, stdout);
		else
			print_all(&context, args.count > 0 ? args.argument[0] : NULL, stdout);
		return EXIT_DONE;
	}
	if (!good || command == NULL) {
		if (command != NULL)
			print_one(&context, command, stderr);
		else
			print_all(&context, NULL, stderr);
		return EXIT_USAGE;
	}
	if (is_for_rest(command, &args))
		return become_rest(&context, given);
	return (int)run(&context, command, &args);
}
