/* The server on real sockets: answers, order, keep-alive, late answers, draining, starting. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/unit/http_rig.h"

static void good_requests_are_answered_however_they_are_cut_up(void **state)
{
	(void)state;
	serve(usual);
	for (size_t i = 0; i < COUNT(good_rows); i++) {
		int fd = dial(), by_bytes = dial();
		char whole[4096];
		send(fd, good_rows[i].bytes, good_rows[i].n, MSG_NOSIGNAL);
		shutdown(fd, SHUT_WR);
		snprintf(whole, sizeof whole, "%s", hear_all(fd));
		for (size_t n = 0; n < good_rows[i].n; n++)
			send(by_bytes, good_rows[i].bytes + n, 1, MSG_NOSIGNAL);
		shutdown(by_bytes, SHUT_WR);
		const char *cut_up = hear_all(by_bytes);
		if (status_of(whole) != 200 || status_of(cut_up) != 200)
			fail_msg("%s: %s", good_rows[i].why, whole);
		assert_string_equal(strstr(whole, "\r\n\r\n"), strstr(cut_up, "\r\n\r\n"));
		close(fd);
		close(by_bytes);
	}
	stop();
}

static void a_connection_serves_many_requests_one_after_the_other(void **state)
{
	(void)state;
	serve(usual);
	int fd = dial();
	for (int i = 0; i < 100; i++) {
		say(fd, HELLO);
		assert_null(strstr(hear(fd, "hello", 1), "Connection: close"));
	}
	assert_int_equal(http_counts(http).accepted, 1);
	assert_int_equal(http_counts(http).requests, 100);
	close(fd);
	stop();
}

static void pipelined_requests_are_answered_in_order(void **state)
{
	char all[2000] = "", want[100] = "";

	(void)state;
	serve(usual);
	int fd = dial();
	for (int i = 0; i < 9; i++) {
		sprintf(all + strlen(all), POST "Content-Length: 3\r\n\r\n<%d>%s", i,
			i % 4 == 2 ? "GET /late HTTP/1.1\r\nHost: a\r\n\r\n" : "");
		sprintf(want + strlen(want), "<%d>%s", i, i % 4 == 2 ? "late" : "");
	}
	say(fd, all);
	shutdown(fd, SHUT_WR);
	char got[100] = "";
	for (const char *at = hear_all(fd); (at = strstr(at, "\r\n\r\n")); at += 4)
		strncat(got, at + 4, strstr(at + 4, "HTTP") ? (size_t)(strstr(at + 4, "HTTP") - at - 4) : 90);
	assert_string_equal(got, want);
	close(fd);
	stop();
}

static void the_last_answer_says_so(void **state)
{
	(void)state;
	serve(usual);
	int fd = dial();
	say(fd, "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" HELLO);
	const char *text = hear_all(fd);
	assert_non_null(strstr(text, "\r\nConnection: close\r\n"));
	assert_int_equal(occurrences(text, "X-Request-Id: "), 1);
	close(fd);
	stop();
}

static const struct {
	const char *why, *request, *want, *absent;
} answers[] = {
	{"a header, a length, an identifier, a date", "GET /hello", "Content-Type: text/plain\r\n", NULL},
	{"the length of a body", "GET /hello", "Content-Length: 5\r\n", NULL},
	{"an identifier", "GET /hello", "X-Request-Id: ", NULL},
	{"a date", "GET /hello", " GMT\r\n", NULL},
	{"HEAD has the length", "HEAD /hello", "Content-Length: 5\r\n", "hello"},
	{"304 has its tag and no length", "GET /unchanged", "ETag: \"1\"\r\n", "Content-Length"},
	{"304 has no body", "GET /unchanged", "HTTP/1.1 304 Not Modified\r\n", "never sent"},
	{"the peer, an identifier of 16, two headers", "GET /peer", "\r\n\r\n127.0.0.1 16 2", NULL},
};

static void an_answer_has_what_belongs_to_it(void **state)
{
	(void)state;
	serve(usual);
	for (size_t i = 0; i < COUNT(answers); i++) {
		int fd = dial();
		say(fd, answers[i].request);
		say(fd, " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
		const char *text = hear_all(fd);
		if (!strstr(text, answers[i].want))
			fail_msg("%s: %s", answers[i].why, text);
		if (answers[i].absent && strstr(text, answers[i].absent))
			fail_msg("%s: %s", answers[i].why, text);
		close(fd);
	}
	stop();
}

static void a_refused_head_request_gets_no_body(void **state)
{
	(void)state;
	serve(usual);
	int fd = dial();
	say(fd, "HEAD /nothing HTTP/1.1\r\nHost: a\r\n\r\n");
	const char *text = hear_all(fd);
	assert_int_equal(status_of(text), 404);
	assert_string_equal(strstr(text, "\r\n\r\n"), "\r\n\r\n");
	close(fd);
	stop();
}

static void a_client_that_asks_is_told_to_continue(void **state)
{
	(void)state;
	serve(usual);
	int fd = dial();
	say(fd, POST "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n");
	assert_string_equal(hear(fd, "\r\n\r\n", 1), "HTTP/1.1 100 Continue\r\n\r\n");
	say(fd, "abcd");
	assert_int_equal(status_of(hear(fd, "abcd", 1)), 200);
	say(fd, POST "Expect: 100-continue\r\nContent-Length: 4\r\n\r\nefgh");
	assert_int_equal(status_of(hear(fd, "efgh", 1)), 200);
	close(fd);
	stop();
}

static void a_large_answer_arrives_whole(void **state)
{
	static char buffer[1 << 16];
	size_t total = 0;

	(void)state;
	serve(usual);
	int fd = dial();
	say(fd, "GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	for (ssize_t n; (n = recv(fd, buffer, sizeof buffer, 0)) > 0;)
		total += (size_t)n;
	assert_in_range(total, BIG + 100, BIG + 400);
	close(fd);
	stop();
}

static void a_late_answer_to_a_client_that_left_is_dropped(void **state)
{
	const struct linger reset = {1, 0};

	(void)state;
	serve(usual);
	int gone = dial(), ended = dial(), there = dial();
	say(gone, "GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
	say(ended, "GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
	say(there, "GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
	pause_ms(20);
	setsockopt(gone, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
	close(gone);
	close(ended);
	pause_ms(10);
	assert_int_equal(http_counts(http).connections, 2);
	hear(there, "late", 1);
	pause_ms(20);
	assert_int_equal(late_replies, 3);
	assert_int_equal(http_counts(http).connections, 1);
	close(there);
	stop();
}

static void an_answer_after_the_end_of_the_server_is_dropped(void **state)
{
	(void)state;
	serve(usual);
	int fd = dial();
	say(fd, "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
	pause_ms(20);
	stop();
	assert_non_null(held);
	assert_string_equal(hear_all(fd), "");
	close(fd);
}

static void draining_answers_what_has_begun_and_ends_the_rest(void **state)
{
	(void)state;
	serve(usual);
	int idle = dial(), late = dial(), begun = dial();
	say(late, "GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
	say(begun, POST "Content-Length: 4\r\n\r\nab");
	pause_ms(20);
	drain();
	assert_string_equal(hear_all(idle), "");
	assert_int_equal(dial(), -1);
	say(begun, "cd");
	assert_non_null(strstr(hear_all(begun), "Connection: close\r\n\r\nabcd"));
	assert_false(drained);
	const char *text = hear_all(late);
	assert_non_null(strstr(text, "\r\nConnection: close\r\n"));
	assert_non_null(strstr(text, "late"));
	close(late);
	close(begun);
	close(idle);
	pause_ms(50);
	assert_true(drained);
	stop();
}

static void draining_an_empty_server_is_done_at_once(void **state)
{
	(void)state;
	serve(usual);
	drain();
	pause_ms(30);
	assert_true(drained);
	stop();
}

static void starting_says_what_is_wrong(void **state)
{
	(void)state;
	serve(usual);
	struct event_base *other = event_base_new();
	struct http *second = NULL;
	struct http_config busy = usual, name = usual, foreign = usual, lacking = usual, vast = usual;

	busy.port = http_port(http);
	name.address = "localhost";
	foreign.address = "192.0.2.1";
	lacking.head_ms = 0;
	vast.head_max = REQUEST_HEAD_MAX + 1;
	assert_int_equal(http_start(other, &busy, handle, NULL, &second), ERR_BUSY);
	assert_int_equal(http_start(other, &name, handle, NULL, &second), ERR_INPUT);
	assert_int_equal(http_start(other, &foreign, handle, NULL, &second), ERR_INPUT);
	assert_int_equal(http_start(other, &lacking, handle, NULL, &second), ERR_INPUT);
	assert_int_equal(http_start(other, &vast, handle, NULL, &second), ERR_INPUT);
	assert_null(second);
	event_base_free(other);
	stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_requests_are_answered_however_they_are_cut_up),
		cmocka_unit_test(a_connection_serves_many_requests_one_after_the_other),
		cmocka_unit_test(pipelined_requests_are_answered_in_order),
		cmocka_unit_test(the_last_answer_says_so),
		cmocka_unit_test(an_answer_has_what_belongs_to_it),
		cmocka_unit_test(a_refused_head_request_gets_no_body),
		cmocka_unit_test(a_client_that_asks_is_told_to_continue),
		cmocka_unit_test(a_large_answer_arrives_whole),
		cmocka_unit_test(a_late_answer_to_a_client_that_left_is_dropped),
		cmocka_unit_test(an_answer_after_the_end_of_the_server_is_dropped),
		cmocka_unit_test(draining_answers_what_has_begun_and_ends_the_rest),
		cmocka_unit_test(draining_an_empty_server_is_done_at_once),
		cmocka_unit_test(starting_says_what_is_wrong),
	};

	evthread_use_pthreads();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
