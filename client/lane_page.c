/* Whole pages at a gate: the log, help, all of a verdict; the six digits to speak; the scanner's trial; the end. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "client/keep.h"
#include "client/lane.h"
#include "client/party.h"
#include "client/record.h"
#include "client/seen.h"

static void press_back(struct lane *lane)
{
	lane_go(lane, lane->duty == 0 ? &lane_typing : lane->vehicle.there ? &lane_vehicle : &lane_idle);
}

/* ---- a page of text ---- */

void lane_show_page(struct lane *lane, char *text)
{
	free(lane->page);
	lane->page = text;
	lane->line_at = 0;
	lane_go(lane, &lane_page);
}

static void view_page(struct lane *lane, struct screen *screen)
{
	size_t line = 0;
	for (const char *at = lane->page; at != NULL && *at != '\0'; line++) {
		const size_t n = strcspn(at, "\n");
		char text[SCREEN_TEXT];
		snprintf(text, sizeof text, "%.*s", (int)(n < sizeof text ? n : sizeof text - 1), at);
		if (line >= lane->line_at && n == 0)
			screen_gap(screen);
		else if (line >= lane->line_at)
			screen_wrap(screen, STYLE_PLAIN, 4, text);
		at += n + (at[n] == '\n');
	}
}

/* On; at its end back to where it was opened. */
static void press_on(struct lane *lane)
{
	struct screen screen;
	screen_begin(&screen, lane->terminal.columns, lane->terminal.lines, 4);
	view_page(lane, &screen);
	if (screen.left_out == 0)
		press_back(lane);
	else
		lane->line_at += lane->terminal.lines / 2;
}

struct lines {
	const struct lane *lane;
	FILE *out;
};

static void take_record(void *taker, const struct passage *passage)
{
	struct lines *lines = taker;
	record_print(lines->lane->context, &lines->lane->shift.gate->held, passage, lines->out);
}

/* Text that some function prints. NULL: no memory. */
static FILE *begin_text(char **text, size_t *n)
{
	*text = NULL;
	return open_memstream(text, n);
}

void lane_press_log(struct lane *lane)
{
	char *text;
	size_t n;
	const size_t used = lane->context->arena.used;
	struct lines lines = {lane, begin_text(&text, &n)};
	if (lines.out == NULL)
		return;
	if (shift_last(&lane->shift, lane->terminal.lines - 6, take_record, &lines) != ERR_OK)
		lane_tell(lane, true, "%s", "");
	fprintf(lines.out, lane_zh(lane) ? "\n待送 %u 条" : "\n%u wait to be sent", lane->shift.unsent);
	fclose(lines.out);
	lane->context->arena.used = used;
	lane_show_page(lane, text);
}

void lane_press_all(struct lane *lane)
{
	char *text;
	size_t n;
	const size_t used = lane->context->arena.used;
	FILE *out = begin_text(&text, &n);
	if (out == NULL)
		return;
	if (lane->vehicle.judged)
		gate_print(lane->context, &lane->vehicle.look, out);
	fclose(out);
	lane->context->arena.used = used;
	lane_show_page(lane, text);
}

void lane_press_help(struct lane *lane)
{
	static const struct lane_mode *const modes[] = {&lane_idle, &lane_vehicle, &lane_inspect, &lane_legs, &lane_receipt, &lane_page};
	char *text;
	size_t n;
	const bool zh = lane_zh(lane);
	FILE *out = begin_text(&text, &n);
	if (out == NULL)
		return;
	fputs(zh ? "扫码即核验: 响一声通过, 两声需人工核查, 三声不通过。先比对号牌、车架号、货物、外廓、护送, 再按处置键。\n"
	           "同一辆车可再扫 (重新亮证); 另一辆车须先处置本车。记录写入磁盘后才显示编号。\n"
	         : "A scan is judged at once: one ring accept, two refer, three reject. Compare plate, VIN, cargo, outline and escort, "
	           "then press what is decided.\nThe same vehicle may be scanned again; another one waits until this one is decided. A "
	           "number is shown when the record is on the disk.\n",
	      out);
	for (size_t m = 0; m < sizeof modes / sizeof modes[0]; m++) {
		fprintf(out, "\n%s:", zh ? modes[m]->zh : modes[m]->en);
		for (const struct lane_key *key = modes[m]->keys; key->key != 0; key++)
			fprintf(out, "  %s", zh ? key->zh : key->en);
	}
	fclose(out);
	lane_show_page(lane, text);
}

/* ---- the six digits ---- */

static const char *const digits[10][SCREEN_SIGN] = {
    {"#### ", "#  # ", "#  # ", "#  # ", "#### "}, {"  #  ", " ##  ", "  #  ", "  #  ", " ### "},
    {"#### ", "   # ", "#### ", "#    ", "#### "}, {"#### ", "   # ", " ### ", "   # ", "#### "},
    {"#  # ", "#  # ", "#### ", "   # ", "   # "}, {"#### ", "#    ", "#### ", "   # ", "#### "},
    {"#### ", "#    ", "#### ", "#  # ", "#### "}, {"#### ", "   # ", "  #  ", "  #  ", "  #  "},
    {"#### ", "#  # ", "#### ", "#  # ", "#### "}, {"#### ", "#  # ", "#### ", "   # ", "#### "}};

void lane_press_challenge(struct lane *lane)
{
	lane->nonce = NONCE_MIN + randombytes_uniform(NONCE_MAX - NONCE_MIN + 1);
	enum err err = keep_lock(lane->context);
	if (err == ERR_OK) {
		err = challenge_write(lane->context, lane->nonce, party_now());
		keep_unlock(lane->context);
	}
	if (err != ERR_OK) {
		lane_tell(lane, true, "%s", err_text(err, lane->context->lang));
		return;
	}
	lane_go(lane, &lane_challenge);
}

