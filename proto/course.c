#include "proto/course.h"

#include <string.h>

#include "proto/body.h"
#include "proto/distance.h"
#include "proto/present.h"

#define OUTCOME(name) GUOSUO__V1__OUTCOME__##name

enum { HOUR_S = 3600 };

/* ---- what is shown ---- */

/* What this place cannot know is no fault of the driver's. */
static bool unknown(enum err err)
{
	return err == ERR_KEY || err == ERR_WINDOW || err == ERR_NOT_FOUND;
}

static const struct roster *roster_of(const struct judging *j, uint32_t province)
{
	struct stand stand;
	trust_stand(j->q->trust, province, j->q->now, &stand);
	return stand.roster_expired ? NULL : stand.roster;
}

static void read_one(struct judging *j, const Guosuo__V1__CarriedStamp *carried)
{
	const struct roster *roster = roster_of(j, carried->province);
	const size_t at = j->out->carried_count;
	struct mark *mark = &j->out->carried[at];
	enum err err = roster == NULL ? ERR_NOT_FOUND
	                              : chain_verify(carried, &j->trip, &j->assignment, roster, j->q->now, j->arena, mark);
	j->out->carried_as[at] = carried;
	if (err == ERR_OK)
		j->out->carried_count += mark->journey == j->assignment.body->journey;
	else if (err == ERR_MEMORY)
		judge_find(j, FINDING_MEMORY_FULL, 0, 0, 0);
	else
		judge_find_as(j, unknown(err) ? SEVERITY_NOTE : SEVERITY_REFER, FINDING_STAMP_BAD, carried->province, 0, 0);
}

/* Of a pass file's only the newest are looked at. */
void course_read(struct judging *j)
{
	const Guosuo__V1__StampChain *chain = j->q->stamps;
	if (chain == NULL || chain->n_stamps == 0)
		return;
	if (!chain_of(chain, &j->trip)) {
		judge_find(j, FINDING_STAMP_BAD, 0, 0, 0);
		return;
	}
	for (size_t i = chain->n_stamps > CHAIN_SHOWN_MAX ? chain->n_stamps - CHAIN_SHOWN_MAX : 0; i < chain->n_stamps; i++)
		read_one(j, chain->stamps[i]);
}

static bool begins(const uint8_t payload[static HASH_LEN], const uint8_t *digest)
{
	return memcmp(payload, digest, DIGEST_LEN) == 0;
}

static bool is_known(const struct judging *j, const uint8_t *digest)
{
	const Guosuo__V1__StampChain *chain = j->q->stamps;
	const struct marks none = {NULL, 0}, *passed = j->q->passed != NULL ? j->q->passed : &none;
	bool known = false;
	for (size_t i = 0; chain != NULL && chain_of(chain, &j->trip) && i < chain->n_stamps; i++) {
		uint8_t payload[HASH_LEN];
		chain_payload(chain->stamps[i], &j->trip, &j->assignment, payload);
		known |= begins(payload, digest);
	}
	for (size_t i = 0; i < passed->count; i++)
		known |= begins(passed->items[i].payload, digest);
	return known;
}

void course_unshown(struct judging *j)
{
	const ProtobufCBinaryData said = j->out->presentation->stamp_digest;
	if (said.len == DIGEST_LEN && !is_known(j, said.data))
		judge_find(j, FINDING_STAMP_UNSHOWN, 0, 0, 0);
}

/* ---- the course ---- */

/* Of one journey, the oldest first; and the train that stands here, as if it were stamped now. */
struct course {
	const struct mark *marks[COURSE_MAX];
	size_t count;
	struct mark here;
	uint32_t impossible_kmh;
};

static bool same_stamp(const struct mark *a, const struct mark *b)
{
	return memcmp(a->payload, b->payload, HASH_LEN) == 0;
}

