/* review_year CALENDAR POLICY: a year of 2,000 applications a day through the review table and the clocks, as the desk
 * would: a clock when a leg comes in, at every event, and whenever it reaches a level. Limit: 60 s. */
#include <sodium.h>

#include "proto/civil.h"
#include "server/file.h"
#include "server/review.h"
#include "server/timing.h"
#include "tests/bench/bench.h"

enum { PER_DAY = 2000, DAYS = 365, LEGS_MOST = 4, PAUSES_MOST = 4, OFFSET_MIN = 480 };
enum { LIMIT_S = 60 };
#define BEGINS INT64_C(1735660800) /* 2025-01-01T00:00:00+08:00 */
#define LEG(name) GUOSUO__V1__LEG_STATE__LEG_##name

static void must(bool good)
{
	if (!good)
		abort();
}

static uint32_t draw(uint32_t below)
{
	static uint64_t state = 20200310;
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(state >> 33) % below;
}

static struct clock_rules rules;
static size_t legs, decided, late, raised, reads;

struct leg {
	struct clock_case clock;
	struct pause pauses[PAUSES_MOST];
	Guosuo__V1__LegState state;
	Guosuo__V1__Level level;
};

static struct clock_state look(const struct leg *leg, int64_t now)
{
	struct clock_state state;
	struct pause pauses[PAUSES_MOST];
	struct clock_case what = leg->clock;
	memcpy(pauses, leg->pauses, sizeof pauses);
	what.pauses = pauses;
	what.pause_count = pause_merge(pauses, leg->clock.pause_count);
	must(clock_read(&rules, &what, now, &state) == ERR_OK);
	reads++;
	return state;
}

/* What the desk does by itself until `to`. */
static void watch(struct leg *leg, int64_t from, int64_t to)
{
	struct clock_state state = look(leg, from);
	while (state.next_at <= to) {
		state = look(leg, state.next_at);
		raised += state.level > leg->level;
		leg->level = state.level > leg->level ? state.level : leg->level;
	}
}

static void step(struct leg *leg, enum review_event event, int64_t now)
{
	struct review_step out;
	must(review_step(leg->state, event, &out) == ERR_OK);
	if (event == EVENT_ASK || event == EVENT_PAUSE)
		leg->pauses[leg->clock.pause_count++] = (struct pause){now, CLOCK_NEVER};
	if (event == EVENT_RESUME)
		leg->pauses[leg->clock.pause_count - 1].to = now;
	leg->state = out.to;
	look(leg, now);
}

/* A leg's way: perhaps a correction, perhaps a pause, then sealed (by two persons in class III) or refused. */
static int64_t decide(struct leg *leg, uint32_t class, int64_t now)
{
	static const enum review_event stops[] = {EVENT_ASK, EVENT_PAUSE};
	for (size_t i = 0; i < 2; i++) {
		if (draw(10) != 0)
			continue;
		int64_t stopped = now + draw(3 * DAY_S), resumed = stopped + draw(5 * DAY_S);
		watch(leg, now, stopped);
		step(leg, stops[i], stopped);
		watch(leg, stopped, resumed);
		step(leg, EVENT_RESUME, resumed);
		now = resumed;
	}
	int64_t end = now + draw(class * 6 * DAY_S);
	watch(leg, now, end);
	if (class == 3)
		step(leg, EVENT_HALF, end);
	step(leg, draw(50) == 0 ? EVENT_REFUSE : EVENT_COMPLETE, end);
	must(review_decided(leg->state));
	decided++;
	struct clock_state state = look(leg, end);
	late += end > state.due;
	return end;
}

static void apply(int64_t now)
{
	struct leg all[LEGS_MOST] = {{.state = LEG(STATE_UNSPECIFIED)}};
	struct pause pauses[LEGS_MOST * PAUSES_MOST];
	Guosuo__V1__LegState states[LEGS_MOST];
	uint32_t dice = draw(10), class = dice < 6 ? 1 : dice < 9 ? 2 : 3;
	size_t count = 1 + draw(LEGS_MOST), paused = 0;
	int64_t end = now;
	for (size_t i = 0; i < count; i++) {
		all[i].state = LEG(OPEN);
		all[i].clock = (struct clock_case){.province = 37, .accepted = now};
		all[i].clock.days = policy_leg_days(rules.policy, class, count, 37);
		int64_t leg_end = decide(&all[i], class, now);
		end = leg_end > end ? leg_end : end;
		states[i] = all[i].state;
		memcpy(&pauses[paused], all[i].pauses, all[i].clock.pause_count * sizeof *pauses);
		paused += all[i].clock.pause_count;
	}
	struct clock_state whole;
	const struct clock_case trip = {.province = 37,
					.accepted = now,
					.days = policy_trip_days(rules.policy, class, count),
					.pauses = pauses,
					.pause_count = pause_merge(pauses, paused)};
	must(review_trip(states, count) != GUOSUO__V1__TRIP_STATE__IN_REVIEW);
	must(clock_read(&rules, &trip, end, &whole) == ERR_OK);
	legs += count;
}

int main(int argc, char **argv)
{
	static struct config config;
	char problem[TIMING_PROBLEM] = "";
	struct timing *timing = NULL;
	if (argc != 3 || sodium_init() < 0)
		return 2;
	snprintf(config.calendar, sizeof config.calendar, "%s", argv[1]);
	snprintf(config.policy, sizeof config.policy, "%s", argv[2]);
	if (timing_load(&config, &timing, problem) != ERR_OK) {
		fprintf(stderr, "%s\n", problem);
		return 1;
	}
	rules = (struct clock_rules){&timing->calendar, timing->policy, OFFSET_MIN};
	double began = bench_now();
	for (int64_t day = 0; day < DAYS; day++)
		for (size_t i = 0; i < PER_DAY; i++)
			apply(BEGINS + day * DAY_S + (int64_t)draw(DAY_S));
	double seconds = bench_now() - began;
	fprintf(stderr, "%zu legs decided, %zu of them late, %zu levels raised, %zu clocks read\n", decided, late, raised,
		reads);
	must(decided == legs && legs > (size_t)DAYS * PER_DAY && raised > 0 && late > 0);
	bench_line("review_year", seconds, "s", LIMIT_S, seconds / LIMIT_S);
	timing_release(&timing);
	return 0;
}
