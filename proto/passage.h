/* proto/passage.h - the log of a checkpoint's device, record by record: what came to the gate and what was decided there,
 * each hand-over, each time the ratchet was put back. A chain of hashes joins the records; a seal on its head stands for all. */
#ifndef GUOSUO_PROTO_PASSAGE_H
#define GUOSUO_PROTO_PASSAGE_H

#include "guosuo/v1/passage.pb-c.h"
#include "proto/pass.h"
#include "proto/stamp.h"

enum {
	PASSAGE_RECORD_MAX = 3072, /* bytes of a record */
	PASSAGE_HEAD_MAX = 128,    /* bytes of a head's body */
	PASSAGE_PLATE_MAX = 32,    /* bytes of a plate as it was read */
	PASSAGE_NOTE_MAX = 300,    /* bytes of a hand-over's note, of a reset's reason */
};

/* A record opened: one of passage, handover and reset is there. */
struct passage {
	const Guosuo__V1__PassageRecord *record;
	struct span raw;
	const Guosuo__V1__Passage *passage;
	const Guosuo__V1__Handover *handover;
	const Guosuo__V1__RatchetReset *reset;
	struct stamp stamp;  /* of a passage, sealed or not */
	bool sealed;         /* then shown and of are what it is about */
	struct shown shown;
	struct stamped of;   /* points into this very struct */
};

/* Canonical and sound in itself: kinds, texts and numbers in bounds; the stamp has the record's sequence and time, and is
 * sound for the code that stands beside it where it is sealed, unsealed where none does open. Whose seals they are is not
 * asked. ERR_FORMAT, ERR_NEWER, ERR_SIZE, ERR_SCOPE (stamp_sound's), ERR_SURPLUS (code_open's), ERR_MEMORY. */
enum err passage_read(struct span raw, struct arena *arena, struct passage *out) MUST_USE;

/* The same, from what will be packed. */
enum err passage_pack(const Guosuo__V1__PassageRecord *record, struct arena *arena, struct span *out) MUST_USE;

/* A packed record's number, without reading the rest; 0: it is none. */
uint32_t passage_sequence(struct span raw);

/* SHA-256 over one and the other behind it: what chains are made of. */
void passage_hash(struct span first, struct span second, uint8_t out[static HASH_LEN]);

/* Where the chain of a device begins; and its next hash: SHA-256 over the one before and the record. */
void passage_first(const uint8_t key[static KEY_LEN], uint8_t out[static HASH_LEN]);
void passage_next(const uint8_t before[static HASH_LEN], struct span record, uint8_t out[static HASH_LEN]);

struct passage_head {
	const Guosuo__V1__PassageHead *body;
	struct span raw;
};

/* Canonical, every number but state_at >= 1, a whole hash. ERR_FORMAT, ERR_NEWER, ERR_SIZE, ERR_MEMORY. */
enum err passage_head_read(const Guosuo__V1__Sealed *sealed, struct arena *arena, struct passage_head *out) MUST_USE;

/* One seal by the device of the roster that the head names, whose window held when it was sealed (<= now + SKEW_S), its
 * sequence not above the entry's last_sequence. entry receives its index in the roster. ERR_KEY, ERR_SEAL, ERR_SURPLUS,
 * ERR_WINDOW (also: beyond last_sequence), ERR_SCOPE (another province's roster, another checkpoint or device), ERR_FORMAT,
 * ERR_MEMORY. */
enum err passage_head_verify(const Guosuo__V1__Sealed *sealed, const struct passage_head *head, const struct roster *roster,
                             int64_t now, struct arena *arena, size_t *entry) MUST_USE;

/* ERR_FORMAT, ERR_SEAL: the secret is damaged; ERR_MEMORY. */
enum err passage_head_seal(const Guosuo__V1__PassageHead *head, const uint8_t secret[static SECRET_LEN], struct arena *arena,
                           Guosuo__V1__Sealed **out) MUST_USE;

#endif
