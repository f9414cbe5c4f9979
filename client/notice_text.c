/* A notice as people and programs read it. */
#include "client/notice.h"

#include <stdlib.h>

#include <sodium.h>

#include "client/render.h"
#include "proto/identity.h"
#include "proto/wire/json.h"

enum { LINE = 1024 };

static const char *const matters[][2] = {{"?", "?"},
                                         {"入口开放", "entrance open"},
                                         {"入口关闭", "entrance closed"},
                                         {"分流点", "diversion point"},
                                         {"准行时段", "hours"},
                                         {"须申报", "declaration"},
                                         {"道路施工", "road works"},
                                         {"支持措施", "support measure"}};

static const char *matter_word(const struct context *context, uint32_t matter)
{
	return matters[matter < sizeof matters / sizeof matters[0] ? matter : 0][context->lang == LANG_EN];
}

/* The language asked for, else the one there is. */
static const char *either(const struct context *context, const char *zh, const char *en)
{
	return context->lang == LANG_EN && en[0] != '\0' ? en : zh;
}

static void hours_text(const struct context *context, const Guosuo__V1__NoticeItem *item,
                       char out[static LINE])
{
	static const char *const days[7][2] = {{"一", "Mon"}, {"二", "Tue"}, {"三", "Wed"}, {"四", "Thu"},
	                                       {"五", "Fri"}, {"六", "Sat"}, {"日", "Sun"}};
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < item->n_hours && n < LINE / 2; i++) {
		const Guosuo__V1__Hours *hours = item->hours[i];
		for (size_t d = 0; d < 7; d++)
			if ((hours->weekdays >> d & 1) != 0 && hours->weekdays != 127)
				n += (size_t)snprintf(out + n, LINE - n, " %s",
				                      days[d][context->lang == LANG_EN]);
		n += (size_t)snprintf(out + n, LINE - n, " %02u:%02u-%02u:%02u", hours->from_min / 60,
		                      hours->from_min % 60, hours->to_min / 60, hours->to_min % 60);
	}
}

static const char *site_name(const struct roster *roster, const Guosuo__V1__NoticeItem *item)
{
	static const Guosuo__V1__SiteKind kinds[] = {
	    GUOSUO__V1__SITE_KIND__SITE_STATION, GUOSUO__V1__SITE_KIND__SITE_DIVERSION,
	    GUOSUO__V1__SITE_KIND__SITE_CHECKPOINT, GUOSUO__V1__SITE_KIND__SITE_STOP};
	for (size_t i = 0; roster != NULL && item->site != 0 && i < sizeof kinds / sizeof kinds[0]; i++) {
		const Guosuo__V1__Site *site = roster_site(roster, kinds[i], item->division, item->site);
		if (site != NULL)
			return site->name;
	}
	return "";
}

static void show_item(struct sheet *sheet, const struct roster *roster, const Guosuo__V1__NoticeItem *item)
{
	const struct context *context = sheet->context;
	uint32_t matter = (uint32_t)item->matter;
	char hours[LINE];
	hours_text(context, item, hours);
	if (!context->json)
		sheet_text(sheet, "", matters[matter < 8 ? matter : 0][0], matter_word(context, matter),
		           "%s%s%s%s%s%s", item->road, item->road[0] == '\0' ? "" : " ",
		           site_name(roster, item), item->site == 0 ? "" : " ",
		           either(context, item->text, item->text_en), hours);
}

void notice_rows(struct sheet *sheet, const struct held *held, const struct roster *roster,
                 const Guosuo__V1__Notice *notice, const char *id)
{
	const struct context *context = sheet->context;
	char from[RENDER_TIME], to[RENDER_TIME];
	render_time(held, notice->not_before, from);
	render_time(held, notice->not_after, to);
	if (!context->json)
		sheet_text(sheet, "", "管控通告", "notice", "%s  %s  %s / %s%s%s%s%s",
		           province_name(notice->province, context->lang),
		           either(context, notice->title, notice->title_en), from, to,
		           notice->phone[0] == '\0' ? "" : "  ", notice->phone, id[0] == '\0' ? "" : "  ", id);
	for (size_t i = 0; i < notice->n_items; i++)
		show_item(sheet, roster, notice->items[i]);
}

void notice_id(const uint8_t hash[static HASH_LEN], char out[static NOTICE_ID])
{
	sodium_bin2hex(out, NOTICE_ID, hash, NOTICE_ID / 2);
}

json_t *notice_json(const struct notice *notice)
{
	char *text, id[NOTICE_ID];
	size_t n;
	if (json_write(&notice->body->base, JSON_FOR_PROGRAMS, &text, &n) != ERR_OK)
		return NULL;
	json_t *object = json_loadb(text, n, 0, NULL);
	free(text);
	notice_id(notice->hash, id);
	json_object_set_new(object, "id", json_string(id));
	return object;
}

enum err notice_place(struct context *context, const Guosuo__V1__Leg *leg, struct notice_place *out)
{
	char **roads = arena_take(&context->arena, (leg->n_roads + 1) * sizeof *roads);
	if (roads == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < leg->n_roads; i++)
		roads[i] = leg->roads[i]->number;
	*out = (struct notice_place){leg->province, roads, leg->n_roads};
	return ERR_OK;
}
