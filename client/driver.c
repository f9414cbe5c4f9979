/* guosuo driver - the wallet: passes kept in home/passes, and the code for one checkpoint, renewed while it is shown. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/card.h"
#include "client/display.h"
#include "client/enrol.h"
#include "client/keep.h"
#include "client/parts.h"
#include "client/party.h"
#include "client/receipt.h"
#include "client/render.h"
#include "client/revoke.h"
#include "client/say.h"
#include "client/stamps.h"
#include "client/wallet.h"
#include "proto/body.h"

enum { STATUS_ROWS = 2 };

/* ---- import, list ---- */

static enum exit_code import(struct context *context, const struct args *args)
{
	struct span raw;
	struct kept pass;
	enum err err = keep_lock(context);
	if (err != ERR_OK)
		return say_lock(context, err);
	if (party_read(context, args->argument[0], PASS_FILE_MAX, &raw) != ERR_OK)
		return EXIT_OTHER;
	err = wallet_open(context, raw, &pass);
	if (err != ERR_OK)
		return say_err(context, err, args->argument[0]);
	return receipt_is(&pass) ? receipt_take(context, &pass) : wallet_keep(context, raw, &pass);
}

static size_t stamp_count(const struct kept *pass)
{
	return pass->file->chain == NULL ? 0 : pass->file->chain->n_stamps;
}

static void print_pass(const struct context *context, const struct kept *pass, json_t *list)
{
	const Guosuo__V1__Trip *trip = pass->trip.body;
	char until[TIME_TEXT_LEN + 1];
	rfc3339_write(trip->not_after, 480, until);
	if (context->json)
		json_array_append_new(list, json_pack("{s:s, s:s, s:i, s:i, s:s, s:i}", "number", pass->number, "cargo",
						      trip->cargo == NULL ? "" : trip->cargo->name, "legs_sealed",
						      (int)pass->file->n_legs, "legs", (int)trip->n_provinces, "not_after",
						      until, "stamps", (int)stamp_count(pass)));
	else
		printf("%s  %s  %zu/%zu  %s%s\n", pass->number, trip->cargo == NULL ? "" : trip->cargo->name, pass->file->n_legs,
		       trip->n_provinces, until,
		       stamp_count(pass) == 0	? ""
		       : context->lang == LANG_ZH ? "  有回执"
						  : "  with receipt");
}

