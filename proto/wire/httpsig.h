/* proto/wire/httpsig.h - who asked: HTTP Message Signatures (RFC 9421) with Ed25519, the body under
 * Content-Digest (RFC 9530, sha-256).
 *
 * One shape only, byte for byte; anything else is refused, so a request has one reading:
 *
 *   Content-Digest: sha-256=:BASE64(32):
 *   Signature-Input: sig1=("@method" "@authority" "@path" "content-type" "content-digest");created=SECONDS;
 *                    keyid="HEX(8)";alg="ed25519";nonce="HEX(16)";tag="guosuo-v1"          (one line, no
 * spaces) Signature: sig1=:BASE64(64):
 *
 * Hex is lower case, base64 is RFC 4648 section 4 with padding. The nonce is the idempotency key: the server
 * remembers it. A header that stands twice in a request is the caller's to refuse. */
#ifndef GUOSUO_PROTO_WIRE_HTTPSIG_H
#define GUOSUO_PROTO_WIRE_HTTPSIG_H

#include "proto/seal.h"

enum {
	HTTPSIG_SKEW_S = 300, /* largest difference between `created` and the verifier's clock */
	HTTPSIG_BASE_MAX = 2048,
	HTTPSIG_NONCE_LEN = 16,
};

/* One covered component: its name as it stands in the list, its value without outer spaces. */
struct httpsig_part {
	const char *name;
	struct span value;
};

/* RFC 9421 section 2.5, for any components. params is what follows the list: ";created=...". The base is
 * written to out without a final line feed or NUL; on error out holds part of it.
 * ERR_FORMAT  a value or params holds anything but printable ASCII, or a value begins or ends with a space
 * ERR_SIZE    longer than size */
enum err httpsig_base(const struct httpsig_part *parts, size_t count, struct span params, size_t size,
                      char *out, size_t *length) MUST_USE;

/* What is signed, as sent. */
struct httpsig_request {
	struct span method;    /* "POST" */
	struct span authority; /* lower case, without a default port; a server gives its configured one */
	struct span path;      /* "/guosuo.v1.Desk/SubmitTrip": no query */
	struct span content_type;
	struct span body;
};

/* The three headers, read: claims until httpsig_verify has said ERR_OK. */
struct httpsig {
	int64_t created;          /* Unix seconds */
	uint8_t keyid[KEYID_LEN]; /* the start of key_id */
	uint8_t nonce[HTTPSIG_NONCE_LEN];
	uint8_t digest[HASH_LEN];
	uint8_t signature[SIG_LEN];
};

/* Header values, NUL-terminated. */
struct httpsig_headers {
	char input[288], signature[112], digest[64];
};

/* nonce: 16 random bytes, the same when the same request is sent again. created: Unix seconds, not negative.
 * The signature is checked before it is handed out.
 * ERR_FORMAT    the request cannot be signed: an empty part, a path that does not begin with '/' or has a
 * query, an authority in upper case, or see httpsig_base ERR_SIZE      its parts are longer than
 * HTTPSIG_BASE_MAX ERR_INTERNAL  the signature does not verify: the two halves of the key are not a pair */
enum err httpsig_sign(const struct httpsig_request *request, const uint8_t secret[static SECRET_LEN],
                      int64_t created, const uint8_t nonce[static HTTPSIG_NONCE_LEN],
                      struct httpsig_headers *out) MUST_USE;

/* ERR_UNAUTHENTICATED  a value is missing (empty) or not of the one shape */
enum err httpsig_read(struct span input, struct span signature, struct span digest,
                      struct httpsig *out) MUST_USE;

/* The header values that were read; httpsig_read gives the same struct again. */
void httpsig_write(const struct httpsig *sig, struct httpsig_headers *out);

/* public_key: one whose keyid is sig->keyid. now: Unix seconds.
 * ERR_CLOCK            created and now differ by more than HTTPSIG_SKEW_S
 * ERR_UNAUTHENTICATED  the body is not the digest's, the key is not the keyid's, or the request has parts
 * that httpsig_sign would refuse ERR_SEAL             the signature is not this key's over this request */
enum err httpsig_verify(const struct httpsig_request *request, const struct httpsig *sig,
                        const uint8_t public_key[static KEY_LEN], int64_t now) MUST_USE;

#endif
