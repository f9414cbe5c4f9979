#include "proto/knowledge.h"

#include <string.h>

enum { HOUR_S = 3600 };

/* ---- the files ------------------------------------------------------------------------------------------
 */

static void directory_named(struct judging *j, const struct status *list)
{
	uint32_t named = list->body->directory_version, held = j->directory->body->version;
	if (named > held)
		judge_find(j, FINDING_TRUST_BEHIND, 0, held, named);
	else if (named == held &&
	         (list->body->directory_hash.len != HASH_LEN ||
	          memcmp(list->body->directory_hash.data, j->directory->hash, HASH_LEN) != 0))
		judge_find(j, FINDING_TRUST_FORKED, 0, held, held);
}

void knowledge_directory(struct judging *j)
{
	const struct trust *trust = j->q->trust;
	const int64_t now = j->q->now, latest = j->q->latest_at > trust->ratchet ? j->q->latest_at : trust->ratchet;
	const int64_t behind = trust_age(now, latest);
	if (behind > BEHIND_S)
		judge_find(j, FINDING_CLOCK_BEHIND, 0, behind, BEHIND_S);
	if (trust->directory == NULL || trust->directory->body == NULL) {
		judge_find(j, FINDING_TRUST_MISSING, 0, 0, 0);
		return;
	}
	const Guosuo__V1__Directory *body = trust->directory->body;
	if (trust_ahead(trust, body->issued_at, now)) {
		judge_find(j, FINDING_TIME_AHEAD, 0, trust_age(now, body->issued_at) / HOUR_S,
		           AHEAD_S / HOUR_S);
		judge_find(j, FINDING_TRUST_MISSING, 0, 0, 0);
		return;
	}
	if (body->expires_at < now)
		judge_find(j, FINDING_TRUST_EXPIRED, 0, 0, 0);
	j->directory = trust->directory;
	j->have |= HAVE_DIRECTORY;
}

static void stand_judge(struct judging *j, const struct stand *stand)
{
	const struct {
		bool found;
		enum finding_code code;
	} rows[] = {
	    {stand->ahead, FINDING_TIME_AHEAD},
	    {stand->roster == NULL, FINDING_TRUST_MISSING},
	    {stand->roster_expired, FINDING_TRUST_EXPIRED},
	    {stand->forked, FINDING_TRUST_FORKED},
	    {stand->behind, FINDING_TRUST_BEHIND},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].found)
			judge_find(j, rows[i].code, stand->province, 0, 0);
	if (stand->status != NULL && !stand->status_expired && j->directory != NULL)
		directory_named(j, stand->status);
}

void knowledge_issuer(struct judging *j)
{
	trust_stand(j->q->trust, j->trip.body->issuer, j->q->now, &j->issuer);
	stand_judge(j, &j->issuer);
}

void knowledge_local(struct judging *j)
{
	trust_stand(j->q->trust, j->leg.body->province, j->q->now, &j->local);
	stand_judge(j, &j->local);
}

/* ---- the grades -----------------------------------------------------------------------------------------
 */

static uint32_t stricter(uint32_t a, uint32_t b)
{
	return b != 0 && b < a ? b : a;
}

static void ages_of(struct judging *j)
{
	const struct policy none = {0}, *local = j->q->policy != NULL ? j->q->policy : &none;
	uint32_t fresh = FRESH_S, accept = ACCEPT_S;
	bool refer = j->over_limit_class != GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_I &&
	             j->over_limit_class != GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_II;
	const Guosuo__V1__Roster *roster = j->local.roster != NULL ? j->local.roster->body : NULL;
	for (size_t i = 0; roster != NULL && i < roster->n_ages; i++) {
		const Guosuo__V1__AgePolicy *row = roster->ages[i];
		if (row->over_limit_class != j->over_limit_class)
			continue;
		fresh = row->fresh_s != 0 ? row->fresh_s : fresh;
		accept = row->accept_s != 0 ? row->accept_s : accept;
		refer = row->refer_beyond;
	}
	accept = stricter(accept, local->accept_s);
	j->ages = (struct ages){stricter(stricter(fresh, local->fresh_s), accept), accept, fresh,
	                        refer || local->refer_beyond};
}

static struct statement statement_of(const struct judging *j, uint32_t province, int64_t said_at)
{
	int64_t age = trust_age(said_at, j->q->now);
	enum grade grade = age <= j->ages.fresh_s    ? GRADE_FRESH
	                   : age <= j->ages.accept_s ? GRADE_AGED
	                                             : GRADE_OLD;
	return (struct statement){grade, province, age};
}

/* Who is late: the issuer, where this place asked after the list was due; else this place. */
static void late(struct judging *j, const struct stand *stand, int64_t age_s)
{
	const Guosuo__V1__StatusList *list = stand->status->body;
	int64_t synced_at = j->q->trust->synced_at;
	if (synced_at > list->next_update)
		judge_find(j, FINDING_ISSUER_SILENT, stand->province, 0, 0);
	else
		judge_find(j, FINDING_NOT_SYNCED, 0,
		           (synced_at != 0 ? trust_age(synced_at, j->q->now) : age_s) / HOUR_S, 0);
}

