/* proto/stamp.h - what one checkpoint saw and a person there decided, sealed by its device: the driver's receipt, and at the
 * port's gate the delivery. The stamps of one journey are a chain: each covers the one before it. */
#ifndef GUOSUO_PROTO_STAMP_H
#define GUOSUO_PROTO_STAMP_H

#include "proto/assignment.h"
#include "proto/inspection.h"

enum {
	STAMP_MAX = 512, /* bytes of the body */
	STAMP_FINDING_NUMBER_MAX = 9999, /* newer gates find what older readers cannot name */
	PEOPLE_MAX = 1000,
	STAMP_LINKS = 4,
};

/* Why a person decided against the verdict: its number in Stamp.reason, its word for the command line, its texts. Numbers
 * never change meaning.
 *      number, name, word, Chinese, English */
#define STAMP_REASON_LIST(X)                                                                                     \
	X(1, TELEPHONED, "telephone", "已电话核实", "verified by telephone")                                      \
	X(2, COMPARED, "compared", "已逐项比对车货", "vehicle and load were compared")                            \
	X(3, LEADER, "leader", "班长决定", "the shift leader decided")                                            \
	X(4, RESCUE, "rescue", "抢险救灾", "rescue and relief")                                                   \
	X(5, ROAD, "road", "道路或天气原因", "road or weather")                                                   \
	X(6, UNSAFE, "unsafe", "车货有安全隐患", "vehicle or load is unsafe")                                     \
	X(7, ORDERED, "ordered", "上级指令", "ordered from above")

enum stamp_reason {
#define X(number, name, word, zh, en) STAMP_REASON_##name = number,
	STAMP_REASON_LIST(X)
#undef X
};

const char *stamp_outcome_text(Guosuo__V1__Outcome outcome, enum lang lang); /* 放行 / "passed" */
const char *stamp_reason_text(uint32_t reason, enum lang lang); /* NULL: a newer one */
uint32_t stamp_reason_of(struct span word);                     /* 0: no such word */

struct stamp {
	const Guosuo__V1__Stamp *body;
	uint8_t hash[HASH_LEN];
	struct span raw;
};

/* What a stamp is about. previous: stamp_payload of the stamp before it in this journey; NULL: it is the first. */
struct stamped {
	const struct trip *trip;
	const struct leg *leg;
	const struct assignment *assignment;
	const uint8_t *previous;
};

/* Canonical and well-formed only: no seals. ERR_FORMAT, ERR_NEWER, ERR_SIZE, ERR_MEMORY. */
enum err stamp_read(const Guosuo__V1__Sealed *sealed, struct arena *arena, struct stamp *out) MUST_USE;

/* Does the outcome go against the verdict, so that a reason must be given? */
bool stamp_against(uint32_t verdict, Guosuo__V1__Outcome outcome);

/* Forms, a reason exactly where the outcome goes against the verdict, the assignment's serial; DELIVERED only with PASSED
 * and on the last leg. ERR_FORMAT, ERR_SCOPE. */
enum err stamp_sound(const Guosuo__V1__Stamp *stamp, const struct stamped *of) MUST_USE;

/* The same of what nobody stamped, as no pass could be opened: no verdict need be there, no serial is, and it delivers
 * nothing. ERR_FORMAT. */
enum err stamp_unsealed_sound(const Guosuo__V1__Stamp *stamp) MUST_USE;

/* The four links; and what the next stamp links to: SHA-256(links || body). */
void stamp_links(const struct stamped *of, hash_t out[static STAMP_LINKS]);
void stamp_payload(const struct stamped *of, struct span body, uint8_t out[static HASH_LEN]);

/* stamp_sound, and one seal, linked to all of `of`, by a checkpoint's device of the roster of the leg's province: its
 * checkpoint, its number (`device` is the entry's person), a sequence not above its last_sequence, its window at the
 * stamp's own time (<= now + SKEW_S). entry (may be NULL) receives its index in the roster. Whether `of` is itself sealed
 * is not asked. ERR_KEY, ERR_SEAL (also: of another trip, leg, assignment, or after another stamp), ERR_SURPLUS,
 * ERR_WINDOW (also: beyond last_sequence), ERR_SCOPE (also: another province's roster, another checkpoint or device),
 * ERR_FORMAT, ERR_MEMORY. */
enum err stamp_verify(const Guosuo__V1__Sealed *sealed, const struct stamp *stamp, const struct stamped *of,
                      const struct roster *roster, int64_t now, struct arena *arena, size_t *entry) MUST_USE;

/* Makes the envelope: packs a sound stamp and seals it with a device's key. ERR_FORMAT, ERR_SCOPE (stamp_sound's),
 * ERR_SEAL: the secret is damaged; ERR_SIZE, ERR_MEMORY. */
enum err stamp_seal(const Guosuo__V1__Stamp *stamp, const struct stamped *of, const uint8_t secret[static SECRET_LEN],
                    struct arena *arena, Guosuo__V1__Sealed **out) MUST_USE;

#endif
