/* What somebody typed or scanned: no key file, or one that is written and read back the same. */
#include <assert.h>
#include <string.h>

#include "client/keypaper.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t roots[HASH_LEN], again[HASH_LEN];
	char keyfile[KEYFILE_TEXT_MAX + 1], same[KEYFILE_TEXT_MAX + 1], text[KEYPAPER_TEXT_MAX];
	size_t line;
	if (keypaper_read(span_of(data, size), roots, keyfile, &line) != ERR_OK)
		return 0;
	assert(line == 0 && strlen(keyfile) <= KEYFILE_TEXT_MAX);
	assert(keypaper_write(roots, keyfile, '/', text) == ERR_OK);
	assert(keypaper_read(span_text(text), again, same, &line) == ERR_OK);
	assert(memcmp(roots, again, HASH_LEN) == 0 && strcmp(keyfile, same) == 0);
	return 0;
}
