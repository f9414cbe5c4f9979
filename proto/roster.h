/* proto/roster.h - a province's persons and keys: who may seal what, when, where. */
#ifndef GUOSUO_PROTO_ROSTER_H
#define GUOSUO_PROTO_ROSTER_H

#include "proto/directory.h"

enum {
	ROSTER_MAX = 512 * 1024, /* bytes of the Sealed file */
	ROSTER_ENTRIES_MAX = 2000,
	ROSTER_SITES_MAX = 4000,
	SKEW_S = 300,                      /* a seal may be this far in the future */
	LIFE_MAX_S = 7 * 31 * 24 * 3600,   /* not_after <= sealed_at + 7 months */
};

struct roster {
	const Guosuo__V1__Roster *body;
	uint8_t hash[HASH_LEN];
};

/* Sound, and inside its own province: divisions of scope and sites begin with it; windows in order; valid points; no key
 * twice here or in the directory; checkpoints and stop keepers numbered; a port well-formed and a checkpoint's; positions in bounds; inspection_check;
 * counties have a scope; reviewers say DEVICE or WEB. Of an entry with an unknown role only this is asked: that its key stands nowhere else. The roles that live outside rosters
 * (authority, officer, driver) are refused. */
void roster_check(const Guosuo__V1__Roster *roster, const struct directory *directory, struct faults *faults);

/* Sealed by the threshold of the province's authorities in the directory. ERR_FORMAT, ERR_NEWER, ERR_SIZE, ERR_MEMORY;
 * ERR_SCOPE: a province the directory lacks, a grant outside it, or an epoch above
 * the one the directory grants; ERR_KEY, ERR_SEAL, ERR_FEW, ERR_SURPLUS; ERR_INPUT:
 * other faults. Expiry is not judged here. */
enum err roster_open(struct span raw, const struct directory *directory, struct arena *arena,
		     struct roster *out) MUST_USE;

/* A statement's place in its sequence, and which bytes it is. */
struct edition {
	uint32_t epoch, version;
	const uint8_t *hash; /* HASH_LEN */
};

/* The highest epoch a statement may claim, from the field of the file above it (absent: 1): a stolen key cannot run the
 * counter away, because only the superior raises the epoch (threat 15b). */
uint32_t epoch_granted(uint32_t by_superior);

/* May `next` take the place of `held`? ERR_OK; ERR_EXISTS: the same bytes; ERR_ROLLBACK; ERR_FORKED: the same version
 * with other bytes. (epoch, version) compare in that order. */
enum err edition_supersedes(struct edition next, struct edition held) MUST_USE;

/* edition_supersedes for two rosters of one province. */
enum err roster_supersedes(const struct roster *next, const struct roster *held) MUST_USE;

/* The keys of a role whose window held at `when` (not_before <= when <= not_after); returns how many were written (at most
 * size). A tag is the entry's index. */
size_t roster_keys(const struct roster *roster, uint32_t role, int64_t when, struct signer_key *out, size_t size);

/* One key, any window: NULL when the roster does not have it with this role. */
const Guosuo__V1__RosterEntry *roster_entry(const struct roster *roster, uint32_t role,
					    const uint8_t key[static KEY_LEN]);

/* Is this checkpoint's device the one it says it is, and not beyond its last_sequence? The roster has the last word.
 * ERR_SCOPE: another checkpoint or device; ERR_WINDOW: beyond. */
enum err roster_device(const Guosuo__V1__RosterEntry *entry, uint32_t checkpoint, uint32_t device,
                       uint32_t sequence) MUST_USE;

/* Does the entry's scope cover this division? Without a scope it covers its province. */
bool roster_covers(const Guosuo__V1__RosterEntry *entry, uint32_t division);

const Guosuo__V1__Site *roster_site(const struct roster *roster, Guosuo__V1__SiteKind kind, uint32_t division,
				    uint32_t code); /* NULL: unknown */

/* The first of this name; division 0: anywhere in the province. NULL: unknown. */
const Guosuo__V1__Site *roster_site_named(const struct roster *roster, Guosuo__V1__SiteKind kind, uint32_t division,
                                          const char *name);

/* The stop with this code, as Leg.stops names it: without its division. NULL: unknown, or two have it and nobody could tell
 * which is meant. */
const Guosuo__V1__Site *roster_stop(const struct roster *roster, uint32_t code);

/* The site of a checkpoint by the number of a ROLE_CHECKPOINT entry, whose last three digits are its code. NULL as above. */
const Guosuo__V1__Site *roster_checkpoint(const struct roster *roster, uint32_t checkpoint);

/* Is this entry a checkpoint's device, and the first of its checkpoint on the list? So each checkpoint is counted once. */
bool roster_checkpoint_first(const struct roster *roster, size_t at);

/* The port (UN/LOCODE) whose gate this checkpoint is. NULL: none's. */
const char *roster_port(const struct roster *roster, uint32_t checkpoint);

#endif