static enum exit_code list(struct context *context, const struct args *args)
{
	char **names;
	size_t count;
	enum exit_code code = EXIT_DONE;
	(void)args;
	if (wallet_list(context, &names, &count) != ERR_OK)
		return EXIT_OTHER;
	json_t *all = json_array();
	for (size_t i = 0; i < count; i++) {
		size_t used = context->arena.used;
		struct kept pass;
		enum err err = wallet_read(context, names[i], &pass);
		if (err == ERR_OK)
			print_pass(context, &pass, all);
		else
			code = say_err(context, err, names[i]);
		context->arena.used = used;
	}
	if (context->json) {
		json_dumpf(all, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(all);
	return code;
}

/* ---- the code ---- */

/* What every renewal of one code shares. */
struct showing {
	struct party party;
	struct kept pass;
	uint32_t ordinal;
	const Guosuo__V1__OfficerSealed *sealed;
	struct leg leg;
	struct assignment assignment;
	uint32_t nonce, checkpoint; /* 0: none was spoken */
	unsigned notices;	    /* about this leg's roads */
	/* What the phone says it carries: the newest list of the leg's province, the newest stamp. */
	uint8_t state[DIGEST_LEN], stamp[HASH_LEN];
	bool has_state, has_stamp;
};

/* On the disk before a code with it is seen: a count that was shown is never shown again. */
static enum err next_counter(struct context *context, uint32_t *out)
{
	struct span text;
	char line[24];
	uint32_t last = 0;
	enum err err = keep_read(context, "counter", sizeof line, &text);
	if (err == ERR_OK) {
		char *end;
		unsigned long long number = strtoull((const char *)text.p, &end, 10);
		if (text.n == 0 || *text.p < '0' || *text.p > '9' || *end != '\n' || number >= UINT32_MAX)
			return ERR_FORMAT;
		last = (uint32_t)number;
	} else if (err != ERR_NOT_FOUND) {
		return err;
	}
	snprintf(line, sizeof line, "%u\n", last + 1);
	err = keep_write(context, "counter", span_text(line), false);
	if (err == ERR_OK)
		*out = last + 1;
	return err;
}

/* Under a lock of its own, so that a sync that has the home for as long as its desk takes ends no showing. */
static enum err count_up(struct context *context, uint32_t *out)
{
	int lock;
	enum err err = keep_lock_as(context, "lock.counter", &lock);
	if (err != ERR_OK)
		return err;
	err = next_counter(context, out);
	close(lock);
	return err;
}

static enum err make_code(struct context *context, const struct showing *showing, uint32_t *counter, char **text)
{
	Guosuo__V1__Presentation presentation = GUOSUO__V1__PRESENTATION__INIT;
	Guosuo__V1__Challenge challenge = GUOSUO__V1__CHALLENGE__INIT;
	Guosuo__V1__DeviceSealed *sealed;
	struct span raw;
	enum err err = count_up(context, counter);
	if (err != ERR_OK)
		return err;
	presentation.time = (uint32_t)party_now();
	presentation.counter = *counter;
	challenge.nonce = showing->nonce;
	challenge.checkpoint = showing->checkpoint;
	if (showing->nonce != 0)
		presentation.challenge = &challenge;
	if (showing->has_state)
		presentation.state_digest = span_bytes(span_of(showing->state, DIGEST_LEN));
	if (showing->has_stamp)
		presentation.stamp_digest = span_bytes(span_of(showing->stamp, DIGEST_LEN));
	err = presentation_seal(&presentation, &showing->pass.trip, &showing->leg, &showing->assignment,
				showing->party.key.secret, &context->arena, &sealed);
	if (err == ERR_OK)
		err = code_make(showing->pass.file, showing->ordinal, showing->sealed, sealed, &context->arena, &raw);
	return err == ERR_OK ? code_text(raw, &context->arena, text) : err;
}

enum { SHOW_LEG, SHOW_NONCE, SHOW_CHECKPOINT, SHOW_PNG, SHOW_TEXT, SHOW_ONCE, SHOW_STATE, SHOW_PARTS, SHOW_STAMPS };
static const struct option_row show_options[] = {
    {"leg", "N", "第几段", "which leg"},
    {"nonce", "N", "查验员口述的六位数", "the six digits the inspector spoke"},
    {"checkpoint", "N", "查验点编号", "the checkpoint's number"},
    {"png", "FILE", "写成图片", "write a picture"},
    {"text", NULL, "输出码的文字", "print the code's text"},
    {"once", NULL, "只显示一次", "draw once"},
    {"state", "NAME", "把离线数据文件显示为一组码, 如 status.37", "a state file as codes, such as status.37, for a gate's scanner"},
    {"parts", "2,4-5", "只显示其中几个码", "of these codes, those that are asked for again"},
    {"stamps", NULL, "出示随带的查验签章, 而不是通行码", "show the stamps of earlier gates instead of the pass"},
    {NULL, NULL, NULL, NULL},
};

static void print_text(const struct context *context, const struct showing *showing, uint32_t counter, const char *text)
{
	if (context->json)
		printf("{\"code\":\"%s\",\"leg\":%u,\"counter\":%u}\n", text, showing->ordinal, counter);
	else
		puts(text);
}

/* One code, made and shown as the options say. */
static enum exit_code show_once(struct context *context, const struct args *args, const struct showing *showing, bool clear)
{
	uint32_t counter;
	char *text;
	enum err err = make_code(context, showing, &counter, &text);
	if (err != ERR_OK)
		return say_err(context, err, "counter");
	if (args->value[SHOW_TEXT] != NULL || context->json)
		print_text(context, showing, counter, text);
	if (args->value[SHOW_PNG] != NULL)
		return display_picture(context, text, false, args->value[SHOW_PNG]);
	if (args->value[SHOW_TEXT] != NULL || context->json)
		return EXIT_DONE;
	if (clear)
		fputs("\033[H\033[2J", stdout);
	enum exit_code code = display_code(context, text, STATUS_ROWS + (showing->notices > 0));
	if (code == EXIT_DONE)
		say(context, SAY_SHOWING, showing->ordinal, counter, PRESENT_RENEW_S);
	return code;
}

static void say_notices(const struct context *context, const struct showing *showing)
{
	if (showing->notices > 0)
		say(context, SAY_NOTICES_ON_LEG, showing->notices);
}

static enum exit_code show_all(struct context *context, const struct args *args, const struct showing *showing)
{
	bool once = args->value[SHOW_ONCE] != NULL || args->value[SHOW_TEXT] != NULL || args->value[SHOW_PNG] != NULL ||
		    context->json;
	size_t used = context->arena.used;
	enum exit_code code = show_once(context, args, showing, !once);
	say_notices(context, showing);
	while (!once && code == EXIT_DONE) {
		context->arena.used = used;
		sleep(PRESENT_RENEW_S);
		code = show_once(context, args, showing, true);
		say_notices(context, showing);
	}
	return code;
}

/* Options that are wrong come before a passphrase is asked for. */
static enum err spoken(struct context *context, const struct args *args, struct showing *showing)
{
	if ((args->value[SHOW_NONCE] == NULL) != (args->value[SHOW_CHECKPOINT] == NULL)) {
		say(context, SAY_NONCE_PAIR);
		return ERR_INPUT;
	}
	enum err err = party_number(context, "nonce", args->value[SHOW_NONCE], NONCE_MIN, NONCE_MAX, 0, &showing->nonce);
	return err == ERR_OK ? party_number(context, "checkpoint", args->value[SHOW_CHECKPOINT], 1, UINT32_MAX, 0,
					    &showing->checkpoint)
			     : err;
}

/* The gate learns what it could be handed beside the code. */
static void say_state(const struct held *held, struct showing *showing)
{
	const uint32_t province = showing->leg.body->province;
	struct stand stand;
	trust_stand(&held->trust, province, party_now(), &stand);
	showing->has_state = stand.status != NULL;
	if (showing->has_state)
		presentation_state(province, stand.status->body->issued_at, showing->state);
}

static void say_stamp(struct showing *showing)
{
	const Guosuo__V1__StampChain *chain = showing->pass.file->chain;
	showing->has_stamp = chain != NULL && chain->n_stamps > 0;
	if (showing->has_stamp)
		chain_payload(chain->stamps[chain->n_stamps - 1], &showing->pass.trip, &showing->assignment, showing->stamp);
}

/* What the lists and notices held here say, so that the driver hears it before the gate does. */
static void look(struct context *context, struct showing *showing)
{
	struct held *held = arena_take(&context->arena, sizeof *held);
	if (held == NULL || wallet_held(context, held) != ERR_OK)
		return;
	revoke_warn(context, held, &showing->pass);
	showing->notices = (unsigned)card_notices(context, held, showing->leg.body);
	say_state(held, showing);
}

/* The newest stamps of this pass, under the assignment that is shown with them. They do not change while they are shown. */
static enum exit_code show_stamps(struct context *context, const struct args *args, const struct kept *pass,
				  const struct assignment *assignment)
{
	char *text;
	enum err err = pass->file->chain == NULL ? ERR_NOT_FOUND
						 : chain_text(pass->file->chain, assignment, &context->arena, &text);
	if (err == ERR_NOT_FOUND) {
		say(context, SAY_STAMPS_NONE_KEPT, pass->number);
		return EXIT_OTHER;
	}
	if (err != ERR_OK)
		return say_err(context, err, pass->number);
	if (context->json)
		printf("{\"stamps\":\"%s\"}\n", text);
	else if (args->value[SHOW_TEXT] != NULL)
		puts(text);
	if (args->value[SHOW_PNG] != NULL)
		return display_picture(context, text, false, args->value[SHOW_PNG]);
	return args->value[SHOW_TEXT] != NULL || context->json ? EXIT_DONE : display_code(context, text, STATUS_ROWS);
}

static enum exit_code stamps(struct context *context, const struct args *args)
{
	uint8_t key[KEY_LEN];
	struct kept pass;
	struct assignment assignment;
	const Guosuo__V1__OfficerSealed *sealed;
	if (key_public(context, key) != ERR_OK ||
	    wallet_find(context, args->count > 0 ? args->argument[0] : NULL, &pass) != ERR_OK)
		return EXIT_OTHER;
	/* a wallet that drives by paper has no assignment of its own: the sheet's is the one that is shown */
	const bool own = pass_assignment(pass.file, key, &context->arena, &sealed) == ERR_OK;
	if (wallet_assignment(context, &pass, own ? key : NULL, &sealed, &assignment) != ERR_OK)
		return EXIT_OTHER;
	return show_stamps(context, args, &pass, &assignment);
}

static enum exit_code show(struct context *context, const struct args *args)
{
	const struct parts_wish state = {args->value[SHOW_STATE], args->value[SHOW_PARTS], args->value[SHOW_PNG],
					 args->value[SHOW_TEXT] != NULL, args->value[SHOW_ONCE] != NULL};
	struct showing showing = {.nonce = 0};
	enum exit_code code = EXIT_OTHER;
	if (state.name != NULL)
		return parts_show(context, &state);
	if (args->value[SHOW_STAMPS] != NULL)
		return stamps(context, args);
	if (spoken(context, args, &showing) != ERR_OK)
		return EXIT_USAGE;
	if (party_resume(context, "driver", &showing.party) == ERR_OK &&
	    wallet_find(context, args->count > 0 ? args->argument[0] : NULL, &showing.pass) == ERR_OK &&
	    wallet_leg(context, &showing.pass, args->value[SHOW_LEG], &showing.ordinal, &showing.leg) == ERR_OK &&
	    wallet_assignment(context, &showing.pass, showing.party.key.public_key, &showing.sealed, &showing.assignment) ==
		ERR_OK) {
		look(context, &showing);
		say_stamp(&showing);
		code = show_all(context, args, &showing);
	}
	party_close(&showing.party);
	return code;
}

/* ---- terms ---- */

static const struct option_row terms_options[] = {{"leg", "N", "第几段", "which leg"}, {NULL, NULL, NULL, NULL}};

/* What the driver must keep to on one leg, in words. */
static enum exit_code terms(struct context *context, const struct args *args)
{
	struct held *held = arena_take(&context->arena, sizeof *held);
	struct kept pass;
	struct leg leg;
	uint32_t ordinal;
	if (held == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (wallet_held(context, held) != ERR_OK ||
	    wallet_find(context, args->count > 0 ? args->argument[0] : NULL, &pass) != ERR_OK ||
	    wallet_leg(context, &pass, args->value[0], &ordinal, &leg) != ERR_OK)
		return EXIT_OTHER;
	struct sheet sheet = sheet_begin(context, stdout);
	render_leg(&sheet, held, leg.body);
	render_conditions(&sheet, leg.body, pass_text(pass.file, leg.body));
	sheet_end(&sheet);
	return EXIT_DONE;
}

/* ---- rows ---- */

static enum exit_code enrol(struct context *context, const struct args *args)
{
	return enrol_run(context, args, GUOSUO__V1__ROLE__ROLE_DRIVER);
}

/* ---- stamp ---- */

enum { STAMP_PICTURE };
static const struct option_row stamp_options[] = {{"picture", "FILE.png", "从图片读码", "read the code from a picture"},
						  {NULL, NULL, NULL, NULL}};

/* What a gate shows or prints as a receipt goes into the pass it is of. */
static enum exit_code stamp(struct context *context, const struct args *args)
{
	const char *typed = args->value[STAMP_PICTURE] != NULL ? args->value[STAMP_PICTURE]
			    : args->count > 0		       ? args->argument[0]
							       : NULL;
	const Guosuo__V1__StampChain *chain;
	if (typed == NULL)
		return party_needs(context, "--picture");
	enum err err = keep_lock(context);
	if (err != ERR_OK)
		return say_lock(context, err);
	return stamps_read(context, typed, &chain) == ERR_OK ? receipt_take_chain(context, chain) : EXIT_OTHER;
}

static const struct option_row enrol_options[] = {ENROL_OPTION_ROWS, {NULL, NULL, NULL, NULL}};

const struct command driver_commands[] = {
    {"driver", "enrol", "INVITATION", 1, 1, "登记本机为驾驶员", "enrol this device as a driver's", enrol_options, enrol},
    {"driver", "import", "FILE", 1, 1, "从文件取通行证", "take a pass from a file", NULL, import},
    {"driver", "list", "", 0, 0, "已有通行证", "the passes kept here", NULL, list},
    {"driver", "show", "[PASS]", 0, 1, "出示通行码", "show the code", show_options, show},
    {"driver", "stamp", "[TEXT|FILE]", 0, 1, "收下查验点的回执码", "take the receipt a gate shows as a code", stamp_options, stamp},
    {"driver", "terms", "[PASS]", 0, 1, "省段内容和条件", "what a leg says, its conditions in words", terms_options, terms},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
