/* Codes on the gate's screen, for others to take: the scanner's trial, and the receipt of what was recorded last, for the driver's
 * phone where no slip is printed. */
#include <limits.h>
#include <string.h>

#include "client/lane.h"
#include "client/receipt.h"
#include "client/say.h"
#include "client/show.h"
#include "client/slip.h"

/* ---- drawn ---- */

static void take_line(void *screen, const char *line)
{
	screen_add(screen, STYLE_CODE, "%s", line);
}

void lane_draw_code(struct lane *lane, struct screen *screen, const char *const *texts, const char *instead)
{
	unsigned columns = 0, rows = 0;
	const unsigned taken = (unsigned)screen->count + screen->reserved;
	for (; *texts != NULL; texts++)
		if (show_lines(*texts, screen->columns, screen->lines > taken ? screen->lines - taken : 0, take_line, screen, &columns,
		               &rows) == ERR_OK)
			return;
	char why[SCREEN_TEXT];
	snprintf(why, sizeof why, lane_zh(lane) ? "窗口太小, 画不下此码 (需 %u 列 %u 行): %s" : "the window is too small for the code (%u columns, %u rows): %s",
	         columns, rows + taken, instead);
	screen_wrap(screen, STYLE_STRONG, 0, why);
}

/* ---- the receipt ---- */

static bool write_text(struct lane *lane, const struct passage *passage, const struct verdict *shown, char out[static CHAIN_TEXT_MAX + 1])
{
	char *text;
	if (receipt_text(lane->context, passage, shown, &text) != ERR_OK)
		return false;
	snprintf(out, CHAIN_TEXT_MAX + 1, "%s", text);
	return true;
}

/* Its stamp behind those that were shown, and alone where the window holds no more: a phone has the others. */
static void keep(struct lane *lane, const struct passage *passage, const struct verdict *shown)
{
	struct lane_receipt *receipt = &lane->receipt;
	receipt->there = write_text(lane, passage, shown, receipt->all) && write_text(lane, passage, NULL, receipt->own);
	receipt->sequence = passage->record->sequence;
	pass_number(passage->shown.trip.body->pass_id.data, receipt->number);
}

static bool print(struct lane *lane, const struct passage *passage, const struct verdict *shown)
{
	const bool printed = slip_print(lane->context, lane->printer, lane->printer_dots, &lane->shift.gate->held, passage, shown);
	if (!printed)
		terminal_ring(&lane->terminal, 3);
	return printed;
}

void lane_hand_out(struct lane *lane, const struct passage *passage, const struct verdict *shown)
{
	keep(lane, passage, shown);
	if (lane->printer != NULL)
		print(lane, passage, shown);
}

void lane_press_receipt(struct lane *lane)
{
	if (lane->receipt.there)
		lane_go(lane, &lane_receipt);
	else
		lane_tell(lane, true, "%s", lane_zh(lane) ? "本次开机以来没有签章, 没有回执" : "nothing was stamped since this screen was opened: no receipt");
}

static void view_receipt(struct lane *lane, struct screen *screen)
{
	const struct lane_receipt *receipt = &lane->receipt;
	const char *const texts[] = {receipt->all, receipt->own, NULL};
	const bool zh = lane_zh(lane);
	screen_add(screen, STYLE_STRONG, zh ? "回执 %s, 第 %u 号: 请驾驶员用手机拍下" : "receipt of %s, number %u: the driver takes a picture of it",
	           receipt->number, receipt->sequence);
	lane_draw_code(lane, screen, texts, zh ? "请放大窗口, 或按 s 存成图片, 或按 p 打印" : "make it larger, or press s for a picture, or p to print it");
}

static void press_picture(struct lane *lane)
{
	char path[PATH_MAX];
	enum err err = snprintf(path, sizeof path, "%s/receipt.png", lane->context->home) < (int)sizeof path ? ERR_OK : ERR_IO;
	if (err == ERR_OK)
		err = show_png(lane->receipt.all, SHOW_SCALE, false, path);
	if (err == ERR_OK)
		lane_tell_of(lane, false, SAY_WROTE, path);
	else
		lane_tell(lane, true, "%s/receipt.png: %s", lane->context->home, err_text(err, lane->context->lang));
}

/* From the log: its own stamp. */
static void print_again(void *taker, const struct passage *passage)
{
	struct lane *lane = taker;
	if (passage->passage != NULL && passage->sealed && passage->record->sequence == lane->receipt.sequence && print(lane, passage, NULL))
		lane_tell_of(lane, false, SAY_SLIP_PRINTED, lane->printer);
}

static void press_print(struct lane *lane)
{
	const size_t used = lane->context->arena.used;
	if (lane->printer == NULL)
		lane_tell(lane, true, "%s", lane_zh(lane) ? "没有打印机: 用 --printer 打开工作台" : "there is no printer: open the screen with --printer");
	else if (shift_from(&lane->shift, lane->receipt.sequence, print_again, lane) != ERR_OK)
		terminal_ring(&lane->terminal, 3); /* it is said why */
	lane->context->arena.used = used;
}

static void press_back(struct lane *lane)
{
	lane_go(lane, &lane_idle);
}

static const struct lane_key keys[] = {
    {'s', "s 存成图片", "s picture file", press_picture},
    {'p', "p 打印", "p print", press_print},
    {0x1b, "Esc 返回", "Esc back", press_back},
    {0},
};

const struct lane_mode lane_receipt = {"回执码", "the receipt's code", keys, view_receipt, lane_take_code, NULL};
