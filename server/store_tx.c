#include "server/store_driver.h"
#include <string.h>

static const char letters[] = {
    [VALUE_INT] = 'i',
    [VALUE_TEXT] = 't',
    [VALUE_BLOB] = 'b',
};

/* NULL fits every type. */
static bool params_fit(const struct statement *statement, const struct value *params, size_t n)
{
	if (n != strlen(statement->params))
		return false;
	for (size_t i = 0; i < n; i++)
		if (params[i].type != VALUE_NULL && letters[params[i].type] != statement->params[i])
			return false;
	return true;
}

static enum err keep(struct tx *tx, enum err err)
{
	if (err != ERR_OK && err != ERR_NOT_FOUND)
		tx->failed = err;
	return err;
}

static enum err ready(struct tx *tx, const struct statement *statement, const struct value *params, size_t n)
{
	if (tx->failed != ERR_OK)
		return tx->failed;
	return params_fit(statement, params, n) ? ERR_OK : keep(tx, ERR_INTERNAL);
}

enum err store_run(struct tx *tx, const struct statement *statement, const struct value *params, size_t n)
{
	enum err err = ready(tx, statement, params, n);
	if (err != ERR_OK)
		return err;
	tx->wrote = true;
	return keep(tx, tx->driver->run(tx->conn, statement, params, n, &tx->changed));
}

int64_t store_changed(const struct tx *tx)
{
	return tx->changed;
}

enum err store_run_one(struct tx *tx, const struct statement *statement, const struct value *params, size_t n)
{
	enum err err = store_run(tx, statement, params, n);
	if (err == ERR_OK && tx->changed == 0)
		return ERR_NOT_FOUND;
	return err;
}

enum err store_query(struct tx *tx, const struct statement *statement, const struct value *params, size_t n,
                     struct row_cursor *out)
{
	enum err err = ready(tx, statement, params, n);
	if (err != ERR_OK)
		return err;
	struct row_cursor cursor = {.tx = tx};
	tx->wrote |= strncmp(statement->sql, "SELECT", 6) != 0; /* RETURNING */
	err = keep(tx, tx->driver->query(tx->conn, statement, params, n, &cursor));
	if (err == ERR_OK)
		*out = cursor;
	return err;
}

enum err store_next(struct row_cursor *cursor)
{
	struct tx *tx = cursor->tx;
	if (tx->failed != ERR_OK)
		return tx->failed;
	return keep(tx, tx->driver->step(tx->conn, cursor));
}

enum err store_one(struct tx *tx, const struct statement *statement, const struct value *params, size_t n,
                   struct row_cursor *out)
{
	struct row_cursor cursor;
	enum err err = store_query(tx, statement, params, n, &cursor);
	if (err == ERR_OK)
		err = store_next(&cursor);
	if (err == ERR_OK)
		*out = cursor;
	return err;
}

static struct value column(const struct row_cursor *cursor, unsigned index, enum value_type type)
{
	struct value value = value_null();
	enum err err = cursor->tx->driver->column(cursor, index, &value);
	if (err == ERR_OK && value.type != VALUE_NULL && value.type != type)
		err = ERR_INTERNAL;
	if (err == ERR_OK)
		return value;
	(void)keep(cursor->tx, err);
	return value_null();
}

bool row_null(const struct row_cursor *cursor, unsigned index)
{
	struct value value = value_null();
	(void)keep(cursor->tx, cursor->tx->driver->column(cursor, index, &value));
	return value.type == VALUE_NULL;
}

int64_t row_int(const struct row_cursor *cursor, unsigned index)
{
	return column(cursor, index, VALUE_INT).number;
}

struct span row_text(const struct row_cursor *cursor, unsigned index)
{
	return column(cursor, index, VALUE_TEXT).bytes;
}

struct span row_blob(const struct row_cursor *cursor, unsigned index)
{
	return column(cursor, index, VALUE_BLOB).bytes;
}