/* In the order of time, each once; when there is no room the oldest goes. */
static void add(struct course *course, const struct mark *mark)
{
	size_t at = course->count;
	if (!chain_same_journey(mark, &course->here))
		return;
	for (size_t i = 0; i < course->count; i++)
		if (same_stamp(course->marks[i], mark))
			return;
	while (at > 0 && course->marks[at - 1]->time > mark->time)
		at--;
	if (course->count < COURSE_MAX) {
		memmove(&course->marks[at + 1], &course->marks[at], (course->count - at) * sizeof course->marks[0]);
		course->marks[at] = mark;
		course->count++;
	} else if (at > 0) {
		memmove(&course->marks[0], &course->marks[1], (at - 1) * sizeof course->marks[0]);
		course->marks[at - 1] = mark;
	}
}

static uint32_t stricter(uint32_t roster, uint32_t usual, uint32_t local)
{
	const uint32_t in_force = roster != 0 ? roster : usual;
	return local != 0 && local < in_force ? local : in_force;
}

static const Guosuo__V1__StampPolicy *policy_of(const struct judging *j)
{
	static const Guosuo__V1__StampPolicy none = GUOSUO__V1__STAMP_POLICY__INIT;
	const struct roster *roster = j->local.roster;
	return roster == NULL || roster->body->stamps == NULL ? &none : roster->body->stamps;
}

static void here(const struct judging *j, struct mark *out)
{
	const struct stamp stamp = {.body = &(Guosuo__V1__Stamp)GUOSUO__V1__STAMP__INIT, .raw = {NULL, 0}};
	const struct stamped of = {&j->trip, &j->leg, &j->assignment, NULL};
	if (chain_mark(&stamp, &of, out) != ERR_OK)
		*out = (struct mark){.journey = 0}; /* FIELD_BAD was said of the assignment */
	out->time = j->q->now;
	out->province = j->q->place.province;
	out->checkpoint = j->q->place.checkpoint;
	out->direction = (uint8_t)j->q->direction;
}

static void gather(const struct judging *j, struct course *out)
{
	const struct policy none = {0}, *local = j->q->policy != NULL ? j->q->policy : &none;
	out->count = 0;
	out->impossible_kmh = stricter(policy_of(j)->impossible_kmh, IMPOSSIBLE_KMH, local->impossible_kmh);
	here(j, &out->here);
	for (size_t i = 0; i < j->out->carried_count; i++)
		add(out, &j->out->carried[i]);
	for (size_t i = 0; j->q->passed != NULL && i < j->q->passed->count; i++)
		add(out, &j->q->passed->items[i]);
}

/* ---- suspicions ---- */

/* What was rejected and did not pass was no train of this journey. */
static bool counts(const struct mark *mark)
{
	return mark->verdict != VERDICT_REJECT || mark->outcome == OUTCOME(PASSED);
}

static const Guosuo__V1__Position *position_of(const struct judging *j, const struct mark *mark)
{
	const struct roster *roster = mark->province == 0 ? NULL : roster_of(j, mark->province);
	const Guosuo__V1__Site *site = roster == NULL ? NULL : roster_checkpoint(roster, mark->checkpoint);
	return site == NULL ? NULL : site->position;
}

/* Kilometres an hour, in a straight line, between two gates whose clocks may differ; 0: nobody can tell. */
static int64_t speed_kmh(const struct judging *j, const struct mark *a, const struct mark *b)
{
	const Guosuo__V1__Position *from = position_of(j, a), *to = position_of(j, b);
	const int64_t apart_s = trust_age(a->time, b->time) + trust_age(b->time, a->time);
	if (from == NULL || to == NULL || apart_s > LIFE_MAX_S)
		return 0;
	return (int64_t)distance_m(from, to) * HOUR_S / (1000 * (apart_s + SKEW_S));
}

static void speed(struct judging *j, const struct course *course, const struct mark *a, const struct mark *b)
{
	const int64_t kmh = speed_kmh(j, a, b);
	if (kmh > course->impossible_kmh)
		judge_find(j, FINDING_SPEED_IMPOSSIBLE, 0, kmh, course->impossible_kmh);
}

/* Two stamps that follow the same one and both let a train pass. A receipt that was left behind makes that of one train; that
 * two different ones, or one in two places at once, cannot be. */
