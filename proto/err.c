#include "proto/err.h"

#include <stddef.h>

struct row {
	const char *name, *connect, *text[2];
};

static const struct row rows[ERR_COUNT] = {
#define X(name, connect, zh, en) [ERR_##name] = {#name, connect, {zh, en}},
    ERR_LIST(X)
#undef X
};

static const struct row *row_of(enum err err)
{
	return &rows[(size_t)err < ERR_COUNT ? err : ERR_INTERNAL];
}

const char *err_name(enum err err)
{
	return row_of(err)->name;
}

const char *err_connect(enum err err)
{
	return row_of(err)->connect;
}

const char *err_text(enum err err, enum lang lang)
{
	return row_of(err)->text[lang == LANG_EN];
}
