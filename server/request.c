#include "server/request.h"

#include <llhttp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

_Static_assert(LLHTTP_STRICT_MODE == 1, "a lenient parser lets smuggled requests through");

enum { HEAD_FIRST = 512, BODY_FIRST = 1024 };

/* Part of the head; small, because a waiting request is held in memory for as long as its body may take. */
struct piece {
	uint16_t at, n;
};

struct header {
	struct piece name, value;
};

/* Where in the head the next byte stands. From PLACE_END on: where it stopped. */
enum place {
	PLACE_START,
	PLACE_LINE,
	PLACE_CR,
	PLACE_NEXT,
	PLACE_LAST_CR,
	PLACE_END,
	PLACE_BAD_BYTE,
	PLACE_BAD_FOLD,
	PLACE_BAD_START,
	PLACE_COUNT
};

struct request {
	const struct request_limits *limits;
	enum request_stage stage;
	enum refusal refusal;
	enum place place;
	size_t lines;
	uint8_t *head;
	size_t head_n, head_size;
	uint8_t *body;
	size_t body_n, body_size, body_cap;
	const uint8_t *frame; /* of the piece being parsed: what is neither body nor checked yet */
	uint8_t frame_before; /* the byte before it */
	llhttp_t parser;
	struct piece method, path;
	bool in_header;
	bool awaits_continue;
	size_t header_count;
	struct header header[REQUEST_HEADERS_MAX];
};

static const struct refusal_row rows[REFUSAL_COUNT] = {
#define X(name, status, code, zh, en) [REFUSAL_##name] = {#name, status, code, zh, en},
	REFUSAL_LIST(X)
#undef X
};

const struct refusal_row *refusal_row(enum refusal refusal)
{
	return &rows[refusal];
}

/* ---- the bytes of a head: lines that end in CR LF, the last one empty ---- */

enum kind { KIND_TEXT, KIND_BLANK, KIND_CR, KIND_LF, KIND_CONTROL, KIND_COUNT };

static const uint8_t steps[PLACE_END][KIND_COUNT] = {
	[PLACE_START] = {PLACE_LINE, PLACE_BAD_START, PLACE_BAD_START, PLACE_BAD_BYTE, PLACE_BAD_BYTE},
	[PLACE_LINE] = {PLACE_LINE, PLACE_LINE, PLACE_CR, PLACE_BAD_BYTE, PLACE_BAD_BYTE},
	[PLACE_CR] = {PLACE_BAD_BYTE, PLACE_BAD_BYTE, PLACE_BAD_BYTE, PLACE_NEXT, PLACE_BAD_BYTE},
	[PLACE_NEXT] = {PLACE_LINE, PLACE_BAD_FOLD, PLACE_LAST_CR, PLACE_BAD_BYTE, PLACE_BAD_BYTE},
	[PLACE_LAST_CR] = {PLACE_BAD_BYTE, PLACE_BAD_BYTE, PLACE_BAD_BYTE, PLACE_END, PLACE_BAD_BYTE},
};

static const enum refusal stops[PLACE_COUNT] = {
	[PLACE_BAD_BYTE] = REFUSAL_BYTES,
	[PLACE_BAD_FOLD] = REFUSAL_FOLD,
	[PLACE_BAD_START] = REFUSAL_SYNTAX,
};

static enum kind kind_of(uint8_t byte)
{
	if (byte > ' ' && byte != 0x7f)
		return KIND_TEXT;
	if (byte == ' ' || byte == '\t')
		return KIND_BLANK;
	return byte == '\r' ? KIND_CR : byte == '\n' ? KIND_LF : KIND_CONTROL;
}

/* How many of the bytes are of the head; the place says whether it ended there. */
static size_t head_scan(struct request *request, struct span bytes)
{
	enum place place = request->place;
	size_t n = 0;

	while (n < bytes.n && place < PLACE_END) {
		place = steps[place][kind_of(bytes.p[n++])];
		request->lines += place == PLACE_NEXT;
	}
	request->place = place;
	return n;
}

/* Room for more bytes behind the first n, doubling up to cap; false: no memory. */
static bool grow(uint8_t **at, size_t *size, size_t first, size_t cap, size_t need)
{
	size_t want = *size ? *size : first;

	if (need <= *size)
		return true;
	while (want < need)
		want *= 2;
	if (want > cap)
		want = cap;
	uint8_t *bigger = realloc(*at, want);
	if (!bigger)
		return false;
	*at = bigger;
	*size = want;
	return true;
}

/* ---- what llhttp reports ---- */

static int refuse(struct request *request, enum refusal refusal)
{
	request->refusal = refusal;
	return -1;
}

