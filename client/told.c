#include "client/told.h"

#include <string.h>

#include "client/keep.h"
#include "proto/canon.h"

/* A line "AT given" or "AT gone", then the message. */
enum { NAME_LEN = 64, TOLD_LINE = 32, TOLD_MAX = 1024 * 1024 };

enum err told_keep(struct context *context, const char *number, const struct told *told)
{
	char name[NAME_LEN], line[TOLD_LINE];
	struct span body;
	enum err err = canon_pack(&told->bookings->base, &context->arena, &body);
	if (err != ERR_OK)
		return err;
	snprintf(name, sizeof name, "passes/%s.told", number);
	size_t n = (size_t)snprintf(line, sizeof line, "%lld %s\n", (long long)told->at, told->given ? "given" : "gone");
	uint8_t *whole = arena_take(&context->arena, n + body.n);
	if (whole == NULL)
		return ERR_MEMORY;
	memcpy(whole, line, n);
	if (body.n > 0)
		memcpy(whole + n, body.p, body.n);
	return keep_write(context, name, span_of(whole, n + body.n), true);
}

void told_read(struct context *context, const char *number, struct told *out)
{
	char name[NAME_LEN], word[8];
	long long at;
	struct span raw;
	ProtobufCMessage *message;
	*out = (struct told){.at = 0};
	snprintf(name, sizeof name, "passes/%s.told", number);
	if (keep_read(context, name, TOLD_MAX, &raw) != ERR_OK || sscanf((const char *)raw.p, "%lld %7s", &at, word) != 2)
		return;
	const uint8_t *end = memchr(raw.p, '\n', raw.n);
	if (end == NULL)
		return;
	struct span body = span_of(end + 1, raw.n - (size_t)(end + 1 - raw.p));
	if (canon_open(&guosuo__v1__list_bookings_response__descriptor, body, &context->arena, &message) == ERR_OK)
		*out = (struct told){at, strcmp(word, "given") == 0, (const Guosuo__V1__ListBookingsResponse *)message};
}
