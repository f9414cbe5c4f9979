/* The expected list of a province, as its own checkpoints read it. */
#include "guosuo/v1/revocations.pb-c.h"
#include "server/expected.h"
#include "tests/gate_desk.h"

static struct desk desk;
static Guosuo__V1__SubmitTripResponse *mine;
static struct trip mine_trip;

/* The case departs in ten days: here a pass is due two weeks ahead. */
static int up(void **state)
{
	(void)state;
	desk_open(&desk);
	stops_open(&desk);
	desk.config.expected_days = 14;
	mine = desk_submit(&desk);
	mine_trip = desk_trip(&desk, mine->trip);
	return 0;
}

static int down(void **state)
{
	(void)state;
	desk_remove(&desk);
	return 0;
}

static void seal(uint32_t province)
{
	desk_seal_leg(&desk, mine->pass_id, province);
}

static void assign(uint32_t device, uint32_t serial)
{
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment",
	          desk_assignment(&desk, mine->pass_id, &mine_trip, OFFICER_A, device, serial));
}

/* Hebei's leg is sealed, and somebody drives. */
static int ready(void **state)
{
	up(state);
	seal(HEBEI);
	assign(DRIVER_A, 1);
	return 0;
}

static const Guosuo__V1__ListExpectedResponse *list(uint32_t gate)
{
	Guosuo__V1__ListExpectedRequest request = GUOSUO__V1__LIST_EXPECTED_REQUEST__INIT;
	return desk_call(&desk, gate, "/guosuo.v1.Gate/ListExpected", &request);
}

static const Guosuo__V1__GetExpectedResponse *get(uint32_t gate)
{
	Guosuo__V1__GetExpectedRequest request = GUOSUO__V1__GET_EXPECTED_REQUEST__INIT;
	request.pass_ids = &mine->pass_id, request.n_pass_ids = 1;
	return desk_call(&desk, gate, "/guosuo.v1.Gate/GetExpected", &request);
}

/* Is the pass due there? Both methods say the same. */
static bool is_due(uint32_t gate)
{
	const size_t lines = list(gate)->n_lines;
	assert_true(lines <= 1);
	assert_int_equal(get(gate)->n_passes, lines);
	return lines == 1;
}

/* As the gate opens it: what comes is a code, and of the bytes whose digest was told. */
static struct shown *shown(uint32_t gate)
{
	struct shown *out = rig_take(&desk.rig, sizeof *out);
	struct span raw, code;
	hash_t hash;
	const Guosuo__V1__ListExpectedResponse *lines = list(gate);
	const Guosuo__V1__GetExpectedResponse *reply = get(gate);
	assert_int_equal(lines->n_lines, 1);
	assert_int_equal(reply->n_passes, 1);
	const Guosuo__V1__Expected *pass = reply->passes[0];
	assert_int_equal(canon_pack(&pass->base, &desk.rig.arena, &raw), ERR_OK);
	body_hash(raw, hash);
	assert_int_equal(lines->lines[0]->digest.len, EXPECTED_DIGEST);
	assert_memory_equal(lines->lines[0]->digest.data, hash, EXPECTED_DIGEST);
	assert_memory_equal(lines->lines[0]->pass_id.data, mine->pass_id.data, PASS_ID_LEN);
	const struct code parts = {*pass->trip, *pass->leg, *pass->assignment, GUOSUO__V1__DEVICE_SEALED__INIT};
	assert_int_equal(code_pack(&parts, &desk.rig.arena, &code), ERR_OK);
	assert_int_equal(code_show(code, &desk.rig.arena, out), ERR_OK);
	return out;
}

/* ---- what is due ---- */

