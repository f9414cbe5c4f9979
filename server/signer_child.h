/* server/signer_child.h - the process that holds the keys: what it is asked, what it answers, what it refuses. */
#ifndef GUOSUO_SERVER_SIGNER_CHILD_H
#define GUOSUO_SERVER_SIGNER_CHILD_H

#include "proto/directory.h"
#include "server/signer.h"

enum { CHILD_BODY_MAX = 1024 * 1024, CHILD_KEYS = 2 * CONFIG_PROVINCES };

enum child_op { CHILD_DIRECTORY, CHILD_SEAL, CHILD_ROSTER, CHILD_PROVE };

/* On the socket, same machine, same byte order: one question, then length bytes of body; answers in order. */
struct child_question {
	uint32_t op;
	uint32_t kind;
	uint32_t province;
	uint32_t length;
};
struct child_answer {
	uint32_t err;
	uint8_t seal[SEAL_LEN];
};

/* The first thing it says: err and, when that is ERR_OK, count public keys. problem names a file it could not open. */
struct child_key {
	uint32_t role, province;
	uint8_t key[KEY_LEN];
};
struct child_hello {
	uint32_t err;
	uint32_t count;
	char problem[CONFIG_TEXT];
	struct child_key keys[CHILD_KEYS];
};

/* Never returns. Opens the keys, gives up network and new programs, says hello, answers until the socket closes. */
_Noreturn void child_run(int socket, const struct config *config);

/* One question, apart from the socket, so that it can be proved: `now` is the child's own clock. */
struct child;
enum err child_answer_to(struct child *child, const struct child_question *question, struct span body, int64_t now,
			 uint8_t seal[static SEAL_LEN]) MUST_USE;
enum err child_open(const struct config *config, struct child **out, struct child_hello *hello) MUST_USE;
void child_free(struct child **child);

#endif
