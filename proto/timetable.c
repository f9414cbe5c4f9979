#include "proto/timetable.h"

#include <string.h>

enum { PIECES_MAX = 256 };

/* ---- where breaks fall due ---- */

/* Driven since the last break and since the last rest. */
struct wheel {
	int64_t since_break_s, since_rest_s;
};

/* One leg's driving, without its times. */
struct pace {
	struct week week;
	bool fits; /* false: it has no stop and cannot be driven without */
	bool whole;
	int64_t before_s, drive_s;
	struct piece {
		int64_t drive_s, stand_s; /* then stands */
	} pieces[PIECES_MAX];
	size_t count;
};

/* Taken before an entry although it does not fall due yet: the wait for hours or a window passes with it. */
enum early { EARLY_NONE, EARLY_BREAK, EARLY_REST };

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static void stand(const Guosuo__V1__DrivingTime *driving, bool rest, int64_t *stand_s, struct wheel *wheel)
{
	*stand_s = rest ? driving->rest_s : driving->break_s;
	*wheel = (struct wheel){0, rest ? 0 : wheel->since_rest_s};
}

/* Without a stop: what falls due inside is taken before the entry. */
static void pace_whole(struct pace *pace, const Guosuo__V1__DrivingTime *driving, struct wheel *wheel)
{
	int64_t drive_s = pace->drive_s;
	bool rest = wheel->since_rest_s + drive_s > driving->day_drive_s;
	if (rest || wheel->since_break_s + drive_s > driving->drive_s)
		stand(driving, rest, &pace->before_s, wheel);
	wheel->since_break_s += drive_s;
	wheel->since_rest_s += drive_s;
	pace->whole = true;
	pace->fits = drive_s <= driving->drive_s;
	pace->pieces[pace->count++] = (struct piece){drive_s, 0};
}

/* Are the nights between this leg's hours rests enough for any day in it? Then no other falls due, but for
 * what was driven before. */
static bool hours_give_rest(struct pace *pace, const Guosuo__V1__DrivingTime *driving, struct wheel *wheel,
                            int64_t *day_s)
{
	int64_t longest_s, gap_s;
	week_extent(&pace->week, &longest_s, &gap_s);
	*day_s = smaller(longest_s, pace->drive_s);
	if (longest_s > driving->day_drive_s || gap_s < driving->rest_s)
		return false;
	if (wheel->since_rest_s + *day_s > driving->day_drive_s)
		stand(driving, true, &pace->before_s, wheel);
	return true;
}

static int64_t drive_s_of(const struct timetable_leg *leg, uint32_t km)
{
	return ((int64_t)km * 3600 + leg->speed_kmh - 1) / leg->speed_kmh;
}

/* How long to drive on from at_s: to the end, or as long as may be, or to the last stop within that; 0: nowhere. */
static int64_t next_drive(const struct timetable_leg *leg, int64_t at_s, int64_t left_s, int64_t reach_s)
{
	int64_t far_s = 0;
	if (left_s <= reach_s)
		return left_s;
	if (!leg->placed)
		return larger(reach_s, 0);
	for (size_t i = 0; i < leg->stops && i < STOPS_MAX; i++) {
		int64_t to_s = drive_s_of(leg, leg->stop_km[i]) - at_s;
		if (to_s <= reach_s)
			far_s = larger(far_s, to_s);
	}
	return far_s;
}

static void pace_pieces(const struct timetable_leg *leg, struct pace *pace, const Guosuo__V1__DrivingTime *driving,
                        struct wheel *wheel)
{
	int64_t left = pace->drive_s, day_s;
	bool nights = hours_give_rest(pace, driving, wheel, &day_s);
	int64_t rest_after_s = wheel->since_rest_s + day_s;
	while (left > 0 && pace->count < PIECES_MAX) {
		int64_t to_break = driving->drive_s - wheel->since_break_s;
		int64_t to_rest = nights ? left : driving->day_drive_s - wheel->since_rest_s;
		struct piece *piece = &pace->pieces[pace->count];
		piece->drive_s = next_drive(leg, pace->drive_s - left, left, smaller(to_break, to_rest));
		if (piece->drive_s == 0) {
			/* stands where it is: at the entry, or at the stop before; a break that is not enough becomes a rest */
			bool broken = wheel->since_break_s == 0;
			if (broken && (nights || wheel->since_rest_s == 0))
				break;
			stand(driving, to_rest <= 0 || broken, pace->count == 0 ? &pace->before_s : &piece[-1].stand_s,
			      wheel);
			continue;
		}
		wheel->since_break_s += piece->drive_s;
		wheel->since_rest_s += piece->drive_s;
		left -= piece->drive_s;
		pace->count++;
	}
	pace->fits = left == 0;
	if (nights)
		wheel->since_rest_s = rest_after_s;
}

