/* One input as each of a desk's two files: whatever it says, it is refused with a problem or every clock can be
 * read, its due is not before it came in, and what is left never grows while it runs. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "server/timing.h"

static void must(bool good)
{
	if (!good)
		abort();
}

static void read_clocks(const struct timing *timing, uint32_t days)
{
	const struct clock_rules rules = {&timing->calendar, timing->policy, 480};
	const int64_t accepted = timing->calendar.years[0].first * 86400 + 3 * 86400;
	struct pause pauses[] = {{accepted + 90000, accepted + 200000},
	                         {accepted + 150000, accepted + 260000}};
	const struct clock_case what = {.province = 37,
	                                .days = days,
	                                .accepted = accepted,
	                                .pauses = pauses,
	                                .pause_count = pause_merge(pauses, 2)};
	int64_t left_s = INT64_MAX;
	for (int64_t now = accepted; now < accepted + 40 * 86400; now += 86400 - 7) {
		struct clock_state state;
		enum err err = clock_read(&rules, &what, now, &state);
		must(err == ERR_OK ? state.due > accepted : err == ERR_NOT_FOUND && state.missing_year > 0);
		must(state.next_at > now);
		/* an amendment that is published meanwhile may give time back */
		if (err == ERR_OK && timing->calendar.amendment_count == 0) {
			must(state.left_s <= left_s);
			left_s = state.left_s;
		}
	}
}

static void both(struct span policy, struct span calendar)
{
	char problem[TIMING_PROBLEM] = "";
	struct timing *timing = NULL;
	if (timing_make(policy, calendar, &timing, problem) != ERR_OK) {
		must(timing == NULL && problem[0] != '\0');
		return;
	}
	for (uint32_t class = 1; class <= POLICY_CLASSES; class ++) {
		must(policy_leg_days(timing->policy, class, 3, 37) > 0);
		read_clocks(timing, policy_trip_days(timing->policy, class, 3));
	}
	timing_release(&timing);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char policy[] =
	    "{\"clocks\": [{\"overLimitClass\": 1, \"daysOne\": 2, \"daysSeveral\": 5, \"shareDays\": 3},"
	    "{\"overLimitClass\": 2, \"daysOne\": 5, \"daysSeveral\": 10, \"shareDays\": 8},"
	    "{\"overLimitClass\": 3, \"daysOne\": 15, \"daysSeveral\": 20, \"shareDays\": 18}],"
	    "\"levels\": [{\"level\": 1, \"permille\": 500, \"stoppedDays\": 5}, {\"level\": 4, "
	    "\"permille\": 1000}]}";
	static const char calendar[] = "{\"years\": [{\"year\": 2020}]}";
	if (sodium_init() < 0)
		return 0;
	both(span_text(policy), span_of(data, size));
	both(span_of(data, size), span_text(calendar));
	return 0;
}
