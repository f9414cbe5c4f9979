#include "tests/desk_rig.h"

#include <pthread.h>

static struct desk desk;

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

static const char *const list = "/guosuo.v1.Desk/ListTrips";

static struct ask json_ask(const char *path, const char *text)
{
	struct ask ask = ask_make(OFFICER_A, path, span_text(text));
	ask.content_type = "application/json";
	return ask;
}

/* The Connect protocol's examples, as a stranger's client would send them. */
static void what_a_call_may_look_like(void **state)
{
	(void)state;
	static const struct {
		const char *why, *type, *more, *body;
		unsigned status;
		const char *says;
	} rows[] = {
	    {"JSON", "application/json", "", "{}", 200, "{}"},
	    {"JSON with a charset", "application/json; charset=utf-8", "", "{\"pageSize\": 5}", 200, "{}"},
	    {"the schema's own names", "application/json", "", "{\"page_size\": 5}", 200, "{}"},
	    {"binary", "application/proto", "", "", 200, ""},
	    {"with a version and a timeout", "application/json",
	     "Connect-Protocol-Version: 1\r\nConnect-Timeout-Ms: 60000\r\n", "{}", 200, "{}"},
	    {"identity encoding", "application/json", "Content-Encoding: identity\r\n", "{}", 200, "{}"},
	    {"another version", "application/json", "Connect-Protocol-Version: 2\r\n", "{}", 400,
	     "invalid_argument"},
	    {"a timeout in words", "application/json", "Connect-Timeout-Ms: soon\r\n", "{}", 400,
	     "invalid_argument"},
	    {"a timeout of eleven digits", "application/json", "Connect-Timeout-Ms: 12345678901\r\n", "{}",
	     400, ""},
	    {"a compressed body", "application/json", "Content-Encoding: gzip\r\n", "{}", 501, ""},
	    {"gRPC", "application/grpc", "", "{}", 415, ""},
	    {"a form", "application/x-www-form-urlencoded", "", "a=b", 415, ""},
	    {"an unknown field", "application/json", "", "{\"pageSise\": 5}", 400, "UNKNOWN_FIELD"},
	    {"no JSON", "application/json", "", "{", 400, "SYNTAX"},
	    {"a wrong type", "application/json", "", "{\"pageSize\": \"many\"}", 400, "TYPE"},
	    {"an unknown field, binary", "application/proto", "", "\x50\x01", 501, "unimplemented"},
	    {"no protobuf", "application/proto", "", "\xff\xff", 400, "invalid_argument"},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		struct ask ask = json_ask(list, rows[i].body);
		ask.content_type = rows[i].type;
		ask.more = rows[i].more;
		ask_sign(&ask);
		ask_send(&desk, &ask, &desk_answer);
		if (desk_answer.status != rows[i].status || !answer_says(&desk_answer, rows[i].says))
			fail_msg("%s: %u %.*s", rows[i].why, desk_answer.status, (int)desk_answer.length,
			         (char *)desk_answer.body);
	}
}

static void an_unknown_method_is_unimplemented(void **state)
{
	(void)state;
	static const char *const paths[] = {"/guosuo.v1.Desk/Nothing",
	                                    "/guosuo.v1.Desk/",
	                                    "/guosuo.v1.Desk",
	                                    "/guosuo.v2.Desk/ListTrips",
	                                    "/guosuo.v1.Desk/ListTripsX",
	                                    "/guosuo.v1.Review/ListTrips",
	                                    "/"};
	for (size_t i = 0; i < RIG_COUNT(paths); i++) {
		struct ask ask = json_ask(paths[i], "{}");
		ask_sign(&ask);
		ask_send(&desk, &ask, &desk_answer);
		assert_int_equal(desk_answer.status, 404);
		assert_true(answer_says(&desk_answer, "unimplemented"));
	}
	desk_get(&desk, list, "", &desk_answer);
	assert_int_equal(desk_answer.status, 404);
}

static void an_error_says_which_field_in_both_languages(void **state)
{
	(void)state;
	struct ask ask = json_ask("/guosuo.v1.Desk/GetTrip", "{\"passId\": \"AAAA\"}");
	ask_sign(&ask);
	ask_send(&desk, &ask, &desk_answer);
	assert_int_equal(desk_answer.status, 400);
	assert_non_null(strstr(desk_answer.head, "Content-Type: application/json"));
	static const char *const parts[] = {"\"code\":\"invalid_argument\"",
	                                    "guosuo.v1.ErrorDetail",
	                                    "\"field\":\"pass_id\"",
	                                    "PASS_NUMBER",
	                                    "通行证编号有误",
	                                    "is not a pass number"};
	for (size_t i = 0; i < RIG_COUNT(parts); i++)
		assert_true(answer_says(&desk_answer, parts[i]));
}

