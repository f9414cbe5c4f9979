#include "server/store_driver.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char version_table[] =
    "CREATE TABLE IF NOT EXISTS schema_version ("
    "version BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied BIGINT NOT NULL)";

static const struct statement get_version = {"SELECT COALESCE(MAX(version), 0) FROM schema_version", ""};

static const struct statement put_version = {
    "INSERT INTO schema_version (version, name, applied) VALUES ($1, $2, $3)", "iti"};

static enum err step_run(struct tx *tx, const struct migration *row)
{
	enum err err = ERR_OK;
	const char *sql = row->sql;
	for (const char *end; err == ERR_OK && (end = strstr(sql, ";\n")) != NULL; sql = end + 2)
		err = tx->driver->script(tx->conn, sql, (size_t)(end - sql));
	if (err == ERR_OK)
		err = tx->driver->script(tx->conn, sql, strlen(sql));
	if (err != ERR_OK)
		return err;
	const struct value params[] = {value_int(row->version), value_text(span_text(row->name)),
	                               value_int((int64_t)time(NULL))};
	return store_run(tx, &put_version, params, 3);
}

static enum err version_read(struct tx *tx, int64_t *out)
{
	struct row_cursor cursor;
	enum err err = tx->driver->script(tx->conn, version_table, sizeof version_table - 1);
	if (err == ERR_OK)
		err = store_one(tx, &get_version, NULL, 0, &cursor);
	if (err == ERR_OK)
		*out = row_int(&cursor, 0);
	tx->driver->finish(tx->conn);
	return err == ERR_OK ? tx->failed : err;
}

static void say_newer(char *why, int64_t found, int64_t known)
{
	snprintf(why, STORE_WHY_MAX,
	         "数据库结构版本为 %" PRId64 ", 本程序只认识到 %" PRId64
	         ": 请升级 guosuod / the database has schema "
	         "version %" PRId64 ", this program knows up to %" PRId64 ": update guosuod",
	         found, known, found, known);
}

static void say_failed(char *why, const struct migration *row, enum err err)
{
	snprintf(
	    why, STORE_WHY_MAX,
	    "数据库升级步骤 %s 未完成, 未作任何改动: %s / schema step %s failed, nothing was changed: %s",
	    row->name, err_text(err, LANG_ZH), row->name, err_text(err, LANG_EN));
}

enum err schema_update(struct tx *tx, const struct schema *schema, char why[static STORE_WHY_MAX])
{
	int64_t version = 0, known = schema->count == 0 ? 0 : schema->rows[schema->count - 1].version;
	enum err err = version_read(tx, &version);
	if (err == ERR_OK && version > known) {
		say_newer(why, version, known);
		return ERR_NEWER;
	}
	for (size_t i = 0; i < schema->count && err == ERR_OK; i++) {
		if (schema->rows[i].version <= version)
			continue;
		err = step_run(tx, &schema->rows[i]);
		if (err != ERR_OK)
			say_failed(why, &schema->rows[i], err);
	}
	return err;
}
