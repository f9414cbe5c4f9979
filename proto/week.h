/* proto/week.h - permitted hours as they come round: the stretches of a week in which a train may roll, and
 * how far it gets in them. Times are Unix seconds; a stretch holds its first second and not its last. */
#ifndef GUOSUO_PROTO_WEEK_H
#define GUOSUO_PROTO_WEEK_H

#include "proto/leg.h"

enum { WEEK_S = 7 * DAY_S, STRETCHES_MAX = 7 * HOURS_MAX };

struct stretch {
	int64_t from, to;
};

/* Rising, apart from each other, in seconds since Monday 00:00 at the offset; the last may reach into the
 * next week. n == 0: any hour. */
struct week {
	struct stretch stretches[STRETCHES_MAX];
	size_t n;
	int64_t offset_s;
};

/* hours: a sound leg's (proto/leg.h: leg_sound). Ranges that touch are one stretch, past midnight too. */
void week_make(Guosuo__V1__Hours *const *hours, size_t count, uint32_t utc_offset_min, struct week *out);

/* The longest stretch and the shortest time between two. Any hour: longest_s INT64_MAX, gap_s 0. */
void week_extent(const struct week *week, int64_t *longest_s, int64_t *gap_s);

/* What is driven: need_s >= 1 seconds of rolling; whole: within one stretch, else standing where hours end.
 */
struct roll {
	int64_t need_s;
	bool whole;
};

/* As early as can be, for a train that is ready at `ready`: when it first rolls, and when the last second is
 * driven. Both rise with ready. false: that is later than `until`, outputs untouched. */
bool week_forward(const struct week *week, int64_t ready, struct roll roll, int64_t until, int64_t *start,
                  int64_t *end) MUST_USE;

/* As late as can be, to be driven at `end`: when it must first roll. A train that is ready then or before
 * makes it, a later one does not. false: that is before `since`. */
bool week_backward(const struct week *week, int64_t end, struct roll roll, int64_t since,
                   int64_t *start) MUST_USE;

#endif
