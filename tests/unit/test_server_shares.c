/* A link for somebody without a key: what it shows, to whom, how long, and what never stands on it. */
#include "tests/desk_rig.h"

#include "server/page.h"
#include "server/shares.h"
#include "server/upkeep.h"

static struct desk desk;
static struct got page;

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

/* ---- small words ---- */

struct link {
	uint8_t token[SHARE_TOKEN_LEN], id[HASH_LEN];
	char path[64];
};

static struct link link_make(void)
{
	struct link link;
	char text[32];
	randombytes_buf(link.token, sizeof link.token);
	body_hash(span_of(link.token, sizeof link.token), link.id);
	sodium_bin2base64(text, sizeof text, link.token, sizeof link.token,
	                  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	snprintf(link.path, sizeof link.path, "/share/%s", text);
	return link;
}

static Guosuo__V1__PutShareRequest *share_of(const struct link *link, ProtobufCBinaryData pass_id,
                                             int64_t life_s)
{
	Guosuo__V1__PutShareRequest *request = desk_new(&desk, &guosuo__v1__put_share_request__descriptor);
	request->pass_id = pass_id;
	request->share = rig_bytes(&desk.rig, link->id, HASH_LEN);
	request->expires_at = time(NULL) + life_s;
	return request;
}

static struct link shared(ProtobufCBinaryData pass_id)
{
	struct link link = link_make();
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Signals/PutShare", share_of(&link, pass_id, RIG_DAY));
	return link;
}

static bool page_says(const char *text)
{
	return answer_says(&page, text);
}

/* ---- what it shows ---- */

static void a_link_shows_how_far_the_trip_is(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	struct trip opened = desk_trip(&desk, trip->trip);
	const uint32_t a = rig_entry(SHANDONG, ENTRY_REVIEWER_A);
	const struct link link = shared(trip->pass_id);
	desk_seal_leg(&desk, trip->pass_id, HEBEI);
	desk_call(&desk, a, "/guosuo.v1.Review/PutDecision",
	          desk_decision(&desk, trip->pass_id, &opened, SHANDONG, 1, GUOSUO__V1__DECISION_KIND__ASK,
	                        desk.now, a));
	desk_get(&desk, link.path, "", &page);
	assert_int_equal(page.status, 200);
	const char *const shown[] = {trip->number, "审批中", "in review",      "河北",
	                             "准予许可",   "待补正", "桥梁验算未完成", "correction asked",
	                             "天津",       "待审批", "变压器"};
	for (size_t i = 0; i < RIG_COUNT(shown); i++)
		if (!page_says(shown[i]))
			fail_msg("not on the page: %s", shown[i]);
}

static void the_page_names_no_person_and_no_vehicle(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	struct trip opened = desk_trip(&desk, trip->trip);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment",
	          desk_assignment(&desk, trip->pass_id, &opened, OFFICER_A, DRIVER_A, 1));
	desk_seal_leg(&desk, trip->pass_id, SHANDONG);
	const struct link link = shared(trip->pass_id);
	static const char *const accepts[] = {"", "Accept: application/json\r\n"};
	static const char *const hidden[] = {"示例司机", "储运部",   "0015", "1380",
	                                     "王审批",   "鲁A12345", "LZZ1", COMPANY_A};
	for (size_t i = 0; i < RIG_COUNT(accepts); i++) {
		desk_get(&desk, link.path, accepts[i], &page);
		assert_int_equal(page.status, 200);
		for (size_t k = 0; k < RIG_COUNT(hidden); k++)
			if (page_says(hidden[k]))
				fail_msg("shown: %s", hidden[k]);
	}
}

static void programs_get_json(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	const struct link link = shared(trip->pass_id);
	desk_get(&desk, link.path, "Accept: application/json\r\n", &page);
	assert_non_null(strstr(page.head, "Content-Type: application/json"));
	assert_true(page_says("\"state\": \"IN_REVIEW\""));
	assert_true(page_says("\"province\": 37"));
	assert_true(page_says(trip->number));
}

/* ---- threat 28 ---- */

