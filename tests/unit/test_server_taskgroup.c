/* The task group sees across provinces and seals nothing; the auditor reads; everybody else sees what was
 * theirs. */
#include "guosuo/v1/group.pb-c.h"
#include "server/board.h"
#include "tests/desk_rig.h"

static struct desk desk;

enum {
	GROUP_SHANDONG = SHANDONG * 100 + 11 + ENTRY_GROUP,
	GROUP_TIANJIN = CASE_TIANJIN * 100 + 11 + ENTRY_GROUP,
	AUDITOR_HEBEI = HEBEI * 100 + 11 + ENTRY_AUDITOR,
	REVIEWER_HEBEI = HEBEI * 100 + 11,
	REVIEWER_TIANJIN = CASE_TIANJIN * 100 + 11,
};
static const ProtobufCBinaryData START = {0, NULL};

static int up(void **state)
{
	(void)state;
	desk_open(&desk);
	return 0;
}

static int down(void **state)
{
	(void)state;
	desk_remove(&desk);
	return 0;
}

static char *words(const char *text)
{
	return (char *)(uintptr_t)text;
}

/* ---- the board ---- */

static Guosuo__V1__BoardResponse *board(uint32_t key, uint32_t size, ProtobufCBinaryData after,
                                        uint32_t province)
{
	Guosuo__V1__BoardRequest request = GUOSUO__V1__BOARD_REQUEST__INIT;
	request.page_size = size;
	request.after = after;
	request.province = province;
	return desk_call(&desk, key, "/guosuo.v1.Group/Board", &request);
}

static void a_board_shows_every_open_leg_of_every_province_once(void **state)
{
	(void)state;
	enum { TRIPS = 4, LEGS = 3 * TRIPS };
	for (size_t i = 0; i < TRIPS; i++)
		desk_submit(&desk);
	desk_sql(&desk, "UPDATE leg SET turn = 5"); /* the hardest case: all are due at once */
	desk_sql(&desk, "UPDATE leg SET turn = 4 WHERE province = 12 AND rowid > 9");
	for (uint32_t size = 1; size <= LEGS + 1; size++) {
		char seen[LEGS + 1][64];
		size_t count = 0;
		int64_t last = 0;
		ProtobufCBinaryData after = START;
		do {
			const Guosuo__V1__BoardResponse *page = board(GROUP_TIANJIN, size, after, 0);
			for (size_t i = 0; i < page->n_lines; i++, count++) {
				assert_true(count < LEGS);
				snprintf(seen[count], sizeof seen[0], "%s %u", page->lines[i]->number,
				         page->lines[i]->leg->province);
				for (size_t k = 0; k < count; k++)
					assert_string_not_equal(seen[k], seen[count]);
				last = page->lines[i]->leg->since;
			}
			after = page->next;
		} while (after.len > 0);
		assert_int_equal(count, LEGS);
		assert_true(last > 0);
	}
	assert_int_equal(board(AUDITOR_HEBEI, 100, START, HEBEI)->n_lines, TRIPS);
	const Guosuo__V1__BoardLine *line = board(GROUP_SHANDONG, 1, START, 0)->lines[0];
	assert_int_equal(line->leg->province, CASE_TIANJIN);
	assert_string_equal(line->company, "济南示例电力设备有限公司");
	assert_int_equal(line->over_limit_class, 3);
	assert_true(line->leg->holder[0] != '\0' && line->leg->phone[0] != '\0');
}

static void a_board_leaves_out_what_is_decided(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	desk_seal_leg(&desk, trip->pass_id, HEBEI);
	assert_int_equal(board(GROUP_SHANDONG, 0, START, 0)->n_lines, 2);
	Guosuo__V1__BoardRequest request = GUOSUO__V1__BOARD_REQUEST__INIT;
	request.province = 99;
	assert_int_equal(desk_post(&desk, GROUP_SHANDONG, "/guosuo.v1.Group/Board", &request), 400);
	assert_true(answer_says(&desk_answer, "PROVINCE_UNKNOWN"));
}

