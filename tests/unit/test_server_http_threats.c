/* Threats 26 and 27 on real sockets: hostile, huge, slow, idle and absent clients. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <jansson.h>
#include <malloc.h>
#include <sys/resource.h>

#include "tests/unit/http_rig.h"

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define MEMORY_IS_INFLATED
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define MEMORY_IS_INFLATED
#endif

static void check_json(const char *why, const char *answer, const char *code)
{
	const char *body = strstr(answer, "\r\n\r\n");
	json_t *json = body ? json_loads(body + 4, 0, NULL) : NULL;
	const char *got = json_string_value(json_object_get(json, "code"));

	if (!got || strcmp(got, code) || !json_string_value(json_object_get(json, "message")))
		fail_msg("%s: body %s", why, answer);
	json_decref(json);
}

/* The answer to a refused request, after which the connection must end. */
static void check_refused(const char *why, int fd, enum refusal want)
{
	const char *answer = hear_all(fd);

	if (status_of(answer) != refusal_row(want)->status)
		fail_msg("%s: wanted %u, got %s", why, refusal_row(want)->status, answer);
	if (occurrences(answer, "X-Request-Id: ") != 1)
		fail_msg("%s: more than one answer: %s", why, answer);
	if (!strstr(answer, "\r\nConnection: close\r\n"))
		fail_msg("%s: the connection is not said to close: %s", why, answer);
	check_json(why, answer, refusal_row(want)->code);
	close(fd);
}

static void check_rows(const struct http_row *rows, size_t count)
{
	serve(usual);
	for (size_t i = 0; i < count; i++) {
		int fd = dial();
		send(fd, rows[i].bytes, rows[i].n, MSG_NOSIGNAL);
		say(fd, SMUGGLED);
		check_refused(rows[i].why, fd, rows[i].want);
	}
	assert_int_equal(http_counts(http).refused, count);
	stop();
}

/* ---- threat 27 ---- */

static void threat_27_request_smuggling_is_refused(void **state)
{
	(void)state;
	check_rows(smuggling_rows, COUNT(smuggling_rows));
}

static void threat_27_request_smuggling_by_single_bytes_is_refused(void **state)
{
	(void)state;
	serve(usual);
	for (size_t i = 0; i < COUNT(smuggling_rows); i++) {
		int fd = dial();
		for (size_t n = 0; n < smuggling_rows[i].n; n++)
			send(fd, smuggling_rows[i].bytes + n, 1, MSG_NOSIGNAL);
		check_refused(smuggling_rows[i].why, fd, smuggling_rows[i].want);
	}
	stop();
}

static void threat_27_request_smuggling_behind_a_body_is_a_request_of_its_own(void **state)
{
	(void)state;
	serve(usual);
	int fd = dial();
	say(fd, POST "Content-Length: 4\r\n\r\nabcd" HELLO "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n");
	const char *text = hear_all(fd);
	assert_int_equal(occurrences(text, "HTTP/1.1 200 OK\r\n"), 2);
	assert_int_equal(occurrences(text, "HTTP/1.1 404 Not Found\r\n"), 1);
	close(fd);
	stop();
}

