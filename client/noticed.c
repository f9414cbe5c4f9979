/* What of the notices kept here a gate and a driver are shown. */
#include "client/noticed.h"

#include <stdlib.h>
#include <string.h>

#include "client/keep.h"
#include "client/render.h"
#include "client/say.h"
#include "proto/body.h"
#include "proto/identity.h"

enum { NAME_LEN = 32 };

/* ---- kept files ---- */

static enum err read_kept(struct context *context, uint32_t province, struct span *out)
{
	char name[NAME_LEN];
	snprintf(name, sizeof name, "state/notice.%02u", province);
	return keep_read(context, name, NOTICE_FILE_MAX, out);
}

static int64_t read_as_of(struct context *context, uint32_t province)
{
	char name[NAME_LEN];
	struct span text;
	snprintf(name, sizeof name, "state/as_of.notice.%02u", province);
	return keep_read(context, name, NAME_LEN, &text) == ERR_OK ? strtoll((const char *)text.p, NULL, 10) : 0;
}

/* The time follows the file: a break between the two makes a new file look older than it is, which is harmless. */
static enum err write_kept(struct context *context, uint32_t province, struct span raw, int64_t as_of)
{
	char name[NAME_LEN], number[NAME_LEN];
	snprintf(name, sizeof name, "state/notice.%02u", province);
	enum err err = keep_write(context, name, raw, false);
	snprintf(name, sizeof name, "state/as_of.notice.%02u", province);
	snprintf(number, sizeof number, "%lld\n", (long long)as_of);
	return err == ERR_OK ? keep_write(context, name, span_text(number), false) : err;
}

/* ---- what of a file may be believed ---- */

struct believed {
	struct notice items[NOTICES_LIVE_MAX];
	const Guosuo__V1__RosterEntry *sealers[NOTICES_LIVE_MAX];
	size_t count, bad;
};

static enum err believe(struct context *context, const struct roster *roster, struct span raw, int64_t now,
			struct believed *out)
{
	const Guosuo__V1__NoticeFile *file;
	size_t entry;
	*out = (struct believed){.count = 0};
	enum err err = notice_file_read(raw, &context->arena, &file);
	if (err == ERR_OK && file->province != roster->body->province)
		err = ERR_SCOPE;
	for (size_t i = 0; err == ERR_OK && i < file->n_notices; i++) {
		struct notice *notice = &out->items[out->count];
		enum err one = notice_read(file->notices[i], &context->arena, notice);
		if (one == ERR_OK)
			one = notice_verify(file->notices[i], notice, roster, now, &context->arena, &entry);
		if (one == ERR_OK)
			out->sealers[out->count++] = roster->body->entries[entry];
		else if (one == ERR_MEMORY)
			err = one;
		else
			out->bad++;
	}
	return err;
}

static int64_t newest(const struct believed *believed)
{
	int64_t at = 0;
	for (size_t i = 0; i < believed->count; i++)
		if (believed->items[i].body->sealed_at > at)
			at = believed->items[i].body->sealed_at;
	return at;
}

static bool is_ended(const struct believed *believed, const struct notice *notice)
{
	for (size_t i = 0; i < believed->count; i++)
		if (notice_ends(&believed->items[i], believed->sealers[i], notice))
			return true;
	return false;
}

/* The newest of those that are kept; 0: none is, or the file is damaged and anything may take its place. */
static int64_t newest_kept(struct context *context, const struct roster *roster, struct span kept, int64_t now)
{
	struct believed believed;
	return kept.n > 0 && believe(context, roster, kept, now, &believed) == ERR_OK ? newest(&believed) : 0;
}

enum err noticed_claimed(struct context *context, struct span raw, int64_t *out)
{
	const size_t used = context->arena.used;
	const Guosuo__V1__NoticeFile *file;
	struct notice notice;
	int64_t at = 0;
	enum err err = notice_file_read(raw, &context->arena, &file);
	for (size_t i = 0; err == ERR_OK && i < file->n_notices; i++)
		if (notice_read(file->notices[i], &context->arena, &notice) == ERR_OK && notice.body->sealed_at > at)
			at = notice.body->sealed_at;
	context->arena.used = used;
	if (err == ERR_OK)
		*out = at;
	return err;
}

/* What a carried file proves is its newest notice. Against what was known then its sealer's clock may have been behind this one. */
static bool is_newer(int64_t proved, int64_t kept, int64_t known)
{
	return proved > kept && proved + SKEW_S >= known;
}

enum err noticed_take(struct context *context, const struct roster *roster, struct span raw, enum noticed_from from, int64_t now,
		      size_t *bad)
{
	struct span kept;
	struct believed believed;
	uint32_t province = roster->body->province;
	if (read_kept(context, province, &kept) != ERR_OK)
		kept = (struct span){NULL, 0};
	bool same = span_equal(kept, raw);
	int64_t held_at = from == NOTICED_DESK ? 0 : newest_kept(context, roster, kept, now), claimed;
	enum err err = noticed_claimed(context, raw, &claimed);
	if (err == ERR_OK && from == NOTICED_CARRIED && claimed <= held_at)
		return same ? ERR_EXISTS : ERR_ROLLBACK; /* it does not even claim more: none of its seals is looked at */
	if (err == ERR_OK)
		err = believe(context, roster, raw, now, &believed);
	if (err != ERR_OK)
		return err;
	*bad = believed.bad;
	int64_t as_of = from == NOTICED_DESK ? now : newest(&believed);
	if (from == NOTICED_CARRIED && !is_newer(as_of, held_at, read_as_of(context, province)))
		return same ? ERR_EXISTS : ERR_ROLLBACK;
	err = write_kept(context, province, raw, as_of);
	return err == ERR_OK && same ? ERR_EXISTS : err;
}

