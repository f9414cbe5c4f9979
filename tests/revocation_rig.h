/* tests/revocation_rig.h - a sound revocation of Shandong's, to be spoiled and sealed by a test. */
#ifndef GUOSUO_TESTS_REVOCATION_RIG_H
#define GUOSUO_TESTS_REVOCATION_RIG_H

#include "proto/body.h"
#include "proto/revocation.h"
#include "tests/trust_rig.h"

/* Of week 202012, the indexes 3, 4, 9 and on: `count` of them. */
static inline Guosuo__V1__Revocation *revocation_make(struct rig *rig, uint32_t province, size_t count,
                                                      int64_t now)
{
	static char note[] = "申报质量与实测不符";
	static const uint32_t first[] = {3, 4, 9};
	Guosuo__V1__Revocation *out = RIG_NEW(rig, Guosuo__V1__Revocation, GUOSUO__V1__REVOCATION__INIT);
	out->province = province;
	out->week = 202012;
	out->indexes = rig_take(rig, (count + 1) * sizeof(uint32_t));
	out->n_indexes = count;
	for (size_t i = 0; i < count; i++)
		out->indexes[i] = i < RIG_COUNT(first) ? first[i] : (uint32_t)i + 7;
	out->sealed_at = now;
	out->reason = GUOSUO__V1__REVOCATION_REASON__FALSE_STATEMENT;
	out->note = note;
	return out;
}

static inline Guosuo__V1__Sealed *revocation_sealed(struct rig *rig, const Guosuo__V1__Revocation *revocation,
                                                    const uint32_t *keys)
{
	Guosuo__V1__Sealed *out = RIG_NEW(rig, Guosuo__V1__Sealed, GUOSUO__V1__SEALED__INIT);
	struct span body = rig_pack(rig, &revocation->base),
	            seals = rig_seals(rig, KIND_revocation, NULL, body, keys);
	out->body = rig_bytes(rig, body.p, body.n);
	out->seals = rig_bytes(rig, seals.p, seals.n);
	return out;
}

#endif
