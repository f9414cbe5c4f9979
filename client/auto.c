/* guosuo reviewer auto - on the province's own machine, with its own key: takes the queue, and seals what a rule seals. */
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <time.h>

#include "client/advice.h"
#include "client/fetch.h"
#include "client/hold.h"
#include "client/keep.h"
#include "client/ledger.h"
#include "client/say.h"
#include "client/sealing.h"
#include "client/sync.h"
#include "proto/body.h"
#include "proto/canon.h"

enum { EVERY_S = 60, EVERY_MAX_S = 3600, AWAY_FIRST_S = 5, AWAY_MAX_S = 300, HOUR_S = 3600, WHY_MAX = 1024 };

enum { AUTO_ONCE, AUTO_DRY, AUTO_EVERY };
static const struct option_row auto_options[] = {
    {"once", NULL, "只走一遍队列", "go through the queue once"},
    {"dry-run", NULL, "只说会怎样, 不签章", "say what would be done, seal nothing"},
    {"every", "SECONDS", "间隔秒数 (60)", "how often to look (60)"},
    {NULL, NULL, NULL, NULL}};

/* The machine at work. */
struct watch {
	struct context *context;
	struct desk *desk; /* its party stays open; the rest is this round's or this pass's */
	struct rules rules;
	struct ledger ledger;
	json_t *told; /* number: what was said of it last */
	sigset_t ends;
	bool dry, ended;
	unsigned sealed, left;
};

/* ---- said ---- */

/* A line on standard output for each leg, once, and again when it changes. */
static void tell(struct watch *watch, const char *rule, const char *word, const char *why)
{
	const struct context *context = watch->context;
	const Guosuo__V1__LegView *leg = watch->desk->review->leg;
	char number[PASS_NUMBER_LEN + 1], now[TIME_TEXT_LEN + 1];
	pass_number(watch->desk->pass_id.data, number);
	json_t *said = json_sprintf("%s %s %s", rule, word, why);
	bool again = json_equal(said, json_object_get(watch->told, number));
	json_object_set_new(watch->told, number, said);
	if (again)
		return;
	rfc3339_write(watch->desk->now, watch->desk->held.directory.body->utc_offset_min, now);
	if (context->json) {
		json_t *line = json_pack("{s:s, s:s, s:i, s:s, s:s, s:s}", "at", now, "number", number, "leg", (int)leg->ordinal,
					 "rule", rule, "outcome", word, "why", why);
		json_dumpf(line, stdout, JSON_COMPACT);
		putchar('\n');
		json_decref(line);
	} else {
		printf("%s  %s  %u  %s  %s%s%s\n", now, number, leg->ordinal, rule, word, why[0] == '\0' ? "" : ": ", why);
	}
	fflush(stdout);
}

static void leave(struct watch *watch, const char *rule, const char *why)
{
	watch->left++;
	tell(watch, rule, say_text(watch->context, SAY_AUTO_LEFT), why);
}

static void leave_held(struct watch *watch, const char *rule, enum hold hold)
{
	leave(watch, rule, hold_text(watch->context, hold));
}

/* Every rule, and why it does not hold. */
static void leave_unruled(struct watch *watch, const struct advice *advice)
{
	char why[WHY_MAX] = "", one[256];
	size_t n = 0;
	for (size_t i = 0; i < advice->missed && n < sizeof why; i++) {
		ruling_text(&advice->miss[i], watch->context->lang, one, sizeof one);
		n += (size_t)snprintf(why + n, sizeof why - n, "%s%s: %s", i > 0 ? "; " : "", watch->rules.body->rules[i]->id, one);
	}
	leave(watch, "-", why);
}

/* ---- what an error means ---- */

enum meaning {
	OF_THE_LEG,
	PASSING,        /* the desk may have taken it, or will when it is asked again */
	OF_THE_MACHINE, /* its clock, its disk, its memory: it cannot go on */
	OF_THE_KEY,     /* when sealing; when looking, it is the key of somebody else's seal */
};

