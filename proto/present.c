#include "proto/present.h"

#include <string.h>

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

static void sight(struct judging *j, struct sighting *out)
{
	uint8_t id[HASH_LEN], digest[HASH_LEN];
	key_id(j->assignment.body->device_key.data, id);
	body_hash(span_of(j->code.presentation.body.data, j->code.presentation.body.len), digest);
	*out = (struct sighting){.counter = j->out->presentation->counter, .at = j->q->now};
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

void present_compare(struct judging *j)
{
	if (j->compared)
		return;
	judge_find(j, j->out->paper ? FINDING_PAPER_UNOBSERVED : FINDING_COMPARE, 0, 0, 0);
}
