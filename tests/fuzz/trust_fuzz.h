/* tests/fuzz/trust_fuzz.h - a good file and what a fuzzer's bytes make of it; a check that release builds
 * keep. */
#ifndef GUOSUO_TESTS_TRUST_FUZZ_H
#define GUOSUO_TESTS_TRUST_FUZZ_H

#include "tests/trust_rig.h"

enum trust_file { TRUST_FIRST, TRUST_NEXT, TRUST_ROSTER, TRUST_STATUS, TRUST_FILES };

enum { EDIT_LEN = 4, EDITED_MAX = 1 << 16 };

/* Steps of four bytes over a copy of `base`: offset (2, big-endian), what (0 set, 1 flip, 2 insert, 3
 * remove), value. */
static inline struct span edited(struct span base, const uint8_t *data, size_t size,
                                 uint8_t out[static EDITED_MAX])
{
	size_t n = base.n;
	memcpy(out, base.p, n);
	for (; size >= EDIT_LEN && n > 0 && n < EDITED_MAX; data += EDIT_LEN, size -= EDIT_LEN) {
		size_t at = (size_t)(data[0] << 8 | data[1]) % n;
		switch (data[2] % 4) {
		case 0:
			out[at] = data[3];
			break;
		case 1:
			out[at] ^= (uint8_t)(1U << data[3] % 8);
			break;
		case 2:
			memmove(out + at + 1, out + at, n - at);
			out[at] = data[3];
			n++;
			break;
		default:
			memmove(out + at, out + at + 1, n - at - 1);
			n--;
		}
	}
	return span_of(out, n);
}

static inline const ProtobufCMessage *trust_message(struct rig *rig, enum trust_file file)
{
	static const uint8_t revoked[] = {0x53, 0x10, 0x77};
	Guosuo__V1__StatusList *list;
	switch (file) {
	case TRUST_FIRST:
	case TRUST_NEXT:
		return &rig_directory(rig, file == TRUST_FIRST ? 5 : 6)->base;
	case TRUST_ROSTER:
		return &rig_roster(rig, SHANDONG, 1)->base;
	default:
		list = rig_status(rig, SHANDONG, 1);
		list->weeks[1]->rice = 3;
		list->weeks[1]->revoked = rig_bytes(rig, revoked, sizeof revoked);
		return &list->base;
	}
}

#endif
