#include "tests/store_rig.h"

/* ---- values ---- */

static const struct statement put_named = {"INSERT INTO item (raw, body, id) VALUES ($3, $2, $1)", "itb"};
static const struct statement get_twice = {"SELECT $1 + $2, $2 + $2, $1 FROM item", "ii"};

struct stored {
	const char *why;
	int64_t id;
	struct value body;
	struct value raw;
};

static enum err put_stored(struct tx *tx, void *ctx)
{
	const struct stored *row = ctx;
	const struct value params[] = {value_int(row->id), row->body, row->raw};
	return store_run(tx, &put_named, params, 3);
}

static void same(const struct value *want, bool null, struct span got)
{
	assert_int_equal(null, want->type == VALUE_NULL);
	assert_int_equal(got.n, want->bytes.n);
	assert_true(span_equal(got, want->bytes));
}

static enum err check_stored(struct tx *tx, void *ctx)
{
	const struct stored *want = ctx;
	struct row_cursor row;
	enum err err = store_one(tx, &get_item, &(struct value){VALUE_INT, want->id, {NULL, 0}}, 1, &row);
	if (err != ERR_OK)
		return err;
	same(&want->body, row_null(&row, 0), row_text(&row, 0));
	same(&want->raw, row_null(&row, 1), row_blob(&row, 1));
	return ERR_OK;
}

static void values_come_back_as_they_were_stored(void **state)
{
	struct stored rows[] = {
	    {"smallest number", INT64_MIN, value_text(span_text("a")), value_blob(span_of("\0\1\xff", 3))},
	    {"largest number", INT64_MAX, value_text(span_text("过所")), value_blob(span_of("x", 1))},
	    {"empty is not NULL", 1, value_text(span_of(NULL, 0)), value_blob(span_of(NULL, 0))},
	    {"NULL is not empty", 2, value_null(), value_null()},
	    {"text of digits stays text", 3, value_text(span_text("007")), value_blob(span_of("12", 2))},
	};
	struct rig rig;
	(void)state;
	rig_start(&rig);
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (rig_write(&rig, put_stored, &rows[i]) != ERR_OK ||
		    rig_read(&rig, check_stored, &rows[i]) != ERR_OK)
			fail_msg("%s", rows[i].why);
	}
	rig_stop(&rig);
}

static enum err use_twice(struct tx *tx, void *ctx)
{
	struct row_cursor row;
	const struct value params[] = {value_int(40), value_int(2)};
	enum err err = store_one(tx, &get_twice, params, 2, &row);
	if (err != ERR_OK)
		return err;
	assert_int_equal(row_int(&row, 0), 42);
	assert_int_equal(row_int(&row, 1), 4);
	assert_int_equal(row_int(&row, 2), 40);
	(void)ctx;
	return ERR_OK;
}

static void parameters_are_bound_by_number(void **state)
{
	struct rig rig;
	int64_t id = 1;
	(void)state;
	rig_start(&rig);
	assert_int_equal(rig_write(&rig, do_insert, &id), ERR_OK);
	assert_int_equal(rig_read(&rig, use_twice, NULL), ERR_OK);
	rig_stop(&rig);
}

/* ---- errors ---- */

static const struct statement put_part = {"INSERT INTO part (item, size) VALUES ($1, $2)", "ii"};
static const struct statement wrong_table = {"INSERT INTO nowhere (id) VALUES ($1)", "i"};
static const struct statement two_at_once = {"DELETE FROM part WHERE size = $1; DELETE FROM item", "i"};
static const struct statement other_names = {"DELETE FROM part WHERE size = ?1", "i"};
static const struct statement gap_in_names = {"DELETE FROM part WHERE size = $2", "i"};
static const struct statement missing_name = {"DELETE FROM part WHERE size = $1", "ii"};
static const struct statement has_rows = {"SELECT id FROM item WHERE id >= $1", "i"};
static const struct statement no_statement = {"-- nothing", ""};

#define NUMBER(n)                                                                                            \
	{                                                                                                    \
		VALUE_INT, n,                                                                                \
		{                                                                                            \
			NULL, 0                                                                              \
		}                                                                                            \
	}