static struct span text_of(const struct request *request, struct piece piece)
{
	return span_of(piece.n ? request->head + piece.at : request->head, piece.n);
}

/* The head is parsed whole, so what is reported later continues what was before. */
static void extend(const struct request *request, struct piece *piece, const char *at, size_t n)
{
	if (!piece->n)
		piece->at = (uint16_t)((const uint8_t *)at - request->head);
	piece->n = (uint16_t)(piece->n + n);
}

static int on_url(llhttp_t *parser, const char *at, size_t n)
{
	struct request *request = parser->data;

	extend(request, &request->path, at, n);
	return 0;
}

static int on_header_field(llhttp_t *parser, const char *at, size_t n)
{
	struct request *request = parser->data;

	if (request->stage != REQUEST_HEAD)
		return refuse(request, REFUSAL_CHUNK);
	if (!request->in_header) {
		if (request->header_count == REQUEST_HEADERS_MAX)
			return refuse(request, REFUSAL_HEADERS);
		request->header[request->header_count++] = (struct header){0};
		request->in_header = true;
	}
	extend(request, &request->header[request->header_count - 1].name, at, n);
	return 0;
}

static int on_header_value(llhttp_t *parser, const char *at, size_t n)
{
	struct request *request = parser->data;

	if (request->stage != REQUEST_HEAD || !request->header_count)
		return refuse(request, REFUSAL_CHUNK);
	extend(request, &request->header[request->header_count - 1].value, at, n);
	return 0;
}

static int on_header_value_complete(llhttp_t *parser)
{
	struct request *request = parser->data;

	request->in_header = false;
	return 0;
}

static int on_chunk_extension(llhttp_t *parser, const char *at, size_t n)
{
	(void)at;
	(void)n;
	return refuse(parser->data, REFUSAL_CHUNK);
}

/* llhttp takes a bare LF behind the last chunk. */
static bool frame_is_plain(struct request *request, const uint8_t *end)
{
	for (; request->frame < end; request->frame++) {
		if ((request->frame_before == '\r') != (*request->frame == '\n'))
			return false;
		request->frame_before = *request->frame;
	}
	return true;
}

static int on_body(llhttp_t *parser, const char *at, size_t n)
{
	struct request *request = parser->data;

	if (!frame_is_plain(request, (const uint8_t *)at))
		return refuse(request, REFUSAL_CHUNK);
	request->frame += n;
	request->frame_before = 0;
	if (n > request->body_cap - request->body_n)
		return refuse(request, REFUSAL_BODY_SIZE);
	if (!grow(&request->body, &request->body_size, BODY_FIRST, request->body_cap, request->body_n + n))
		return refuse(request, REFUSAL_MEMORY);
	memcpy(request->body + request->body_n, at, n);
	request->body_n += n;
	return 0;
}

static int on_message_complete(llhttp_t *parser)
{
	struct request *request = parser->data;

	request->stage = REQUEST_DONE;
	return HPE_PAUSED;
}

/* ---- the guard: what must hold of a head beyond its syntax, in the order it is asked ---- */

static bool is_one_of(uint8_t byte, const char *punctuation)
{
	uint8_t letter = byte | 0x20;

	return (letter >= 'a' && letter <= 'z') || (byte >= '0' && byte <= '9') ||
	       (byte && strchr(punctuation, byte));
}

static bool all_of(struct span text, const char *punctuation)
{
	for (size_t i = 0; i < text.n; i++)
		if (!is_one_of(text.p[i], punctuation))
			return false;
	return text.n > 0;
}

static bool same_word(struct span text, const char *word)
{
	return text.n == strlen(word) && !strncasecmp((const char *)text.p, word, text.n);
}

static size_t times(const struct request *request, const char *name)
{
	size_t count = 0;

	for (size_t i = 0; i < request->header_count; i++)
		count += same_word(text_of(request, request->header[i].name), name);
	return count;
}

static bool is_bodiless(const struct request *request)
{
	struct span method = text_of(request, request->method);

	return same_word(method, "GET") || same_word(method, "HEAD");
}

static bool method_is_known(struct request *request)
{
	return is_bodiless(request) || same_word(text_of(request, request->method), "POST");
}

/* RFC 9112 3.2.1, origin-form; RFC 3986 3.3 and 3.4 for the characters. */
static bool target_is_a_path(struct request *request)
{
	struct span path = text_of(request, request->path);

	return request->path.at == request->method.n + 1 && all_of(path, "-._~!$&'()*+,;=:@/?%") && path.p[0] == '/';
}

