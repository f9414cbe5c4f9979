#include "server/policy.h"

#include <stdio.h>

#include "proto/leg.h"

/* ---- checking ---- */

static void fault(struct faults *faults, const char *list, size_t i, const char *name, enum rule rule,
                  int64_t got, int64_t limit)
{
	char at[48], field[64];
	field_index(at, sizeof at, list, i);
	field_name(field, sizeof field, at, name);
	fault_add(faults, rule, field, got, limit);
}

static bool is_class(Guosuo__V1__OverLimitClass class)
{
	return class >= GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_I &&
	       class <= GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_III;
}

static const Guosuo__V1__ClassClock *clock_of(const Guosuo__V1__DeskPolicy *policy, uint32_t class)
{
	for (size_t i = 0; i < policy->n_clocks; i++)
		if ((uint32_t)policy->clocks[i]->over_limit_class == class)
			return policy->clocks[i];
	return NULL;
}

static void check_days(struct faults *faults, const char *list, size_t i, const char *name, uint32_t days,
                       uint32_t most)
{
	if (days == 0)
		fault(faults, list, i, name, RULE_REQUIRED, 0, 0);
	else if (days > most)
		fault(faults, list, i, name, RULE_TOO_LARGE, days, most);
}

static void check_clock(const Guosuo__V1__DeskPolicy *policy, size_t i, struct faults *faults)
{
	const Guosuo__V1__ClassClock *clock = policy->clocks[i];
	if (!is_class(clock->over_limit_class))
		fault(faults, "clocks", i, "overLimitClass", RULE_CHOICE, 0, 0);
	else if (clock_of(policy, (uint32_t)clock->over_limit_class) != clock)
		fault(faults, "clocks", i, "overLimitClass", RULE_DUPLICATE, 0, 0);
	check_days(faults, "clocks", i, "daysOne", clock->days_one, POLICY_DAYS_MAX);
	check_days(faults, "clocks", i, "daysSeveral", clock->days_several, POLICY_DAYS_MAX);
	uint32_t whole = clock->days_several, forward = policy->forward_days;
	check_days(faults, "clocks", i, "shareDays", clock->share_days,
	           forward < whole ? whole - forward : 0);
}

static void check_clocks(const Guosuo__V1__DeskPolicy *policy, struct faults *faults)
{
	static const char *const names[] = {"CLASS_I", "CLASS_II", "CLASS_III"};
	for (size_t i = 0; i < policy->n_clocks; i++)
		check_clock(policy, i, faults);
	for (uint32_t class = 1; class <= POLICY_CLASSES; class ++)
		if (clock_of(policy, class) == NULL) {
			char field[48];
			field_name(field, sizeof field, "clocks", names[class - 1]);
			fault_add(faults, RULE_REQUIRED, field, 0, 0);
		}
}

static void check_promise(const Guosuo__V1__DeskPolicy *policy, size_t i, struct faults *faults)
{
	const Guosuo__V1__Promise *promise = policy->promises[i];
	const Guosuo__V1__ClassClock *clock = clock_of(policy, (uint32_t)promise->over_limit_class);
	if (promise->province == 0)
		fault(faults, "promises", i, "province", RULE_REQUIRED, 0, 0);
	if (clock == NULL)
		fault(faults, "promises", i, "overLimitClass", RULE_CHOICE, 0, 0);
	else
		check_days(faults, "promises", i, "days", promise->days,
		           clock->days_one > clock->share_days ? clock->days_one : clock->share_days);
	for (size_t k = 0; k < i; k++)
		if (policy->promises[k]->province == promise->province &&
		    policy->promises[k]->over_limit_class == promise->over_limit_class)
			fault(faults, "promises", i, "province", RULE_DUPLICATE, 0, 0);
}

static void check_level(const Guosuo__V1__DeskPolicy *policy, size_t i, struct faults *faults)
{
	enum { WHOLE = 1000 };
	const Guosuo__V1__LevelRule *rule = policy->levels[i];
	static const Guosuo__V1__LevelRule none = {.permille = 0};
	const Guosuo__V1__LevelRule *before = i == 0 ? &none : policy->levels[i - 1];
	if (rule->level <= before->level || rule->level > GUOSUO__V1__LEVEL__LEVEL_TASK_GROUP)
		fault(faults, "levels", i, "level", RULE_CHOICE, 0, 0);
	if (rule->permille <= before->permille)
		fault(faults, "levels", i, "permille", RULE_TOO_SMALL, rule->permille, before->permille + 1);
	if (rule->permille > WHOLE)
		fault(faults, "levels", i, "permille", RULE_TOO_LARGE, rule->permille, WHOLE);
	if (rule->stopped_days > POLICY_DAYS_MAX)
		fault(faults, "levels", i, "stoppedDays", RULE_TOO_LARGE, rule->stopped_days,
		      POLICY_DAYS_MAX);
	if (rule->stopped_days != 0 && rule->stopped_days <= before->stopped_days)
		fault(faults, "levels", i, "stoppedDays", RULE_TOO_SMALL, rule->stopped_days,
		      before->stopped_days + 1);
}

