#include "server/reports.h"

#include "proto/canon.h"
#include "proto/civil.h"
#include "server/holder.h"
#include "server/store_passage.h"
#include "server/store_report.h"

#define LEG(name) GUOSUO__V1__LEG_STATE__LEG_##name

enum { CHANGES_MAX = 256 };

static void *make(struct report_job *job, const ProtobufCMessageDescriptor *type)
{
	ProtobufCMessage *out = arena_take(&job->arena, type->sizeof_message);
	if (out != NULL)
		type->message_init(out);
	return out;
}

static char *text(struct report_job *job, struct span from)
{
	char *out = arena_text(&job->arena, from);
	return out == NULL ? (char *)(uintptr_t)protobuf_c_empty_string : out;
}

/* ---- counting ---- */

static void take_figures(const struct figures_row *row, Guosuo__V1__Figures *out)
{
	out->originated = (uint32_t)row->originated;
	out->submitted = (uint32_t)row->submitted;
	out->approved = (uint32_t)row->steps[LEG(SEALED)];
	out->refused = (uint32_t)row->steps[LEG(REFUSED)];
	out->decided = out->approved + out->refused;
	out->withdrawn = (uint32_t)row->steps[LEG(WITHDRAWN)];
	out->corrections = (uint32_t)row->steps[LEG(ASKED)];
	out->pauses = (uint32_t)row->steps[LEG(PAUSED)];
	out->open = (uint32_t)row->open;
	out->expedited = (uint32_t)row->expedited;
	out->difficulties = (uint32_t)row->difficulties;
	out->answered = (uint32_t)row->answered;
	out->overdue = (uint32_t)row->overdue;
	out->revised = (uint32_t)row->revised;
	out->revoked = (uint32_t)row->steps[LEG(REVOKED)];
	out->restored = (uint32_t)row->restored;
	out->delivered = (uint32_t)row->delivered;
	out->passages = (uint32_t)row->passages;
	out->not_passed = (uint32_t)row->not_passed;
}

/* Events of every province; what is late or held up is the caller's to say. */
static enum err count(struct tx *tx, struct report_job *job, Guosuo__V1__DailyReport *report)
{
	const Guosuo__V1__Directory *directory = held_directory(job->held)->body;
	enum err err = ERR_OK;
	report->provinces = arena_take(&job->arena, directory->n_provinces * sizeof(void *));
	for (size_t i = 0; err == ERR_OK && i < directory->n_provinces; i++) {
		struct figures_row row;
		Guosuo__V1__Figures *figures = make(job, &guosuo__v1__figures__descriptor);
		if (report->provinces == NULL || figures == NULL)
			return ERR_MEMORY;
		figures->province = directory->provinces[i]->code;
		err = store_figures(tx, figures->province, report->from_at, report->to_at, &row);
		if (err == ERR_OK)
			take_figures(&row, figures);
		report->provinces[report->n_provinces++] = figures;
	}
	return err;
}

static enum err close_sums(struct report_job *job, Guosuo__V1__DailyReport *report)
{
	report->total = make(job, &guosuo__v1__figures__descriptor);
	if (report->total == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < report->n_provinces; i++) {
		report_nil(report->provinces[i]);
		report_add(report->total, report->provinces[i]);
	}
	report_nil(report->total);
	return ERR_OK;
}

/* ---- late, as it stands when the report is frozen ---- */

static Guosuo__V1__LateLine *late_line(struct report_job *job, const struct leg_row *row)
{
	const struct holder holder = holder_at_desk(job->held, job->policy, row, job->now);
	char number[PASS_NUMBER_LEN + 1] = "";
	Guosuo__V1__LateLine *line = make(job, &guosuo__v1__late_line__descriptor);
	if (line == NULL)
		return NULL;
	if (row->pass_id.n == PASS_ID_LEN)
		pass_number(row->pass_id.p, number);
	line->province = row->province;
	line->number = text(job, span_text(number));
	line->company = text(job, row->company_name);
	line->over_limit_class = (Guosuo__V1__OverLimitClass)row->class;
	line->state = (Guosuo__V1__LegState)row->state;
	line->since = row->since;
	line->due = row->clock.due;
	line->holder = text(job, holder.name);
	line->phone = text(job, holder.phone);
	return line;
}

