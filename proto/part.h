/* proto/part.h - a state file as a sequence of codes for a gate's scanner: read in any order, any of them more than once. Nothing is
 * believed by that; whoever has the whole takes it as any file that was carried (proto/claim.h). */
#ifndef GUOSUO_PROTO_PART_H
#define GUOSUO_PROTO_PART_H

#include "proto/claim.h"

#define PART_PREFIX "GUOSUOD1:"
enum {
	PART_BYTES = 900, /* of the file, in every part but the last: a symbol as large as a pass's */
	PARTS_MAX = 64,
	PARTS_FILE_MAX = PARTS_MAX * PART_BYTES,
	PART_DIGEST = 8,
	PART_MAX = 960, /* bytes of a part */
	PART_TEXT_MAX = 9 + PART_MAX / 2 * 3 + 2,
};

uint32_t part_count(struct span file); /* of how many parts a file is, whatever their bounds */

/* What all parts of a file share, in the arena; province: of notices, whose file begins otherwise.
 * ERR_SIZE: none, or more than PARTS_FILE_MAX bytes; ERR_FORMAT: the file does not say its edition; ERR_MEMORY. */
enum err part_begin(Guosuo__V1__StateKind kind, uint32_t province, struct span file, struct arena *arena,
		    Guosuo__V1__StatePart *out) MUST_USE;

/* The index-th of `shared.of` as a code's text, in the arena. ERR_SIZE: there is none such; ERR_MEMORY. */
enum err part_text(const Guosuo__V1__StatePart *shared, struct span file, uint32_t index, struct arena *arena,
		   char **out) MUST_USE;

/* One code, canonical and sound: kind known, what the kind asks for and no more, index and length in bounds. One final CR, LF or
 * CRLF is trimmed. ERR_SIZE, ERR_NEWER, ERR_FORMAT, ERR_MEMORY; on error the arena gives nothing out. */
enum err part_read(struct span text, struct arena *arena, const Guosuo__V1__StatePart **out) MUST_USE;

/* Are they of one file, by what they say? */
bool part_same(const Guosuo__V1__StatePart *a, const Guosuo__V1__StatePart *b);

/* What they say it is; of notices nothing but the province. */
struct claim part_claim(const Guosuo__V1__StatePart *one);

/* The file, in the arena, of its parts in any order. ERR_STATE: not all of one file, each once; ERR_FORMAT: together they are not
 * what they say; ERR_MEMORY. */
enum err part_join(const Guosuo__V1__StatePart *const *items, size_t count, struct arena *arena, struct span *out) MUST_USE;

#endif
