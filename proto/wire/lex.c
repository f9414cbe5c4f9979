#include "proto/wire/lex.h"

#include <string.h>

#include "proto/utf8.h"

/* ---- tokens ---------------------------------------------------------------------------------------------
 */

static int peek(const struct lex *lex)
{
	return lex->at < lex->text.n ? lex->text.p[lex->at] : -1;
}

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static int hex_value(int c)
{
	if (is_digit(c))
		return c - '0';
	if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
		return (c | 0x20) - 'a' + 10;
	return -1;
}

static bool take(struct lex *lex, int c)
{
	if (peek(lex) != c)
		return false;
	lex->at++;
	return true;
}

static bool take_digits(struct lex *lex)
{
	size_t from = lex->at;
	while (is_digit(peek(lex)))
		lex->at++;
	return lex->at > from;
}

static bool take_number(struct lex *lex)
{
	take(lex, '-');
	if (!take(lex, '0') && !take_digits(lex))
		return false;
	if (take(lex, '.') && !take_digits(lex))
		return false;
	if (!take(lex, 'e') && !take(lex, 'E'))
		return true;
	if (!take(lex, '+'))
		take(lex, '-');
	return take_digits(lex);
}

static bool take_escape(struct lex *lex)
{
	int c = peek(lex);
	if (c <= 0 || strchr("\"\\/bfnrtu", c) == NULL)
		return false;
	lex->at++;
	for (int i = 0; c == 'u' && i < 4; i++, lex->at++)
		if (hex_value(peek(lex)) < 0)
			return false;
	return true;
}

/* From behind the opening quote to behind the closing one. */
static bool take_text(struct lex *lex)
{
	while (!take(lex, '"')) {
		if (peek(lex) < 0x20)
			return false;
		if (take(lex, '\\')) {
			if (!take_escape(lex))
				return false;
		} else {
			lex->at++;
		}
	}
	return true;
}

static bool take_word(struct lex *lex, const char *word)
{
	while (*word != '\0')
		if (!take(lex, *word++))
			return false;
	return true;
}

static void skip_space(struct lex *lex)
{
	while (take(lex, ' ') || take(lex, '\n') || take(lex, '\t') || take(lex, '\r')) {
	}
}

static struct token text_token(struct lex *lex)
{
	size_t from = ++lex->at;
	if (!take_text(lex))
		return (struct token){.kind = LEX_BAD};
	return (struct token){LEX_TEXT, span_of(lex->text.p + from, lex->at - 1 - from)};
}

static struct token number_token(struct lex *lex)
{
	size_t from = lex->at;
	if (!take_number(lex))
		return (struct token){.kind = LEX_BAD};
	return (struct token){LEX_NUMBER, span_of(lex->text.p + from, lex->at - from)};
}

static struct token word_token(struct lex *lex)
{
	static const char *const words[] = {"true", "false", "null"};
	int c = peek(lex);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (words[i][0] == c)
			return (struct token){.kind = take_word(lex, words[i]) ? c : LEX_BAD};
	return (struct token){.kind = LEX_BAD};
}

struct token lex_next(struct lex *lex)
{
	skip_space(lex);
	int c = peek(lex);
	if (c < 0)
		return (struct token){.kind = LEX_END};
	if (c == '"')
		return text_token(lex);
	if (c == '-' || is_digit(c))
		return number_token(lex);
	if (c == 0 || strchr("{}[]:,", c) == NULL)
		return word_token(lex);
	lex->at++;
	return (struct token){.kind = c};
}

/* ---- grammar --------------------------------------------------------------------------------------------
 */

struct check {
	struct lex lex;
	size_t room; /* levels that may still be opened */
	bool deep;
};

static bool value_ok(struct check *check, int kind);

static int next_kind(struct check *check)
{
	return lex_next(&check->lex).kind;
}

static bool member_ok(struct check *check, int kind)
{
	return kind == LEX_TEXT && next_kind(check) == ':' && value_ok(check, next_kind(check));
}

