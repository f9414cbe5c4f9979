/* server/outbox.h - what happened at the desk, written down with the thing itself and handed to whoever is
 * told: webhooks (server/deliver.h) and gateways, which drain it by ListOutbox and AckOutbox. At least once;
 * the id tells repeats apart. */
#ifndef GUOSUO_SERVER_OUTBOX_H
#define GUOSUO_SERVER_OUTBOX_H

#include "server/rpc.h"
#include "server/store_outbox.h"

/* The numbers are in the database, so they never change meaning. */
#define OUTBOX_LIST(X)                                                                                       \
	X(1, TRIP_SUBMITTED, "trip.submitted")                                                               \
	X(2, TRIP_READY, "trip.ready") /* every leg is sealed, and they join in time */                      \
	X(3, TRIP_REFUSED, "trip.refused")                                                                   \
	X(4, TRIP_WITHDRAWN, "trip.withdrawn")                                                               \
	X(5, TRIP_ASSIGNED, "trip.assigned")                                                                 \
	X(6, LEG_SEALED, "leg.sealed")                                                                       \
	X(7, LEG_REFUSED, "leg.refused")                                                                     \
	X(8, LEG_ASKED, "leg.asked")                                                                         \
	X(9, LEG_PAUSED, "leg.paused")                                                                       \
	X(10, LEG_RESUMED, "leg.resumed")                                                                    \
	X(11, WEBHOOK_TEST, "webhook.test")                                                                  \
	X(12, LEG_REOPENED, "leg.reopened") /* a sealed or refused leg is looked at again */                 \
	X(13, LEG_RESTORED, "leg.restored") /* and stands as it stood */                                     \
	X(14, TRIP_NO_TIMETABLE, "trip.no_timetable") /* all sealed, and no train could drive it */          \
	X(15, PASS_REVOKED, "pass.revoked")           /* by its issuer: it is of no use any more */          \
	X(16, LEG_REVOKED, "leg.revoked")             /* by its province */                                  \
	X(17, TRIP_DELIVERED, "trip.delivered")       /* a journey of it, at the port */                     \
	X(18, LEG_ESCALATED, "leg.escalated")         /* its clock has reached a level */             \
	X(19, TRIP_LATE, "trip.late")                 /* it no longer reaches its port, if it has not left */ \
	X(20, TRIP_CUTOFF, "trip.cutoff")             /* the gate of its port has moved the cut-off */ \
	X(21, BOOKING_CHANGED, "booking.changed")     /* its keeper confirmed, declined or missed it, or let it lapse */ \
	X(22, DIFFICULTY_ANSWERED, "difficulty.answered")                                                    \
	X(23, MESSAGE_PUT, "message.put")             /* by another than the company; the text is read at the desk */ \
	X(24, CONSULTATION_OVERDUE, "consultation.overdue") /* whom a province asked (reason: the name) has let the deadline pass */

enum outbox_event {
	OUTBOX_NOTHING,
#define X(number, name, word) OUTBOX_##name = number,
	OUTBOX_LIST(X)
#undef X
};

const char *outbox_word(int64_t event); /* "leg.sealed"; "" for an unknown one */

/* What is told. province and ordinal 0: the whole trip. Nobody's name: reason is what the decision says. */
struct outbox_news {
	enum outbox_event event;
	struct span company, pass_id, reason;
	uint32_t province, ordinal;
	uint32_t level; /* LEG_ESCALATED */
	int64_t now;
};

/* Inside the transaction of what happened, so that neither is without the other. OUTBOX_NOTHING: ERR_OK. */
enum err outbox_put(struct tx *tx, const struct outbox_news *news) MUST_USE;

enum { OUTBOX_ID_TEXT = 4 + 2 * STORE_ID_LEN };

/* "evt_..." */
void outbox_id(const uint8_t id[static STORE_ID_LEN], char out[static OUTBOX_ID_TEXT + 1]);

/* The row as a message, its memory and texts in the arena; times at this offset. NULL: full. */
Guosuo__V1__Signal *outbox_signal(const struct outbox_row *row, uint32_t utc_offset_min, struct arena *arena);

/* Who drains it: told of every company's events, with the contact the application names, whom a level reached, or who waits for a
 * consultation; nothing else. */
enum err outbox_list(struct tx *tx, struct call *call);
enum err outbox_ack(struct tx *tx, struct call *call);

#endif