static void a_sealed_leg_that_somebody_drives_is_due_at_its_own_provinces_gates(void **state)
{
	(void)state;
	assert_false(is_due(GATE_HEBEI));
	seal(HEBEI);
	assert_false(is_due(GATE_HEBEI)); /* nobody is assigned */
	assign(DRIVER_A, 1);
	assert_true(is_due(GATE_HEBEI));
	const struct shown *pass = shown(GATE_HEBEI);
	assert_int_equal(pass->leg.body->province, HEBEI);
	assert_int_equal(pass->assignment.body->serial, 1);
	assert_in_range(list(GATE_HEBEI)->as_of, desk.now, time(NULL));
}

static void threat_24_another_provinces_checkpoint_sees_nothing_of_it(void **state)
{
	(void)state;
	assert_true(is_due(GATE_HEBEI));
	assert_false(is_due(GATE_SHANDONG));
	assert_false(is_due(GATE_TIANJIN));
	seal(TIANJIN);
	assert_int_equal(shown(GATE_TIANJIN)->leg.body->province, TIANJIN);
	assert_int_equal(shown(GATE_HEBEI)->leg.body->province, HEBEI);
	assert_false(is_due(GATE_SHANDONG));
}

static void who_is_no_checkpoint_is_refused(void **state)
{
	Guosuo__V1__ListExpectedRequest request = GUOSUO__V1__LIST_EXPECTED_REQUEST__INIT;
	const uint32_t others[] = {OFFICER_A, DRIVER_A, rig_entry(HEBEI, ENTRY_REVIEWER_A)};
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(others); i++)
		assert_int_equal(desk_post(&desk, others[i], "/guosuo.v1.Gate/ListExpected", &request), 403);
}

static void only_so_many_days_ahead_and_until_the_leg_ends(void **state)
{
	(void)state;
	desk.config.expected_days = 7;
	assert_false(is_due(GATE_HEBEI));
	desk.config.expected_days = 14;
	assert_true(is_due(GATE_HEBEI));
	desk_sql(&desk, "UPDATE leg SET closes = 1000 WHERE closes > 0");
	assert_false(is_due(GATE_HEBEI));
}

static void the_newest_assignment_replaces_the_one_before(void **state)
{
	(void)state;
	const ProtobufCBinaryData before = list(GATE_HEBEI)->lines[0]->digest;
	assign(DRIVER_A, 2);
	assert_memory_not_equal(list(GATE_HEBEI)->lines[0]->digest.data, before.data, before.len);
	assert_int_equal(shown(GATE_HEBEI)->assignment.body->serial, 2);
	assign(0, 3);
	assert_true(shown(GATE_HEBEI)->assignment.body->paper);
}

/* ---- what goes ---- */

static void withdraw(void)
{
	Guosuo__V1__WithdrawTripRequest request = GUOSUO__V1__WITHDRAW_TRIP_REQUEST__INIT;
	request.pass_id = mine->pass_id;
	request.reason = (char *)(uintptr_t) "改期";
	request.revocation = desk_taken_back(&desk, mine->trip, OFFICER_A, GUOSUO__V1__REVOCATION_REASON__TRIP_WITHDRAWN);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/WithdrawTrip", &request);
}

static void take_back(uint32_t province, uint32_t index)
{
	Guosuo__V1__PutRevocationRequest request = GUOSUO__V1__PUT_REVOCATION_REQUEST__INIT;
	const uint32_t reviewer = rig_entry(province, ENTRY_REVIEWER_A);
	request.revocation = desk_revocation(&desk, province, iso_week(mine_trip.body->not_after), &index, 1,
	                                     GUOSUO__V1__REVOCATION_REASON__MISUSED, RIG_KEYS(reviewer));
	desk_call(&desk, reviewer, "/guosuo.v1.Revocations/PutRevocation", &request);
}

static void revoke_leg(void)
{
	take_back(HEBEI, shown(GATE_HEBEI)->leg.body->status_index);
}

static void revoke_pass(void)
{
	take_back(SHANDONG, mine_trip.body->status_index);
}

