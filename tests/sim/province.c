#include "tests/sim/province.h"

#include "tests/sim/post.h"

enum {
	DAY_MIN = 24 * 60,
	BEGINS_MIN = 2 * 60,			   /* of the day: where minute 0 lies in China */
	DRIVES_FROM_MIN = 6 * 60, DRIVES_TO_MIN = 20 * 60, /* loads stand at night */
	BETWEEN_MIN = 25, BETWEEN_MORE_MIN = 20,   /* from one checkpoint to the next */
	REST_MIN = 8 * 60, REST_MORE_MIN = 24 * 60, /* between two trips */
	FETCHED_MIN = 12 * 60,			   /* a pass is fetched, and state with it, at most so long before departure */
	START_SPREAD_MIN = 24 * 60,
};

struct truck {
	bool carries, lies;
	struct dice dice;
	uint16_t route[ROUTE_MAX];
	size_t at, n; /* at == n: it stands, and departs at `next` */
	unsigned next;
	uint32_t version; /* of the list its wallet has */
};

struct province {
	const struct plan *plan;
	const struct press *press;
	struct post posts[POSTS];
	struct truck *trucks;
};

/* ---- checkpoints ---- */

/* Which of them have a network is drawn, how many is not. */
static void draw_networks(struct province *province, struct outcome *out)
{
	struct dice dice = dice_of(province->plan->seed, UINT32_MAX);
	uint16_t order[POSTS];
	for (uint16_t i = 0; i < POSTS; i++) {
		uint16_t j = (uint16_t)dice_below(&dice, i + 1u);
		order[i] = order[j];
		order[j] = i;
	}
	for (unsigned i = 0; i < POSTS; i++) {
		struct post *post = &province->posts[order[i]];
		unsigned percent = i * 100 / POSTS;
		post->network = percent < PROVINCE_HOURLY		   ? POST_HOURLY
				: percent < PROVINCE_HOURLY + PROVINCE_DAILY ? POST_DAILY
									     : POST_NEVER;
		post->sync_minute = dice_below(&dice, post->network == POST_DAILY ? DAY_MIN : 60);
		out->never += post->network == POST_NEVER;
	}
	out->posts = POSTS;
}

static void sync_posts(struct province *province, unsigned minute)
{
	static const unsigned period[] = {[POST_HOURLY] = 60, [POST_DAILY] = DAY_MIN};
	const struct press *press = province->press;
	for (size_t i = 0; i < POSTS; i++) {
		struct post *post = &province->posts[i];
		if (post->network == POST_NEVER || minute % period[post->network] != post->sync_minute ||
		    post->version == press_version(minute))
			continue;
		enum err err = post_take(post, press, press->lists[press_version(minute)], minute);
		rig_must(err == ERR_OK);
	}
}

/* ---- trucks ---- */

static unsigned by_day(unsigned minute)
{
	unsigned of_day = (minute + BEGINS_MIN) % DAY_MIN;
	if (of_day < DRIVES_FROM_MIN)
		return minute + DRIVES_FROM_MIN - of_day;
	return of_day < DRIVES_TO_MIN ? minute : minute + DAY_MIN - of_day + DRIVES_FROM_MIN;
}

static void draw_trucks(struct province *province)
{
	const struct plan *plan = province->plan;
	province->trucks = calloc(plan->trucks, sizeof *province->trucks);
	rig_must(province->trucks != NULL);
	for (unsigned i = 0; i < plan->trucks; i++) {
		struct truck *truck = &province->trucks[i];
		truck->dice = dice_of(plan->seed, i);
		truck->carries = dice_below(&truck->dice, 100) < plan->carries;
		truck->lies = dice_below(&truck->dice, PROVINCE_LIARS) == 0;
		truck->next = by_day(dice_below(&truck->dice, START_SPREAD_MIN));
	}
}

/* The driver fetched the pass where there was a network: state came with it. */
static void depart(struct truck *truck, unsigned minute)
{
	unsigned before = dice_below(&truck->dice, FETCHED_MIN);
	uint32_t fetched = press_version(minute > before ? minute - before : 0);
	truck->n = road_route(&truck->dice, truck->route);
	truck->at = 0;
	if (fetched > truck->version)
		truck->version = fetched;
}

/* What goes from one to the other: to the gate by the client's own code, to the wallet the same bytes. */
static void visit(struct province *province, struct truck *truck, struct post *post, unsigned minute, struct outcome *out)
{
	const struct press *press = province->press;
	if (!truck->carries)
		return;
	out->visits++;
	if (truck->lies) {
		enum err err = post_take(post, press, press->forged, minute);
		rig_must(err == ERR_SEAL);
		out->refused++;
	} else if (truck->version > post->version) {
		enum err err = post_take(post, press, press->lists[truck->version], minute);
		rig_must(err == ERR_OK && post->version == truck->version);
		out->taken++;
	}
	if (post->version > truck->version)
		truck->version = post->version;
}

static void drive(struct province *province, struct truck *truck, unsigned minute, struct outcome *out)
{
	if (truck->next != minute)
		return;
	if (truck->at == truck->n)
		depart(truck, minute);
	else
		visit(province, truck, &province->posts[truck->route[truck->at++]], minute, out);
	unsigned least = truck->at < truck->n ? BETWEEN_MIN : REST_MIN, more = truck->at < truck->n ? BETWEEN_MORE_MIN : REST_MORE_MIN;
	truck->next = by_day(minute + least + dice_below(&truck->dice, more));
}

/* ---- the clock ---- */

static void count(const struct province *province, unsigned minute, struct outcome *out)
{
	if (minute < PRESS_REVOKED_MIN || (minute - PRESS_REVOKED_MIN) % 60 != 0)
		return;
	unsigned hour = (minute - PRESS_REVOKED_MIN) / 60;
	for (size_t i = 0; i < POSTS; i++) {
		const struct post *post = &province->posts[i];
		out->knows[hour] = (uint16_t)(out->knows[hour] + post->knows);
		out->never_knows[hour] = (uint16_t)(out->never_knows[hour] + (post->knows && post->network == POST_NEVER));
	}
}

void province_run(const struct plan *plan, const struct press *press, const char *folder, struct outcome *out)
{
	struct province *province = calloc(1, sizeof *province);
	rig_must(province != NULL && plan->hours <= PROVINCE_HOURS_MAX);
	province->plan = plan;
	province->press = press;
	*out = (struct outcome){0};
	for (unsigned i = 0; i < POSTS; i++)
		post_open(&province->posts[i], folder, i, press);
	draw_networks(province, out);
	draw_trucks(province);
	for (unsigned minute = 0; minute <= PRESS_REVOKED_MIN + plan->hours * 60; minute++) {
		sync_posts(province, minute);
		for (unsigned i = 0; i < plan->trucks; i++)
			drive(province, &province->trucks[i], minute, out);
		count(province, minute, out);
	}
	for (unsigned i = 0; i < POSTS; i++)
		post_close(&province->posts[i]);
	free(province->trucks);
	free(province);
}