static enum meaning meaning_of(enum err err)
{
	static const enum meaning meanings[ERR_COUNT] = {
	    [ERR_NETWORK] = PASSING,		     [ERR_BUSY] = PASSING,	    [ERR_DEADLINE] = PASSING,
	    [ERR_FULL] = PASSING,		     [ERR_INTERNAL] = PASSING,	    [ERR_CONFLICT] = PASSING,
	    [ERR_UNAUTHENTICATED] = OF_THE_MACHINE,  [ERR_CLOCK] = OF_THE_MACHINE,  [ERR_IO] = OF_THE_MACHINE,
	    [ERR_MEMORY] = OF_THE_MACHINE,	     [ERR_KEY] = OF_THE_KEY,	    [ERR_SEAL] = OF_THE_KEY,
	    [ERR_DENIED] = OF_THE_KEY,
	};
	return meanings[err];
}

/* A pass that cannot be opened was said, and is a person's. */
static enum err look_error(enum err err)
{
	enum meaning meaning = meaning_of(err);
	return meaning == PASSING || meaning == OF_THE_MACHINE ? err : ERR_OK;
}

/* ---- sealing ---- */

static void key_of(const struct desk *desk, char out[static LEDGER_KEY])
{
	ledger_key(bytes_span(desk->pass_id), desk->review->leg->ordinal, desk->review->leg->revision, out);
}

/* Bytes that were begun before are sent again; others are never made beside them. */
static enum err bytes_of(struct watch *watch, const struct advice *advice, const json_t *begun, Guosuo__V1__Sealed *out,
			 const char **text)
{
	struct span body;
	enum err err = begun == NULL ? canon_pack(&advice->leg->base, &watch->context->arena, &body)
				     : ledger_bytes(begun, &watch->context->arena, &body, text);
	if (err == ERR_OK)
		out->body = span_bytes(body);
	return err;
}

static enum err begin(struct watch *watch, const struct advice *advice, const char *key, const struct leg *leg, const char *text)
{
	char number[PASS_NUMBER_LEN + 1];
	pass_number(watch->desk->pass_id.data, number);
	const struct ledger_line line = {.key = key,
					 .number = number,
					 .rule = advice->rule->id,
					 .text = text,
					 .rules = watch->rules.hash,
					 .leg = leg->hash,
					 .body = leg->raw};
	enum err err = ledger_begin(&watch->ledger, &line, party_now());
	if (err != ERR_OK)
		say(watch->context, SAY_LEDGER_BAD, "auto.jsonl");
	return err == ERR_OK ? ERR_OK : ERR_IO;
}

static enum err end(struct watch *watch, const char *key, enum ledger_end how)
{
	enum err err = ledger_over(&watch->ledger, key, how, party_now());
	if (err != ERR_OK)
		say(watch->context, SAY_LEDGER_BAD, "auto.jsonl");
	return err == ERR_OK ? ERR_OK : ERR_IO;
}

static enum err put(struct watch *watch, const struct advice *advice, const char *key, const struct leg *leg,
		    const Guosuo__V1__Sealed *bytes, const char *text)
{
	uint32_t state;
	enum err err = sealing_put(watch->context, watch->desk, leg, bytes, text, advice->rule->id, &state);
	if (err == ERR_OK) {
		watch->sealed++;
		tell(watch, advice->rule->id, say_text(watch->context, SAY_AUTO_SEALED), "");
		return end(watch, key, LEDGER_SEALED);
	}
	if (meaning_of(err) != OF_THE_LEG)
		return err;
	leave_held(watch, advice->rule->id, HOLD_REFUSED);
	return end(watch, key, LEDGER_REFUSED);
}

static enum hold hold_of_pace(const struct watch *watch)
{
	int64_t now = party_now();
	if (ledger_count(&watch->ledger, now - HOUR_S) >= watch->rules.body->per_hour)
		return HOLD_HOUR;
	return ledger_count(&watch->ledger, now - DAY_S) >= watch->rules.body->per_day ? HOLD_DAY : HOLD_NONE;
}