static void a_board_says_whose_answers_are_overdue(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	desk_consult(&desk, trip->pass_id, HEBEI, "河北高速集团");
	desk_consult(&desk, trip->pass_id, HEBEI, "沧州交警支队");
	assert_int_equal(board(GROUP_SHANDONG, 1, START, HEBEI)->lines[0]->overdue, 0);
	desk_sql(&desk, "UPDATE consultation SET deadline = 1");
	assert_int_equal(board(GROUP_SHANDONG, 1, START, HEBEI)->lines[0]->overdue, 2);
	assert_int_equal(board(GROUP_SHANDONG, 1, START, SHANDONG)->lines[0]->overdue, 0);
	desk_sql(&desk, "UPDATE consultation SET answered = 1 WHERE number = 1");
	assert_int_equal(board(GROUP_SHANDONG, 1, START, HEBEI)->lines[0]->overdue, 1);
}

/* ---- haste ---- */

static unsigned expedite(uint32_t key, ProtobufCBinaryData pass, uint32_t province, const char *reason)
{
	Guosuo__V1__ExpediteRequest request = GUOSUO__V1__EXPEDITE_REQUEST__INIT;
	request.pass_id = pass;
	request.province = province;
	request.reason = words(reason);
	return desk_post(&desk, key, "/guosuo.v1.Group/Expedite", &request);
}

