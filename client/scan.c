#include "client/scan.h"

#include <errno.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <zbar.h>

#include "client/zxing.h"

enum { PIXELS_MAX = 64 * 1024 * 1024 };

struct picture {
	unsigned width, height;
	uint8_t *grey;
};

static enum err read_grey(const char *path, struct picture *out)
{
	png_image image = {.version = PNG_IMAGE_VERSION};
	errno = 0; /* libpng says only "failed": a file that opened and is no PNG leaves errno alone */
	if (png_image_begin_read_from_file(&image, path) == 0)
		return errno == ENOENT || errno == EACCES ? ERR_IO : ERR_FORMAT;
	image.format = PNG_FORMAT_GRAY;
	if (image.width == 0 || image.height > (unsigned)PIXELS_MAX / image.width) {
		png_image_free(&image);
		return ERR_SIZE;
	}
	static const png_color white = {255, 255, 255};
	uint8_t *grey = malloc((size_t)image.width * image.height);
	if (grey == NULL) {
		png_image_free(&image);
		return ERR_MEMORY;
	}
	if (png_image_finish_read(&image, &white, grey, 0, NULL) == 0) {
		free(grey);
		return ERR_FORMAT;
	}
	*out = (struct picture){image.width, image.height, grey};
	return ERR_OK;
}

static enum err inverted(const struct picture *from, struct picture *out)
{
	size_t n = (size_t)from->width * from->height;
	uint8_t *grey = malloc(n);
	if (grey == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < n; i++)
		grey[i] = (uint8_t)(255 - from->grey[i]);
	*out = (struct picture){from->width, from->height, grey};
	return ERR_OK;
}

static enum err doubled(const struct picture *from, struct picture *out)
{
	unsigned width = 2 * from->width, height = 2 * from->height;
	if (height > (unsigned)PIXELS_MAX / width)
		return ERR_SIZE;
	uint8_t *grey = malloc((size_t)width * height);
	if (grey == NULL)
		return ERR_MEMORY;
	for (unsigned y = 0; y < height; y++)
		for (unsigned x = 0; x < width; x++)
			grey[(size_t)y * width + x] = from->grey[(size_t)(y / 2) * from->width + x / 2];
	*out = (struct picture){width, height, grey};
	return ERR_OK;
}

/* One text, or the knowledge that there are several. */
static enum err take_symbols(const zbar_image_t *image, struct arena *arena, struct span *out)
{
	struct span found = {NULL, 0};
	for (const zbar_symbol_t *at = zbar_image_first_symbol(image); at != NULL; at = zbar_symbol_next(at)) {
		struct span text = span_of(zbar_symbol_get_data(at), zbar_symbol_get_data_length(at));
		if (found.p != NULL && !span_equal(found, text))
			return ERR_SURPLUS;
		found = text;
	}
	if (found.p == NULL)
		return ERR_NOT_FOUND;
	char *copy = arena_text(arena, found);
	if (copy == NULL)
		return ERR_MEMORY;
	*out = span_of(copy, found.n);
	return ERR_OK;
}

static enum err look(const struct picture *picture, struct arena *arena, struct span *out)
{
	zbar_image_scanner_t *scanner = zbar_image_scanner_create();
	zbar_image_t *image = zbar_image_create();
	enum err err = ERR_MEMORY;
	if (scanner != NULL && image != NULL) {
		zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
		zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
		zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
		zbar_image_set_size(image, picture->width, picture->height);
		zbar_image_set_data(image, picture->grey, (size_t)picture->width * picture->height, NULL);
		zbar_scan_image(scanner, image);
		err = take_symbols(image, arena, out);
	}
	zbar_image_destroy(image);
	zbar_image_scanner_destroy(scanner);
	return err;
}

static enum err look_again(const struct picture *picture, struct arena *arena, struct span *out)
{
	char text[ZXING_TEXT];
	size_t n, count = zxing_look(picture->grey, picture->width, picture->height, text, &n);
	if (count != 1)
		return count == 0 ? ERR_NOT_FOUND : ERR_SURPLUS;
	char *copy = arena_text(arena, span_of(text, n));
	if (copy == NULL)
		return ERR_MEMORY;
	*out = span_of(copy, n);
	return ERR_OK;
}

/* As it is, inverted, doubled; then by the second reader. */
static enum err look_hard(const struct picture *picture, struct arena *arena, struct span *out)
{
	static enum err (*const variants[])(const struct picture *from, struct picture *out) = {inverted, doubled};
	enum err err = look(picture, arena, out);
	for (size_t i = 0; i < 2 && err == ERR_NOT_FOUND; i++) {
		struct picture other;
		if (variants[i](picture, &other) != ERR_OK)
			continue;
		err = look(&other, arena, out);
		free(other.grey);
	}
	return err == ERR_NOT_FOUND ? look_again(picture, arena, out) : err;
}

enum err scan_grey(const uint8_t *grey, unsigned width, unsigned height, struct arena *arena, struct span *out)
{
	const struct picture picture = {width, height, (uint8_t *)(uintptr_t)grey};
	if (width == 0 || height > (unsigned)PIXELS_MAX / width)
		return ERR_SIZE;
	return look_hard(&picture, arena, out);
}

enum err scan_picture(const char *path, struct arena *arena, struct span *out)
{
	struct picture picture;
	enum err err = read_grey(path, &picture);
	if (err != ERR_OK)
		return err;
	err = look_hard(&picture, arena, out);
	free(picture.grey);
	return err;
}
