#include "server/shares.h"

#include <sodium.h>
#include <stdlib.h>
#include <time.h>

#include "proto/canon.h"
#include "proto/civil.h"
#include "proto/wire/json.h"
#include "server/page.h"
#include "server/part.h"
#include "server/progress.h"
#include "server/store_share.h"
#include "server/store_trip.h"
#include "server/view.h"

/* ---- methods ---- */

static enum err check(struct call *call, const Guosuo__V1__PutShareRequest *request)
{
	int64_t life = request->expires_at <= call->now ? 0 : request->expires_at - call->now;
	int64_t most = call->app->config->share_days_max * DAY_S;
	enum err err = ERR_OK;
	if (request->share.len != HASH_LEN)
		err = call_fault(call, RULE_TOO_SMALL, "share", (int64_t)request->share.len, HASH_LEN);
	if (err == ERR_OK && life <= 0)
		err = call_fault(call, RULE_WINDOW_PAST, "expires_at", 0, 0);
	if (err == ERR_OK && life > most + SKEW_S)
		err = call_fault(call, RULE_WINDOW_LENGTH, "expires_at", life, most);
	return err;
}

static enum err check_room(struct tx *tx, struct call *call, struct span pass_id)
{
	int64_t count = 0, most = call->app->config->share_per_trip;
	enum err err = store_share_count(tx, span_text(call->who.company), pass_id, call->now, &count);
	return err == ERR_OK && count >= most ? call_fault(call, RULE_TOO_MANY, "share", count + 1, most)
	                                      : err;
}

enum err shares_put(struct tx *tx, struct call *call)
{
	const Guosuo__V1__PutShareRequest *request = (const void *)call->request;
	struct trip_row trip;
	struct share_row row = {.company = span_text(call->who.company),
	                              .id = field_span(request->share),
	                              .created = call->now,
	                              .expires = request->expires_at};
	enum err err = part_pass(tx, call, request->pass_id, &row.pass_id);
	if (err == ERR_OK)
		err = check(call, request);
	if (err == ERR_OK)
		err = store_trip_get(tx, row.company, row.pass_id, &trip);
	if (err == ERR_OK)
		err = check_room(tx, call, row.pass_id);
	if (err == ERR_OK)
		err = store_share_put(tx, &row);
	call_reply(call);
	return err;
}

static Guosuo__V1__Share *share_message(struct call *call, const struct share_row *row)
{
	Guosuo__V1__Share *out = call_make(call, &guosuo__v1__share__descriptor);
	if (out == NULL)
		return NULL;
	out->share = call_bytes(call, row->id);
	out->created = row->created;
	out->expires_at = row->expires;
	return out;
}