/* llhttp also knows RTSP and ICE and older versions. */
static bool version_is_1_1(struct request *request)
{
	static const char rest[] = " HTTP/1.1\r\n";
	size_t end = (size_t)request->path.at + request->path.n;

	return request->head_n - end >= sizeof rest - 1 && !memcmp(request->head + end, rest, sizeof rest - 1);
}

/* Every line is one header and every header is one line, so nothing hides between them. */
static bool lines_are_headers(struct request *request)
{
	for (size_t i = 0; i < request->header_count; i++) {
		struct span name = text_of(request, request->header[i].name);
		if (!all_of(name, "!#$%&'*+-.^_`|~") || name.p[-1] != '\n' || name.p[name.n] != ':')
			return false;
	}
	return request->lines == request->header_count + 1;
}

static bool host_is_one(struct request *request)
{
	return times(request, "host") == 1 && all_of(request_header(request, "host"), "-._:[]");
}

static bool length_is_one(struct request *request)
{
	struct span length = request_header(request, "content-length");
	size_t lengths = times(request, "content-length"), codings = times(request, "transfer-encoding");

	for (size_t i = 0; i < length.n; i++)
		if (length.p[i] < '0' || length.p[i] > '9')
			return false;
	return lengths + codings <= 1 && (!lengths || length.n);
}

static bool coding_is_chunked(struct request *request)
{
	return !times(request, "transfer-encoding") ||
	       same_word(request_header(request, "transfer-encoding"), "chunked");
}

static bool expect_is_known(struct request *request)
{
	return !times(request, "expect") || same_word(request_header(request, "expect"), "100-continue");
}

static bool path_exists(struct request *request)
{
	request->body_cap = request->limits->body_cap(request->limits->context, request_method(request),
						      request_path(request));
	return request->body_cap > 0;
}

static bool body_fits(struct request *request)
{
	if (is_bodiless(request))
		request->body_cap = 0;
	return !(request->parser.flags & F_CONTENT_LENGTH) ||
	       request->parser.content_length <= request->body_cap;
}

static const struct {
	bool (*holds)(struct request *request);
	enum refusal otherwise;
} guard[] = {
	{method_is_known, REFUSAL_METHOD},     {target_is_a_path, REFUSAL_TARGET},
	{version_is_1_1, REFUSAL_VERSION},     {lines_are_headers, REFUSAL_NAME},
	{host_is_one, REFUSAL_HOST},           {length_is_one, REFUSAL_LENGTH},
	{coding_is_chunked, REFUSAL_CODING},   {expect_is_known, REFUSAL_EXPECT},
	{path_exists, REFUSAL_ROUTE},          {body_fits, REFUSAL_BODY_SIZE},
};

static void trim(const struct request *request, struct piece *value)
{
	while (value->n && kind_of(request->head[value->at + value->n - 1]) == KIND_BLANK)
		value->n--;
}

static int on_headers_complete(llhttp_t *parser)
{
	struct request *request = parser->data;

	for (size_t i = 0; i < request->header_count; i++)
		trim(request, &request->header[i].value);
	for (size_t i = 0; i < sizeof guard / sizeof guard[0]; i++)
		if (!guard[i].holds(request))
			return refuse(request, guard[i].otherwise);
	request->awaits_continue = times(request, "expect") > 0;
	request->stage = REQUEST_BODY;
	return 0;
}

static const llhttp_settings_t settings = {
	.on_url = on_url,
	.on_header_field = on_header_field,
	.on_header_value = on_header_value,
	.on_header_value_complete = on_header_value_complete,
	.on_headers_complete = on_headers_complete,
	.on_chunk_extension_name = on_chunk_extension,
	.on_body = on_body,
	.on_message_complete = on_message_complete,
};

static const struct {
	llhttp_errno_t error;
	enum refusal refusal;
} errors[] = {
	{HPE_INVALID_METHOD, REFUSAL_METHOD},
	{HPE_INVALID_URL, REFUSAL_TARGET},
	{HPE_INVALID_VERSION, REFUSAL_VERSION},
	{HPE_PAUSED_H2_UPGRADE, REFUSAL_VERSION},
	{HPE_INVALID_HEADER_TOKEN, REFUSAL_NAME},
	{HPE_UNEXPECTED_CONTENT_LENGTH, REFUSAL_LENGTH},
	{HPE_INVALID_CONTENT_LENGTH, REFUSAL_LENGTH},
	{HPE_INVALID_TRANSFER_ENCODING, REFUSAL_CODING},
};

/* Why llhttp stopped: our own reason if one of ours stopped it. Of a body one reason for all, because which of
 * its errors llhttp finds first depends on how the bytes were split. */
