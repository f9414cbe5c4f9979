#include "client/rounds.h"

#include <sodium.h>
#include <string.h>

#include "client/render.h"
#include "client/say.h"

/* ---- words ---- */

/* Chinese, English; the English is what is typed where a number is looked for. Third: the English in full, where it is printed. */
struct words {
	const char *text[3];
};

static const struct words decisions[] = {
    {{"?", "?"}}, {{"不予许可", "refused"}}, {{"要求补正", "asked"}}, {{"暂停", "paused"}}, {{"恢复", "resumed"}}, {{"重开", "reopened"}}};
static const struct words faults_of_items[] = {
    {{"?", "?"}}, {{"缺少", "missing"}}, {{"有误", "wrong"}}, {{"不清", "unclear"}}, {{"矛盾", "contradicts"}}};
static const struct words remedies[] = {
    {{"?", "?", "?"}},
    {{"说明, 可附文件", "explain", "explain; documents may be attached"}},
    {{"可改省段路线或时间", "leg", "change the leg's roads or times"}},
    {{"须变更运次, 重新申请", "reapply", "change the trip and apply again"}}};
static const struct words changes[] = {{{"?", "?"}}, {{"延期", "extension"}}, {{"绕行", "detour"}}, {{"其他变更", "terms"}}};
static const struct words parties[] = {
    {{"?", "?"}}, {{"公安交管", "police"}}, {{"公路经营管理单位", "road_operator"}}, {{"市", "city"}}, {{"县", "county"}}};
static const struct words opinions[] = {
    {{"未答复", "waiting"}}, {{"同意", "agreed"}}, {{"有条件同意", "conditions"}}, {{"不同意", "objected"}}};

#define WORD(table, at, column) ((size_t)(at) < sizeof(table) / sizeof(table)[0] ? (table)[at].text[column] : "?")

static uint32_t number_of(const struct words *table, size_t count, const char *word)
{
	for (size_t i = 1; i < count; i++)
		if (strcmp(table[i].text[1], word) == 0)
			return (uint32_t)i;
	return 0;
}
#define NUMBER(table, word) number_of(table, sizeof(table) / sizeof(table)[0], word)

const char *rounds_party(uint32_t party, size_t column)
{
	return WORD(parties, party, column);
}

const char *rounds_fault(uint32_t fault, size_t column)
{
	return WORD(faults_of_items, fault, column);
}

const char *rounds_remedy(uint32_t remedy, size_t column)
{
	return WORD(remedies, remedy, column);
}

uint32_t rounds_party_number(const char *word)
{
	return NUMBER(parties, word);
}

uint32_t rounds_opinion_number(const char *word)
{
	return NUMBER(opinions, word);
}

uint32_t rounds_change_number(const char *word)
{
	return NUMBER(changes, word);
}

static size_t column_of(const struct sheet *sheet)
{
	return sheet->context->lang == LANG_EN || sheet->context->json;
}

/* ---- proposals ---- */

static void add_text(char *out, const char *separator, const char *piece)
{
	size_t used = strlen(out);
	snprintf(out + used, ROUNDS_TEXT - used, "%s%s", used > 0 ? separator : "", piece);
}

static void add_stop(const struct held *held, uint32_t province, uint32_t code, char *out)
{
	const Guosuo__V1__Site *site = held_stop(held, province, code);
	char piece[256];
	snprintf(piece, sizeof piece, "@%u%s%s", code, site == NULL ? "" : " ", site == NULL ? "" : site->name);
	add_text(out, ", ", piece);
}

void rounds_proposal(const struct held *held, uint32_t province, const Guosuo__V1__Proposal *proposal,
		     char out[static ROUNDS_TEXT])
{
	char piece[128], from[RENDER_TIME] = "", to[RENDER_TIME] = "";
	out[0] = '\0';
	for (size_t i = 0; i < proposal->n_roads; i++) {
		if (proposal->roads[i]->exit == 0)
			snprintf(piece, sizeof piece, "%s", proposal->roads[i]->number);
		else
			snprintf(piece, sizeof piece, "%s/%u", proposal->roads[i]->number, proposal->roads[i]->exit);
		add_text(out, i == 0 ? ", " : " > ", piece);
	}
	if (proposal->not_before != 0)
		render_time(held, proposal->not_before, from);
	if (proposal->not_after != 0)
		render_time(held, proposal->not_after, to);
	snprintf(piece, sizeof piece, "%s..%s", from, to);
	if (proposal->not_before != 0 || proposal->not_after != 0)
		add_text(out, ", ", piece);
	for (size_t i = 0; i < proposal->n_hours; i++) {
		const Guosuo__V1__Hours *hours = proposal->hours[i];
		snprintf(piece, sizeof piece, "%02u:%02u-%02u:%02u", hours->from_min / 60, hours->from_min % 60, hours->to_min / 60,
			 hours->to_min % 60);
		add_text(out, ", ", piece);
	}
	for (size_t i = 0; i < proposal->n_stops; i++)
		add_stop(held, province, proposal->stops[i], out);
}

