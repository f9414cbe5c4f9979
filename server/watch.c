#include "server/watch.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <event2/event.h>

#include "proto/civil.h"
#include "server/consultations.h"
#include "server/due.h"
#include "server/held.h"
#include "server/holder.h"
#include "server/log.h"
#include "server/outbox.h"
#include "server/store_consultation.h"
#include "server/store_revision.h"
#include "server/timetables.h"
#include "server/timing.h"
#include "server/waiting.h"

enum {
	ROOM = 64 * 1024,
	LOOK_MAX = 64, /* legs of one transaction, and consultations */
	AHEAD_TIMES =
	    3 /* a clock of so many working days is over after at most this many times as many days */
};

struct watch {
	struct app *app;
	struct event *timer;
	bool begun;      /* a round has been */
	size_t amended;  /* amendments that were published by the last round */
	uint32_t warned; /* the year that was last said to be missing */
	struct desk_numbers numbers[PROVINCES_MAX];
	size_t count;
};

/* One province's desk on its way through the store. */
struct look {
	struct app *app;
	struct held *held;
	struct timing *timing;
	struct clock_rules rules;
	uint32_t province;
	int64_t now;
	bool all;     /* every open leg is to be looked at */
	bool pending; /* there is something to be looked at */
	int64_t raised;
	uint32_t overdue; /* consultations */
	struct desk_numbers numbers;
	struct arena arena;
};

/* ---- levels ---- */

static enum err raise_leg(struct tx *tx, struct look *look, struct leg_row *leg,
                          const struct clock_state *state)
{
	const Guosuo__V1__DeskPolicy *policy = look->rules.policy;
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < policy->n_levels; i++) {
		Guosuo__V1__Level level = policy->levels[i]->level;
		if ((uint32_t)level <= leg->clock.level || level > state->level)
			continue;
		struct holder to = holder_reached(look->held, policy, leg, level, look->now);
		const struct escalation_row row = {.province = leg->province,
		                                   .level = (uint32_t)level,
		                                   .pass_id = leg->pass_id,
		                                   .company = leg->company,
		                                   .created = look->now,
		                                   .who = to.name,
		                                   .phone = to.phone};
		err = store_escalation_put(tx, &row);
		if (err == ERR_OK)
			err = outbox_put(tx, &(const struct outbox_news){.event = OUTBOX_LEG_ESCALATED,
			                                                 .company = leg->company,
			                                                 .pass_id = leg->pass_id,
			                                                 .province = leg->province,
			                                                 .ordinal = leg->ordinal,
			                                                 .level = (uint32_t)level,
			                                                 .now = look->now});
		look->raised++;
	}
	if ((uint32_t)state->level > leg->clock.level)
		leg->clock.level = (uint32_t)state->level;
	return err;
}

/* ---- in the store ---- */

struct seen {
	struct leg_row leg;
	uint32_t class, legs;
};

static struct span copy(struct look *look, struct span text)
{
	const char *out = arena_text(&look->arena, text);
	return out == NULL ? (struct span){NULL, 0} : span_of(out, text.n);
}

