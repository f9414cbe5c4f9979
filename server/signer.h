/* server/signer.h - issuing and status keys live in a child process with no network, no database and no way to start
 * another program. It seals two things, after checking each itself, and verifies its own seal before it answers.
 *
 * A trip: canonical, sound by the directory it verified itself (class recomputed, window, scope), sealed_at within
 * SKEW_S of its own clock, its status index above every index it ever sealed in that province and week (a durable
 * high-water file, reserved ahead in steps of SIGNER_STEP: a crash skips indexes, never repeats one).
 * A status list: of its own province, its version above every one it sealed, weeks never dropped while they live. It adds
 * an index only with a sealed revocation that it judged itself, by the roster it verified, bars assignments only with what
 * an officer of the sealed trip has sealed (an assignment that replaces them, a Bar), and keeps all that the list before
 * said (a durable copy) until its week is over: neither the server nor a restored backup lets anything vanish. */
#ifndef GUOSUO_SERVER_SIGNER_H
#define GUOSUO_SERVER_SIGNER_H

#include <event2/event.h>

#include "server/config.h"

enum { SIGNER_STEP = 4096 };

struct signer;

/* Forks the child; call it before any thread or event base exists. Waits until the child has opened its keys.
 * ERR_IO: a key or passphrase file cannot be read (*problem names it); ERR_PASSPHRASE; ERR_INTERNAL. */
enum err signer_spawn(const struct config *config, struct signer **out, char problem[static CONFIG_TEXT]) MUST_USE;

/* From here on answers arrive in `base`'s loop. died runs once when the child is gone: the server must stop. */
enum err signer_attach(struct signer *signer, struct event_base *base, void (*died)(void *context),
		       void *context) MUST_USE;

/* Runs in the loop, never inside the call that asked. seal is NULL unless err is ERR_OK.
 * ERR_FORMAT, ERR_NEWER, ERR_WINDOW, ERR_SCOPE, ERR_INPUT (class), ERR_CLOCK as above; ERR_KEY: no such key here;
 * ERR_ROLLBACK: an index or version that is not above the high water; ERR_STATE: no directory yet; ERR_IO. */
typedef void (*signer_done)(enum err err, const uint8_t *seal, void *context);

/* raw: the newest Sealed directory. The child opens the first against the configured root set and follows the next. */
void signer_directory(struct signer *signer, struct span raw, signer_done done, void *context);
/* raw: a Sealed roster, verified under the directory it has. As roster_open and roster_supersedes; ERR_STATE. */
void signer_roster(struct signer *signer, struct span raw, signer_done done, void *context);
/* raw: a RevocationProof. What it takes back or bars may stand in lists of this province from now on. ERR_FORMAT, ERR_SIZE;
 * ERR_STATE: no directory or roster; else as revocation_verify, or trip_verify and revocation_verify_officer,
 * assignment_verify or bar_open. */
void signer_prove(struct signer *signer, uint32_t province, struct span raw, signer_done done, void *context);
void signer_seal(struct signer *signer, enum kind kind, uint32_t province, struct span body, signer_done done,
		 void *context);

/* The public key for a role (ROLE_ISSUING or ROLE_STATUS) of a province; NULL when it holds none. */
const uint8_t *signer_key(const struct signer *signer, uint32_t role, uint32_t province);

/* Closes the socket, waits for the child. */
void signer_free(struct signer **signer);

/* guosuod --enrol: makes the key file for the invitation's role and province in config->keys (never over an existing one) and
 * writes the Enrolment as base64url text. ERR_EXISTS, ERR_INPUT, ERR_WINDOW, ERR_IO, ERR_FORMAT. */
enum err signer_enrol(const struct config *config, const char *invitation_path, char *out, size_t size) MUST_USE;

#endif
