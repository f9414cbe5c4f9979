#include "client/condition.h"

#include <stdlib.h>
#include <string.h>

#include "client/keep.h"
#include "client/party.h"
#include "client/say.h"
#include "proto/utf8.h"

enum { FILE_MAX = 256 * 1024, PARAMETERS_MAX = 8, WORD_MAX = 32, PICK_MAX = 1024 };

/* ---- templates ---- */

/* The name between braces at *at, which moves past it. false: no more. */
static bool next_parameter(const char **at, char out[static WORD_MAX])
{
	const char *open = strchr(*at, '{'), *end = open == NULL ? NULL : strchr(open, '}');
	size_t n = end == NULL ? 0 : (size_t)(end - open - 1);
	if (end == NULL || n == 0 || n >= WORD_MAX)
		return false;
	memcpy(out, open + 1, n);
	out[n] = '\0';
	*at = end + 1;
	return true;
}

static bool names(const char *text, const char *parameter)
{
	char word[WORD_MAX];
	while (next_parameter(&text, word))
		if (strcmp(word, parameter) == 0)
			return true;
	return false;
}

static bool same_parameters(const char *zh, const char *en)
{
	char word[WORD_MAX];
	for (const char *at = zh; next_parameter(&at, word);)
		if (!names(en, word))
			return false;
	for (const char *at = en; next_parameter(&at, word);)
		if (!names(zh, word))
			return false;
	return true;
}

static json_int_t code_of(const json_t *one)
{
	return json_integer_value(json_object_get(one, "code"));
}

static const char *word_of(const json_t *one, const char *key)
{
	const char *text = json_string_value(json_object_get(one, key));
	return text == NULL ? "" : text;
}

static bool template_good(const json_t *list, size_t at)
{
	const json_t *one = json_array_get(list, at);
	const char *name = word_of(one, "name"), *zh = word_of(one, "zh"), *en = word_of(one, "en");
	for (size_t i = 0; i < at; i++) {
		const json_t *other = json_array_get(list, i);
		if (code_of(other) == code_of(one) || strcmp(word_of(other, "name"), name) == 0)
			return false;
	}
	return code_of(one) >= 1 && code_of(one) <= UINT16_MAX && name[0] != '\0' && name[strcspn(name, " ,;=0123456789")] == '\0' &&
	       zh[0] != '\0' && en[0] != '\0' && same_parameters(zh, en);
}

enum err condition_templates(struct context *context, struct span text, json_t **out)
{
	json_error_t where;
	json_t *root = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, &where);
	if (root == NULL) {
		struct faults faults = {0};
		fault_add(&faults, RULE_SYNTAX, "conditions", where.line, where.column);
		say_faults(context, &faults);
		return ERR_INPUT;
	}
	json_t *list = json_object_get(root, "conditions");
	size_t count = json_array_size(list), at = 0;
	while (at < count && template_good(list, at))
		at++;
	if (count > 0 && at == count) {
		*out = json_incref(list);
		json_decref(root);
		return ERR_OK;
	}
	say(context, SAY_TEMPLATE_BAD, at + 1);
	json_decref(root);
	return ERR_INPUT;
}

enum err condition_held(struct context *context, const char *typed, json_t **out)
{
	struct span text;
	enum err err;
	*out = NULL;
	if (typed != NULL) {
		err = party_read(context, typed, FILE_MAX, &text);
		return err == ERR_OK ? condition_templates(context, text, out) : err;
	}
	err = keep_read(context, "conditions.json", FILE_MAX, &text);
	if (err == ERR_NOT_FOUND)
		return ERR_OK;
	if (err != ERR_OK)
		say_err(context, err, "conditions.json");
	return err == ERR_OK ? condition_templates(context, text, out) : err;
}

/* ---- picking ---- */

/* What was typed for one condition: its word, then name=value pairs. */
struct pick {
	char text[PICK_MAX];
	const char *word;
	const char *name[PARAMETERS_MAX], *value[PARAMETERS_MAX];
	size_t count;
};

static char *trim(char *text)
{
	text += strspn(text, " ");
	for (size_t n = strlen(text); n > 0 && text[n - 1] == ' '; n--)
		text[n - 1] = '\0';
	return text;
}

static bool pick_read(const char *from, size_t n, struct pick *out)
{
	if (n >= sizeof out->text)
		return false;
	memcpy(out->text, from, n);
	out->text[n] = '\0';
	char *rest = trim(out->text);
	out->word = strsep(&rest, " ");
	for (out->count = 0; rest != NULL && out->count < PARAMETERS_MAX; out->count++) {
		char *pair = trim(strsep(&rest, ",")), *value = strchr(pair, '=');
		if (value == NULL)
			return false;
		*value++ = '\0';
		out->name[out->count] = trim(pair);
		out->value[out->count] = trim(value);
	}
	return out->word[0] != '\0' && rest == NULL;
}

static const json_t *template_of(const json_t *list, const char *word)
{
	char *end;
	unsigned long code = strtoul(word, &end, 10);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);
		if (strcmp(word_of(one, "name"), word) == 0 ||
		    (*end == '\0' && word[0] >= '0' && word[0] <= '9' && (unsigned long)code_of(one) == code))
			return one;
	}
	return NULL;
}