/* ---- decisions ---- */

static const Guosuo__V1__AnswerView *answer_to(const Guosuo__V1__LegRounds *leg, const Guosuo__V1__Sealed *decision,
					       uint32_t item)
{
	uint8_t hash[HASH_LEN];
	body_hash(span_of(decision->body.data, decision->body.len), hash);
	for (size_t i = 0; i < leg->n_answers; i++) {
		const Guosuo__V1__AnswerView *view = leg->answers[i];
		if (view->answer != NULL && view->answer->item == item && view->decision.len == HASH_LEN &&
		    memcmp(view->decision.data, hash, HASH_LEN) == 0)
			return view;
	}
	return NULL;
}

static void show_answer(struct sheet *sheet, const struct held *held, uint32_t province, const Guosuo__V1__AnswerView *view,
			json_t *into)
{
	char when[RENDER_TIME], wish[ROUNDS_TEXT] = "", documents[ROUNDS_TEXT] = "";
	if (view == NULL)
		return;
	for (size_t i = 0; i < view->answer->n_documents; i++) {
		const Guosuo__V1__ApplicationDocument *document = view->answer->documents[i];
		add_text(documents, ", ", document->kind);
		add_text(documents, " ", document->name);
	}
	render_time(held, view->at, when);
	if (view->answer->wish != NULL)
		rounds_proposal(held, province, view->answer->wish, wish);
	json_object_set_new(into, "answer", json_string(view->answer->text));
	json_object_set_new(into, "answered_at", json_string(when));
	if (sheet->object == NULL)
		sheet_text(sheet, "", "      答复", "      answer", "%s %s %s", when, view->answer->text, wish);
	if (documents[0] == '\0')
		return;
	json_object_set_new(into, "documents", json_string(documents));
	if (sheet->object == NULL)
		sheet_text(sheet, "", "      附件", "      documents", "%s", documents);
}

static void show_item(struct sheet *sheet, const struct held *held, uint32_t province, const Guosuo__V1__CorrectionItem *item,
		      size_t number, const Guosuo__V1__AnswerView *answer, json_t *list)
{
	size_t column = column_of(sheet);
	const char *fault = WORD(faults_of_items, item->fault, column), *remedy = WORD(remedies, item->remedy, column);
	json_t *one = json_pack("{s:i, s:s, s:s, s:s, s:s, s:s}", "item", (int)number, "field", item->field, "fault", fault, "wrong",
				item->wrong, "remedy", remedy, "needed", item->needed);
	if (sheet->object == NULL)
		sheet_text(sheet, "", "   补正项", "   item", "%zu %s (%s): %s -> %s [%s]", number, item->field, fault, item->wrong,
			   item->needed, remedy);
	show_answer(sheet, held, province, answer, one);
	json_array_append_new(list, one);
}

/* An ASK without items is answered as one whole. */
static void show_items(struct sheet *sheet, const struct held *held, const Guosuo__V1__LegRounds *leg,
		       const Guosuo__V1__Sealed *sealed, const Guosuo__V1__Decision *decision, json_t *into)
{
	json_t *list = json_array();
	for (size_t i = 0; i < decision->n_items; i++)
		show_item(sheet, held, leg->province, decision->items[i], i + 1, answer_to(leg, sealed, (uint32_t)i + 1), list);
	if (decision->kind == GUOSUO__V1__DECISION_KIND__ASK && decision->n_items == 0)
		show_answer(sheet, held, leg->province, answer_to(leg, sealed, 1), into);
	json_object_set_new(into, "items", list);
}

static void show_decision(struct sheet *sheet, const struct held *held, const Guosuo__V1__LegRounds *leg,
			  const Guosuo__V1__Sealed *sealed, const Guosuo__V1__Decision *decision, const char *name, json_t *list)
{
	char when[RENDER_TIME], text[ROUNDS_TEXT] = "";
	const char *kind = WORD(decisions, decision->kind, column_of(sheet));
	const char *change = decision->change == 0 ? "" : WORD(changes, decision->change, column_of(sheet));
	render_time(held, decision->sealed_at, when);
	json_t *one = json_pack("{s:s, s:s, s:s, s:s}", "at", when, "by", name, "kind", WORD(decisions, decision->kind, 1),
				"reason", decision->reason);
	if (sheet->object == NULL)
		sheet_text(sheet, "", "决定", "decision", "%s %s %s%s%s: %s", when, name, kind, change[0] == '\0' ? "" : " ", change,
			   decision->reason);
	if (change[0] != '\0')
		json_object_set_new(one, "change", json_string(change));
	show_items(sheet, held, leg, sealed, decision, one);
	if (decision->proposal != NULL) {
		rounds_proposal(held, leg->province, decision->proposal, text);
		json_object_set_new(one, "proposal", json_string(text));
		if (sheet->object == NULL)
			sheet_text(sheet, "", "   建议", "   proposal", "%s", text);
	}
	json_array_append_new(list, one);
}

