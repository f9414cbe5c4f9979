/* The header parser: three values parted by NUL. What it accepts, it must write back the same. */
#include <assert.h>
#include <string.h>

#include "proto/wire/httpsig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct span next(struct span *rest)
{
	const uint8_t *end = rest->n == 0 ? NULL : memchr(rest->p, 0, rest->n);
	struct span value = *rest;
	*rest = span_of(NULL, 0);
	if (end == NULL)
		return value;
	*rest = span_of(end + 1, value.n - (size_t)(end + 1 - value.p));
	return span_of(value.p, (size_t)(end - value.p));
}

static void assert_same(const char *written, struct span read)
{
	assert(span_equal(span_text(written), read));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t key[KEY_LEN] = {1};
	struct span rest = span_of(data, size), input = next(&rest), signature = next(&rest),
	            digest = next(&rest);
	struct httpsig sig;
	struct httpsig_headers headers;
	if (httpsig_read(input, signature, digest, &sig) != ERR_OK)
		return 0;
	httpsig_write(&sig, &headers);
	assert_same(headers.input, input);
	assert_same(headers.signature, signature);
	assert_same(headers.digest, digest);
	struct httpsig_request request = {span_text("POST"), span_text("a"), span_text("/"), span_text("b"),
	                                  rest};
	assert(httpsig_verify(&request, &sig, key, sig.created) != ERR_OK);
	return 0;
}