#define NOTHING                                                                                              \
	{                                                                                                    \
		VALUE_NULL, 0,                                                                               \
		{                                                                                            \
			NULL, 0                                                                              \
		}                                                                                            \
	}
#define TEXT(t)                                                                                              \
	{                                                                                                    \
		VALUE_TEXT, 0,                                                                               \
		{                                                                                            \
			(const uint8_t *)t, sizeof(t) - 1                                                    \
		}                                                                                            \
	}

struct trial {
	const char *why;
	const struct statement *statement;
	struct value params[3];
	size_t n;
	enum err want;
};

static const struct trial trials[] = {
    {"a new row goes in", &put_item, {NUMBER(2), NOTHING, NOTHING}, 3, ERR_OK},
    {"a second row with its key exists", &put_item, {NUMBER(1), NOTHING, NOTHING}, 3, ERR_EXISTS},
    {"a part of it goes in", &put_part, {NUMBER(1), NUMBER(5)}, 2, ERR_OK},
    {"a part of nothing conflicts", &put_part, {NUMBER(9), NUMBER(5)}, 2, ERR_CONFLICT},
    {"NULL where none is allowed conflicts", &put_part, {NOTHING, NUMBER(5)}, 2, ERR_CONFLICT},
    {"a value against CHECK conflicts", &put_part, {NUMBER(1), NUMBER(0)}, 2, ERR_CONFLICT},
    {"an unknown table is our fault", &wrong_table, {NUMBER(1)}, 1, ERR_INTERNAL},
    {"two statements in one are refused", &two_at_once, {NUMBER(1)}, 1, ERR_INTERNAL},
    {"parameters of another form are refused", &other_names, {NUMBER(1)}, 1, ERR_INTERNAL},
    {"a number beyond params is refused", &gap_in_names, {NUMBER(1)}, 1, ERR_INTERNAL},
    {"a parameter that is not used is refused", &missing_name, {NUMBER(1), NUMBER(1)}, 2, ERR_INTERNAL},
    {"too few parameters are refused", &put_item, {NUMBER(3), NOTHING}, 2, ERR_INTERNAL},
    {"a text for a number is refused", &put_item, {TEXT("3"), NOTHING, NOTHING}, 3, ERR_INTERNAL},
    {"rows that nobody asked for are refused", &has_rows, {NUMBER(0)}, 1, ERR_INTERNAL},
    {"no statement is refused", &no_statement, {NOTHING}, 0, ERR_INTERNAL},
};

static enum err try_run(struct tx *tx, void *ctx)
{
	const struct trial *trial = ctx;
	return store_run(tx, trial->statement, trial->params, trial->n);
}

/* A statement that failed must not be forgotten: PostgreSQL would not go on either. */
static enum err try_and_ignore(struct tx *tx, void *ctx)
{
	const struct trial *trial = ctx;
	enum err first = insert_item(tx, 50);
	enum err err = store_run(tx, trial->statement, trial->params, trial->n);
	if (first == ERR_OK && err != ERR_OK)
		assert_int_equal(insert_item(tx, 51), err);
	return ERR_OK;
}

static void errors_say_what_happened(void **state)
{
	struct rig rig;
	int64_t id = 1;
	(void)state;
	rig_start(&rig);
	assert_int_equal(rig_write(&rig, do_insert, &id), ERR_OK);
	for (size_t i = 0; i < COUNT(trials); i++) {
		enum err err = rig_write(&rig, try_run, (void *)(uintptr_t)&trials[i]);
		if (err != trials[i].want)
			fail_msg("%s: %s", trials[i].why, err_name(err));
		if (err != ERR_OK)
			assert_int_equal(rig_write(&rig, try_and_ignore, (void *)(uintptr_t)&trials[i]), err);
	}
	assert_int_equal(rig_count(&rig), 2);
	rig_stop(&rig);
}

