#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "server/review.h"

/* What must come of each state and event, written apart from the table it proves: the new state's letter,
 * then the effects: + the bytes that came are kept, - half-sealed bytes are dropped, < the sealed leg is put
 * aside, ! what was put aside ends, > it is the leg again; . is refused. */
static const struct {
	char state;
	/* HALF COMPLETE REFUSE ASK PAUSE RESUME WITHDRAW REOPEN RESTORE ANSWER ACCEPT UNSEAL REVOKE */
	const char *on[EVENT_COUNT];
} want[LEG_STATES] = {
    {'?', {".", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", "."}},
    {'O', {"H+", "S+!", "R", "A", "P", ".", "W!", ".", "S>", ".", ".", ".", "."}},
    {'H', {"H+", "S+!", "R-", "A-", "P-", ".", "W-!", ".", "S>", ".", ".", "O-", "."}},
    {'S', {".", ".", ".", ".", ".", ".", "W", "O<", ".", ".", ".", "O<!", "X<!"}},
    {'R', {".", ".", ".", ".", ".", ".", "W", "O", ".", ".", "O", ".", "."}},
    {'A', {"H+", "S+!", "R", ".", ".", "O", "W!", ".", "S>", "O", ".", ".", "."}},
    {'P', {".", ".", ".", ".", ".", "O", "W!", ".", ".", ".", ".", ".", "."}},
    {'W', {".", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", "."}},
    {'X', {".", ".", ".", ".", ".", ".", "W", "O", ".", ".", ".", ".", "."}},
};

static unsigned effects_of(const char *text)
{
	static const char signs[] = "+-<!>"; /* in the order of the bits */
	unsigned effects = 0;
	for (; *text != '\0'; text++)
		effects |= 1u << (strchr(signs, *text) - signs);
	return effects;
}

static void every_state_and_event_has_one_outcome(void **test)
{
	(void)test;
	for (int state = 0; state < LEG_STATES; state++)
		for (int event = 0; event < EVENT_COUNT; event++) {
			const char *text = want[state].on[event];
			struct review_step step = {(Guosuo__V1__LegState)99, 99};
			enum err err =
			    review_step((Guosuo__V1__LegState)state, (enum review_event)event, &step);
			if (text[0] == '.') {
				assert_int_equal(err, ERR_STATE);
				assert_int_equal(step.to, 99); /* untouched */
				continue;
			}
			assert_int_equal(err, ERR_OK);
			assert_int_equal(want[step.to].state, text[0]);
			assert_int_equal(step.effects, effects_of(text + 1));
		}
}

static void what_is_no_state_or_event_is_refused(void **test)
{
	(void)test;
	struct review_step step;
	enum review_event event;
	assert_int_equal(review_step((Guosuo__V1__LegState)LEG_STATES, EVENT_HALF, &step), ERR_STATE);
	assert_int_equal(review_step((Guosuo__V1__LegState)-1, EVENT_HALF, &step), ERR_STATE);
	assert_int_equal(review_step(GUOSUO__V1__LEG_STATE__LEG_OPEN, EVENT_COUNT, &step), ERR_STATE);
	assert_int_equal(review_decision((Guosuo__V1__DecisionKind)0, false, &event), ERR_FORMAT);
	assert_int_equal(review_decision((Guosuo__V1__DecisionKind)6, true, &event), ERR_FORMAT);
}

static void a_decision_is_the_event_of_its_name(void **test)
{
	(void)test;
	const enum review_event events[] = {EVENT_REFUSE, EVENT_ASK, EVENT_PAUSE, EVENT_RESUME, EVENT_REOPEN};
	for (size_t i = 0; i < 5; i++) {
		enum review_event event = EVENT_COUNT;
		assert_int_equal(review_decision((Guosuo__V1__DecisionKind)(i + 1), false, &event), ERR_OK);
		assert_int_equal(event, events[i]);
		assert_int_equal(review_decision((Guosuo__V1__DecisionKind)(i + 1), true, &event), ERR_OK);
		assert_int_equal(event, i == 0 ? EVENT_RESTORE : events[i]);
	}
}

/* A leg that stands aside is neither forgotten nor left behind: each way out of a revision ends it, restores it
 * or goes on with the revision; and only a sealed leg is put aside. */
static void what_stands_aside_is_ended_or_restored(void **test)
{
	(void)test;
	const unsigned settled = EFFECT_END | EFFECT_RESTORE;
	for (int state = 0; state < LEG_STATES; state++)
		for (int event = 0; event < EVENT_COUNT; event++) {
			struct review_step step;
			if (event == EVENT_REFUSE || /* never with one aside: review_decision */
			    review_step((Guosuo__V1__LegState)state, (enum review_event)event, &step) != ERR_OK)
				continue;
			bool decides = review_decided(step.to) && !review_decided((Guosuo__V1__LegState)state);
			bool falls = want[state].state == 'S' && (event == EVENT_UNSEAL || event == EVENT_REVOKE); /* stands for nothing */
			assert_int_equal((step.effects & settled) != 0, decides || falls);
			assert_int_equal((step.effects & EFFECT_ASIDE) != 0,
			                 falls || (want[state].state == 'S' && event == EVENT_REOPEN));
		}
}

static void only_sealed_refused_withdrawn_and_revoked_legs_are_decided(void **test)
{
	(void)test;
	for (int state = -1; state <= LEG_STATES; state++)
		assert_int_equal(review_decided((Guosuo__V1__LegState)state),
		                 state >= 0 && state < LEG_STATES &&
		                     strchr("SRWX", want[state].state) != NULL);
}

static Guosuo__V1__TripState trip_of(const char *letters)
{
	Guosuo__V1__LegState legs[8];
	size_t n = strlen(letters);
	for (size_t i = 0; i < n; i++)
		for (int state = 0; state < LEG_STATES; state++)
			if (want[state].state == letters[i])
				legs[i] = (Guosuo__V1__LegState)state;
	return review_trip(legs, n);
}

static void a_trip_follows_from_its_legs(void **test)
{
	(void)test;
	static const struct {
		const char *legs;
		Guosuo__V1__TripState state;
	} rows[] = {
	    {"", GUOSUO__V1__TRIP_STATE__IN_REVIEW},    {"O", GUOSUO__V1__TRIP_STATE__IN_REVIEW},
	    {"SSS", GUOSUO__V1__TRIP_STATE__READY},     {"SSH", GUOSUO__V1__TRIP_STATE__IN_REVIEW},
	    {"SAS", GUOSUO__V1__TRIP_STATE__IN_REVIEW}, {"PSS", GUOSUO__V1__TRIP_STATE__IN_REVIEW},
	    {"SRS", GUOSUO__V1__TRIP_STATE__REFUSED},   {"ORO", GUOSUO__V1__TRIP_STATE__REFUSED},
	    {"WWW", GUOSUO__V1__TRIP_STATE__WITHDRAWN}, {"RW", GUOSUO__V1__TRIP_STATE__WITHDRAWN},
	    {"S?", GUOSUO__V1__TRIP_STATE__IN_REVIEW},  {"SXS", GUOSUO__V1__TRIP_STATE__REFUSED},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(trip_of(rows[i].legs), rows[i].state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_state_and_event_has_one_outcome),
	    cmocka_unit_test(what_is_no_state_or_event_is_refused),
	    cmocka_unit_test(a_decision_is_the_event_of_its_name),
	    cmocka_unit_test(what_stands_aside_is_ended_or_restored),
	    cmocka_unit_test(only_sealed_refused_withdrawn_and_revoked_legs_are_decided),
	    cmocka_unit_test(a_trip_follows_from_its_legs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
