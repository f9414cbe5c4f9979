#include "server/answer.h"

#include <stdio.h>
#include <string.h>

enum { FIRST_LINES_MAX = 512 };

static const struct {
	unsigned status;
	const char *phrase;
} phrases[] = {
	{200, "OK"},
	{204, "No Content"},
	{304, "Not Modified"},
	{400, "Bad Request"},
	{401, "Unauthorized"},
	{403, "Forbidden"},
	{404, "Not Found"},
	{405, "Method Not Allowed"},
	{408, "Request Timeout"},
	{409, "Conflict"},
	{412, "Precondition Failed"},
	{413, "Content Too Large"},
	{415, "Unsupported Media Type"},
	{417, "Expectation Failed"},
	{429, "Too Many Requests"},
	{431, "Request Header Fields Too Large"},
	{500, "Internal Server Error"},
	{501, "Not Implemented"},
	{503, "Service Unavailable"},
	{504, "Gateway Timeout"},
	{505, "HTTP Version Not Supported"},
};

/* RFC 9112 4: the phrase may be empty. */
static const char *phrase_of(unsigned status)
{
	for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "";
}

static bool is_plain(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	return true;
}

bool answer_is_plain(const struct answer *answer)
{
	for (size_t i = 0; i < answer->count; i++) {
		const struct http_header *header = &answer->headers[i];
		if (!*header->name || !is_plain(header->name) || !is_plain(header->value))
			return false;
	}
	return true;
}

static bool has_length(const struct answer *answer)
{
	return answer->status != 204 && answer->status != 304;
}

static size_t first_lines(const struct answer *answer, char *out)
{
	char date[40], length[48] = "";
	struct tm utc;

	gmtime_r(&answer->now, &utc);
	strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &utc);
	if (has_length(answer))
		snprintf(length, sizeof length, "Content-Length: %zu\r\n", answer->body.n);
	return (size_t)snprintf(out, FIRST_LINES_MAX, "HTTP/1.1 %u %s\r\nDate: %s\r\nX-Request-Id: %.64s\r\n%s%s",
				answer->status, phrase_of(answer->status), date, answer->id, length,
				answer->closing ? "Connection: close\r\n" : "");
}

static size_t headers_size(const struct answer *answer)
{
	size_t n = 0;

	for (size_t i = 0; i < answer->count; i++)
		n += strlen(answer->headers[i].name) + strlen(answer->headers[i].value) + strlen(": \r\n");
	return n;
}

static void add(struct evbuffer *output, const char *text)
{
	evbuffer_add(output, text, strlen(text));
}

/* With the room reserved, no later step can fail half-way. */
bool answer_write(const struct answer *answer, struct evbuffer *output)
{
	char lines[FIRST_LINES_MAX];
	size_t n = first_lines(answer, lines);
	size_t body = has_length(answer) && !answer->to_head ? answer->body.n : 0;

	if (evbuffer_expand(output, n + headers_size(answer) + strlen("\r\n") + body))
		return false;
	evbuffer_add(output, lines, n);
	for (size_t i = 0; i < answer->count; i++) {
		add(output, answer->headers[i].name);
		add(output, ": ");
		add(output, answer->headers[i].value);
		add(output, "\r\n");
	}
	add(output, "\r\n");
	evbuffer_add(output, answer->body.p, body);
	return true;
}