static void a_read_cannot_write(void **state)
{
	struct rig rig;
	int64_t id = 1;
	(void)state;
	rig_start(&rig);
	assert_int_equal(rig_read(&rig, do_insert, &id), ERR_INTERNAL);
	assert_int_equal(rig_count(&rig), 0);
	rig_stop(&rig);
}

static enum err read_wrong_column(struct tx *tx, void *ctx)
{
	struct row_cursor row;
	enum err err = store_one(tx, &get_item, &(struct value)NUMBER(1), 1, &row);
	if (err == ERR_OK)
		assert_int_equal(row_int(&row, *(unsigned *)ctx), 0);
	return err;
}

static void a_column_of_another_type_or_place_is_an_error(void **state)
{
	struct rig rig;
	int64_t id = 1;
	unsigned text = 0, null = 1, outside = 2;
	(void)state;
	rig_start(&rig);
	assert_int_equal(rig_write(&rig, do_insert, &id), ERR_OK);
	assert_int_equal(rig_read(&rig, read_wrong_column, &text), ERR_INTERNAL);
	assert_int_equal(rig_read(&rig, read_wrong_column, &null), ERR_OK);
	assert_int_equal(rig_read(&rig, read_wrong_column, &outside), ERR_INTERNAL);
	rig_stop(&rig);
}

static const struct statement set_body = {"UPDATE item SET body = $2 WHERE id <= $1", "it"};
static const struct statement put_quietly = {"INSERT INTO item (id) VALUES ($1) ON CONFLICT (id) DO NOTHING",
                                             "i"};

static enum err count_changes(struct tx *tx, void *ctx)
{
	const struct value three[] = {value_int(3), value_text(span_text("b"))};
	const struct value none[] = {value_int(-1), value_text(span_text("b"))};
	(void)ctx;
	enum err err = store_run_one(tx, &set_body, three, 2);
	assert_int_equal(store_changed(tx), 3);
	if (err == ERR_OK)
		assert_int_equal(store_run_one(tx, &set_body, none, 2), ERR_NOT_FOUND);
	if (err == ERR_OK)
		err = store_run(tx, &put_quietly, &(struct value)NUMBER(1), 1);
	assert_int_equal(store_changed(tx), 0);
	return err;
}

static void changed_rows_are_counted(void **state)
{
	struct rig rig;
	(void)state;
	rig_start(&rig);
	for (int64_t id = 1; id <= 3; id++)
		assert_int_equal(rig_write(&rig, do_insert, &id), ERR_OK);
	assert_int_equal(rig_write(&rig, count_changes, NULL), ERR_OK);
	rig_stop(&rig);
}

/* ---- cursors ---- */

static const struct statement list_items = {"SELECT id FROM item WHERE id > $1 ORDER BY id", "i"};

static enum err walk(struct tx *tx, void *ctx)
{
	struct row_cursor outer, inner;
	int64_t sum = 0;
	enum err err = store_query(tx, &list_items, &(struct value)NUMBER(1), 1, &outer);
	while (err == ERR_OK && (err = store_next(&outer)) == ERR_OK)
		sum += row_int(&outer, 0);
	assert_int_equal(sum, 2 + 3);
	assert_int_equal(err, ERR_NOT_FOUND);
	/* left open on purpose: the next function must not notice */
	err = store_one(tx, &list_items, &(struct value)NUMBER(0), 1, &inner);
	(void)ctx;
	return err;
}

static enum err walk_stale(struct tx *tx, void *ctx)
{
	struct row_cursor older, newer;
	(void)ctx;
	enum err err = store_one(tx, &list_items, &(struct value)NUMBER(0), 1, &older);
	if (err == ERR_OK)
		err = store_one(tx, &list_items, &(struct value)NUMBER(0), 1, &newer);
	return err == ERR_OK ? store_next(&older) : err;
}

static enum err walk_past_end(struct tx *tx, void *ctx)
{
	struct row_cursor rows;
	(void)ctx;
	enum err err = store_query(tx, &list_items, &(struct value)NUMBER(99), 1, &rows);
	if (err == ERR_OK)
		err = store_next(&rows);
	assert_int_equal(err, ERR_NOT_FOUND);
	return store_next(&rows);
}