static void pace_make(const struct timetable_query *query, size_t i, enum early early, struct wheel *wheel,
                      struct pace *pace)
{
	const struct timetable_leg *leg = &query->legs[i];
	memset(pace, 0, sizeof *pace);
	if (early != EARLY_NONE)
		stand(query->driving, early == EARLY_REST, &pace->before_s, wheel);
	week_make(leg->hours, leg->hours_count, query->utc_offset_min, &pace->week);
	pace->drive_s = drive_s_of(leg, leg->km);
	if (leg->stops == 0)
		pace_whole(pace, query->driving, wheel);
	else
		pace_pieces(leg, pace, query->driving, wheel);
}

/* ---- one leg ---- */

static bool leg_forward(const struct pace *pace, int64_t ready, int64_t until, int64_t *enter, int64_t *exit)
{
	int64_t start = 0, end = 0, first = 0;
	for (size_t k = 0; k < pace->count; k++) {
		const struct roll roll = {pace->pieces[k].drive_s, pace->whole};
		if (!week_forward(&pace->week, ready, roll, until, &start, &end))
			return false;
		first = k == 0 ? start : first;
		ready = end + pace->pieces[k].stand_s;
	}
	*enter = first;
	*exit = end;
	return true;
}

/* The latest entry, not after `bound`, with which the leg is driven at `end`. */
static bool leg_backward(const struct pace *pace, int64_t end, int64_t bound, int64_t since, int64_t *enter)
{
	int64_t start = end;
	for (size_t k = pace->count; k-- > 0;) {
		const struct roll roll = {pace->pieces[k].drive_s, pace->whole};
		if (!week_backward(&pace->week, start - pace->pieces[k].stand_s, roll, since, &start))
			return false;
	}
	if (start > bound) {
		const struct roll least = {pace->whole ? pace->drive_s : 1, pace->whole};
		if (!week_backward(&pace->week, bound + least.need_s, least, since, &start))
			return false;
	}
	*enter = start;
	return true;
}

/* ---- the chain ---- */

/* How far a run came: count legs, and where it ended, whether before or behind the border. */
struct chain {
	struct pace paces[LEGS_MAX];
	int64_t enter[LEGS_MAX], exit[LEGS_MAX];
	size_t count;
	bool at_entry;
};

static void chain_paces(const struct timetable_query *query, const enum early *early, struct chain *chain)
{
	struct wheel wheel = {0, 0};
	for (size_t i = 0; i < query->count; i++)
		pace_make(query, i, early[i], &wheel, &chain->paces[i]);
}

static bool forward(const struct timetable_query *query, int64_t from, struct chain *chain)
{
	int64_t ready = from;
	for (chain->count = 0; chain->count < query->count; chain->count++) {
		size_t i = chain->count;
		const struct timetable_leg *leg = &query->legs[i];
		const struct pace *pace = &chain->paces[i];
		int64_t border = i > 0 ? query->legs[i - 1].not_after : leg->not_after;
		ready = larger(ready + pace->before_s, leg->not_before);
		chain->at_entry = ready > smaller(border, leg->not_after);
		if (chain->at_entry || !pace->fits ||
		    !leg_forward(pace, ready, leg->not_after, &chain->enter[i], &chain->exit[i]))
			return false;
		chain->at_entry = chain->enter[i] > border;
		if (chain->at_entry)
			return false;
		ready = chain->exit[i];
	}
	return true;
}

