/* guosuo checkpoint gate - full screen, for a whole shift: keys and codes come in, vehicles are judged and recorded. */
#include "client/lane.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "client/keep.h"
#include "client/party.h"
#include "client/render.h"
#include "client/serial.h"
#include "client/show.h"
#include "client/slip.h"

enum { TICK_MS = 1000, AGAIN_MS = 2000, GONE_MS = 60000 /* a driver puts the phone away */, CHUNK = 1024, FOOT = 4 };

bool lane_zh(const struct lane *lane)
{
	return lane->context->lang == LANG_ZH;
}

int64_t lane_clock_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Puts the rest of the program's words behind it: what it says on standard error is never only for information. */
static void add_said(struct lane *lane)
{
	char said[TERMINAL_SAID];
	terminal_said(&lane->terminal, said);
	const size_t n = strlen(lane->told);
	if (said[0] == '\0')
		return;
	snprintf(lane->told + n, sizeof lane->told - n, "%s%s", n > 0 ? ". " : "", said);
	lane->alarm = true;
}

void lane_tell(struct lane *lane, bool alarm, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	vsnprintf(lane->told, sizeof lane->told, format, list);
	va_end(list);
	lane->alarm = alarm;
}

void lane_tell_of(struct lane *lane, bool alarm, enum say what, ...)
{
	va_list list;
	va_start(list, what);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	vsnprintf(lane->told, sizeof lane->told, say_text(lane->context, what), list);
#pragma GCC diagnostic pop
	va_end(list);
	lane->alarm = alarm;
}

void lane_go(struct lane *lane, const struct lane_mode *mode)
{
	lane->mode = mode;
	lane->keyboard.typing = mode == &lane_typing;
}

bool lane_code_is_one(struct lane *lane, struct span text)
{
	char line[512];
	const enum misread misread = misread_of(text);
	if (misread == MISREAD_NONE)
		return true;
	misread_text(misread, text.n, lane->context->lang, MISREAD_AT_KEYS, line, sizeof line);
	terminal_ring(&lane->terminal, 2);
	lane_tell(lane, true, "%s", line);
	return misread == MISREAD_HALF; /* judged all the same: it may be all that there is */
}

/* ---- the screen ---- */

static void bar(struct lane *lane, struct screen *screen)
{
	char clock[GATE_VIEW_CLOCK], age[RENDER_AGE], left[256], right[256];
	const struct gate *gate = lane->shift.gate;
	const Guosuo__V1__Handover *shift = &lane->shift.so_far;
	const int64_t oldest = held_oldest_list(&gate->held);
	const bool zh = lane_zh(lane);
	gate_view_clock(&gate->held, party_now(), clock);
	render_age(lane->context, trust_age(oldest, party_now()), age);
	int n = snprintf(left, sizeof left, zh ? " 查验点 %u  %s" : " checkpoint %u  %s", gate->membership.checkpoint, clock);
	if (lane->duty != 0)
		snprintf(left + n, sizeof left - (size_t)n, zh ? "  值班 %u%s%s" : "  duty %u%s%s", lane->duty,
		         lane->volunteer.duty == 0 ? "" : zh ? " 志愿者 " : " volunteer ", lane->volunteer.name);
	snprintf(right, sizeof right, zh ? "%u 辆 (%u 过 %u 查 %u 否)  数据 %s " : "%u (%u acc %u ref %u rej)  data %s ", shift->passages,
	         shift->accepted, shift->referred, shift->rejected, oldest == 0 ? (zh ? "不全" : "lacking") : age);
	screen_sides(screen, STYLE_BAR, left, right);
}

/* No name is broken: where one does not fit, the next row begins. What decides stands out. */
static void key_rows(struct lane *lane, struct screen *screen)
{
	char text[SCREEN_TEXT] = "";
	for (const struct lane_key *key = lane->mode->keys; key->key != 0; key++) {
		const char *name = lane_zh(lane) ? key->zh : key->en;
		size_t n = strlen(text);
		if (key->key == LANE_ROW || screen_width(text) + 2 + screen_width(name) > screen->columns) {
			screen_add(screen, key->key == LANE_ROW ? STYLE_CALM : STYLE_STRONG, "%s", text);
			text[n = 0] = '\0';
		}
		if (key->key != LANE_ROW)
			snprintf(text + n, sizeof text - n, "  %s", name);
	}
	screen_add(screen, STYLE_STRONG, "%s", text);
}

