/* tests/stops_desk.h - tests/desk_rig.h with stops: keepers on every province's roster, and what a company
 * and a keeper say. */
#ifndef GUOSUO_TESTS_STOPS_DESK_H
#define GUOSUO_TESTS_STOPS_DESK_H

#include "guosuo/v1/stops.pb-c.h"
#include "tests/desk_rig.h"
#include "tests/stops_rig.h"

enum {
	STOP_BEDS = 7,
	STOP_MEALS = 40,
	STOP_LONGEST_MM = 22000, /* the case's train has 21,800 mm */
	STOP_SHORT_MM = 21000,
	KEEPER_SHANDONG = SHANDONG * 100 + 11 + ENTRY_KEEPER, /* of STOP */
	KEEPER_SHANDONG_OTHER = KEEPER_SHANDONG + 1,          /* of STOP_OTHER */
	KEEPER_HEBEI = HEBEI * 100 + 11 + ENTRY_KEEPER,
	GATE_NUMBER = 7, /* rig_roster's checkpoint in every province: the gate of Tianjin's port in Tianjin, of another in Shandong */
	GATE_PERSON = 5,
	GATE_TIANJIN = TIANJIN * 100 + 11 + ENTRY_CHECKPOINT,
	GATE_SHANDONG = SHANDONG * 100 + 11 + ENTRY_CHECKPOINT,
	GATE_HEBEI = HEBEI * 100 + 11 + ENTRY_CHECKPOINT, /* no port's */
	H = 3600,
};

/* Its checkpoint is the gate of a port. */
static inline void stops_gate(struct desk *desk, Guosuo__V1__Roster *roster, char *port)
{
	Guosuo__V1__Site **sites = rig_take(&desk->rig, (roster->n_sites + 1) * sizeof *sites);
	memcpy(sites, roster->sites, roster->n_sites * sizeof *sites);
	sites[roster->n_sites] = rig_site(&desk->rig, GUOSUO__V1__SITE_KIND__SITE_CHECKPOINT,
	                                  roster->province * 10000 + 100, GATE_NUMBER);
	sites[roster->n_sites++]->port = port;
	roster->sites = sites;
}

static inline Guosuo__V1__Roster *stops_desk_roster(struct desk *desk, uint32_t province)
{
	static char tianjin[] = "CNTXG", qingdao[] = "CNTAO";
	Guosuo__V1__Roster *roster = stops_roster(&desk->rig, province, 2);
	desk_add_entry(desk, roster, ENTRY_GROUP, GUOSUO__V1__ROLE__ROLE_GROUP);
	desk_add_entry(desk, roster, ENTRY_AUDITOR, GUOSUO__V1__ROLE__ROLE_AUDITOR);
	if (province != HEBEI)
		stops_gate(desk, roster, province == TIANJIN ? tianjin : qingdao);
	roster->issued_at = desk->now - RIG_DAY;
	roster->expires_at = desk->now + 30 * RIG_DAY;
	for (size_t i = 0; i < roster->n_entries; i++) {
		roster->entries[i]->not_before = desk->now - 30 * RIG_DAY;
		roster->entries[i]->not_after = desk->now + 30 * RIG_DAY;
	}
	return roster;
}

/* What a stop says of itself; a test spoils it. */
static inline Guosuo__V1__Stop *stops_stop(struct desk *desk, uint32_t province, uint32_t number)
{
	static char lodging[] = "lodging", meal[] = "meal", phone[] = "0317-00000011";
	struct rig *rig = &desk->rig;
	Guosuo__V1__Stop *stop = RIG_NEW(rig, Guosuo__V1__Stop, GUOSUO__V1__STOP__INIT);
	stop->province = province;
	stop->stop = number;
	stop->longest_mm = STOP_LONGEST_MM;
	stop->beds = STOP_BEDS;
	stop->meals = STOP_MEALS;
	stop->services = rig_take(rig, 2 * sizeof *stop->services);
	stop->services[0] = lodging;
	stop->services[1] = meal;
	stop->n_services = 2;
	stop->phone = phone;
	stop->night_ends_min = 720;
	stop->hold_s = 4 * H;
	return stop;
}

