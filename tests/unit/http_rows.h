/* Requests and what becomes of them, for the parser alone and for the whole server.
 * Paths: /echo takes POST, /hello takes GET and HEAD, each with a cap of 1000 bytes; nothing else exists. */
#ifndef GUOSUO_TESTS_HTTP_ROWS_H
#define GUOSUO_TESTS_HTTP_ROWS_H

#include "server/request.h"

struct http_row {
	const char *why;
	const char *bytes;
	size_t n;
	enum refusal want;
};

#define ROW(why, refusal, bytes) {why, bytes, sizeof(bytes) - 1, REFUSAL_##refusal}
#define GET "GET /hello HTTP/1.1\r\n"
#define POST "POST /echo HTTP/1.1\r\nHost: a\r\n"
#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n"
#define SMUGGLED "GET /hello HTTP/1.1\r\nHost: smuggled\r\n\r\n"

/* Everything a proxy could read in another way than we do (threat 27). */
static const struct http_row smuggling_rows[] = {
	ROW("two lengths that differ", LENGTH, POST "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde"),
	ROW("two lengths alike", LENGTH, POST "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd"),
	ROW("a list of lengths", LENGTH, POST "Content-Length: 4, 4\r\n\r\nabcd"),
	ROW("a length with a sign", LENGTH, POST "Content-Length: +4\r\n\r\nabcd"),
	ROW("a negative length", LENGTH, POST "Content-Length: -1\r\n\r\nabcd"),
	ROW("a hexadecimal length", LENGTH, POST "Content-Length: 0x4\r\n\r\nabcd"),
	ROW("a length with a blank inside", LENGTH, POST "Content-Length: 1 1\r\n\r\nabcd"),
	ROW("an empty length", LENGTH, POST "Content-Length: \r\n\r\nabcd"),
	ROW("a length over 64 bits", LENGTH, POST "Content-Length: 18446744073709551620\r\n\r\nabcd"),
	ROW("length, then coding", LENGTH,
	    POST "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
	ROW("coding, then length", LENGTH,
	    POST "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" SMUGGLED),
	ROW("two codings", CODING,
	    POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" SMUGGLED),
	ROW("an unknown coding", CODING, POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" SMUGGLED),
	ROW("identity", CODING, POST "Transfer-Encoding: identity\r\n\r\n" SMUGGLED),
	ROW("an empty coding", CODING, POST "Transfer-Encoding:\r\n\r\n" SMUGGLED),
	ROW("a coding before chunked", CODING, POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
	ROW("a coding after chunked", CODING, POST "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
	ROW("chunked in quotes", CODING, POST "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"),
	ROW("a vertical tab before chunked", BYTES, POST "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n"),
	ROW("a blank before the colon", NAME, POST "Content-Length : 4\r\n\r\nabcd"),
	ROW("a tab before the colon", NAME, POST "Content-Length\t: 4\r\n\r\nabcd"),
	ROW("a folded header", FOLD, POST "Content-Length: 4\r\n Transfer-Encoding: chunked\r\n\r\nabcd"),
	ROW("a fold before the first header", FOLD, GET " Host: a\r\n\r\n"),
	ROW("a bare LF after a header", BYTES, GET "Host: a\nX: b\r\n\r\n"),
	ROW("a bare LF after the request line", BYTES, "GET /hello HTTP/1.1\nHost: a\r\n\r\n"),
	ROW("bare LFs at the end", BYTES, GET "Host: a\n\n" SMUGGLED),
	ROW("a bare CR in a header", BYTES, GET "Host: a\rX: b\r\n\r\n"),
	ROW("a bare CR before the end", BYTES, GET "Host: a\r\n\rX: b\r\n\r\n"),
	ROW("CR CR LF", BYTES, GET "Host: a\r\r\n\r\n"),
	ROW("a NUL in a value", BYTES, GET "Host: a\r\nX: b\0c\r\n\r\n"),
	ROW("a NUL in a name", BYTES, GET "Host: a\r\nX\0: b\r\n\r\n"),
	ROW("a NUL in the target", BYTES, "GET /hel\0lo HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("DEL in a value", BYTES, GET "Host: a\r\nX: b\x7f\r\n\r\n"),
	ROW("an empty name", NAME, GET "Host: a\r\n: b\r\n\r\n"),
	ROW("a line without a colon", NAME, GET "Host: a\r\nnothing\r\n\r\n"),
	ROW("a name that is not a token", NAME, GET "Host: a\r\nX(y): b\r\n\r\n"),
	ROW("a name beyond ASCII", NAME, GET "Host: a\r\n\xe5\x8f\xb7: b\r\n\r\n"),
	ROW("no Host", HOST, GET "X: b\r\n\r\n"),
	ROW("no header at all", HOST, GET "\r\n"),
	ROW("two Hosts", HOST, GET "Host: a\r\nHost: b\r\n\r\n"),
	ROW("two Hosts alike", HOST, GET "Host: a\r\nhost: a\r\n\r\n"),
	ROW("an empty Host", HOST, GET "Host:\r\n\r\n"),
	ROW("a Host with a path", HOST, GET "Host: a/b\r\n\r\n"),
	ROW("a Host with a user", HOST, GET "Host: u@a\r\n\r\n"),
	ROW("a list of Hosts", HOST, GET "Host: a, b\r\n\r\n"),
	ROW("an empty line in front", SYNTAX, "\r\n" GET "Host: a\r\n\r\n"),
	ROW("a blank in front", SYNTAX, " " GET "Host: a\r\n\r\n"),
	ROW("a TLS hello", BYTES, "\x16\x03\x01\x02\x01\x01\x01\xfc\x03\x03"),
	ROW("a whole address as target", TARGET, "GET http://a/hello HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("a star as target", TARGET, "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("a target without its slash", TARGET, "GET hello HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("a fragment", TARGET, "GET /hello#a HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("a backslash", TARGET, "GET /hello\\a HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("UTF-8 in the target", TARGET, "GET /\xe8\xbf\x87 HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("a header inside the target", TARGET, "GET /hello\tHTTP/1.1 HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("two blanks before the target", TARGET, "GET  /hello HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("two blanks after the target", VERSION, "GET /hello  HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("HTTP/1.0", VERSION, "GET /hello HTTP/1.0\r\nHost: a\r\n\r\n"),
	ROW("HTTP/0.9", VERSION, "GET /hello\r\n\r\n"),
	ROW("HTTP/1.2", VERSION, "GET /hello HTTP/1.2\r\nHost: a\r\n\r\n"),
	ROW("HTTP/2.0", VERSION, "GET /hello HTTP/2.0\r\nHost: a\r\n\r\n"),
	ROW("HTTP/11.1", VERSION, "GET /hello HTTP/11.1\r\nHost: a\r\n\r\n"),
	ROW("RTSP", VERSION, "GET /hello RTSP/1.1\r\nHost: a\r\n\r\n"),
	ROW("the HTTP/2 preface", VERSION, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
	ROW("a method nobody knows", METHOD, "HACK /hello HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("a method in small letters", METHOD, "get /hello HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("CONNECT", METHOD, "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("TRACE", METHOD, "TRACE /hello HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("a body on GET", BODY_SIZE, GET "Host: a\r\nContent-Length: 4\r\n\r\nabcd"),
	ROW("a chunked body on GET", BODY_SIZE, GET "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n"),
	ROW("a chunk size with 0x", CHUNK, CHUNKED "0x3\r\nabc\r\n0\r\n\r\n" SMUGGLED),
	ROW("a chunk size with a sign", CHUNK, CHUNKED "+3\r\nabc\r\n0\r\n\r\n" SMUGGLED),
	ROW("a chunk size with a blank in front", CHUNK, CHUNKED " 3\r\nabc\r\n0\r\n\r\n" SMUGGLED),
	ROW("a chunk size with a blank behind", CHUNK, CHUNKED "3 \r\nabc\r\n0\r\n\r\n" SMUGGLED),
	ROW("an empty chunk size", CHUNK, CHUNKED "\r\nabc\r\n0\r\n\r\n" SMUGGLED),
	ROW("a chunk size over 64 bits", CHUNK, CHUNKED "10000000000000003\r\nabc\r\n0\r\n\r\n" SMUGGLED),
	ROW("a chunk extension", CHUNK, CHUNKED "3;a=b\r\nabc\r\n0\r\n\r\n" SMUGGLED),
	ROW("an empty chunk extension", CHUNK, CHUNKED "3;\r\nabc\r\n0\r\n\r\n" SMUGGLED),
	ROW("a chunk longer than its size", CHUNK, CHUNKED "3\r\nabcd\r\n0\r\n\r\n" SMUGGLED),
	ROW("a bare LF after a chunk size", CHUNK, CHUNKED "3\nabc\r\n0\r\n\r\n" SMUGGLED),
	ROW("a bare LF after a chunk", CHUNK, CHUNKED "3\r\nabc\n0\r\n\r\n" SMUGGLED),
	ROW("a bare CR after a chunk", CHUNK, CHUNKED "3\r\nabc\rX0\r\n\r\n" SMUGGLED),
	ROW("a bare CR after a chunk size", CHUNK, CHUNKED "3\rXabc\r\n0\r\n\r\n" SMUGGLED),
	ROW("a bare LF at the end of the chunks", CHUNK, CHUNKED "3\r\nabc\r\n0\n\n" SMUGGLED),
	ROW("a bare LF after the last chunk size", CHUNK, CHUNKED "3\r\nabc\r\n0\r\n\n" SMUGGLED),
	ROW("a trailer", CHUNK, CHUNKED "3\r\nabc\r\n0\r\nHost: b\r\n\r\n" SMUGGLED),
	ROW("a trailer without a name", CHUNK, CHUNKED "3\r\nabc\r\n0\r\n: b\r\n\r\n" SMUGGLED),
};

/* Too much of something, or something that is not there. */
static const struct http_row limit_rows[] = {
	ROW("a path that does not exist", ROUTE, "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("a method the path does not have", ROUTE, "POST /hello HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("a query is part of the path", ROUTE, "GET /hello?a=b HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("a length over the cap is refused before the body", BODY_SIZE, POST "Content-Length: 1001\r\n\r\n"),
	ROW("a chunk over the cap", BODY_SIZE, CHUNKED "1\r\na\r\n3e8\r\n" /* then 1000 bytes */
	    "----------------------------------------------------------------------------------------------------"
	    "----------------------------------------------------------------------------------------------------"
	    "----------------------------------------------------------------------------------------------------"
	    "----------------------------------------------------------------------------------------------------"
	    "----------------------------------------------------------------------------------------------------"
	    "----------------------------------------------------------------------------------------------------"
	    "----------------------------------------------------------------------------------------------------"
	    "----------------------------------------------------------------------------------------------------"
	    "----------------------------------------------------------------------------------------------------"
	    "----------------------------------------------------------------------------------------------------"
	    "\r\n0\r\n\r\n"),
	ROW("an expectation nobody knows", EXPECT, POST "Expect: 200-ok\r\nContent-Length: 4\r\n\r\n"),
};

/* Unusual, and right. */
static const struct http_row good_rows[] = {
	ROW("plain", NONE, GET "Host: a\r\n\r\n"),
	ROW("HEAD", NONE, "HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n"),
	ROW("an IPv6 Host with a port", NONE, GET "Host: [::1]:8080\r\n\r\n"),
	ROW("no blank after the colon", NONE, GET "Host:a\r\n\r\n"),
	ROW("blanks around a value", NONE, GET "Host: \t a \t \r\n\r\n"),
	ROW("an empty value", NONE, GET "Host: a\r\nX:\r\nY: \r\n\r\n"),
	ROW("UTF-8 in a value", NONE, GET "Host: a\r\nX: \xe8\xbf\x87\xe6\x89\x80\r\n\r\n"),
	ROW("an offer to upgrade", NONE, GET "Host: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
	ROW("an offer to upgrade with a body", NONE,
	    POST "Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 4\r\n\r\nabcd"),
	ROW("an offer to upgrade with chunks", NONE,
	    POST "Connection: upgrade\r\nUpgrade: websocket\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n"),
	ROW("a length of 0 on GET", NONE, GET "Host: a\r\nContent-Length: 0\r\n\r\n"),
	ROW("a body", NONE, POST "Content-Length: 4\r\n\r\nabcd"),
	ROW("a body of any bytes", NONE, POST "Content-Length: 4\r\n\r\n\0\r\n\xff"),
	ROW("a length with zeros in front", NONE, POST "Content-Length: 0004\r\n\r\nabcd"),
	ROW("no body", NONE, POST "\r\n"),
	ROW("chunks", NONE, CHUNKED "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"),
	ROW("no chunk", NONE, CHUNKED "0\r\n\r\n"),
	ROW("CHUNKED in capitals", NONE, POST "transfer-encoding: CHUNKED\r\n\r\n1\r\na\r\n0\r\n\r\n"),
};

#endif