/* Everything is judged again by the bytes themselves. */
static enum err seal(struct watch *watch, const struct advice *advice)
{
	struct context *context = watch->context;
	Guosuo__V1__Sealed bytes = GUOSUO__V1__SEALED__INIT;
	struct leg leg;
	const char *text = advice->text, *rule = advice->rule->id;
	char key[LEDGER_KEY];
	key_of(watch->desk, key);
	const json_t *begun = ledger_find(&watch->ledger, key);
	enum hold hold = begun == NULL ? hold_of_pace(watch) : ledger_is_over(begun) ? HOLD_BEFORE : HOLD_NONE;
	if (hold == HOLD_NONE)
		hold = hold_of_papers(context, watch->desk);
	if (hold == HOLD_NONE && bytes_of(watch, advice, begun, &bytes, &text) != ERR_OK)
		hold = HOLD_NO_LEG;
	if (hold == HOLD_NONE && sealing_read(context, watch->desk, &bytes, &leg, &text) != ERR_OK)
		hold = HOLD_NO_WORDS;
	if (hold == HOLD_NONE && !advice_fits(advice, leg.body))
		hold = HOLD_UNFIT;
	if (hold != HOLD_NONE) {
		leave_held(watch, rule, hold);
		return ERR_OK;
	}
	if (watch->dry) {
		tell(watch, rule, say_text(context, SAY_AUTO_WOULD), "");
		return ERR_OK;
	}
	enum err err = begun == NULL ? begin(watch, advice, key, &leg, text) : ERR_OK;
	return err == ERR_OK ? put(watch, advice, key, &leg, &bytes, text) : err;
}

/* ---- one leg ---- */

static enum err rule_on(struct watch *watch)
{
	struct context *context = watch->context;
	struct advice *advice = arena_take(&context->arena, sizeof *advice);
	enum err err = advice == NULL ? ERR_MEMORY : advice_of(context, watch->desk, &watch->rules, advice);
	if (err == ERR_NOT_FOUND) {
		leave_held(watch, "-", HOLD_NO_LEG);
		return ERR_OK;
	}
	if (err != ERR_OK)
		return err;
	enum hold hold = hold_of(watch->desk);
	if (advice->rule == NULL)
		leave_unruled(watch, advice);
	else if (advice->rule->then != GUOSUO__V1__RULING__SEAL_AT_ONCE)
		leave(watch, advice->rule->id, advice_word(context, advice->rule->then));
	else if (hold != HOLD_NONE || advice->leg == NULL)
		leave_held(watch, advice->rule->id, hold != HOLD_NONE ? hold : HOLD_NO_LEG);
	else
		return seal(watch, advice);
	return ERR_OK;
}

static enum err consider(struct watch *watch, const char *pass)
{
	size_t mark = watch->context->arena.used;
	enum err err = desk_look(watch->context, pass, watch->desk);
	err = err == ERR_OK ? rule_on(watch) : look_error(err);
	watch->context->arena.used = mark;
	return err;
}

/* ---- what was begun and not ended ---- */

static bool is_ours(const Guosuo__V1__GetReviewResponse *review, const json_t *line)
{
	uint8_t hash[HASH_LEN];
	char hex[2 * HASH_LEN + 1];
	const char *begun = json_string_value(json_object_get(line, "leg"));
	if (review->leg->state != GUOSUO__V1__LEG_STATE__LEG_SEALED || review->sealed == NULL || begun == NULL)
		return false;
	body_hash(bytes_span(review->sealed->body), hash);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	return strcmp(hex, begun) == 0;
}

