/* guosuo officer recovery, recover - a company's key on paper: enrolled as an officer, kept nowhere else, and taken back from the
 * paper when the devices are gone. */
#include <stdlib.h>
#include <string.h>

#include "client/enrol.h"
#include "client/invite.h"
#include "client/keep.h"
#include "client/officer.h"
#include "client/keypaper.h"
#include "client/print.h"
#include "client/render.h"
#include "client/scan.h"
#include "client/show.h"

#define CODE_SIDE 165.0 /* points: a module of 0.58 mm and more, and all of it on one page */

/* ---- the paper ---- */

struct sheet_of_paper {
	const char *hex, *company, *server, *when;
	const char *lines; /* to be typed */
	uint8_t *modules;
	unsigned side;
};

static void draw_lines(struct print *print, const char *lines)
{
	while (*lines != '\0') {
		char line[KEYPAPER_LINE_MAX];
		size_t n = strcspn(lines, "\n");
		snprintf(line, sizeof line, "%.*s", (int)n, lines);
		print_text(print, PRINT_BODY_EN, line);
		lines += n + 1;
	}
}

static void draw_code(cairo_t *cairo, double width, const void *of)
{
	const struct sheet_of_paper *sheet = of;
	cairo_translate(cairo, (width - CODE_SIDE) / 2, 0);
	print_modules(cairo, sheet->modules, sheet->side, SHOW_QUIET, CODE_SIDE);
}

static void draw(struct print *print, void *context)
{
	const struct sheet_of_paper *sheet = context;
	print_text(print, PRINT_TITLE, "企业经办人备用身份");
	print_text(print, PRINT_TITLE_EN, "A company officer's recovery key");
	print_text(print, PRINT_BODY, "经办人的设备遗失、损坏或口令遗忘时, 凭此纸及其口令恢复。请封存, 与口令分开保管; 勿拍照留存。");
	print_text(print, PRINT_BODY_EN,
		   "With this paper and its passphrase an officer comes back when a device is lost or broken, or its passphrase "
		   "forgotten. Keep it sealed and apart from the passphrase; keep no photograph of it.");
	print_row(print, "企业 Company", sheet->company);
	print_row(print, "身份号 Key id", sheet->hex);
	print_row(print, "服务器 Desk", sheet->server);
	print_row(print, "制作 Made", sheet->when);
	print_gap(print, 6);
	print_text(print, PRINT_SMALL, "扫码 by picture: guosuo officer recover --picture PHOTO.png --home NEW");
	print_text(print, PRINT_SMALL, "录入 by typing: guosuo officer recover TEXT --home NEW");
	print_picture(print, CODE_SIDE, draw_code, sheet);
	print_gap(print, 4);
	draw_lines(print, sheet->lines);
}

static enum err write_paper(struct context *context, const struct party *party, const struct key *key,
			    const char *keyfile, const char *path)
{
	char lines[KEYPAPER_TEXT_MAX], code[KEYPAPER_TEXT_MAX], hex[17], when[RENDER_TIME];
	const struct held none = {0};
	uint8_t *pdf = NULL;
	size_t n = 0;
	struct sheet_of_paper sheet = {.hex = hex, .company = party->membership.organisation, .server = party->server,
				       .when = when, .lines = lines};
	key_hex(key->public_key, hex);
	render_time(&none, party_now(), when);
	enum err err = keypaper_write(party->membership.root_set, keyfile, '\n', lines);
	if (err == ERR_OK)
		err = keypaper_write(party->membership.root_set, keyfile, '/', code);
	if (err == ERR_OK)
		err = show_modules(code, true, &sheet.side, &sheet.modules);
	const struct print_sheet document = {"备用身份 recovery key", "过所·跨省大件通行 Guosuo", party_now()};
	if (err == ERR_OK)
		err = print_make(&document, draw, &sheet, &pdf, &n);
	free(sheet.modules);
	if (err != ERR_OK)
		say_err(context, err, path);
	else
		err = party_write(context, path, span_of(pdf, n), true);
	free(pdf);
	return err;
}

/* ---- recovery ---- */

enum { RECOVERY_OUT, RECOVERY_PASSPHRASE, RECOVERY_NAME };
static const struct option_row recovery_options[] = {
    {"out", "FILE.pdf", "写入此 PDF 文件, 打印后删除", "write this PDF file: print it, then delete it"},
    {"paper-passphrase-file", "FILE", "从文件读纸质备用身份的口令", "read the paper's passphrase from a file"},
    {"name", "NAME", "名称 (备用身份)", "what it is called (备用身份)"},
    {0}};

static enum err label_of(struct context *context, const struct party *party, char out[static KEYFILE_LABEL_MAX + 1])
{
	int n = snprintf(out, KEYFILE_LABEL_MAX + 1, "%s %s", party->membership.organisation, party->server);
	if (n > 0 && n <= KEYFILE_LABEL_MAX)
		return ERR_OK;
	say(context, SAY_PAPER_SERVER, party->server);
	return ERR_SIZE;
}

static enum err new_key(struct context *context, const struct args *args, const char *label, struct key *out,
			char text[static KEYFILE_TEXT_MAX + 1])
{
	struct context asking = *context;
	asking.passphrase_file = args->value[RECOVERY_PASSPHRASE];
	if (asking.passphrase_file == NULL)
		say(context, SAY_PAPER_PASSPHRASE);
	return key_new(&asking, label, out, text);
}

