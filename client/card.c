/* guosuo driver card - where the road is left next and by when, where the crew sleeps and eats, what the desk said has become of it,
 * what is in force on its roads: offline, each with its age. */
#include "client/card.h"

#include "client/keep.h"
#include "client/lodging.h"
#include "client/noticed.h"
#include "client/render.h"
#include "client/revoke.h"
#include "client/say.h"
#include "client/told.h"
#include "proto/body.h"
#include "proto/booking.h"
#include "proto/stamp.h"

#define STATE(name) GUOSUO__V1__BOOKING_STATE__BOOKING_##name

struct card {
	struct held held;
	struct kept pass;
	struct told told;
	int64_t now;
	struct sheet sheet;
	json_t *list;
};

/* ---- where the road is left ---- */

/* A sealed leg that is not over. */
static bool leg_ahead(struct context *context, const struct card *card, uint32_t ordinal, struct leg *out)
{
	const Guosuo__V1__Sealed *sealed;
	return pass_leg(card->pass.file, ordinal, &context->arena, &sealed) == ERR_OK &&
	       leg_read(sealed, &context->arena, out) == ERR_OK && out->body->not_after >= card->now;
}

/* The leg of the newest receipt, as windows may hold on several legs at once; one that closed its journey opens the next. */
static uint32_t leg_reached(struct context *context, const struct kept *pass)
{
	const Guosuo__V1__StampChain *chain = pass->file->chain;
	const Guosuo__V1__Trip *trip = pass->trip.body;
	struct stamp stamp;
	if (chain == NULL || chain->n_stamps == 0)
		return 1;
	const Guosuo__V1__CarriedStamp *newest = chain->stamps[chain->n_stamps - 1];
	if (stamp_read(newest->stamp, &context->arena, &stamp) != ERR_OK ||
	    stamp.body->direction == GUOSUO__V1__DIRECTION__DELIVERED)
		return 1;
	uint32_t ordinal = (uint32_t)trip->n_provinces;
	while (ordinal > 1 && trip->provinces[ordinal - 1] != newest->province)
		ordinal--;
	return ordinal;
}

enum { EXITS = 2 }; /* the next, and the one behind it */

static void show_exit(struct card *card, size_t at, const Guosuo__V1__Leg *leg)
{
	static const char *const labels[EXITS][3] = {{"next_exit", "下一出口", "next exit"}, {"exit_after", "其后出口", "then"}};
	const bool zh = card->sheet.context->lang == LANG_ZH;
	const char *road = leg->n_roads == 0 ? "" : leg->roads[leg->n_roads - 1]->number;
	const char *province = province_name(leg->province, card->sheet.context->lang);
	char station[RENDER_STATION], by[RENDER_TIME];
	render_station(&card->held, leg->exit, station);
	render_time(&card->held, leg->not_after, by);
	if (card->sheet.context->json)
		sheet_json(&card->sheet, labels[at][0],
		           json_pack("{s:i, s:i, s:s, s:s, s:s}", "leg", (int)leg->ordinal, "province", (int)leg->province, "road",
		                     road, "station", station, "by", by));
	else
		sheet_text(&card->sheet, labels[at][0], labels[at][1], labels[at][2],
		           zh ? "第 %u 段 %s, %s %s, 至迟 %s" : "leg %u %s, %s %s, by %s", leg->ordinal,
		           province == NULL ? "?" : province, road, station, by);
}

static void show_exits(struct context *context, struct card *card)
{
	size_t shown = 0;
	for (uint32_t ordinal = leg_reached(context, &card->pass); ordinal <= LEGS_MAX && shown < EXITS; ordinal++) {
		struct leg leg;
		if (leg_ahead(context, card, ordinal, &leg))
			show_exit(card, shown++, leg.body);
	}
}

/* ---- is it the keeper's word? ---- */

enum proof { PROOF_GOOD, PROOF_UNKNOWN, PROOF_BAD };

static enum proof prove(struct context *context, const struct card *card, const Guosuo__V1__Sealed *sealed,
			const struct booking *booking)
{
	struct stand stand;
	trust_stand(&card->held.trust, booking->body->province, card->now, &stand);
	if (stand.roster == NULL)
		return PROOF_UNKNOWN;
	enum err err = booking_verify(sealed, booking, &card->pass.trip, stand.roster, card->now, &context->arena, NULL);
	/* a keeper who is not listed yet may stand on a newer roster */
	return err == ERR_OK ? PROOF_GOOD : err == ERR_KEY ? PROOF_UNKNOWN : PROOF_BAD;
}

/* False: the leg is sealed and names other stops. */
static bool is_permitted(struct context *context, const struct kept *pass, const Guosuo__V1__Booking *booking)
{
	const Guosuo__V1__Sealed *sealed;
	struct leg leg;
	if (pass_leg(pass->file, booking->ordinal, &context->arena, &sealed) != ERR_OK ||
	    leg_read(sealed, &context->arena, &leg) != ERR_OK)
		return true;
	return booking_permitted(leg.body, booking->stop);
}