/* The answer to a seal was lost: the desk is asked. What it still waits for is sent again when its turn comes. */
static enum err settle(struct watch *watch, const char *key, const json_t *line)
{
	char pass[2 * PASS_ID_LEN + 1], now[LEDGER_KEY];
	const struct desk *desk = watch->desk;
	snprintf(pass, sizeof pass, "%.*s", 2 * PASS_ID_LEN, key);
	enum err err = desk_look(watch->context, pass, watch->desk);
	if (err != ERR_OK)
		return look_error(err);
	key_of(desk, now);
	if (is_ours(desk->review, line))
		return end(watch, key, LEDGER_SEALED);
	bool waits = desk->review->leg->state == GUOSUO__V1__LEG_STATE__LEG_OPEN && strcmp(now, key) == 0;
	return waits ? ERR_OK : end(watch, key, LEDGER_OVERTAKEN);
}

static enum err settle_all(struct watch *watch)
{
	enum err err = ERR_OK;
	const char *key;
	json_t *line;
	json_object_foreach(watch->ledger.begun, key, line)
	{
		size_t mark = watch->context->arena.used;
		if (err == ERR_OK && !ledger_is_over(line))
			err = settle(watch, key, line);
		watch->context->arena.used = mark;
	}
	return err;
}

/* ---- a round ---- */

/* Was an end asked for, within so many seconds? */
static bool ended(struct watch *watch, unsigned seconds)
{
	const struct timespec wait = {.tv_sec = (time_t)seconds};
	if (!watch->ended)
		watch->ended = sigtimedwait(&watch->ends, NULL, &wait) > 0;
	return watch->ended;
}

/* The newest state files and notices, the rules as they are now, and is this key still one of the roster's? */
static enum err open_round(struct watch *watch)
{
	struct context *context = watch->context;
	struct desk *desk = watch->desk;
	struct synced synced;
	enum err err = party_held(context, &desk->party, &desk->held);
	if (err == ERR_OK)
		err = sync_all(context, &desk->held, desk->party.server, party_now(), &synced);
	if (err == ERR_OK)
		err = desk_trust(context, desk);
	if (err == ERR_OK && roster_entry(desk->roster, GUOSUO__V1__ROLE__ROLE_REVIEWER, desk->party.key.public_key) == NULL) {
		say(context, SAY_NOT_LISTED);
		return ERR_KEY;
	}
	if (err == ERR_OK)
		err = advice_rules(context, NULL, &watch->rules);
	if (err == ERR_OK && watch->rules.body == NULL) {
		say(context, SAY_RULES_NONE);
		return ERR_SCOPE;
	}
	return err;
}

static bool waits(const Guosuo__V1__ReviewLine *line)
{
	return line->state == GUOSUO__V1__LEG_STATE__LEG_OPEN && line->pass_id.len == PASS_ID_LEN;
}

/* Page by page; what is sealed leaves the list behind us, so no page is lost by it. */
static enum err go_through(struct watch *watch)
{
	const struct party *party = &watch->desk->party;
	ProtobufCBinaryData after = {0, NULL};
	enum err err = ERR_OK;
	for (size_t page = 0; err == ERR_OK && page < DESK_PAGES_MAX && !ended(watch, 0); page++) {
		const Guosuo__V1__ListReviewsResponse *list;
		err = desk_list(watch->context, party, false, after, &list);
		for (size_t i = 0; err == ERR_OK && i < list->n_reviews && !ended(watch, 0); i++) {
			char hex[2 * PASS_ID_LEN + 1];
			if (!waits(list->reviews[i]))
				continue;
			sodium_bin2hex(hex, sizeof hex, list->reviews[i]->pass_id.data, PASS_ID_LEN);
			err = consider(watch, hex);
		}
		if (err != ERR_OK || list->next.len == 0)
			break;
		after = list->next;
	}
	return err;
}

static enum err round_of(struct watch *watch)
{
	size_t mark = watch->context->arena.used;
	watch->left = 0;
	enum err err = open_round(watch);
	if (err == ERR_OK && !watch->dry)
		err = settle_all(watch);
	if (err == ERR_OK)
		err = go_through(watch);
	watch->context->arena.used = mark;
	return err;
}

