/* client/document.h - files that belong to an application: sent in parts, fetched in parts, their hashes checked here. */
#ifndef GUOSUO_CLIENT_DOCUMENT_H
#define GUOSUO_CLIENT_DOCUMENT_H

#include "client/party.h"
#include "guosuo/v1/documents.pb-c.h"
#include "guosuo/v1/rounds.pb-c.h"

enum { DOCUMENT_PART = 512 * 1024 };

/* Sends a file a person named, and says what it is by the desk's check. name NULL: the file's own. The line is what an
 * application lists; in the arena. Errors are said. */
enum err document_send(struct context *context, const struct party *party, const char *typed, const char *kind,
		       const char *name, Guosuo__V1__ApplicationDocument **out) MUST_USE;

/* "kind=FILE,kind=FILE": each is sent and added to the list of an application or answer. attach NULL: nothing. Errors are
 * said. */
enum err document_attach(struct context *context, const struct party *party, const char *attach,
			 Guosuo__V1__ApplicationDocument ***list, size_t *count) MUST_USE;

/* The annex that belongs to a trip, and the application that belongs to the annex: hash by hash. application may be NULL (not
 * asked for). *packed is the application's canonical bytes. ERR_SEAL: another's; ERR_FORMAT, ERR_NEWER, ERR_MEMORY. */
enum err document_annex(struct context *context, const Guosuo__V1__Trip *trip, struct span raw,
			const Guosuo__V1__Application *application, const Guosuo__V1__Annex **out,
			struct span *packed) MUST_USE;

/* One document of an annex, whole, in malloc's memory: free it. pass_id may be empty for an officer. ERR_SEAL: the desk gave
 * other bytes; and the call's. Errors are said. */
enum err document_fetch(struct context *context, const struct party *party, ProtobufCBinaryData pass_id,
			const Guosuo__V1__Document *document, uint8_t **out) MUST_USE;

/* A pass's documents as a reviewer's desk has them: those of the annex, then those of the answers to its corrections. */
enum { DOCUMENT_NAME = 80 };
struct document {
	const Guosuo__V1__Document *document;
	char name[DOCUMENT_NAME]; /* "03-escort_plan.pdf": place, the kind where it is in good form, an ending by the media type;
				     "answer-04-..." of an answer */
};

/* In the arena. application may be NULL. ERR_FORMAT: an answer's has no hash; ERR_MEMORY. */
enum err document_list(struct context *context, const Guosuo__V1__Application *application, const Guosuo__V1__Annex *annex,
		       const Guosuo__V1__LegRounds *leg, struct document **out, size_t *count) MUST_USE;

#endif
