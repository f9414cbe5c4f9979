/* The parts of a bulk run: a table's rows, its character set, its columns as fields, its journal, its
 * complaints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <unistd.h>

#include <sodium.h>

#include "client/charset.h"
#include "client/complaint.h"
#include "client/journal.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static char dir[64];

static int fresh(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/guosuo-bulk-XXXXXX");
	return sodium_init() < 0 || mkdtemp(dir) == NULL;
}

static int clear(void **state)
{
	char command[96];
	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", dir);
	return system(command);
}

/* ---- rows ---- */

/* Cells joined by |, or the fault and its column. */
static void row_text(const struct csv_row *row, char *out, size_t size)
{
	static const char *const names[] = {"", "QUOTE", "OPEN", "LONG"};
	size_t n = 0;
	if (row->fault != CSV_OK) {
		snprintf(out, size, "%s@%zu", names[row->fault], row->at);
		return;
	}
	out[0] = '\0';
	for (size_t i = 0; i < row->count; i++)
		n += (size_t)snprintf(out + n, size - n, "%s%s", i > 0 ? "|" : "", row->cell[i]);
}

static const struct {
	const char *why, *text;
	const char *want[5]; /* each row with its line */
} tables[] = {
    {"nothing", "", {NULL}},
    {"only empty lines", "\n\r\n\n", {NULL}},
    {"a row without an end", "a,b", {"1:a|b"}},
    {"LF and CR LF", "a,b\nc,d\r\n", {"1:a|b", "2:c|d"}},
    {"a byte order mark",
     "\xEF\xBB\xBF"
     "a\nb\n",
     {"1:a", "2:b"}},
    {"empty cells", ",\n,x,\n", {"1:|", "2:|x|"}},
    {"quotes, commas and a line end in quotes", "\"a,\"\"b\"\"\n\",c\nd,\"\"\n", {"1:a,\"b\"\n|c", "3:d|"}},
    {"a lone CR is text", "a\rb\n", {"1:a\rb"}},
    {"a quote inside a plain cell", "x\nab\"c,d\ne\n", {"1:x", "QUOTE@1", "3:e"}},
    {"text behind a closing quote", "x,\"a\"b\nc\n", {"QUOTE@2", "2:c"}},
    {"a quote that is never closed takes its own line alone", "a\nx,\"b\nc,d\n", {"1:a", "OPEN@2", "3:c|d"}},
    {"a quote closed in a later row", "a\n\"b\nc,\"d\"\n", {"1:a", "QUOTE@1", "3:c|d"}},
};

static struct csv_row row;

static void a_broken_row_is_that_row_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(tables); i++) {
		struct csv csv = csv_over(span_text(tables[i].text));
		size_t n = 0;
		for (; csv_next(&csv, &row); n++) {
			char text[256], want[300];
			row_text(&row, text, sizeof text);
			if (row.fault == CSV_OK)
				snprintf(want, sizeof want, "%zu:%s", row.line, text);
			else
				snprintf(want, sizeof want, "%s", text);
			if (n >= 5 || tables[i].want[n] == NULL || strcmp(want, tables[i].want[n]) != 0)
				fail_msg("%s: row %zu is %s", tables[i].why, n, want);
		}
		if (n < 5 && tables[i].want[n] != NULL)
			fail_msg("%s: %zu rows", tables[i].why, n);
	}
}

