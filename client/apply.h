/* client/apply.h - an application on its way from a file to the desk: read, judged, multiplied into the trips
 * it asks for, sent. */
#ifndef GUOSUO_CLIENT_APPLY_H
#define GUOSUO_CLIENT_APPLY_H

#include "client/journal.h"
#include "client/officer.h"

/* Applications that go together. */
struct apply_set {
	Guosuo__V1__Application *item[UNITS_MAX];
	size_t n;
};

/* A file or, where typed is NULL, a draft: one application, or a list of them. Said. */
enum err apply_read_set(struct context *context, const char *typed, const char *draft, struct apply_set *out) MUST_USE;

/* A file as one application. ERR_INPUT and what keep_read gives: said. */
enum err apply_read(struct context *context, const char *typed, Guosuo__V1__Application **out) MUST_USE;

/* The application of a pass, as the desk has it, less what ties it to that pass. Said. */
enum err apply_like(struct context *context, const struct party *party, const char *pass,
                    Guosuo__V1__Application **out) MUST_USE;

/* Moves every time of it so that it departs at `depart` (RFC 3339). ERR_INPUT: said. */
enum err apply_depart(struct context *context, Guosuo__V1__Application *application,
                      const char *depart) MUST_USE;

/* What would the desk say? Its rules, whose it is, whether its code fits; not what its list of barred hauliers, its documents
 * and its other passes say (client/check.h). held has a directory. ERR_MEMORY, ERR_FORMAT. */
enum err apply_judge(struct context *context, const Guosuo__V1__Application *application,
                     const struct held *held, const char *company, struct faults *faults) MUST_USE;

/* SHA-256 of its canonical bytes. ERR_FORMAT, ERR_MEMORY. */
enum err apply_key(struct context *context, const Guosuo__V1__Application *application,
                   uint8_t out[static HASH_LEN]) MUST_USE;

/* Sends it under the journal's nonce for this key, unless the journal has it already, and writes it there:
 * once, however often this is tried. What the desk refused by is in *refused. id: in hexadecimal. Nothing is
 * said. */
struct apply_sent {
	char number[PASS_NUMBER_LEN + 1], id[2 * PASS_ID_LEN + 1];
	uint8_t pass_id[PASS_ID_LEN];
	bool before; /* the journal had it */
	size_t n_warnings;
	Guosuo__V1__FieldError **warnings;
};
enum err apply_once(struct context *context, const struct party *party, struct journal *journal,
                    const Guosuo__V1__Application *application, const uint8_t key[static HASH_LEN],
                    struct apply_sent *out, const Guosuo__V1__ErrorDetail **refused) MUST_USE;

/* journal_open; what is wrong with it, or how much is done, is said. */
enum exit_code apply_journal(struct context *context, const char *path, struct journal *out);

/* In place of that pass's trip: with what takes it back under this officer's seal. Errors and warnings are said. */
enum err apply_amend(struct context *context, const struct party *party, const uint8_t amends[static PASS_ID_LEN],
                     const char *reason, Guosuo__V1__Application *application,
                     const Guosuo__V1__SubmitTripResponse **out) MUST_USE;

/* What differs from the application of that pass, as typed, for eyes. */
void apply_show(const struct context *context, const char *pass, const Guosuo__V1__Application *before,
                const Guosuo__V1__Application *after);

enum { APPLY_DRAFT, APPLY_LIKE, APPLY_DEPART, APPLY_UNITS, APPLY_YES, APPLY_AMENDS, APPLY_REASON, APPLY_ATTACH, APPLY_OPTIONS };
extern const struct option_row apply_options[];
enum exit_code apply_run(struct context *context, const struct args *args);

#endif
