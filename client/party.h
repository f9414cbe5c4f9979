/* client/party.h - who runs this command: its key, its membership, its desk; and what the commands that speak for a party
 * share: numbers and JSON that people typed, messages as they see them. Every error has been said when it comes back. */
#ifndef GUOSUO_CLIENT_PARTY_H
#define GUOSUO_CLIENT_PARTY_H

#include "client/held.h"
#include "client/key.h"
#include "client/say.h"

struct party {
	struct membership membership;
	struct key key;
	const char *server; /* "": none is known */
};

/* Home/role.ROLE is read and the key opened, then the home locked. party_close it, whatever came. */
enum err party_open(struct context *context, const char *role, struct party *out) MUST_USE;
/* The same but for the lock. */
enum err party_resume(struct context *context, const char *role, struct party *out) MUST_USE;
void party_close(struct party *party);

/* fetch_call with the party's key and desk. */
enum err party_call(struct context *context, const struct party *party, const char *method,
		    const ProtobufCMessage *request, const ProtobufCMessageDescriptor *answer,
		    ProtobufCMessage **out) MUST_USE;

/* The state files of this home; fetched from the party's desk first where there is no directory yet. A desk that cannot be
 * reached or has none: ERR_OK, and none is held. */
enum err party_held(struct context *context, const struct party *party, struct held *out) MUST_USE;

/* A province's roster as it stands at `now`; NULL: none is held, said. */
const struct roster *party_roster(struct context *context, const struct held *held, uint32_t province, int64_t now);

/* Is this trip its issuer's, under what is held? Said. */
enum err party_verify_trip(struct context *context, const struct held *held, const Guosuo__V1__Sealed *sealed,
			   const struct trip *trip, int64_t now) MUST_USE;

enum { PLAN_MAX = 1024 * 1024 };

/* A file a person named, whole. ERR_NOT_FOUND, ERR_SIZE, ERR_IO, ERR_MEMORY: said with its name. */
enum err party_read(struct context *context, const char *typed, size_t max, struct span *out) MUST_USE;

/* The one code in a picture (PNG) a person named: its errors said. Only where the program reads pictures. */
enum err party_picture(struct context *context, const char *typed, struct span *out) MUST_USE;

/* Writes a file a person named and says so. */
enum err party_write(struct context *context, const char *typed, struct span bytes, bool secret) MUST_USE;

/* A message in proto3 JSON. ERR_INPUT: the faults were said. */
enum err party_parse(struct context *context, const ProtobufCMessageDescriptor *type, struct span text,
		     ProtobufCMessage **out) MUST_USE;

/* On standard output, indented. */
enum exit_code party_print(struct context *context, const ProtobufCMessage *message);

/* A whole number from least to most; text NULL: fallback. ERR_INPUT: said with the option's name. */
enum err party_number(struct context *context, const char *option, const char *text, uint32_t least, uint32_t most,
		      uint32_t fallback, uint32_t *out) MUST_USE;

/* "1,3-5": ascending or not, each from 1 to most. Returns how many, 0 when it is no such list or room is too small. */
size_t party_numbers(const char *text, uint32_t most, uint32_t *out, size_t room);

/* A copy of bytes in the arena as protobuf-c holds them; .data NULL when that is full. */
ProtobufCBinaryData party_bytes(struct context *context, const void *p, size_t n);

/* The option was not given: said. */
enum exit_code party_needs(struct context *context, const char *option);

/* Asked on the terminal; anything but yes is said as `no`, and so is that there is no terminal. */
bool party_confirm(struct context *context, enum say ask, enum say no);

/* A moment as people write it (RFC 3339); text NULL: fallback. ERR_INPUT: said with the option's name. */
enum err party_time(struct context *context, const char *option, const char *text, int64_t fallback,
		    int64_t *out) MUST_USE;

int64_t party_now(void); /* Unix seconds */

#endif