/* The same answer in both codecs: a call made in JSON can be repeated, and is the same call. */
static void json_and_binary_say_the_same(void **state)
{
	(void)state;
	desk_submit(&desk);
	struct ask ask = json_ask(list, "{}");
	ask_sign(&ask);
	ask_send(&desk, &ask, &desk_answer);
	assert_int_equal(desk_answer.status, 200);
	struct faults faults = {.count = 0};
	ProtobufCMessage *as_json;
	assert_int_equal(json_read(&guosuo__v1__list_trips_response__descriptor,
	                           span_of(desk_answer.body, desk_answer.length), &desk.rig.arena, &faults,
	                           &as_json),
	                 ERR_OK);
	Guosuo__V1__ListTripsRequest request = GUOSUO__V1__LIST_TRIPS_REQUEST__INIT;
	const ProtobufCMessage *as_binary = desk_call(&desk, OFFICER_A, list, &request);
	assert_true(span_equal(rig_pack(&desk.rig, as_json), rig_pack(&desk.rig, as_binary)));
}

static void a_write_in_json_is_repeated_in_json(void **state)
{
	(void)state;
	static struct got first;
	char *text;
	size_t length;
	assert_int_equal(
	    json_write(&desk_application(&desk, COMPANY_A)->base, JSON_FOR_PROGRAMS, &text, &length), ERR_OK);
	struct ask ask = json_ask("/guosuo.v1.Desk/SubmitTrip", text);
	ask_sign(&ask);
	ask_send(&desk, &ask, &first);
	assert_int_equal(first.status, 200);
	ask_send(&desk, &ask, &desk_answer);
	assert_int_equal(desk_answer.length, first.length);
	assert_memory_equal(desk_answer.body, first.body, first.length);
	free(text);
}

/* ---- deadline ---- */

struct lock {
	sqlite3 *db;
	unsigned hold_us;
};

static void *hold(void *context)
{
	struct lock *lock = context;
	usleep(lock->hold_us);
	sqlite3_exec(lock->db, "COMMIT", NULL, NULL, NULL);
	return NULL;
}

static void a_call_that_waited_too_long_is_not_done(void **state)
{
	(void)state;
	char path[128];
	struct lock lock = {.hold_us = 150000};
	pthread_t thread;
	snprintf(path, sizeof path, "%s/data/guosuo.db", desk.dir);
	assert_int_equal(sqlite3_open(path, &lock.db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(lock.db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(pthread_create(&thread, NULL, hold, &lock), 0);
	Guosuo__V1__PutInvitationRequest request;
	desk_invitation(&desk, GUOSUO__V1__ROLE__ROLE_DRIVER, COMPANY_A, 0, &request);
	struct ask ask = ask_make(OFFICER_A, "/guosuo.v1.Desk/PutInvitation", desk_pack(&desk, &request));
	ask.more = "Connect-Timeout-Ms: 50\r\n";
	ask_sign(&ask);
	ask_send(&desk, &ask, &desk_answer);
	assert_int_equal(desk_answer.status, 504);
	assert_true(answer_says(&desk_answer, "deadline_exceeded"));
	pthread_join(thread, NULL);
	sqlite3_close(lock.db);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM invitation WHERE used = 0"), 0);
	/* Without the lock the very same call is done: nothing of the late one was kept. */
	ask_send(&desk, &ask, &desk_answer);
	assert_int_equal(desk_answer.status, 200);
}

/* ---- state files ---- */

static void a_state_file_has_an_etag_and_is_sent_once(void **state)
{
	(void)state;
	char etag[128], header[192];
	desk_get(&desk, "/state/directory", "", &desk_answer);
	assert_int_equal(desk_answer.status, 200);
	const char *at = strstr(desk_answer.head, "ETag: ");
	assert_non_null(at);
	assert_int_equal(sscanf(at + 6, "%100s", etag), 1);
	snprintf(header, sizeof header, "If-None-Match: %s\r\n", etag);
	desk_get(&desk, "/state/directory", header, &desk_answer);
	assert_int_equal(desk_answer.status, 304);
	assert_int_equal(desk_answer.length, 0);
	desk_get(&desk, "/state/directory", "If-None-Match: \"other\"\r\n", &desk_answer);
	assert_int_equal(desk_answer.status, 200);
	desk_get(&desk, "/state/directory.1", "", &desk_answer);
	assert_non_null(strstr(desk_answer.head, "immutable"));
	desk_get(&desk, "/state/index.json", "", &desk_answer);
	assert_true(answer_says(&desk_answer, "\"directory.1\""));
	assert_true(answer_says(&desk_answer, "\"roster.37\""));
}

static void health_and_readiness_differ(void **state)
{
	(void)state;
	desk_get(&desk, "/healthz", "", &desk_answer);
	assert_int_equal(desk_answer.status, 200);
	desk_get(&desk, "/readyz", "", &desk_answer);
	assert_int_equal(desk_answer.status, 200);
	desk.app.ready = false;
	desk_get(&desk, "/healthz", "", &desk_answer);
	assert_int_equal(desk_answer.status, 200);
	desk_get(&desk, "/readyz", "", &desk_answer);
	assert_int_equal(desk_answer.status, 503);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, up, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(what_a_call_may_look_like),
	    FRESH(an_unknown_method_is_unimplemented),
	    FRESH(an_error_says_which_field_in_both_languages),
	    FRESH(json_and_binary_say_the_same),
	    FRESH(a_write_in_json_is_repeated_in_json),
	    FRESH(a_call_that_waited_too_long_is_not_done),
	    FRESH(a_state_file_has_an_etag_and_is_sent_once),
	    FRESH(health_and_readiness_differ),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