static void check_contact(const Guosuo__V1__DeskPolicy *policy, size_t i, struct faults *faults)
{
	const Guosuo__V1__DutyContact *contact = policy->contacts[i];
	if (contact->level < GUOSUO__V1__LEVEL__LEVEL_REVIEWER ||
	    contact->level > GUOSUO__V1__LEVEL__LEVEL_TASK_GROUP)
		fault(faults, "contacts", i, "level", RULE_CHOICE, 0, 0);
	if (contact->name[0] == '\0')
		fault(faults, "contacts", i, "name", RULE_REQUIRED, 0, 0);
	if (contact->phone[0] == '\0')
		fault(faults, "contacts", i, "phone", RULE_REQUIRED, 0, 0);
}

static void check_kind(const Guosuo__V1__DeskPolicy *policy, size_t i, struct faults *faults)
{
	Guosuo__V1__DecisionKind kind = policy->not_counted[i];
	char field[48];
	field_index(field, sizeof field, "notCounted", i);
	if (kind != GUOSUO__V1__DECISION_KIND__ASK && kind != GUOSUO__V1__DECISION_KIND__PAUSE)
		fault_add(faults, RULE_CHOICE, field, 0, 0);
}

static void check_terms(const Guosuo__V1__LegTerms *terms, struct faults *faults)
{
	uint32_t most = terms->speed_most_kmh == 0 ? SPEED_MAX_KMH : terms->speed_most_kmh;
	if (most > SPEED_MAX_KMH)
		fault_add(faults, RULE_TOO_LARGE, "legTerms.speedMostKmh", most, SPEED_MAX_KMH);
	if (terms->speed_kmh > most)
		fault_add(faults, RULE_TOO_LARGE, "legTerms.speedKmh", terms->speed_kmh, most);
}

void policy_check(const Guosuo__V1__DeskPolicy *policy, struct faults *faults)
{
	const struct {
		size_t count;
		void (*check)(const Guosuo__V1__DeskPolicy *policy, size_t i, struct faults *faults);
	} lists[] = {{policy->n_promises, check_promise},
	             {policy->n_levels, check_level},
	             {policy->n_contacts, check_contact},
	             {policy->n_not_counted, check_kind}};
	check_clocks(policy, faults);
	if (policy->leg_terms != NULL)
		check_terms(policy->leg_terms, faults);
	for (size_t list = 0; list < sizeof lists / sizeof lists[0]; list++)
		for (size_t i = 0; i < lists[list].count; i++)
			lists[list].check(policy, i, faults);
}

/* ---- asking ---- */

uint32_t policy_trip_days(const Guosuo__V1__DeskPolicy *policy, uint32_t class, size_t provinces)
{
	const Guosuo__V1__ClassClock *clock = clock_of(policy, class);
	if (clock == NULL)
		return 0;
	return provinces > 1 ? clock->days_several : clock->days_one;
}

uint32_t policy_leg_days(const Guosuo__V1__DeskPolicy *policy, uint32_t class, size_t provinces,
                         uint32_t province)
{
	const Guosuo__V1__ClassClock *clock = clock_of(policy, class);
	if (clock == NULL)
		return 0;
	uint32_t days = provinces > 1 ? clock->share_days : clock->days_one;
	for (size_t i = 0; i < policy->n_promises; i++) {
		const Guosuo__V1__Promise *promise = policy->promises[i];
		if (promise->province == province && (uint32_t)promise->over_limit_class == class &&
		    promise->days < days)
			days = promise->days;
	}
	return days;
}

bool policy_stops(const Guosuo__V1__DeskPolicy *policy, Guosuo__V1__DecisionKind kind)
{
	for (size_t i = 0; i < policy->n_not_counted; i++)
		if (policy->not_counted[i] == kind)
			return true;
	return false;
}

const Guosuo__V1__DutyContact *policy_contact(const Guosuo__V1__DeskPolicy *policy, Guosuo__V1__Level level,
                                              uint32_t province)
{
	const Guosuo__V1__DutyContact *found = NULL;
	for (size_t i = 0; i < policy->n_contacts; i++) {
		const Guosuo__V1__DutyContact *contact = policy->contacts[i];
		if (contact->level == level &&
		    (contact->province == province || (contact->province == 0 && found == NULL)))
			found = contact;
	}
	return found;
}
