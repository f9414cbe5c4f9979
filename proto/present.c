#include "proto/present.h"

#include <string.h>

enum { HOUR_S = 3600 };

static void time_near(struct judging *j, int64_t time)
{
	int64_t past = trust_age(time, j->q->now), ahead = trust_age(j->q->now, time);
	if (past > PRESENT_AFTER_S)
		judge_find(j, FINDING_PRESENTATION_STALE, 0, past, PRESENT_AFTER_S);
	if (ahead > PRESENT_BEFORE_S)
		judge_find(j, FINDING_PRESENTATION_AHEAD, 0, ahead, PRESENT_BEFORE_S);
}

void present_fresh(struct judging *j)
{
	const Guosuo__V1__Presentation *shown = j->out->presentation;
	const Guosuo__V1__Challenge *challenge = shown->challenge;
	uint32_t spoken = j->q->nonce;
	if (challenge != NULL && challenge->checkpoint != j->q->place.checkpoint) {
		judge_find(j, FINDING_NONCE_WRONG, 0, challenge->checkpoint, j->q->place.checkpoint);
		return;
	}
	if (challenge != NULL && spoken != 0) {
		if (challenge->nonce != spoken)
			judge_find(j, FINDING_NONCE_WRONG, 0, 0, 0);
		return;
	}
	if (spoken != 0)
		judge_find(j, FINDING_NONCE_MISSING, 0, 0, 0);
	time_near(j, shown->time);
}

/* By how much the phone's clock differs; years are as good as the most that fits. */
static int32_t ahead(const struct judging *j)
{
	const int64_t time = j->out->presentation->time, now = j->q->now;
	const int64_t by = time >= now ? trust_age(now, time) : -trust_age(time, now);
	return (int32_t)(by > INT32_MAX ? INT32_MAX : by < -INT32_MAX ? -INT32_MAX : by);
}

static void sight(struct judging *j, struct sighting *out)
{
	uint8_t id[HASH_LEN], digest[HASH_LEN];
	key_id(j->assignment.body->device_key.data, id);
	body_hash(span_of(j->code.presentation.body.data, j->code.presentation.body.len), digest);
	*out = (struct sighting){.counter = j->out->presentation->counter, .ahead_s = ahead(j), .at = j->q->now};
	memcpy(out->device, id, sizeof out->device);
	memcpy(out->digest, digest, sizeof out->digest);
}

static size_t first_of_device(const struct seen *seen, const struct sighting *mine)
{
	size_t low = 0, high = seen->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (memcmp(seen->items[middle].device, mine->device, sizeof mine->device) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool same_passage(const struct sighting *known, const struct sighting *mine)
{
	return memcmp(known->digest, mine->digest, sizeof mine->digest) == 0 &&
	       trust_age(known->at, mine->at) <= SAME_PASSAGE_S &&
	       trust_age(mine->at, known->at) <= SAME_PASSAGE_S;
}

/* What was remembered is not stored again: the 60 seconds would never end. */
void present_once(struct judging *j)
{
	const struct seen none = {NULL, 0}, *seen = j->q->seen != NULL ? j->q->seen : &none;
	struct sighting mine;
	bool same = false, replayed = false;
	sight(j, &mine);
	for (size_t i = first_of_device(seen, &mine); i < seen->count; i++) {
		const struct sighting *known = &seen->items[i];
		if (memcmp(known->device, mine.device, sizeof mine.device) != 0)
			break;
		same |= same_passage(known, &mine);
		replayed |= known->counter >= mine.counter;
	}
	if (same)
		judge_find(j, FINDING_SAME_PASSAGE, 0, 0, 0);
	else if (replayed)
		judge_find(j, FINDING_PRESENTATION_REPLAYED, 0, 0, 0);
	else
		j->out->remember = mine;
}

/* The newest of each other device, the newest of these. What is dated after now, a clock that stood ahead has left: it would be the
 * newest for as long as it is remembered. */
struct latest {
	const struct sighting *items[PHONES_AGREE - 1];
	size_t count;
};

static void keep_latest(struct latest *latest, const struct sighting *one)
{
	size_t at = latest->count;
	if (at == PHONES_AGREE - 1 && latest->items[at - 1]->at >= one->at)
		return;
	if (at == PHONES_AGREE - 1)
		at--;
	else
		latest->count++;
	for (; at > 0 && latest->items[at - 1]->at < one->at; at--)
		latest->items[at] = latest->items[at - 1];
	latest->items[at] = one;
}

static void find_latest(const struct seen *seen, const struct sighting *mine, struct latest *out)
{
	const struct sighting *newest = NULL;
	out->count = 0;
	for (size_t i = 0; i < seen->count; i++) {
		const struct sighting *one = &seen->items[i];
		const bool same = newest != NULL && memcmp(newest->device, one->device, sizeof one->device) == 0;
		if (one->at > mine->at || memcmp(one->device, mine->device, sizeof mine->device) == 0)
			continue;
		if (newest != NULL && !same)
			keep_latest(out, newest);
		if (!same || one->at > newest->at)
			newest = one;
	}
	if (newest != NULL)
		keep_latest(out, newest);
}

static bool alike(const struct sighting *one, const struct sighting *other)
{
	const int64_t by = (int64_t)one->ahead_s - other->ahead_s;
	return by <= PHONES_ALIKE_S && -by <= PHONES_ALIKE_S;
}

/* Ten phones may lie together, so it is said aloud and moves nothing. */
void present_clock(struct judging *j)
{
	struct sighting mine;
	struct latest latest;
	size_t agree = 0;
	sight(j, &mine);
	if (j->q->seen == NULL || (mine.ahead_s <= PRESENT_BEFORE_S && mine.ahead_s >= -PRESENT_AFTER_S))
		return;
	find_latest(j->q->seen, &mine, &latest);
	while (agree < latest.count && alike(latest.items[agree], &mine))
		agree++;
	if (agree == PHONES_AGREE - 1)
		judge_find(j, FINDING_CLOCK_DOUBTED, 0, mine.ahead_s, PHONES_AGREE);
}

/* Of a list that is held, whether it may be believed or not: the same one is no news. */
static int64_t held_hour(const struct judging *j)
{
	const struct trust *trust = j->q->trust;
	for (size_t i = 0; i < trust->count; i++) {
		const Guosuo__V1__StatusList *list = trust->holdings[i].status.body;
		if (list != NULL && list->province == j->leg.body->province)
			return list->issued_at / HOUR_S;
	}
	return 0;
}

/* Every hour after the held list's is tried: who holds a fresh list tries few. */
void present_state(struct judging *j)
{
	const ProtobufCBinaryData said = j->out->presentation->state_digest;
	const int64_t now = j->q->now / HOUR_S, held = held_hour(j);
	uint8_t digest[DIGEST_LEN];
	for (int64_t ago = 0; said.len == DIGEST_LEN && ago < CARRIED_HOURS && now - ago > held; ago++) {
		presentation_state(j->leg.body->province, (now - ago) * HOUR_S, digest);
		if (memcmp(digest, said.data, DIGEST_LEN) == 0) {
			judge_find(j, FINDING_STATE_CARRIED, j->leg.body->province, ago, 0);
			return;
		}
	}
}

void present_compare(struct judging *j)
{
	if (j->compared)
		return;
	judge_find(j, j->out->paper ? FINDING_PAPER_UNOBSERVED : FINDING_COMPARE, 0, 0, 0);
}
