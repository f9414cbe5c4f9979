/* tests/papers.h - small documents made on the spot: a PDF, a JPEG and a PNG that are what they say. */
#ifndef GUOSUO_TESTS_PAPERS_H
#define GUOSUO_TESTS_PAPERS_H

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>

#include "proto/span.h"

enum { PAPER_MAX = 2 * 1024 * 1024 };

struct paper {
	uint8_t bytes[PAPER_MAX];
	size_t n;
};

static inline struct span paper_span(const struct paper *paper)
{
	return span_of(paper->bytes, paper->n);
}

static inline void paper_add(struct paper *paper, const void *p, size_t n)
{
	assert(n <= sizeof paper->bytes - paper->n);
	memcpy(paper->bytes + paper->n, p, n);
	paper->n += n;
}

static inline void paper_text(struct paper *paper, const char *text)
{
	paper_add(paper, text, strlen(text));
}

/* One empty page, with a cross-reference table. `say` makes its bytes its own; `trailer` stands in the trailer. */
static inline void paper_pdf(struct paper *paper, const char *say, const char *trailer)
{
	static const char *const objects[] = {"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
	                                      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"};
	size_t at[3];
	char line[512];
	paper->n = 0;
	paper_text(paper, "%PDF-1.4\n%");
	paper_text(paper, say);
	paper_text(paper, "\n");
	for (size_t i = 0; i < 3; i++) {
		at[i] = paper->n;
		snprintf(line, sizeof line, "%zu 0 obj\n%s\nendobj\n", i + 1, objects[i]);
		paper_text(paper, line);
	}
	size_t xref = paper->n;
	paper_text(paper, "xref\n0 4\n0000000000 65535 f \n");
	for (size_t i = 0; i < 3; i++) {
		snprintf(line, sizeof line, "%010zu 00000 n \n", at[i]);
		paper_text(paper, line);
	}
	snprintf(line, sizeof line, "trailer\n<</Size 4/Root 1 0 R%s>>\nstartxref\n%zu\n%%%%EOF\n", trailer, xref);
	paper_text(paper, line);
}

/* The same with a cross-reference stream; the stream itself is not looked into. */
static inline void paper_pdf_stream(struct paper *paper, const char *dictionary)
{
	char line[256];
	paper->n = 0;
	paper_text(paper, "%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n");
	size_t xref = paper->n;
	snprintf(line, sizeof line, "2 0 obj\n<<%s>>\nstream\nxxxx\nendstream\nendobj\nstartxref\n%zu\n%%%%EOF", dictionary, xref);
	paper_text(paper, line);
}

static inline void paper_png_add(png_structp png, png_bytep p, size_t n)
{
	paper_add(png_get_io_ptr(png), p, n);
}

static inline void paper_png_flush(png_structp png)
{
	(void)png;
}

/* Noise, so that it is as large as it says. */
static inline void paper_png(struct paper *paper, unsigned side)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	uint8_t *row = malloc(side);
	assert(info != NULL && row != NULL);
	paper->n = 0;
	png_set_write_fn(png, paper, paper_png_add, paper_png_flush);
	png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
	png_set_IHDR(png, info, side, side, 8, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
		     PNG_FILTER_TYPE_DEFAULT);
	png_write_info(png, info);
	for (unsigned y = 0; y < side; y++) {
		randombytes_buf(row, side);
		png_write_row(png, row);
	}
	png_write_end(png, NULL);
	free(row);
	png_destroy_write_struct(&png, &info);
}

static inline void paper_jpeg(struct paper *paper, unsigned side)
{
	struct jpeg_compress_struct jpeg;
	struct jpeg_error_mgr errors;
	unsigned char *out = NULL, row[4096] = {0};
	unsigned long n = 0;
	JSAMPROW rows[] = {row};
	assert(side <= sizeof row);
	jpeg.err = jpeg_std_error(&errors);
	jpeg_create_compress(&jpeg);
	jpeg_mem_dest(&jpeg, &out, &n);
	jpeg.image_width = jpeg.image_height = side;
	jpeg.input_components = 1;
	jpeg.in_color_space = JCS_GRAYSCALE;
	jpeg_set_defaults(&jpeg);
	jpeg_start_compress(&jpeg, TRUE);
	while (jpeg.next_scanline < jpeg.image_height)
		jpeg_write_scanlines(&jpeg, rows, 1);
	jpeg_finish_compress(&jpeg);
	paper->n = 0;
	paper_add(paper, out, n);
	jpeg_destroy_compress(&jpeg);
	free(out);
}

#endif