static void haste_is_seen_by_reviewers_and_company_with_who_and_why(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	const ProtobufCBinaryData number = {8, trip->pass_id.data};
	desk_seal_leg(&desk, trip->pass_id, SHANDONG);
	assert_int_equal(expedite(GROUP_TIANJIN, number, 0, "截港提前一天"), 200);
	assert_int_equal(expedite(GROUP_SHANDONG, trip->pass_id, HEBEI, "船期只此一班"), 200);
	const Guosuo__V1__LegView *leg = desk_review(&desk, REVIEWER_HEBEI, trip->pass_id)->leg;
	assert_int_equal(leg->n_expedites, 2);
	Guosuo__V1__ListReviewsRequest queue = GUOSUO__V1__LIST_REVIEWS_REQUEST__INIT;
	const Guosuo__V1__ListReviewsResponse *list =
	    desk_call(&desk, REVIEWER_TIANJIN, "/guosuo.v1.Review/ListReviews", &queue);
	assert_string_equal(list->reviews[0]->expedited->reason, "截港提前一天");
	assert_true(list->reviews[0]->expedited->who[0] != '\0' &&
	            list->reviews[0]->expedited->at >= desk.now);
	Guosuo__V1__GetTripRequest request = GUOSUO__V1__GET_TRIP_REQUEST__INIT;
	request.pass_id = trip->pass_id;
	const Guosuo__V1__TripView *view =
	    ((Guosuo__V1__GetTripResponse *)desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/GetTrip", &request))
	        ->trip;
	assert_int_equal(view->legs[0]->n_expedites, 0); /* it was sealed already */
	assert_int_equal(view->legs[1]->n_expedites, 2);
	assert_int_equal(view->legs[2]->n_expedites, 1);
}

static void haste_needs_a_reason_and_something_to_hasten(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	uint8_t other[16] = {1};
	desk_seal_leg(&desk, trip->pass_id, SHANDONG);
	static const struct {
		const char *why, *reason, *says;
		uint32_t province;
		unsigned status;
	} rows[] = {
	    {"no reason", "", "REQUIRED", 0, 400},
	    {"a leg that is decided", "截港", "DECIDED", SHANDONG, 400},
	    {"a province the trip does not touch", "截港", "not_found", HENAN, 404},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++)
		if (expedite(GROUP_TIANJIN, trip->pass_id, rows[i].province, rows[i].reason) !=
		        rows[i].status ||
		    !answer_says(&desk_answer, rows[i].says))
			fail_msg("%s: %u %.*s", rows[i].why, desk_answer.status, (int)desk_answer.length,
			         desk_answer.body);
	assert_int_equal(expedite(GROUP_TIANJIN, (ProtobufCBinaryData){16, other}, 0, "截港"), 404);
	assert_int_equal(expedite(GROUP_TIANJIN, (ProtobufCBinaryData){5, other}, 0, "截港"), 400);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM expedite"), 0);
}

/* ---- messages ---- */

static unsigned put_message(uint32_t key, ProtobufCBinaryData pass, uint32_t province, const char *text)
{
	Guosuo__V1__PutMessageRequest request = GUOSUO__V1__PUT_MESSAGE_REQUEST__INIT;
	request.pass_id = pass;
	request.province = province;
	request.text = words(text);
	return desk_post(&desk, key, "/guosuo.v1.Group/PutMessage", &request);
}

static Guosuo__V1__ListMessagesResponse *messages(uint32_t key, ProtobufCBinaryData pass, uint32_t size)
{
	Guosuo__V1__ListMessagesRequest request = GUOSUO__V1__LIST_MESSAGES_REQUEST__INIT;
	request.pass_id = pass;
	request.page_size = size;
	return desk_call(&desk, key, "/guosuo.v1.Group/ListMessages", &request);
}

static void each_reads_the_messages_it_has_part_in(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	const ProtobufCBinaryData id = trip->pass_id, number = {8, id.data};
	assert_int_equal(put_message(OFFICER_A, number, 0, "三省何时办结"), 200);
	assert_int_equal(put_message(REVIEWER_HEBEI, id, SHANDONG, "河北段明日复核"),
	                 200); /* his own, whatever he says */
	assert_int_equal(put_message(GROUP_TIANJIN, id, CASE_TIANJIN, "请天津核对进港道路"), 200);
	assert_int_equal(put_message(OFFICER_A2, id, HEBEI, "河北段照片已补"), 200);
	static const struct {
		uint32_t key;
		size_t count;
	} rows[] = {{OFFICER_A, 4},      {OFFICER_A2, 4},       {GROUP_SHANDONG, 4},
	            {REVIEWER_HEBEI, 3}, {REVIEWER_TIANJIN, 2}, {SHANDONG * 100 + 11, 1}};
	for (size_t i = 0; i < RIG_COUNT(rows); i++)
		assert_int_equal(messages(rows[i].key, id, 0)->n_messages, rows[i].count);
	/* The company is told of what others wrote, without the text. */
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 23"), 2);
	assert_int_equal(desk_sql(&desk, "SELECT SUM(province) FROM outbox WHERE event = 23 AND reason = '' AND company = '" COMPANY_A "'"),
	                 HEBEI + CASE_TIANJIN);
	const Guosuo__V1__ListMessagesResponse *all = messages(GROUP_SHANDONG, number, 0);
	size_t hebei = 0;
	for (size_t i = 0; i < all->n_messages; i++) {
		hebei += all->messages[i]->province == HEBEI;
		assert_true(all->messages[i]->who[0] != '\0');
	}
	assert_int_equal(hebei, 2);
	size_t paged = 0;
	Guosuo__V1__ListMessagesRequest request = GUOSUO__V1__LIST_MESSAGES_REQUEST__INIT;
	request.pass_id = id;
	request.page_size = 1;
	do {
		const Guosuo__V1__ListMessagesResponse *page =
		    desk_call(&desk, REVIEWER_HEBEI, "/guosuo.v1.Group/ListMessages", &request);
		paged += page->n_messages;
		request.after = page->next;
	} while (request.after.len > 0);
	assert_int_equal(paged, 3);
	assert_int_equal(put_message(OFFICER_A, id, HENAN, "河南?"), 400);
	assert_int_equal(put_message(OFFICER_A, id, 0, ""), 400);
	assert_int_equal(put_message(OFFICER_B, id, 0, "别家的"), 404);
	assert_int_equal(put_message(AUDITOR_HEBEI, id, 0, "审计员"), 403);
}

/* It is read in terminals. */
static void what_commands_a_terminal_is_refused_in_what_people_write(void **state)
{
	static const char *const bad[] = {"\x1b[2J", "a\x07", "a\rb", "\x7f", "\xc2\x9b" "1m", "\xe2\x80\xae" "x"};
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	for (size_t i = 0; i < RIG_COUNT(bad); i++) {
		assert_int_equal(put_message(OFFICER_A, trip->pass_id, 0, bad[i]), 400);
		assert_true(answer_says(&desk_answer, "\"text\"") && answer_says(&desk_answer, "TEXT"));
		assert_int_equal(expedite(GROUP_TIANJIN, trip->pass_id, 0, bad[i]), 400);
		assert_true(answer_says(&desk_answer, "\"reason\"") && answer_says(&desk_answer, "TEXT"));
	}
	assert_int_equal(put_message(OFFICER_A, trip->pass_id, 0, "两行\n一\t格"), 200);
}

/* ---- difficulties ---- */

static unsigned put_difficulty(uint32_t key, const char *kind, ProtobufCBinaryData pass, uint32_t province)
{
	Guosuo__V1__PutDifficultyRequest request = GUOSUO__V1__PUT_DIFFICULTY_REQUEST__INIT;
	request.kind = words(kind);
	request.text = words("旅店停业, 无处食宿");
	request.pass_id = pass;
	request.province = province;
	return desk_post(&desk, key, "/guosuo.v1.Group/PutDifficulty", &request);
}

static Guosuo__V1__ListDifficultiesResponse *difficulties(uint32_t key, bool answered)
{
	Guosuo__V1__ListDifficultiesRequest request = GUOSUO__V1__LIST_DIFFICULTIES_REQUEST__INIT;
	request.answered = answered;
	return desk_call(&desk, key, "/guosuo.v1.Group/ListDifficulties", &request);
}

static unsigned answer(uint32_t key, ProtobufCBinaryData id, const char *text)
{
	Guosuo__V1__AnswerDifficultyRequest request = GUOSUO__V1__ANSWER_DIFFICULTY_REQUEST__INIT;
	request.id = id;
	request.answer = words(text);
	return desk_post(&desk, key, "/guosuo.v1.Group/AnswerDifficulty", &request);
}

static void a_difficulty_is_answered_once_and_the_company_reads_it(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	assert_int_equal(put_difficulty(OFFICER_A, "labour", START, 0), 200);
	assert_int_equal(put_difficulty(OFFICER_A, "passage", trip->pass_id, HEBEI), 200);
	assert_int_equal(put_difficulty(OFFICER_B, "lodging", START, 0), 200);
	const Guosuo__V1__ListDifficultiesResponse *open = difficulties(GROUP_TIANJIN, false);
	assert_int_equal(open->n_difficulties, 3);
	assert_string_equal(open->difficulties[0]->kind, "passage"); /* two hours: the first to be answered */
	assert_int_equal(open->difficulties[0]->province, HEBEI);
	assert_string_equal(open->difficulties[0]->number, trip->number);
	assert_true(open->difficulties[0]->answer_by == open->difficulties[0]->at + 2 * 3600);
	assert_string_equal(open->difficulties[2]->kind, "labour");
	assert_int_equal(open->difficulties[2]->province, SHANDONG); /* where the company is registered */
	assert_true(open->n_kinds >= 5);
	assert_int_equal(answer(GROUP_SHANDONG, open->difficulties[0]->id, "已协调放行"), 200);
	assert_int_equal(answer(GROUP_TIANJIN, open->difficulties[0]->id, "再答"), 400);
	assert_true(answer_says(&desk_answer, "REPLIED"));
	assert_int_equal(difficulties(GROUP_SHANDONG, false)->n_difficulties, 2);
	assert_int_equal(difficulties(GROUP_SHANDONG, true)->n_difficulties, 1);
	const Guosuo__V1__ListDifficultiesResponse *own = difficulties(OFFICER_A2, false);
	assert_int_equal(own->n_difficulties, 2);
	size_t answered = own->difficulties[0]->answered_at != 0 ? 0 : 1;
	assert_string_equal(own->difficulties[answered]->answer, "已协调放行");
	assert_int_equal(difficulties(OFFICER_B, false)->n_difficulties, 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 22"), 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 22 AND company = '" COMPANY_A
	                                 "' AND length(pass_id) = 16 AND province = 13 AND reason = '已协调放行'"),
	                 1);
}

