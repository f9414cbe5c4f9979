/* server/store_request.h - statements: answers kept for repeated requests, and the one history. */
#ifndef GUOSUO_SERVER_STORE_REQUEST_H
#define GUOSUO_SERVER_STORE_REQUEST_H

#include "server/store.h"

/* ERR_NOT_FOUND; the spans live as row_blob's. */
enum err store_request_find(struct tx *tx, struct span keyid, struct span nonce, struct span *digest,
                            struct span *answer) MUST_USE;
enum err store_request_put(struct tx *tx, struct span keyid, struct span nonce, struct span digest,
                           struct span answer, int64_t created) MUST_USE;
/* Those made before. */
enum err store_request_prune(struct tx *tx, int64_t before) MUST_USE;

/* Nanoseconds, then chance: those written together lie together, so a commit touches one page of the index. */
enum { STORE_ID_LEN = 16 };
void store_id(uint8_t id[static STORE_ID_LEN]);
/* The least id of this moment. */
void store_id_from(int64_t when, uint8_t id[static STORE_ID_LEN]);

/* What an entry of the history tells; the numbers are in the database, so they never change meaning. */
enum entry_kind {
	ENTRY_TRIP = 1,
	ENTRY_SEAL = 2,
	ENTRY_DECISION = 3,
	ENTRY_WITHDRAWAL = 4,
	ENTRY_ASSIGNMENT = 5,
	ENTRY_DIRECTORY = 6,
	ENTRY_ROSTER = 7,
	ENTRY_BOOKING = 20,     /* confirmed */
	ENTRY_BOOKING_END = 21, /* declined, cancelled or missed after that */
	ENTRY_NOTICE = 16,
	ENTRY_ANSWER = 22,
	ENTRY_ACCEPT = 23,
	ENTRY_CONSULTATION = 24,
	ENTRY_AMENDMENT = 25,
	ENTRY_SEAL_BY_RULE = 26, /* no person looked */
	ENTRY_REVOCATION = 27,   /* a person's seal on one */
	ENTRY_STAMP = 30,
	ENTRY_PASSAGE_FORKED = 31, /* a gate's log: object is the hash of its chain at the second record under a number */
	ENTRY_LAPSE = 32,          /* let pass though taken back: object is the hash of the gate's chain at that record */
	ENTRY_RATCHET_RESET = 33,  /* a gate's shift leader put the time ratchet back: object is the hash of its chain at that record */
	ENTRY_MEMBER_REMOVED = 40,
	ENTRY_COMPANY_INVITED = 41, /* an authority, to a company of its province: object is the invitation's id */
	ENTRY_LEG_OPENED = 42,      /* a key that sealed it was removed: object is the leg's hash */
	ENTRY_GRIEVANCE = 44,       /* a driver, of a checkpoint: object is the hash of what was reported */
	ENTRY_BAR = 43,             /* of an officer's slot, by another: object is its hash */
};

/* Appends a row without a sequence: object is the hash of what happened, actor the key id of who did it. */
enum err store_entry_put(struct tx *tx, enum entry_kind kind, uint32_t province, struct span object,
                         struct span actor, int64_t created) MUST_USE;

#endif
