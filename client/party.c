#include "client/party.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "client/keep.h"
#include "client/say.h"
#include "proto/wire/json.h"

int64_t party_now(void)
{
	return (int64_t)time(NULL);
}

enum err party_open(struct context *context, const char *role, struct party *out)
{
	enum err err = party_resume(context, role, out); /* nobody waits for a home whose passphrase is being typed */
	if (err != ERR_OK)
		return err;
	err = keep_lock(context);
	if (err != ERR_OK)
		say_lock(context, err);
	return err;
}

enum err party_resume(struct context *context, const char *role, struct party *out)
{
	*out = (struct party){.server = ""};
	enum err err = role_read(context, role, &out->membership);
	if (err != ERR_OK)
		return err;
	out->server = context->server != NULL ? context->server : out->membership.server;
	return key_open(context, &out->key);
}

void party_close(struct party *party)
{
	if (party->key.secret != NULL)
		key_close(&party->key);
}

const struct roster *party_roster(struct context *context, const struct held *held, uint32_t province, int64_t now)
{
	struct stand stand;
	trust_stand(&held->trust, province, now, &stand);
	if (stand.roster == NULL)
		say(context, SAY_NO_ROSTER, province);
	return stand.roster;
}

enum err party_verify_trip(struct context *context, const struct held *held, const Guosuo__V1__Sealed *sealed,
			   const struct trip *trip, int64_t now)
{
	const struct roster *issuer = party_roster(context, held, trip->body->issuer, now);
	enum err err = issuer == NULL ? ERR_KEY
				      : trip_verify(sealed, trip, issuer, &held->directory, now, &context->arena);
	if (issuer != NULL && err != ERR_OK)
		say_err(context, err, say_text(context, SAY_TRIP_BAD));
	return err;
}

enum err party_read(struct context *context, const char *typed, size_t max, struct span *out)
{
	const char *path = keep_path(context, typed);
	enum err err = path == NULL ? ERR_MEMORY : keep_read(context, path, max, out);
	if (err != ERR_OK)
		say_err(context, err, typed);
	return err;
}

enum err party_picture(struct context *context, const char *typed, struct span *out)
{
	const char *path = keep_path(context, typed);
	enum err err = path == NULL ? ERR_MEMORY : context->scan(path, &context->arena, out);
	switch (err) {
	case ERR_OK:
		break;
	case ERR_IO:
		say(context, SAY_FILE_BAD, typed);
		break;
	case ERR_FORMAT:
		say(context, SAY_NOT_PNG, typed);
		break;
	case ERR_NOT_FOUND:
		say(context, SAY_PICTURE_EMPTY, typed);
		break;
	case ERR_SURPLUS:
		say(context, SAY_PICTURE_MANY, typed);
		break;
	default:
		say_err(context, err, typed);
	}
	return err;
}

enum err party_write(struct context *context, const char *typed, struct span bytes, bool secret)
{
	const char *path = keep_path(context, typed);
	enum err err = path == NULL ? ERR_MEMORY : keep_write(context, path, bytes, secret);
	if (err == ERR_OK)
		say(context, SAY_WROTE, typed);
	else
		say_err(context, err, typed);
	return err;
}

enum err party_parse(struct context *context, const ProtobufCMessageDescriptor *type, struct span text,
		     ProtobufCMessage **out)
{
	struct faults faults = {0};
	enum err err = json_read(type, text, &context->arena, &faults, out);
	say_faults(context, &faults);
	if (err != ERR_OK)
		say_err(context, err, NULL);
	return err;
}

enum exit_code party_print(struct context *context, const ProtobufCMessage *message)
{
	char *text;
	size_t n;
	enum err err = json_write(message, JSON_FOR_PEOPLE, &text, &n);
	if (err != ERR_OK)
		return say_err(context, err, NULL);
	fwrite(text, 1, n, stdout);
	free(text);
	return EXIT_DONE;
}

size_t party_numbers(const char *text, uint32_t most, uint32_t *out, size_t room)
{
	size_t n = 0;
	for (const char *at = text;; at++) {
		char *end;
		if (*at < '0' || *at > '9')
			return 0;
		unsigned long first = strtoul(at, &end, 10), last = first;
		if (*end == '-' && end[1] >= '0' && end[1] <= '9')
			last = strtoul(end + 1, &end, 10);
		if (first < 1 || last < first || last > most || last - first >= room - n)
			return 0;
		for (unsigned long number = first; number <= last; number++)
			out[n++] = (uint32_t)number;
		at = end;
		if (*at == '\0')
			return n;
		if (*at != ',' || n == room)
			return 0;
	}
}

enum err party_number(struct context *context, const char *option, const char *text, uint32_t least, uint32_t most,
		      uint32_t fallback, uint32_t *out)
{
	if (text == NULL) {
		*out = fallback;
		return ERR_OK;
	}
	size_t digits = strspn(text, "0123456789");
	unsigned long long number = strtoull(text, NULL, 10);
	if (digits == 0 || digits > 10 || text[digits] != '\0' || number < least || number > most) {
		say(context, SAY_NUMBER_BAD, option, text, least, most);
		return ERR_INPUT;
	}
	*out = (uint32_t)number;
	return ERR_OK;
}

enum err party_time(struct context *context, const char *option, const char *text, int64_t fallback, int64_t *out)
{
	struct faults faults = {0};
	if (text == NULL) {
		*out = fallback;
		return ERR_OK;
	}
	if (rfc3339_read(span_text(text), out) == ERR_OK)
		return ERR_OK;
	fault_add(&faults, RULE_TIME_FORM, option, 0, 0);
	say_faults(context, &faults);
	return ERR_INPUT;
}

ProtobufCBinaryData party_bytes(struct context *context, const void *p, size_t n)
{
	ProtobufCBinaryData bytes = {n, arena_take(&context->arena, n)};
	if (bytes.data != NULL && n > 0)
		memcpy(bytes.data, p, n);
	return bytes;
}

enum exit_code party_needs(struct context *context, const char *option)
{
	say(context, SAY_OPTION_NEEDED, option);
	return EXIT_USAGE;
}

bool party_confirm(struct context *context, enum say ask, enum say no)
{
	char answer[16] = "";
	FILE *terminal = fopen("/dev/tty", "r+e");
	if (terminal == NULL) {
		say(context, SAY_CONFIRM_NO_TERMINAL);
		return false;
	}
	fputs(say_text(context, ask), terminal);
	fflush(terminal);
	bool got = fgets(answer, sizeof answer, terminal) != NULL;
	fclose(terminal);
	answer[strcspn(answer, "\r\n")] = '\0';
	if (got && (strcasecmp(answer, "yes") == 0 || strcmp(answer, "是") == 0))
		return true;
	say(context, no);
	return false;
}
