/* tests/notice_rig.h - a sound notice of a province, to be spoiled and sealed by a test. */
#ifndef GUOSUO_TESTS_NOTICE_RIG_H
#define GUOSUO_TESTS_NOTICE_RIG_H

#include "proto/notice.h"
#include "tests/trust_rig.h"

static inline char *notice_words(const char *text)
{
	return (char *)(uintptr_t)text;
}

/* Of the county 323 of the province, about the G3, for two days: an entrance closed, hours, a diversion
 * point. */
static inline Guosuo__V1__Notice *notice_make(struct rig *rig, uint32_t province, int64_t now)
{
	static const Guosuo__V1__NoticeMatter matters[] = {GUOSUO__V1__NOTICE_MATTER__ENTRANCE_CLOSED,
	                                                   GUOSUO__V1__NOTICE_MATTER__PASSAGE_HOURS,
	                                                   GUOSUO__V1__NOTICE_MATTER__DIVERSION_POINT};
	Guosuo__V1__Notice *notice = RIG_NEW(rig, Guosuo__V1__Notice, GUOSUO__V1__NOTICE__INIT);
	Guosuo__V1__Hours *hours = RIG_NEW(rig, Guosuo__V1__Hours, GUOSUO__V1__HOURS__INIT);
	notice->province = province;
	notice->sealed_at = now;
	notice->not_before = now;
	notice->not_after = now + 2 * RIG_DAY;
	notice->divisions = rig_take(rig, sizeof(uint32_t));
	notice->divisions[0] = province * 10000 + 323;
	notice->n_divisions = 1;
	notice->roads = rig_take(rig, sizeof(char *));
	notice->roads[0] = notice_words("G3");
	notice->n_roads = 1;
	notice->title = notice_words("入口管控");
	notice->title_en = notice_words("entrances");
	notice->phone = notice_words("0534-00000000");
	notice->n_items = RIG_COUNT(matters);
	notice->items = rig_take(rig, sizeof(void *) * RIG_COUNT(matters));
	for (size_t i = 0; i < RIG_COUNT(matters); i++) {
		notice->items[i] = RIG_NEW(rig, Guosuo__V1__NoticeItem, GUOSUO__V1__NOTICE_ITEM__INIT);
		notice->items[i]->matter = matters[i];
		notice->items[i]->road = notice_words("G3");
		notice->items[i]->text = notice_words("只留一个入口");
	}
	notice->items[0]->division = province * 10000 + 323;
	notice->items[0]->site = 12;
	hours->weekdays = 127;
	hours->from_min = 6 * 60;
	hours->to_min = 20 * 60;
	notice->items[1]->hours = rig_take(rig, sizeof(void *));
	notice->items[1]->hours[0] = hours;
	notice->items[1]->n_hours = 1;
	return notice;
}

/* Packed as it is, sound or not, and sealed by these keys (ended by 0). */
static inline Guosuo__V1__Sealed *notice_sealed(struct rig *rig, const Guosuo__V1__Notice *notice,
                                                const uint32_t *keys)
{
	Guosuo__V1__Sealed *sealed = RIG_NEW(rig, Guosuo__V1__Sealed, GUOSUO__V1__SEALED__INIT);
	struct span body = rig_pack(rig, &notice->base),
	            seals = rig_seals(rig, KIND_notice, NULL, body, keys);
	sealed->body = rig_bytes(rig, body.p, body.n);
	sealed->seals = rig_bytes(rig, seals.p, seals.n);
	return sealed;
}

#endif