static void a_difficulty_of_no_kind_or_place_is_refused(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	assert_int_equal(put_difficulty(OFFICER_A, "weather", START, 0), 400);
	assert_true(answer_says(&desk_answer, "DIFFICULTY_KIND"));
	assert_int_equal(put_difficulty(OFFICER_A, "other", START, 99), 400);
	assert_true(answer_says(&desk_answer, "PROVINCE_UNKNOWN"));
	assert_int_equal(put_difficulty(OFFICER_B, "other", trip->pass_id, 0), 404);
	struct group_policy *policy = desk.app.group;
	desk.app.group = NULL;
	assert_int_equal(put_difficulty(OFFICER_A, "other", START, 0), 400);
	assert_true(answer_says(&desk_answer, "GROUP_NONE"));
	desk.app.group = policy;
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM difficulty"), 0);
}

/* ---- who may what ---- */

static void neither_task_group_nor_auditor_may_call_what_is_not_theirs(void **state)
{
	(void)state;
	static const char *const group_may[] = {"Board",        "Expedite",         "PutMessage",
	                                        "ListMessages", "ListDifficulties", "AnswerDifficulty",
	                                        "GetReport",    "ListPosts", "ListLapses"};
	static const char *const auditor_may[] = {"Board", "GetReport", "ListPosts", "ListLapses", "ListEntries", "GetWeek", "ListGrievances"};
	for (size_t s = 0; s < rpc_service_count; s++) {
		const ProtobufCServiceDescriptor *service = rpc_services[s].descriptor;
		for (unsigned m = 0; m < service->n_methods; m++) {
			const char *name = service->methods[m].name;
			bool group = false, auditor = false;
			for (size_t i = 0; i < RIG_COUNT(group_may); i++)
				group |= strcmp(name, group_may[i]) == 0;
			for (size_t i = 0; i < RIG_COUNT(auditor_may); i++)
				auditor |= strcmp(name, auditor_may[i]) == 0;
			char path[96];
			snprintf(path, sizeof path, "/%s/%s", service->name, name);
			const void *empty = desk_new(&desk, service->methods[m].input);
			bool refused = desk_post(&desk, GROUP_SHANDONG, path, empty) == 403;
			if (refused == group && strcmp(name, "Enrol") != 0)
				fail_msg("%s: the task group was answered %u", path, desk_answer.status);
			refused = desk_post(&desk, AUDITOR_HEBEI, path, empty) == 403;
			if (refused == auditor && strcmp(name, "Enrol") != 0)
				fail_msg("%s: the auditor was answered %u", path, desk_answer.status);
		}
	}
}