static void a_row_has_its_caps(void **state)
{
	(void)state;
	char *text = malloc(2 * CSV_ROW_MAX);
	assert_non_null(text);
	for (size_t n = CSV_ROW_MAX - 2; n < CSV_ROW_MAX + 2; n++) { /* one cell and its NUL */
		memset(text, 'x', n);
		memcpy(text + n, "\ny\n", 3);
		struct csv csv = csv_over(span_of(text, n + 3));
		assert_true(csv_next(&csv, &row));
		assert_int_equal(row.fault, n < CSV_ROW_MAX ? CSV_OK : CSV_LONG);
		assert_true(csv_next(&csv, &row) && strcmp(row.cell[0], "y") == 0);
	}
	for (size_t n = CSV_ROW_MAX - 2; n < CSV_ROW_MAX + 2; n++) { /* and an empty one behind it */
		memset(text, 'x', n);
		memcpy(text + n, ",\n", 2);
		struct csv csv = csv_over(span_of(text, n + 2));
		assert_true(csv_next(&csv, &row));
		assert_int_equal(row.fault, n < CSV_ROW_MAX - 1 ? CSV_OK : CSV_LONG);
	}
	for (size_t cells = CSV_COLUMNS_MAX; cells <= CSV_COLUMNS_MAX + 1; cells++) {
		memset(text, ',', cells - 1);
		text[cells - 1] = '\n';
		struct csv csv = csv_over(span_of(text, cells));
		assert_true(csv_next(&csv, &row));
		assert_int_equal(row.fault, cells <= CSV_COLUMNS_MAX ? CSV_OK : CSV_LONG);
	}
	for (int line = 0; line < 2; line++) { /* a quote that runs on */
		memset(text, 'x', CSV_ROW_MAX + 2);
		text[0] = '"';
		text[9] = line == 0 ? 'x' : '\n';
		struct csv csv = csv_over(span_of(text, CSV_ROW_MAX + 2));
		assert_true(csv_next(&csv, &row));
		assert_int_equal(row.fault, line == 0 ? CSV_LONG : CSV_OPEN);
	}
	struct csv nul = csv_over(span_of("a\0b\nc\n", 6));
	assert_true(csv_next(&nul, &row) && row.fault == CSV_LONG);
	assert_true(csv_next(&nul, &row) && strcmp(row.cell[0], "c") == 0);
	free(text);
}

/* ---- character set ---- */

static const struct {
	const char *why, *text;
	bool gbk;
	const char *want; /* what GBK becomes */
} texts[] = {
    {"ASCII", "a,b\n1,2\n", false, NULL},
    {"UTF-8", "货物\n变压器\n", false, NULL},
    {"GBK", "\xBB\xF5\xCE\xEF\n\xB1\xE4\xD1\xB9\xC6\xF7\n", true, "货物\n变压器\n"},
    {"GBK under a header in ASCII", "cargo\n\xB1\xE4\xD1\xB9\xC6\xF7\n", true, "cargo\n变压器\n"},
    {"a broken row in UTF-8 does not make it GBK", "货物\n变\xFF压器\n", false, NULL},
    {"a broken row in GBK keeps its brokenness", "\xBB\xF5\xCE\xEF\n\xB1\xFF\n", true, "货物\n\xFF\xFF\n"},
    {"half a character at the end", "\xBB\xF5\xCE\xEF\n\xB1", true, "货物\n\xFF"},
    {"nothing", "", false, NULL},
};

static void gbk_is_told_from_utf8_and_converted(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		if (charset_is_gbk(span_text(texts[i].text)) != texts[i].gbk)
			fail_msg("%s", texts[i].why);
		if (!texts[i].gbk)
			continue;
		char *out = NULL;
		size_t n = 0;
		assert_int_equal(charset_from_gbk(span_text(texts[i].text), &out, &n), ERR_OK);
		if (n != strlen(texts[i].want) || memcmp(out, texts[i].want, n) != 0)
			fail_msg("%s: %s", texts[i].why, out);
		free(out);
	}
}

/* ---- columns ---- */

static const char map_text[] =
    "{\"base\": {\"cargo\": {\"hs_code\": \"850423\"}, \"drivers\": [{\"name\": \"甲\"}]}, "
    "\"columns\": {\"货物\": \"cargo.name\", \"质量\": \"cargo.mass_kg\", "
    "\"车牌\": \"vehicle.tractors[0].plate\", \"备用\": \"vehicle.tractors[0].spare\", "
    "\"轴荷\": \"vehicle.laden.axle_loads_kg\"}, \"ignore\": [\"备注\"]}";

static struct column_map map;
static struct csv_row header;

static void bind(const char *text, struct faults *faults)
{
	struct csv csv = csv_over(span_text(text));
	assert_int_equal(column_open(span_text(map_text), &map, faults), ERR_OK);
	assert_true(csv_next(&csv, &header));
	(void)!column_bind(&map, &header, faults);
}

