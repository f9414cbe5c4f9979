#include "proto/decision.h"

#include <string.h>

#include "proto/body.h"
#include "proto/check.h"

static bool text_ok(const char *text, size_t most)
{
	size_t n = strlen(text);
	return n >= 1 && n <= most;
}

static bool items_ok(const Guosuo__V1__Decision *decision)
{
	for (size_t i = 0; i < decision->n_items; i++) {
		const Guosuo__V1__CorrectionItem *item = decision->items[i];
		if (!text_ok(item->field, ITEM_FIELD_MAX) || !text_ok(item->wrong, ITEM_TEXT_MAX) ||
		    !text_ok(item->needed, ITEM_TEXT_MAX) ||
		    item->fault == GUOSUO__V1__ITEM_FAULT__ITEM_FAULT_UNSPECIFIED ||
		    item->remedy == GUOSUO__V1__REMEDY__REMEDY_UNSPECIFIED)
			return false;
	}
	return decision->n_items <= ITEMS_MAX;
}

enum err proposal_sound(const Guosuo__V1__Proposal *proposal, const Guosuo__V1__Trip *trip, const char *field,
                        struct faults *faults)
{
	const struct path base = path_root(field), begin = path_under(base, "not_before"),
	                  end = path_under(base, "not_after"), roads = path_under(base, "roads"),
	                  hours = path_under(base, "hours"), stops = path_under(base, "stops");
	int64_t from = proposal->not_before == 0 ? trip->not_before : proposal->not_before;
	int64_t to = proposal->not_after == 0 ? trip->not_after : proposal->not_after;
	bool some = proposal->not_before != 0 || proposal->not_after != 0 || proposal->n_roads > 0 ||
	            proposal->n_hours > 0 || proposal->n_stops > 0;
	const struct demand demands[] = {
	    {some, ERR_FORMAT, RULE_REQUIRED, field, 0, 0},
	    {roads_sound(proposal->roads, proposal->n_roads), ERR_FORMAT, RULE_ROAD_FORM, roads.text, 0, 0},
	    {hours_sound(proposal->hours, proposal->n_hours), ERR_FORMAT, RULE_HOURS_FORM, hours.text, 0, HOURS_MAX},
	    {stops_sound(proposal->stops, proposal->n_stops), ERR_FORMAT, RULE_CODES_FORM, stops.text, 0, STOPS_MAX},
	    {from < to, ERR_WINDOW, RULE_WINDOW_ORDER, end.text, to, from},
	    {from >= trip->not_before, ERR_WINDOW, RULE_WINDOW_OUTSIDE, begin.text, from, trip->not_before},
	    {to <= trip->not_after, ERR_WINDOW, RULE_WINDOW_OUTSIDE, end.text, to, trip->not_after},
	};
	return demands_met(demands, sizeof demands / sizeof demands[0], faults);
}

/* What belongs to one kind stands in no other. */
static bool parts_ok(const Guosuo__V1__Decision *decision)
{
	bool reopen = decision->kind == GUOSUO__V1__DECISION_KIND__REOPEN;
	return (decision->n_items == 0 || decision->kind == GUOSUO__V1__DECISION_KIND__ASK) &&
	       (decision->proposal == NULL || decision->kind == GUOSUO__V1__DECISION_KIND__REFUSE) &&
	       (decision->change != GUOSUO__V1__LEG_CHANGE__LEG_CHANGE_UNSPECIFIED) == reopen &&
	       (decision->revision >= 1) == reopen;
}

static enum err decision_sound(const Guosuo__V1__Decision *decision, const struct trip *trip,
                               const struct roster *roster)
{
	if (decision->kind == GUOSUO__V1__DECISION_KIND__DECISION_KIND_UNSPECIFIED ||
	    decision->sealed_at < 1 || !text_ok(decision->reason, REASON_MAX) || !parts_ok(decision) ||
	    !items_ok(decision))
		return ERR_FORMAT;
	bool ours = decision->ordinal >= 1 && decision->ordinal <= trip->body->n_provinces &&
	            decision->province == trip->body->provinces[decision->ordinal - 1] &&
	            decision->province == roster->body->province;
	if (!ours)
		return ERR_SCOPE;
	return decision->proposal == NULL ? ERR_OK : proposal_sound(decision->proposal, trip->body, "decision.proposal", NULL);
}

enum err decision_open(const Guosuo__V1__Sealed *sealed, const struct trip *trip, const struct roster *roster,
                       int64_t now, struct arena *arena, const Guosuo__V1__Decision **out, size_t *entry)
{
	ProtobufCMessage *body;
	enum err err = body_open(&guosuo__v1__decision__descriptor, sealed->body, DECISION_MAX, arena, &body);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__Decision *decision = (const Guosuo__V1__Decision *)body;
	err = decision_sound(decision, trip, roster);
	if (err != ERR_OK)
		return err;
	const struct sealing sealing = {KIND_decision, &trip->hash, sealed, decision->sealed_at};
	err = body_sealer(&sealing, roster, GUOSUO__V1__ROLE__ROLE_REVIEWER, now, arena, entry);
	if (err == ERR_OK)
		*out = decision;
	return err;
}

size_t decision_items(const Guosuo__V1__Decision *ask)
{
	return ask->n_items == 0 ? 1 : ask->n_items;
}

Guosuo__V1__Remedy decision_remedy(const Guosuo__V1__Decision *ask, uint32_t number)
{
	if (number < 1 || number > decision_items(ask))
		return GUOSUO__V1__REMEDY__REMEDY_UNSPECIFIED;
	return ask->n_items == 0 ? GUOSUO__V1__REMEDY__REMEDY_LEG : ask->items[number - 1]->remedy;
}
