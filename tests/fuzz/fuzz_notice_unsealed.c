/* Notices whose signatures are all taken for good, so that what is behind the seal meets any bytes: what
 * counts is sound, and was asked for one seal over a notice. */
#include "tests/fuzz/notice_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int __wrap_crypto_sign_verify_detached(const unsigned char *sig, const unsigned char *m,
                                       unsigned long long mlen, const unsigned char *pk);

static size_t asked;

int __wrap_crypto_sign_verify_detached(const unsigned char *sig, const unsigned char *m,
                                       unsigned long long mlen, const unsigned char *pk)
{
	const char *type = kind_type(KIND_notice);
	(void)sig, (void)pk;
	asked += memmem(m, mlen < 64 ? (size_t)mlen : 64, type, strlen(type)) != NULL;
	return 0;
}

static void must_also(const Guosuo__V1__Sealed *sealed)
{
	rig_must(asked >= 1 && sealed->seals.len == SEAL_LEN);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	asked = 0;
	notice_fuzz(data, size);
	return 0;
}