static void nothing_of_applications_reaches_the_task_group(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripRequest *request = desk_application(&desk, COMPANY_A);
	const char *mobile = request->application->applicant->contact->mobile;
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", request);
	assert_true(strlen(mobile) == 11);
	board(GROUP_SHANDONG, 0, START, 0);
	assert_true(answer_says(&desk_answer, "变压器"));
	assert_false(answer_says(&desk_answer, mobile));
	assert_false(answer_says(&desk_answer, request->application->applicant->contact->name));
}

/* ---- audit ---- */

static void the_history_is_given_a_dense_order(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	Guosuo__V1__ListEntriesRequest request = GUOSUO__V1__LIST_ENTRIES_REQUEST__INIT;
	desk_daily(&desk, desk.now);
	desk_seal_leg(&desk, trip->pass_id, HEBEI);
	int64_t entries = desk_sql(&desk, "SELECT COUNT(*) FROM entry");
	const Guosuo__V1__ListEntriesResponse *list =
	    desk_call(&desk, AUDITOR_HEBEI, "/guosuo.v1.Audit/ListEntries", &request);
	assert_int_equal(list->n_entries, entries - 2); /* the two seals have no place yet */
	desk_daily(&desk, desk.now);
	int64_t after = 0;
	request.page_size = 2;
	do {
		request.after = after;
		list = desk_call(&desk, AUDITOR_HEBEI, "/guosuo.v1.Audit/ListEntries", &request);
		for (size_t i = 0; i < list->n_entries; i++) {
			assert_int_equal(list->entries[i]->sequence, after + 1);
			after++;
		}
	} while (list->n_entries > 0);
	assert_int_equal(after, entries);
}

