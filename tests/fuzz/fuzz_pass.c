/* The first byte says pass file or code. What is read stays inside a fixed arena, packs again to the same
 * bytes, and is read by the readers of its parts. */
#include <stdlib.h>
#include <string.h>

#include "proto/body.h"
#include "proto/pass.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool true_always)
{
	if (!true_always)
		abort();
}

static uint8_t memory[2 << 20];

static void file(struct span raw, struct arena *arena)
{
	static const uint8_t key[KEY_LEN];
	Guosuo__V1__PassFile *pass = NULL;
	const Guosuo__V1__OfficerSealed *assignment = NULL;
	const Guosuo__V1__Sealed *leg = NULL;
	struct span code;
	enum err err = pass_read(raw, arena, &pass);
	must((err == ERR_OK) == (pass != NULL));
	if (err != ERR_OK)
		return;
	size_t used = arena->used;
	enum err found = pass_assignment(pass, key, arena, &assignment);
	if (found == ERR_NOT_FOUND)
		found = pass_assignment(pass, NULL, arena, &assignment);
	must(found == ERR_OK || found == ERR_NOT_FOUND);
	must((pass_leg(pass, 1, arena, &leg) == ERR_OK) == (leg != NULL));
	must(arena->used == used);
	if (assignment != NULL)
		must(code_make(pass, 1, assignment, NULL, arena, &code) != ERR_MEMORY);
}

static void code(struct span raw, struct arena *arena)
{
	struct code opened;
	struct span again;
	struct trip trip;
	struct leg leg;
	struct assignment assignment;
	const Guosuo__V1__Presentation *presentation;
	if (code_open(raw, arena, &opened) != ERR_OK)
		return;
	must(code_pack(&opened, arena, &again) == ERR_OK);
	must(again.n <= raw.n); /* fields from 100 on are not packed again */
	must(trip_read(&opened.trip, arena, &trip) == ERR_OK);
	must(leg_read(&opened.leg, arena, &leg) == ERR_OK);
	must(assignment_read(&opened.assignment, arena, &assignment) == ERR_OK);
	must(span_equal(trip.raw, bytes_span(opened.trip.body)));
	if (opened.presentation.body.len > 0)
		must(presentation_open(&opened.presentation, &trip, &leg, &assignment, arena,
		                       &presentation) != ERR_MEMORY);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {memory, sizeof memory, 0};
	if (size == 0)
		return 0;
	struct span raw = span_of(data + 1, size - 1);
	if ((data[0] & 1) != 0)
		file(raw, &arena);
	else
		code(raw, &arena);
	return 0;
}
