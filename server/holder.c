#include "server/holder.h"

#include <string.h>

#include "server/policy.h"
#include "server/store_trip.h"
#include "server/view.h"

#define LEG(name) GUOSUO__V1__LEG_STATE__LEG_##name
#define LEVEL(name) GUOSUO__V1__LEVEL__LEVEL_##name

enum { CONTACT_MAX = 256 };

/* ---- the roster ---- */

static bool is_reviewer(const Guosuo__V1__RosterEntry *entry, int64_t now)
{
	return entry->role == GUOSUO__V1__ROLE__ROLE_REVIEWER && entry->not_before <= now && now <= entry->not_after;
}

static bool is_holder(const Guosuo__V1__RosterEntry *entry, const struct leg_row *leg)
{
	bool sealed = leg->person[0] != 0 && entry->person == leg->person[0];
	return sealed || span_equal(span_text(entry->name), leg->holder);
}

/* The first reviewer who is the leg's holder, or is not; NULL. */
static const char *reviewer(const struct roster *roster, const struct leg_row *leg, bool holder, int64_t now)
{
	for (size_t i = 0; roster != NULL && i < roster->body->n_entries; i++) {
		const Guosuo__V1__RosterEntry *entry = roster->body->entries[i];
		if (is_reviewer(entry, now) && is_holder(entry, leg) == holder)
			return entry->name;
	}
	return NULL;
}

/* ---- at the desk ---- */

static bool is_half(const struct leg_row *leg)
{
	return leg->state == LEG(HALF_SEALED);
}

static const char *name_at(const struct roster *roster, const struct leg_row *leg, Guosuo__V1__Level level, int64_t now)
{
	if (level == LEVEL(DEPUTY) || (level == LEVEL(REVIEWER) && is_half(leg)))
		return reviewer(roster, leg, false, now);
	return level == LEVEL(REVIEWER) ? reviewer(roster, leg, true, now) : NULL;
}

struct holder holder_reached(const struct held *held, const Guosuo__V1__DeskPolicy *policy,
                             const struct leg_row *leg, Guosuo__V1__Level level, int64_t now)
{
	const Guosuo__V1__DutyContact *contact = policy == NULL ? NULL : policy_contact(policy, level, leg->province);
	const struct roster *roster = held_roster(held, leg->province);
	const struct directory *directory = held_directory(held);
	const Guosuo__V1__Province *province = directory == NULL ? NULL : directory_province(directory, leg->province);
	if (contact != NULL && !(is_half(leg) && span_equal(span_text(contact->name), leg->holder)))
		return (struct holder){span_text(contact->name), span_text(contact->phone)};
	const char *name = name_at(roster, leg, level, now);
	if (name == NULL)
		name = province == NULL ? "" : province->name_zh;
	return (struct holder){span_text(name), span_text(roster == NULL ? "" : roster->body->phone)};
}

struct holder holder_at_desk(const struct held *held, const Guosuo__V1__DeskPolicy *policy,
                             const struct leg_row *leg, int64_t now)
{
	const struct roster *roster = held_roster(held, leg->province);
	bool acted = !is_half(leg) && reviewer(roster, leg, true, now) != NULL;
	if (!leg->decided && !acted)
		return holder_reached(held, policy, leg, LEVEL(REVIEWER), now);
	return (struct holder){leg->holder, span_text(roster == NULL ? "" : roster->body->phone)};
}

/* ---- at the company ---- */

enum err holder_company(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                        struct holder *out)
{
	struct trip_row trip;
	char name[CONTACT_MAX], mobile[CONTACT_MAX];
	size_t used = call->arena.used;
	*out = (struct holder){{NULL, 0}, {NULL, 0}};
	enum err err = store_trip_get(tx, company, pass_id, &trip);
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	const Guosuo__V1__Application *application = view_application(call, trip.application);
	if (application == NULL)
		return ERR_MEMORY;
	const Guosuo__V1__Contact *contact = application->applicant == NULL ? NULL : application->applicant->contact;
	if (contact == NULL || strlen(contact->name) >= sizeof name || strlen(contact->mobile) >= sizeof mobile)
		return ERR_OK;
	strcpy(name, contact->name);
	strcpy(mobile, contact->mobile);
	call->arena.used = used; /* of a page of large ones each would stay */
	*out = (struct holder){span_text(call_text(call, span_text(name))), span_text(call_text(call, span_text(mobile)))};
	return call->starved ? ERR_MEMORY : ERR_OK;
}

enum err holder_find(struct tx *tx, struct call *call, const struct leg_row *leg, struct holder *out)
{
	*out = holder_at_desk(call->held, call->rules.policy, leg, call->now);
	return leg->state == LEG(ASKED) ? holder_company(tx, call, leg->company, leg->pass_id, out) : ERR_OK;
}
