/* A party and its desk. */
#include "client/party.h"

#include "client/fetch.h"

enum err party_call(struct context *context, const struct party *party, const char *method,
		    const ProtobufCMessage *request, const ProtobufCMessageDescriptor *answer, ProtobufCMessage **out)
{
	return fetch_call(context, &party->key, party->server, method, request, answer, out);
}

enum err party_held(struct context *context, const struct party *party, struct held *out)
{
	struct synced synced;
	enum err err = held_open(context, party->membership.root_set, party_now(), out);
	if (err != ERR_OK || out->has_directory || party->server[0] == '\0')
		return err;
	err = held_sync(context, out, party->server, party_now(), &synced);
	return err == ERR_NETWORK || err == ERR_NOT_FOUND ? ERR_OK : err; /* who needs the directory asks for it */
}
