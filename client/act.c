#include "client/act.h"

#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "client/condition.h"
#include "client/key.h"
#include "client/render.h"
#include "client/rounds.h"
#include "client/rows.h"
#include "proto/body.h"
#include "proto/identity.h"
#include "proto/line.h"

extern const unsigned char act_texts[];

static const char *const words[ACT_KINDS] = {"acceptance", "correction", "extension", "approval", "refusal"};

enum act_kind act_kind_of(const char *word)
{
	for (enum act_kind kind = 0; kind < ACT_KINDS; kind++)
		if (strcmp(words[kind], word) == 0)
			return kind;
	return ACT_KINDS;
}

const char *act_word(enum act_kind kind)
{
	return words[kind];
}

/* ---- facts: what stands for {name} in a text ---- */

enum { FACT_MAX = 2048, FACTS = 10, TEXT_MAX = 8192 };

struct facts {
	struct {
		const char *name;
		char value[FACT_MAX];
	} item[FACTS];
	size_t count;
};

static void put(struct facts *facts, const char *name, const char *value)
{
	if (facts->count == FACTS)
		return;
	struct line line = line_over(facts->item[facts->count].value, FACT_MAX);
	line_put(&line, value, strlen(value));
	facts->item[facts->count++].name = name;
}

static const char *fact(const struct facts *facts, const char *name, size_t n)
{
	for (size_t i = 0; i < facts->count; i++)
		if (strlen(facts->item[i].name) == n && memcmp(facts->item[i].name, name, n) == 0)
			return facts->item[i].value;
	return NULL;
}

/* An unknown {name} stays as it is, so that a slip in an edited text is seen. */
static void fill(const struct facts *facts, const char *text, char out[static TEXT_MAX])
{
	struct line line = line_over(out, TEXT_MAX);
	while (*text != '\0') {
		const char *end = *text == '{' ? strchr(text, '}') : NULL;
		const char *value = end == NULL ? NULL : fact(facts, text + 1, (size_t)(end - text) - 1);
		size_t n = value != NULL ? strlen(value) : 1 + strcspn(text + 1, "{");
		line_put(&line, value != NULL ? value : text, n);
		text = value != NULL ? end + 1 : text + n;
	}
}

static void day(const struct held *held, int64_t when, char zh[static 64], char en[static 64])
{
	static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
					     "July",    "August",   "September", "October", "November", "December"};
	char text[RENDER_TIME];
	int year = 0, month = 1, number = 1;
	render_time(held, when, text);
	if (sscanf(text, "%4d-%2d-%2d", &year, &month, &number) != 3 || month < 1 || month > 12)
		month = 1;
	snprintf(zh, 64, "%d年%d月%d日", year, month, number);
	snprintf(en, 64, "%d %s %d", number, months[month - 1], year);
}

static void route(const Guosuo__V1__Trip *trip, enum lang lang, char out[static FACT_MAX])
{
	size_t at = 0;
	out[0] = '\0';
	for (size_t i = 0; i < trip->n_provinces && at < FACT_MAX; i++) {
		const char *name = province_name(trip->provinces[i], lang), *between = lang == LANG_ZH ? "、" : ", ";
		int n = snprintf(out + at, FACT_MAX - at, "%s%s", i > 0 ? between : "", name == NULL ? "?" : name);
		at += n > 0 ? (size_t)n : 0;
	}
}

/* ---- texts ---- */

struct letter {
	const struct act *act;
	json_t *root, *text, *authority;
	struct facts facts;
	char day_zh[64], day_en[64];
	struct rows rows;
};

static const char *string_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text == NULL ? "" : text;
}

static enum err open_texts(struct letter *letter, struct span texts)
{
	char number[16];
	struct span source = texts.n > 0 ? texts : span_text((const char *)act_texts);
	letter->root = json_loadb((const char *)source.p, source.n, JSON_REJECT_DUPLICATES, NULL);
	letter->text = json_object_get(json_object_get(letter->root, "acts"), words[letter->act->kind]);
	snprintf(number, sizeof number, "%02u", letter->act->province);
	json_t *authorities = json_object_get(letter->root, "authorities");
	letter->authority = json_object_get(authorities, number);
	if (letter->authority == NULL)
		letter->authority = json_object_get(authorities, "default");
	bool good = json_is_array(json_object_get(letter->text, "zh")) && json_is_array(json_object_get(letter->text, "en")) &&
		    string_of(letter->text, "title_zh")[0] != '\0' && string_of(letter->authority, "zh")[0] != '\0';
	return good ? ERR_OK : ERR_FORMAT;
}