static void show_state(struct sheet *sheet, const struct held *held, const Guosuo__V1__LegRounds *leg)
{
	char text[ROUNDS_TEXT];
	if (leg->rounds > 0)
		sheet_number(sheet, "rounds", "补正次数", "corrections asked", leg->rounds, "");
	if (leg->wish != NULL) {
		rounds_proposal(held, leg->province, leg->wish, text);
		sheet_text(sheet, "wish", "企业意愿", "wished since", "%s", text);
	}
	if (leg->standing != NULL)
		sheet_text(sheet, "revising", "正在变更, 原省段仍有效", "under revision, the leg before it stands", "%s",
			   WORD(changes, leg->change, column_of(sheet)));
}

void rounds_show(struct context *context, struct sheet *sheet, const struct held *held, const struct roster *roster,
		 const struct trip *trip, const Guosuo__V1__LegRounds *leg)
{
	json_t *list = json_array();
	for (size_t i = 0; i < leg->n_decisions; i++) {
		const Guosuo__V1__Decision *decision;
		size_t entry;
		if (decision_open(leg->decisions[i], trip, roster, party_now(), &context->arena, &decision, &entry) != ERR_OK)
			say(context, SAY_DECISION_BAD);
		else
			show_decision(sheet, held, leg, leg->decisions[i], decision, roster->body->entries[entry]->name, list);
	}
	sheet_json(sheet, "decisions", list);
	show_state(sheet, held, leg);
}

/* ---- consultations ---- */

static void show_consultation(struct sheet *sheet, const struct desk *desk, const Guosuo__V1__Consultation *one, json_t *list)
{
	size_t column = column_of(sheet);
	char until[RENDER_TIME], bridges[ROUNDS_TEXT] = "";
	bool overdue = one->answered_at == 0 && one->until < desk->now;
	render_time(&desk->held, one->until, until);
	for (size_t i = 0; i < one->n_bridges; i++)
		add_text(bridges, ", ", one->bridges[i]);
	json_array_append_new(list, json_pack("{s:i, s:s, s:s, s:s, s:s, s:b, s:s, s:s, s:s}", "number", (int)one->number, "party",
					      rounds_party(one->party, 1), "name", one->name, "question", one->question, "until",
					      until, "overdue", (int)overdue, "opinion", WORD(opinions, one->opinion, 1), "answer",
					      one->answer, "bridges", bridges));
	if (sheet->object != NULL)
		return;
	sheet_text(sheet, "", "征求意见", "consultation", "%u %s %s, %s %s%s: %s", one->number, rounds_party(one->party, column),
		   one->name, until, WORD(opinions, one->opinion, column),
		   !overdue      ? ""
		   : column == 0 ? " (已逾期)"
				 : " (overdue)",
		   one->answered_at != 0 ? one->answer : one->question);
	if (bridges[0] != '\0')
		sheet_text(sheet, "", "   桥梁", "   bridges", "%s", bridges);
}

/* ---- what was approved before ---- */

/* Made by the desk anew each time, or matter of another province's roads. */
static const char *const not_of_this_road[] = {"pass_id", "revision", "status_index",   "sealed_at", "provinces",  "origin",
					       "destination", "port", "export_country", "officers", "annex_hash", NULL};

static const Guosuo__V1__ApplicationLeg *wish_of(const Guosuo__V1__Application *application, uint32_t province)
{
	const Guosuo__V1__Journey *journey = application == NULL ? NULL : application->journey;
	for (size_t i = 0; journey != NULL && i < journey->n_legs; i++)
		if (strtoul(journey->legs[i]->province, NULL, 10) == province)
			return journey->legs[i];
	return NULL;
}

/* The same paper is of the same kind and holds the same bytes; what it is called does not matter. */
static bool lists(const Guosuo__V1__Application *application, const Guosuo__V1__ApplicationDocument *document)
{
	for (size_t i = 0; application != NULL && i < application->n_documents; i++)
		if (strcmp(application->documents[i]->kind, document->kind) == 0 &&
		    strcmp(application->documents[i]->hash, document->hash) == 0)
			return true;
	return false;
}