/* Keeps the lines of all provinces in the order of their due. */
static void put_late(Guosuo__V1__DailyReport *report, Guosuo__V1__LateLine *line)
{
	size_t at = report->n_late < REPORT_LATE_MAX ? report->n_late++ : REPORT_LATE_MAX;
	for (; at > 0 && report->late[at - 1]->due > line->due; at--)
		if (at < REPORT_LATE_MAX)
			report->late[at] = report->late[at - 1];
	if (at < REPORT_LATE_MAX)
		report->late[at] = line;
}

/* Checkpoints on the roster, each once, from which nothing has come since the day began. */
static enum err count_silent(struct tx *tx, struct report_job *job, const Guosuo__V1__DailyReport *report, uint32_t province,
                             uint32_t *silent)
{
	const struct roster *roster = held_roster(job->held, province);
	*silent = 0;
	for (size_t i = 0; roster != NULL && i < roster->body->n_entries; i++) {
		const Guosuo__V1__RosterEntry *entry = roster->body->entries[i];
		bool heard = false;
		if (!roster_checkpoint_first(roster, i) || entry->not_after < job->now)
			continue;
		enum err err = store_post_heard(tx, province, entry->checkpoint, report->from_at, &heard);
		if (err != ERR_OK)
			return err;
		*silent += !heard;
	}
	return ERR_OK;
}