static inline Guosuo__V1__PutStopRequest *stops_put_request(struct desk *desk, Guosuo__V1__Stop *stop)
{
	Guosuo__V1__PutStopRequest *request = desk_new(desk, &guosuo__v1__put_stop_request__descriptor);
	request->stop = stop;
	return request;
}

static inline void stops_put_stop(struct desk *desk, uint32_t key, Guosuo__V1__Stop *stop)
{
	desk_call(desk, key, "/guosuo.v1.Stops/PutStop", stops_put_request(desk, stop));
}

/* Rosters with keepers in force; STOP of Shandong and of Hebei take bookings, STOP_OTHER of Shandong too. */
static inline void stops_open(struct desk *desk)
{
	for (size_t i = 0; i < RIG_COUNT(desk_provinces); i++) {
		Guosuo__V1__PutRosterRequest request = GUOSUO__V1__PUT_ROSTER_REQUEST__INIT;
		uint32_t province = desk_provinces[i];
		request.roster =
		    desk_unpack_sealed(desk, rig_roster_file(&desk->rig, stops_desk_roster(desk, province)));
		desk_call(desk, rig_authority(province, 1), "/guosuo.v1.Trust/PutRoster", &request);
	}
	stops_put_stop(desk, KEEPER_SHANDONG, stops_stop(desk, SHANDONG, STOP));
	stops_put_stop(desk, KEEPER_SHANDONG_OTHER, stops_stop(desk, SHANDONG, STOP_OTHER));
	stops_put_stop(desk, KEEPER_HEBEI, stops_stop(desk, HEBEI, STOP));
}

/* The first evening of a trip: from 18:00 to 08:00 in the east, one night. */
static inline int64_t stops_evening(const struct trip *trip)
{
	int64_t noon =
	    (trip->body->not_before + 8 * H - 12 * H) / RIG_DAY * RIG_DAY + RIG_DAY + 12 * H - 8 * H;
	return noon + 6 * H;
}

static inline Guosuo__V1__AskBookingRequest *stops_asking(struct desk *desk, ProtobufCBinaryData pass_id,
                                                          const struct trip *trip, uint32_t ordinal,
                                                          uint32_t beds)
{
	Guosuo__V1__AskBookingRequest *request = desk_new(desk, &guosuo__v1__ask_booking_request__descriptor);
	request->pass_id = pass_id;
	request->ordinal = ordinal;
	request->stop = STOP;
	request->beds = beds;
	request->meals = 2;
	request->not_before = stops_evening(trip);
	request->not_after = request->not_before + 14 * H;
	return request;
}

static inline const Guosuo__V1__BookingView *stops_ask(struct desk *desk, uint32_t officer,
                                                       const Guosuo__V1__AskBookingRequest *request)
{
	const Guosuo__V1__AskBookingResponse *reply =
	    desk_call(desk, officer, "/guosuo.v1.Stops/AskBooking", request);
	assert_non_null(reply->booking);
	return reply->booking;
}

/* As its keeper would write it. */
static inline Guosuo__V1__Booking stops_booking(const Guosuo__V1__BookingView *view)
{
	Guosuo__V1__Booking booking = GUOSUO__V1__BOOKING__INIT;
	booking.ordinal = view->ordinal;
	booking.province = view->province;
	booking.stop = view->stop;
	booking.code = view->code;
	booking.sealed_at = time(NULL);
	booking.not_before = view->not_before;
	booking.not_after = view->not_after;
	booking.beds = view->beds;
	booking.meals = view->meals;
	booking.phone = view->phone;
	return booking;
}

static inline Guosuo__V1__PutBookingRequest *stops_confirming(struct desk *desk, const struct trip *trip,
                                                              const Guosuo__V1__Booking *booking,
                                                              uint32_t keeper)
{
	Guosuo__V1__PutBookingRequest *request = desk_new(desk, &guosuo__v1__put_booking_request__descriptor);
	request->booking = desk_seal(desk, KIND_booking, trip, desk_pack(desk, booking), RIG_KEYS(keeper));
	return request;
}

static inline void stops_confirm(struct desk *desk, const struct trip *trip,
                                 const Guosuo__V1__BookingView *view, uint32_t keeper)
{
	const Guosuo__V1__Booking booking = stops_booking(view);
	desk_call(desk, keeper, "/guosuo.v1.Stops/PutBooking",
	          stops_confirming(desk, trip, &booking, keeper));
}

#endif