static bool backward(const struct timetable_query *query, int64_t target, const struct chain *chain,
                     struct timetable *out)
{
	int64_t end = smaller(target, query->legs[query->count - 1].not_after);
	for (size_t i = query->count; i-- > 0;) {
		int64_t border = i > 0 ? query->legs[i - 1].not_after : query->legs[i].not_after;
		struct timetable_row *row = &out->rows[i];
		if (!leg_backward(&chain->paces[i], end, border, query->legs[i].not_before,
		                  &row->enter_latest))
			return false;
		row->exit_latest = end;
		end = smaller(border, row->enter_latest - chain->paces[i].before_s);
	}
	return true;
}

/* ---- the whole ---- */

static bool known(const struct timetable_query *query, struct timetable *out)
{
	for (size_t i = 0; query->driving != NULL && i < query->count; i++)
		if (query->legs[i].km == 0 || query->legs[i].km > KM_MAX || query->legs[i].speed_kmh == 0) {
			out->first = out->second = i + 1;
			return false;
		}
	return query->driving != NULL && query->count > 0;
}

/* The border that cannot be passed in time: before the leg that failed, or behind it. */
static void name_two(const struct chain *chain, struct timetable *out)
{
	size_t failed = chain->count;
	bool in_front = failed > 0 && (chain->at_entry || failed + 1 == out->count);
	out->first = in_front ? failed : failed + 1;
	out->second = out->first < out->count ? out->first + 1 : out->first;
	if (!chain->paces[failed].fits)
		out->first = out->second = failed + 1;
}

static void fill_earliest(const struct chain *chain, struct timetable *out)
{
	for (size_t i = 0; i < chain->count; i++) {
		out->rows[i].enter = chain->enter[i];
		out->rows[i].exit = chain->exit[i];
	}
	if (chain->count == out->count)
		out->arrival = chain->exit[out->count - 1];
}

static void fill_paces(const struct chain *chain, struct timetable *out)
{
	for (size_t i = 0; i < out->count; i++) {
		out->rows[i].drive_s = chain->paces[i].drive_s;
		out->rows[i].before_s = chain->paces[i].before_s;
		for (size_t k = 0; k < chain->paces[i].count; k++)
			out->rows[i].stand_s += chain->paces[i].pieces[k].stand_s;
	}
}

static void fill_slack(int64_t from, struct timetable *out)
{
	for (size_t i = 0; i < out->count; i++)
		out->rows[i].slack_s = out->rows[i].enter_latest - larger(out->rows[i].enter, from);
}

static bool in_time(const struct timetable *out)
{
	size_t i = 0;
	while (i < out->count && out->rows[i].enter <= out->rows[i].enter_latest)
		i++;
	return i == out->count;
}

/* How much too late, if every window were open. */
static int64_t lateness(const struct timetable_query *query, int64_t from, struct chain *chain,
                        int64_t target)
{
	struct timetable_query open = *query;
	for (size_t i = 0; i < open.count; i++) {
		open.legs[i].not_before = from;
		open.legs[i].not_after = from + 2 * (int64_t)LIFE_MAX_S;
	}
	return forward(&open, from, chain) ? larger(chain->exit[open.count - 1] - target, 0) : 0;
}

static int64_t target_of(const struct timetable_query *query)
{
	bool port = query->cutoff != 0 && query->cutoff < query->not_after;
	return port ? query->cutoff : query->not_after;
}

/* From here on legs connect. */
static void against_target(const struct timetable_query *query, struct chain *chain, struct timetable *out)
{
	int64_t from = larger(query->now, query->not_before);
	bool reached = backward(query, out->target, chain, out);
	bool leaves = forward(query, from, chain);
	if (leaves)
		fill_earliest(chain, out);
	for (size_t i = 0; !reached && i < out->count; i++)
		out->rows[i].enter_latest = out->rows[i].exit_latest = 0;
	if (reached) {
		fill_slack(from, out);
		out->latest_decision = out->rows[0].enter_latest - query->driving->prepare_s;
	}
	out->state = reached && leaves && in_time(out) ? TIMETABLE_GOOD : TIMETABLE_LATE;
	if (out->state == TIMETABLE_LATE)
		out->late_s = lateness(query, from, chain, out->target);
}