enum err shares_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListSharesRequest *request = (const void *)call->request;
	uint32_t most = (uint32_t)call->app->config->share_per_trip;
	struct span pass_id, company = span_text(call->who.company);
	struct row_cursor row;
	struct share_row share;
	struct trip_row trip;
	Guosuo__V1__ListSharesResponse *reply = call_reply(call);
	enum err err = part_pass(tx, call, request->pass_id, &pass_id);
	if (err == ERR_OK)
		err = store_trip_get(tx, company, pass_id, &trip);
	if (err != ERR_OK)
		return err;
	if (reply == NULL || (reply->shares = call_take(call, most * sizeof(void *))) == NULL)
		return ERR_MEMORY;
	err = store_share_list(tx, company, pass_id, call->now, most, &row);
	while (err == ERR_OK && reply->n_shares < most && (err = store_next(&row)) == ERR_OK) {
		store_share_row(&row, &share);
		reply->shares[reply->n_shares] = share_message(call, &share);
		if (reply->shares[reply->n_shares++] == NULL)
			return ERR_MEMORY;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err shares_remove(struct tx *tx, struct call *call)
{
	const Guosuo__V1__RemoveShareRequest *request = (const void *)call->request;
	struct span pass_id;
	enum err err = part_pass(tx, call, request->pass_id, &pass_id);
	if (err == ERR_OK)
		err = store_share_remove(tx, span_text(call->who.company), pass_id, field_span(request->share));
	call_reply(call);
	return err;
}

/* ---- what the link shows ---- */

enum { ROOM = 256 * 1024 };

struct view {
	struct app *app;
	struct held *held;
	struct http_request *http;
	uint8_t id[HASH_LEN];
	int64_t now;
	Guosuo__V1__SharedTrip trip;
	struct arena arena;
	uint8_t memory[ROOM];
};

static bool read_token(struct span path, uint8_t id[static HASH_LEN])
{
	static const char prefix[] = "/share/";
	const size_t n = sizeof prefix - 1;
	uint8_t token[SHARE_TOKEN_LEN];
	size_t length = 0;
	if (path.n != n + SHARE_TOKEN_TEXT || memcmp(path.p, prefix, n) != 0 ||
	    sodium_base642bin(token, sizeof token, (const char *)path.p + n, SHARE_TOKEN_TEXT, NULL, &length,
	                      NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
	    length != sizeof token)
		return false;
	body_hash(span_of(token, sizeof token), id);
	return true;
}

bool shares_has(struct span path)
{
	uint8_t id[HASH_LEN];
	return read_token(path, id);
}

static char *keep(struct view *view, struct span text)
{
	char *copy = arena_text(&view->arena, text);
	return copy == NULL ? (char *)(uintptr_t)protobuf_c_empty_string : copy;
}

/* What the application says of goods and road; of its people nothing. */
static void show_application(struct view *view, struct span raw)
{
	ProtobufCMessage *message;
	if (canon_open(&guosuo__v1__application__descriptor, raw, &view->arena, &message) != ERR_OK)
		return;
	const Guosuo__V1__Application *application = (const Guosuo__V1__Application *)message;
	const Guosuo__V1__Journey *journey = application->journey;
	if (application->cargo != NULL) {
		view->trip.pieces = application->cargo->pieces;
		view->trip.mass_kg = application->cargo->mass_kg;
	}
	if (journey == NULL)
		return;
	if (journey->origin != NULL)
		view->trip.origin = journey->origin->place;
	if (journey->destination != NULL)
		view->trip.destination = journey->destination->place;
	view->trip.depart_not_before = journey->depart_not_before;
	view->trip.arrive_not_after = journey->arrive_not_after;
	view->trip.port_cutoff = journey->port_cutoff;
}

static void show_trip(struct view *view, const struct share_row *share, const struct trip_row *row)
{
	char number[PASS_NUMBER_LEN + 1] = "";
	if (share->pass_id.n == PASS_ID_LEN)
		pass_number(share->pass_id.p, number);
	view->trip.number = keep(view, span_text(number));
	view->trip.state = (Guosuo__V1__TripState)row->state;
	view->trip.since = row->since;
	view->trip.company = keep(view, row->company_name);
	view->trip.cargo = keep(view, row->cargo);
	view->trip.expires_at = share->expires;
	show_application(view, row->application);
}

static Guosuo__V1__SharedLeg *leg_message(struct view *view, const struct leg_row *row)
{
	const struct roster *roster = held_roster(view->held, row->province);
	Guosuo__V1__SharedLeg *leg = arena_take(&view->arena, sizeof *leg);
	if (leg == NULL)
		return NULL;
	guosuo__v1__shared_leg__init(leg);
	leg->ordinal = row->ordinal;
	leg->province = row->province;
	leg->state = (Guosuo__V1__LegState)row->state;
	leg->since = row->since;
	leg->reason = keep(view, row->reason);
	if (roster != NULL)
		leg->phone = roster->body->phone;
	return leg;
}

static enum err show_legs(struct tx *tx, struct view *view, const struct share_row *share)
{
	Guosuo__V1__SharedTrip *trip = &view->trip;
	struct row_cursor row;
	struct leg_row leg;
	trip->legs = arena_take(&view->arena, TRIP_LEGS_MAX * sizeof(void *));
	if (trip->legs == NULL)
		return ERR_MEMORY;
	enum err err = store_leg_list(tx, share->company, share->pass_id, &row);
	while (err == ERR_OK && trip->n_legs < TRIP_LEGS_MAX && (err = store_next(&row)) == ERR_OK) {
		store_leg_row(&row, &leg);
		trip->legs[trip->n_legs] = leg_message(view, &leg);
		if (trip->legs[trip->n_legs++] == NULL)
			return ERR_MEMORY;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err read_view(struct tx *tx, void *ctx)
{
	struct view *view = ctx;
	struct share_row share;
	struct trip_row row;
	view->arena = (struct arena){view->memory, sizeof view->memory, 0};
	guosuo__v1__shared_trip__init(&view->trip);
	enum err err = store_share_get(tx, span_of(view->id, HASH_LEN), view->now, &share);
	if (err == ERR_OK)
		err = store_trip_get(tx, share.company, share.pass_id, &row);
	if (err != ERR_OK)
		return err;
	show_trip(view, &share, &row);
	return show_legs(tx, view, &share);
}

/* ---- the answer ---- */

static bool wants_json(struct http_request *request)
{
	struct span accept = http_header(request, "accept");
	static const char json[] = "application/json";
	return accept.n > 0 && memmem(accept.p, accept.n, json, sizeof json - 1) != NULL;
}

static void reply_json(struct view *view)
{
	static const struct http_header headers[] = {{"Content-Type", "application/json"},
	                                             {"Cache-Control", "no-store"},
	                                             {"Vary", "Accept"},
	                                             {"X-Content-Type-Options", "nosniff"}};
	char *text;
	size_t n;
	if (json_write(&view->trip.base, JSON_FOR_PEOPLE, &text, &n) != ERR_OK) {
		page_reply(view->http, 503, NULL, 0);
		return;
	}
	http_reply(view->http, 200, headers, sizeof headers / sizeof headers[0], span_of(text, n));
	free(text);
}

static void view_end(struct view *view)
{
	held_release(&view->held);
	free(view);
}

static void have_read(enum err err, void *ctx)
{
	struct view *view = ctx;
	const struct directory *directory = held_directory(view->held);
	uint32_t offset = directory == NULL ? 0 : directory->body->utc_offset_min;
	if (err != ERR_OK)
		page_reply(view->http, err == ERR_NOT_FOUND ? 404 : 503, NULL, offset);
	else if (wants_json(view->http))
		reply_json(view);
	else
		page_reply(view->http, 200, &view->trip, offset);
	view_end(view);
}

void shares_serve(struct app *app, struct http_request *request)
{
	struct view *view = malloc(sizeof *view);
	if (view == NULL) {
		page_reply(request, 503, NULL, 0);
		return;
	}
	view->app = app;
	view->held = held_keep(app->held);
	view->http = request;
	view->now = time(NULL);
	enum err err = read_token(http_path(request), view->id) ? ERR_OK : ERR_NOT_FOUND;
	if (err == ERR_OK)
		err = store_read(app->store, app->store_loop, read_view, view, have_read);
	if (err != ERR_OK)
		have_read(err, view);
}