static void rows_are_walked_once(void **state)
{
	struct rig rig;
	(void)state;
	rig_start(&rig);
	for (int64_t id = 1; id <= 3; id++)
		assert_int_equal(rig_write(&rig, do_insert, &id), ERR_OK);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(rig_read(&rig, walk, NULL), ERR_OK);
		assert_int_equal(rig_write(&rig, walk, NULL), ERR_OK);
	}
	assert_int_equal(rig_read(&rig, walk_stale, NULL), ERR_INTERNAL);
	assert_int_equal(rig_read(&rig, walk_past_end, NULL), ERR_INTERNAL);
	rig_stop(&rig);
}

/* ---- opening ---- */

static const struct migration later_rows[] = {
    {1, "001_rig", "CREATE TABLE never_again (id BIGINT);\n"},
    {2, "002_more", "-- a comment;\nALTER TABLE item ADD COLUMN more TEXT;\nUPDATE item SET more = 'x;y';\n"},
    {3, "003_most", "CREATE INDEX item_more ON item (more)"},
};
static const struct schema later_schema = {later_rows, 3};

static const struct migration broken_rows[] = {
    {1, "001_rig", ""},
    {2, "002_half", "CREATE TABLE half (id BIGINT);\nCREATE TABLE item (id BIGINT);\n"},
};
static const struct schema broken_schema = {broken_rows, 2};