static const char *value_of(const struct pick *pick, const char *parameter)
{
	for (size_t i = 0; i < pick->count; i++)
		if (strcmp(pick->name[i], parameter) == 0 && pick->value[i][0] != '\0')
			return pick->value[i];
	return NULL;
}

/* A parameter the text lacks was a slip of the pen. */
static bool all_used(struct context *context, const struct pick *pick, const char *text)
{
	for (size_t i = 0; i < pick->count; i++)
		if (!names(text, pick->name[i])) {
			say(context, SAY_PARAMETER_UNKNOWN, pick->word, pick->name[i]);
			return false;
		}
	return true;
}

static enum err append(struct context *context, struct conditions *out, const char *text, size_t n)
{
	size_t used = strlen(out->text);
	if (n >= sizeof out->text - used) {
		say(context, SAY_TEXT_LONG, (unsigned)CONDITION_TEXT_MAX);
		return ERR_INPUT;
	}
	memcpy(out->text + used, text, n);
	out->text[used + n] = '\0';
	return ERR_OK;
}

static enum err fill(struct context *context, const struct pick *pick, const char *template, struct conditions *out)
{
	char word[WORD_MAX];
	enum err err = ERR_OK;
	for (const char *at = template, *from = at; err == ERR_OK; from = at) {
		const char *open = strchr(at, '{');
		if (open == NULL || !next_parameter(&at, word))
			return append(context, out, from, strlen(from));
		const char *value = value_of(pick, word);
		if (value == NULL) {
			say(context, SAY_PARAMETER_MISSING, pick->word, word);
			return ERR_INPUT;
		}
		err = append(context, out, from, (size_t)(open - from));
		if (err == ERR_OK)
			err = append(context, out, value, strlen(value));
	}
	return err;
}

static enum err add(struct context *context, const json_t *templates, const struct pick *pick, struct conditions *out)
{
	const json_t *one = template_of(templates, pick->word);
	char head[24];
	if (one == NULL) {
		say(context, SAY_CONDITION_UNKNOWN, pick->word);
		return ERR_INPUT;
	}
	if (out->count == CONDITIONS_MAX) {
		say(context, SAY_CONDITIONS_MANY, (unsigned)CONDITIONS_MAX);
		return ERR_INPUT;
	}
	if (!all_used(context, pick, word_of(one, "zh")))
		return ERR_INPUT;
	out->codes[out->count++] = (uint32_t)code_of(one);
	snprintf(head, sizeof head, "%s%u ", out->text[0] == '\0' ? "" : "\n", out->codes[out->count - 1]);
	enum err err = append(context, out, head, strlen(head));
	if (err == ERR_OK)
		err = fill(context, pick, word_of(one, "zh"), out);
	if (err == ERR_OK)
		err = append(context, out, " / ", 3);
	return err == ERR_OK ? fill(context, pick, word_of(one, "en"), out) : err;
}

/* "1,3-5". */
static enum err codes_only(struct context *context, const json_t *templates, const char *typed, struct conditions *out)
{
	struct pick pick = {.count = 0};
	uint32_t codes[CONDITIONS_MAX + 1];
	size_t count = party_numbers(typed, UINT16_MAX, codes, CONDITIONS_MAX + 1);
	enum err err = ERR_OK;
	if (count == 0) {
		say(context, SAY_LIST_BAD, "--conditions", typed);
		return ERR_INPUT;
	}
	if (count > CONDITIONS_MAX) {
		say(context, SAY_CONDITIONS_MANY, (unsigned)CONDITIONS_MAX);
		return ERR_INPUT;
	}
	for (size_t i = 0; err == ERR_OK && i < count; i++) {
		snprintf(pick.text, sizeof pick.text, "%u", codes[i]);
		pick.word = pick.text;
		if (templates == NULL)
			out->codes[out->count++] = codes[i];
		else
			err = add(context, templates, &pick, out);
	}
	return err;
}

enum err condition_pick(struct context *context, json_t *templates, const char *typed, struct conditions *out)
{
	struct pick pick;
	enum err err = ERR_OK;
	*out = (struct conditions){.count = 0};
	if (typed[strspn(typed, "0123456789,-")] == '\0')
		return codes_only(context, templates, typed, out);
	if (templates == NULL) {
		say(context, SAY_NO_TEMPLATES);
		return ERR_INPUT;
	}
	for (const char *at = typed; err == ERR_OK && *at != '\0';) {
		size_t n = strcspn(at, ";");
		if (!pick_read(at, n, &pick)) {
			say(context, SAY_CONDITION_FORM, typed);
			return ERR_INPUT;
		}
		err = add(context, templates, &pick, out);
		at += n + (at[n] == ';');
	}
	if (err == ERR_OK && !condition_text_sound(span_text(out->text))) {
		say(context, SAY_TEXT_LONG, (unsigned)CONDITION_TEXT_MAX);
		err = ERR_INPUT;
	}
	return err;
}

/* ---- on paper ---- */

void condition_print(struct print *print, const Guosuo__V1__Leg *leg, const char *text)
{
	if (leg->condition_text_hash.len == 0)
		return;
	bool there = text != NULL && condition_text_is(leg, span_text(text));
	print_gap(print, 6);
	print_text(print, PRINT_SALUTE, "条件 Conditions");
	print_text(print, PRINT_SMALL, there ? text : "条件的文字不在此处, 请向签章省索取 / their words are not here: ask the province");
}