/* What happened stands in one row where it fits, else in two; the keys beneath. */
static void foot(struct lane *lane, struct screen *screen)
{
	char unsent[64] = "";
	if (lane->shift.unsent > 0)
		snprintf(unsent, sizeof unsent, lane_zh(lane) ? "待送 %u " : "%u unsent ", lane->shift.unsent);
	const enum screen_style style = lane->told[0] == '\0' ? STYLE_PLAIN : lane->alarm ? STYLE_ALARM : STYLE_BAR;
	const size_t first = screen_fit(lane->told, screen->columns - screen_width(unsent) - 2);
	char line[SCREEN_TEXT];
	snprintf(line, sizeof line, " %.*s", (int)first, lane->told);
	screen_sides(screen, style, line, unsent);
	screen_add(screen, style, " %s", lane->told + first);
	key_rows(lane, screen);
}

static void draw(struct lane *lane)
{
	struct screen screen;
	const size_t used = lane->context->arena.used;
	add_said(lane);
	terminal_measure(&lane->terminal);
	screen_begin(&screen, lane->terminal.columns, lane->terminal.lines, FOOT);
	if (screen.columns < SCREEN_LEAST_COLUMNS || screen.lines < SCREEN_LEAST_LINES) {
		screen_add(&screen, STYLE_ALARM, lane_zh(lane) ? "窗口至少 %u 列 %u 行" : "the window needs %u x %u", (unsigned)SCREEN_LEAST_COLUMNS,
		           (unsigned)SCREEN_LEAST_LINES);
	} else {
		bar(lane, &screen);
		lane->mode->view(lane, &screen);
		screen_to_foot(&screen);
		foot(lane, &screen);
	}
	terminal_draw(&lane->terminal, &screen);
	lane->context->arena.used = used;
}

/* ---- keys and codes ---- */

static void press(struct lane *lane, uint8_t key)
{
	if (lane->mode->type != NULL) {
		lane->mode->type(lane, key);
		return;
	}
	for (const struct lane_key *row = lane->mode->keys; row->key != 0; row++)
		if (row->key == key) {
			lane_tell(lane, false, "%s", "");
			row->press(lane);
			return;
		}
	if (key >= 0x80)
		lane_tell(lane, true, "%s", lane_zh(lane) ? "请切到英文输入法" : "switch the input method to English");
	else if (key != '\r')
		lane_tell(lane, false, "%s", lane_zh(lane) ? "没有这个键, 见下列各键" : "no such key, see those below");
}

static void take_long(struct lane *lane)
{
	char line[512];
	misread_text(MISREAD_LONG, SCANNER_MAX, lane->context->lang, MISREAD_AT_KEYS, line, sizeof line);
	terminal_ring(&lane->terminal, 2);
	lane_tell(lane, true, "%s", line);
}

static void take_frame(struct lane *lane, struct span text, int64_t took_ms)
{
	if (lane->mode->code != NULL && lane_part_is(text))
		lane_take_part(lane, text);
	else if (lane->mode->code != NULL && chain_is(text))
		lane_take_stamps(lane, text);
	else if (lane->mode->code != NULL)
		lane->mode->code(lane, text, took_ms);
	else
		lane_tell(lane, true, "%s", lane_zh(lane) ? "此处不读码: 先按所列的键" : "no code is read here: press one of these keys first");
}

static void take_all(struct lane *lane, struct scanner *scanner)
{
	for (;;) {
		const struct scanned got = scanner_take(scanner, lane_clock_ms());
		if (got.kind == SCANNED_NOTHING)
			return;
		if (got.kind == SCANNED_KEY)
			press(lane, got.key);
		else if (got.kind == SCANNED_LONG)
			take_long(lane);
		else
			take_frame(lane, got.text, got.took_ms);
	}
}

/* false: nobody is at the other end any more. */
static bool read_some(int fd, struct scanner *scanner)
{
	uint8_t bytes[CHUNK];
	ssize_t n = read(fd, bytes, sizeof bytes);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return true;
	if (n > 0)
		scanner_feed(scanner, span_of(bytes, (size_t)n), lane_clock_ms());
	return n > 0;
}

