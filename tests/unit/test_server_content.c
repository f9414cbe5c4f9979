#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "server/content.h"
#include "tests/papers.h"

static struct paper paper;

/* ---- makers and spoilers ---- */

static void pdf(void)
{
	paper_pdf(&paper, "", "");
}
static void pdf_stream(void)
{
	paper_pdf_stream(&paper, "/Type/XRef/Root 1 0 R/Length 4");
}
static void pdf_locked(void)
{
	paper_pdf(&paper, "", "/Encrypt 9 0 R");
}
static void pdf_stream_locked(void)
{
	paper_pdf_stream(&paper, "/Type/XRef/Root 1 0 R/Encrypt 9 0 R");
}
static void pdf_no_root(void)
{
	paper_pdf_stream(&paper, "/Type/XRef/Length 4");
}
static void pdf_other_stream(void)
{
	paper_pdf_stream(&paper, "/Type/ObjStm/Root 1 0 R");
}
static void pdf_cut(void)
{
	pdf();
	paper.n -= 20;
}
static void pdf_padded(void)
{
	pdf();
	for (size_t i = 0; i < CONTENT_TAIL; i++)
		paper_text(&paper, " ");
}
static void pdf_behind_html(void)
{
	static struct paper whole;
	pdf();
	whole = paper;
	paper.n = 0;
	paper_text(&paper, "<html>");
	paper_add(&paper, whole.bytes, whole.n);
}
static void pdf_far_xref(void)
{
	paper.n = 0;
	paper_text(&paper, "%PDF-1.4\nstartxref\n9999999999\n%%EOF");
}
static void pdf_bomb_xref(void)
{
	paper.n = 0;
	paper_text(&paper, "%PDF-1.4\nxref\n0 9999999999\ntrailer<</Root 1 0 R>>startxref\n9\n%%EOF");
}
static void png(void)
{
	paper_png(&paper, 40);
}
static void png_huge(void)
{
	png();
	/* IHDR's width, and its checksum with it */
	const uint8_t wide[] = {0, 1, 0, 0};
	memcpy(paper.bytes + 16, wide, sizeof wide);
	uint32_t crc = 0xffffffffu;
	for (size_t i = 12; i < 29; i++) {
		crc ^= paper.bytes[i];
		for (int k = 0; k < 8; k++)
			crc = crc >> 1 ^ (0xedb88320u & (uint32_t)-(int32_t)(crc & 1));
	}
	crc = ~crc;
	for (size_t i = 0; i < 4; i++)
		paper.bytes[29 + i] = (uint8_t)(crc >> (24 - 8 * i));
}
static void png_cut(void)
{
	png();
	paper.n -= 13;
}
static void png_with_more(void)
{
	png();
	paper_text(&paper, "PK\x03\x04");
}
static void png_bad_header(void)
{
	png();
	paper.bytes[20] ^= 1;
}
static void png_signature_alone(void)
{
	png();
	paper.n = 8;
}
static void jpeg(void)
{
	paper_jpeg(&paper, 40);
}
static void jpeg_with_preview(void)
{
	jpeg();
	paper_text(&paper, "preview");
}
static void jpeg_cut(void)
{
	jpeg();
	paper.n -= 2;
}
static void jpeg_no_frame(void)
{
	paper.n = 0;
	paper_text(&paper, "\xff\xd8\xff\xd9");
}
static void html(void)
{
	paper.n = 0;
	paper_text(&paper, "<html><script>alert(1)</script></html>");
}
static void zip(void)
{
	paper.n = 0;
	paper_text(&paper, "PK\x03\x04word/document.xml");
}
static void nothing(void)
{
	paper.n = 0;
}

