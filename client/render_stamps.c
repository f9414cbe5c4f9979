#include "client/render_stamps.h"

#include "client/inspect.h"

static const char *name_of(const struct sheet *sheet, uint32_t province)
{
	const char *name = province_name(province, sheet->context->lang);
	return name == NULL ? "?" : name;
}

static void one_stamp(struct sheet *sheet, const struct held *held, const struct mark *mark, const Guosuo__V1__CarriedStamp *carried,
                      json_t *list)
{
	char at[RENDER_TIME], names[INSPECT_NAMES];
	struct inspections done;
	render_time(held, mark->time, at);
	inspect_carried(carried, &done);
	inspect_names(done.codes, done.count, sheet->context->lang, names);
	json_array_append_new(list, json_pack("{s:i, s:i, s:I, s:s, s:s, s:o}", "province", (int)mark->province, "checkpoint",
	                                      (int)mark->checkpoint, "at", (json_int_t)mark->time, "verdict",
	                                      word_name((enum word)mark->verdict), "outcome",
	                                      stamp_outcome_text((Guosuo__V1__Outcome)mark->outcome, LANG_EN), "inspections",
	                                      inspect_json(done.codes, done.count)));
	if (!sheet->context->json)
		sheet_text(sheet, "stamp", "随带签章", "stamp", "%s %u  %s  %s  %s%s%s", name_of(sheet, mark->province), mark->checkpoint,
		           at, word_name((enum word)mark->verdict),
		           stamp_outcome_text((Guosuo__V1__Outcome)mark->outcome, sheet->context->lang), done.count == 0 ? "" : "  ", names);
}

static void silent_provinces(struct sheet *sheet, const struct verdict *verdict)
{
	uint32_t silent[LEGS_MAX];
	char text[LEGS_MAX * 32] = "";
	json_t *list = json_array();
	const size_t n =
	    chain_silent(verdict->trip, verdict->leg->ordinal, verdict->carried, verdict->carried_count, silent);
	for (size_t i = 0, at = 0; i < n; i++) {
		at += (size_t)snprintf(text + at, sizeof text - at, "%s%s", i == 0 ? "" : ", ", name_of(sheet, silent[i]));
		json_array_append_new(list, json_integer(silent[i]));
	}
	sheet_json(sheet, "silent", list);
	if (n > 0 && !sheet->context->json)
		sheet_text(sheet, "silent", "未见签章", "no stamp of", "%s", text);
}

void render_stamps(struct sheet *sheet, const struct held *held, const struct verdict *verdict)
{
	json_t *list;
	if (verdict->carried_count == 0 || verdict->trip == NULL || verdict->leg == NULL)
		return;
	list = json_array();
	for (size_t i = 0; i < verdict->carried_count; i++)
		one_stamp(sheet, held, &verdict->carried[i], verdict->carried_as[i], list);
	sheet_json(sheet, "stamps", list);
	silent_provinces(sheet, verdict);
}
