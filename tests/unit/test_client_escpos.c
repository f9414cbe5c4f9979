/* The receipt on a slip printer, played by a pseudo-terminal: what it says of itself, what it takes, and the slip read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <pty.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "client/escpos.h"
#include "client/receipt.h"
#include "client/scan.h"
#include "client/slip.h"
#include "proto/chain.h"
#include "tests/passage_rig.h"

/* ---- a printer ---- */

enum { GOT_MAX = 1 << 20, IDLE_MS = 50, HOLDS_MS = 3000 };

static struct printer {
	int end, gate_end;
	char path[64];
	uint8_t answers[5]; /* to DLE EOT n; 0: none */
	pthread_t thread;
	atomic_bool over;
	uint8_t got[GOT_MAX];
	size_t n, at;
	bool begun, fed, cut, wrong;
	struct raster paper;
} printer;

/* How long the command at `p` is; 0: it has not come whole yet. */
static size_t length_of(const uint8_t *p, size_t n)
{
	if (n < 2)
		return 0;
	if (p[0] == 0x10 || (p[0] == 0x1b && p[1] == 'd'))
		return n < 3 ? 0 : 3;
	if (p[0] == 0x1b)
		return 2;
	if (p[1] == 'V')
		return n < 4 ? 0 : 4;
	const size_t whole = n < 8 ? 0 : 8 + (size_t)(p[4] | p[5] << 8) * (size_t)(p[6] | p[7] << 8);
	return whole <= n ? whole : 0;
}

static void answer(uint8_t what)
{
	if (what < sizeof printer.answers && printer.answers[what] != 0)
		assert_int_equal(write(printer.end, &printer.answers[what], 1), 1);
}

static void print_band(const uint8_t *p, size_t n)
{
	const unsigned wide = (unsigned)(p[4] | p[5] << 8), rows = (unsigned)(p[6] | p[7] << 8);
	struct raster *paper = &printer.paper;
	printer.wrong |= p[3] != 0 || (paper->dots != 0 && paper->dots != wide * 8);
	paper->bits = realloc(paper->bits, (size_t)(paper->rows + rows) * wide);
	memcpy(paper->bits + (size_t)paper->rows * wide, p + 8, n - 8);
	paper->dots = wide * 8, paper->rows += rows;
}

static void obey(const uint8_t *p, size_t n)
{
	if (memcmp(p, "\x10\x04", 2) == 0)
		answer(p[2]);
	else if (memcmp(p, "\x1b@", 2) == 0)
		printer.begun = true;
	else if (memcmp(p, "\x1b" "d", 2) == 0)
		printer.fed = p[2] > 0;
	else if (memcmp(p, "\x1dVB\0", 4) == 0)
		printer.cut = printer.fed;
	else if (memcmp(p, "\x1dv0", 3) == 0 && printer.begun && !printer.cut)
		print_band(p, n);
	else
		printer.wrong = true;
}

static void *work(void *unused)
{
	struct pollfd file = {.fd = printer.end, .events = POLLIN};
	for (;;) {
		if (poll(&file, 1, IDLE_MS) <= 0) {
			if (printer.over)
				return unused;
			continue;
		}
		const ssize_t n = read(printer.end, printer.got + printer.n, GOT_MAX - printer.n);
		if (n <= 0)
			return unused;
		printer.n += (size_t)n;
		for (size_t one; (one = length_of(printer.got + printer.at, printer.n - printer.at)) > 0; printer.at += one)
			obey(printer.got + printer.at, one);
	}
}

static int plug_in(void **state)
{
	(void)state;
	memset(&printer, 0, sizeof printer);
	return openpty(&printer.end, &printer.gate_end, printer.path, NULL, NULL);
}

static int pull_out(void **state)
{
	(void)state;
	free(printer.paper.bits);
	close(printer.gate_end);
	return close(printer.end);
}

static void switch_on(void)
{
	rig_must(pthread_create(&printer.thread, NULL, work, NULL) == 0);
}

/* Once it has read what was sent. */
static void switch_off(void)
{
	printer.over = true;
	pthread_join(printer.thread, NULL);
}

/* ---- what it says of itself ---- */

static uint8_t dark[72 * 2000];
static const struct raster large = {576, 2000, dark};

