#include "server/content.h"

#include <setjmp.h>
#include <stdio.h> /* jpeglib.h needs it */
#include <string.h>

#include <jpeglib.h>
#include <png.h>

/* ---- PNG ---- */

struct reading {
	struct span bytes;
	size_t at;
};

static void png_take(png_structp png, png_bytep out, size_t n)
{
	struct reading *reading = png_get_io_ptr(png);
	if (n > reading->bytes.n - reading->at)
		png_error(png, "short");
	memcpy(out, reading->bytes.p + reading->at, n);
	reading->at += n;
}

static void png_quiet(png_structp png, png_const_charp text)
{
	(void)png;
	(void)text;
}

static void png_leave(png_structp png, png_const_charp text)
{
	(void)text;
	png_longjmp(png, 1);
}

static bool png_header(png_structp png, png_infop info, struct reading *reading, uint32_t side[2])
{
	if (setjmp(png_jmpbuf(png)) != 0)
		return false;
	png_set_read_fn(png, reading, png_take);
	png_set_chunk_malloc_max(png, CONTENT_CHUNK_MAX);
	png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX); /* a large one gets a message of its own */
	png_read_info(png, info);
	side[0] = png_get_image_width(png, info);
	side[1] = png_get_image_height(png, info);
	return true;
}

static uint32_t big_endian(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Nothing may follow the last chunk: bytes behind it would be another file inside this one. */
static bool png_whole(struct span bytes, int64_t *at)
{
	enum { SIGNATURE = 8, FRAME = 12 };
	bool pixels = false;
	for (size_t i = SIGNATURE; bytes.n - i >= FRAME;) {
		size_t length = big_endian(bytes.p + i);
		*at = (int64_t)i;
		if (length > bytes.n - i - FRAME)
			return false;
		pixels |= memcmp(bytes.p + i + 4, "IDAT", 4) == 0;
		if (memcmp(bytes.p + i + 4, "IEND", 4) == 0)
			return pixels && length == 0 && i + FRAME == bytes.n;
		i += FRAME + length;
	}
	return false;
}

static enum rule picture_size(const uint32_t side[2], int64_t *at)
{
	*at = side[0] > side[1] ? side[0] : side[1];
	return *at > CONTENT_PIXELS_MAX ? RULE_DOCUMENT_PIXELS : RULE_OK;
}

static enum rule check_png(struct span bytes, int64_t *at)
{
	struct reading reading = {bytes, 0};
	uint32_t side[2] = {0, 0};
	png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, png_leave, png_quiet);
	png_infop info = png == NULL ? NULL : png_create_info_struct(png);
	bool good = info != NULL && png_header(png, info, &reading, side);
	png_destroy_read_struct(&png, &info, NULL);
	*at = (int64_t)reading.at;
	if (!good || !png_whole(bytes, at))
		return RULE_DOCUMENT_BROKEN;
	return picture_size(side, at);
}

/* ---- JPEG ---- */

struct jpeg_fail {
	struct jpeg_error_mgr manager; /* first: libjpeg hands us its address */
	jmp_buf back;
};

static void jpeg_leave(j_common_ptr jpeg)
{
	longjmp(((struct jpeg_fail *)(void *)jpeg->err)->back, 1);
}

static void jpeg_quiet(j_common_ptr jpeg, int level)
{
	jpeg->err->num_warnings += level < 0; /* the others are traces */
}

static bool jpeg_header(struct span bytes, uint32_t side[2], size_t *read)
{
	struct jpeg_decompress_struct jpeg;
	struct jpeg_fail fail;
	jpeg.err = jpeg_std_error(&fail.manager);
	fail.manager.error_exit = jpeg_leave;
	fail.manager.emit_message = jpeg_quiet;
	if (setjmp(fail.back) != 0) {
		jpeg_destroy_decompress(&jpeg);
		return false;
	}
	jpeg_create_decompress(&jpeg);
	jpeg_mem_src(&jpeg, bytes.p, (unsigned long)bytes.n);
	bool good = jpeg_read_header(&jpeg, TRUE) == JPEG_HEADER_OK && fail.manager.num_warnings == 0;
	side[0] = jpeg.image_width;
	side[1] = jpeg.image_height;
	*read = bytes.n - (jpeg.src->bytes_in_buffer <= bytes.n ? jpeg.src->bytes_in_buffer : 0);
	jpeg_destroy_decompress(&jpeg);
	return good;
}

/* Telephones put more behind the picture (a preview, a depth map), so its end need not be the file's. */
static enum rule check_jpeg(struct span bytes, int64_t *at)
{
	uint32_t side[2] = {0, 0};
	size_t read = 0;
	bool good = jpeg_header(bytes, side, &read);
	*at = (int64_t)read;
	if (!good || memmem(bytes.p + read, bytes.n - read, "\xff\xd9", 2) == NULL)
		return RULE_DOCUMENT_BROKEN;
	return picture_size(side, at);
}

/* ---- PDF ---- */

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == 0;
}

static size_t skip_space(struct span bytes, size_t at)
{
	while (at < bytes.n && is_space(bytes.p[at]))
		at++;
	return at;
}