static Guosuo__V1__GetWeekResponse *week(int64_t when, ProtobufCBinaryData after, uint32_t size)
{
	Guosuo__V1__GetWeekRequest request = GUOSUO__V1__GET_WEEK_REQUEST__INIT;
	char day[TIME_TEXT_LEN + 1];
	rfc3339_write(when, held_directory(desk.app.held)->body->utc_offset_min, day);
	day[10] = '\0';
	request.day = day;
	request.after = after;
	request.page_size = size;
	return desk_call(&desk, AUDITOR_HEBEI, "/guosuo.v1.Audit/GetWeek", &request);
}

static void a_week_tells_how_long_each_leg_waited_and_not_whose_it_is(void **state)
{
	(void)state;
	enum { WEEK_S = 7 * 24 * 3600 };
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	desk_submit(&desk);
	desk_seal_leg(&desk, trip->pass_id, HEBEI);
	assert_int_equal(expedite(GROUP_SHANDONG, trip->pass_id, CASE_TIANJIN, "截港提前"), 200);
	desk_daily(&desk, desk.now);
	const Guosuo__V1__GetWeekResponse *all = week(desk.now, START, 0);
	assert_int_equal(all->n_legs, 6);
	assert_int_equal(all->to_at - all->from_at, WEEK_S);
	assert_true(all->from_at <= desk.now && desk.now < all->to_at);
	assert_false(answer_says(&desk_answer, trip->number));
	assert_null(memmem(desk_answer.body, desk_answer.length, trip->pass_id.data, PASS_ID_LEN));
	assert_false(answer_says(&desk_answer, "济南"));
	size_t same = 0, sealed = 0, hastened = 0;
	for (size_t i = 0; i < all->n_legs; i++) {
		const Guosuo__V1__WeekLeg *leg = all->legs[i];
		same += memcmp(leg->trip.data, all->legs[0]->trip.data, leg->trip.len) == 0;
		assert_int_equal(leg->events[0]->state, GUOSUO__V1__LEG_STATE__LEG_OPEN);
		sealed += leg->events[leg->n_events - 1]->state == GUOSUO__V1__LEG_STATE__LEG_SEALED;
		hastened += strcmp(leg->events[leg->n_events - 1]->reason, "截港提前") == 0;
	}
	assert_int_equal(same, 3); /* the legs of a trip are known for one another's */
	assert_int_equal(sealed, 1);
	assert_int_equal(hastened, 1);
	size_t paged = 0;
	ProtobufCBinaryData after = START;
	do {
		const Guosuo__V1__GetWeekResponse *page = week(desk.now, after, 1);
		paged += page->n_legs;
		after = page->next;
	} while (after.len > 0);
	assert_int_equal(paged, 6);
	/* Another week, another name; what was decided before it is not in it. */
	const Guosuo__V1__GetWeekResponse *next = week(desk.now + WEEK_S, START, 0);
	assert_int_equal(next->n_legs, 5);
	for (size_t i = 0; i < next->n_legs; i++)
		for (size_t k = 0; k < all->n_legs; k++)
			assert_memory_not_equal(next->legs[i]->trip.data, all->legs[k]->trip.data, 10);
	assert_int_equal(week(desk.now - WEEK_S, START, 0)->n_legs, 0);
	/* What is taken up again and decided in it is. */
	int64_t again_at = all->to_at + 3600;
	char sql[512];
	snprintf(sql, sizeof sql,
	         "INSERT INTO step (province, pass_id, company, n, state, created, ruling, rule) SELECT province, pass_id, company, "
	         "(SELECT MAX(n) FROM step s WHERE s.province = leg.province AND s.pass_id = leg.pass_id) + k, "
	         "CASE k WHEN 1 THEN 1 ELSE 3 END, %lld + k, 0, '' FROM leg, (SELECT 1 AS k UNION SELECT 2) WHERE state = 3",
	         (long long)again_at);
	desk_sql(&desk, sql);
	next = week(desk.now + WEEK_S, START, 0);
	assert_int_equal(next->n_legs, 6);
	size_t again = 0;
	for (size_t i = 0; i < next->n_legs; i++) {
		const Guosuo__V1__WeekLeg *leg = next->legs[i];
		again += leg->events[leg->n_events - 1]->state == GUOSUO__V1__LEG_STATE__LEG_SEALED &&
		         leg->events[leg->n_events - 2]->state == GUOSUO__V1__LEG_STATE__LEG_OPEN &&
		         leg->events[leg->n_events - 2]->at == again_at + 1;
	}
	assert_int_equal(again, 1);
	assert_int_equal(week(desk.now + 2 * WEEK_S, START, 0)->n_legs, 5);
}

