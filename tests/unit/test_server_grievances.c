/* What a driver reports of a checkpoint reaches the auditor, and nobody else. */
#include "guosuo/v1/grievances.pb-c.h"
#include "guosuo/v1/group.pb-c.h"
#include "server/grievances.h"
#include "tests/gate_desk.h"

static struct desk desk;
static Guosuo__V1__SubmitTripResponse *mine;
static struct trip mine_trip;

enum { AUDITOR_HEBEI = HEBEI * 100 + 11 + ENTRY_AUDITOR };
static const char path[] = "/guosuo.v1.Grievances/PutGrievance";

static int up(void **state)
{
	(void)state;
	desk_open(&desk);
	stops_open(&desk);
	mine = desk_submit(&desk);
	mine_trip = desk_trip(&desk, mine->trip);
	desk_seal_leg(&desk, mine->pass_id, HEBEI);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment",
	          desk_assignment(&desk, mine->pass_id, &mine_trip, OFFICER_A, DRIVER_A, 1));
	return 0;
}

static int down(void **state)
{
	(void)state;
	desk_remove(&desk);
	return 0;
}

static Guosuo__V1__PutGrievanceRequest *grievance(void)
{
	Guosuo__V1__PutGrievanceRequest *request = desk_new(&desk, &guosuo__v1__put_grievance_request__descriptor);
	request->pass = mine->pass_id;
	request->province = HEBEI, request->checkpoint = GATE_NUMBER;
	request->kind = GUOSUO__V1__GRIEVANCE_KIND__MONEY_DEMANDED;
	request->at = time(NULL);
	request->text = (char *)(uintptr_t) "要 500 元放行";
	request->amount_fen = 50000;
	return request;
}

static const Guosuo__V1__ListGrievancesResponse *list(uint32_t province)
{
	Guosuo__V1__ListGrievancesRequest request = GUOSUO__V1__LIST_GRIEVANCES_REQUEST__INIT;
	request.province = province;
	return desk_call(&desk, AUDITOR_HEBEI, "/guosuo.v1.Grievances/ListGrievances", &request);
}

static void a_demand_for_money_reaches_the_auditor_with_what_the_stamps_say(void **state)
{
	(void)state;
	const struct gate_pass *pass = gate_shown(&desk, mine->pass_id, HEBEI);
	const Guosuo__V1__Stamp stamp = gate_stamp(pass, 1);
	desk_call(&desk, DRIVER_A, path, grievance());
	assert_int_equal(list(HEBEI)->grievances[0]->n_stamps, 0);
	gate_put(&desk, GATE_HEBEI, pass, &stamp);
	const Guosuo__V1__ListGrievancesResponse *all = list(HEBEI);
	assert_int_equal(all->n_grievances, 1);
	const Guosuo__V1__Grievance *one = all->grievances[0];
	assert_string_equal(one->text, "要 500 元放行");
	assert_int_equal(one->checkpoint, GATE_NUMBER);
	assert_int_equal(one->amount_fen, 50000);
	assert_int_equal(one->n_stamps, 1);
	assert_int_equal(one->stamps[0]->duty, 7);
	assert_int_equal(one->stamps[0]->outcome, GUOSUO__V1__OUTCOME__PASSED);
	assert_int_equal(list(SHANDONG)->n_grievances, 0);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM entry WHERE kind = 44 AND province = 13"), 1);
}

static void stamps_of_another_day_or_gate_are_not_told_with_it(void **state)
{
	(void)state;
	const struct gate_pass *pass = gate_shown(&desk, mine->pass_id, HEBEI);
	const Guosuo__V1__Stamp stamp = gate_stamp(pass, 1);
	gate_put(&desk, GATE_HEBEI, pass, &stamp);
	Guosuo__V1__PutGrievanceRequest *elsewhere = grievance(), *before = grievance();
	elsewhere->checkpoint = GATE_NUMBER + 1;
	before->at -= GRIEVANCE_NEAR_S + 60;
	desk_call(&desk, DRIVER_A, path, elsewhere);
	desk_call(&desk, DRIVER_A, path, before);
	const Guosuo__V1__ListGrievancesResponse *all = list(HEBEI);
	assert_int_equal(all->n_grievances, 2);
	assert_int_equal(all->grievances[0]->n_stamps + all->grievances[1]->n_stamps, 0);
}

