#include "client/scanner.h"

#include <string.h>

static const char mark[] = "GUOSUO";
enum { MARK = sizeof mark - 1, ESCAPE = 0x1b };

static size_t least(const struct scanner *scanner)
{
	return scanner->typing ? SCANNER_BURST_TYPING : SCANNER_BURST;
}

/* Where our mark stands in the first so many bytes; n: nowhere. */
static size_t find_mark(const uint8_t *p, size_t n)
{
	const uint8_t *found = memmem(p, n, mark, MARK);
	return found == NULL ? n : (size_t)(found - p);
}

static int64_t pause_ms(const struct scanner *scanner)
{
	const size_t n = scanner->n - scanner->from;
	if (scanner->serial)
		return SCANNER_SILENCE_MS;
	if (n >= MARK && find_mark(scanner->text + scanner->from, n) < n)
		return SCANNER_STALL_MS;
	return n < least(scanner) ? SCANNER_KEYS_MS : SCANNER_SILENCE_MS;
}

static bool is_end(uint8_t byte)
{
	return byte == '\r' || byte == '\n' || byte == '\t';
}

void scanner_feed(struct scanner *scanner, struct span bytes, int64_t now_ms)
{
	memmove(scanner->text, scanner->text + scanner->from, scanner->n - scanner->from);
	scanner->n -= scanner->from;
	scanner->from = 0;
	if (scanner->n == 0)
		scanner->began_ms = now_ms;
	size_t room = SCANNER_MAX - scanner->n, n = bytes.n < room ? bytes.n : room;
	if (n > 0)
		memcpy(scanner->text + scanner->n, bytes.p, n);
	scanner->n += n;
	scanner->over = scanner->over || n < bytes.n;
	scanner->last_ms = now_ms;
}

static struct scanned give_key(struct scanner *scanner)
{
	uint8_t key = scanner->text[scanner->from++];
	if (scanner->keys > 0)
		scanner->keys--;
	return (struct scanned){.kind = SCANNED_KEY, .key = key == '\n' ? '\r' : key};
}

static struct scanned give_frame(struct scanner *scanner, size_t length, bool ended)
{
	struct scanned out = {.kind = SCANNED_FRAME, .text = span_of(scanner->text + scanner->from, length),
			      .took_ms = scanner->last_ms - scanner->began_ms};
	scanner->from += length;
	if (ended) {
		scanner->after_cr = scanner->text[scanner->from] == '\r';
		scanner->from++;
	}
	scanner->began_ms = scanner->last_ms;
	return out;
}

static bool all_same(const uint8_t *p, size_t n)
{
	return n > 1 && memcmp(p, p + 1, n - 1) == 0;
}

/* One burst of a keyboard that is at its end: an arrow or function key is none of ours; a key that is held down is one key. What comes
 * with its end in one burst is a scanner's however short it is: a person's keys come one by one, and a bar code decides nothing. */
static struct scanned give_burst(struct scanner *scanner, size_t length, bool ended, int64_t now_ms)
{
	const uint8_t *p = scanner->text + scanner->from;
	const size_t before = find_mark(p, length);
	if (ended && !scanner->typing && before == length)
		return give_frame(scanner, length, ended);
	if (length > 1 && length < SCANNER_BURST && p[0] == ESCAPE) {
		scanner->from += length;
		return scanner_take(scanner, now_ms);
	}
	if (!scanner->typing && all_same(p, length)) {
		scanner->from += length - 1;
		return give_key(scanner);
	}
	if (before > 0 && before < length && before < least(scanner))
		scanner->keys = before;
	else if (before == length && length < least(scanner))
		scanner->keys = length;
	else
		return give_frame(scanner, length, ended);
	return give_key(scanner);
}

static size_t length_to_end(const struct scanner *scanner)
{
	size_t at = scanner->from;
	while (at < scanner->n && !is_end(scanner->text[at]))
		at++;
	return at - scanner->from;
}

static bool is_quiet(const struct scanner *scanner, int64_t now_ms)
{
	return now_ms - scanner->last_ms >= pause_ms(scanner);
}

static struct scanned drop_all(struct scanner *scanner)
{
	scanner->over = false;
	scanner->from = scanner->n = scanner->keys = 0;
	return (struct scanned){.kind = SCANNED_LONG};
}

struct scanned scanner_take(struct scanner *scanner, int64_t now_ms)
{
	const struct scanned nothing = {.kind = SCANNED_NOTHING};
	if (scanner->over)
		return is_quiet(scanner, now_ms) ? drop_all(scanner) : nothing;
	if (scanner->after_cr && scanner->from < scanner->n) { /* the LF of a CRLF */
		scanner->from += scanner->text[scanner->from] == '\n';
		scanner->after_cr = false;
	}
	while (scanner->serial && scanner->from < scanner->n && is_end(scanner->text[scanner->from]))
		scanner->from++;
	if (scanner->from == scanner->n)
		return nothing;
	if (scanner->keys > 0)
		return give_key(scanner);
	const size_t length = length_to_end(scanner);
	const bool ended = scanner->from + length < scanner->n;
	if (length == 0)
		return give_key(scanner);
	if (!ended && !is_quiet(scanner, now_ms))
		return nothing;
	return scanner->serial ? give_frame(scanner, length, ended) : give_burst(scanner, length, ended, now_ms);
}

int scanner_wait_ms(const struct scanner *scanner, int64_t now_ms)
{
	if (scanner->from == scanner->n && !scanner->over)
		return -1;
	int64_t left = scanner->last_ms + pause_ms(scanner) - now_ms;
	return left > 0 ? (int)left : 0;
}
