#include "client/say.h"

#include <stdarg.h>
#include <string.h>

static const char *const texts[SAY_COUNT][2] = {
#define X(name, zh, en) [SAY_##name] = {zh, en},
    SAY_LIST(X)
#undef X
};

const char *say_text(const struct context *context, enum say what)
{
	return texts[what][context->lang == LANG_EN];
}

static FILE *said(const struct context *context)
{
	return context->said == NULL ? stderr : context->said;
}

void say(const struct context *context, enum say what, ...)
{
	va_list list;
	va_start(list, what);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	vfprintf(said(context), say_text(context, what), list);
#pragma GCC diagnostic pop
	va_end(list);
	fputc('\n', said(context));
}

enum exit_code say_err(const struct context *context, enum err err, const char *about)
{
	fprintf(said(context), "%s%s%s\n", about == NULL ? "" : about, about == NULL ? "" : ": ",
		err_text(err, context->lang));
	return EXIT_OTHER;
}

enum exit_code say_lock(const struct context *context, enum err err)
{
	if (err != ERR_BUSY)
		return say_err(context, err, context->home);
	say(context, SAY_HOME_BUSY, context->home);
	return EXIT_OTHER;
}

/* The rule's name is the same in every language: what a manual, a script or a colleague at the desk looks up. */
static void say_field(const struct context *context, const char *field, const char *text, const char *rule)
{
	fprintf(said(context), "%s: %s [%s]\n", field, text, rule);
}

enum exit_code say_faults(const struct context *context, const struct faults *faults)
{
	for (size_t i = 0; i < faults->count; i++) {
		char text[512];
		fault_text(&faults->item[i], context->lang, text, sizeof text);
		say_field(context, faults->item[i].field, text, fault_name(faults->item[i].rule));
	}
	return faults->errors > 0 ? EXIT_OTHER : EXIT_DONE;
}

enum exit_code say_aliased(const struct context *context, struct faults *faults, const struct alias *aliases, size_t count)
{
	for (size_t i = 0; i < faults->count; i++)
		for (size_t k = 0; k < count; k++)
			if (strcmp(faults->item[i].field, aliases[k].field) == 0)
				snprintf(faults->item[i].field, sizeof faults->item[i].field, "%s", aliases[k].option);
	return say_faults(context, faults);
}

void say_fields(const struct context *context, size_t n, Guosuo__V1__FieldError *const *fields)
{
	for (size_t i = 0; i < n; i++)
		say_field(context, fields[i]->field, context->lang == LANG_ZH ? fields[i]->zh : fields[i]->en, fields[i]->rule);
}

void say_detail(const struct context *context, const Guosuo__V1__ErrorDetail *detail)
{
	fprintf(said(context), "%s\n", context->lang == LANG_ZH ? detail->zh : detail->en);
	say_fields(context, detail->n_fields, detail->fields);
}
