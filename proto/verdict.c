#include "proto/verdict.h"
#include "proto/attest.h"
#include "proto/bounds.h"
#include "proto/course.h"
#include "proto/knowledge.h"
#include "proto/observe.h"
#include "proto/present.h"

#include <string.h>

/* ---- opening --------------------------------------------------------------------------------------------
 */

/* What a code that does not open means; everything else is damage. */
static const enum finding_code unopened[ERR_COUNT] = {
    [ERR_NEWER] = FINDING_FORMAT_NEWER,
    [ERR_MEMORY] = FINDING_MEMORY_FULL,
    [ERR_SURPLUS] = FINDING_SEAL_SURPLUS,
};

static bool opened(struct judging *j, enum err err, unsigned have)
{
	if (err == ERR_OK)
		j->have |= have;
	else
		judge_find(j, unopened[err] != FINDING_NONE ? unopened[err] : FINDING_FORMAT_BAD, 0, 0, 0);
	return err == ERR_OK;
}

static void open_code(struct judging *j)
{
	opened(j, code_open(j->q->code, j->arena, &j->code), HAVE_CODE);
}

static void open_trip(struct judging *j)
{
	if (opened(j, trip_read(&j->code.trip, j->arena, &j->trip), HAVE_TRIP))
		j->out->trip = j->trip.body;
}

static void open_leg(struct judging *j)
{
	if (opened(j, leg_read(&j->code.leg, j->arena, &j->leg), HAVE_LEG))
		j->out->leg = j->leg.body;
}

static void open_assignment(struct judging *j)
{
	if (!opened(j, assignment_read(&j->code.assignment, j->arena, &j->assignment), HAVE_ASSIGNMENT))
		return;
	j->out->assignment = j->assignment.body;
	j->out->assignment_raw = j->assignment.raw;
	j->out->paper = j->assignment.body->holder_case == GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER;
}

/* The claimed class, or the computed one where that is higher. Not yet known to be sound: measures may be missing. */
static void classify(struct judging *j)
{
	const Guosuo__V1__Trip *trip = j->trip.body;
	uint32_t claimed = (uint32_t)trip->over_limit_class, computed = 0;
	if (trip->laden != NULL && j->directory != NULL)
		computed = trip_class(trip, j->directory->body->limits);
	j->over_limit_class = claimed > computed ? claimed : computed;
}

/* ---- the steps, in order --------------------------------------------------------------------------------
 */

/* A step runs where what it needs is there; what is missing was said by the step that should have brought it.
 */
static const struct step {
	unsigned needs;
	void (*run)(struct judging *);
} steps[] = {
    {0, open_code},
    {HAVE_CODE, open_trip},
    {HAVE_CODE, open_leg},
    {HAVE_CODE, open_assignment},
    {0, knowledge_directory},
    {HAVE_TRIP, knowledge_issuer},
    {HAVE_LEG, knowledge_local},
    {HAVE_TRIP, classify},
    {HAVE_TRIP | HAVE_LEG, knowledge_grade},
    {HAVE_TRIP | HAVE_DIRECTORY, attest_trip},
    {HAVE_SOUND_TRIP | HAVE_LEG, attest_leg},
    {HAVE_SOUND_TRIP | HAVE_ASSIGNMENT, attest_assignment},
    {HAVE_ALL_BODIES, attest_presentation},
    {HAVE_TRIP, bounds_trip},
    {HAVE_LEG, bounds_leg},
    {HAVE_ASSIGNMENT, bounds_assignment},
    {HAVE_LEG | HAVE_DIRECTORY, bounds_hours},
    {HAVE_LEG, bounds_place},
    {HAVE_TRIP, knowledge_trip_status},
    {HAVE_TRIP | HAVE_LEG, knowledge_leg_status},
    {HAVE_TRIP | HAVE_ASSIGNMENT, knowledge_bars},
    {HAVE_PRESENTATION, present_fresh},
    {HAVE_PRESENTATION | HAVE_ASSIGNMENT_SEAL, present_once}, /* a forger must not fill the memory */
    {HAVE_PRESENTATION | HAVE_ASSIGNMENT_SEAL, present_clock},
    {HAVE_PRESENTATION | HAVE_ASSIGNMENT_SEAL, present_state},
    {HAVE_ASSIGNMENT, present_compare},
    {HAVE_TRIP | HAVE_ASSIGNMENT, observe_vehicle},
    {HAVE_TRIP, observe_cargo},
    {HAVE_TRIP, observe_measures},
    {HAVE_LEG, observe_escort},
    {HAVE_TRIP_SEAL | HAVE_LEG | HAVE_ASSIGNMENT_SEAL, course_read},
    {HAVE_TRIP_SEAL | HAVE_PRESENTATION | HAVE_ASSIGNMENT_SEAL, course_unshown},
    {HAVE_TRIP_SEAL | HAVE_LEG | HAVE_ASSIGNMENT_SEAL, course_judge},
};