static void threat_28_the_page_runs_nothing(void **state)
{
	(void)state;
	const struct link link = shared(desk_submit(&desk)->pass_id);
	desk_get(&desk, link.path, "", &page);
	static const char *const headers[] = {
	    "Content-Security-Policy: default-src 'none'; style-src 'sha256-",
	    "base-uri 'none'",
	    "form-action 'none'",
	    "frame-ancestors 'none'",
	    "X-Content-Type-Options: nosniff",
	    "Referrer-Policy: no-referrer",
	    "Cache-Control: no-store",
	    "text/html; charset=utf-8"};
	for (size_t i = 0; i < RIG_COUNT(headers); i++)
		if (strstr(page.head, headers[i]) == NULL)
			fail_msg("no %s in %s", headers[i], page.head);
	assert_null(strstr(page.head, "unsafe"));
	static const char *const active[] = {"<script", "javascript:", "<img", "<iframe", "src=", "style="};
	for (size_t i = 0; i < RIG_COUNT(active); i++)
		if (page_says(active[i]))
			fail_msg("on the page: %s", active[i]);
}

static void threat_28_what_people_wrote_is_only_text(void **state)
{
	(void)state;
	static char spoiled[] = "<script>alert(1)</script>&\"'";
	Guosuo__V1__SubmitTripRequest *request = desk_application(&desk, COMPANY_A);
	request->application->cargo->name = spoiled;
	request->application->journey->origin->place = spoiled;
	const Guosuo__V1__SubmitTripResponse *trip =
	    desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", request);
	const struct link link = shared(trip->pass_id);
	desk_get(&desk, link.path, "", &page);
	assert_int_equal(page.status, 200);
	assert_false(page_says("<script"));
	assert_true(page_says("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;"));
}

static void threat_28_every_byte_is_escaped_or_harmless(void **state)
{
	(void)state;
	for (int c = 1; c < 256; c++) {
		char *out = NULL;
		size_t n;
		const char text[2] = {(char)c, '\0'};
		FILE *file = open_memstream(&out, &n);
		page_text(file, text);
		fclose(file);
		bool plain = n == 1 && out[0] == text[0];
		assert_int_equal(strchr("<>&\"'", c) != NULL, !plain);
		assert_null(strpbrk(plain ? "" : out, "<>\"'"));
		free(out);
	}
}

/* ---- to whom, and how long ---- */

static void whoever_has_no_link_sees_nothing(void **state)
{
	(void)state;
	const struct link link = shared(desk_submit(&desk)->pass_id);
	const struct link other = link_make();
	static const char *const paths[] = {"/share/", "/share/AAAA", "/share/AAAAAAAAAAAAAAAAAAAAAA/",
	                                    "/share/../state/index.json", "/share/AAAAAAAAAAAAAAAAAAAA%41A"};
	for (size_t i = 0; i < RIG_COUNT(paths); i++) {
		desk_get(&desk, paths[i], "", &page);
		assert_int_equal(page.status, 404);
	}
	desk_get(&desk, other.path, "", &page);
	assert_int_equal(page.status, 404);
	assert_true(page_says("没有此页"));
	desk_get(&desk, link.path, "", &page);
	assert_int_equal(page.status, 200);
}

static void a_link_that_expired_or_was_taken_back_is_gone(void **state)
{
	(void)state;
	ProtobufCBinaryData pass_id = desk_submit(&desk)->pass_id;
	const struct link expired = shared(pass_id), taken = shared(pass_id), stays = shared(pass_id);
	char sql[256], hex[2 * HASH_LEN + 1];
	sodium_bin2hex(hex, sizeof hex, expired.id, HASH_LEN);
	snprintf(sql, sizeof sql, "UPDATE share SET expires = 1 WHERE hex(id) = upper('%s')", hex);
	desk_sql(&desk, sql);
	Guosuo__V1__RemoveShareRequest request = GUOSUO__V1__REMOVE_SHARE_REQUEST__INIT;
	request.pass_id = pass_id;
	request.share = rig_bytes(&desk.rig, taken.id, HASH_LEN);
	assert_int_equal(desk_post(&desk, OFFICER_B, "/guosuo.v1.Signals/RemoveShare", &request), 404);
	desk_call(&desk, OFFICER_A2, "/guosuo.v1.Signals/RemoveShare", &request);
	desk_get(&desk, expired.path, "", &page);
	assert_int_equal(page.status, 404);
	desk_get(&desk, taken.path, "", &page);
	assert_int_equal(page.status, 404);
	desk_get(&desk, stays.path, "", &page);
	assert_int_equal(page.status, 200);
	Guosuo__V1__ListSharesRequest list = GUOSUO__V1__LIST_SHARES_REQUEST__INIT;
	list.pass_id = pass_id;
	const Guosuo__V1__ListSharesResponse *reply =
	    desk_call(&desk, OFFICER_A, "/guosuo.v1.Signals/ListShares", &list);
	assert_int_equal(reply->n_shares, 1);
	assert_memory_equal(reply->shares[0]->share.data, stays.id, HASH_LEN);
}