static void a_row_becomes_an_application(void **state)
{
	(void)state;
	struct faults faults = {0};
	struct csv csv = csv_over(span_text("变压器,75000 ,  鲁A12345,是,7300 11800;11800,不看\n,,,,,\n"));
	char *json = NULL;
	bind("货物,质量,车牌,备用,轴荷,备注\n", &faults);
	assert_int_equal(faults.errors, 0);
	assert_true(csv_next(&csv, &row));
	assert_int_equal(column_apply(&map, &row, &faults, &json), ERR_OK);
	assert_string_equal(
	    json, "{\"cargo\":{\"hs_code\":\"850423\",\"name\":\"变压器\",\"mass_kg\":\"75000\"},"
	          "\"drivers\":[{\"name\":\"甲\"}],\"vehicle\":{\"tractors\":[{\"plate\":\"鲁A12345\","
	          "\"spare\":true}],\"laden\":{\"axle_loads_kg\":[\"7300\",\"11800\",\"11800\"]}}}");
	free(json);
	assert_true(csv_next(&csv, &row)); /* empty cells leave the base, and the base is as it was */
	assert_int_equal(column_apply(&map, &row, &faults, &json), ERR_OK);
	assert_string_equal(json, "{\"cargo\":{\"hs_code\":\"850423\"},\"drivers\":[{\"name\":\"甲\"}]}");
	free(json);
	assert_string_equal(column_of(&map, "cargo.name")->name, "货物");
	assert_string_equal(column_of(&map, "vehicle.laden.axle_loads_kg[2]")->name, "轴荷");
	assert_null(column_of(&map, "cargo.hs_code"));
	assert_null(column_of(&map, "cargo.name_en"));
	column_close(&map);
}

static void a_cell_that_is_no_value_is_named(void **state)
{
	(void)state;
	struct faults faults = {0};
	char *json = NULL;
	struct csv csv = csv_over(span_text("变\xFF,1,鲁A12345,也许,,\n"));
	bind("货物,质量,车牌,备用,轴荷,备注\n", &faults);
	assert_true(csv_next(&csv, &row));
	assert_int_equal(column_apply(&map, &row, &faults, &json), ERR_INPUT);
	assert_int_equal(faults.count, 2);
	assert_true(faults.item[0].rule == RULE_TEXT && strcmp(faults.item[0].field, "cargo.name") == 0);
	assert_true(faults.item[1].rule == RULE_CHOICE &&
	            strcmp(faults.item[1].field, "vehicle.tractors[0].spare") == 0);
	column_close(&map);
}

static const struct {
	const char *why, *header, *field;
	enum rule rule;
} headers[] = {
    {"a column the map does not know", "货物,质量,车牌,备用,轴荷,颜色\n", "颜色", RULE_UNKNOWN_FIELD},
    {"a column twice", "货物,质量,车牌,备用,轴荷,货物\n", "货物", RULE_DUPLICATE},
    {"a column that is missing", "货物,质量,车牌,备用\n", "轴荷", RULE_REQUIRED},
};

static void a_header_and_a_map_must_agree(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(headers); i++) {
		struct faults faults = {0};
		bind(headers[i].header, &faults);
		if (faults.count != 1 || faults.item[0].rule != headers[i].rule ||
		    strcmp(faults.item[0].field, headers[i].field) != 0)
			fail_msg("%s: %zu faults", headers[i].why, faults.count);
		column_close(&map);
	}
}

static const struct {
	const char *why, *map;
	enum rule rule;
} maps[] = {
    {"not JSON", "{", RULE_SYNTAX},
    {"no columns", "{\"base\": {}}", RULE_REQUIRED},
    {"columns that are a list", "{\"columns\": []}", RULE_TYPE},
    {"a column that is a number", "{\"columns\": {\"a\": 1}}", RULE_TYPE},
    {"a field that does not exist", "{\"columns\": {\"a\": \"cargo.colour\"}}", RULE_UNKNOWN_FIELD},
    {"a whole message", "{\"columns\": {\"a\": \"cargo\"}}", RULE_UNKNOWN_FIELD},
    {"a list of messages without a place", "{\"columns\": {\"a\": \"drivers.name\"}}", RULE_UNKNOWN_FIELD},
    {"a place in what is no list", "{\"columns\": {\"a\": \"cargo[0].name\"}}", RULE_UNKNOWN_FIELD},
    {"a place beyond any list", "{\"columns\": {\"a\": \"drivers[64].name\"}}", RULE_UNKNOWN_FIELD},
    {"a path behind a text", "{\"columns\": {\"a\": \"cargo.name.x\"}}", RULE_UNKNOWN_FIELD},
    {"a path that ends in a dot", "{\"columns\": {\"a\": \"cargo.\"}}", RULE_UNKNOWN_FIELD},
    {"an empty path", "{\"columns\": {\"a\": \"\"}}", RULE_UNKNOWN_FIELD},
    {"an empty return in a column", "{\"columns\": {\"a\": \"empty_return.depart_not_before\"}}",
     RULE_UNKNOWN_FIELD},
    {"an empty return in the base", "{\"columns\": {}, \"base\": {\"empty_return\": {}}}",
     RULE_UNKNOWN_FIELD},
    {"a base that is a list", "{\"columns\": {}, \"base\": []}", RULE_TYPE},
};