static void say_proof(struct context *context, const Guosuo__V1__Booking *booking, enum proof proof, bool permitted)
{
	if (proof == PROOF_UNKNOWN)
		say(context, SAY_BOOKING_UNVERIFIED, booking->code);
	if (proof == PROOF_BAD)
		say(context, SAY_BOOKING_FORGED, booking->code);
	if (!permitted)
		say(context, SAY_BOOKING_OUTSIDE, booking->code);
}

/* ---- what has become of it ---- */

/* The desk's word on a booking; NULL: it gave none. */
static const Guosuo__V1__BookingView *view_of(const struct told *told, const Guosuo__V1__Sealed *sealed)
{
	for (size_t i = 0; told->bookings != NULL && i < told->bookings->n_bookings; i++) {
		const Guosuo__V1__BookingView *view = told->bookings->bookings[i];
		if (view->booking != NULL && span_equal(bytes_span(view->booking->body), bytes_span(sealed->body)))
			return view;
	}
	return NULL;
}

static bool is_gone(const Guosuo__V1__BookingView *view)
{
	return view != NULL && view->state != STATE(CONFIRMED) && view->state != STATE(ASKED);
}

static bool is_carried(const Guosuo__V1__PassFile *file, const Guosuo__V1__Sealed *sealed)
{
	size_t i = 0;
	while (i < file->n_bookings && !span_equal(bytes_span(file->bookings[i]->body), bytes_span(sealed->body)))
		i++;
	return i < file->n_bookings;
}

/* ---- printed ---- */

static json_t *booking_json(const struct card *card, const Guosuo__V1__Booking *booking, const Guosuo__V1__BookingView *view,
			    enum proof proof, bool permitted)
{
	static const char *const proofs[] = {"verified", "unverified", "bad"};
	const struct context english = {.lang = LANG_EN};
	const Guosuo__V1__Site *site = held_stop(&card->held, booking->province, booking->stop);
	char from[RENDER_TIME], to[RENDER_TIME];
	render_time(&card->held, booking->not_before, from);
	render_time(&card->held, booking->not_after, to);
	return json_pack("{s:i, s:i, s:i, s:s, s:i, s:s, s:s, s:i, s:i, s:s, s:s, s:b, s:s, s:b, s:s}", "leg", (int)booking->ordinal,
			 "province", (int)booking->province, "stop", (int)booking->stop, "name", site == NULL ? "" : site->name,
			 "code", (int)booking->code, "from", from, "to", to, "beds", (int)booking->beds, "meals",
			 (int)booking->meals, "phone", booking->phone, "seal", proofs[proof], "permitted", (int)permitted, "state",
			 lodging_state(&english, view == NULL ? STATE(CONFIRMED) : view->state), "gone", (int)is_gone(view), "reason",
			 view == NULL ? "" : view->reason);
}

static void print_booking(const struct context *context, const struct card *card, const Guosuo__V1__Booking *booking,
			  const Guosuo__V1__BookingView *view)
{
	bool zh = context->lang == LANG_ZH;
	const Guosuo__V1__Site *site = held_stop(&card->held, booking->province, booking->stop);
	const char *province = province_name(booking->province, context->lang), *name = site == NULL ? "" : site->name;
	char from[RENDER_TIME], to[RENDER_TIME];
	render_time(&card->held, booking->not_before, from);
	render_time(&card->held, booking->not_after, to);
	printf(zh ? "第 %u 段 %s  食宿点 %u %s\n  %s 至 %s\n  床位 %u, 用餐 %u; 订单号 %u; 电话 %s\n" :
		    "leg %u %s  stop %u %s\n  %s to %s\n  beds %u, meals %u; code %u; telephone %s\n",
	       booking->ordinal, province == NULL ? "?" : province, booking->stop, name, from, to, booking->beds, booking->meals,
	       booking->code, booking->phone);
	if (!is_gone(view))
		return;
	render_time(&card->held, view->since, from);
	printf(zh ? "  已无此预订: %s %s%s%s\n" : "  GONE: %s %s%s%s\n", lodging_state(context, view->state), from,
	       view->reason[0] == '\0' ? "" : "  ", view->reason);
}

/* One that is gone and over is nobody's matter any more. */
static enum exit_code show_booking(struct context *context, struct card *card, const Guosuo__V1__Sealed *sealed,
				   const Guosuo__V1__BookingView *view)
{
	struct booking booking;
	enum err err = booking_read(sealed, &context->arena, &booking);
	if (err == ERR_OK)
		err = booking_sound(booking.body, card->pass.trip.body);
	if (err != ERR_OK)
		return say_err(context, err, card->pass.number);
	if (is_gone(view) && booking.body->not_after < card->now)
		return EXIT_DONE;
	enum proof proof = prove(context, card, sealed, &booking);
	bool permitted = is_permitted(context, &card->pass, booking.body);
	say_proof(context, booking.body, proof, permitted);
	if (context->json)
		json_array_append_new(card->list, booking_json(card, booking.body, view, proof, permitted));
	else
		print_booking(context, card, booking.body, view);
	return proof == PROOF_BAD ? EXIT_OTHER : EXIT_DONE;
}