/* ---- devices ---- */

static void look_for_devices(struct lane *lane, int64_t now_ms)
{
	if (now_ms < lane->devices_at_ms)
		return;
	lane->devices_at_ms = now_ms + AGAIN_MS;
	if (lane->serial_path != NULL && lane->serial < 0 && serial_open(lane->serial_path, lane->baud, &lane->serial) == ERR_OK)
		lane_tell(lane, false, lane_zh(lane) ? "串口扫码枪就绪: %s" : "the serial scanner is ready: %s", lane->serial_path);
	if (lane->camera_path != NULL && lane->camera == NULL && camera_open(lane->camera_path, &lane->camera) == ERR_OK)
		lane_tell(lane, false, lane_zh(lane) ? "摄像头就绪: %s" : "the camera is ready: %s", lane->camera_path);
}

static void lose_serial(struct lane *lane)
{
	close(lane->serial);
	lane->serial = -1;
	lane_tell(lane, true, lane_zh(lane) ? "串口扫码枪断开: %s" : "the serial scanner is gone: %s", lane->serial_path);
}

/* The vehicle's at the gate, or held before the camera still when that was recorded. */
static bool is_held(const struct lane *lane, struct span text)
{
	const bool gone = lane->gone_n > 0 && lane_clock_ms() - lane->gone_ms < GONE_MS;
	return (lane->vehicle.judged && span_equal(lane->vehicle.look.sight.text, text)) ||
	       (gone && span_equal(span_of(lane->gone, lane->gone_n), text));
}

/* A frame at a time, and as long again for the keys. A code that is held before it is one scan. */
static void take_picture(struct lane *lane)
{
	struct context *context = lane->context;
	const size_t used = context->arena.used;
	const int64_t began_ms = lane_clock_ms();
	uint8_t text[SCANNER_MAX];
	struct span code;
	enum err err = camera_read(lane->camera, &context->arena, &code);
	const size_t n = err == ERR_OK && code.n <= sizeof text ? code.n : 0;
	if (n > 0)
		memcpy(text, code.p, n);
	context->arena.used = used;
	const int64_t took_ms = lane_clock_ms() - began_ms;
	lane->camera_at_ms = began_ms + 2 * took_ms;
	if (n > 0 && !is_held(lane, span_of(text, n)))
		take_frame(lane, span_of(text, n), took_ms);
	if (err == ERR_IO) {
		camera_free(&lane->camera);
		lane_tell(lane, true, lane_zh(lane) ? "摄像头断开: %s" : "the camera is gone: %s", lane->camera_path);
	}
}

/* ---- the loop ---- */

static int sooner(int a, int b)
{
	return a < 0 ? b : b < 0 || a < b ? a : b;
}

static int wait_ms(struct lane *lane, int64_t now_ms)
{
	int wait = sooner(TICK_MS, terminal_tick(&lane->terminal, now_ms));
	wait = sooner(wait, scanner_wait_ms(&lane->keyboard, now_ms));
	return sooner(wait, scanner_wait_ms(&lane->line, now_ms));
}

/* Beside a vehicle the state is read again only where it is judged again: what the screen shows of it lies there. */
static void tick(struct lane *lane)
{
	if (!lane->vehicle.there && shift_fresh(&lane->shift) != ERR_OK)
		lane_tell_of(lane, true, SAY_STATE_STANDS);
}

static bool turn(struct lane *lane)
{
	int64_t now_ms = lane_clock_ms();
	struct pollfd files[] = {{.fd = STDIN_FILENO, .events = POLLIN},
	                         {.fd = lane->serial, .events = POLLIN},
	                         {.fd = lane->camera != NULL && now_ms >= lane->camera_at_ms ? camera_fd(lane->camera) : -1, .events = POLLIN}};
	const int ready = poll(files, 3, wait_ms(lane, now_ms));
	if (ready > 0 && files[0].revents != 0 && !read_some(STDIN_FILENO, &lane->keyboard))
		return false;
	if (ready > 0 && files[1].revents != 0 && !read_some(lane->serial, &lane->line))
		lose_serial(lane);
	take_all(lane, &lane->keyboard);
	take_all(lane, &lane->line);
	if (ready > 0 && files[2].revents != 0)
		take_picture(lane);
	look_for_devices(lane, lane_clock_ms());
	tick(lane);
	return !lane->over;
}