static bool stands_at(struct span bytes, size_t at, const char *word)
{
	size_t n = strlen(word);
	return at <= bytes.n && n <= bytes.n - at && memcmp(bytes.p + at, word, n) == 0;
}

/* A number of at most ten digits, and the space behind it. */
static bool take_number(struct span bytes, size_t *at, uint64_t *out)
{
	size_t i = *at, digits = 0;
	uint64_t number = 0;
	for (; i < bytes.n && bytes.p[i] >= '0' && bytes.p[i] <= '9' && digits <= 10; i++, digits++)
		number = number * 10 + (uint64_t)(bytes.p[i] - '0');
	if (digits == 0 || digits > 10)
		return false;
	*at = skip_space(bytes, i);
	*out = number;
	return true;
}

/* Where the last cross-reference begins. */
static bool find_xref(struct span bytes, size_t *xref)
{
	size_t from = bytes.n > CONTENT_TAIL ? bytes.n - CONTENT_TAIL : 0, last = bytes.n;
	for (size_t i = from; i < bytes.n; i++)
		if (stands_at(bytes, i, "startxref"))
			last = i;
	if (last == bytes.n)
		return false;
	size_t at = skip_space(bytes, last + strlen("startxref"));
	uint64_t number;
	if (!take_number(bytes, &at, &number) || number >= last || !stands_at(bytes, at, "%%EOF"))
		return false;
	*xref = (size_t)number;
	return true;
}

/* Sections of entries of 20 bytes each, then the trailer's dictionary. */
static bool table_trailer(struct span bytes, size_t at, size_t *dictionary)
{
	enum { ENTRY = 20 };
	at = skip_space(bytes, at + strlen("xref"));
	while (!stands_at(bytes, at, "trailer")) {
		uint64_t first, count;
		if (!take_number(bytes, &at, &first) || !take_number(bytes, &at, &count) ||
		    count > (bytes.n - at) / ENTRY || count == 0)
			return false;
		at = skip_space(bytes, at + (size_t)count * ENTRY);
	}
	*dictionary = skip_space(bytes, at + strlen("trailer"));
	return true;
}

/* "12 0 obj << ... >> stream" */
static bool stream_dictionary(struct span bytes, size_t at, size_t *dictionary)
{
	uint64_t number, generation;
	if (!take_number(bytes, &at, &number) || !take_number(bytes, &at, &generation) || !stands_at(bytes, at, "obj"))
		return false;
	*dictionary = skip_space(bytes, at + strlen("obj"));
	return true;
}

/* Its text, to where the stream or the end of the file's part begins. */
static struct span dictionary_text(struct span bytes, size_t at, const char *end)
{
	if (!stands_at(bytes, at, "<<"))
		return (struct span){NULL, 0};
	const uint8_t *stop = memmem(bytes.p + at, bytes.n - at, end, strlen(end));
	return span_of(bytes.p + at, stop == NULL ? 0 : (size_t)(stop - bytes.p) - at);
}

static bool names(struct span dictionary, const char *name)
{
	return dictionary.n > 0 && memmem(dictionary.p, dictionary.n, name, strlen(name)) != NULL;
}

static enum rule check_pdf(struct span bytes, int64_t *at)
{
	size_t xref = 0, dictionary = 0;
	*at = (int64_t)bytes.n;
	if (!find_xref(bytes, &xref))
		return RULE_DOCUMENT_BROKEN;
	*at = (int64_t)xref;
	bool table = stands_at(bytes, xref, "xref");
	if (!(table ? table_trailer(bytes, xref, &dictionary) : stream_dictionary(bytes, xref, &dictionary)))
		return RULE_DOCUMENT_BROKEN;
	struct span text = dictionary_text(bytes, dictionary, table ? "startxref" : "stream");
	if (names(text, "/Encrypt"))
		return RULE_DOCUMENT_LOCKED;
	return names(text, "/Root") && (table || names(text, "/XRef")) ? RULE_OK : RULE_DOCUMENT_BROKEN;
}

/* ---- which ---- */

static const struct type {
	enum content content;
	const char *name, *magic;
	enum rule (*check)(struct span bytes, int64_t *at);
} types[] = {
    {CONTENT_PDF, "application/pdf", "%PDF-1.", check_pdf},
    {CONTENT_PDF, "application/pdf", "%PDF-2.", check_pdf},
    {CONTENT_JPEG, "image/jpeg", "\xff\xd8\xff", check_jpeg},
    {CONTENT_PNG, "image/png", "\x89PNG\r\n\x1a\n", check_png},
};
enum { TYPES = sizeof types / sizeof types[0] };

const char *content_type(enum content content)
{
	for (size_t i = 0; i < TYPES; i++)
		if (types[i].content == content)
			return types[i].name;
	return "";
}

enum rule content_check(struct span bytes, enum content *out, int64_t *at)
{
	for (size_t i = 0; i < TYPES; i++) {
		if (!stands_at(bytes, 0, types[i].magic))
			continue;
		enum rule rule = types[i].check(bytes, at);
		if (rule == RULE_OK)
			*out = types[i].content;
		return rule;
	}
	*at = 0;
	return RULE_DOCUMENT_TYPE;
}