static void tables_are_brought_up_to_date_once(void **state)
{
	struct rig rig;
	int64_t id = 1;
	(void)state;
	rig_start(&rig);
	assert_int_equal(rig_write(&rig, do_insert, &id), ERR_OK);
	rig.settings.schema = &later_schema;
	for (int i = 0; i < 2; i++) {
		store_close(&rig.store);
		assert_int_equal(rig_open(&rig), ERR_OK);
	}
	assert_int_equal(look(rig.path, "SELECT COUNT(*) FROM item WHERE more = 'x;y'"), 1);
	assert_int_equal(look(rig.path, "SELECT COUNT(*) FROM schema_version"), 3);
	assert_int_equal(look(rig.path, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'never_again'"), 0);
	rig_stop(&rig);
}

static void a_step_that_fails_changes_nothing_and_is_named(void **state)
{
	struct rig rig;
	(void)state;
	rig_start(&rig);
	store_close(&rig.store);
	rig.settings.schema = &broken_schema;
	assert_int_equal(rig_open(&rig), ERR_INTERNAL);
	assert_null(rig.store);
	assert_non_null(strstr(rig.why, "002_half"));
	assert_int_equal(look(rig.path, "SELECT MAX(version) FROM schema_version"), 1);
	assert_int_equal(look(rig.path, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'half'"), 0);
	rig_stop(&rig);
}

static void a_database_of_a_newer_program_is_refused_untouched(void **state)
{
	struct rig rig;
	(void)state;
	rig_make(&rig);
	assert_int_equal(rig_open(&rig), ERR_OK);
	store_close(&rig.store);
	rig.settings.schema = &later_schema;
	assert_int_equal(rig_open(&rig), ERR_OK);
	store_close(&rig.store);
	rig.settings.schema = &rig_schema;
	assert_int_equal(rig_open(&rig), ERR_NEWER);
	assert_non_null(strstr(rig.why, "请升级"));
	assert_non_null(strstr(rig.why, "schema version 3, this program knows up to 1"));
	assert_int_equal(look(rig.path, "SELECT COUNT(*) FROM schema_version"), 3);
	rig_stop(&rig);
}

static void the_schema_of_this_program_is_numbered_without_gaps_and_opens(void **state)
{
	struct rig rig;
	(void)state;
	assert_true(store_schema.count >= 1);
	for (size_t i = 0; i < store_schema.count; i++)
		assert_int_equal(store_schema.rows[i].version, i + 1);
	rig_make(&rig);
	rig.settings.schema = &store_schema;
	if (rig_open(&rig) != ERR_OK)
		fail_msg("%s", rig.why);
	assert_int_equal(look(rig.path, "SELECT MAX(version) FROM schema_version"), store_schema.count);
	assert_int_equal(
	    look(rig.path, "SELECT COUNT(*) FROM sqlite_master WHERE name IN ('request', 'entry')"), 2);
	rig_stop(&rig);
}

static void the_file_is_for_its_owner_only(void **state)
{
	static const char *const tails[] = {"", "-wal", "-shm"};
	struct rig rig;
	struct stat info;
	char name[128];
	(void)state;
	rig_start(&rig);
	for (size_t i = 0; i < COUNT(tails); i++) {
		snprintf(name, sizeof name, "%s%s", rig.path, tails[i]);
		assert_int_equal(stat(name, &info), 0);
		assert_int_equal(info.st_mode & 0777, 0600);
	}
	rig_stop(&rig);
}

static void a_database_held_by_another_process_is_busy(void **state)
{
	struct rig rig;
	sqlite3 *other;
	int64_t id = 1;
	(void)state;
	rig_make(&rig);
	rig.settings.busy_ms = 10;
	assert_int_equal(rig_open(&rig), ERR_OK);
	assert_int_equal(sqlite3_open(rig.path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(rig_write(&rig, do_insert, &id), ERR_BUSY);
	assert_int_equal(rig_count(&rig), 0);
	assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	assert_int_equal(rig_write(&rig, do_insert, &id), ERR_OK);
	rig_stop(&rig);
}

struct setting {
	const char *why;
	struct store_settings settings;
	enum err want;
};

static void settings_out_of_range_are_refused(void **state)
{
	const struct setting rows[] = {
	    {"no path", {STORE_SETTINGS_DEFAULT}, ERR_INPUT},
	    {"an empty path", {.path = "", STORE_SETTINGS_DEFAULT}, ERR_INPUT},
	    {"no file but memory", {.path = ":memory:", STORE_SETTINGS_DEFAULT}, ERR_INPUT},
	    {"a URI", {.path = "file:/tmp/guosuo-x?vfs=memdb", STORE_SETTINGS_DEFAULT}, ERR_INPUT},
	    {"no directory", {.path = "/nowhere/guosuo", STORE_SETTINGS_DEFAULT}, ERR_IO},
	    {"no readers",
	     {.path = "/tmp/x", .schema = &store_schema, .queue_max = 1, .group_max = 1},
	     ERR_INPUT},
	    {"no queue",
	     {.path = "/tmp/x", .schema = &store_schema, .readers = 1, .group_max = 1},
	     ERR_INPUT},
	    {"no group",
	     {.path = "/tmp/x", .schema = &store_schema, .readers = 1, .queue_max = 1},
	     ERR_INPUT},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct store_settings settings = rows[i].settings;
		struct store *store = NULL;
		char why[STORE_WHY_MAX] = "";
		settings.say = rig_silent;
		if (store_open(&store_sqlite, &settings, &store, why) != rows[i].want)
			fail_msg("%s", rows[i].why);
		assert_null(store);
		assert_true(why[0] != '\0');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values_come_back_as_they_were_stored),
	    cmocka_unit_test(parameters_are_bound_by_number),
	    cmocka_unit_test(errors_say_what_happened),
	    cmocka_unit_test(a_read_cannot_write),
	    cmocka_unit_test(a_column_of_another_type_or_place_is_an_error),
	    cmocka_unit_test(changed_rows_are_counted),
	    cmocka_unit_test(rows_are_walked_once),
	    cmocka_unit_test(tables_are_brought_up_to_date_once),
	    cmocka_unit_test(a_step_that_fails_changes_nothing_and_is_named),
	    cmocka_unit_test(a_database_of_a_newer_program_is_refused_untouched),
	    cmocka_unit_test(the_schema_of_this_program_is_numbered_without_gaps_and_opens),
	    cmocka_unit_test(the_file_is_for_its_owner_only),
	    cmocka_unit_test(a_database_held_by_another_process_is_busy),
	    cmocka_unit_test(settings_out_of_range_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