static void work(struct lane *lane)
{
	do
		draw(lane);
	while (!terminal_ended() && turn(lane) && !terminal_ended());
}

/* ---- the command ---- */

enum { G_DUTY, G_SERIAL, G_BAUD, G_CAMERA, G_ROAD, G_CARD, G_PRINTER, G_PRINTER_DOTS };
static const struct option_row options[] = {
    [G_DUTY] = {"duty", "N", "值班人员编号 (不写则在屏幕上登录)", "the number of whoever is on duty (without it: asked on the screen)"},
    [G_SERIAL] = {"serial", "DEVICE", "串口扫码枪, 如 /dev/ttyACM0", "a scanner on a serial line, such as /dev/ttyACM0"},
    [G_BAUD] = {"baud", "N", "串口速率 (9600)", "its speed (9600)"},
    [G_CAMERA] = {"camera", "DEVICE", "摄像头, 如 /dev/video0", "a camera, such as /dev/video0"},
    [G_ROAD] = {"road", "G3", "本查验点所在道路", "the road this checkpoint stands on"},
    [G_CARD] = {"trial-card", "FILE.png", "写出试扫卡, 供打印, 即结束", "write the card that scanners are tested with, to be printed, and end"},
    SLIP_OPTION_ROWS(G_PRINTER, G_PRINTER_DOTS),
    {NULL, NULL, NULL, NULL},
};

static enum exit_code write_card(struct context *context, const char *typed)
{
	char text[MISREAD_LENGTH + 1];
	const char *path = keep_path(context, typed);
	misread_trial(text);
	enum err err = path == NULL ? ERR_MEMORY : show_png(text, SHOW_SCALE, false, path);
	if (err != ERR_OK)
		return say_err(context, err, typed);
	say(context, SAY_WROTE, typed);
	return EXIT_DONE;
}

static enum exit_code run_lane(struct lane *lane, uint32_t duty)
{
	enum err err = shift_open(lane->context, &lane->shift);
	if (err != ERR_OK)
		return EXIT_OTHER;
	if (duty != 0 && !lane_log_in(lane, duty))
		return EXIT_OTHER;
	err = terminal_open(&lane->terminal);
	if (err != ERR_OK) {
		say(lane->context, SAY_NO_SCREEN);
		return EXIT_OTHER;
	}
	lane_forget(lane);
	if (lane->duty == 0)
		lane_ask_duty(lane);
	work(lane);
	terminal_close(&lane->terminal);
	return EXIT_DONE;
}

static void close_lane(struct lane *lane)
{
	shift_close(&lane->shift);
	camera_free(&lane->camera);
	if (lane->serial >= 0)
		close(lane->serial);
	free(lane->page);
	free(lane);
}

static enum exit_code run(struct context *context, const struct args *args)
{
	uint32_t duty, baud, dots;
	if (args->value[G_CARD] != NULL)
		return write_card(context, args->value[G_CARD]);
	if (party_number(context, "duty", args->value[G_DUTY], 1, UINT32_MAX, 0, &duty) != ERR_OK ||
	    party_number(context, "baud", args->value[G_BAUD], 1200, 115200, SERIAL_BAUD, &baud) != ERR_OK ||
	    slip_dots(context, args->value[G_PRINTER_DOTS], &dots) != ERR_OK)
		return EXIT_USAGE;
	struct lane *lane = calloc(1, sizeof *lane);
	if (lane == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	lane->context = context;
	lane->serial = -1;
	lane->baud = baud;
	lane->line.serial = true;
	lane->serial_path = args->value[G_SERIAL];
	lane->camera_path = args->value[G_CAMERA];
	lane->printer = args->value[G_PRINTER];
	lane->printer_dots = dots;
	lane->road = args->value[G_ROAD];
	lane->shift.recorder.log.folder = lane->shift.recorder.log.file = -1;
	const enum exit_code code = run_lane(lane, duty);
	close_lane(lane);
	return code;
}

const struct command lane_commands[] = {
    {"checkpoint", "gate", "", 0, 0, "查验点工作台, 全屏, 一班到底 (无需网络)", "the gate's full screen, for a whole shift; needs no network", options, run},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