/* answers to DLE EOT 1, 2 and 4, as the makers give them. */
static const struct says {
	const char *why;
	uint8_t printer, offline, paper;
	enum escpos want;
} says[] = {
    {"ready", 0x12, 0x12, 0x12, ESCPOS_PRINTED},
    {"the drawer's pin is no matter", 0x16, 0x12, 0x12, ESCPOS_PRINTED},
    {"near the end of the paper is not the end", 0x12, 0x12, 0x1e, ESCPOS_PRINTED},
    {"out of paper", 0x1a, 0x32, 0x7e, ESCPOS_PAPER},
    {"out of paper, says only the sensor", 0x12, 0x12, 0x72, ESCPOS_PAPER},
    {"cover open, and so it sees no paper", 0x1a, 0x16, 0x72, ESCPOS_COVER},
    {"an error of the cutter", 0x1a, 0x52, 0x12, ESCPOS_FAULT},
    {"offline", 0x1a, 0x12, 0x12, ESCPOS_OFFLINE},
    {"offline, and says nothing else", 0x1a, 0, 0, ESCPOS_OFFLINE},
    {"says nothing: it is printed to", 0, 0, 0, ESCPOS_PRINTED},
    {"what is no answer is none", 0xff, 0, 0, ESCPOS_PRINTED},
};

static void what_the_printer_says_is_heeded(void **state)
{
	for (size_t i = 0; i < sizeof says / sizeof says[0]; i++) {
		const struct says *one = &says[i];
		rig_must(plug_in(state) == 0);
		printer.answers[1] = one->printer, printer.answers[2] = one->offline, printer.answers[4] = one->paper;
		switch_on();
		const enum escpos how = escpos_print(printer.path, &large);
		switch_off();
		if (how != one->want)
			fail_msg("%s: %d", one->why, (int)how);
		const bool printed = one->want == ESCPOS_PRINTED;
		if (printer.wrong || printer.at != printer.n || printer.cut != printed || printer.paper.rows != (printed ? 2000 : 0))
			fail_msg("%s: %u rows came out", one->why, printer.paper.rows);
		pull_out(state);
	}
}