/* Beyond accept_s classes I and II pass after a physical comparison; III does not. */
static void aged(struct judging *j, const struct statement *said)
{
	bool refer = j->ages.refer_beyond || !j->compared;
	if (said->grade == GRADE_AGED)
		judge_find(j, FINDING_STATUS_AGED, said->province, said->age_s / HOUR_S,
		           j->ages.fresh_s / HOUR_S);
	if (said->grade == GRADE_OLD)
		judge_find_as(j, refer ? SEVERITY_REFER : finding_severity(FINDING_STATUS_OLD),
		              FINDING_STATUS_OLD, said->province, said->age_s / HOUR_S,
		              j->ages.accept_s / HOUR_S);
}

static void list_grade(struct judging *j, const struct stand *stand, struct statement *out)
{
	*out = (struct statement){.grade = GRADE_UNKNOWN, .province = stand->province};
	if (stand->status == NULL || stand->status_expired)
		return;
	*out = statement_of(j, stand->province, stand->status->body->issued_at);
	aged(j, out);
	if (out->grade != GRADE_FRESH || stand->status->body->next_update < j->q->now)
		late(j, stand, out->age_s);
}

void knowledge_grade(struct judging *j)
{
	struct knowledge *known = &j->out->knowledge;
	ages_of(j);
	list_grade(j, &j->issuer, &known->issuer_list);
	list_grade(j, &j->local, &known->leg_list);
	if (j->local.roster == NULL || j->local.roster_expired)
		return;
	int64_t issued_at = j->local.roster->body->issued_at;
	known->roster =
	    statement_of(j, j->local.province, issued_at > j->local.named_at ? issued_at : j->local.named_at);
}

bool knowledge_proves_newest(const struct judging *j, const struct stand *stand)
{
	return stand->roster != NULL && !stand->forked && !stand->newer_elsewhere && stand->named_at != 0 &&
	       trust_age(stand->named_at, j->q->now) <= j->ages.proven_s;
}

/* ---- taken back -----------------------------------------------------------------------------------------
 */

static uint32_t week_of(const struct judging *j)
{
	return iso_week(j->trip.body->not_after);
}

static void ask(struct judging *j, const struct stand *stand, uint32_t index)
{
	enum status_answer answer =
	    stand->status == NULL ? STATUS_NOT_COVERED : status_ask(stand->status, week_of(j), index);
	const struct status kept = {.body = stand->kept};
	if (answer != STATUS_REVOKED && kept.body != NULL &&
	    status_ask(&kept, week_of(j), index) == STATUS_REVOKED) {
		judge_find(j, FINDING_STATUS_SHRUNK, stand->province, 0, 0);
		answer = STATUS_REVOKED;
	}
	if (answer == STATUS_REVOKED)
		judge_find(j, FINDING_REVOKED, stand->province, 0, 0);
	if (answer == STATUS_NOT_COVERED || stand->status == NULL || stand->status_expired)
		judge_find(j, FINDING_STATUS_UNKNOWN, stand->province, 0, 0);
}

void knowledge_trip_status(struct judging *j)
{
	ask(j, &j->issuer, j->trip.body->status_index);
}

void knowledge_leg_status(struct judging *j)
{
	ask(j, &j->local, j->leg.body->status_index);
}

static void slots(struct judging *j, const Guosuo__V1__AssignmentBar *bar)
{
	uint32_t slot = trip_officer(j->trip.body, j->code.assignment.key.data);
	for (size_t i = 0; slot != 0 && i < bar->n_barred_slots; i++)
		if (bar->barred_slots[i] == slot)
			judge_find(j, FINDING_SLOT_BARRED, j->issuer.province, slot, 0);
}

/* Does it say anything against this assignment? */
static bool bar_says(struct judging *j, const Guosuo__V1__AssignmentBar *bar)
{
	const size_t before = j->out->finding_count;
	uint32_t lowest = j->out->paper ? bar->lowest_paper_serial : bar->lowest_phone_serial;
	if (j->assignment.body->serial < lowest)
		judge_find(j, FINDING_SERIAL_BARRED, j->issuer.province, j->assignment.body->serial, lowest);
	if (j->code.assignment.key.len == KEY_LEN)
		slots(j, bar);
	return j->out->finding_count > before;
}

void knowledge_bars(struct judging *j)
{
	const struct status kept = {.body = j->issuer.kept};
	const uint32_t week = week_of(j), index = j->trip.body->status_index;
	const Guosuo__V1__AssignmentBar *bar = j->issuer.status == NULL ? NULL : status_bar(j->issuer.status, week, index);
	if (bar != NULL)
		bar_says(j, bar);
	bar = kept.body == NULL ? NULL : status_bar(&kept, week, index);
	if (bar != NULL && bar_says(j, bar))
		judge_find(j, FINDING_STATUS_SHRUNK, j->issuer.province, 0, 0);
}