static void a_map_leads_to_fields_that_exist(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(maps); i++) {
		struct faults faults = {0};
		enum err err = column_open(span_text(maps[i].map), &map, &faults);
		if (err != ERR_INPUT || faults.item[0].rule != maps[i].rule)
			fail_msg("%s: %s", maps[i].why,
			         faults.count == 0 ? "nothing" : fault_name(faults.item[0].rule));
		column_close(&map);
	}
}

static void a_base_with_something_else_in_its_place_is_a_fault(void **state)
{
	(void)state;
	struct faults faults = {0};
	char *json = NULL;
	static const char odd[] = "{\"base\": {\"cargo\": \"x\"}, \"columns\": {\"a\": \"cargo.name\", "
	                          "\"b\": \"drivers[3].name\"}}";
	struct csv csv = csv_over(span_text("a,b\n1,2\n"));
	assert_int_equal(column_open(span_text(odd), &map, &faults), ERR_OK);
	assert_true(csv_next(&csv, &header));
	assert_int_equal(column_bind(&map, &header, &faults), ERR_OK);
	assert_true(csv_next(&csv, &row));
	assert_int_equal(column_apply(&map, &row, &faults, &json), ERR_INPUT);
	assert_int_equal(faults.count, 2);
	assert_int_equal(faults.item[0].rule, RULE_TYPE);
	assert_string_equal(faults.item[1].field, "drivers[3].name");
	column_close(&map);
}

/* ---- journal ---- */

static void key_of(uint8_t n, uint8_t out[static HASH_LEN])
{
	memset(out, n, HASH_LEN);
}

static void what_is_done_is_known_again_under_the_same_nonces(void **state)
{
	(void)state;
	char path[96];
	struct journal journal;
	uint8_t key[HASH_LEN], id[JOURNAL_ID_LEN], one[HTTPSIG_NONCE_LEN], other[HTTPSIG_NONCE_LEN];
	snprintf(path, sizeof path, "%s/j", dir);
	assert_int_equal(journal_open(path, 1000, &journal), ERR_OK);
	memcpy(id, journal.id, sizeof id);
	key_of(1, key);
	journal_nonce(&journal, key, one);
	assert_null(journal_line(&journal, key));
	assert_int_equal(journal_add(&journal, key, "N1", "00", 1001), ERR_OK);
	struct journal second;
	assert_int_equal(journal_open(path, 1001, &second), ERR_BUSY);
	journal_close(&journal);
	FILE *file = fopen(path, "a"); /* whoever wrote this line died before its end */
	assert_true(fprintf(file, "{\"key\":\"%0400d", 1) > 0 && fclose(file) == 0);
	assert_int_equal(journal_open(path, 1001 + JOURNAL_KEEP_S, &journal), ERR_OK);
	assert_memory_equal(journal.id, id, sizeof id);
	journal_nonce(&journal, key, other);
	assert_memory_equal(one, other, sizeof one);
	assert_string_equal(json_string_value(json_object_get(journal_line(&journal, key), "number")), "N1");
	key_of(2, key);
	journal_nonce(&journal, key, other);
	assert_memory_not_equal(one, other, sizeof one);
	assert_null(journal_line(&journal, key));
	assert_int_equal(journal_add(&journal, key, "N2", "00", 1002), ERR_OK);
	journal_close(&journal);
	assert_int_equal(journal_open(path, 1003, &journal), ERR_OK); /* and the torn line is gone */
	assert_int_equal(json_object_size(journal.done), 2);
	journal_close(&journal);
	assert_int_equal(journal_open(path, 1003 + JOURNAL_KEEP_S, &journal),
	                 ERR_STATE); /* the desk may have forgotten */
}