static void a_file_is_what_its_content_says(void **state)
{
	(void)state;
	static const struct {
		const char *why;
		void (*make)(void);
		enum rule rule;
		enum content content;
	} rows[] = {
	    {"a PDF with a table", pdf, RULE_OK, CONTENT_PDF},
	    {"a PDF with a cross-reference stream", pdf_stream, RULE_OK, CONTENT_PDF},
	    {"an encrypted PDF", pdf_locked, RULE_DOCUMENT_LOCKED, CONTENT_NONE},
	    {"an encrypted PDF with a stream", pdf_stream_locked, RULE_DOCUMENT_LOCKED, CONTENT_NONE},
	    {"a PDF without a catalogue", pdf_no_root, RULE_DOCUMENT_BROKEN, CONTENT_NONE},
	    {"another stream where the cross-reference should be", pdf_other_stream, RULE_DOCUMENT_BROKEN, CONTENT_NONE},
	    {"a PDF cut off", pdf_cut, RULE_DOCUMENT_BROKEN, CONTENT_NONE},
	    {"a PDF with its end far from the end", pdf_padded, RULE_DOCUMENT_BROKEN, CONTENT_NONE},
	    {"a PDF inside something else", pdf_behind_html, RULE_DOCUMENT_TYPE, CONTENT_NONE},
	    {"a cross-reference beyond the file", pdf_far_xref, RULE_DOCUMENT_BROKEN, CONTENT_NONE},
	    {"a table of ten thousand million entries", pdf_bomb_xref, RULE_DOCUMENT_BROKEN, CONTENT_NONE},
	    {"a PNG", png, RULE_OK, CONTENT_PNG},
	    {"a PNG of 65536 pixels a side", png_huge, RULE_DOCUMENT_PIXELS, CONTENT_NONE},
	    {"a PNG cut off", png_cut, RULE_DOCUMENT_BROKEN, CONTENT_NONE},
	    {"a PNG with an archive behind it", png_with_more, RULE_DOCUMENT_BROKEN, CONTENT_NONE},
	    {"a PNG whose header was changed", png_bad_header, RULE_DOCUMENT_BROKEN, CONTENT_NONE},
	    {"a PNG's signature alone", png_signature_alone, RULE_DOCUMENT_BROKEN, CONTENT_NONE},
	    {"a JPEG", jpeg, RULE_OK, CONTENT_JPEG},
	    {"a JPEG as telephones make it", jpeg_with_preview, RULE_OK, CONTENT_JPEG},
	    {"a JPEG cut off", jpeg_cut, RULE_DOCUMENT_BROKEN, CONTENT_NONE},
	    {"a JPEG without a picture", jpeg_no_frame, RULE_DOCUMENT_BROKEN, CONTENT_NONE},
	    {"a page of the web", html, RULE_DOCUMENT_TYPE, CONTENT_NONE},
	    {"a word processor's file", zip, RULE_DOCUMENT_TYPE, CONTENT_NONE},
	    {"nothing", nothing, RULE_DOCUMENT_TYPE, CONTENT_NONE},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		enum content content = CONTENT_NONE;
		int64_t at = 0;
		rows[i].make();
		enum rule rule = content_check(paper_span(&paper), &content, &at);
		if (rule != rows[i].rule || content != rows[i].content)
			fail_msg("%s: %s, %s", rows[i].why, fault_name(rule), content_type(content));
	}
}

/* Every cut of a good file is refused, without reading beyond it. */
static void no_beginning_of_a_file_is_a_file(void **state)
{
	(void)state;
	static void (*const makers[])(void) = {pdf, pdf_stream, png, jpeg};
	for (size_t m = 0; m < sizeof makers / sizeof *makers; m++) {
		makers[m]();
		for (size_t n = 0; n + 2 < paper.n; n++) {
			enum content content;
			int64_t at;
			uint8_t *exact = malloc(n + 1); /* a sanitizer sees one byte too many */
			memcpy(exact, paper.bytes, n);
			enum rule rule = content_check(span_of(exact, n), &content, &at);
			free(exact);
			if (rule == RULE_OK)
				fail_msg("%zu of %zu bytes", n, paper.n);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_is_what_its_content_says),
	    cmocka_unit_test(no_beginning_of_a_file_is_a_file),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
