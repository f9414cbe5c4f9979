/* The input as a file somebody attaches: what is taken for one of the three begins as that one. */
#include <assert.h>
#include <string.h>

#include "server/content.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const begins[] = {"", "%PDF-", "\xff\xd8\xff", "\x89PNG"};
	enum content content = CONTENT_NONE;
	int64_t at = -1;
	enum rule rule = content_check(span_of(data, size), &content, &at);
	assert((rule == RULE_OK) == (content != CONTENT_NONE));
	assert(at >= 0);
	if (rule == RULE_OK)
		assert(memcmp(data, begins[content], strlen(begins[content])) == 0 && *content_type(content) != '\0');
	return 0;
}