static void nobody_but_an_auditor_reads_it(void **state)
{
	const uint32_t others[] = {GATE_HEBEI, rig_entry(HEBEI, ENTRY_REVIEWER_A), OFFICER_A, DRIVER_A, HEBEI * 100 + 11 + ENTRY_GROUP};
	Guosuo__V1__ListGrievancesRequest request = GUOSUO__V1__LIST_GRIEVANCES_REQUEST__INIT;
	(void)state;
	desk_call(&desk, DRIVER_A, path, grievance());
	request.province = HEBEI;
	for (size_t i = 0; i < RIG_COUNT(others); i++)
		assert_int_equal(desk_post(&desk, others[i], "/guosuo.v1.Grievances/ListGrievances", &request), 403);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE created >= (SELECT created FROM grievance) AND event > 18"), 0);
}

/* The answer of the first time may be lost, and be forgotten by the desk after its seven days. */
static void twice_is_once(void **state)
{
	(void)state;
	struct ask ask = ask_make(DRIVER_A, path, desk_pack(&desk, grievance()));
	ask_sign(&ask);
	for (int i = 0; i < 2; i++) {
		ask_send(&desk, &ask, &desk_answer);
		assert_int_equal(desk_answer.status, 200);
		desk_sql(&desk, "DELETE FROM request");
	}
	assert_int_equal(list(HEBEI)->n_grievances, 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM entry WHERE kind = 44"), 1);
}

static void another_drivers_pass_and_another_road_are_not_found(void **state)
{
	(void)state;
	Guosuo__V1__PutGrievanceRequest *elsewhere = grievance();
	elsewhere->province = HENAN;
	assert_int_equal(desk_post(&desk, DRIVER_A, path, elsewhere), 404);
	assert_int_equal(desk_post(&desk, DRIVER_B, path, grievance()), 404);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM grievance"), 0);
}

/* Of the same company, and no assignment names its phone. */
static void a_driver_on_paper_reports_of_his_companys_trip(void **state)
{
	(void)state;
	desk_sql(&desk, "UPDATE assignment SET paper = 1, device = x''");
	desk_call(&desk, DRIVER_A, path, grievance());
	assert_int_equal(desk_post(&desk, DRIVER_B, path, grievance()), 404);
	assert_int_equal(list(HEBEI)->n_grievances, 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM grievance g JOIN trip t ON t.company = g.company AND t.pass_id = g.pass_id"), 1);
}

static void a_phone_whose_clock_is_ahead_reports_as_of_now(void **state)
{
	(void)state;
	Guosuo__V1__PutGrievanceRequest *request = grievance();
	request->at += 400 * RIG_DAY;
	desk_call(&desk, DRIVER_A, path, request);
	const Guosuo__V1__Grievance *one = list(HEBEI)->grievances[0];
	assert_int_equal(one->at, one->created);
}

static void a_bad_field_is_named(void **state)
{
	static char longest[GRIEVANCE_TEXT_MAX + 2], commands[] = "\x1b[2J";
	const char *fields[] = {"\"pass\"", "\"text\"", "\"text\"", "\"text\"", "\"checkpoint\"", "\"kind\"", "\"at\""};
	(void)state;
	memset(longest, 'x', sizeof longest - 1);
	for (size_t i = 0; i < RIG_COUNT(fields); i++) {
		Guosuo__V1__PutGrievanceRequest *request = grievance();
		request->pass.len -= i == 0;
		request->text = i == 1 ? longest + sizeof longest - 1 : i == 2 ? longest : i == 3 ? commands : request->text;
		request->checkpoint = i == 4 ? 0 : request->checkpoint;
		request->kind = i == 5 ? 0 : request->kind;
		request->at = i == 6 ? 0 : request->at;
		assert_int_equal(desk_post(&desk, DRIVER_A, path, request), 400);
		assert_true(answer_says(&desk_answer, fields[i]));
	}
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, up, down)
	const struct CMUnitTest tests[] = {
	    TEST(a_demand_for_money_reaches_the_auditor_with_what_the_stamps_say),
	    TEST(stamps_of_another_day_or_gate_are_not_told_with_it),
	    TEST(nobody_but_an_auditor_reads_it),
	    TEST(twice_is_once),
	    TEST(another_drivers_pass_and_another_road_are_not_found),
	    TEST(a_driver_on_paper_reports_of_his_companys_trip),
	    TEST(a_phone_whose_clock_is_ahead_reports_as_of_now),
	    TEST(a_bad_field_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