/* From behind the opening bracket to behind the closing one. */
static bool list_ok(struct check *check, int close, bool (*item_ok)(struct check *, int))
{
	int kind = next_kind(check);
	if (kind == close)
		return true;
	while (item_ok(check, kind)) {
		kind = next_kind(check);
		if (kind == close)
			return true;
		if (kind != ',')
			return false;
		kind = next_kind(check);
	}
	return false;
}

static bool nested_ok(struct check *check, int open)
{
	if (check->room == 0) {
		check->deep = true;
		return false;
	}
	check->room--;
	bool ok = open == '{' ? list_ok(check, '}', member_ok) : list_ok(check, ']', value_ok);
	check->room++;
	return ok;
}

static bool value_ok(struct check *check, int kind)
{
	if (kind == '{' || kind == '[')
		return nested_ok(check, kind);
	return kind == LEX_TEXT || kind == LEX_NUMBER || kind == 't' || kind == 'f' || kind == 'n';
}

static struct lex_place place_of(const struct check *check)
{
	struct lex_place place = {1, 1, check->deep};
	for (size_t i = 0; i < check->lex.at; i++) {
		uint8_t c = check->lex.text.p[i];
		if (c == '\n') {
			place.line++;
			place.column = 1;
		} else if ((c & 0xC0) != 0x80) {
			place.column++;
		}
	}
	return place;
}

bool lex_check(struct span text, size_t depth, struct lex_place *where)
{
	struct check check = {{text, 0}, depth, false};
	if (value_ok(&check, next_kind(&check)) && next_kind(&check) == LEX_END)
		return true;
	*where = place_of(&check);
	return false;
}

void lex_skip(struct lex *lex)
{
	size_t open = 0;
	do {
		int kind = lex_next(lex).kind;
		if (kind == '{' || kind == '[')
			open++;
		else if (kind == '}' || kind == ']')
			open--;
	} while (open > 0);
}

/* ---- strings --------------------------------------------------------------------------------------------
 */

static uint32_t take_hex4(struct lex *lex)
{
	uint32_t value = 0;
	for (int i = 0; i < 4; i++)
		value = value << 4 | (uint32_t)hex_value(lex->text.p[lex->at++]);
	return value;
}

/* The character behind "\u". A lone surrogate stays one, and utf8_valid refuses what becomes of it. */
static uint32_t take_point(struct lex *lex)
{
	uint32_t high = take_hex4(lex);
	struct lex ahead = *lex;
	if (high < 0xD800 || high > 0xDBFF || !take_word(&ahead, "\\u"))
		return high;
	uint32_t low = take_hex4(&ahead);
	if (low < 0xDC00 || low > 0xDFFF)
		return high;
	*lex = ahead;
	return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

static size_t put_point(uint32_t point, char *out)
{
	static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
	static const uint8_t lead[] = {0, 0xC0, 0xE0, 0xF0};
	size_t more = 0;
	while (more < 3 && point >= least[more + 1])
		more++;
	for (size_t i = more; i > 0; i--) {
		out[i] = (char)(0x80 | (point & 0x3F));
		point >>= 6;
	}
	out[0] = (char)(lead[more] | point);
	return more + 1;
}

static size_t put_escape(struct lex *lex, char *out)
{
	static const char names[] = "bfnrt", values[] = "\b\f\n\r\t";
	int c = lex->text.p[lex->at++];
	if (c == 'u')
		return put_point(take_point(lex), out);
	const char *name = strchr(names, c);
	*out = name == NULL ? (char)c : values[name - names];
	return 1;
}

bool lex_decode(struct span text, char *out, size_t *length)
{
	struct lex lex = {text, 0};
	size_t n = 0;
	while (lex.at < text.n) {
		if (take(&lex, '\\'))
			n += put_escape(&lex, out + n);
		else
			out[n++] = (char)text.p[lex.at++];
	}
	if (!utf8_valid(span_of(out, n)))
		return false;
	*length = n;
	return true;
}
