/* Revocations whose signatures are all taken for good: what counts is sound, and was asked for a seal a
 * person. */
#include "tests/fuzz/revocation_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int __wrap_crypto_sign_verify_detached(const unsigned char *sig, const unsigned char *m,
                                       unsigned long long mlen, const unsigned char *pk);

static size_t asked;

int __wrap_crypto_sign_verify_detached(const unsigned char *sig, const unsigned char *m,
                                       unsigned long long mlen, const unsigned char *pk)
{
	const char *type = kind_type(KIND_revocation);
	(void)sig, (void)pk;
	asked += memmem(m, mlen < 64 ? (size_t)mlen : 64, type, strlen(type)) != NULL;
	return 0;
}

static void must_also(const Guosuo__V1__Sealed *sealed)
{
	rig_must(asked >= sealed->seals.len / SEAL_LEN);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	asked = 0;
	revocation_fuzz(data, size);
	return 0;
}