static void deliver(void)
{
	seal(TIANJIN);
	const struct gate_pass *pass = gate_shown(&desk, mine->pass_id, TIANJIN);
	const Guosuo__V1__Stamp stamp = gate_stamp(pass, 1);
	assert_int_equal(gate_put(&desk, GATE_TIANJIN, pass, &stamp).fate, 0);
}

static void what_ends_a_pass_takes_it_off_the_list(void **state)
{
	static void (*const ends[])(void) = {withdraw, revoke_leg, revoke_pass, deliver};
	for (size_t i = 0; i < RIG_COUNT(ends); i++) {
		ready(state);
		assert_true(is_due(GATE_HEBEI));
		ends[i]();
		assert_false(is_due(GATE_HEBEI));
		down(state);
	}
}

static void a_delivered_journey_is_due_no_more_and_the_next_one_is(void **state)
{
	Guosuo__V1__SubmitTripRequest *request;
	Guosuo__V1__PutAssignmentRequest *next;
	struct assignment opened;
	(void)state;
	request = desk_application(&desk, COMPANY_A);
	request->application->journeys = 2;
	mine = desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", request);
	mine_trip = desk_trip(&desk, mine->trip);
	seal(HEBEI);
	assign(DRIVER_A, 1);
	assert_true(is_due(GATE_HEBEI));
	deliver();
	assert_false(is_due(GATE_HEBEI));
	next = desk_assignment(&desk, mine->pass_id, &mine_trip, OFFICER_A, DRIVER_A, 2);
	assert_int_equal(assignment_read(next->assignment, &desk.rig.arena, &opened), ERR_OK);
	Guosuo__V1__Assignment body = *opened.body;
	body.journey = 2;
	assert_int_equal(assignment_seal(desk_pack(&desk, &body), &mine_trip, rig_pair(OFFICER_A).secret, &desk.rig.arena,
	                                 &next->assignment),
	                 ERR_OK);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment", next);
	assert_int_equal(shown(GATE_HEBEI)->assignment.body->journey, 2);
}

/* ---- revisions ---- */

static void a_leg_stands_as_it_was_until_its_revision_is_sealed(void **state)
{
	const uint32_t reviewer = rig_entry(HEBEI, ENTRY_REVIEWER_A), other = rig_entry(HEBEI, ENTRY_REVIEWER_B);
	(void)state;
	const uint32_t index = shown(GATE_HEBEI)->leg.body->status_index;
	desk_call(&desk, reviewer, "/guosuo.v1.Review/PutDecision",
	          desk_decision(&desk, mine->pass_id, &mine_trip, HEBEI, 2, GUOSUO__V1__DECISION_KIND__REOPEN, time(NULL), reviewer));
	assert_int_equal(shown(GATE_HEBEI)->leg.body->revision, 1);
	Guosuo__V1__Leg *leg = desk_leg(&desk, &mine_trip, HEBEI, desk_review(&desk, reviewer, mine->pass_id)->status_index);
	leg->revision = 2, leg->not_before += H;
	const uint32_t sealers[] = {reviewer, other};
	for (size_t i = 0; i < RIG_COUNT(sealers); i++) {
		assert_int_equal(shown(GATE_HEBEI)->leg.body->revision, 1);
		Guosuo__V1__PutLegRequest *put = desk_leg_request(&desk, mine->pass_id, &mine_trip, leg, sealers[i]);
		put->superseded = desk_superseded(&desk, &mine_trip, HEBEI, index, sealers[i]);
		desk_call(&desk, sealers[i], "/guosuo.v1.Review/PutLeg", put);
	}
	assert_int_equal(shown(GATE_HEBEI)->leg.body->revision, 2);
	assert_int_equal(desk_sql(&desk, "SELECT opens FROM leg WHERE province = 13"), leg->not_before);
}

/* ---- many, and bad questions ---- */

static void run(const char *format, ...)
{
	char sql[512];
	va_list list;
	va_start(list, format);
	vsnprintf(sql, sizeof sql, format, list);
	va_end(list);
	desk_sql(&desk, sql);
}

