/* guosuo driver paper, print - a pass without a telephone: the code of one leg as a picture, or all of it as an A4 document. It
 * needs an assignment for paper and no key. */
#include <stdlib.h>

#include "client/keep.h"
#include "client/paper.h"
#include "client/party.h"
#include "client/revoke.h"
#include "client/say.h"
#include "client/show.h"

enum { PAPER_LEG, PAPER_PNG };
static const struct option_row paper_options[] = {{"leg", "N", "第几段", "which leg"},
						  {"png", "FILE", "写成图片", "write a picture"},
						  {NULL, NULL, NULL, NULL}};

static enum exit_code write_code(struct context *context, const char *text, const char *typed)
{
	const char *path = keep_path(context, typed);
	enum err err = path == NULL ? ERR_MEMORY : show_png(text, SHOW_SCALE, true, path);
	if (err != ERR_OK)
		return say_err(context, err, typed);
	say(context, SAY_WROTE, typed);
	return EXIT_DONE;
}

static enum exit_code paper(struct context *context, const struct args *args)
{
	struct kept pass;
	struct leg leg;
	struct assignment assignment;
	const Guosuo__V1__OfficerSealed *sealed;
	uint32_t ordinal;
	struct span raw;
	char *text;
	if (args->value[PAPER_LEG] == NULL)
		return party_needs(context, "--leg");
	if (args->value[PAPER_PNG] == NULL)
		return party_needs(context, "--png");
	if (wallet_find(context, args->argument[0], &pass) != ERR_OK ||
	    wallet_leg(context, &pass, args->value[PAPER_LEG], &ordinal, &leg) != ERR_OK ||
	    wallet_assignment(context, &pass, NULL, &sealed, &assignment) != ERR_OK)
		return EXIT_OTHER;
	enum err err = code_make(pass.file, ordinal, sealed, NULL, &context->arena, &raw);
	if (err == ERR_OK)
		err = code_text(raw, &context->arena, &text);
	if (err != ERR_OK)
		return say_err(context, err, pass.number);
	if (context->json)
		printf("{\"code\":\"%s\",\"leg\":%u}\n", text, ordinal);
	return write_code(context, text, args->value[PAPER_PNG]);
}

/* ---- all of it ---- */

enum { PRINT_OUT };
static const struct option_row print_options[] = {{"out", "FILE.pdf", "写成 PDF", "where the PDF goes"}, {NULL, NULL, NULL, NULL}};

static enum exit_code write_document(struct context *context, const struct paper *paper, const char *typed)
{
	uint8_t *pdf;
	size_t n;
	uint32_t unsealed;
	enum err err = paper_make(context, paper, &pdf, &n, &unsealed);
	if (err != ERR_OK)
		return say_err(context, err, paper->pass->number);
	err = party_write(context, typed, span_of(pdf, n), false);
	free(pdf);
	if (err == ERR_OK && unsealed > 0)
		say(context, SAY_PAPER_UNSEALED, unsealed);
	return err == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

static enum exit_code print(struct context *context, const struct args *args)
{
	struct held *held = arena_take(&context->arena, sizeof *held);
	struct kept pass;
	struct assignment assignment;
	struct paper paper = {.pass = &pass, .held = held, .assignment = &assignment};
	if (args->value[PRINT_OUT] == NULL)
		return party_needs(context, "--out");
	enum err err = held == NULL ? ERR_MEMORY : keep_lock(context);
	if (err != ERR_OK)
		return say_lock(context, err);
	if (wallet_held(context, held) != ERR_OK ||
	    wallet_find(context, args->count > 0 ? args->argument[0] : NULL, &pass) != ERR_OK ||
	    wallet_assignment(context, &pass, NULL, &paper.sealed, &assignment) != ERR_OK)
		return EXIT_OTHER;
	revoke_warn(context, held, &pass);
	return write_document(context, &paper, args->value[PRINT_OUT]);
}

const struct command paper_commands[] = {
    {"driver", "paper", "PASS", 1, 1, "纸质通行码", "the code on paper", paper_options, paper},
    {"driver", "print", "[PASS]", 0, 1, "打印整证 (A4)", "the whole pass on A4", print_options, print},
    {0}};
