/* A scanner's line, played by a pseudo-terminal; and cameras that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <pty.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/camera.h"
#include "client/misread.h"
#include "client/scanner.h"
#include "client/serial.h"

static int scanner_end, gate_end;
static char path[64];

static int plug_in(void **state)
{
	(void)state;
	return openpty(&scanner_end, &gate_end, path, NULL, NULL);
}

static int pull_out(void **state)
{
	(void)state;
	close(gate_end);
	return scanner_end < 0 ? 0 : close(scanner_end);
}

static void say(struct span text)
{
	while (text.n > 0) {
		ssize_t n = write(scanner_end, text.p, text.n > 500 ? 500 : text.n);
		assert_true(n > 0);
		text = span_of(text.p + n, text.n - (size_t)n);
	}
}

/* What came, byte for byte, however the line cuts it; it never waits. */
static void a_code_comes_as_it_was_sent(void **state)
{
	static struct scanner scanner;
	char text[MISREAD_LENGTH + 1];
	uint8_t bytes[64];
	int fd;
	(void)state;
	misread_trial(text);
	scanner = (struct scanner){.serial = true};
	assert_int_equal(serial_open(path, 115200, &fd), ERR_OK);
	assert_true(read(fd, bytes, sizeof bytes) <= 0);
	say(span_text(text));
	say(span_text("\r\n"));
	struct scanned got = {.kind = SCANNED_NOTHING};
	for (int64_t now_ms = 0; got.kind == SCANNED_NOTHING && now_ms < 1000; now_ms++) {
		ssize_t n = read(fd, bytes, sizeof bytes);
		if (n > 0)
			scanner_feed(&scanner, span_of(bytes, (size_t)n), now_ms);
		got = scanner_take(&scanner, now_ms);
	}
	assert_int_equal(got.kind, SCANNED_FRAME);
	assert_true(span_equal(got.text, span_text(text)));
	close(fd);
}

static void a_scanner_that_is_pulled_out_is_noticed(void **state)
{
	uint8_t byte;
	int fd;
	(void)state;
	assert_int_equal(serial_open(path, 9600, &fd), ERR_OK);
	close(gate_end);
	gate_end = -1;
	close(scanner_end);
	scanner_end = -1;
	ssize_t n = read(fd, &byte, 1);
	assert_true(n == 0 || (n < 0 && errno == EIO));
	close(fd);
}

static void what_is_no_line_is_told_apart(void **state)
{
	int fd = -7;
	(void)state;
	assert_int_equal(serial_open("/dev/ttyACM-none", 9600, &fd), ERR_NOT_FOUND);
	assert_int_equal(serial_open("/dev/null", 9600, &fd), ERR_FORMAT);
	assert_int_equal(serial_open(path, 12345, &fd), ERR_FORMAT);
	assert_int_equal(fd, -7);
}

static void a_camera_that_is_not_there_is_told(void **state)
{
	struct camera *camera = NULL;
	(void)state;
	assert_int_equal(camera_open("/dev/video-none", &camera), ERR_NOT_FOUND);
	assert_int_equal(camera_open("/dev/null", &camera), ERR_FORMAT);
	assert_null(camera);
	camera_free(&camera);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_code_comes_as_it_was_sent, plug_in, pull_out),
	    cmocka_unit_test_setup_teardown(a_scanner_that_is_pulled_out_is_noticed, plug_in, pull_out),
	    cmocka_unit_test_setup_teardown(what_is_no_line_is_told_apart, plug_in, pull_out),
	    cmocka_unit_test(a_camera_that_is_not_there_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