/* So many copies of the pass, each under its own id, all closing at one moment. */
static void copy(unsigned count)
{
	static const char *const tables[] = {"trip", "leg", "assignment"};
	for (size_t i = 0; i < RIG_COUNT(tables); i++) {
		run("CREATE TABLE copy AS WITH RECURSIVE c(n) AS (SELECT 1000 UNION ALL SELECT n + 1 FROM c LIMIT %u) "
		    "SELECT * FROM %s, c",
		    count, tables[i]);
		run("UPDATE copy SET pass_id = CAST(printf('%%016d', n) AS BLOB)%s", i == 2 ? "" : ", status_index = status_index + n");
		run("ALTER TABLE copy DROP COLUMN n");
		run("INSERT INTO %s SELECT * FROM copy", tables[i]);
		run("DROP TABLE copy");
	}
}

static void pages_go_on_where_the_last_one_ended(void **state)
{
	Guosuo__V1__ListExpectedRequest request = GUOSUO__V1__LIST_EXPECTED_REQUEST__INIT;
	size_t seen = 0, pages = 0;
	(void)state;
	copy(EXPECTED_LINES + 20);
	do {
		const Guosuo__V1__ListExpectedResponse *page = desk_call(&desk, GATE_HEBEI, "/guosuo.v1.Gate/ListExpected", &request);
		seen += page->n_lines;
		request.after = page->next;
		pages++;
	} while (request.after.len > 0);
	assert_int_equal(seen, EXPECTED_LINES + 21);
	assert_int_equal(pages, 2);
}

static void a_bad_question_is_refused(void **state)
{
	Guosuo__V1__GetExpectedRequest request = GUOSUO__V1__GET_EXPECTED_REQUEST__INIT;
	Guosuo__V1__ListExpectedRequest after = GUOSUO__V1__LIST_EXPECTED_REQUEST__INIT;
	ProtobufCBinaryData ids[EXPECTED_ASKED + 1];
	static const char *const path = "/guosuo.v1.Gate/GetExpected";
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(ids); i++)
		ids[i] = mine->pass_id;
	assert_int_equal(desk_post(&desk, GATE_HEBEI, path, &request), 400);
	assert_true(answer_says(&desk_answer, "\"REQUIRED\""));
	request.pass_ids = ids, request.n_pass_ids = RIG_COUNT(ids);
	assert_int_equal(desk_post(&desk, GATE_HEBEI, path, &request), 400);
	assert_true(answer_says(&desk_answer, "\"TOO_MANY\""));
	request.n_pass_ids = 1, ids[0].len = PASS_NUMBER_BYTES;
	assert_int_equal(desk_post(&desk, GATE_HEBEI, path, &request), 400);
	after.after = ids[0];
	assert_int_equal(desk_post(&desk, GATE_HEBEI, "/guosuo.v1.Gate/ListExpected", &after), 400);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_sealed_leg_that_somebody_drives_is_due_at_its_own_provinces_gates, up, down),
	    cmocka_unit_test_setup_teardown(threat_24_another_provinces_checkpoint_sees_nothing_of_it, ready, down),
	    cmocka_unit_test_setup_teardown(who_is_no_checkpoint_is_refused, ready, down),
	    cmocka_unit_test_setup_teardown(only_so_many_days_ahead_and_until_the_leg_ends, ready, down),
	    cmocka_unit_test_setup_teardown(the_newest_assignment_replaces_the_one_before, ready, down),
	    cmocka_unit_test(what_ends_a_pass_takes_it_off_the_list),
	    cmocka_unit_test_setup_teardown(a_delivered_journey_is_due_no_more_and_the_next_one_is, up, down),
	    cmocka_unit_test_setup_teardown(a_leg_stands_as_it_was_until_its_revision_is_sealed, ready, down),
	    cmocka_unit_test_setup_teardown(pages_go_on_where_the_last_one_ended, ready, down),
	    cmocka_unit_test_setup_teardown(a_bad_question_is_refused, ready, down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