static void judge(const struct timetable_query *query, const enum early *early, struct timetable *out)
{
	struct chain chain;
	memset(out, 0, sizeof *out);
	out->count = query->count;
	out->target = target_of(query);
	if (!known(query, out))
		return;
	chain_paces(query, early, &chain);
	fill_paces(&chain, out);
	bool connected = forward(query, query->not_before, &chain);
	fill_earliest(&chain, out);
	if (connected) {
		against_target(query, &chain, out);
	} else {
		out->state = TIMETABLE_NONE;
		name_two(&chain, out);
	}
}

static bool better(const struct timetable *a, const struct timetable *b)
{
	if (a->state != b->state) /* the enum goes from good to bad */
		return a->state < b->state;
	if (a->state == TIMETABLE_NONE)
		return a->first > b->first;
	if (a->rows[0].enter_latest != b->rows[0].enter_latest)
		return a->rows[0].enter_latest > b->rows[0].enter_latest;
	return a->late_s != b->late_s ? a->late_s < b->late_s : a->arrival < b->arrival;
}

/* Border by border, keeping what is better than without. What is chosen holds for every departure. */
void timetable_judge(const struct timetable_query *query, struct timetable *out)
{
	enum early early[LEGS_MAX] = {EARLY_NONE};
	struct timetable tried;
	judge(query, early, out);
	for (size_t i = 1; out->state != TIMETABLE_UNKNOWN && i < query->count; i++) {
		enum early best = EARLY_NONE;
		for (enum early one = EARLY_BREAK; one <= EARLY_REST; one++) {
			early[i] = one;
			judge(query, early, &tried);
			if (!better(&tried, out))
				continue;
			*out = tried;
			best = one;
		}
		early[i] = best;
	}
}

/* ---- from the application and from sealed legs ---- */

static int64_t moment(const char *text)
{
	int64_t when;
	return rfc3339_read(span_text(text), &when) == ERR_OK ? when : 0;
}

static uint32_t province_of(const char *text)
{
	bool two = strlen(text) == 2 && text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9';
	return two ? (uint32_t)(text[0] - '0') * 10 + (uint32_t)(text[1] - '0') : 0;
}

/* A stop that is not placed may be anywhere, and so may the others then. */
static void place_stops(const Guosuo__V1__ApplicationLeg *wish, struct timetable_leg *leg)
{
	leg->stops = wish->n_stops;
	leg->placed = wish->n_stops > 0 && wish->n_stops <= STOPS_MAX;
	for (size_t i = 0; leg->placed && i < wish->n_stops; i++) {
		leg->stop_km[i] = wish->stops[i]->km;
		leg->placed = wish->stops[i]->km != 0 && wish->stops[i]->km <= wish->km;
	}
}

void timetable_wishes(const Guosuo__V1__Application *application, const struct directory *directory,
                      int64_t not_before, int64_t not_after, struct timetable_query *out)
{
	const Guosuo__V1__Journey *journey = application->journey;
	memset(out, 0, sizeof *out);
	out->driving = directory->body->limits == NULL ? NULL : directory->body->limits->driving;
	out->utc_offset_min = directory->body->utc_offset_min;
	out->not_before = not_before;
	out->not_after = not_after;
	out->cutoff = journey == NULL ? 0 : moment(journey->port_cutoff);
	for (size_t i = 0; journey != NULL && i < journey->n_legs && i < LEGS_MAX; i++) {
		const Guosuo__V1__ApplicationLeg *wish = journey->legs[i];
		struct timetable_leg *leg = &out->legs[out->count++];
		*leg = (struct timetable_leg){.province = province_of(wish->province),
		                              .km = wish->km,
		                              .speed_kmh = out->driving == NULL ? 0 : out->driving->speed_kmh,
		                              .not_before = not_before,
		                              .not_after = not_after};
		place_stops(wish, leg);
	}
}

void timetable_sealed(struct timetable_query *query, const Guosuo__V1__Leg *leg)
{
	if (leg->ordinal < 1 || leg->ordinal > query->count)
		return;
	struct timetable_leg *row = &query->legs[leg->ordinal - 1];
	row->not_before = leg->not_before;
	row->not_after = leg->not_after;
	row->speed_kmh = leg->speed_kmh;
	row->hours = leg->hours;
	row->hours_count = leg->n_hours;
	row->stops = leg->n_stops;
	row->placed = false;
}