/* An authority's strings may name the province themselves. */
static void put_filled(struct facts *facts, const char *name, const char *text)
{
	char filled[TEXT_MAX];
	fill(facts, text, filled);
	put(facts, name, filled);
}

static void gather(struct letter *letter)
{
	const struct act *act = letter->act;
	char number[PASS_NUMBER_LEN + 1], text[FACT_MAX];
	const char *zh = province_name(act->province, LANG_ZH), *en = province_name(act->province, LANG_EN);
	struct facts *facts = &letter->facts;
	pass_number(act->trip->body->pass_id.data, number);
	day(act->held, act->sealed_at, letter->day_zh, letter->day_en);
	put(facts, "number", number);
	put(facts, "company", act->trip->body->company->name);
	put(facts, "province_zh", zh == NULL ? "?" : zh);
	put(facts, "province_en", en == NULL ? "?" : en);
	route(act->trip->body, LANG_ZH, text);
	put(facts, "route_zh", text);
	route(act->trip->body, LANG_EN, text);
	put(facts, "route_en", text);
	put(facts, "reason", act->decision == NULL ? "" : act->decision->reason);
	put_filled(facts, "review_zh", string_of(letter->authority, "review_zh"));
	put_filled(facts, "review_en", string_of(letter->authority, "review_en"));
}

/* {date} is written in the language of the text it stands in. */
static void fill_dated(struct letter *letter, const char *date, const char *text, char out[static TEXT_MAX])
{
	struct facts *facts = &letter->facts;
	put(facts, "date", date);
	fill(facts, text, out);
	facts->count--;
}

/* ---- the page ---- */

static void render(struct sheet *sheet, void *of)
{
	const struct act *act = of;
	render_trip(sheet, act->held, act->trip->body);
	if (act->leg != NULL)
		render_leg(sheet, act->held, act->leg);
}

/* A text may name the rows it wants; else all. */
static bool wanted(const void *of, const char *key)
{
	const struct letter *letter = of;
	const json_t *rows = json_object_get(letter->text, "rows");
	size_t i;
	json_t *at;
	json_array_foreach(rows, i, at)
	{
		if (json_is_string(at) && strcmp(json_string_value(at), key) == 0)
			return true;
	}
	return json_array_size(rows) == 0;
}

static void draw_paragraphs(struct print *print, struct letter *letter, const char *lang, const char *date,
			    enum print_style style)
{
	char filled[TEXT_MAX];
	size_t i;
	json_t *paragraph;
	json_array_foreach(json_object_get(letter->text, lang), i, paragraph)
	{
		fill_dated(letter, date, json_is_string(paragraph) ? json_string_value(paragraph) : "", filled);
		print_text(print, style == PRINT_BODY && i == 0 ? PRINT_SALUTE : style, filled);
	}
}

enum { WITH_ROWS = 90 }; /* points: a heading does not stand alone at the foot of a page */

/* "{name}_zh / {name}_en" of the texts, where they have it. */
static void draw_heading(struct print *print, const struct letter *letter, const char *name)
{
	char key[32], line[256];
	snprintf(key, sizeof key, "%s_zh", name);
	const char *zh = string_of(letter->root, key);
	snprintf(key, sizeof key, "%s_en", name);
	snprintf(line, sizeof line, "%s / %s", zh, string_of(letter->root, key));
	print_gap(print, 8);
	print_need(print, WITH_ROWS);
	if (zh[0] != '\0')
		print_text(print, PRINT_SMALL, line);
}

/* One thing that is asked for, as it was sealed. */
static void draw_item(struct print *print, const Guosuo__V1__CorrectionItem *item, size_t number)
{
	char label[ITEM_FIELD_MAX + 128], value[2 * ITEM_TEXT_MAX + 256];
	snprintf(label, sizeof label, "%zu. %s\n%s", number, rounds_fault(item->fault, 0), item->field);
	snprintf(value, sizeof value, "问题 wrong: %s\n需要 needed: %s\n办法 remedy: %s / %s", item->wrong, item->needed,
		 rounds_remedy(item->remedy, 0), rounds_remedy(item->remedy, 2));
	print_row(print, label, value);
}