static void forked(struct judging *j, const struct course *course, const struct mark *a, const struct mark *b)
{
	static const uint8_t first[HASH_LEN];
	if (memcmp(a->previous, first, HASH_LEN) == 0 || memcmp(a->previous, b->previous, HASH_LEN) != 0 ||
	    a->outcome != OUTCOME(PASSED) || b->outcome != OUTCOME(PASSED))
		return;
	const bool two = !chain_same_train(a, b) || speed_kmh(j, a, b) > course->impossible_kmh;
	judge_find_as(j, two ? SEVERITY_REJECT : finding_severity(FINDING_CHAIN_FORKED), FINDING_CHAIN_FORKED, 0, a->checkpoint,
	              b->checkpoint);
}

/* Serials rise, but apart for phone and paper: only a higher one of the same kind puts another train in this one's place. */
static void two_trains(struct judging *j, const struct mark *before, const struct mark *after)
{
	const bool replaced = before->paper == after->paper && before->serial < after->serial;
	if (!chain_same_train(before, after) && !replaced)
		judge_find(j, FINDING_CLONE_SUSPECTED, 0, before->checkpoint, 0);
}

static bool same_place(const struct mark *mark, const struct mark *now)
{
	return now->province != 0 && mark->province == now->province && mark->checkpoint == now->checkpoint;
}

static bool moment_ago(const struct mark *mark, const struct mark *now)
{
	return trust_age(mark->time, now->time) <= SAME_PASSAGE_S && trust_age(now->time, mark->time) <= SAME_PASSAGE_S;
}

/* Nothing of the journey is left to drive. What this gate has stamped a moment ago is the very passage that is judged. */
static void delivered(struct judging *j, const struct mark *mark, const struct mark *now)
{
	if (chain_delivers(mark) && !(same_place(mark, now) && moment_ago(mark, now)))
		judge_find(j, FINDING_ALREADY_DELIVERED, mark->province, mark->checkpoint,
		           trust_age(mark->time, now->time) / HOUR_S + 1);
}

/* Paper has no presentation that could be told from a copy: the same sheet in the same direction at this place is a copy's, or
 * a moment ago its own. */
static void paper_again(struct judging *j, const struct mark *mark, const struct mark *now)
{
	const bool same_way = now->direction == 0 || mark->direction == now->direction;
	if (!now->paper || !mark->paper || mark->serial != now->serial || !same_place(mark, now) || !same_way ||
	    mark->outcome != OUTCOME(PASSED))
		return;
	if (moment_ago(mark, now))
		judge_find(j, FINDING_SAME_PASSAGE, 0, 0, 0);
	else
		judge_find(j, FINDING_CLONE_SUSPECTED, 0, mark->checkpoint, 0);
}

static void pairs(struct judging *j, const struct course *course, size_t at)
{
	const struct mark *mark = course->marks[at];
	for (size_t i = 0; i < at; i++) {
		forked(j, course, course->marks[i], mark);
		two_trains(j, course->marks[i], mark);
	}
	speed(j, course, mark, at + 1 < course->count ? course->marks[at + 1] : &course->here);
	two_trains(j, mark, &course->here);
	paper_again(j, mark, &course->here);
	delivered(j, mark, &course->here);
}

void course_judge(struct judging *j)
{
	struct course course;
	size_t count = 0;
	gather(j, &course);
	for (size_t i = 0; i < course.count; i++)
		if (counts(course.marks[i]))
			course.marks[count++] = course.marks[i];
	course.count = count;
	for (size_t i = 0; i < course.count; i++)
		pairs(j, &course, i);
}

/* ---- already inspected ---- */

/* The last word of the gates before counts, whatever earlier ones said. */
void course_inspected(struct judging *j)
{
	const struct policy none = {0}, *local = j->q->policy != NULL ? j->q->policy : &none;
	const uint32_t lasts_s = stricter(policy_of(j)->inspected_s, INSPECTED_S, local->inspected_s);
	struct course course;
	gather(j, &course);
	const struct mark *last = course.count == 0 ? NULL : course.marks[course.count - 1];
	if (last == NULL || last->outcome != OUTCOME(PASSED) || last->verdict != VERDICT_ACCEPT || chain_delivers(last) ||
	    !chain_same_train(last, &course.here) || trust_age(last->time, j->q->now) > lasts_s)
		return;
	judge_find(j, FINDING_INSPECTED, last->province, last->checkpoint,
	           trust_age(last->time, j->q->now) / HOUR_S + 1);
}