static void what_is_no_journal_is_left_alone(void **state)
{
	(void)state;
	static const char *const bad[] = {
	    "hello\n", "{}\n", "{\"batch\":\"00\",\"started\":1}\n",
	    "{\"batch\":\"00112233445566778899aabbccddeeff\",\"started\":1}\n{\"key\":\"xx\",\"at\":1}\n"};
	char path[96];
	struct journal journal;
	snprintf(path, sizeof path, "%s/j", dir);
	for (size_t i = 0; i < COUNT(bad); i++) {
		FILE *file = fopen(path, "w");
		assert_true(fputs(bad[i], file) >= 0 && fclose(file) == 0);
		assert_int_equal(journal_open(path, 2, &journal), ERR_FORMAT);
		char text[256] = "";
		file = fopen(path, "r");
		assert_true(fread(text, 1, sizeof text - 1, file) == strlen(bad[i]) && fclose(file) == 0);
		assert_string_equal(text, bad[i]);
	}
}

/* ---- complaints ---- */

static void complaints_name_line_column_field_and_rule_in_both_languages(void **state)
{
	(void)state;
	char path[96], text[2048] = "";
	struct complaints complaints;
	struct faults faults = {0}, none = {0};
	struct csv csv = csv_over(span_text("x\n\"=1+1\"\n"));
	snprintf(path, sizeof path, "%s/errors.csv", dir);
	bind("货物,质量,车牌,备用,轴荷,备注\n", &none);
	assert_true(csv_next(&csv, &row) && csv_next(&csv, &row));
	assert_int_equal(complaints_open(path, &complaints), ERR_OK);
	fault_add(&faults, RULE_CARGO_DIVISIBLE, "cargo.mass_kg", 3, 1);
	fault_add(&faults, RULE_AXLES_NEEDED, "vehicle.laden", 4, 5); /* a warning is no complaint */
	assert_int_equal(complaints_add(&complaints, &row, &map, &faults), ERR_OK);
	assert_int_equal(complaints.lines, 1);
	Guosuo__V1__FieldError field = GUOSUO__V1__FIELD_ERROR__INIT, *fields[] = {&field};
	Guosuo__V1__ErrorDetail refused = GUOSUO__V1__ERROR_DETAIL__INIT;
	static char formula[] = "=2+\"x\"", name[] = "applicant.uscc";
	field.field = name, field.rule = name, field.zh = formula, field.en = formula;
	refused.fields = fields, refused.n_fields = 1;
	assert_int_equal(complaints_add_refusal(&complaints, &row, &map, &refused), ERR_OK);
	complaints_close(&complaints);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_true(fread(text, 1, sizeof text - 1, file) > 0 && fclose(file) == 0);
	assert_non_null(strstr(text, "\"2\",\"质量\",\"cargo.mass_kg\",\"CARGO_DIVISIBLE\",\"3 件可以分装"));
	assert_non_null(strstr(text, "3 pieces could travel apart"));
	assert_non_null(strstr(text, "\"2\",\"\",\"applicant.uscc\",\"applicant.uscc\",\" =2+\"\"x\"\"\""));
	assert_null(strstr(text, "AXLES_NEEDED"));
	assert_int_equal(complaints_open(path, &complaints), ERR_OK);
	complaints_close(&complaints);
	assert_int_not_equal(access(path, F_OK), 0); /* nothing is wrong: no file */
	column_close(&map);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_broken_row_is_that_row_alone),
	    cmocka_unit_test(a_row_has_its_caps),
	    cmocka_unit_test(gbk_is_told_from_utf8_and_converted),
	    cmocka_unit_test(a_row_becomes_an_application),
	    cmocka_unit_test(a_cell_that_is_no_value_is_named),
	    cmocka_unit_test(a_header_and_a_map_must_agree),
	    cmocka_unit_test(a_map_leads_to_fields_that_exist),
	    cmocka_unit_test(a_base_with_something_else_in_its_place_is_a_fault),
	    cmocka_unit_test_setup_teardown(what_is_done_is_known_again_under_the_same_nonces, fresh, clear),
	    cmocka_unit_test_setup_teardown(what_is_no_journal_is_left_alone, fresh, clear),
	    cmocka_unit_test_setup_teardown(complaints_name_line_column_field_and_rule_in_both_languages,
	                                    fresh, clear),
	};
	return cmocka_run_group_tests_name("bulk", tests, NULL, NULL);
}
