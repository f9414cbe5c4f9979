/* server/request.h - one HTTP/1.1 request, from bytes to a checked request or one reason to refuse it.
 *
 * Source: RFC 9110, RFC 9112. No socket and no clock; the only module that knows llhttp. What is stricter than the
 * RFCs is so on purpose, because a proxy in front may read the same bytes otherwise (threat 27): only origin-form
 * targets, exactly one Host, at most one Content-Length or one "Transfer-Encoding: chunked", no folded lines, no
 * empty lines in front, no chunk extensions, no trailers, no bare CR or LF, no control bytes.
 *
 * The outcome does not depend on how the bytes were split into calls. */
#ifndef GUOSUO_SERVER_REQUEST_H
#define GUOSUO_SERVER_REQUEST_H

#include "proto/err.h"
#include "proto/span.h"

/*      name, status, Connect code, Chinese, English */
#define REFUSAL_LIST(X)                                                                                          \
	X(SYNTAX, 400, "invalid_argument", "请求格式不符", "the request is malformed")                            \
	X(BYTES, 400, "invalid_argument", "请求头含控制字节, 或换行不是 CR LF",                                   \
	  "a control byte in the head, or a line that does not end in CR LF")                                     \
	X(FOLD, 400, "invalid_argument", "请求头折行: 请写成一行", "a folded header line: write it as one line")  \
	X(NAME, 400, "invalid_argument", "请求头名称不符", "a header line without a plain name and colon")        \
	X(TARGET, 400, "invalid_argument", "请求路径须以 / 开头, 其他字符须转码",                                 \
	  "the target must begin with / and hold only URI characters: percent-encode the others")                 \
	X(HOST, 400, "invalid_argument", "须有且仅有一个 Host", "exactly one valid Host header is needed")        \
	X(LENGTH, 400, "invalid_argument", "Content-Length 须为一个十进制数, 且不与 Transfer-Encoding 并用",      \
	  "Content-Length must be there at most once, a decimal number, and not beside Transfer-Encoding")        \
	X(CHUNK, 400, "invalid_argument", "分块正文格式不符 (不接受块扩展和尾部字段)",                            \
	  "malformed chunked body (extensions and trailers are not accepted)")                                    \
	X(ROUTE, 404, "unimplemented", "没有此路径", "no such path")                                              \
	X(SLOW_HEAD, 408, "deadline_exceeded", "请求头未在时限内发完", "the head did not arrive in time")         \
	X(SLOW_BODY, 408, "deadline_exceeded", "请求正文未在时限内发完", "the body did not arrive in time")       \
	X(BODY_SIZE, 413, "resource_exhausted", "请求正文超过上限", "the body is larger than this path takes")    \
	X(EXPECT, 417, "invalid_argument", "Expect 只接受 100-continue", "only Expect: 100-continue is known")    \
	X(HEAD_SIZE, 431, "resource_exhausted", "请求头超过上限", "the head is larger than the limit")            \
	X(HEADERS, 431, "resource_exhausted", "请求头超过 64 项", "more than 64 header lines")                    \
	X(METHOD, 501, "unimplemented", "只接受 GET, HEAD, POST", "only GET, HEAD and POST are known")            \
	X(CODING, 501, "unimplemented", "Transfer-Encoding 只接受 chunked",                                       \
	  "only Transfer-Encoding: chunked is known")                                                             \
	X(MEMORY, 503, "unavailable", "服务繁忙, 请稍后重试", "busy: try again shortly")                          \
	X(VERSION, 505, "unimplemented", "只接受 HTTP/1.1", "only HTTP/1.1 is spoken here")

enum refusal {
	REFUSAL_NONE,
#define X(name, status, code, zh, en) REFUSAL_##name,
	REFUSAL_LIST(X)
#undef X
	    REFUSAL_COUNT
};

struct refusal_row {
	const char *name; /* "HOST" */
	unsigned status;
	const char *code; /* of the Connect protocol */
	const char *zh, *en;
};

/* refusal is not REFUSAL_NONE. */
const struct refusal_row *refusal_row(enum refusal refusal);

enum { REQUEST_HEADERS_MAX = 64, REQUEST_HEAD_MAX = UINT16_MAX };

struct request_limits {
	size_t head_max; /* bytes, with the empty line; at most REQUEST_HEAD_MAX */
	/* Bytes the body of this method and path may have; 0: there is no such path. A GET or HEAD path gives
	 * any other number: their bodies are refused all the same. */
	size_t (*body_cap)(void *context, struct span method, struct span path);
	void *context;
};

enum request_stage { REQUEST_HEAD, REQUEST_BODY, REQUEST_DONE };

struct request_header {
	struct span name, value; /* as sent, blanks around the value removed */
};

struct request;

/* NULL: no memory. limits are borrowed for the request's life. */
MUST_USE struct request *request_new(const struct request_limits *limits);
void request_free(struct request **request);

/* Take bytes up to the end of this request at most; what follows belongs to the next one. used is untouched when
 * refused. A refused request is only good for request_free. Not to be called once REQUEST_DONE. */
MUST_USE enum refusal request_feed(struct request *request, struct span bytes, size_t *used);

enum request_stage request_stage(const struct request *request);

/* From REQUEST_BODY on; all spans live as long as the request. */
struct span request_method(const struct request *request);
struct span request_path(const struct request *request);                      /* as sent, with its query if any */
struct span request_header(const struct request *request, const char *name);  /* the first; p NULL if none */
size_t request_header_count(const struct request *request);
struct request_header request_header_at(const struct request *request, size_t index);
bool request_keep_alive(const struct request *request);
bool request_awaits_continue(const struct request *request); /* asked for 100, and no byte of the body came yet */

/* From REQUEST_DONE on. */
struct span request_body(const struct request *request);

#endif