static void view_challenge(struct lane *lane, struct screen *screen)
{
	const bool zh = lane_zh(lane);
	char number[8];
	snprintf(number, sizeof number, "%06u", lane->nonce);
	screen_add(screen, STYLE_STRONG, "%s", zh ? "请驾驶员在手机上输入:" : "the driver types on the phone:");
	screen_gap(screen);
	for (size_t y = 0; y < SCREEN_SIGN; y++) {
		char line[80] = "    ";
		for (size_t i = 0; i < 6; i++) {
			strcat(line, digits[number[i] - '0'][y]);
			strcat(line, i == 2 ? "     " : "  ");
		}
		screen_add(screen, STYLE_STRONG, "%s", line);
	}
	screen_gap(screen);
	screen_add(screen, STYLE_STRONG, zh ? "    %.3s %s    查验点 %u" : "    %.3s %s    checkpoint %u", number, number + 3,
	           lane->shift.gate->membership.checkpoint);
	screen_add(screen, STYLE_PLAIN, zh ? "亮证后扫码即可; %u 秒内有效" : "then scan the code; the digits hold for %u s", (unsigned)CHALLENGE_S);
}

/* ---- the scanner's trial ---- */

void lane_press_trial(struct lane *lane)
{
	lane->trial = (struct misread_trial){.got = 0};
	lane_go(lane, &lane_trial);
}

static void view_trial(struct lane *lane, struct screen *screen)
{
	const bool zh = lane_zh(lane);
	char text[MISREAD_LENGTH + 1];
	const struct misread_trial *trial = &lane->trial;
	const bool good = trial->lost + trial->changed + trial->extra == 0;
	if (trial->got == 0) {
		screen_add(screen, STYLE_STRONG, zh ? "扫这个码试扫码枪 (%u 个字符)" : "scan this code to test the scanner (%u characters)", (unsigned)MISREAD_LENGTH);
		misread_trial(text);
		lane_draw_code(lane, screen, (const char *const[]){text, NULL},
		               zh ? "请扫印好的试扫卡 (guosuo checkpoint gate --trial-card card.png)"
		                  : "scan the printed card (guosuo checkpoint gate --trial-card card.png)");
		return;
	}
	char line[256];
	const char *const sign[SCREEN_SIGN] = {"", good ? (zh ? "扫码枪良好" : "THE SCANNER IS GOOD") : zh ? "扫码枪有问题" : "THE SCANNER IS NOT GOOD", line};
	snprintf(line, sizeof line, zh ? "读到 %zu, 丢失 %zu, 改变 %zu, 多出 %zu 个字符; %lld 毫秒" : "%zu came, %zu lost, %zu changed, %zu too many; %lld ms",
	         trial->got, trial->lost, trial->changed, trial->extra, (long long)lane->trial_ms);
	screen_sign(screen, good ? STYLE_GOOD : STYLE_BAD, sign);
	screen_gap(screen);
	if (!good) {
		misread_text(trial->why, trial->got, lane->context->lang, MISREAD_AT_KEYS, text, sizeof text);
		screen_wrap(screen, STYLE_STRONG, 0, trial->why != MISREAD_NONE ? text
		                                     : zh ? "字符丢失: 请调慢扫码枪的键盘输出 (字符间隔), 或改用串口 --serial"
		                                          : "characters are lost: slow the scanner's keyboard output down (a pause between characters), or use --serial");
	}
}

static void take_trial(struct lane *lane, struct span text, int64_t took_ms)
{
	misread_compare(text, &lane->trial);
	lane->trial_ms = took_ms;
	lane->tried = lane->trial.lost + lane->trial.changed + lane->trial.extra == 0;
	terminal_ring(&lane->terminal, lane->trial.lost + lane->trial.changed + lane->trial.extra == 0 ? 1 : 3);
}

/* ---- the end ---- */

void lane_press_quit(struct lane *lane)
{
	lane_go(lane, &lane_quit);
}

static void view_quit(struct lane *lane, struct screen *screen)
{
	const bool zh = lane_zh(lane);
	const char *const text[SCREEN_SIGN] = {"", zh ? "结束? 按 y" : "END? PRESS y",
	                                       lane->duty == 0 ? "" : zh ? "尚未交接班 (Esc 返回, 再按 h)" : "the shift is not handed over (Esc, then h)"};
	screen_sign(screen, STYLE_DOUBT, text);
}

static void press_yes(struct lane *lane)
{
	lane->over = true;
}

static const struct lane_key page_keys[] = {{' ', "空格 下页", "Space on", press_on}, {0x1b, "Esc 返回", "Esc back", press_back}, {0}};
static const struct lane_key challenge_keys[] = {{'c', "c 新口令", "c new digits", lane_press_challenge}, {0x1b, "Esc 返回", "Esc back", press_back}, {0}};
static const struct lane_key trial_keys[] = {{'t', "t 重试", "t once more", lane_press_trial}, {0x1b, "Esc 返回", "Esc back", press_back}, {0}};
static const struct lane_key quit_keys[] = {{'y', "y 结束", "y end", press_yes}, {'n', "n 返回", "n back", press_back}, {0x1b, "Esc 返回", "Esc back", press_back}, {0}};

const struct lane_mode lane_page = {"页", "a page", page_keys, view_page, lane_take_code, NULL};
const struct lane_mode lane_challenge = {"口令", "the six digits", challenge_keys, view_challenge, lane_take_code, NULL};
const struct lane_mode lane_trial = {"试扫码枪", "the scanner's trial", trial_keys, view_trial, take_trial, NULL};
const struct lane_mode lane_quit = {"结束", "the end", quit_keys, view_quit, NULL, NULL};
