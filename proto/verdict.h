/* proto/verdict.h - the one verdict function. Pure: bytes, what was seen, what is held, and the time go in; a word, its
 * reasons and the age of its knowledge come out. Server, command line and page run this same code. */
#ifndef GUOSUO_PROTO_VERDICT_H
#define GUOSUO_PROTO_VERDICT_H

#include "proto/chain.h"
#include "proto/finding.h"
#include "proto/identity.h"
#include "proto/pass.h"
#include "proto/trust.h"

enum {
	FINDINGS_MAX = 32,
	VERDICT_ARENA = 192 * 1024, /* bytes any code of CODE_MAX bytes is judged in, whatever it and the rosters are */
};

enum word { VERDICT_ACCEPT = 1, VERDICT_REFER = 2, VERDICT_REJECT = 3 };

/* What the inspector saw; zero or empty: not looked at. */
struct observed {
	uint64_t tractor_plate; /* packed */
	uint64_t trailer_plates[TRAILERS_MAX];
	size_t trailer_count;
	uint8_t vin[VIN_PACKED]; /* where vin_read */
	bool vin_read;
	uint32_t length_mm, width_mm, height_mm, mass_kg;
	uint32_t axle_loads_kg[AXLES_MAX];
	size_t axle_count;
	uint32_t pieces;
	uint32_t hs_code;
	bool escort_seen; /* escort_vehicles was counted (it may be 0) */
	uint32_t escort_vehicles;
};

struct place {
	uint32_t province;   /* 0: anywhere (a desk): place findings are not raised */
	uint32_t checkpoint; /* its number */
	uint32_t division, station; /* where it is a station; 0: not */
	const char *road;    /* "G3"; NULL: not told */
};

/* A presentation this place accepted or judged before. */
struct sighting {
	uint8_t device[8];   /* first 8 bytes of the key id of the device */
	uint8_t digest[8];   /* first 8 bytes of SHA-256 of the presentation's body */
	uint32_t counter;
	int32_t ahead_s; /* of this place's clock, by the time it said; bounded */
	int64_t at;
};
struct seen {
	const struct sighting *items; /* sorted by device; any order within one */
	size_t count;
};

/* What the stamps of earlier passages said that this place recorded, its own and those it was shown. */
struct marks {
	const struct mark *items; /* any order */
	size_t count;
};

/* Local policy may only be stricter than the roster's: 0 leaves the roster's (or the default) in force. */
struct policy {
	uint32_t fresh_s, accept_s;
	bool refer_beyond;
	uint32_t inspected_s, impossible_kmh;
};

enum grade { GRADE_UNKNOWN, GRADE_OLD, GRADE_AGED, GRADE_FRESH };
struct statement {
	enum grade grade;
	uint32_t province;
	int64_t age_s; /* meaningless when GRADE_UNKNOWN */
};
struct knowledge {
	struct statement issuer_list; /* on the trip */
	struct statement leg_list;    /* on the leg */
	struct statement roster;      /* of the leg's province, aged by the newest statement about it */
	int64_t synced_at;
};

/* What was opened on the way: NULL where it did not come to that. In the arena. */
struct verdict {
	enum word word;
	struct finding findings[FINDINGS_MAX]; /* most severe first, then by number */
	size_t finding_count;
	struct knowledge knowledge;
	const Guosuo__V1__Trip *trip;
	const Guosuo__V1__Leg *leg;
	const Guosuo__V1__Assignment *assignment;
	struct span assignment_raw; /* its body's bytes */
	const Guosuo__V1__Presentation *presentation;
	bool paper;
	struct sighting remember; /* store it before the result is shown; counter 0: nothing to store */
	struct mark carried[CHAIN_SHOWN_MAX]; /* the shown stamps of this journey that hold, in the order they were shown */
	const Guosuo__V1__CarriedStamp *carried_as[CHAIN_SHOWN_MAX]; /* as they were shown */
	size_t carried_count;
};

struct question {
	struct span code; /* the message's bytes (code_read has taken the text off) */
	const struct observed *observed; /* NULL: nothing */
	uint32_t nonce;                  /* the one that was spoken; 0: none */
	bool listed;                     /* nobody showed it: it was found by its plate. Paper counts for no more than a phone then */
	const struct seen *seen;         /* NULL: nothing remembered */
	const Guosuo__V1__StampChain *stamps; /* as chain_open gave it, or pass_check let it; NULL: none were shown */
	const struct marks *passed;      /* NULL: nothing remembered */
	Guosuo__V1__Direction direction; /* in which it passes here; UNSPECIFIED: any */
	const struct trust *trust;
	const struct policy *policy; /* NULL: the roster's */
	struct place place;
	int64_t latest_at; /* the newest moment at which this place saw or recorded anything; 0: nothing is remembered */
	int64_t now;
};

/* Never fails: what cannot be judged is a finding. Any input stays inside the arena (VERDICT_ARENA is always enough). */
void verdict(const struct question *question, struct arena *arena, struct verdict *out);

/* The same from a code's text: NOT_A_PASS, FORMAT_BAD, FORMAT_NEWER instead of an error. question->code is ignored. */
void verdict_text(struct span text, const struct question *question, struct arena *arena, struct verdict *out);

const char *word_text(enum word word, enum lang lang); /* 核验通过 / "ACCEPT" ... */
const char *word_name(enum word word);                 /* "ACCEPT" */

#endif