/* Those of the pass; then those it had once, which the desk told of when it no longer gave them. */
static enum exit_code show_bookings(struct context *context, struct card *card)
{
	const Guosuo__V1__PassFile *file = card->pass.file;
	const struct told *told = &card->told;
	enum exit_code code = EXIT_DONE;
	for (size_t i = 0; i < file->n_bookings; i++)
		if (show_booking(context, card, file->bookings[i], view_of(told, file->bookings[i])) != EXIT_DONE)
			code = EXIT_OTHER;
	for (size_t i = 0; told->bookings != NULL && i < told->bookings->n_bookings; i++) {
		const Guosuo__V1__BookingView *view = told->bookings->bookings[i];
		if (view->booking != NULL && !is_carried(file, view->booking) &&
		    show_booking(context, card, view->booking, view) != EXIT_DONE)
			code = EXIT_OTHER;
	}
	if (file->n_bookings == 0)
		say(context, SAY_BOOKING_NONE);
	return code;
}

/* How old the desk's word is. */
static void show_age(struct context *context, const struct card *card)
{
	bool zh = context->lang == LANG_ZH;
	char age[RENDER_AGE];
	render_age(context, trust_age(card->told.at, card->now), age);
	printf("%s  %s\n", card->pass.number, render_cargo(context, card->pass.trip.body));
	if (card->told.at == 0)
		printf("%s\n", zh ? "预订情况: 未向服务器核对, 请先同步 (guosuo driver sync)" :
				    "bookings: the desk was never asked, sync first (guosuo driver sync)");
	else
		printf(zh ? "预订情况: %s前向服务器核对\n" : "bookings: as the desk had them %s ago\n", age);
}

/* ---- what is in force on the roads ---- */

size_t card_notices(struct context *context, const struct held *held, const Guosuo__V1__Leg *leg)
{
	int64_t now = party_now();
	struct noticed noticed = {.count = 0};
	struct noticed_query query;
	enum err err = noticed_of_leg(context, leg, now, leg->not_after, &query);
	if (err == ERR_OK)
		err = noticed_read(context, held, &query, now, &noticed);
	if (err != ERR_OK)
		say_err(context, err, say_text(context, SAY_NOTICES_DAMAGED));
	return noticed.count;
}

/* Of each leg that is not over, from now or its beginning on. */
static void show_notices(struct context *context, struct card *card)
{
	struct noticed_query queries[LEGS_MAX];
	size_t count = 0;
	for (uint32_t ordinal = 1; ordinal <= LEGS_MAX; ordinal++) {
		struct leg leg;
		if (!leg_ahead(context, card, ordinal, &leg))
			continue;
		int64_t from = leg.body->not_before > card->now ? leg.body->not_before : card->now;
		count += noticed_of_leg(context, leg.body, from, leg.body->not_after, &queries[count]) == ERR_OK;
	}
	noticed_show(context, &card->held, queries, count, card->now, &card->sheet);
}

/* ---- the command ---- */

static enum exit_code show_card(struct context *context, struct card *card)
{
	card->sheet = sheet_begin(context, stdout);
	card->list = json_array();
	if (!context->json)
		show_age(context, card);
	revoke_warn(context, &card->held, &card->pass);
	if (card->told.at != 0 && !card->told.given)
		say(context, SAY_PASS_GONE, card->pass.number);
	show_exits(context, card);
	enum exit_code code = show_bookings(context, card);
	sheet_json(&card->sheet, "number", json_string(card->pass.number));
	sheet_json(&card->sheet, "asked_at", json_integer((json_int_t)card->told.at));
	sheet_json(&card->sheet, "given", json_boolean(card->told.at == 0 || card->told.given));
	sheet_json(&card->sheet, "bookings", card->list);
	show_notices(context, card);
	sheet_end(&card->sheet);
	return code;
}

static enum exit_code run(struct context *context, const struct args *args)
{
	struct card *card = arena_take(&context->arena, sizeof *card);
	enum err err = card == NULL ? ERR_MEMORY : keep_lock(context);
	if (err != ERR_OK)
		return say_lock(context, err);
	card->now = party_now();
	if (wallet_held(context, &card->held) != ERR_OK ||
	    wallet_find(context, args->count > 0 ? args->argument[0] : NULL, &card->pass) != ERR_OK)
		return EXIT_OTHER;
	told_read(context, card->pass.number, &card->told);
	return show_card(context, card);
}

const struct command card_commands[] = {
    {"driver", "card", "[PASS]", 0, 1, "行车卡: 下一出口, 住哪里, 何时到, 沿途通告 (断网可用)",
     "the next exit, where to sleep and eat, and by when; notices on the way; offline", NULL, run},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