/* Documents of the one application that the other lacks. Returns how many, the first `most` in out. */
static size_t lacking(const Guosuo__V1__Application *one, const Guosuo__V1__Application *other, bool before,
		      struct difference *out, size_t most)
{
	static const struct difference none = {.path = ""};
	size_t n = 0;
	for (size_t i = 0; one != NULL && i < one->n_documents; i++) {
		const Guosuo__V1__ApplicationDocument *document = one->documents[i];
		if (lists(other, document))
			continue;
		if (n < most) {
			out[n] = none;
			snprintf(out[n].path, DIFFER_PATH, "documents[kind=%s]", document->kind);
			snprintf(before ? out[n].before : out[n].after, DIFFER_VALUE, "%.16s %s", document->hash, document->name);
		}
		n++;
	}
	return n;
}

static size_t room_after(size_t n, size_t most)
{
	return n < most ? n : most;
}

size_t rounds_differences(struct context *context, const struct desk *desk, struct difference *out, size_t most, enum err *err)
{
	const Guosuo__V1__Former *former = desk->rounds->former;
	uint32_t province = desk->review->leg->province, offset = desk->held.directory.body->utc_offset_min;
	struct trip before;
	*err = former->trip == NULL ? ERR_FORMAT : trip_read(former->trip, &context->arena, &before);
	if (*err != ERR_OK)
		return 0;
	size_t n = differ(&guosuo__v1__trip__descriptor, before.body, desk->trip.body, not_of_this_road, offset, out, most);
	size_t kept = room_after(n, most);
	n += differ(&guosuo__v1__application_leg__descriptor, wish_of(former->application, province),
		    wish_of(desk->review->application, province), NULL, offset, out + kept, most - kept);
	kept = room_after(n, most);
	n += lacking(former->application, desk->review->application, true, out + kept, most - kept);
	kept = room_after(n, most);
	return n + lacking(desk->review->application, former->application, false, out + kept, most - kept);
}

static void show_former(struct context *context, struct sheet *sheet, const struct desk *desk)
{
	const Guosuo__V1__Former *former = desk->rounds->former;
	struct difference found[DIFFER_MAX];
	enum err err;
	json_t *list = json_array();
	size_t n = rounds_differences(context, desk, found, DIFFER_MAX, &err);
	if (err != ERR_OK)
		say_err(context, err, former->number);
	sheet_text(sheet, "former", "与上次准予的相比", "last approved", former->amended ? "%s, %zu, %s" : "%s, %zu", former->number, n,
		   column_of(sheet) == 0 ? "本证由其变更而来" : "this trip changes it");
	if (former->revoked != NULL)
		sheet_text(sheet, "former_revoked", "   已撤销", "   revoked", "%s", former->revoked->note);
	for (size_t i = 0; i < n && i < DIFFER_MAX; i++) {
		if (sheet->object == NULL)
			sheet_text(sheet, "", "   不同", "   differs", "%s: %s -> %s", found[i].path, found[i].before, found[i].after);
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "field", found[i].path, "before", found[i].before, "after",
						      found[i].after));
	}
	sheet_json(sheet, "differences", list);
}

void rounds_show_waiting(struct sheet *sheet, const struct desk *desk)
{
	const Guosuo__V1__GetLegRoundsResponse *rounds = desk->rounds;
	json_t *list = json_array();
	size_t waiting = 0;
	for (size_t i = 0; i < rounds->n_consultations; i++)
		waiting += rounds->consultations[i]->answered_at == 0;
	if (waiting > 0)
		sheet_text(sheet, "waiting", "尚无答复的征求意见", "consultations without an answer", "%zu, %s", waiting,
			   column_of(sheet) == 0 ? "签章不等待其答复" : "a seal does not wait for them");
	for (size_t i = 0; i < rounds->n_consultations; i++)
		if (rounds->consultations[i]->answered_at == 0)
			show_consultation(sheet, desk, rounds->consultations[i], list);
	json_decref(list);
}

void rounds_show_desk(struct context *context, struct sheet *sheet, const struct desk *desk)
{
	const Guosuo__V1__GetLegRoundsResponse *rounds = desk->rounds;
	json_t *list = json_array();
	rounds_show(context, sheet, &desk->held, desk->roster, &desk->trip, rounds->leg);
	for (size_t i = 0; i < rounds->n_consultations; i++)
		show_consultation(sheet, desk, rounds->consultations[i], list);
	sheet_json(sheet, "consultations", list);
	if (rounds->newer[0] != '\0')
		sheet_text(sheet, "newer", "已被替代, 请办理", "superseded, act on", "%s", rounds->newer);
	if (rounds->former != NULL)
		show_former(context, sheet, desk);
}
