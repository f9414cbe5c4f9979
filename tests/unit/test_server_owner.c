/* Reads the server's sources: every statement that reads or changes a trip, leg, assignment, decision,
 * booking or stop names its owner, who asks (threat 24). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { SOURCE_MAX = 128 * 1024, SQL_MAX = 4096 };

static char source[SOURCE_MAX];

static void read_source(const char *path)
{
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	size_t n = fread(source, 1, sizeof source - 1, file);
	assert_true(n < sizeof source - 1);
	source[n] = '\0';
	fclose(file);
}

/* The strings of the initialiser at `at`, one after the other; returns its end. */
static const char *read_sql(const char *at, char sql[static SQL_MAX])
{
	const char *end = strstr(at, "};");
	size_t n = 0;
	assert_non_null(end);
	for (bool inside = false; at < end; at++) {
		if (*at == '"')
			inside = !inside;
		else if (inside && n < SQL_MAX - 1)
			sql[n++] = *at;
	}
	sql[n] = '\0';
	return end;
}

static bool about_a_trip(const char *sql)
{
	static const char *const tables[] = {
	    "FROM trip",   "FROM leg",     "FROM assignment",   "FROM decision",
	    "JOIN trip",   "JOIN leg",     "JOIN assignment",   "JOIN decision",
	    "UPDATE trip", "UPDATE leg",   "UPDATE assignment", "UPDATE decision",
	    "FROM pause",  "UPDATE pause", "FROM escalation",   "FROM tally",
	    "FROM unit",   "JOIN unit",    "UPDATE unit",
	    "FROM booking", "UPDATE booking", "FROM stop", "UPDATE stop",
	    "FROM share",  "FROM document", "FROM attachment", "JOIN attachment", "UPDATE document",
	    "FROM revocation", "UPDATE revocation", "FROM revoked", "FROM bar ",
	    "FROM step",   "FROM expedite", "FROM cutoff_move", "FROM stamp", "FROM arrival", "UPDATE arrival", "FROM leg_revision",
	    "FROM passage", "FROM post ", "FROM grievance", "FROM answer ", "FROM wish", "FROM amendment", "FROM consultation", "UPDATE consultation",
	    "FROM message", "JOIN message", "FROM difficulty", "UPDATE difficulty"};
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		if (strstr(sql, tables[i]) != NULL)
			return true;
	return false;
}

/* A shared page is found by the hash of a token that only those know who were handed it. */
static bool is_found_by_its_secret(const char *where)
{
	return strstr(where, "WHERE id = $1 AND expires > $2") == where;
}

/* The first parameter is the owner: a company, a province, or the device of a driver. */
static bool names_owner(const char *sql)
{
	const char *where = strstr(sql, "WHERE");
	return where != NULL &&
	       (strstr(where, "company = $1") != NULL || strstr(where, "province = $1") != NULL ||
	        strstr(where, "issuer = $1") != NULL /* a province, of the passes it issued */ ||
	        strstr(where, "device = $1") != NULL || is_found_by_its_secret(where) ||
	        strstr(sql, "DELETE FROM share WHERE expires < $1") == sql);
}

/* The upkeep's, which answer nobody: what goes, and whether a file is still wanted by anyone. */
static bool of_the_upkeep(const char *sql)
{
	return strcmp(sql, "DELETE FROM document WHERE used = 0 AND created < $1i") == 0 ||
	       strcmp(sql, "SELECT 1 FROM document WHERE hash = $1 LIMIT 1b") == 0;
}

static size_t judge_source(const char *path)
{
	static char sql[SQL_MAX];
	size_t count = 0;
	read_source(path);
	for (const char *at = source; (at = strstr(at, "static const struct statement ")) != NULL;) {
		at = read_sql(at, sql);
		if (!about_a_trip(sql) || of_the_upkeep(sql))
			continue;
		if (!names_owner(sql))
			fail_msg("%s: nobody owns what this asks for: %s", path, sql);
		count++;
	}
	return count;
}

static void threat_24_every_statement_names_an_owner(void **state)
{
	(void)state;
	glob_t files;
	size_t count = 0;
	assert_int_equal(glob(TESTS_DIR "/../server/*.c", 0, NULL, &files), 0);
	for (size_t i = 0; i < files.gl_pathc; i++)
		count += judge_source(files.gl_pathv[i]);
	globfree(&files);
	assert_true(count >= 14);
}

static void a_statement_without_an_owner_is_found(void **state)
{
	(void)state;
	static char sql[SQL_MAX];
	read_sql("{\"SELECT body FROM trip \" \"WHERE pass_id = $1\", \"b\"};", sql);
	assert_true(about_a_trip(sql));
	assert_false(names_owner(sql));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(threat_24_every_statement_names_an_owner),
	    cmocka_unit_test(a_statement_without_an_owner_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
