/* What reaches the journal: one JSON object a line, nothing personal, and never a wait. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "server/log.h"

/* Standard error becomes a pipe for the length of one test. */
static int kept, ends[2];

static int catch_stderr(void **state)
{
	(void)state;
	kept = dup(STDERR_FILENO);
	return pipe2(ends, O_NONBLOCK) || dup2(ends[1], STDERR_FILENO) < 0;
}

static int give_stderr_back(void **state)
{
	(void)state;
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(ends[0]);
	close(ends[1]);
	return 0;
}

static json_t *caught(void)
{
	static char text[1 << 17];
	ssize_t n = read(ends[0], text, sizeof text - 1);

	assert_true(n > 0);
	text[n] = '\0';
	assert_int_equal(text[n - 1], '\n');
	assert_ptr_equal(strchr(text, '\n'), text + n - 1);
	json_t *line = json_loads(text, 0, NULL);
	assert_non_null(line);
	return line;
}

static const char *text_of(json_t *line, const char *field)
{
	const char *text = json_string_value(json_object_get(line, field));

	assert_non_null(text);
	return text;
}

static void a_line_is_json_with_time_level_event_request_and_fields(void **state)
{
	(void)state;
	log_warn("http_refused", "00112233445566ff", log_number("status", 400), log_text("rule", "HOST"));
	json_t *line = caught();

	assert_int_equal(strlen(text_of(line, "time")), strlen("2020-03-10T02:00:00.123Z"));
	assert_string_equal(text_of(line, "level"), "warn");
	assert_string_equal(text_of(line, "event"), "http_refused");
	assert_string_equal(text_of(line, "request"), "00112233445566ff");
	assert_string_equal(text_of(line, "rule"), "HOST");
	assert_int_equal(json_integer_value(json_object_get(line, "status")), 400);
	json_decref(line);
}

static const struct {
	const char *why, *text, *want;
} texts[] = {
	{"our own words pass", "sqlite: disk I/O error", "sqlite: disk I/O error"},
	{"quotes and backslashes are escaped", "a\"b\\c", "a\"b\\c"},
	{"a person's name is withheld", "张三", "(withheld)"},
	{"a plate is withheld", "苏A12345", "(withheld)"},
	{"a line cannot be forged", "x\n{\"level\":\"info\"}", "(withheld)"},
	{"a mobile number is masked", "call 13912345678 now", "call ########### now"},
	{"an identity number is masked", "32010619800101123X", "#################X"},
	{"a short number stays", "port 8080", "port 8080"},
	{"no text at all", NULL, ""},
	{"a text too long is withheld",
	 "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0",
	 "(withheld)"},
};

static void threat_35_no_personal_data_reaches_the_log(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		log_error("test", NULL, log_text("text", texts[i].text));
		json_t *line = caught();
		const char *got = text_of(line, "text");
		if (strcmp(got, texts[i].want))
			fail_msg("%s: got %s", texts[i].why, got);
		json_decref(line);
	}
}

static void a_long_line_stays_json_and_leaves_fields_out_whole(void **state)
{
	(void)state;
	struct log_field fields[40];

	for (size_t i = 0; i < 40; i++)
		fields[i] = (struct log_field)log_text("field", "0123456789 0123456789 0123456789 0123456789");
	log_event(LEVEL_INFO, "long", NULL, fields, 40);
	json_t *line = caught();
	json_decref(line);
}

static void a_reader_that_stops_reading_loses_lines_and_holds_nobody_up(void **state)
{
	(void)state;
	char rest[1 << 17];

	/* The write end blocks, as a service's standard error does. */
	fcntl(ends[1], F_SETFL, fcntl(ends[1], F_GETFL) & ~O_NONBLOCK);
	for (int i = 0; i < 5000; i++)
		log_info("flood", NULL, log_number("i", i));
	while (read(ends[0], rest, sizeof rest) > 0)
		;
	log_info("after", NULL, log_number("i", 1));
	json_t *line = caught();
	assert_true(json_integer_value(json_object_get(line, "dropped")) > 1000);
	json_decref(line);
}

int main(void)
{
#define CAUGHT(test) cmocka_unit_test_setup_teardown(test, catch_stderr, give_stderr_back)
	const struct CMUnitTest tests[] = {
		CAUGHT(a_line_is_json_with_time_level_event_request_and_fields),
		CAUGHT(threat_35_no_personal_data_reaches_the_log),
		CAUGHT(a_long_line_stays_json_and_leaves_fields_out_whole),
		CAUGHT(a_reader_that_stops_reading_loses_lines_and_holds_nobody_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
