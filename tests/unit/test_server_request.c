/* Bytes become a request or one refusal, however they are cut up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/http_rows.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static size_t body_cap(void *context, struct span method, struct span path)
{
	(void)context;
	if (span_equal(path, span_text("/echo")))
		return span_equal(method, span_text("POST")) ? 1000 : 0;
	return span_equal(path, span_text("/hello")) && !span_equal(method, span_text("POST")) ? 1000 : 0;
}

static const struct request_limits limits = {16384, body_cap, NULL};

/* Feeds step bytes at a time, from a fresh copy each, so that a read past a piece is seen. */
static enum refusal feed(struct request *request, struct span all, size_t step, size_t *total)
{
	size_t at = 0;

	while (at < all.n && request_stage(request) != REQUEST_DONE) {
		size_t n = all.n - at < step ? all.n - at : step, used = 0;
		uint8_t *piece = malloc(n);
		memcpy(piece, all.p + at, n);
		enum refusal refusal = request_feed(request, span_of(piece, n), &used);
		free(piece);
		if (refusal)
			return refusal;
		at += used;
		if (used != n && request_stage(request) != REQUEST_DONE)
			return REFUSAL_COUNT;
	}
	*total = at;
	return REFUSAL_NONE;
}

static const size_t steps[] = {SIZE_MAX, 1, 2, 3, 7, 50};

/* NULL: as wanted. */
static const char *complaint(const struct http_row *row, size_t step)
{
	struct request *request = request_new(&limits);
	size_t total = 0;
	enum refusal got = feed(request, span_of(row->bytes, row->n), step, &total);
	const char *text = NULL;

	if (got != row->want)
		text = got == REFUSAL_COUNT ? "stuck" : got ? refusal_row(got)->name : "accepted";
	else if (!got && (request_stage(request) != REQUEST_DONE || total != row->n))
		text = "not used up";
	request_free(&request);
	return text;
}

static void check_rows(const struct http_row *rows, size_t count)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < COUNT(steps); j++) {
			const char *text = complaint(&rows[i], steps[j]);
			if (text)
				print_error("%s, by %zu: %s\n", rows[i].why, steps[j], text);
			wrong += text != NULL;
		}
	}
	assert_int_equal(wrong, 0);
}

static void threat_27_request_smuggling_is_refused_by_the_parser(void **state)
{
	(void)state;
	check_rows(smuggling_rows, COUNT(smuggling_rows));
}

static void threat_26_too_much_is_refused_by_the_parser(void **state)
{
	(void)state;
	check_rows(limit_rows, COUNT(limit_rows));
}

static void what_is_unusual_and_right_is_accepted(void **state)
{
	(void)state;
	check_rows(good_rows, COUNT(good_rows));
}

static void a_request_ends_where_it_ends(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(good_rows); i++) {
		char two[1024];
		struct request *request = request_new(&limits);
		size_t used = 0;
		memcpy(two, good_rows[i].bytes, good_rows[i].n);
		memcpy(two + good_rows[i].n, SMUGGLED, strlen(SMUGGLED));
		assert_int_equal(
			request_feed(request, span_of(two, good_rows[i].n + strlen(SMUGGLED)), &used), 0);
		if (used != good_rows[i].n)
			fail_msg("%s: ended at %zu", good_rows[i].why, used);
		request_free(&request);
	}
}

static void a_request_is_read_as_it_was_written(void **state)
{
	(void)state;
	static const char bytes[] = POST "X-One: \t first\t \r\nx-one: second\r\nEmpty:\r\nTransfer-Encoding: chunked"
					 "\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";

	for (size_t j = 0; j < COUNT(steps); j++) {
		struct request *request = request_new(&limits);
		size_t total = 0;
		assert_int_equal(feed(request, span_of(bytes, sizeof bytes - 1), steps[j], &total), 0);
		assert_true(span_equal(request_method(request), span_text("POST")));
		assert_true(span_equal(request_path(request), span_text("/echo")));
		assert_true(span_equal(request_body(request), span_text("abcde")));
		assert_true(span_equal(request_header(request, "X-ONE"), span_text("first")));
		assert_int_equal(request_header_count(request), 5);
		assert_true(span_equal(request_header_at(request, 2).name, span_text("x-one")));
		assert_true(span_equal(request_header_at(request, 2).value, span_text("second")));
		assert_int_equal(request_header(request, "empty").n, 0);
		assert_null(request_header(request, "absent").p);
		assert_true(request_keep_alive(request));
		request_free(&request);
	}
}

