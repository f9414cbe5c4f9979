#include "client/misread.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "proto/part.h"
#include "proto/text.h"

static const char signs[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"; /* base45 */
static const char trial_mark[] = "GUOSUO-TEST:";
enum { SIGNS = sizeof signs - 1, TRIAL_MARK = sizeof trial_mark - 1, PREFIX = sizeof CODE_PREFIX - 1, RESYNC = 12, SURE = 4 };

static bool begins(struct span text, const char *with)
{
	return text.n >= strlen(with) && memcmp(text.p, with, strlen(with)) == 0;
}

static bool begins_anyhow(struct span text, const char *with)
{
	return text.n >= strlen(with) && strncasecmp((const char *)text.p, with, strlen(with)) == 0;
}

static bool all(struct span text, int (*is)(int))
{
	for (size_t i = 0; i < text.n; i++)
		if (is(text.p[i]) == 0)
			return false;
	return text.n > 0;
}

static bool has_wide(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] >= 0x80)
			return true;
	return false;
}

static bool has_lower(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (islower(text.p[i]) != 0)
			return true;
	return false;
}

/* A length at *at; false: the bytes end first. */
static bool varint(const uint8_t *p, size_t n, size_t *at, uint64_t *out)
{
	*out = 0;
	for (unsigned shift = 0; *at < n && shift < 64; shift += 7) {
		uint8_t byte = p[(*at)++];
		*out |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return true;
	}
	return false;
}

/* A code is a row of parts with lengths: where the last one is longer than what came, its end is missing. */
static bool is_cut(const uint8_t *p, size_t n)
{
	size_t at = 0;
	while (at < n) {
		uint64_t tag, length;
		if (!varint(p, n, &at, &tag))
			return true;
		if ((tag & 7) != 2)
			return false;
		if (!varint(p, n, &at, &length) || length > n - at)
			return true;
		at += length;
	}
	return false;
}

static bool is_half(struct span code)
{
	uint8_t raw[CODE_MAX];
	size_t n;
	struct span body = span_of(code.p + PREFIX, code.n - PREFIX);
	if (body.n % 3 == 1)
		return true;
	return base45_decode(body, raw, sizeof raw, &n) == ERR_OK && is_cut(raw, n);
}

static const struct {
	const char *begins;
	enum misread is;
} others[] = {
    {"https://qr.alipay.com", MISREAD_PAYMENT},
    {"https://qr.95516.com", MISREAD_PAYMENT},
    {"alipays://", MISREAD_PAYMENT},
    {"weixin://wxpay", MISREAD_PAYMENT},
    {"wxp://", MISREAD_PAYMENT},
    {"http://", MISREAD_LINK},
    {"https://", MISREAD_LINK},
    {"weixin://", MISREAD_LINK},
    {"HC1:", MISREAD_HEALTH},
    {"shc:/", MISREAD_HEALTH},
    {"BEGIN:VCARD", MISREAD_CARD},
    {"MECARD:", MISREAD_CARD},
    {"WIFI:", MISREAD_WIFI},
};

static enum misread of_another_system(struct span text)
{
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		if (begins_anyhow(text, others[i].begins))
			return others[i].is;
	return all(text, isdigit) ? MISREAD_DIGITS : MISREAD_OTHER;
}

/* An input method may have swallowed or widened the mark itself. */
static bool is_widened(struct span text)
{
	return has_wide(text) && (begins(text, "GUO") || begins(text, "\xef\xbc\xa7") /* a full-width G */);
}

enum misread misread_of(struct span text)
{
	if (is_widened(text))
		return MISREAD_WIDE;
	if (!begins_anyhow(text, "GUOSUO"))
		return of_another_system(text);
	if (begins_anyhow(text, trial_mark))
		return MISREAD_TRIAL;
	if (begins(text, PART_PREFIX))
		return MISREAD_PART;
	if (!begins(text, "GUOSUO") || has_lower(text))
		return MISREAD_CAPS;
	if (begins(text, "GUOSUO1") && !begins(text, CODE_PREFIX))
		return MISREAD_LAYOUT;
	if (!begins(text, CODE_PREFIX))
		return MISREAD_NONE; /* a newer one: the verdict says so */
	if (memmem(text.p + 1, text.n - 1, CODE_PREFIX, PREFIX) != NULL)
		return MISREAD_GLUED;
	return is_half(text) ? MISREAD_HALF : MISREAD_NONE;
}

void misread_text(enum misread misread, size_t characters, enum lang lang, enum misread_where where, char *out, size_t size)
{
	static const char *const texts[][6] = {
#define X(name, zh, en, ...) [MISREAD_##name] = {zh, en, __VA_ARGS__},
	    MISREAD_LIST(X)
#undef X
	};
	const char *const *row = texts[misread];
	const unsigned english = lang == LANG_EN;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	const int n = snprintf(out, size, row[english], characters);
#pragma GCC diagnostic pop
	if (n > 0 && (size_t)n < size)
		snprintf(out + n, size - (size_t)n, "%s", row[2 + 2 * (unsigned)where + english]);
}

/* ---- a trial ---- */

void misread_trial(char out[static MISREAD_LENGTH + 1])
{
	memcpy(out, trial_mark, TRIAL_MARK);
	for (size_t i = TRIAL_MARK; i < MISREAD_LENGTH; i++)
		out[i] = signs[(i * 7 + i / SIGNS * 11) % SIGNS];
	out[MISREAD_LENGTH] = '\0';
}

/* Do the next signs agree again? */
static bool agrees(struct span want, size_t i, struct span got, size_t j)
{
	size_t left = want.n - i, n = got.n - j;
	if (left > SURE)
		left = SURE;
	return n >= left && memcmp(want.p + i, got.p + j, left) == 0;
}

/* Where the two part: the nearest place at which they meet again. */
static void meet(struct span want, size_t *i, struct span got, size_t *j, struct misread_trial *out)
{
	for (size_t k = 1; k <= RESYNC; k++) {
		if (*i + k <= want.n && agrees(want, *i + k, got, *j)) {
			*i += k, out->lost += k;
			return;
		}
		if (*j + k <= got.n && agrees(want, *i, got, *j + k)) {
			*j += k, out->extra += k;
			return;
		}
		if (*i + k <= want.n && *j + k <= got.n && agrees(want, *i + k, got, *j + k)) {
			*i += k, *j += k, out->changed += k;
			return;
		}
	}
	(*i)++, (*j)++, out->changed++;
}

static enum misread why(struct span got, const struct misread_trial *trial)
{
	if (trial->lost + trial->changed + trial->extra == 0)
		return MISREAD_NONE;
	if (has_wide(got))
		return MISREAD_WIDE;
	if (has_lower(got))
		return MISREAD_CAPS;
	return trial->changed > 0 && trial->lost == 0 && trial->extra == 0 ? MISREAD_LAYOUT : MISREAD_NONE;
}

void misread_compare(struct span got, struct misread_trial *out)
{
	char text[MISREAD_LENGTH + 1];
	size_t i = 0, j = 0;
	misread_trial(text);
	const struct span want = span_of(text, MISREAD_LENGTH);
	*out = (struct misread_trial){.got = got.n};
	while (i < want.n && j < got.n) {
		if (want.p[i] == got.p[j])
			i++, j++;
		else
			meet(want, &i, got, &j, out);
	}
	out->lost += want.n - i;
	out->extra += got.n - j;
	out->why = why(got, out);
}
