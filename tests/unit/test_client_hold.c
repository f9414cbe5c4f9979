#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "client/hold.h"
#include "tests/world.h"

static uint8_t memory[WORLD_MEMORY];
static struct world world;

/* A leg of class II that nobody has touched; each row changes one thing. */
struct table {
	struct desk desk;
	Guosuo__V1__GetReviewResponse review;
	Guosuo__V1__GetLegRoundsResponse rounds;
	Guosuo__V1__LegView view;
	Guosuo__V1__LegRounds leg;
	Guosuo__V1__Trip trip;
	Guosuo__V1__Application application;
	Guosuo__V1__Applicant applicant;
	Guosuo__V1__Laden laden;
	Guosuo__V1__Consultation consultation, *consultations[1];
	Guosuo__V1__Agent agent;
	Guosuo__V1__Proposal wish;
	Guosuo__V1__Sealed sealed;
};

static void lay(struct table *table)
{
	*table = (struct table){.trip = *world.trip.body, .laden = *world.trip.body->laden};
	guosuo__v1__get_review_response__init(&table->review);
	guosuo__v1__get_leg_rounds_response__init(&table->rounds);
	guosuo__v1__leg_view__init(&table->view);
	guosuo__v1__leg_rounds__init(&table->leg);
	guosuo__v1__application__init(&table->application);
	guosuo__v1__applicant__init(&table->applicant);
	guosuo__v1__consultation__init(&table->consultation);
	guosuo__v1__agent__init(&table->agent);
	guosuo__v1__proposal__init(&table->wish);
	guosuo__v1__sealed__init(&table->sealed);
	table->laden.mass_kg = 90000;
	table->trip.laden = &table->laden;
	table->trip.over_limit_class = GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_II;
	table->view.state = GUOSUO__V1__LEG_STATE__LEG_OPEN;
	table->view.revision = 1;
	table->application.applicant = &table->applicant;
	table->review.leg = &table->view;
	table->review.application = &table->application;
	table->rounds.leg = &table->leg;
	table->consultations[0] = &table->consultation;
	table->rounds.consultations = table->consultations;
	table->desk.review = &table->review;
	table->desk.rounds = &table->rounds;
	table->desk.trip.body = &table->trip;
	table->desk.held.directory = world.directory;
	table->desk.now = CASE_DEPART;
}

static void none(struct table *table)
{
	(void)table;
}
static void asked(struct table *table)
{
	table->view.state = GUOSUO__V1__LEG_STATE__LEG_ASKED;
}
static void paused(struct table *table)
{
	table->view.state = GUOSUO__V1__LEG_STATE__LEG_PAUSED;
}
static void half(struct table *table)
{
	table->view.state = GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED;
}
static void claimed(struct table *table)
{
	table->trip.over_limit_class = GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_III;
}
static void computed(struct table *table)
{
	table->laden.mass_kg = 100001;
}
static void newer(struct table *table)
{
	table->rounds.newer = (char *)(uintptr_t)"1";
}
static void decided(struct table *table)
{
	table->review.n_decisions = 1;
}
static void decided_in_rounds(struct table *table)
{
	table->leg.n_decisions = 1;
}
static void wished(struct table *table)
{
	table->leg.wish = &table->wish;
}
static void revision(struct table *table)
{
	table->view.revision = 2;
}
static void standing(struct table *table)
{
	table->leg.standing = &table->sealed;
}
static void consulted(struct table *table)
{
	table->rounds.n_consultations = 1;
}
static void opinion(struct table *table, Guosuo__V1__Opinion opinion)
{
	consulted(table);
	table->consultation.answered_at = CASE_DEPART - 1;
	table->consultation.opinion = opinion;
}
static void objected(struct table *table)
{
	opinion(table, GUOSUO__V1__OPINION__OPINION_OBJECTED);
}
static void conditions(struct table *table)
{
	opinion(table, GUOSUO__V1__OPINION__OPINION_CONDITIONS);
}
static void agreed(struct table *table)
{
	opinion(table, GUOSUO__V1__OPINION__OPINION_AGREED);
}
static void agent(struct table *table)
{
	table->applicant.agent = &table->agent;
}
static void over(struct table *table)
{
	table->desk.now = table->trip.not_after;
}

static void a_leg_waits_for_a_person_when(void **state)
{
	(void)state;
	static const struct {
		const char *why;
		void (*change)(struct table *table);
		enum hold want;
	} rows[] = {
	    {"nobody has touched it: not", none, HOLD_NONE},
	    {"a correction is asked", asked, HOLD_NOT_OPEN},
	    {"it is paused", paused, HOLD_NOT_OPEN},
	    {"one person has sealed", half, HOLD_NOT_OPEN},
	    {"class III is claimed", claimed, HOLD_TWO_PERSONS},
	    {"the measures make it class III, whatever is claimed", computed, HOLD_TWO_PERSONS},
	    {"a newer pass changes it", newer, HOLD_SUPERSEDED},
	    {"a person has decided", decided, HOLD_BEGUN},
	    {"a person has decided, as the rounds tell", decided_in_rounds, HOLD_BEGUN},
	    {"the company wished something since", wished, HOLD_BEGUN},
	    {"it is a second revision", revision, HOLD_REVISED},
	    {"another revision stands", standing, HOLD_REVISED},
	    {"somebody was asked and has not answered", consulted, HOLD_CONSULTED},
	    {"somebody objects", objected, HOLD_CONSULTED},
	    {"somebody agrees under conditions", conditions, HOLD_CONSULTED},
	    {"all who were asked agree: not", agreed, HOLD_NONE},
	    {"an agent filed it", agent, HOLD_AGENT},
	    {"its window is over", over, HOLD_OVER},
	};
	static struct table table;
	world_make(&world, memory);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		lay(&table);
		rows[i].change(&table);
		enum hold got = hold_of(&table.desk);
		if (got != rows[i].want)
			fail_msg("%s: %d", rows[i].why, (int)got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_leg_waits_for_a_person_when)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