static enum err enrol(struct context *context, const struct args *args, const struct party *party, const struct key *key)
{
	const char *name = args->value[RECOVERY_NAME] == NULL ? "备用身份" : args->value[RECOVERY_NAME];
	Guosuo__V1__Invitation invitation;
	const struct offer offer = {.role = GUOSUO__V1__ROLE__ROLE_OFFICER,
				    .hours = 1,
				    .organisation = party->membership.organisation,
				    .organisation_name = party->membership.organisation};
	enum err err = invite_make(context, party, &offer, &invitation);
	return err == ERR_OK ? enrol_here(context, &invitation, key, name, GUOSUO__V1__DEVICE_KIND__PAPER) : err;
}

/* The paper before the desk: what is enrolled can be read somewhere. What was not enrolled is of no use and goes. */
static enum exit_code recovery(struct context *context, const struct args *args, const struct party *party)
{
	char label[KEYFILE_LABEL_MAX + 1], text[KEYFILE_TEXT_MAX + 1], hex[17];
	struct key key;
	if (label_of(context, party, label) != ERR_OK || new_key(context, args, label, &key, text) != ERR_OK)
		return EXIT_OTHER;
	const char *path = keep_path(context, args->value[RECOVERY_OUT]);
	enum err err = path == NULL ? ERR_MEMORY : write_paper(context, party, &key, text, path);
	if (err == ERR_OK) {
		err = enrol(context, args, party, &key);
		if (err != ERR_OK && keep_remove(context, path) != ERR_OK)
			say_err(context, ERR_IO, path);
	}
	key_hex(key.public_key, hex);
	key_close(&key);
	if (err != ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_PAPER_MADE, hex, args->value[RECOVERY_OUT]);
	if (context->json)
		printf("{\"keyid\":\"%s\"}\n", hex);
	return EXIT_DONE;
}

static enum exit_code run_recovery(struct context *context, const struct args *args)
{
	if (args->value[RECOVERY_OUT] == NULL)
		return party_needs(context, "--out");
	return officer_run(context, args, recovery);
}

/* ---- recover ---- */

enum { RECOVER_PICTURE };
static const struct option_row recover_options[] = {{"picture", "FILE.png", "照片或扫描件 (PNG)", "a photograph or scan (PNG)"}, {0}};

static enum err read_text(struct context *context, const struct args *args, const char *from, struct span *out)
{
	if (args->value[RECOVER_PICTURE] == NULL)
		return party_read(context, from, KEYPAPER_READ_MAX, out);
	enum err err = scan_picture(from, &context->arena, out);
	if (err != ERR_OK)
		say_err(context, err, from);
	return err;
}

/* "USCC SERVER" */
static enum err member_of(const char *label, struct membership *out)
{
	char uscc[USCC_LEN + 1] = "", server[KEYFILE_LABEL_MAX + 1] = "";
	uint8_t packed[USCC_PACKED];
	if (sscanf(label, "%18s %96s", uscc, server) != 2 || uscc_pack(span_text(uscc), packed) != RULE_OK)
		return ERR_FORMAT;
	snprintf(out->organisation, sizeof out->organisation, "%s", uscc);
	snprintf(out->server, sizeof out->server, "%s", server);
	return ERR_OK;
}

static enum exit_code take_in(struct context *context, const char *keyfile, struct membership *membership)
{
	char label[KEYFILE_LABEL_MAX + 1], hex[17];
	struct key key;
	enum err err = key_adopt(context, keyfile, &key, label);
	if (err != ERR_OK)
		return EXIT_OTHER;
	key_hex(key.public_key, hex);
	key_close(&key);
	err = member_of(label, membership);
	if (err == ERR_OK && context->server != NULL)
		snprintf(membership->server, sizeof membership->server, "%s", context->server);
	if (err == ERR_OK)
		err = role_write(context, membership);
	if (err != ERR_OK)
		return say_err(context, err, "role.officer");
	say(context, SAY_RECOVERED, membership->organisation, hex);
	if (context->json)
		printf("{\"keyid\":\"%s\",\"organisation\":\"%s\"}\n", hex, membership->organisation);
	return EXIT_DONE;
}

static enum exit_code recover(struct context *context, const struct args *args)
{
	struct membership membership = {.role = GUOSUO__V1__ROLE__ROLE_OFFICER, .name = "备用身份"};
	char keyfile[KEYFILE_TEXT_MAX + 1];
	uint8_t there[KEY_LEN];
	const char *from = args->count > 0 ? args->argument[0] : args->value[RECOVER_PICTURE];
	struct span text;
	size_t line;
	if (from == NULL)
		return party_needs(context, "--picture, TEXT");
	enum err err = keep_lock(context);
	if (err != ERR_OK)
		return say_lock(context, err);
	if (key_public(context, there) != ERR_NOT_FOUND) {
		say(context, SAY_KEY_THERE);
		return EXIT_OTHER;
	}
	if (read_text(context, args, from, &text) != ERR_OK)
		return EXIT_OTHER;
	err = keypaper_read(text, membership.root_set, keyfile, &line);
	if (err == ERR_OK)
		return take_in(context, keyfile, &membership);
	if (line > 0)
		say(context, SAY_PAPER_LINE, line);
	else
		say(context, SAY_PAPER_NONE, from);
	return EXIT_OTHER;
}

const struct command recovery_commands[] = {
    {"officer", "recovery", "", 0, 0, "制作纸质备用身份", "make a recovery key on paper", recovery_options, run_recovery},
    {"officer", "recover", "[TEXT]", 0, 1, "凭纸质备用身份恢复, 用于新目录", "come back from the paper, into a new home",
     recover_options, recover},
    {0}};
