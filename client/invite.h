/* client/invite.h - making an invitation: a roster role's secret stays in home/invitations/ID (0600) until it is used, the
 * desk learns SHA-256 of it, the text goes to a file for the invited. */
#ifndef GUOSUO_CLIENT_INVITE_H
#define GUOSUO_CLIENT_INVITE_H

#include "client/party.h"
#include "guosuo/v1/api.pb-c.h"

enum { INVITATION_MAX = 4096 };

/* What is offered; texts are borrowed. */
struct offer {
	uint32_t role, province, checkpoint, hours;
	const char *organisation, *organisation_name; /* "": none */
	const char *out;                              /* a file a person named */
	bool offline;                                 /* the desk is not told */
};

/* Makes an invitation to the own company that the desk knows, and hands it to nobody. Said. */
enum err invite_make(struct context *context, const struct party *party, const struct offer *offer,
		     Guosuo__V1__Invitation *out) MUST_USE;

/* Errors have been said. */
enum exit_code invite_run(struct context *context, const struct party *party, const struct offer *offer);

/* "invitations/HEX" of an invitation's id. */
enum { INVITATION_NAME = 12 + 64 + 1 };
void invite_name(const uint8_t id[static HASH_LEN], char out[static INVITATION_NAME]);

#endif
