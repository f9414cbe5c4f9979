/* Reads the server's sources: SQL is constant text, and values travel as parameters (threat
 * 31). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ctype.h>
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { TOKENS_MAX = 20000, TOKEN_MAX = 1600 };

/* kind: 'a' a name or number, '"' a string's text, else the character itself */
struct token {
	char kind;
	char text[TOKEN_MAX];
};

static struct token tokens[TOKENS_MAX];
static size_t token_count;

static void token_put(char kind, const char *from, size_t n)
{
	assert_true(token_count < TOKENS_MAX);
	struct token *token = &tokens[token_count++];
	token->kind = kind;
	if (n >= TOKEN_MAX)
		n = TOKEN_MAX - 1;
	memcpy(token->text, from, n);
	token->text[n] = '\0';
}

static const char *past_comment(const char *p)
{
	const char *end = p[1] == '*' ? strstr(p + 2, "*/") : strchr(p, '\n');
	assert_non_null(end);
	return p[1] == '*' ? end + 2 : end;
}

static const char *past_quote(const char *p)
{
	const char quote = *p, *start = p + 1;
	for (p++; *p != quote; p++) {
		assert_true(*p != '\0');
		p += *p == '\\';
	}
	if (quote == '"')
		token_put('"', start, (size_t)(p - start));
	return p + 1;
}

/* A preprocessor line ends like a declaration, and is checked like code: a macro is no place for SQL either.
 */
static void tokenise(const char *p)
{
	bool directive = false;
	token_count = 0;
	while (*p != '\0') {
		directive |= *p == '#';
		if (directive && *p == '\n' && p[-1] != '\\') {
			token_put(';', ";", 1);
			directive = false;
		}
		if (p[0] == '/' && (p[1] == '*' || p[1] == '/')) {
			p = past_comment(p);
		} else if (*p == '"' || *p == '\'') {
			p = past_quote(p);
		} else if (isalnum((unsigned char)*p) || *p == '_') {
			const char *start = p;
			while (isalnum((unsigned char)*p) || *p == '_')
				p++;
			token_put('a', start, (size_t)(p - start));
		} else {
			if (!isspace((unsigned char)*p))
				token_put(*p, p, 1);
			p++;
		}
	}
}

static bool is(size_t i, const char *text)
{
	return i < token_count && tokens[i].kind != '"' && strcmp(tokens[i].text, text) == 0;
}

static bool holds_sql(const char *text)
{
	static const char *const words[] = {"SELECT ",    "INSERT INTO ", "DELETE FROM ", "UPDATE ",
	                                    " WHERE ",    " SET ",        "CREATE TABLE", "ALTER TABLE",
	                                    "DROP TABLE", "PRAGMA ",      " VALUES ",     "ORDER BY "};
	for (size_t i = 0; i < COUNT(words); i++)
		if (strstr(text, words[i]) != NULL)
			return true;
	return false;
}

/* The declaration or definition at file level that begins at i. constant: static const data, not a function
 */
static size_t chunk_end(size_t i, bool *constant)
{
	int depth = 0;
	*constant = is(i, "static") && is(i + 1, "const");
	for (; i < token_count; i++) {
		if (is(i, "{") && depth++ == 0 && i > 0 && is(i - 1, ")"))
			*constant = false;
		if (is(i, "}") && --depth == 0 && !is(i + 1, ";") && !is(i + 1, ","))
			return i + 1;
		if (is(i, ";") && depth == 0)
			return i + 1;
	}
	return i;
}

/* Why the token at i has no place in code that runs; NULL: it may stay. */
static const char *fault_in_code(size_t i)
{
	if (tokens[i].kind == '"' && holds_sql(tokens[i].text))
		return "SQL text outside a static const row";
	if (is(i, "struct") && is(i + 1, "statement") && !is(i + 2, "*"))
		return "a statement that is not static const";
	if (is(i, "sql") && is(i + 1, "=") && !is(i + 2, "=") && i > 0 && (is(i - 1, ".") || is(i - 1, ">")))
		return "a statement's text is assigned";
	return NULL;
}

static const char *fault_anywhere(size_t i, bool driver, bool schema)
{
	static const char *const builders[] = {"sqlite3_exec",     "sqlite3_mprintf", "sqlite3_vmprintf",
	                                       "sqlite3_snprintf", "sqlite3_str_new", "sqlite3_get_table",
	                                       "PQescapeLiteral",  "PQescapeString",  "PQescapeStringConn"};
	if (tokens[i].kind != 'a')
		return NULL;
	for (size_t k = 0; k < COUNT(builders); k++)
		if (is(i, builders[k]))
			return "builds or runs SQL from text";
	if (!driver && (strncmp(tokens[i].text, "sqlite3_", 8) == 0 || strncmp(tokens[i].text, "PQ", 2) == 0))
		return "calls the engine outside its driver";
	if (!schema && is(i, "script") && i > 0 && is(i - 1, ">"))
		return "runs a script outside the schema";
	return NULL;
}

