/* Any bytes, fed whole and fed in pieces of fuzzed lengths, give the same request or the same refusal, and what is
 * accepted holds to the rules of server/request.h. Requests follow each other as on a connection. */
#include <stdlib.h>
#include <string.h>

#include "server/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static size_t body_cap(void *context, struct span method, struct span path)
{
	(void)context;
	(void)method;
	return path.n > 8 ? 0 : 64;
}

static const struct request_limits limits = {512, body_cap, NULL};

/* How long the next piece is; count 0: all there is. */
struct cuts {
	const uint8_t *p;
	size_t count, next;
};

static size_t cut(struct cuts *cuts, size_t rest)
{
	if (!cuts->count)
		return rest;
	size_t n = 1 + cuts->p[cuts->next++ % cuts->count] % 32;
	return n < rest ? n : rest;
}

static enum refusal feed(struct request *request, struct span all, struct cuts cuts, size_t *total)
{
	size_t at = 0;

	while (at < all.n && request_stage(request) != REQUEST_DONE) {
		size_t n = cut(&cuts, all.n - at), used = 0;
		uint8_t *piece = malloc(n);
		must(piece != NULL);
		memcpy(piece, all.p + at, n);
		enum refusal refusal = request_feed(request, span_of(piece, n), &used);
		free(piece);
		if (refusal)
			return refusal;
		must(used == n || (used < n && request_stage(request) == REQUEST_DONE));
		at += used;
	}
	*total = at;
	return REFUSAL_NONE;
}

static bool holds_any(struct span text, const char *bytes, size_t n)
{
	for (size_t i = 0; i < text.n; i++)
		if (memchr(bytes, text.p[i], n))
			return true;
	return false;
}

static void check_accepted(const struct request *request)
{
	struct span path = request_path(request), method = request_method(request);
	size_t hosts = 0;

	must(path.n && path.p[0] == '/' && !holds_any(path, " \t\r\n\0\x7f#\\", 8));
	must(span_equal(method, span_text("GET")) || span_equal(method, span_text("HEAD")) ||
	     span_equal(method, span_text("POST")));
	must(request_header(request, "host").n > 0);
	must(!request_header(request, "content-length").p || !request_header(request, "transfer-encoding").p);
	must(request_body(request).n <= (method.p[0] == 'P' ? 64 : 0));
	for (size_t i = 0; i < request_header_count(request); i++) {
		struct request_header header = request_header_at(request, i);
		must(header.name.n && !holds_any(header.name, " \t\r\n\0:", 6));
		must(!holds_any(header.value, "\r\n\0\x7f", 4));
		hosts += header.name.n == 4 && (header.name.p[0] | 32) == 'h' && (header.name.p[1] | 32) == 'o' &&
			 (header.name.p[2] | 32) == 's' && (header.name.p[3] | 32) == 't';
	}
	must(hosts == 1);
}

static void check_same(const struct request *a, const struct request *b)
{
	must(request_stage(a) == request_stage(b));
	if (request_stage(a) == REQUEST_HEAD)
		return;
	must(span_equal(request_method(a), request_method(b)) && span_equal(request_path(a), request_path(b)));
	must(request_header_count(a) == request_header_count(b));
	must(request_keep_alive(a) == request_keep_alive(b));
	for (size_t i = 0; i < request_header_count(a); i++) {
		struct request_header x = request_header_at(a, i), y = request_header_at(b, i);
		must(span_equal(x.name, y.name) && span_equal(x.value, y.value));
	}
	must(span_equal(request_body(a), request_body(b)));
}

/* The bytes of the first request, or 0: nothing more can follow. */
static size_t one(struct span bytes, struct cuts cuts)
{
	struct request *whole = request_new(&limits), *cut_up = request_new(&limits);
	size_t total = 0, cut_total = 0;

	must(whole && cut_up);
	enum refusal refusal = feed(whole, bytes, (struct cuts){0}, &total);
	must(refusal == feed(cut_up, bytes, cuts, &cut_total));
	must(total == cut_total);
	if (!refusal) {
		check_same(whole, cut_up);
		if (request_stage(whole) == REQUEST_DONE)
			check_accepted(whole);
		else
			total = 0;
	}
	request_free(&whole);
	request_free(&cut_up);
	return refusal ? 0 : total;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { CUTS = 8 };

	if (size <= CUTS)
		return 0;
	struct cuts cuts = {data, CUTS, 0};
	struct span rest = span_of(data + CUTS, size - CUTS);
	for (size_t n; rest.n && (n = one(rest, cuts)) > 0;)
		rest = span_of(rest.p + n, rest.n - n);
	return 0;
}
