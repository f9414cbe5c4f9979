/* proto/pass.h - the two things a driver carries: the pass file, and the code made from it for one
 * checkpoint. */
#ifndef GUOSUO_PROTO_PASS_H
#define GUOSUO_PROTO_PASS_H

#include "proto/assignment.h"
#include "proto/text.h"

enum { PASS_FILE_MAX = 64 * 1024 };

/* A code taken apart; its bytes are views. An empty presentation.body: paper, or not presented. */
struct code {
	Guosuo__V1__Sealed trip, leg;
	Guosuo__V1__OfficerSealed assignment;
	Guosuo__V1__DeviceSealed presentation;
};

/* What a code is about, its bodies opened; the presentation stays as it is. */
struct shown {
	struct code code;
	struct trip trip;
	struct leg leg;
	struct assignment assignment;
};

/* Canonical throughout, the bodies inside too; no seals are judged. ERR_SIZE, ERR_FORMAT, ERR_NEWER,
 * ERR_MEMORY. */
enum err pass_read(struct span raw, struct arena *arena, Guosuo__V1__PassFile **out) MUST_USE;

/* A code of CODE_MAX bytes at most: canonical with its bodies, and as many seals as it has room for. Same
 * errors, and ERR_SURPLUS: more seals on the leg than any class needs. */
enum err code_open(struct span raw, struct arena *arena, struct code *out) MUST_USE;

/* code_open, then its trip, leg and assignment. No seals are judged. Same errors. */
enum err code_show(struct span raw, struct arena *arena, struct shown *out) MUST_USE;

/* The bytes of a code; how large is not asked. ERR_FORMAT: a part is missing or has no whole seals;
 * ERR_MEMORY. */
enum err code_pack(const struct code *code, struct arena *arena, struct span *out) MUST_USE;

/* The code for the leg with this ordinal and an assignment, with a presentation or NULL (paper).
 * ERR_NOT_FOUND: the file has no such leg; ERR_SIZE: over CODE_FIT_MAX; ERR_FORMAT; ERR_MEMORY. */
enum err code_make(const Guosuo__V1__PassFile *pass, uint32_t ordinal,
                   const Guosuo__V1__OfficerSealed *assignment, const Guosuo__V1__DeviceSealed *presentation,
                   struct arena *arena, struct span *out) MUST_USE;

/* The newest revision of the leg with this ordinal. ERR_NOT_FOUND, ERR_MEMORY; leg_read's errors for a file
 * that pass_read has not judged. The arena is given back. */
enum err pass_leg(const Guosuo__V1__PassFile *pass, uint32_t ordinal, struct arena *arena,
                  const Guosuo__V1__Sealed **out) MUST_USE;

/* What the leg's conditions mean in words, whose hash the leg carries. NULL: the file has no such text. */
const char *pass_text(const Guosuo__V1__PassFile *pass, const Guosuo__V1__Leg *leg);

/* The newest assignment (highest serial) held by this device key; key NULL: the newest for paper. As
 * pass_leg. */
enum err pass_assignment(const Guosuo__V1__PassFile *pass, const uint8_t *key, struct arena *arena,
                         const Guosuo__V1__OfficerSealed **out) MUST_USE;

#endif
