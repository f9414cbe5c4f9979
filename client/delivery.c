#include "client/delivery.h"

#include <string.h>

#include "client/say.h"

/* ---- where ---- */

bool delivery_is_here(struct context *context, const struct gate *gate, const Guosuo__V1__Trip *trip, const Guosuo__V1__Leg *leg)
{
	const struct membership *membership = &gate->membership;
	const struct roster *roster = gate_roster(gate);
	const char *port = roster == NULL ? NULL : roster_port(roster, membership->checkpoint);
	if (port == NULL)
		say(context, SAY_NO_PORT_GATE, trip->port);
	else if (strcmp(port, trip->port) != 0)
		say(context, SAY_NOT_THE_PORT, trip->port, port);
	else if (leg->ordinal != trip->n_provinces || leg->province != membership->province)
		say(context, SAY_NOT_THE_LAST_LEG, (unsigned)trip->n_provinces);
	else
		return true;
	return false;
}

/* ---- once ---- */

static bool delivers(const struct passage *passage, const struct shown *shown)
{
	return passage->sealed && passage->stamp.body->direction == GUOSUO__V1__DIRECTION__DELIVERED &&
	       span_equal(passage->shown.trip.raw, shown->trip.raw) &&
	       passage->shown.assignment.body->journey == shown->assignment.body->journey;
}

enum err delivery_find(struct context *context, const struct passages *log, const struct shown *shown, struct passage *out)
{
	struct passages_reader reader;
	enum err err = passages_read(log, 1, &reader);
	if (err != ERR_OK)
		return err;
	while ((err = passages_read_next(&reader)) == ERR_OK) {
		size_t used = context->arena.used;
		uint8_t *raw = arena_take(&context->arena, reader.record.n);
		if (raw == NULL) {
			err = ERR_MEMORY;
			break;
		}
		memcpy(raw, reader.record.p, reader.record.n);
		if (passage_read(span_of(raw, reader.record.n), &context->arena, out) == ERR_OK && delivers(out, shown))
			break;
		context->arena.used = used;
	}
	passages_read_close(&reader);
	return err;
}
