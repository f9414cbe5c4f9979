/* Revocations with their seals judged: nothing counts but the good one itself. */
#include "tests/fuzz/revocation_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must_also(const Guosuo__V1__Sealed *sealed)
{
	rig_must(span_equal(bytes_span(sealed->body), bytes_span(good->body)) &&
	         span_equal(bytes_span(sealed->seals), bytes_span(good->seals)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	revocation_fuzz(data, size);
	return 0;
}