/* Where a statement that lives in a function ends; i when none begins here. The compiler holds it to
 * constants. */
static size_t past_row(size_t i)
{
	if (!is(i, "static") || !is(i + 1, "const") || !is(i + 2, "struct") || !is(i + 3, "statement") ||
	    is(i + 4, "*"))
		return i;
	while (i < token_count && !is(i, ";"))
		i++;
	return i;
}

/* The first fault of a source, or NULL. */
static const char *source_fault(const char *text, bool driver, bool schema)
{
	tokenise(text);
	for (size_t i = 0, end; i < token_count; i = end) {
		bool constant;
		end = chunk_end(i, &constant);
		for (size_t k = i; k < end; k++) {
			k = constant ? k : past_row(k);
			const char *fault = constant ? NULL : fault_in_code(k);
			if (fault == NULL)
				fault = fault_anywhere(k, driver, schema);
			if (fault != NULL)
				return fault;
		}
	}
	return NULL;
}

static char *file_read(const char *path)
{
	FILE *file = fopen(path, "rb");
	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	long size = ftell(file);
	rewind(file);
	char *text = calloc(1, (size_t)size + 1);
	assert_non_null(text);
	assert_int_equal(fread(text, 1, (size_t)size, file), size);
	fclose(file);
	return text;
}

static bool ends_with(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');
	return strcmp(slash == NULL ? path : slash + 1, name) == 0;
}

static void threat_31_sql_is_constant_and_values_are_parameters(void **state)
{
	static const char *const drivers[] = {"store_sqlite.c", "store_postgres.c"};
	glob_t found;
	size_t seen = 0, faults = 0;
	(void)state;
	assert_int_equal(glob(TESTS_DIR "/../server/*.c", 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *path = found.gl_pathv[i];
		bool driver = ends_with(path, drivers[0]) || ends_with(path, drivers[1]);
		char *text = file_read(path);
		const char *fault = source_fault(text, driver, ends_with(path, "store_schema.c"));
		if (fault != NULL)
			print_error("%s: %s\n", path, fault);
		seen += driver;
		faults += fault != NULL;
		free(text);
	}
	globfree(&found);
	assert_true(seen >= 1);
	assert_int_equal(faults, 0);
}

struct planted {
	const char *why;
	const char *source;
	bool refused;
};

static const struct planted planted[] = {
    {"a constant row may stay",
     "static const struct statement a = {\"SELECT x FROM y WHERE z = $1\", \"i\"};", false},
    {"rows in a table may stay", "static const char *const v[] = {\"PRAGMA a = 1\", \"PRAGMA b = 1\"};",
     false},
    {"a pointer to one may stay", "void f(const struct statement *s) { g(s, \"name\"); }", false},
    {"words in a comment may stay", "/* SELECT x */ int f(void) { return 1; } // UPDATE x SET y\n", false},
    {"a constant row inside a function may stay",
     "int f(void) { static const struct statement a = {\"SELECT 1\", \"\"}; return g(&a); }", false},
    {"after a constant row",
     "int f(char *b) { static const struct statement a = {0}; strcpy(b, \"SELECT 1\"); }", true},
    {"printed into a buffer", "void f(char *b) { snprintf(b, 9, \"SELECT x FROM y WHERE z = %d\", 1); }",
     true},
    {"joined", "void f(char *b) { strcat(b, \" WHERE z = 'a'\"); }", true},
    {"in a local array", "void f(void) { const char q[] = \"DELETE FROM y\"; g(q); }", true},
    {"in a function that returns const", "static const char *f(void) { return \"SELECT 1\"; }", true},
    {"in a macro", "#define Q(x) \"UPDATE y SET z = \" #x\nint f(void);", true},
    {"in a statement that can change", "static struct statement s = {\"SELECT 1\", \"\"};", true},
    {"a statement on the stack", "void f(const char *q) { struct statement s = {q, \"\"}; g(&s); }", true},
    {"a compound literal", "void f(const char *q) { g(&(struct statement){q, \"\"}); }", true},
    {"assigned text", "void f(struct x *s, char *q) { s->sql = q; }", true},
    {"the engine called directly", "void f(sqlite3 *d, char *q) { sqlite3_prepare_v2(d, q, -1, 0, 0); }",
     true},
    {"the schema's door", "void f(struct tx *t, char *q) { t->driver->script(t->conn, q, 1); }", true},
    {"after constant data",
     "static const int a[] = {1};\nvoid f(char *b) { sprintf(b, \"DROP TABLE %s\", b); }", true},
};

static void planted_sql_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(planted); i++)
		if ((source_fault(planted[i].source, false, false) != NULL) != planted[i].refused)
			fail_msg("%s", planted[i].why);
	assert_non_null(source_fault("void f(void) { sqlite3_exec(d, q, 0, 0, 0); }", true, true));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(threat_31_sql_is_constant_and_values_are_parameters),
	    cmocka_unit_test(planted_sql_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
