/* proto/pass.h - the two things a driver carries: the pass file, and the code made from it for one checkpoint. */
#ifndef GUOSUO_PROTO_PASS_H
#define GUOSUO_PROTO_PASS_H

#include "proto/assignment.h"
#include "proto/text.h"

enum { PASS_FILE_MAX = 64 * 1024 };

/* Canonical throughout, the bodies inside too; no seals are judged. ERR_SIZE, ERR_FORMAT, ERR_NEWER, ERR_MEMORY. */
enum err pass_read(struct span raw, struct arena *arena, Guosuo__V1__PassFile **out) MUST_USE;

/* A code of CODE_MAX bytes at most. Same errors. */
enum err code_open(struct span raw, struct arena *arena, Guosuo__V1__Code **out) MUST_USE;

/* The code for the leg with this ordinal and an assignment, with a presentation or NULL (paper). ERR_NOT_FOUND: the file has
 * no such leg; ERR_SIZE: over CODE_FIT_MAX; ERR_MEMORY. */
enum err code_make(const Guosuo__V1__PassFile *pass, uint32_t ordinal, Guosuo__V1__OfficerSealed *assignment,
		   Guosuo__V1__DeviceSealed *presentation, struct arena *arena, struct span *out) MUST_USE;

/* The newest assignment held by this device key (highest serial), or NULL. key NULL: the newest for paper. */
Guosuo__V1__OfficerSealed *pass_assignment(const Guosuo__V1__PassFile *pass, const uint8_t *key, struct arena *arena);

#endif