static int64_t now_ms(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

static void a_printer_that_stops_reading_holds_nobody_for_longer_than_it_may(void **state)
{
	const int64_t begun_ms = now_ms();
	(void)state;
	assert_int_equal(escpos_print(printer.path, &large), ESCPOS_HUNG);
	const int64_t took_ms = now_ms() - begun_ms;
	assert_in_range(took_ms, ESCPOS_SILENT_MS, HOLDS_MS);
}

static void what_is_no_printer_is_left_as_it_is(void **state)
{
	char file[] = "/tmp/guosuo-escpos-XXXXXX", byte;
	const int fd = mkstemp(file);
	(void)state;
	rig_must(fd >= 0 && write(fd, "x", 1) == 1);
	assert_int_equal(escpos_print(file, &large), ESCPOS_OTHER);
	assert_int_equal(escpos_print("/dev/usb/lp-none", &large), ESCPOS_ABSENT);
	assert_int_equal(lseek(fd, 0, SEEK_END), 1);
	assert_int_equal(pread(fd, &byte, 1, 0), 1);
	assert_int_equal(byte, 'x');
	close(fd);
	unlink(file);
}

/* ---- the slip ---- */

static uint8_t memory[WORLD_MEMORY];
static struct world world;
static struct passage passage;
static struct held held;
static struct context context;
static char *said;
static size_t said_length;

static int stamped(void **state)
{
	world_make(&world, memory);
	rig_must(passage_read(rig_pack(&world.rig, &passage_of_pass(&world)->base), &world.rig.arena, &passage) == ERR_OK);
	context = (struct context){.lang = LANG_ZH, .arena = {malloc(CONTEXT_ARENA), CONTEXT_ARENA, 0}};
	context.said = open_memstream(&said, &said_length);
	rig_must(context.arena.base != NULL && context.said != NULL);
	return plug_in(state);
}

static int handed(void **state)
{
	fclose(context.said);
	free(said);
	free(context.arena.base);
	return pull_out(state);
}

/* The paper as a camera sees it. */
static void assert_paper_reads(const char *code)
{
	const struct raster *paper = &printer.paper;
	uint8_t *grey = malloc((size_t)paper->dots * paper->rows);
	struct span text;
	rig_must(grey != NULL);
	for (size_t i = 0; i < (size_t)paper->dots * paper->rows; i++)
		grey[i] = (paper->bits[i / 8] & 0x80 >> i % 8) != 0 ? 0 : 255;
	enum err err = scan_grey(grey, paper->dots, paper->rows, &context.arena, &text);
	free(grey);
	assert_int_equal(err, ERR_OK);
	assert_true(span_equal(text, span_text(code)));
}

static bool print(unsigned dots)
{
	switch_on();
	const bool printed = slip_print(&context, printer.path, dots, &held, &passage, NULL);
	switch_off();
	fflush(context.said);
	return printed;
}

static void the_code_on_the_paper_is_the_receipts(void **state)
{
	static const unsigned widths[] = {SLIP_DOTS_MIN, SLIP_DOTS};
	char *code;
	rig_must(receipt_text(&context, &passage, NULL, &code) == ERR_OK);
	for (size_t i = 0; i < 2; i++) {
		assert_true(print(widths[i]));
		assert_false(printer.wrong);
		assert_true(printer.cut);
		assert_int_equal(printer.paper.dots, widths[i]);
		assert_paper_reads(code);
		pull_out(state);
		rig_must(plug_in(state) == 0);
	}
	assert_int_equal(said_length, 0);
}

static void a_code_that_is_too_large_for_the_paper_is_not_drawn(void **state)
{
	char code[2001] = CHAIN_PREFIX;
	struct raster raster = {0};
	(void)state;
	memset(code + strlen(code), 'A', sizeof code - 1 - strlen(code));
	assert_int_equal(slip_draw(&held, &passage, code, SLIP_DOTS_MIN, &raster), ERR_SIZE);
	assert_null(raster.bits);
	assert_int_equal(slip_draw(&held, &passage, code, SLIP_DOTS, &raster), ERR_OK);
	free(raster.bits);
}

static void what_was_not_printed_is_said_with_its_remedy(void **state)
{
	static const struct {
		enum lang lang;
		uint8_t offline, paper;
		const char *want;
	} rows[] = {
	    {LANG_ZH, 0x12, 0x72, "缺纸, 请换纸卷"},
	    {LANG_EN, 0x12, 0x72, "out of paper, put in a new roll"},
	    {LANG_ZH, 0x16, 0x12, "上盖未关, 请关好"},
	    {LANG_EN, 0x16, 0x12, "cover is open, close it"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		context.lang = rows[i].lang;
		printer.answers[1] = 0x1a, printer.answers[2] = rows[i].offline, printer.answers[4] = rows[i].paper;
		assert_false(print(SLIP_DOTS));
		assert_int_equal(printer.paper.rows, 0);
		assert_non_null(strstr(said, rows[i].want));
		assert_non_null(strstr(said, rows[i].lang == LANG_ZH ? "过卡已记录" : "the passage is recorded"));
		assert_non_null(strstr(said, "checkpoint receipt "));
		pull_out(state);
		rig_must(plug_in(state) == 0);
	}
}

static void paper_has_a_width_in_whole_bytes(void **state)
{
	static const struct {
		const char *typed;
		enum err want;
		uint32_t dots;
	} rows[] = {{NULL, ERR_OK, 576}, {"384", ERR_OK, 384}, {"832", ERR_OK, 832},
	            {"380", ERR_INPUT, 7}, {"500", ERR_INPUT, 7}, {"840", ERR_INPUT, 7}, {"x", ERR_INPUT, 7}};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		uint32_t dots = 7;
		assert_int_equal(slip_dots(&context, rows[i].typed, &dots), rows[i].want);
		assert_int_equal(dots, rows[i].dots);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_the_printer_says_is_heeded),
	    cmocka_unit_test_setup_teardown(a_printer_that_stops_reading_holds_nobody_for_longer_than_it_may, plug_in, pull_out),
	    cmocka_unit_test(what_is_no_printer_is_left_as_it_is),
	    cmocka_unit_test_setup_teardown(the_code_on_the_paper_is_the_receipts, stamped, handed),
	    cmocka_unit_test_setup_teardown(a_code_that_is_too_large_for_the_paper_is_not_drawn, stamped, handed),
	    cmocka_unit_test_setup_teardown(what_was_not_printed_is_said_with_its_remedy, stamped, handed),
	    cmocka_unit_test_setup_teardown(paper_has_a_width_in_whole_bytes, stamped, handed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
