/* guosuo checkpoint ratchet - the time below which this gate believes no clock, whose files prove it, and the shift leader's way to
 * put it back where they prove a wrong one. In the passage log first, then done. */
#include "client/ratchet.h"

#include <string.h>

#include "client/passed.h"
#include "client/render.h"
#include "client/say.h"
#include "client/seen.h"
#include "client/volunteer.h"

enum { R_RESET, R_DUTY, R_REASON, R_TIME };
static const struct option_row options[] = {
    [R_RESET] = {"reset", NULL, "重置 (班长; 需 --duty, --reason, --time)", "put it back (the shift leader; with --duty, --reason, --time)"},
    [R_DUTY] = {"duty", "N", "班长的值班编号", "the shift leader's number"},
    [R_REASON] = {"reason", "TEXT", "原因", "why"},
    [R_TIME] = {"time", "TIME", "此刻的时间, 看另一只钟 (2020-03-10T10:00:00+08:00)",
                "the time by another clock, now (2020-03-10T10:00:00+08:00)"},
    {NULL, NULL, NULL, NULL},
};

/* ---- what it is ---- */

/* The newest that this place has seen or recorded itself, which a clock is held against like the ratchet; 0: nothing, or it cannot be
 * read. */
static int64_t own_latest(struct context *context, const struct gate *gate)
{
	static const uint8_t no_trip[HASH_LEN];
	const size_t used = context->arena.used;
	const struct place here = gate_place(gate);
	struct sightings seen = {.newest_at = 0};
	struct passed passed = {.newest_at = 0};
	enum err err = seen_read(context, &seen);
	if (err != ERR_OK && err != ERR_FORMAT)
		seen.newest_at = 0;
	err = passed_read(context, &here, no_trip, &passed);
	if (err != ERR_OK && err != ERR_FORMAT)
		passed.newest_at = 0;
	context->arena.used = used;
	return seen.newest_at > passed.newest_at ? seen.newest_at : passed.newest_at;
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static void time_or_none(const struct gate *gate, int64_t at, char out[static RENDER_TIME])
{
	if (at == 0)
		strcpy(out, "-");
	else
		render_time(&gate->held, at, out);
}

static void province_row(struct sheet *sheet, const struct gate *gate, const struct holding *holding, json_t *list)
{
	const struct trust *trust = &gate->held.trust;
	const Guosuo__V1__Roster *roster = holding->roster.body;
	const int64_t roster_at = roster->issued_at, list_at = holding->status.body == NULL ? 0 : holding->status.body->issued_at;
	const bool aside = trust_ahead(trust, roster_at, gate->now) || trust_ahead(trust, list_at, gate->now);
	const char *name = province_name(roster->province, sheet->context->lang);
	const bool zh = sheet->context->lang == LANG_ZH;
	char of_roster[RENDER_TIME], of_list[RENDER_TIME];
	json_array_append_new(list, json_pack("{s:i, s:I, s:I, s:b}", "province", (int)roster->province, "roster",
	                                      (json_int_t)roster_at, "list", (json_int_t)list_at, "set_aside", (int)aside));
	time_or_none(gate, roster_at, of_roster);
	time_or_none(gate, list_at, of_list);
	if (!sheet->context->json)
		sheet_text(sheet, "file", "签发", "issued", zh ? "%s  名册 %s  名单 %s%s" : "%s  roster %s  list %s%s",
		           name == NULL ? "?" : name, of_roster, of_list, !aside ? "" : zh ? "  (有搁置)" : "  (set aside)");
}

static enum exit_code show(struct context *context)
{
	const struct gate *gate = gate_resume(context);
	char clock[RENDER_TIME], ratchet[RENDER_TIME], own[RENDER_TIME], age[RENDER_AGE];
	if (gate == NULL)
		return EXIT_OTHER;
	const struct trust *trust = &gate->held.trust;
	const int64_t own_at = own_latest(context, gate);
	const int64_t behind_s = trust_age(gate->now, later(trust->ratchet, own_at));
	json_t *list = json_array();
	struct sheet sheet = sheet_begin(context, stdout);
	time_or_none(gate, gate->now, clock);
	time_or_none(gate, trust->ratchet, ratchet);
	render_age(context, behind_s, age);
	sheet_text(&sheet, "clock", "本机时间", "this clock", "%s", clock);
	sheet_text(&sheet, "ratchet", "时间下限", "the ratchet", "%s", ratchet);
	time_or_none(gate, own_at, own);
	sheet_text(&sheet, "own", "本站最近所见所记", "newest seen or recorded here", "%s", own);
	sheet_json(&sheet, "behind", json_boolean(behind_s > BEHIND_S));
	if (behind_s > BEHIND_S)
		sheet_text(&sheet, "behind_by", "本机时间偏慢", "this clock is behind", "%s", age);
	for (size_t i = 0; i < gate->held.count; i++)
		province_row(&sheet, gate, &gate->held.holdings[i], list);
	sheet_json(&sheet, "files", list);
	if (trust->reset_at != 0) {
		render_time(&gate->held, trust->reset_at, clock);
		sheet_text(&sheet, "reset_at", "上次重置", "last reset", "%s", clock);
	}
	sheet_end(&sheet);
	return EXIT_DONE;
}

/* ---- put back ---- */

static enum exit_code read_wish(struct context *context, const struct args *args, struct ratchet_wish *out)
{
	static const size_t needed[] = {R_DUTY, R_REASON, R_TIME};
	static const char *const names[] = {"--duty", "--reason", "--time"};
	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
		if (args->value[needed[i]] == NULL)
			return party_needs(context, names[i]);
	out->reason = args->value[R_REASON];
	if (strlen(out->reason) > PASSAGE_NOTE_MAX) {
		say(context, SAY_NOTE_LONG, (unsigned)PASSAGE_NOTE_MAX);
		return EXIT_USAGE;
	}
	return party_number(context, "duty", args->value[R_DUTY], 1, UINT32_MAX, 0, &out->duty) == ERR_OK &&
	               party_time(context, "--time", args->value[R_TIME], 0, &out->time) == ERR_OK
	           ? EXIT_DONE
	           : EXIT_USAGE;
}

/* A clock that is wrong stays held against the ratchet: whoever resets it has looked at another. */
static enum err clocks_agree(struct context *context, const struct gate *gate, const struct ratchet_wish *wish)
{
	char at[RENDER_TIME];
	if (trust_age(wish->time, gate->now) <= BEHIND_S && trust_age(gate->now, wish->time) <= BEHIND_S)
		return ERR_OK;
	time_or_none(gate, gate->now, at);
	say(context, SAY_RATCHET_CLOCK, at, (unsigned)BEHIND_S / 60);
	return ERR_INPUT;
}

static enum err is_needed(struct context *context, const struct gate *gate, int64_t from)
{
	char at[RENDER_TIME];
	if (trust_age(gate->now, from) > BEHIND_S)
		return ERR_OK;
	time_or_none(gate, from, at);
	say(context, SAY_RATCHET_STANDS, at);
	return ERR_INPUT;
}

/* A gate without a roster of its own province could write nothing down. */
static enum err keeps_roster(struct context *context, const struct gate *gate, const struct trust *after)
{
	struct stand own;
	trust_stand(after, gate->membership.province, gate->now, &own);
	if (own.roster != NULL)
		return ERR_OK;
	say(context, SAY_RATCHET_ROSTER);
	return ERR_INPUT;
}

/* What this place saw and recorded while its clock stood ahead is of now: a copy or a replay is known all the same. */
static enum err cut_later(struct context *context, int64_t now)
{
	enum err err = seen_cut_later(context, now);
	return err == ERR_OK ? passed_cut_later(context, now) : err;
}

/* Should it break off between, there is a record of a reset that was not made, and it can be made again. */
static enum err put_back(struct context *context, struct gate *gate, struct recorder *recorder, Guosuo__V1__RatchetReset *reset)
{
	char from[RENDER_TIME], to[RENDER_TIME];
	enum err err = recorder_reset(context, recorder, reset);
	if (err != ERR_OK)
		return err;
	err = cut_later(context, gate->now);
	if (err == ERR_OK)
		err = held_reset(context, &gate->held, gate->now);
	if (err != ERR_OK) {
		say_err(context, err, "state/ratchet");
		say(context, SAY_RATCHET_LOGGED, recorder->log.last);
		return err;
	}
	time_or_none(gate, reset->from, from);
	time_or_none(gate, reset->to, to);
	say(context, SAY_RATCHET_RESET, from, to, recorder->log.last);
	return ERR_OK;
}

enum err ratchet_reset(struct context *context, struct gate *gate, struct recorder *recorder, const struct ratchet_wish *wish)
{
	Guosuo__V1__RatchetReset reset = GUOSUO__V1__RATCHET_RESET__INIT;
	struct trust after;
	held_if_reset(&gate->held, gate->now, &after);
	reset.duty = wish->duty;
	reset.from = later(gate->held.trust.ratchet, own_latest(context, gate));
	reset.to = after.ratchet;
	reset.reason = (char *)(uintptr_t)wish->reason;
	enum err err = clocks_agree(context, gate, wish);
	if (err == ERR_OK)
		err = is_needed(context, gate, reset.from);
	if (err == ERR_OK)
		err = keeps_roster(context, gate, &after);
	if (err == ERR_OK)
		err = volunteer_is_none(context, wish->duty, SAY_RATCHET_VOLUNTEER);
	return err == ERR_OK ? put_back(context, gate, recorder, &reset) : err;
}

/* The home is locked once the passphrase is typed, and what is held is read behind that. */
static enum exit_code open_and_reset(struct context *context, const struct ratchet_wish *wish)
{
	struct recorder recorder = {.log = {.folder = -1, .file = -1}};
	enum err err = party_resume(context, "checkpoint", &recorder.party);
	struct gate *gate = err == ERR_OK ? gate_open(context) : NULL;
	err = gate == NULL ? ERR_STATE : recorder_resume(context, gate, &recorder);
	if (err == ERR_OK)
		err = ratchet_reset(context, gate, &recorder, wish);
	recorder_close(&recorder);
	return err == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

static enum exit_code run(struct context *context, const struct args *args)
{
	struct ratchet_wish wish;
	if (args->value[R_RESET] != NULL) {
		const enum exit_code code = read_wish(context, args, &wish);
		return code == EXIT_DONE ? open_and_reset(context, &wish) : code;
	}
	if (args->value[R_DUTY] != NULL || args->value[R_REASON] != NULL || args->value[R_TIME] != NULL)
		return party_needs(context, "--reset");
	return show(context);
}

const struct command ratchet_commands[] = {
    {"checkpoint", "ratchet", "", 0, 0, "时间下限: 查看; 班长可重置, 记入日志", "the time ratchet; the shift leader may reset it, logged", options, run},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
