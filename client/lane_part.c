/* A truck shows a gate newer state, code by code: driver show --state. It is taken between two vehicles as well as beside one, whose
 * verdict stands until its code is shown or something is typed again. */
#include <unistd.h>

#include "client/keep.h"
#include "client/lane.h"
#include "client/parts.h"
#include "client/party.h"
#include "client/say.h"

bool lane_part_is(struct span text)
{
	const struct span prefix = span_text(PART_PREFIX);
	return text.n >= prefix.n && span_equal(span_of(text.p, prefix.n), prefix);
}

/* Into what is on the disk: what the gate judges by is read again from there. */
static enum err add(struct lane *lane, struct span text, struct parts *out)
{
	struct context *context = lane->context;
	struct held *held = arena_take(&context->arena, sizeof *held);
	int lock;
	enum err err = held == NULL ? ERR_MEMORY : keep_lock_as(context, "lock.state", &lock);
	if (err != ERR_OK)
		return err;
	err = held_open(context, lane->shift.gate->membership.root_set, party_now(), held);
	if (err == ERR_OK)
		err = parts_add(context, held, text, party_now(), out);
	close(lock);
	return err;
}

static void tell(struct lane *lane, const struct parts *parts)
{
	char missing[PARTS_LIST];
	parts_missing(parts, missing);
	if (parts->whole)
		lane_tell_of(lane, false, SAY_PARTS_WHOLE, parts->name);
	else
		lane_tell_of(lane, false, SAY_PARTS_MISSING, parts->name, missing, parts->of);
	terminal_ring(&lane->terminal, 1);
}

void lane_take_part(struct lane *lane, struct span text)
{
	const size_t used = lane->context->arena.used;
	struct parts parts = {.whole = false};
	enum err err = add(lane, text, &parts);
	lane->context->arena.used = used;
	if (err == ERR_OK) {
		tell(lane, &parts);
	} else if (err == ERR_EXISTS || err == ERR_ROLLBACK) {
		lane_tell_of(lane, false, SAY_PARTS_KNOWN);
	} else {
		terminal_ring(&lane->terminal, 3);
		lane_tell(lane, true, "%s: %s", say_text(lane->context, SAY_NOT_PART), err_text(err, lane->context->lang));
	}
}
