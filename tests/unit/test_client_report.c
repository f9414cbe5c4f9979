/* The daily report on paper and in files: what stands in the message stands in each of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/cells.h"
#include "client/report.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { LATE = 40, FILE_ROOM = 1 << 20 };

static Guosuo__V1__Figures total, provinces[3];
static Guosuo__V1__LateLine late[LATE];
static Guosuo__V1__Restated changes[2];
static Guosuo__V1__Figures *province_list[3];
static Guosuo__V1__LateLine *late_list[LATE];
static Guosuo__V1__Restated *change_list[2];
static Guosuo__V1__DailyReport report;
static char folder[] = "/tmp/guosuo-report-XXXXXX";
static char bytes[FILE_ROOM];

static char *words(const char *text)
{
	return (char *)(uintptr_t)text;
}

static int up(void **state)
{
	(void)state;
	static const uint32_t codes[] = {37, 13, 12};
	guosuo__v1__daily_report__init(&report);
	guosuo__v1__figures__init(&total);
	report.day = words("2020-03-10"), report.edition = 2, report.utc_offset_min = 480;
	report.from_at = 1583748000, report.to_at = 1583834400, report.frozen_at = 1583834405;
	report.total = &total, report.provinces = province_list, report.n_provinces = 3;
	report.late = late_list, report.n_late = LATE, report.changes = change_list, report.n_changes = 2;
	for (size_t i = 0; i < 3; i++) {
		guosuo__v1__figures__init(&provinces[i]);
		provinces[i].province = codes[i];
		province_list[i] = &provinces[i];
	}
	provinces[0].submitted = 1234, provinces[0].late = LATE, provinces[1].refused = 7, provinces[2].nil = true;
	total.submitted = 1234, total.refused = 7, total.late = LATE;
	for (size_t i = 0; i < LATE; i++) {
		guosuo__v1__late_line__init(&late[i]);
		late[i].province = 37, late[i].number = words("7K2QX-M4T9A-0R3*");
		late[i].company = words(i == 0 ? "济南示例电力设备有限公司第二变压器制造与大件运输事业部" : "济南示例电力设备有限公司");
		late[i].over_limit_class = 3, late[i].state = 1, late[i].since = 1583000000, late[i].due = 1583830000 + (int64_t)i;
		late[i].holder = words("审批人员37-1"), late[i].phone = words("0531-00000037");
		late_list[i] = &late[i];
	}
	for (size_t i = 0; i < 2; i++) {
		guosuo__v1__restated__init(&changes[i]);
		changes[i].province = i == 0 ? 0 : 13, changes[i].figure = words("refused"), changes[i].was = 6, changes[i].is = 7;
		change_list[i] = &changes[i];
	}
	return mkdtemp(folder) == NULL;
}

static const char *path_of(const char *name)
{
	static char path[64];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static size_t read_file(const char *name)
{
	FILE *file = fopen(path_of(name), "rb");
	assert_non_null(file);
	size_t n = fread(bytes, 1, sizeof bytes - 1, file);
	bytes[n] = '\0';
	fclose(file);
	return n;
}

static int down(void **state)
{
	static const char *const names[] = {"r.csv", "r.csv.late.csv", "r.csv.restated.csv", "r.xlsx", "r.pdf", "again.xlsx"};
	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		unlink(path_of(names[i]));
	return rmdir(folder);
}

static void every_figure_of_the_schema_has_a_column(void **state)
{
	(void)state;
	const ProtobufCMessageDescriptor *type = &guosuo__v1__figures__descriptor;
	size_t figures = 0;
	for (unsigned i = 0; i < type->n_fields; i++) {
		if (type->fields[i].type != PROTOBUF_C_TYPE_UINT32 || strcmp(type->fields[i].name, "province") == 0)
			continue;
		const struct report_column *column = report_column_named(type->fields[i].name);
		assert_non_null(column);
		assert_int_equal(column->at, type->fields[i].offset);
		figures++;
	}
	assert_int_equal(figures, REPORT_COLUMNS);
}

static void csv_is_a_province_a_row_and_then_all(void **state)
{
	(void)state;
	assert_int_equal(report_csv(&report, path_of("r.csv")), ERR_OK);
	read_file("r.csv");
	assert_memory_equal(bytes, "\xef\xbb\xbf"
				   "day,edition,province,name,originated,submitted,",
			    50);
	assert_non_null(strstr(bytes, "2020-03-10,2,37,山东 Shandong,0,1234,0,0,0,0,0,0,0,40,0,0,0,0,0,0,0,0,0,0,0,0,0,0\r\n"));
	assert_non_null(strstr(bytes, "2020-03-10,2,12,天津 Tianjin,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1\r\n"));
	assert_non_null(strstr(bytes, "2020-03-10,2,0,合计 Total,0,1234,0,0,7,"));
	read_file("r.csv.late.csv");
	assert_non_null(strstr(bytes, "2020-03-10,2,37,7K2QX-M4T9A-0R3*,济南示例电力设备有限公司,3,待审 open,2020-03-01 02:13,2020-03-10 16:46,审批人员37-1,"
				      "0531-00000037\r\n"));
	read_file("r.csv.restated.csv");
	assert_non_null(strstr(bytes, "2020-03-10,2,13,refused,6,7\r\n"));
}

static void a_cell_is_no_formula_and_breaks_no_row(void **state)
{
	(void)state;
	static const struct {
		const char *why, *text, *want;
	} rows[] = {
	    {"plain", "截港提前", "截港提前\r\n"},
	    {"a comma", "a,b", "\"a,b\"\r\n"},
	    {"a quote", "a\"b", "\"a\"\"b\"\r\n"},
	    {"a line feed", "a\nb", "\"a\nb\"\r\n"},
	    {"a formula", "=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"\r\n"},
	    {"a sum", "+1", "'+1\r\n"},
	    {"a command", "@SUM", "'@SUM\r\n"},
	    {"empty", "", "\r\n"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = NULL;
		size_t n = 0;
		FILE *out = open_memstream(&text, &n);
		cells_text(out, rows[i].text, true);
		fclose(out);
		if (strcmp(text, rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].why, text);
		free(text);
	}
}

static void the_workbook_is_a_zip_and_the_same_report_is_the_same_file(void **state)
{
	(void)state;
	static char first[FILE_ROOM];
	assert_int_equal(report_xlsx(&report, path_of("r.xlsx")), ERR_OK);
	size_t n = read_file("r.xlsx");
	assert_true(n > 4000);
	assert_memory_equal(bytes, "PK\x03\x04", 4);
	memcpy(first, bytes, n);
	assert_int_equal(report_xlsx(&report, path_of("again.xlsx")), ERR_OK);
	assert_int_equal(read_file("again.xlsx"), n);
	assert_memory_equal(first, bytes, n);
}

static void the_pdf_has_as_many_pages_as_it_needs(void **state)
{
	(void)state;
	size_t pages = 0;
	assert_int_equal(report_pdf(&report, path_of("r.pdf")), ERR_OK);
	size_t n = read_file("r.pdf");
	assert_memory_equal(bytes, "%PDF-", 5);
	for (const char *at = bytes; (at = memmem(at, n - (size_t)(at - bytes), "/Type /Page ", 12)) != NULL; at++)
		pages++;
	assert_true(pages >= 2);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
	(void)state;
	assert_int_equal(report_csv(&report, "/nonexistent/x"), ERR_IO);
	assert_int_equal(report_xlsx(&report, "/nonexistent/x"), ERR_IO);
	assert_int_equal(report_pdf(&report, "/nonexistent/x"), ERR_IO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_figure_of_the_schema_has_a_column),
	    cmocka_unit_test(csv_is_a_province_a_row_and_then_all),
	    cmocka_unit_test(a_cell_is_no_formula_and_breaks_no_row),
	    cmocka_unit_test(the_workbook_is_a_zip_and_the_same_report_is_the_same_file),
	    cmocka_unit_test(the_pdf_has_as_many_pages_as_it_needs),
	    cmocka_unit_test(a_folder_that_is_not_there_is_an_error),
	};
	return cmocka_run_group_tests(tests, up, down);
}