/* What a decision says beside its reason. */
static void draw_parts(struct print *print, const struct letter *letter)
{
	const Guosuo__V1__Decision *decision = letter->act->decision;
	char text[ROUNDS_TEXT];
	if (decision == NULL)
		return;
	if (decision->n_items > 0)
		draw_heading(print, letter, "items");
	for (size_t i = 0; i < decision->n_items; i++)
		draw_item(print, decision->items[i], i + 1);
	if (decision->proposal == NULL)
		return;
	rounds_proposal(letter->act->held, decision->province, decision->proposal, text);
	draw_heading(print, letter, "proposal");
	print_row(print, decision->proposal->n_stops == 0 ? "路线、期限、时段\nroads, window, hours"
							  : "路线、期限、时段、停靠点\nroads, window, hours, stops", text);
}

static void draw_seals(struct print *print, const struct act *act)
{
	char line[512], hex[17], when[RENDER_TIME];
	render_time(act->held, act->sealed_at, when);
	for (size_t i = 0; i < act->person_count; i++) {
		key_hex(act->persons[i]->key.data, hex);
		snprintf(line, sizeof line, "电子签章 %zu / seal %zu: %s (身份 / key %s), %s", i + 1, i + 1, act->persons[i]->name,
			 hex, when);
		print_text(print, PRINT_SMALL, line);
	}
}

static void draw_hash(struct print *print, const struct act *act)
{
	char line[256], hex[2 * HASH_LEN + 1];
	uint8_t hash[HASH_LEN];
	body_hash(act->body, hash);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	snprintf(line, sizeof line, "签章数据摘要 / SHA-256 of the sealed data: %s", hex);
	print_text(print, PRINT_SMALL, line);
}

static void draw_signature(struct print *print, struct letter *letter)
{
	char filled[TEXT_MAX];
	enum { BLOCK = 130 };
	print_gap(print, 10);
	print_need(print, BLOCK);
	fill(&letter->facts, string_of(letter->authority, "zh"), filled);
	print_text(print, PRINT_RIGHT, filled);
	print_text(print, PRINT_RIGHT, letter->day_zh);
	fill(&letter->facts, string_of(letter->authority, "en"), filled);
	strncat(filled, ", ", TEXT_MAX - strlen(filled) - 1);
	strncat(filled, letter->day_en, TEXT_MAX - strlen(filled) - 1);
	print_text(print, PRINT_RIGHT, filled);
	print_gap(print, 6);
	draw_seals(print, letter->act);
	draw_hash(print, letter->act);
}

static void draw(struct print *print, void *context)
{
	struct letter *letter = context;
	print_text(print, PRINT_TITLE, string_of(letter->text, "title_zh"));
	print_text(print, PRINT_TITLE_EN, string_of(letter->text, "title_en"));
	draw_paragraphs(print, letter, "zh", letter->day_zh, PRINT_BODY);
	print_gap(print, 4);
	draw_paragraphs(print, letter, "en", letter->day_en, PRINT_BODY_EN);
	draw_parts(print, letter);
	draw_signature(print, letter); /* it belongs to the text, not to a page of its own behind the table */
	draw_heading(print, letter, "rows");
	rows_print(print, &letter->rows, wanted, letter);
	if (letter->act->leg != NULL)
		condition_print(print, letter->act->leg, letter->act->conditions);
}

enum err act_make(struct context *context, const struct act *act, struct span texts, uint8_t **out, size_t *length)
{
	struct letter *letter = arena_take(&context->arena, sizeof *letter);
	char footer[512];
	if (letter == NULL)
		return ERR_MEMORY;
	letter->act = act;
	enum err err = open_texts(letter, texts);
	if (err == ERR_OK) {
		gather(letter);
		rows_gather(&letter->rows, context, render, (void *)act);
		snprintf(footer, sizeof footer, "%s\n%s", string_of(letter->root, "footer_zh"),
			 string_of(letter->root, "footer_en"));
		const struct print_sheet sheet = {string_of(letter->text, "title_zh"), footer, act->sealed_at};
		err = print_make(&sheet, draw, letter, out, length);
	}
	json_decref(letter->root);
	return err;
}