static void threat_27_no_answer_is_split_by_a_header_of_ours(void **state)
{
	(void)state;
	serve(usual);
	int fd = dial();
	say(fd, "GET /split HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	const char *text = hear_all(fd);
	assert_int_equal(status_of(text), 500);
	assert_null(strstr(text, "Set-Cookie"));
	close(fd);
	stop();
}

/* ---- threat 26 ---- */

static void threat_26_too_much_or_nowhere_is_refused(void **state)
{
	(void)state;
	check_rows(limit_rows, COUNT(limit_rows));
}

/* Sends until the server stops taking it; at most n bytes. */
static void flood(int fd, const char *part, size_t n)
{
	for (size_t sent = 0; sent < n; sent += strlen(part))
		if (send(fd, part, strlen(part), MSG_NOSIGNAL) < 0)
			return;
}

static const struct {
	const char *why, *first, *part;
	size_t n;
	enum refusal want;
} floods[] = {
	{"a request line of 200 kB", "GET /", "aaaaaaaaaaaaaaaaaaaa", 200000, REFUSAL_HEAD_SIZE},
	{"a header of 200 kB", GET "X: ", "aaaaaaaaaaaaaaaaaaaa", 200000, REFUSAL_HEAD_SIZE},
	{"50,000 headers", GET, "X: y\r\n", 50000 * 6, REFUSAL_HEAD_SIZE},
	{"65 headers", GET "Host: a\r\n", "X: y\r\n", 64 * 6, REFUSAL_HEADERS},
	{"a body of 1 MB", POST "Content-Length: 1000000\r\n\r\n", "aaaaaaaaaaaaaaaaaaaa", 1000000,
	 REFUSAL_BODY_SIZE},
	{"a chunked body of 1 MB", CHUNKED, "8\r\nabcdefgh\r\n", 1000000, REFUSAL_BODY_SIZE},
};

static void threat_26_huge_requests_are_answered_and_not_kept(void **state)
{
	(void)state;
	serve(usual);
	for (size_t i = 0; i < COUNT(floods); i++) {
		int fd = dial();
		say(fd, floods[i].first);
		flood(fd, floods[i].part, floods[i].n);
		say(fd, "\r\n\r\n");
		check_refused(floods[i].why, fd, floods[i].want);
	}
	pause_ms(100);
	assert_int_equal(http_counts(http).connections, 0);
	stop();
}

/* A trickle: a byte every 20 ms. */
static void trickle(int fd, const char *bytes)
{
	for (; *bytes; bytes++) {
		if (send(fd, bytes, 1, MSG_NOSIGNAL) < 0 || poll(&(struct pollfd){fd, POLLIN, 0}, 1, 20) == 1)
			return;
	}
}

static const struct {
	const char *why, *first;
	enum refusal want;
} slow[] = {
	{"slowloris", GET, REFUSAL_SLOW_HEAD},
	{"a slow body", POST "Content-Length: 900\r\n\r\n", REFUSAL_SLOW_BODY},
	{"slow chunks", CHUNKED "ff\r\n", REFUSAL_SLOW_BODY},
};

static void threat_26_slow_requests_end_at_a_deadline_no_trickle_renews(void **state)
{
	struct http_config config = usual;

	(void)state;
	config.head_ms = config.body_ms = 100;
	serve(config);
	for (size_t i = 0; i < COUNT(slow); i++) {
		int64_t start = now_ms();
		int fd = dial();
		say(fd, slow[i].first);
		trickle(fd, "Xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
		check_refused(slow[i].why, fd, slow[i].want);
		assert_in_range(now_ms() - start, 90, 600);
	}
	stop();
}

static void threat_26_idle_connections_end_silently(void **state)
{
	struct http_config config = usual;

	(void)state;
	config.idle_ms = 100;
	serve(config);
	int fresh = dial(), used = dial();
	say(used, HELLO);
	hear(used, "hello", 1);
	assert_string_equal(hear_all(fresh), "");
	assert_string_equal(hear_all(used), "");
	close(fresh);
	close(used);
	stop();
}

static void threat_26_a_reader_that_stops_reading_is_cut_off(void **state)
{
	struct http_config config = usual;

	(void)state;
	config.write_ms = 100;
	serve(config);
	int fd = dial_from(4096);
	say(fd, "GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
	pause_ms(300);
	assert_int_equal(http_counts(http).connections, 0);
	close(fd);
	stop();
}

static void threat_26_what_is_sent_ahead_waits_in_the_kernel(void **state)
{
	(void)state;
	serve(usual);
	int fd = dial();
	say(fd, "GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
	fcntl(fd, F_SETFL, O_NONBLOCK);
	size_t sent = 0;
	for (int tries = 0; tries < 20;) {
		ssize_t n = send(fd, HELLO, strlen(HELLO), MSG_NOSIGNAL);
		sent += n > 0 ? (size_t)n : 0;
		if (n <= 0) {
			pause_ms(10);
			tries++;
		}
	}
	assert_true(sent > 100000);
	assert_int_equal(http_counts(http).requests, 1);
	close(fd);
	stop();
}

static void threat_26_a_full_server_lets_the_longest_idle_connection_go(void **state)
{
	struct http_config config = usual;

	(void)state;
	config.max_connections = 2;
	serve(config);
	int a = dial(), b = dial(), c = dial();
	say(b, HELLO);
	hear(b, "hello", 1);
	say(c, HELLO);
	hear(c, "hello", 1);
	assert_string_equal(hear_all(a), "");
	assert_true(http_counts(http).evicted >= 1);
	assert_true(http_counts(http).connections <= 2);
	close(a);
	close(b);
	close(c);
	stop();
}

static void threat_26_a_server_busy_throughout_lets_others_wait(void **state)
{
	struct http_config config = usual;

	(void)state;
	config.max_connections = 2;
	serve(config);
	int busy[2] = {dial(), dial()};
	say(busy[0], "GET /late HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	say(busy[1], "GET /late HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	pause_ms(20);
	int next = dial();
	say(next, HELLO);
	hear_all(busy[0]);
	hear_all(busy[1]);
	close(busy[0]);
	close(busy[1]);
	hear(next, "hello", 1);
	close(next);
	stop();
}

static void threat_26_running_out_of_descriptors_is_survived(void **state)
{
	struct rlimit before, few;
	int fds[40];

	(void)state;
	serve(usual);
	fds[0] = dial();
	say(fds[0], HELLO);
	hear(fds[0], "hello", 1);
	getrlimit(RLIMIT_NOFILE, &before);
	/* The server gets the next four descriptors, the clients opened theirs before. */
	for (size_t i = 1; i < COUNT(fds); i++)
		fds[i] = socket(AF_INET, SOCK_STREAM, 0);
	few = (struct rlimit){(rlim_t)fds[COUNT(fds) - 1] + 5, before.rlim_max};
	setrlimit(RLIMIT_NOFILE, &few);
	const struct sockaddr_in to = {.sin_family = AF_INET,
				       .sin_port = htons(http_port(http)),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	for (size_t i = 1; i < COUNT(fds); i++) {
		assert_int_equal(connect(fds[i], (const struct sockaddr *)&to, sizeof to), 0);
		say(fds[i], HELLO);
	}
	clock_t start = clock();
	pause_ms(200);
	assert_in_range(clock() - start, 0, CLOCKS_PER_SEC / 10);
	assert_true(http_counts(http).evicted >= 1);
	for (size_t i = 0; i < COUNT(fds) - 1; i++)
		close(fds[i]);
	hear(fds[COUNT(fds) - 1], "hello", 1);
	setrlimit(RLIMIT_NOFILE, &before);
	close(fds[COUNT(fds) - 1]);
	stop();
}

/* Resident bytes of this process. */
static long resident(void)
{
	long size = 0, pages = 0;
	FILE *file = fopen("/proc/self/statm", "r");

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%ld %ld", &size, &pages), 2);
	fclose(file);
	return pages * sysconf(_SC_PAGESIZE);
}

static void threat_26_an_idle_connection_costs_at_most_4096_bytes(void **state)
{
	enum { MANY = 9000 };
	static int fds[MANY];
	static char body[901];
	struct http_config config = usual;
	struct rlimit limit;

	(void)state;
#ifdef MEMORY_IS_INFLATED
	skip();
#endif
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	int many = limit.rlim_max > 2 * MANY + 100 ? MANY : (int)(limit.rlim_max - 100) / 2;
	config.idle_ms = config.body_ms = 60000;
	serve(config);
	fds[0] = dial();
	say(fds[0], HELLO);
	hear(fds[0], "hello", 1);
	long before = resident();
	memset(body, '1', 899);
	body[899] = '9';
	for (int i = 1; i < many; i++) {
		assert_true((fds[i] = dial()) >= 0);
		say(fds[i], POST "Content-Length: 900\r\n\r\n");
	}
	for (int i = 1; i < many; i++)
		say(fds[i], body);
	for (int i = 1; i < many; i++)
		hear(fds[i], "119", 1);
	malloc_trim(0);
	long each = (resident() - before) / (many - 1);
	print_message("%d idle connections, %ld bytes each\n", many, each);
	assert_int_equal(http_counts(http).connections, many);
	assert_in_range(each, 100, 4096);
	for (int i = 0; i < many; i++)
		close(fds[i]);
	stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* First: its measure wants a fresh heap. */
		cmocka_unit_test(threat_26_an_idle_connection_costs_at_most_4096_bytes),
		cmocka_unit_test(threat_27_request_smuggling_is_refused),
		cmocka_unit_test(threat_27_request_smuggling_by_single_bytes_is_refused),
		cmocka_unit_test(threat_27_request_smuggling_behind_a_body_is_a_request_of_its_own),
		cmocka_unit_test(threat_27_no_answer_is_split_by_a_header_of_ours),
		cmocka_unit_test(threat_26_too_much_or_nowhere_is_refused),
		cmocka_unit_test(threat_26_huge_requests_are_answered_and_not_kept),
		cmocka_unit_test(threat_26_slow_requests_end_at_a_deadline_no_trickle_renews),
		cmocka_unit_test(threat_26_idle_connections_end_silently),
		cmocka_unit_test(threat_26_a_reader_that_stops_reading_is_cut_off),
		cmocka_unit_test(threat_26_what_is_sent_ahead_waits_in_the_kernel),
		cmocka_unit_test(threat_26_a_full_server_lets_the_longest_idle_connection_go),
		cmocka_unit_test(threat_26_a_server_busy_throughout_lets_others_wait),
		cmocka_unit_test(threat_26_running_out_of_descriptors_is_survived),
	};

	evthread_use_pthreads();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
