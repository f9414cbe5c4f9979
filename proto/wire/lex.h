/* proto/wire/lex.h - the grammar of JSON (RFC 8259) over bytes: tokens in turn, no tree, no memory.
 * Reading does not go through jansson: when an allocation fails, 2.14 drops bytes of a string and reports
 * success. */
#ifndef GUOSUO_PROTO_WIRE_LEX_H
#define GUOSUO_PROTO_WIRE_LEX_H

#include "proto/err.h"
#include "proto/span.h"

/* A token's kind is its first character; these stand for those that may begin in several ways. */
enum { LEX_END = 0, LEX_BAD = 1, LEX_TEXT = '"', LEX_NUMBER = '0' };

struct token {
	int kind;         /* { } [ ] : , t f n, or one of the above */
	struct span text; /* LEX_TEXT: between the quotes, still escaped; LEX_NUMBER: as written */
};

struct lex {
	struct span text;
	size_t at; /* where the next token is looked for */
};

struct token lex_next(struct lex *lex);

/* Where a text stops being JSON. */
struct lex_place {
	size_t line, column; /* from 1; columns are characters */
	bool deep;           /* it is nested deeper than allowed, and may be JSON */
};

/* Is the whole text one value, at most `depth` deep? Whether its strings are Unicode is lex_decode's
 * question. */
bool lex_check(struct span text, size_t depth, struct lex_place *where) MUST_USE;

/* From the first token of a value of checked text to behind its last. */
void lex_skip(struct lex *lex);

/* Unescapes a LEX_TEXT of checked text into out, at most text.n bytes, no NUL behind. False: not UTF-8, a
 * lone surrogate, or a NUL; then *length is untouched. */
bool lex_decode(struct span text, char *out, size_t *length) MUST_USE;

#endif