/* What a rule had said when a person decided goes into the file, and a machine that tells nonsense is refused. */
static void a_week_tells_what_the_rules_had_said(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	Guosuo__V1__Advice advice = GUOSUO__V1__ADVICE__INIT;
	const uint32_t reviewer = rig_entry(HEBEI, ENTRY_REVIEWER_A);
	const struct trip opened = desk_trip(&desk, trip->trip);
	Guosuo__V1__PutDecisionRequest *request = desk_decision(
	    &desk, trip->pass_id, &opened, HEBEI, 2, GUOSUO__V1__DECISION_KIND__REFUSE, time(NULL), reviewer);
	static const struct {
		const char *rule;
		int ruling;
		const char *field;
	} bad[] = {{"", 4, "advice.rule"}, {"a b", 4, "advice.rule"}, {"wide", 0, "advice.ruling"}};
	request->advice = &advice;
	for (size_t i = 0; i < RIG_COUNT(bad); i++) {
		advice.rule = (char *)(uintptr_t)bad[i].rule;
		advice.ruling = (Guosuo__V1__Ruling)bad[i].ruling;
		assert_int_equal(desk_post(&desk, reviewer, "/guosuo.v1.Review/PutDecision", request), 400);
		assert_true(answer_says(&desk_answer, bad[i].field));
	}
	advice.rule = (char *)(uintptr_t) "wide-load";
	advice.ruling = GUOSUO__V1__RULING__RECOMMEND_APPROVE;
	desk_call(&desk, reviewer, "/guosuo.v1.Review/PutDecision", request);
	desk_daily(&desk, desk.now);
	const Guosuo__V1__GetWeekResponse *all = week(desk.now, START, 0);
	size_t told = 0;
	for (size_t i = 0; i < all->n_legs; i++)
		for (size_t k = 0; k < all->legs[i]->n_events; k++) {
			const Guosuo__V1__WeekEvent *event = all->legs[i]->events[k];
			if (event->advice == NULL)
				continue;
			told++;
			assert_int_equal(all->legs[i]->province, HEBEI);
			assert_int_equal(event->state, GUOSUO__V1__LEG_STATE__LEG_REFUSED);
			assert_int_equal(event->advice->ruling, GUOSUO__V1__RULING__RECOMMEND_APPROVE);
			assert_string_equal(event->advice->rule, "wide-load");
		}
	assert_int_equal(told, 1);
}

int main(void)
{
#define WITH_DESK(test) cmocka_unit_test_setup_teardown(test, up, down)
	const struct CMUnitTest tests[] = {
	    WITH_DESK(a_board_shows_every_open_leg_of_every_province_once),
	    WITH_DESK(a_board_says_whose_answers_are_overdue),
	    WITH_DESK(a_board_leaves_out_what_is_decided),
	    WITH_DESK(haste_is_seen_by_reviewers_and_company_with_who_and_why),
	    WITH_DESK(haste_needs_a_reason_and_something_to_hasten),
	    WITH_DESK(each_reads_the_messages_it_has_part_in),
	    WITH_DESK(what_commands_a_terminal_is_refused_in_what_people_write),
	    WITH_DESK(a_difficulty_is_answered_once_and_the_company_reads_it),
	    WITH_DESK(a_difficulty_of_no_kind_or_place_is_refused),
	    WITH_DESK(neither_task_group_nor_auditor_may_call_what_is_not_theirs),
	    WITH_DESK(nothing_of_applications_reaches_the_task_group),
	    WITH_DESK(the_history_is_given_a_dense_order),
	    WITH_DESK(a_week_tells_how_long_each_leg_waited_and_not_whose_it_is),
	    WITH_DESK(a_week_tells_what_the_rules_had_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
