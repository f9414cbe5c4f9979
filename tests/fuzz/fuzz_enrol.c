/* Three readings of one input: as the text of an invitation, as its bytes behind the prefix, and as an enrolment that must not be
 * taken for the answer to an invitation nobody made it from. What is read is written back as it was. */
#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "proto/canon.h"
#include "proto/wire/enrol.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 64 * 1024, RAW_MAX = 700 };
static uint8_t room[ROOM];

static void as_text(struct span text)
{
	struct arena arena = {room, sizeof room, 0};
	Guosuo__V1__Invitation *invitation;
	char *again;
	if (invitation_read(text, 0, &arena, &invitation) != ERR_OK)
		return;
	assert(invitation->secret.len == INVITE_SECRET_LEN);
	assert(invitation_text(invitation, &arena, &again) == ERR_OK);
	assert(strlen(again) == text.n && memcmp(again, text.p, text.n) == 0);
}

static void as_bytes(struct span data)
{
	static const char prefix[] = "guosuo-invite-1.";
	char text[sizeof prefix + sodium_base64_ENCODED_LEN(RAW_MAX, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];
	if (data.n == 0 || data.n > RAW_MAX)
		return;
	memcpy(text, prefix, sizeof prefix);
	sodium_bin2base64(text + sizeof prefix - 1, sizeof text - sizeof prefix + 1, data.p, data.n,
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	as_text(span_text(text));
}

static void as_enrolment(struct span data)
{
	static const uint8_t secret[INVITE_SECRET_LEN] = {1};
	struct arena arena = {room, sizeof room, 0};
	ProtobufCMessage *message;
	if (canon_open(&guosuo__v1__enrolment__descriptor, data, &arena, &message) != ERR_OK)
		return;
	assert(enrol_check((const Guosuo__V1__Enrolment *)message, secret, &arena) != ERR_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	as_text(span_of(data, size));
	as_bytes(span_of(data, size));
	as_enrolment(span_of(data, size));
	return 0;
}