static const struct {
	const char *header;
	bool keep_alive;
} connections[] = {
	{"X: y", true},
	{"Connection: keep-alive", true},
	{"Connection: close", false},
	{"Connection: Keep-Alive, CLOSE", false},
	{"Connection: x-close", true},
};

static void only_connection_close_ends_the_connection(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(connections); i++) {
		struct request *request = request_new(&limits);
		char bytes[200];
		size_t total = 0;
		int n = snprintf(bytes, sizeof bytes, GET "Host: a\r\n%s\r\n\r\n", connections[i].header);
		assert_int_equal(feed(request, span_of(bytes, (size_t)n), SIZE_MAX, &total), 0);
		if (request_keep_alive(request) != connections[i].keep_alive)
			fail_msg("%s", connections[i].header);
		request_free(&request);
	}
}

/* n header lines after Host. */
static enum refusal with_headers(size_t n, size_t step)
{
	struct request *request = request_new(&limits);
	static char bytes[64 + 50000 * 8];
	char *at = bytes;
	size_t total = 0;

	at += sprintf(at, GET "Host: a\r\n");
	for (size_t i = 0; i < n; i++)
		at += sprintf(at, "X: y\r\n");
	at += sprintf(at, "\r\n");
	enum refusal refusal = feed(request, span_of(bytes, (size_t)(at - bytes)), step, &total);
	request_free(&request);
	return refusal;
}

static void threat_26_headers_are_counted(void **state)
{
	(void)state;
	assert_int_equal(with_headers(REQUEST_HEADERS_MAX - 1, 1000), REFUSAL_NONE);
	assert_int_equal(with_headers(REQUEST_HEADERS_MAX, 1000), REFUSAL_HEADERS);
	assert_int_equal(with_headers(50000, 1000), REFUSAL_HEAD_SIZE);
}

/* A head of exactly n bytes. */
static enum refusal with_head(size_t n, size_t step)
{
	static const char first[] = GET "Host: a\r\nX: ", last[] = "\r\n\r\n";
	struct request *request = request_new(&limits);
	char *bytes = malloc(n);
	size_t total = 0;

	memset(bytes, 'x', n);
	memcpy(bytes, first, sizeof first - 1);
	memcpy(bytes + n - (sizeof last - 1), last, sizeof last - 1);
	enum refusal refusal = feed(request, span_of(bytes, n), step, &total);
	free(bytes);
	request_free(&request);
	return refusal;
}

static void threat_26_a_head_has_a_size(void **state)
{
	(void)state;
	for (size_t j = 0; j < COUNT(steps); j++) {
		assert_int_equal(with_head(16384, steps[j]), REFUSAL_NONE);
		assert_int_equal(with_head(16385, steps[j]), REFUSAL_HEAD_SIZE);
	}
}

static void every_refusal_has_a_status_a_code_and_two_texts(void **state)
{
	(void)state;
	for (int i = REFUSAL_NONE + 1; i < REFUSAL_COUNT; i++) {
		const struct refusal_row *row = refusal_row((enum refusal)i);
		assert_in_range(row->status, 400, 599);
		assert_true(*row->code && *row->zh && *row->en);
		assert_null(strpbrk(row->en, "\"\\"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threat_27_request_smuggling_is_refused_by_the_parser),
		cmocka_unit_test(threat_26_too_much_is_refused_by_the_parser),
		cmocka_unit_test(what_is_unusual_and_right_is_accepted),
		cmocka_unit_test(a_request_ends_where_it_ends),
		cmocka_unit_test(a_request_is_read_as_it_was_written),
		cmocka_unit_test(only_connection_close_ends_the_connection),
		cmocka_unit_test(threat_26_headers_are_counted),
		cmocka_unit_test(threat_26_a_head_has_a_size),
		cmocka_unit_test(every_refusal_has_a_status_a_code_and_two_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
