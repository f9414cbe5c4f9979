/* proto/notice.h - what a province or one of its counties says about its roads for a while. It moves no
 * verdict: people read it along a route and at the gate. */
#ifndef GUOSUO_PROTO_NOTICE_H
#define GUOSUO_PROTO_NOTICE_H

#include "guosuo/v1/notice.pb-c.h"
#include "proto/fault.h"
#include "proto/roster.h"

enum {
	NOTICE_MAX = 4096, /* bytes of the body */
	NOTICE_FILE_MAX = 512 * 1024,
	NOTICES_LIVE_MAX = 64,              /* of a province, in its file */
	NOTICE_LIFE_MAX_S = 31 * 24 * 3600, /* not_after <= sealed_at + this */
	NOTICE_ITEMS_MAX = 32,
	NOTICE_DIVISIONS_MAX = 32,
	NOTICE_ROADS_MAX = 32,
	NOTICE_TITLE_MAX = 200, /* bytes of a title */
	NOTICE_TEXT_MAX = 600,  /* bytes of an item's text */
	NOTICE_PHONE_MAX = 32,
};

struct notice {
	const Guosuo__V1__Notice *body;
	uint8_t hash[HASH_LEN];
	struct span raw;
};

/* Canonical and of its size only: no seals. ERR_FORMAT, ERR_NEWER, ERR_SIZE, ERR_MEMORY. */
enum err notice_read(const Guosuo__V1__Sealed *sealed, struct arena *arena, struct notice *out) MUST_USE;

/* A province's file as it is published: canonical, at most NOTICES_LIVE_MAX notices; what each is, is not asked.
 * ERR_FORMAT, ERR_NEWER, ERR_SIZE, ERR_MEMORY. */
enum err notice_file_read(struct span raw, struct arena *arena, const Guosuo__V1__NoticeFile **out) MUST_USE;

/* What is wrong with it, field by field: divisions of its province, a window that begins and ends and is
 * short enough, a title, at least one item, each with a matter and something to say, hours as in a leg, lists
 * and texts in bounds. */
void notice_check(const Guosuo__V1__Notice *notice, struct faults *faults);

/* May whoever has this entry speak for everywhere the notice does? A key with a scope only for divisions in
 * it, so never for a whole province. */
bool notice_may(const Guosuo__V1__RosterEntry *entry, const Guosuo__V1__Notice *notice);

/* notice_check, and exactly one seal, by a key of the roster of its province whose window held at sealed_at
 * (<= now + SKEW_S), a reviewer or a county, that may speak for it (notice_may). *entry: its index in the
 * roster. ERR_FORMAT, ERR_KEY, ERR_SEAL, ERR_SURPLUS, ERR_SCOPE (another province's roster, or outside the
 * key's own scope), ERR_WINDOW (sealed in the future), ERR_MEMORY. Whether it is in force is not asked. */
enum err notice_verify(const Guosuo__V1__Sealed *sealed, const struct notice *notice,
                       const struct roster *roster, int64_t now, struct arena *arena, size_t *entry) MUST_USE;

/* Does it hold, or will it? */
bool notice_live(const Guosuo__V1__Notice *notice, int64_t now);

/* Does it hold at some moment of from..to? */
bool notice_holds(const Guosuo__V1__Notice *notice, int64_t from, int64_t to);

/* Does `later`, sealed by this entry, end `earlier`? It must name it, and whoever may not have said a thing may
 * not end it. */
bool notice_ends(const struct notice *later, const Guosuo__V1__RosterEntry *sealer,
                 const struct notice *earlier);

/* Does it concern one of these roads? Compared without case; none given, or none named in it: yes. */
bool notice_concerns(const Guosuo__V1__Notice *notice, char *const *roads, size_t count);
/* notice_concerns, and so does an item of this matter: one about no single road is about all of them. */
bool notice_says(const Guosuo__V1__Notice *notice, Guosuo__V1__NoticeMatter matter, char *const *roads, size_t count);

#endif