static enum refusal reason(const struct request *request, llhttp_errno_t error)
{
	if (request->refusal)
		return request->refusal;
	if (request->stage != REQUEST_HEAD)
		return REFUSAL_CHUNK;
	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
		if (errors[i].error == error)
			return errors[i].refusal;
	return REFUSAL_SYNTAX;
}

/* ---- feeding ---- */

static enum refusal parse(struct request *request, const uint8_t *p, size_t n, size_t *used)
{
	llhttp_errno_t error = llhttp_execute(&request->parser, (const char *)p, n);

	if (error == HPE_OK)
		*used = n;
	else if (error == HPE_PAUSED && request->stage == REQUEST_DONE)
		*used = (size_t)(llhttp_get_error_pos(&request->parser) - (const char *)p);
	else
		return reason(request, error);
	return REFUSAL_NONE;
}

/* Beyond a whole head llhttp waits only for the rest of an HTTP/2 preface. */
static enum refusal parse_head(struct request *request)
{
	size_t ignored;
	enum refusal refusal = parse(request, request->head, request->head_n, &ignored);

	if (!refusal && request->stage == REQUEST_HEAD)
		return REFUSAL_VERSION;
	return refusal;
}

static enum refusal parse_body(struct request *request, struct span bytes, size_t *used)
{
	request->awaits_continue = false;
	request->frame = bytes.p;
	enum refusal refusal = parse(request, bytes.p, bytes.n, used);
	if (!refusal && !frame_is_plain(request, bytes.p + *used))
		return REFUSAL_CHUNK;
	return refusal;
}

static void find_method(struct request *request)
{
	const uint8_t *blank = memchr(request->head, ' ', request->head_n);

	request->method.n = blank ? (uint16_t)(blank - request->head) : 0;
}

static enum refusal feed_head(struct request *request, struct span bytes, size_t *used)
{
	size_t max = request->limits->head_max, room = max - request->head_n;

	if (bytes.n > room)
		bytes.n = room;
	size_t n = head_scan(request, bytes);
	if (stops[request->place])
		return stops[request->place];
	if (!grow(&request->head, &request->head_size, HEAD_FIRST < max ? HEAD_FIRST : max, max,
		  request->head_n + n))
		return REFUSAL_MEMORY;
	memcpy(request->head + request->head_n, bytes.p, n);
	request->head_n += n;
	*used = n;
	if (request->place != PLACE_END)
		return request->head_n == max ? REFUSAL_HEAD_SIZE : REFUSAL_NONE;
	find_method(request);
	return parse_head(request);
}

enum refusal request_feed(struct request *request, struct span bytes, size_t *used)
{
	size_t head = 0, body = 0;
	enum refusal refusal = REFUSAL_NONE;

	if (!bytes.n) {
		*used = 0;
		return REFUSAL_NONE;
	}
	if (request->stage == REQUEST_HEAD)
		refusal = feed_head(request, bytes, &head);
	if (!refusal && request->stage == REQUEST_BODY && head < bytes.n)
		refusal = parse_body(request, span_of(bytes.p + head, bytes.n - head), &body);
	if (!refusal)
		*used = head + body;
	return refusal;
}

struct request *request_new(const struct request_limits *limits)
{
	struct request *request = malloc(sizeof *request);

	if (!request)
		return NULL;
	/* The header table is filled before it is read: zeroing it would cost more than parsing. */
	memset(request, 0, offsetof(struct request, header));
	request->limits = limits;
	llhttp_init(&request->parser, HTTP_REQUEST, &settings);
	request->parser.data = request;
	return request;
}

void request_free(struct request **request)
{
	if (!*request)
		return;
	free((*request)->head);
	free((*request)->body);
	free(*request);
	*request = NULL;
}

enum request_stage request_stage(const struct request *request)
{
	return request->stage;
}

struct span request_method(const struct request *request)
{
	return text_of(request, request->method);
}

struct span request_path(const struct request *request)
{
	return text_of(request, request->path);
}

struct span request_header(const struct request *request, const char *name)
{
	for (size_t i = 0; i < request->header_count; i++)
		if (same_word(text_of(request, request->header[i].name), name))
			return text_of(request, request->header[i].value);
	return (struct span){0};
}

size_t request_header_count(const struct request *request)
{
	return request->header_count;
}

struct request_header request_header_at(const struct request *request, size_t index)
{
	struct header header = request->header[index];

	return (struct request_header){text_of(request, header.name), text_of(request, header.value)};
}

bool request_keep_alive(const struct request *request)
{
	return llhttp_should_keep_alive(&request->parser);
}

bool request_awaits_continue(const struct request *request)
{
	return request->awaits_continue && request->stage == REQUEST_BODY;
}

struct span request_body(const struct request *request)
{
	return span_of(request->body, request->body_n);
}