/* ACCEPT asks for the seals themselves, not only for the absence of complaints. */
static enum word word_of(const struct judging *j)
{
	static const enum word words[] = {VERDICT_ACCEPT, VERDICT_REFER, VERDICT_REJECT};
	unsigned needed = HAVE_ALL_SEALS | (j->out->paper ? 0U : (unsigned)HAVE_PRESENTATION);
	enum word word = j->out->finding_count > 0 ? words[j->out->findings[0].severity] : VERDICT_ACCEPT;
	return word == VERDICT_ACCEPT && (j->have & needed) != needed ? VERDICT_REFER : word;
}

static struct judging begin(const struct question *question, struct arena *arena, struct verdict *out)
{
	const struct observed *seen = question->observed;
	*out = (struct verdict){.knowledge.synced_at = question->trust->synced_at};
	return (struct judging){
	    .q = question,
	    .arena = arena,
	    .out = out,
	    .compared = seen != NULL && (seen->tractor_plate != 0 || seen->vin_read),
	};
}

void verdict(const struct question *question, struct arena *arena, struct verdict *out)
{
	struct judging j = begin(question, arena, out);
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
		if ((j.have & steps[i].needs) == steps[i].needs)
			steps[i].run(&j);
	out->word = word_of(&j);
	if (out->word == VERDICT_ACCEPT)
		course_inspected(&j);
}

/* ---- text -----------------------------------------------------------------------------------------------
 */

static bool ours(struct span text)
{
	size_t n = sizeof CODE_PREFIX - 1;
	return text.n >= n && memcmp(text.p, CODE_PREFIX, n) == 0;
}

void verdict_text(struct span text, const struct question *question, struct arena *arena, struct verdict *out)
{
	struct question asked = *question;
	enum err err = code_read(text, arena, &asked.code);
	if (err == ERR_OK) {
		verdict(&asked, arena, out);
		return;
	}
	struct judging j = begin(&asked, arena, out);
	if (err == ERR_FORMAT || err == ERR_SIZE)
		judge_find(&j, ours(text) ? FINDING_FORMAT_BAD : FINDING_NOT_A_PASS, 0, 0, 0);
	else
		opened(&j, err, 0);
	out->word = word_of(&j);
}

/* ---- words ----------------------------------------------------------------------------------------------
 */

static const struct {
	const char *name, *text[2];
} words[] = {
    [VERDICT_ACCEPT] = {"ACCEPT", {"核验通过", "ACCEPT"}},
    [VERDICT_REFER] = {"REFER", {"需人工核查", "REFER"}},
    [VERDICT_REJECT] = {"REJECT", {"核验不通过", "REJECT"}},
};

static size_t known(enum word word)
{
	return word >= VERDICT_ACCEPT && word <= VERDICT_REJECT ? word : VERDICT_REJECT;
}

const char *word_text(enum word word, enum lang lang)
{
	return words[known(word)].text[lang == LANG_EN];
}

const char *word_name(enum word word)
{
	return words[known(word)].name;
}