/* ---- which of them ---- */

enum err noticed_of_leg(struct context *context, const Guosuo__V1__Leg *leg, int64_t from, int64_t to,
			struct noticed_query *out)
{
	*out = (struct noticed_query){.from = from, .to = to};
	return notice_place(context, leg, &out->place);
}

static bool has_matter(const Guosuo__V1__Notice *notice, Guosuo__V1__NoticeMatter matter)
{
	size_t i = 0;
	while (i < notice->n_items && notice->items[i]->matter != matter)
		i++;
	return i < notice->n_items || matter == GUOSUO__V1__NOTICE_MATTER__NOTICE_MATTER_UNSPECIFIED;
}

static bool is_wanted(const struct notice *notice, const struct noticed_query *query, int64_t now)
{
	return notice_live(notice->body, now) && notice_holds(notice->body, query->from, query->to) &&
	       notice_concerns(notice->body, query->place.roads, query->place.count) && has_matter(notice->body, query->matter);
}

enum err noticed_read(struct context *context, const struct held *held, const struct noticed_query *query, int64_t now,
		      struct noticed *out)
{
	struct stand stand;
	struct span raw;
	struct believed believed;
	trust_stand(&held->trust, query->place.province, now, &stand);
	*out = (struct noticed){.count = 0};
	enum err err = read_kept(context, query->place.province, &raw);
	if (err == ERR_NOT_FOUND || (err == ERR_OK && stand.roster == NULL))
		return ERR_OK;
	struct notice *wanted = arena_take(&context->arena, sizeof believed.items);
	if (err == ERR_OK)
		err = wanted == NULL ? ERR_MEMORY : believe(context, stand.roster, raw, now, &believed);
	if (err != ERR_OK)
		return err;
	for (size_t i = 0; i < believed.count; i++)
		if (is_wanted(&believed.items[i], query, now) && !is_ended(&believed, &believed.items[i]))
			wanted[out->count++] = believed.items[i];
	out->items = wanted;
	out->as_of = read_as_of(context, query->place.province);
	return ERR_OK;
}

enum err noticed_find(struct context *context, const struct held *held, const char *id, Guosuo__V1__NoticeMatter matter,
		      int64_t now, struct notice *out)
{
	for (size_t i = 0; i < held->count; i++) {
		const struct noticed_query query = {.place = {.province = held->holdings[i].roster.body->province},
						    .from = now,
						    .to = INT64_MAX,
						    .matter = matter};
		struct noticed noticed;
		enum err err = noticed_read(context, held, &query, now, &noticed);
		for (size_t k = 0; err == ERR_OK && k < noticed.count; k++) {
			char own[NOTICE_ID];
			notice_id(noticed.items[k].hash, own);
			if (strcmp(own, id) != 0)
				continue;
			*out = noticed.items[k];
			return ERR_OK;
		}
		if (err != ERR_OK)
			return err;
	}
	return ERR_NOT_FOUND;
}

/* ---- shown ---- */

static void age_row(struct sheet *sheet, uint32_t province, const struct noticed *noticed, int64_t now)
{
	const char *name = province_name(province, sheet->context->lang);
	char age[RENDER_AGE];
	bool zh = sheet->context->lang == LANG_ZH;
	render_age(sheet->context, trust_age(noticed->as_of, now), age);
	if (sheet->context->json)
		return;
	if (noticed->as_of == 0)
		sheet_text(sheet, "", "管控通告", "notices", zh ? "%s: 本机未取得, 请先同步 (sync)" : "%s: none were ever fetched, sync first",
			   name == NULL ? "?" : name);
	else
		sheet_text(sheet, "", "管控通告", "notices", zh ? "%s: %zu 份, %s前的情况" : "%s: %zu, as of %s ago",
			   name == NULL ? "?" : name, noticed->count, age);
}

static void show_one(struct sheet *sheet, const struct held *held, uint32_t province, const struct noticed *noticed, int64_t now,
		     json_t *list)
{
	struct stand stand;
	trust_stand(&held->trust, province, now, &stand);
	age_row(sheet, province, noticed, now);
	for (size_t i = 0; i < noticed->count; i++) {
		char id[NOTICE_ID];
		notice_id(noticed->items[i].hash, id);
		notice_rows(sheet, held, stand.roster, noticed->items[i].body, id);
		json_array_append_new(list, notice_json(&noticed->items[i]));
	}
}

size_t noticed_show(struct context *context, const struct held *held, const struct noticed_query *queries, size_t count,
		    int64_t now, struct sheet *sheet)
{
	json_t *list = json_array(), *ages = json_array();
	size_t shown = 0;
	for (size_t i = 0; i < count; i++) {
		uint32_t province = queries[i].place.province;
		struct noticed noticed;
		enum err err = noticed_read(context, held, &queries[i], now, &noticed);
		if (err != ERR_OK) {
			say_err(context, err, say_text(context, SAY_NOTICES_DAMAGED));
			continue;
		}
		show_one(sheet, held, province, &noticed, now, list);
		json_array_append_new(ages, json_pack("{s:i, s:I}", "province", (int)province, "as_of",
						      (json_int_t)noticed.as_of));
		shown += noticed.count;
	}
	sheet_json(sheet, "notices", list);
	sheet_json(sheet, "notices_as_of", ages);
	return shown;
}