/* The rows end when this transaction changes them: they are read first, and what they say is copied. */
static enum err read_legs(struct tx *tx, struct look *look, struct seen *out, size_t *count)
{
	struct row_cursor row;
	size_t n = 0;
	enum err err = store_watch_list(tx, look->province, look->now, LOOK_MAX, &row);
	while (err == ERR_OK && n < LOOK_MAX && (err = store_next(&row)) == ERR_OK) {
		struct leg_row *leg = &out[n].leg;
		store_leg_row(&row, leg);
		out[n].class = (uint32_t)row_int(&row, STORE_WATCH_CLASS);
		out[n].legs = (uint32_t)row_int(&row, STORE_WATCH_LEGS);
		leg->pass_id = copy(look, leg->pass_id);
		leg->company = copy(look, leg->company);
		leg->holder = copy(look, leg->holder);
		if (leg->pass_id.p == NULL || leg->company.p == NULL || leg->holder.p == NULL)
			return ERR_MEMORY;
		n++;
	}
	*count = n;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* What stands meanwhile takes the train to the port as it did. */
static enum err look_at_latest(struct tx *tx, const struct look *look, const struct leg_row *leg)
{
	static const char passed[] = "最晚决定时间已过, 仍有省段未办结 / the latest decision has passed with a leg still open";
	struct leg_row aside = *leg;
	int64_t change;
	if (leg->clock.latest_decision == 0 || leg->clock.latest_decision >= look->now)
		return ERR_OK;
	enum err err =
	    leg->revision < 2 ? ERR_NOT_FOUND
	                      : store_revision_standing(tx, leg->province, leg->pass_id, &aside, &change);
	return err == ERR_NOT_FOUND ? timetables_late(tx, leg->company, leg->pass_id, passed, look->now) : err;
}

/* The moment after `now` at which there is something to be seen. */
static int64_t next_look(const struct look *look, const struct clock_state *state, const struct leg_clock *clock)
{
	int64_t next = state->next_at > look->now ? state->next_at : look->now + 1;
	bool ahead = clock->latest_decision >= look->now && clock->latest_decision < next;
	return ahead ? clock->latest_decision + 1 : next;
}

static enum err look_at(struct tx *tx, struct look *look, struct seen *seen)
{
	struct clock_state state;
	struct leg_clock *clock = &seen->leg.clock;
	enum err err = due_look(tx, &look->rules, seen->class, seen->legs, &seen->leg, look->now, &state);
	if (err == ERR_OK && look->rules.policy != NULL)
		err = raise_leg(tx, look, &seen->leg, &state);
	if (err == ERR_OK)
		err = look_at_latest(tx, look, &seen->leg);
	clock->watch = next_look(look, &state, clock);
	return err == ERR_OK ? store_watch_put(tx, &seen->leg) : err;
}

static enum err look_in_store(struct tx *tx, void *ctx)
{
	struct look *look = ctx;
	struct seen *seen;
	size_t count = 0;
	look->arena.used = 0;
	look->raised = 0;
	seen = arena_take(&look->arena, LOOK_MAX * sizeof *seen);
	if (seen == NULL)
		return ERR_MEMORY;
	enum err err = look->all ? store_watch_all(tx, look->province) : ERR_OK;
	if (err == ERR_OK)
		err = read_legs(tx, look, seen, &count);
	for (size_t i = 0; err == ERR_OK && i < count; i++)
		err = look_at(tx, look, &seen[i]);
	if (err == ERR_OK)
		err = consultations_raise(tx, look->province, look->now, LOOK_MAX, &look->arena, &look->overdue);
	look->pending = count == LOOK_MAX || look->overdue == LOOK_MAX;
	return err;
}

static enum err count_in_store(struct tx *tx, void *ctx)
{
	struct look *look = ctx;
	struct row_cursor row;
	enum err err = store_desk_numbers(tx, look->province, look->now, DUE_TURN_STOPPED, &look->numbers);
	if (err == ERR_OK)
		err = store_watch_list(tx, look->province, look->now, 1, &row);
	if (err == ERR_OK)
		err = store_next(&row);
	if (err == ERR_NOT_FOUND)
		err = store_consultation_overdue(tx, look->province, look->now, &row);
	look->pending = look->all || err == ERR_OK;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* ---- in the loop ---- */

static void look_end(struct look *look, enum err err)
{
	if (err != ERR_OK && !look->app->stopping)
		log_error("clocks_not_looked_at", NULL, log_number("province", look->province),
		          log_text("error", err_name(err)));
	held_release(&look->held);
	timing_release(&look->timing);
	free(look->arena.base);
	free(look);
}

static void keep_numbers(struct watch *watch, const struct desk_numbers *numbers)
{
	size_t at = 0;
	while (at < watch->count && watch->numbers[at].province != numbers->province)
		at++;
	if (at == PROVINCES_MAX)
		return;
	watch->count += at == watch->count;
	watch->numbers[at] = *numbers;
}

static void looked(enum err err, void *ctx);

/* Once more where legs are left; else the end. What the store has taken is the store's. */
static void go_on(struct look *look, enum err err)
{
	struct app *app = look->app;
	bool more = err == ERR_OK && look->pending && !app->stopping;
	if (more)
		err = store_write(app->store, app->store_loop, look_in_store, look, looked);
	if (!more || err != ERR_OK)
		look_end(look, err);
}

static void looked(enum err err, void *ctx)
{
	struct look *look = ctx;
	if (err == ERR_OK && look->raised > 0)
		log_info("levels_raised", NULL, log_number("province", look->province),
		         log_number("count", look->raised));
	if (err == ERR_OK && look->overdue > 0)
		log_info("consultations_overdue", NULL, log_number("province", look->province),
		         log_number("count", look->overdue));
	look->all = false;
	go_on(look, err);
}

static void counted(enum err err, void *ctx)
{
	struct look *look = ctx;
	if (err == ERR_OK && look->app->watch != NULL)
		keep_numbers(look->app->watch, &look->numbers);
	go_on(look, err);
}

static void look_begin(struct app *app, uint32_t province, int64_t now, bool all)
{
	struct look *look = calloc(1, sizeof *look);
	uint8_t *memory = look == NULL ? NULL : malloc(ROOM);
	if (memory == NULL) {
		free(look);
		log_error("clocks_not_looked_at", NULL, log_number("province", province),
		          log_text("error", "MEMORY"));
		return;
	}
	look->app = app;
	look->held = held_keep(app->held);
	look->timing = timing_keep(app->timing);
	look->rules = timing_rules(look->timing, held_directory(look->held));
	look->province = province;
	look->now = now;
	look->all = all;
	look->arena = (struct arena){memory, ROOM, 0};
	enum err err = store_read(app->store, app->store_loop, count_in_store, look, counted);
	if (err != ERR_OK)
		look_end(look, err);
}

/* The files once more. Bad ones are said and change nothing. true: they are not what they were. */
static bool reload(struct app *app)
{
	char problem[TIMING_PROBLEM];
	struct timing *fresh = NULL;
	enum err err = timing_load(app->config, &fresh, problem);
	if (err != ERR_OK) {
		log_error("clock_files_refused", NULL, log_text("error", err_name(err)),
		          log_text("hint", "guosuod --check names the field"));
		return false;
	}
	bool same = fresh == NULL || memcmp(fresh->digest, app->timing->digest, HASH_LEN) == 0;
	if (same) {
		timing_release(&fresh);
		return false;
	}
	timing_release(&app->timing);
	app->timing = fresh;
	log_info("clock_files_read", NULL, log_number("years", (int64_t)fresh->calendar.year_count));
	return true;
}

/* A calendar that ends before clocks of today do is said while there is time to add the year. */
static void warn_of_end(struct watch *watch, int64_t now)
{
	const struct timing *timing = watch->app->timing;
	uint32_t longest = 0;
	for (uint32_t class = 1; timing != NULL && class <= POLICY_CLASSES; class ++) {
		uint32_t days = policy_trip_days(timing->policy, class, 2);
		longest = days > longest ? days : longest;
	}
	uint32_t year = calendar_year_of(now / DAY_S + (int64_t)longest * AHEAD_TIMES);
	if (timing == NULL || calendar_has(&timing->calendar, year)) {
		watch->warned = 0;
		return;
	}
	if (watch->warned != year)
		log_warn("calendar_year_missing", NULL, log_number("year", year));
	watch->warned = year;
}

void watch_round(struct watch *watch)
{
	struct app *app = watch->app;
	int64_t now = time(NULL);
	const struct directory *directory = held_directory(app->held);
	if (app->stopping || directory == NULL)
		return;
	bool all = reload(app) || !watch->begun;
	size_t amended = app->timing == NULL ? 0 : calendar_amended(&app->timing->calendar, now);
	all = all || amended != watch->amended;
	watch->begun = true;
	watch->amended = amended;
	warn_of_end(watch, now);
	for (size_t i = 0; i < directory->body->n_provinces; i++) {
		look_begin(app, directory->body->provinces[i]->code, now, all);
		waiting_round(app, directory->body->provinces[i]->code, now);
	}
}

const struct desk_numbers *watch_numbers(const struct watch *watch, size_t *count)
{
	*count = watch == NULL ? 0 : watch->count;
	return watch == NULL ? NULL : watch->numbers;
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	watch_round(context);
}

enum err watch_new(struct app *app, struct watch **out)
{
	struct watch *watch = calloc(1, sizeof *watch);
	if (watch == NULL)
		return ERR_MEMORY;
	watch->app = app;
	watch->timer = event_new(app->base, -1, EV_PERSIST, on_timer, watch);
	const struct timeval every = {.tv_sec = app->config->look_s};
	if (watch->timer == NULL || event_add(watch->timer, &every) != 0) {
		watch_free(&watch);
		return ERR_MEMORY;
	}
	event_active(watch->timer, EV_TIMEOUT, 0);
	*out = watch;
	return ERR_OK;
}

void watch_free(struct watch **watch)
{
	if (*watch != NULL && (*watch)->timer != NULL)
		event_free((*watch)->timer);
	free(*watch);
	*watch = NULL;
}
