/* proto/chain.h - the stamps a driver carries from gate to gate, each with what its seal covers and a gate with one leg alone
 * does not have; and what a stamp says of a journey once its seal held. */
#ifndef GUOSUO_PROTO_CHAIN_H
#define GUOSUO_PROTO_CHAIN_H

#include "proto/stamp.h"
#include "proto/text.h"

#define CHAIN_PREFIX "GUOSUOS1:"
enum {
	CHAIN_SHOWN_MAX = 16,  /* stamps that are shown at once */
	CHAIN_KEPT_MAX = 256,  /* stamps a pass file keeps */
	CHAIN_MAX = CODE_MAX,  /* bytes of a chain that is shown; one that is made has CODE_FIT_MAX at most */
	CHAIN_TEXT_MAX = CODE_TEXT_MAX + 1,
	CHAIN_TRIP_LEN = 8,    /* of the trip's hash */
};

/* ---- as it is carried ---- */

/* At most `most` stamps, hashes whole, bodies canonical and in their limits: no seals. ERR_FORMAT, ERR_NEWER, ERR_SIZE. */
enum err chain_check(const Guosuo__V1__StampChain *chain, size_t most) MUST_USE;

/* A chain that is shown, in the arena: canonical, 1 to CHAIN_SHOWN_MAX stamps. ERR_SIZE, ERR_FORMAT (also: a pass's code),
 * ERR_NEWER, ERR_MEMORY. */
enum err chain_open(struct span raw, struct arena *arena, const Guosuo__V1__StampChain **out) MUST_USE;
enum err chain_read(struct span text, struct arena *arena, const Guosuo__V1__StampChain **out) MUST_USE;

/* Is it a chain's text, sound or not? */
bool chain_is(struct span text);

/* The newest so many of a chain that fit, at most CHAIN_SHOWN_MAX, as text; `assignment` is the one shown beside them (NULL:
 * none), whose body they do without. ERR_SIZE: not even one fits; ERR_NOT_FOUND: it has none; ERR_FORMAT, ERR_MEMORY. */
enum err chain_text(const Guosuo__V1__StampChain *chain, const struct assignment *assignment, struct arena *arena, char **out) MUST_USE;

/* A sealed stamp as it will be carried, with everything about it, in the arena (views of `sealed` and `of`). ERR_MEMORY. */
enum err chain_carry(const Guosuo__V1__Sealed *sealed, const struct stamped *of, struct arena *arena,
                     Guosuo__V1__CarriedStamp **out) MUST_USE;

/* What a stamp that follows this one links to (stamp_payload); its first DIGEST_LEN bytes are a presentation's stamp_digest. Of the
 * claims as they are carried: no seal is asked. The chain has passed chain_check; shown: as for chain_text, never NULL. */
void chain_payload(const Guosuo__V1__CarriedStamp *carried, const struct trip *trip, const struct assignment *shown,
                   uint8_t out[static HASH_LEN]);

/* ---- what it says ---- */

/* A stamp whose seal held. The numbers are the assignment's where they are not its own. */
struct mark {
	uint8_t trip[CHAIN_TRIP_LEN];
	uint8_t payload[HASH_LEN], previous[HASH_LEN]; /* previous all zero: the first */
	int64_t time;
	uint32_t province, checkpoint, device, sequence, journey, serial, tractor;
	uint8_t trailers; /* bit i: the trailer with ordinal i + 1 */
	uint8_t verdict, outcome, direction;
	bool paper;
};

/* Of a stamp that verified. ERR_FORMAT: the assignment names a trailer no trip has. */
enum err chain_mark(const struct stamp *stamp, const struct stamped *of, struct mark *out) MUST_USE;

bool chain_same_train(const struct mark *a, const struct mark *b); /* tractor and trailers */
bool chain_same_journey(const struct mark *a, const struct mark *b);
bool chain_delivers(const struct mark *mark); /* the journey is over with it */

/* The provinces of legs before this ordinal that none of the marks is of: a gate there was not passed, or its receipt was not
 * taken along. Returns how many. */
size_t chain_silent(const Guosuo__V1__Trip *trip, uint32_t ordinal, const struct mark *marks, size_t count,
                    uint32_t out[static LEGS_MAX]);

/* Is it about this trip? */
bool chain_of(const Guosuo__V1__StampChain *chain, const struct trip *trip);

/* stamp_verify at the stamp's own time, of a trip that is known and, where it carries none, an assignment that is shown (NULL: none).
 * The leg need not be known. The arena is given back. ERR_SCOPE (also: a province the trip does not pass), ERR_SEAL (also:
 * of another leg or assignment than it says), and stamp_verify's. */
enum err chain_verify(const Guosuo__V1__CarriedStamp *carried, const struct trip *trip, const struct assignment *shown,
                      const struct roster *roster, int64_t now, struct arena *arena, struct mark *out) MUST_USE;

#endif
