#include "client/show.h"

#include <errno.h>
#include <limits.h>
#include <png.h>
#include <qrencode.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static enum err draw(const char *text, QRecLevel level, QRcode **out)
{
	QRinput *input = QRinput_new2(0, level);
	if (input == NULL)
		return ERR_MEMORY;
	enum err err = ERR_SIZE;
	if (QRinput_append(input, QR_MODE_AN, (int)strlen(text), (const unsigned char *)text) == 0) {
		*out = QRcode_encodeInput(input);
		err = *out != NULL ? ERR_OK : errno == ENOMEM ? ERR_MEMORY : ERR_SIZE;
	}
	QRinput_free(input);
	return err;
}

static unsigned whole(const QRcode *code)
{
	return (unsigned)code->width + 2 * SHOW_QUIET;
}

/* Outside the code everything is light: that is the quiet zone. */
static bool dark(const QRcode *code, int x, int y)
{
	x -= SHOW_QUIET;
	y -= SHOW_QUIET;
	return x >= 0 && y >= 0 && x < code->width && y < code->width && (code->data[y * code->width + x] & 1) != 0;
}

static void take_lines(const QRcode *code, show_line *take, void *taker)
{
	static const char *const blocks[] = {" ", "▄", "▀", "█"};
	const int size = (int)whole(code);
	for (int y = 0; y < size; y += 2) {
		char line[SHOW_LINE], *at = line;
		for (int x = 0; x < size; x++)
			at = stpcpy(at, blocks[2 * dark(code, x, y) + dark(code, x, y + 1)]);
		take(taker, line);
	}
}

static bool fits(const QRcode *code, unsigned columns, unsigned rows)
{
	return whole(code) <= columns && (whole(code) + 1) / 2 <= rows;
}

enum err show_lines(const char *text, unsigned columns, unsigned rows, show_line *take, void *taker, unsigned *columns_needed,
		    unsigned *rows_needed)
{
	static const QRecLevel levels[] = {QR_ECLEVEL_M, QR_ECLEVEL_L};
	enum err err = ERR_SIZE;
	for (size_t i = 0; i < 2 && err == ERR_SIZE; i++) {
		QRcode *code = NULL;
		err = draw(text, levels[i], &code);
		if (err != ERR_OK)
			break;
		if (fits(code, columns, rows)) {
			take_lines(code, take, taker);
		} else {
			*columns_needed = whole(code);
			*rows_needed = (whole(code) + 1) / 2;
			err = ERR_SIZE;
		}
		QRcode_free(code);
	}
	return err;
}

static void print_line(void *out, const char *line)
{
	fprintf(out, "\033[30;47m\033[38;2;0;0;0;48;2;255;255;255m%s\033[0m\n", line);
}

enum err show_terminal(const char *text, unsigned columns, unsigned rows, FILE *out, unsigned *columns_needed,
		       unsigned *rows_needed)
{
	const enum err err = show_lines(text, columns, rows, print_line, out, columns_needed, rows_needed);
	return err == ERR_OK && ferror(out) ? ERR_IO : err;
}

static void fill_row(const QRcode *code, int y, unsigned scale, png_byte *row)
{
	for (unsigned x = 0; x < whole(code) * scale; x++)
		row[x] = dark(code, (int)(x / scale), y) ? 0 : 255;
}

static enum err write_rows(png_structp png, png_infop info, const QRcode *code, unsigned scale, png_byte *row)
{
	unsigned size = whole(code) * scale;
	if (setjmp(png_jmpbuf(png)) != 0)
		return ERR_IO;
	png_set_IHDR(png, info, size, size, 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
		     PNG_FILTER_TYPE_DEFAULT);
	png_write_info(png, info);
	for (unsigned y = 0; y < size; y++) {
		fill_row(code, (int)(y / scale), scale, row);
		png_write_row(png, row);
	}
	png_write_end(png, NULL);
	return ERR_OK;
}

static enum err write_png(const QRcode *code, unsigned scale, FILE *file)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png == NULL ? NULL : png_create_info_struct(png);
	png_byte *row = malloc((size_t)whole(code) * scale);
	enum err err = ERR_MEMORY;
	if (info != NULL && row != NULL) {
		png_init_io(png, file);
		err = write_rows(png, info, code, scale, row);
	}
	free(row);
	png_destroy_write_struct(&png, &info);
	return err;
}

static enum err write_file(const QRcode *code, unsigned scale, const char *path)
{
	char fresh[PATH_MAX];
	if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int)sizeof fresh)
		return ERR_IO;
	FILE *file = fopen(fresh, "we");
	if (file == NULL)
		return ERR_IO;
	enum err err = write_png(code, scale, file);
	if (fclose(file) != 0 && err == ERR_OK)
		err = ERR_IO;
	if (err == ERR_OK && rename(fresh, path) != 0)
		err = ERR_IO;
	if (err != ERR_OK)
		unlink(fresh);
	return err;
}

static enum err draw_best(const char *text, bool paper, QRcode **out)
{
	enum err err = paper ? draw(text, QR_ECLEVEL_Q, out) : ERR_SIZE;
	return err == ERR_SIZE ? draw(text, QR_ECLEVEL_M, out) : err;
}

enum err show_png(const char *text, unsigned scale, bool paper, const char *path)
{
	QRcode *code = NULL;
	enum err err = draw_best(text, paper, &code);
	if (err != ERR_OK)
		return err;
	err = write_file(code, scale, path);
	QRcode_free(code);
	return err;
}

enum err show_modules(const char *text, bool paper, unsigned *side, uint8_t **modules)
{
	QRcode *code = NULL;
	enum err err = draw_best(text, paper, &code);
	if (err != ERR_OK)
		return err;
	size_t n = (size_t)code->width * (size_t)code->width;
	*side = (unsigned)code->width;
	*modules = malloc(n);
	for (size_t i = 0; *modules != NULL && i < n; i++)
		(*modules)[i] = code->data[i] & 1;
	QRcode_free(code);
	return *modules == NULL ? ERR_MEMORY : ERR_OK;
}