static void a_bad_link_is_refused(void **state)
{
	(void)state;
	ProtobufCBinaryData pass_id = desk_submit(&desk)->pass_id;
	const struct link link = link_make();
	static const char path[] = "/guosuo.v1.Signals/PutShare";
	int64_t most = desk.config.share_days_max * RIG_DAY;
	assert_int_equal(desk_post(&desk, OFFICER_A, path, share_of(&link, pass_id, most + 3600)), 400);
	assert_true(answer_says(&desk_answer, "\"WINDOW_LENGTH\""));
	assert_int_equal(desk_post(&desk, OFFICER_A, path, share_of(&link, pass_id, -10)), 400);
	assert_true(answer_says(&desk_answer, "\"WINDOW_PAST\""));
	Guosuo__V1__PutShareRequest *request = share_of(&link, pass_id, RIG_DAY);
	/* eight bytes' worth of time */
	request->expires_at = INT64_MAX;
	assert_int_equal(desk_post(&desk, OFFICER_A, path, request), 400);
	assert_true(answer_says(&desk_answer, "\"WINDOW_LENGTH\""));
	request->expires_at = INT64_MIN;
	assert_int_equal(desk_post(&desk, OFFICER_A, path, request), 400);
	assert_true(answer_says(&desk_answer, "\"WINDOW_PAST\""));
	request = share_of(&link, pass_id, RIG_DAY);
	request->share.len = 16;
	assert_int_equal(desk_post(&desk, OFFICER_A, path, request), 400);
	assert_int_equal(desk_post(&desk, OFFICER_B, path, share_of(&link, pass_id, RIG_DAY)), 404);
	for (int64_t i = 0; i < desk.config.share_per_trip; i++)
		shared(pass_id);
	assert_int_equal(desk_post(&desk, OFFICER_A, path, share_of(&link, pass_id, RIG_DAY)), 400);
	assert_true(answer_says(&desk_answer, "\"TOO_MANY\""));
}

/* The database, in whole: what it holds opens no link. */
static void only_the_hash_is_kept(void **state)
{
	(void)state;
	static uint8_t file[8 << 20];
	const struct link link = shared(desk_submit(&desk)->pass_id);
	desk_get(&desk, link.path, "", &page);
	desk_sql(&desk, "PRAGMA wal_checkpoint(TRUNCATE)");
	char path[128];
	snprintf(path, sizeof path, "%s/data/guosuo.db", desk.dir);
	FILE *in = fopen(path, "r");
	size_t n = fread(file, 1, sizeof file, in);
	fclose(in);
	assert_true(n > 0 && n < sizeof file);
	assert_non_null(memmem(file, n, link.id, HASH_LEN));
	assert_null(memmem(file, n, link.token, SHARE_TOKEN_LEN));
	assert_null(memmem(file, n, link.path + 7, SHARE_TOKEN_TEXT));
}

static void expired_links_are_forgotten(void **state)
{
	(void)state;
	shared(desk_submit(&desk)->pass_id);
	desk_sql(&desk, "UPDATE share SET expires = 1");
	upkeep_round(desk.app.upkeep);
	for (int turn = 0; turn < 2000 && desk_sql(&desk, "SELECT COUNT(*) FROM share") > 0; turn++)
		desk_turn(&desk);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM share"), 0);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, up, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(a_link_shows_how_far_the_trip_is),
	    FRESH(the_page_names_no_person_and_no_vehicle),
	    FRESH(programs_get_json),
	    FRESH(threat_28_the_page_runs_nothing),
	    FRESH(threat_28_what_people_wrote_is_only_text),
	    cmocka_unit_test(threat_28_every_byte_is_escaped_or_harmless),
	    FRESH(whoever_has_no_link_sees_nothing),
	    FRESH(a_link_that_expired_or_was_taken_back_is_gone),
	    FRESH(a_bad_link_is_refused),
	    FRESH(only_the_hash_is_kept),
	    FRESH(expired_links_are_forgotten),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
