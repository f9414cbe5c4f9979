/* server/post.h - one attempt to deliver a message to a webhook. Blocks: for a thread of server/pool.h.
 *
 * Signed as Standard Webhooks say (standardwebhooks.com, symmetric): webhook-id, webhook-timestamp,
 * webhook-signature = "v1," base64(HMAC-SHA-256(secret, id "." timestamp "." body)). The name is looked up
 * once, and each address is judged where the socket to it is opened, so what was checked is what is connected
 * to. No redirect is followed, no proxy is asked, and of the answer only the status is used. */
#ifndef GUOSUO_SERVER_POST_H
#define GUOSUO_SERVER_POST_H

#include <stdatomic.h>

#include "proto/err.h"
#include "proto/span.h"

/* How an attempt ended. The numbers are in the database, so they never change meaning. */
#define OUTCOME_LIST(X)                                                                                      \
	X(1, DELIVERED) /* answered with 2xx */                                                              \
	X(2, STATUS)    /* answered with another status, a redirect included */                              \
	X(3,                                                                                                 \
	  ADDRESS) /* every address of the host is refused: private, or plain http outside the networks */   \
	X(4, RESOLVE) /* the host's name has no address */                                                   \
	X(5, CONNECT) /* nobody listens there */                                                             \
	X(6, TIMEOUT) /* not answered in time */                                                             \
	X(7, TLS)     /* no TLS, or not that host's certificate */                                           \
	X(8, ANSWER)  /* not an HTTP answer, or its head is too long */                                      \
	X(9, STOPPED) /* this server stops: not counted */                                                   \
	X(10, URL)    /* the settings do not allow this URL any more */                                      \
	X(11, INTERNAL)

enum post_outcome {
	OUTCOME_NONE,
#define X(number, name) OUTCOME_##name = number,
	OUTCOME_LIST(X)
#undef X
};

const char *post_outcome_name(int64_t outcome); /* "STATUS"; "" for none */

enum {
	POST_SECRET_LEN = 32,
	POST_ID_MAX = 64,
	POST_SIGNATURE_MAX = 64,
	POST_SECRET_TEXT_MAX = 64,
	POST_ANSWER_MAX = 16384
};

struct post {
	const char *url;
	const char *id; /* at most POST_ID_MAX characters */
	struct span secret, body;
	int64_t now; /* Unix seconds */
	/* settings: see server/target.h */
	const char *hosts, *networks;
	long timeout_ms;         /* of the whole attempt */
	const atomic_bool *stop; /* true: give up at once */
};

struct post_result {
	enum post_outcome outcome;
	unsigned status; /* HTTP's; 0: none came */
};

/* "v1,..." */
void post_sign(struct span secret, const char *id, int64_t now, struct span body,
               char out[static POST_SIGNATURE_MAX]);

/* "whsec_..." as receivers are told. */
void post_secret_text(const uint8_t secret[static POST_SECRET_LEN], char out[static POST_SECRET_TEXT_MAX]);

/* curl_global_init has run. */
struct post_result post_send(const struct post *post);

#endif
