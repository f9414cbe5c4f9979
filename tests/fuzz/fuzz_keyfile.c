/* Twice: the input as the text of a file, and as its bytes behind a cheap cost, so that the cipher is
 * reached. */
#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "proto/wire/keyfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { RAW_MAX = 256 };

static void as_text(struct span text)
{
	uint8_t shown[KEY_LEN] = {0};
	enum err err = keyfile_public(text, shown);
	assert(err == ERR_OK || err == ERR_FORMAT || err == ERR_NEWER);
}

static void as_bytes(struct span data)
{
	static const uint8_t cheap[] = {1, 1, 1, 0, 0, 0, 8};
	uint8_t raw[RAW_MAX];
	char text[14 + sodium_base64_ENCODED_LEN(RAW_MAX, sodium_base64_VARIANT_ORIGINAL)] = "guosuo-key-v1:";
	size_t n = data.n < sizeof raw ? data.n : sizeof raw;
	struct keyfile file;
	if (n == 0)
		return;
	memcpy(raw, data.p, n);
	memcpy(raw, cheap, n < sizeof cheap ? n : sizeof cheap);
	sodium_bin2base64(text + 14, sizeof text - 14, raw, n, sodium_base64_VARIANT_ORIGINAL);
	if (keyfile_open(span_text(text), span_text("p"), &file) == ERR_OK)
		assert(strlen(file.label) <= KEYFILE_LABEL_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	as_text(span_of(data, size));
	as_bytes(span_of(data, size));
	return 0;
}
