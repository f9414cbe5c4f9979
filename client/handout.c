/* guosuo checkpoint receipt - the receipt of what was recorded before, for a driver who got none then: the log has it all, and nothing
 * is recorded again. */
#include "client/handout.h"

#include <string.h>

#include "client/display.h"
#include "client/gate.h"
#include "client/party.h"
#include "client/passages.h"
#include "client/receipt.h"
#include "client/say.h"

/* ---- what was asked for ---- */

/* What was asked for is recorded, whatever becomes of the slip. */
static void print_slip(struct context *context, const struct args *args, unsigned first, const struct held *held,
                       const struct passage *passage, const struct verdict *shown)
{
	uint32_t dots;
	const char *device = args->value[first + HANDOUT_PRINTER];
	if (device != NULL && slip_dots(context, args->value[first + HANDOUT_DOTS], &dots) == ERR_OK &&
	    slip_print(context, device, dots, held, passage, shown))
		say(context, SAY_SLIP_PRINTED, device);
}

enum err handout_give(struct context *context, const struct args *args, unsigned first, const struct held *held,
                      const struct passage *passage, const struct verdict *shown, char **text)
{
	const char *png = args->value[first + HANDOUT_PNG], *typed = args->value[first + HANDOUT_FILE];
	const bool code = png != NULL || args->value[first + HANDOUT_TEXT] != NULL;
	const bool file = code || typed != NULL;
	*text = NULL;
	if (!file && args->value[first + HANDOUT_PRINTER] == NULL)
		return ERR_OK;
	if (!passage->sealed) {
		say(context, SAY_RECEIPT_NONE);
		return file ? ERR_NOT_FOUND : ERR_OK;
	}
	print_slip(context, args, first, held, passage, shown);
	enum err err = code ? receipt_text(context, passage, shown, text) : ERR_OK;
	if (err == ERR_OK && png != NULL)
		err = display_picture(context, *text, true, png) == EXIT_DONE ? ERR_OK : ERR_IO;
	if (err == ERR_OK && typed != NULL)
		err = receipt_write(context, typed, passage);
	return err;
}

/* ---- later ---- */

static const struct option_row receipt_options[] = {HANDOUT_OPTION_ROWS(0), {NULL, NULL, NULL, NULL}};

/* A record of this gate's log. Said if it is not there. */
static enum err find(struct context *context, uint32_t sequence, struct passage *out)
{
	uint8_t key[KEY_LEN], *raw = NULL;
	struct passages log;
	struct passages_reader reader;
	enum err err = key_public(context, key);
	if (err == ERR_OK)
		err = passages_open(context, key, &log);
	if (err != ERR_OK)
		return say_err(context, err, "passages"), err;
	err = passages_read(&log, sequence, &reader);
	if (err == ERR_OK)
		err = passages_read_next(&reader);
	if (err == ERR_OK && reader.sequence != sequence)
		err = ERR_NOT_FOUND;
	if (err == ERR_OK)
		err = (raw = arena_take(&context->arena, reader.record.n)) == NULL ? ERR_MEMORY : ERR_OK;
	if (err == ERR_OK) {
		memcpy(raw, reader.record.p, reader.record.n);
		err = passage_read(span_of(raw, reader.record.n), &context->arena, out);
	}
	passages_read_close(&reader);
	passages_close(&log);
	if (err == ERR_NOT_FOUND)
		say(context, SAY_RECORD_NONE, sequence);
	else if (err != ERR_OK)
		say_err(context, err, "passages");
	return err;
}

/* Where nothing else was asked for, the driver's phone takes it from this screen. */
static enum exit_code show(struct context *context, const struct passage *passage)
{
	char *text;
	return receipt_text(context, passage, NULL, &text) == ERR_OK ? display_code(context, text, 1) : EXIT_OTHER;
}

static enum exit_code give(struct context *context, const struct args *args, const struct gate *gate, const struct passage *passage)
{
	char *text;
	bool asked = false;
	for (size_t i = 0; i < HANDOUT_OPTIONS; i++)
		asked |= args->value[i] != NULL && i != HANDOUT_DOTS;
	if (!asked)
		return show(context, passage);
	enum err err = handout_give(context, args, 0, &gate->held, passage, NULL, &text);
	if (err == ERR_OK && args->value[HANDOUT_TEXT] != NULL)
		puts(text);
	return err == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

static enum exit_code run_receipt(struct context *context, const struct args *args)
{
	uint32_t sequence, dots;
	struct passage *passage = arena_take(&context->arena, sizeof *passage);
	if (passage == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (party_number(context, "N", args->argument[0], 1, UINT32_MAX, 0, &sequence) != ERR_OK ||
	    slip_dots(context, args->value[HANDOUT_DOTS], &dots) != ERR_OK)
		return EXIT_USAGE;
	const struct gate *gate = gate_open(context);
	if (gate == NULL || find(context, sequence, passage) != ERR_OK)
		return EXIT_OTHER;
	if (passage->sealed)
		return give(context, args, gate, passage);
	say(context, SAY_RECEIPT_NONE);
	return EXIT_OTHER;
}

const struct command handout_commands[] = {
    {"checkpoint", "receipt", "N", 1, 1, "补取已记录过卡的回执 (编号见 log; 无需网络)",
     "the receipt of what was recorded before (log has its number); needs no network", receipt_options, run_receipt},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