static enum err late_province(struct tx *tx, struct report_job *job, Guosuo__V1__Figures *figures,
                              Guosuo__V1__DailyReport *report)
{
	struct row_cursor row;
	struct leg_row late;
	int64_t late_count = 0, escalated = 0, no_timetable = 0;
	enum err err = store_late_count(tx, figures->province, job->now, &late_count);
	if (err == ERR_OK)
		err = store_held_up(tx, figures->province, &escalated, &no_timetable);
	if (err == ERR_OK)
		err = count_silent(tx, job, report, figures->province, &figures->silent);
	figures->late = (uint32_t)late_count;
	figures->escalated = (uint32_t)escalated;
	figures->no_timetable = (uint32_t)no_timetable;
	if (err == ERR_OK)
		err = store_late_list(tx, figures->province, job->now, REPORT_LATE_MAX, &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK) {
		store_late_row(&row, &late);
		Guosuo__V1__LateLine *line = late_line(job, &late);
		if (line == NULL)
			return ERR_MEMORY;
		put_late(report, line);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err add_late(struct tx *tx, struct report_job *job, Guosuo__V1__DailyReport *report)
{
	enum err err = ERR_OK;
	report->late = arena_take(&job->arena, REPORT_LATE_MAX * sizeof(void *));
	if (report->late == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; err == ERR_OK && i < report->n_provinces; i++)
		err = late_province(tx, job, report->provinces[i], report);
	return err;
}

/* ---- freezing ---- */

static enum err put(struct tx *tx, struct report_job *job, const Guosuo__V1__DailyReport *report)
{
	struct report_row row = {.day = job->day, .edition = report->edition, .ends = report->to_at};
	enum err err = canon_pack(&report->base, &job->arena, &row.body);
	if (err == ERR_OK)
		err = store_report_put(tx, &row, job->now);
	job->changed = err == ERR_OK;
	return err;
}

static void begin(struct report_job *job)
{
	job->arena.used = 0;
	job->changed = false;
}

static enum err span_of_day(struct tx *tx, struct report_job *job, Guosuo__V1__DailyReport *report)
{
	struct report_row before;
	report->to_at = report_ends(&job->hour, job->day);
	report->from_at = report->to_at - DAY_S;
	enum err err = store_report_last(tx, job->day, &before);
	if (err == ERR_OK && before.ends < report->to_at &&
	    report->to_at - before.ends <= REPORT_DAYS_MAX * (int64_t)DAY_S)
		report->from_at = before.ends;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err reports_freeze(struct tx *tx, struct report_job *job)
{
	Guosuo__V1__DailyReport report = GUOSUO__V1__DAILY_REPORT__INIT;
	struct report_row have;
	char day[REPORT_DAY_LEN + 1];
	begin(job);
	enum err err = store_report_get(tx, job->day, 0, &have);
	if (err != ERR_NOT_FOUND)
		return err;
	report_day_write(job->day, day);
	report.day = day;
	report.edition = 1;
	report.frozen_at = job->now;
	report.utc_offset_min = job->hour.utc_offset_min;
	err = span_of_day(tx, job, &report);
	if (err == ERR_OK)
		err = count(tx, job, &report);
	if (err == ERR_OK)
		err = add_late(tx, job, &report);
	if (err == ERR_OK)
		err = close_sums(job, &report);
	return err == ERR_OK ? put(tx, job, &report) : err;
}

static const Guosuo__V1__Figures *same_province(const Guosuo__V1__DailyReport *report, uint32_t province)
{
	for (size_t i = 0; i < report->n_provinces; i++)
		if (report->provinces[i]->province == province)
			return report->provinces[i];
	return NULL;
}

static enum err recount(struct tx *tx, struct report_job *job, const Guosuo__V1__DailyReport *was,
                        Guosuo__V1__DailyReport *is)
{
	*is = *was;
	is->n_provinces = is->n_changes = 0;
	is->edition = was->edition + 1;
	is->frozen_at = job->now;
	enum err err = count(tx, job, is);
	for (size_t i = 0; err == ERR_OK && i < is->n_provinces; i++) {
		const Guosuo__V1__Figures *same = same_province(was, is->provinces[i]->province);
		if (same == NULL)
			continue;
		is->provinces[i]->late = same->late;
		is->provinces[i]->escalated = same->escalated;
		is->provinces[i]->no_timetable = same->no_timetable;
		is->provinces[i]->silent = same->silent;
	}
	return err == ERR_OK ? close_sums(job, is) : err;
}

enum err reports_restate(struct tx *tx, struct report_job *job)
{
	struct report_row have;
	ProtobufCMessage *was;
	Guosuo__V1__DailyReport is;
	Guosuo__V1__Restated changes[CHANGES_MAX], *list[CHANGES_MAX];
	begin(job);
	enum err err = store_report_get(tx, job->day, 0, &have);
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	err = canon_open(&guosuo__v1__daily_report__descriptor, have.body, &job->arena, &was);
	if (err == ERR_OK)
		err = recount(tx, job, (const Guosuo__V1__DailyReport *)was, &is);
	if (err != ERR_OK)
		return err;
	size_t n = report_compare((const Guosuo__V1__DailyReport *)was, &is, changes, CHANGES_MAX);
	for (size_t i = 0; i < n && i < CHANGES_MAX; i++)
		list[i] = &changes[i];
	is.changes = list;
	is.n_changes = n < CHANGES_MAX ? n : CHANGES_MAX;
	return n == 0 ? ERR_OK : put(tx, job, &is);
}

enum err reports_first(struct tx *tx, int64_t day, int64_t *first)
{
	struct report_row last;
	enum err err = store_report_last(tx, day + 1, &last);
	if (err != ERR_OK && err != ERR_NOT_FOUND)
		return err;
	*first = err == ERR_NOT_FOUND ? day : last.day + 1;
	if (day - *first >= REPORT_DAYS_MAX)
		*first = day - REPORT_DAYS_MAX + 1;
	return ERR_OK;
}

/* ---- reading ---- */

static enum err which_day(struct tx *tx, struct call *call, const Guosuo__V1__GetReportRequest *request,
                          int64_t *day)
{
	struct report_row last;
	if (request->day[0] != '\0')
		return report_day_read(span_text(request->day), day) == ERR_OK
		           ? ERR_OK
		           : call_fault(call, RULE_DATE_FORM, "day", 0, 0);
	enum err err = store_report_last(tx, INT64_MAX, &last);
	if (err == ERR_OK)
		*day = last.day;
	return err;
}

enum err reports_get(struct tx *tx, struct call *call)
{
	const Guosuo__V1__GetReportRequest *request = (const void *)call->request;
	struct report_row newest, row;
	ProtobufCMessage *report;
	int64_t day;
	enum err err = which_day(tx, call, request, &day);
	if (err == ERR_OK)
		err = store_report_get(tx, day, 0, &newest);
	uint32_t editions = err == ERR_OK ? (uint32_t)newest.edition : 0;
	if (err == ERR_OK)
		err = store_report_get(tx, day, request->edition, &row);
	if (err == ERR_OK)
		err = canon_open(&guosuo__v1__daily_report__descriptor, row.body, &call->arena, &report);
	Guosuo__V1__GetReportResponse *reply = call_reply(call);
	if (err != ERR_OK || reply == NULL)
		return err;
	reply->report = (Guosuo__V1__DailyReport *)report;
	reply->editions = editions;
	return ERR_OK;
}