/* ---- round after round ---- */

/* Without a word: who waits for a desk need not be told each time that it is not there. */
static bool answers(struct watch *watch)
{
	enum { READY_MAX = 4096 };
	struct span none;
	size_t mark = watch->context->arena.used;
	enum err err = fetch_file(watch->context, watch->desk->party.server, "readyz", READY_MAX, &none);
	watch->context->arena.used = mark;
	return err == ERR_OK;
}

/* ERR_NETWORK: it is away, said when it was not before; *wait: for how long nobody need ask again. */
static enum err look(struct watch *watch, unsigned every, unsigned *away, unsigned *wait)
{
	const char *server = watch->desk->party.server;
	enum err err = answers(watch) ? round_of(watch) : ERR_NETWORK;
	*wait = every;
	if (meaning_of(err) != PASSING) {
		if (*away > 0)
			say(watch->context, SAY_DESK_BACK, server);
		*away = 0;
		return err;
	}
	if (*away == 0)
		say(watch->context, SAY_DESK_AWAY, server);
	*away = *away == 0 ? AWAY_FIRST_S : *away * 2 < AWAY_MAX_S ? *away * 2 : AWAY_MAX_S;
	*wait = *away;
	return err;
}

static enum exit_code work(struct watch *watch, bool once, unsigned every)
{
	unsigned away = 0, wait = 0;
	enum err err;
	if (!once)
		say(watch->context, SAY_AUTO_RUNS, every);
	do {
		err = look(watch, every, &away, &wait);
		fflush(stdout);
	} while (!once && (err == ERR_OK || meaning_of(err) == PASSING) && !ended(watch, wait));
	say(watch->context, SAY_AUTO_ENDS, watch->sealed, watch->left);
	return err == ERR_OK || (!once && watch->ended) ? EXIT_DONE : EXIT_OTHER;
}

/* ---- begun ---- */

static enum err open_watch(struct watch *watch)
{
	struct context *context = watch->context;
	char path[PATH_MAX];
	sigemptyset(&watch->ends);
	sigaddset(&watch->ends, SIGTERM);
	sigaddset(&watch->ends, SIGINT);
	watch->told = json_object();
	watch->desk = arena_take(&context->arena, sizeof *watch->desk);
	if (watch->desk == NULL || watch->told == NULL)
		return say_err(context, ERR_MEMORY, NULL), ERR_MEMORY;
	enum err err = party_open(context, "reviewer", &watch->desk->party);
	if (err != ERR_OK)
		return err;
	if (snprintf(path, sizeof path, "%s/auto.jsonl", context->home) >= (int)sizeof path)
		return say_err(context, ERR_SIZE, context->home), ERR_SIZE;
	err = ledger_open(path, &watch->ledger);
	if (err != ERR_OK)
		say(context, SAY_LEDGER_BAD, path);
	return err;
}

static enum exit_code auto_run(struct context *context, const struct args *args)
{
	struct watch watch = {.context = context, .dry = args->value[AUTO_DRY] != NULL};
	enum exit_code code = EXIT_OTHER;
	uint32_t every;
	if (party_number(context, "every", args->value[AUTO_EVERY], 1, EVERY_MAX_S, EVERY_S, &every) != ERR_OK)
		return EXIT_USAGE;
	if (open_watch(&watch) == ERR_OK) {
		sigprocmask(SIG_BLOCK, &watch.ends, NULL); /* seen between two legs */
		code = work(&watch, args->value[AUTO_ONCE] != NULL, every);
		ledger_close(&watch.ledger);
	}
	json_decref(watch.told);
	if (watch.desk != NULL)
		party_close(&watch.desk->party);
	return code;
}

const struct command auto_commands[] = {
    {"reviewer", "auto", "", 0, 0, "按本省规则自动签章", "seal by the province's rules, on its own machine", auto_options, auto_run},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
