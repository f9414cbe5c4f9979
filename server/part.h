/* server/part.h - who has part in a trip: its company's officers, reviewers and checkpoints of a province it runs
 * through, and the task group. Each finds it by its own legs. */
#ifndef GUOSUO_SERVER_PART_H
#define GUOSUO_SERVER_PART_H

#include "server/rpc.h"
#include "server/store_member.h"
#include "server/store_part.h"

struct part {
	uint8_t pass_id[PASS_ID_LEN];
	char company[USCC_LEN + 1];
};

/* The trip of a pass id or of its first 8 bytes, if the caller has part in it.
 * ERR_INPUT      the field is neither       ERR_NOT_FOUND  no such trip, or none of the caller's */
enum err part_open(struct tx *tx, struct call *call, ProtobufCBinaryData pass, struct part *out) MUST_USE;

/* The id of a pass that is asked for by it or by its first 8 bytes. A whole id is taken as it is: the statements that
 * follow name the owner. Lives with the call. As part_open, besides ERR_MEMORY. */
enum err part_pass(struct tx *tx, struct call *call, ProtobufCBinaryData asked, struct span *out) MUST_USE;

/* The caller's role where one key has several: GROUP, AUDITOR, REVIEWER, OFFICER or CHECKPOINT. */
Guosuo__V1__Role part_role(const struct call *call);

/* The caller's name, as roster or company have it; lives with the call. */
enum err part_name(struct tx *tx, struct call *call, struct span *out) MUST_USE;

/* Neither empty nor longer than max, and as people write (utf8_plain). ERR_INPUT. */
enum err part_text(struct call *call, const char *field, const char *text, size_t max) MUST_USE;

/* In the directory. ERR_INPUT. */
enum err part_province(struct call *call, uint32_t province) MUST_USE;

#endif
