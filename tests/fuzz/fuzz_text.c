/* Any text: a code that reads is exactly the text of its bytes; any bytes: their code reads back. */
#include <stdlib.h>
#include <string.h>

#include "proto/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool true_always)
{
	if (!true_always)
		abort();
}

static bool is_line_end(struct span text)
{
	return text.n == 0 || span_equal(text, span_text("\r")) || span_equal(text, span_text("\n")) ||
	       span_equal(text, span_text("\r\n"));
}

static void read_any(struct span text, struct arena arena)
{
	struct span raw;
	char *again;
	if (code_read(text, &arena, &raw) != ERR_OK)
		return;
	must(raw.n <= CODE_MAX && code_text(raw, &arena, &again) == ERR_OK);
	size_t n = strlen(again);
	must(text.n >= n && span_equal(span_of(text.p, n), span_of(again, n)));
	must(is_line_end(span_of(text.p + n, text.n - n)));
}

static void write_any(struct span raw, struct arena arena)
{
	struct span back;
	char *text;
	enum err err = code_text(raw, &arena, &text);
	must(err == (raw.n > CODE_MAX ? ERR_SIZE : ERR_OK));
	if (err == ERR_OK)
		must(code_read(span_text(text), &arena, &back) == ERR_OK && span_equal(raw, back));
}

/* Most inputs lack the prefix, so the digits are tried bare as well. */
static void decode_any(struct span text)
{
	static uint8_t raw[4096];
	static char again[8192];
	size_t n;
	if (base45_decode(text, raw, sizeof raw, &n) != ERR_OK)
		return;
	must(base45_length(n) == text.n);
	base45_encode(span_of(raw, n), again);
	must(span_equal(text, span_of(again, text.n)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t memory[16384];
	struct arena arena = {memory, sizeof memory, 0};
	read_any(span_of(data, size), arena);
	write_any(span_of(data, size), arena);
	decode_any(span_of(data, size));
	return 0;
}
