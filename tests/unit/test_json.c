#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guosuo/v1/api.pb-c.h"
#include "proto/wire/json.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

typedef ProtobufCMessageDescriptor type_t;

#define TRIP &guosuo__v1__trip__descriptor
#define LEG &guosuo__v1__leg__descriptor
#define ASSIGNMENT &guosuo__v1__assignment__descriptor
#define APPLICATION &guosuo__v1__application__descriptor
#define STATUS &guosuo__v1__status_list__descriptor

static uint8_t memory[1 << 18];

static enum err read_text(const type_t *type, const char *text, struct faults *faults, ProtobufCMessage **out)
{
	struct arena arena = {memory, sizeof memory, 0};
	return json_read(type, span_text(text), &arena, faults, out);
}

/* Asserts that it can be read. */
static void *good(const type_t *type, const char *text)
{
	struct faults faults = {0};
	ProtobufCMessage *message = NULL;
	if (read_text(type, text, &faults, &message) != ERR_OK)
		fail_msg("%s\n%s %s", text, faults.item[0].field, fault_name(faults.item[0].rule));
	assert_int_equal(faults.count, 0);
	return message;
}

static char *written(const void *message, enum json_style style)
{
	char *text;
	size_t n;
	assert_int_equal(json_write(message, style, &text, &n), ERR_OK);
	assert_int_equal(strlen(text), n);
	return text;
}

/* ---- what the mapping says ------------------------------------------------------------------------------
 */

static const char leg_line[] =
    "{\"ordinal\":1,\"sealedAt\":1583805600,\"province\":61,"
    "\"roads\":[{\"number\":\"G3\",\"exit\":12},{\"number\":\"连霍高速 \\\"G30\\\"\"}],"
    "\"entry\":610102007,\"speedKmh\":60,\"hours\":[{\"weekdays\":31,\"toMin\":360},{}],"
    "\"escort\":{\"vehicles\":2},\"conditions\":[1,2,4294967295],\"conditionTextHash\":\"AAEC/+8=\"}";

static void a_leg_is_read_field_by_field(void **state)
{
	(void)state;
	const Guosuo__V1__Leg *leg = good(LEG, leg_line);
	assert_int_equal(leg->ordinal, 1);
	assert_int_equal(leg->revision, 0);
	assert_int_equal(leg->sealed_at, 1583805600);
	assert_int_equal(leg->n_roads, 2);
	assert_string_equal(leg->roads[0]->number, "G3");
	assert_string_equal(leg->roads[1]->number, "连霍高速 \"G30\"");
	assert_int_equal(leg->roads[1]->exit, 0);
	assert_int_equal(leg->escort->vehicles, 2);
	assert_int_equal(leg->escort->staff, 0);
	assert_int_equal(leg->n_hours, 2);
	assert_int_equal(leg->n_conditions, 3);
	assert_int_equal(leg->conditions[2], UINT32_MAX);
	assert_int_equal(leg->condition_text_hash.len, 5);
	assert_memory_equal(leg->condition_text_hash.data, "\x00\x01\x02\xFF\xEF", 5);
	assert_int_equal(leg->n_stops, 0);
	assert_null(((const Guosuo__V1__Leg *)good(LEG, "{}"))->escort);
}

static void a_message_is_written_as_it_was_read(void **state)
{
	static const struct {
		const type_t *type;
		const char *text;
	} rows[] = {
	    {LEG, leg_line},
	    {LEG, "{}"},
	    {TRIP, "{\"passId\":\"AAECAwQFBgcICQoLDA0ODw==\",\"company\":{},\"overLimitClass\":\"CLASS_II\","
	           "\"tractors\":[{\"plate\":\"18446744073709551615\",\"kind\":\"TRACTOR\",\"spare\":true}],"
	           "\"officers\":\"AAEC\"}"},
	    {STATUS, "{\"issuedAt\":\"-9223372036854775808\",\"expiresAt\":\"9223372036854775807\"}"},
	    {ASSIGNMENT, "{\"driverName\":\"王\",\"deviceKey\":\"AAEC\"}"},
	    {ASSIGNMENT, "{\"paper\":true}"},
	    {ASSIGNMENT, "{\"paper\":false}"},
	    {ASSIGNMENT, "{\"deviceKey\":\"\"}"},
	    {APPLICATION,
	     "{\"applicant\":{\"nameEn\":\"A & B <C>\"},\"vehicle\":{\"laden\":{\"axleLoadsKg\":[1,2]}}}"},
	    {APPLICATION, "{\"journey\":{\"legs\":[{\"roads\":[\"G3\",\"\"]}]}}"},
	    {STATUS, "{\"weeks\":[{\"week\":202012},{\"week\":202013,\"revoked\":\"/w==\"}]}"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = written(good(rows[i].type, rows[i].text), JSON_FOR_PROGRAMS);
		assert_string_equal(text, rows[i].text);
		free(text);
	}
}

static void people_get_lines_and_the_same_message(void **state)
{
	(void)state;
	char *text = written(good(LEG, "{\"roads\":[{\"number\":\"G3\"}]}"), JSON_FOR_PEOPLE);
	assert_string_equal(text, "{\n  \"roads\": [\n    {\n      \"number\": \"G3\"\n    }\n  ]\n}\n");
	char *line = written(good(LEG, text), JSON_FOR_PROGRAMS);
	assert_string_equal(line, "{\"roads\":[{\"number\":\"G3\"}]}");
	free(text);
	free(line);
}

static void other_spellings_mean_the_same(void **state)
{
	static const struct {
		const char *why;
		const type_t *type;
		const char *text, *want;
	} rows[] = {
	    {"a name of the schema", LEG, "{\"sealed_at\":5,\"speed_kmh\":6}",
	     "{\"sealedAt\":5,\"speedKmh\":6}"},
	    {"a 64-bit number", STATUS, "{\"issuedAt\":5}", "{\"issuedAt\":\"5\"}"},
	    {"the largest one", TRIP, "{\"tractors\":[{\"plate\":18446744073709551615}]}",
	     "{\"tractors\":[{\"plate\":\"18446744073709551615\"}]}"},
	    {"a 32-bit string", LEG, "{\"ordinal\":\"5\"}", "{\"ordinal\":5}"},
	    {"minus zero", STATUS, "{\"issuedAt\":-0}", "{}"},
	    {"null", LEG, "{\"ordinal\":null,\"roads\":null,\"escort\":null,\"conditionTextHash\":null}",
	     "{}"},
	    {"null in a oneof", ASSIGNMENT, "{\"deviceKey\":null,\"paper\":true}", "{\"paper\":true}"},
	    {"a default", LEG, "{\"ordinal\":0,\"roads\":[],\"conditionTextHash\":\"\"}", "{}"},
	    {"an enum's number", TRIP, "{\"overLimitClass\":3}", "{\"overLimitClass\":\"CLASS_III\"}"},
	    {"an enum's zero", TRIP, "{\"overLimitClass\":\"OVER_LIMIT_CLASS_UNSPECIFIED\"}", "{}"},
	    {"an escaped enum name", TRIP, "{\"overLimitClass\":\"CLASS\\u005fI\"}",
	     "{\"overLimitClass\":\"CLASS_I\"}"},
	    {"base64 without padding", TRIP, "{\"passId\":\"AA\"}", "{\"passId\":\"AA==\"}"},
	    {"base64 url-safe", TRIP, "{\"passId\":\"-_-_\"}", "{\"passId\":\"+/+/\"}"},
	    {"base64 url-safe with padding", TRIP, "{\"passId\":\"_w==\"}", "{\"passId\":\"/w==\"}"},
	    {"base64 with an escaped slash", TRIP, "{\"passId\":\"\\/w==\"}", "{\"passId\":\"/w==\"}"},
	    {"escapes", LEG, "{\"roads\":[{\"number\":\"\\u8fC7\\ud83D\\uDE9A\\/\\t\"}]}",
	     "{\"roads\":[{\"number\":\"过🚚/\\t\"}]}"},
	    {"an escaped key", LEG, "{\"ord\\u0069nal\":1}", "{\"ordinal\":1}"},
	    {"space between tokens", LEG, " \t\r\n{ \"ordinal\" : 1 , \"stops\" : [ 1 , 2 ] } \n",
	     "{\"ordinal\":1,\"stops\":[1,2]}"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = written(good(rows[i].type, rows[i].text), JSON_FOR_PROGRAMS);
		if (strcmp(text, rows[i].want) != 0)
			fail_msg("%s: %s", rows[i].why, text);
		free(text);
	}
}

static void a_number_the_schema_lacks_is_written_as_a_number(void **state)
{
	(void)state;
	Guosuo__V1__Vehicle vehicle = GUOSUO__V1__VEHICLE__INIT;
	vehicle.kind = (Guosuo__V1__VehicleKind)77;
	char *text = written(&vehicle, JSON_FOR_PROGRAMS);
	assert_string_equal(text, "{\"kind\":77}");
	free(text);
}

static void a_string_that_is_not_utf_8_is_not_written(void **state)
{
	(void)state;
	Guosuo__V1__Leg leg = GUOSUO__V1__LEG__INIT;
	Guosuo__V1__Road road = GUOSUO__V1__ROAD__INIT, *roads[] = {&road};
	char *text = NULL;
	size_t n = 7;
	road.number = (char[]){"G3\xFF"};
	leg.roads = roads;
	leg.n_roads = 1;
	assert_int_equal(json_write(&leg.base, JSON_FOR_PROGRAMS, &text, &n), ERR_FORMAT);
	assert_null(text);
	assert_int_equal(n, 7);
}

/* ---- what is refused ------------------------------------------------------------------------------------
 */

struct refusal {
	const char *why;
	const type_t *type;
	const char *text, *field;
	enum rule rule;
	int64_t got, limit;
};

static void assert_refused(const struct refusal *row)
{
	struct faults faults = {0};
	ProtobufCMessage *message = NULL;
	enum err err = read_text(row->type, row->text, &faults, &message);
	const struct fault *fault = &faults.item[0];
	if (err != ERR_INPUT || message != NULL || faults.count != 1)
		fail_msg("%s: %s, %zu faults", row->why, err_name(err), faults.count);
	if (fault->rule != row->rule || strcmp(fault->field, row->field) != 0 || fault->got != row->got ||
	    fault->limit != row->limit)
		fail_msg("%s: %s %s %lld %lld", row->why, fault->field, fault_name(fault->rule),
		         (long long)fault->got, (long long)fault->limit);
}

static void a_fault_says_where_and_why(void **state)
{
	static const struct refusal rows[] = {
	    {"an unknown field", LEG, "{\"ordnial\":1}", "ordnial", RULE_UNKNOWN_FIELD, 0, 0},
	    {"deep inside", APPLICATION, "{\"journey\":{\"legs\":[{},{\"stops\":[{\"need\":{\"bed\":1}}]}]}}",
	     "journey.legs[1].stops[0].need.bed", RULE_UNKNOWN_FIELD, 0, 0},
	    {"another case", LEG, "{\"Ordinal\":1}", "Ordinal", RULE_UNKNOWN_FIELD, 0, 0},
	    {"an unknown object is stepped over", LEG, "{\"x\":{\"ordinal\":[1,{}]},\"ordinal\":1}", "x",
	     RULE_UNKNOWN_FIELD, 0, 0},
	    {"an unknown null", LEG, "{\"x\":null}", "x", RULE_UNKNOWN_FIELD, 0, 0},
	    {"an empty name", LEG, "{\"\":1}", "", RULE_UNKNOWN_FIELD, 0, 0},
	    {"a name that ends in a NUL", LEG, "{\"ordinal\\u0000\":1}", "", RULE_TEXT, 0, 0},

	    {"not an object", LEG, "[]", "", RULE_TYPE, 0, 0},
	    {"null alone", LEG, "null", "", RULE_TYPE, 0, 0},
	    {"a bool for a number", LEG, "{\"ordinal\":true}", "ordinal", RULE_TYPE, 0, 0},
	    {"a fraction", LEG, "{\"ordinal\":1.0}", "ordinal", RULE_TYPE, 0, 0},
	    {"an exponent", LEG, "{\"ordinal\":1e3}", "ordinal", RULE_TYPE, 0, 0},
	    {"an empty string for a number", STATUS, "{\"issuedAt\":\"\"}", "issuedAt", RULE_TYPE, 0, 0},
	    {"a sign alone", STATUS, "{\"issuedAt\":\"-\"}", "issuedAt", RULE_TYPE, 0, 0},
	    {"a plus", STATUS, "{\"issuedAt\":\"+1\"}", "issuedAt", RULE_TYPE, 0, 0},
	    {"a leading zero", STATUS, "{\"issuedAt\":\"01\"}", "issuedAt", RULE_TYPE, 0, 0},
	    {"a space", STATUS, "{\"issuedAt\":\" 1\"}", "issuedAt", RULE_TYPE, 0, 0},
	    {"hexadecimal", STATUS, "{\"issuedAt\":\"0x1\"}", "issuedAt", RULE_TYPE, 0, 0},
	    {"a list for a number", LEG, "{\"ordinal\":[1,[2]],\"revision\":1}", "ordinal", RULE_TYPE, 0, 0},
	    {"an object for a number", LEG, "{\"ordinal\":{\"a\":{}},\"revision\":1}", "ordinal", RULE_TYPE,
	     0, 0},
	    {"a number for a list", LEG, "{\"stops\":1}", "stops", RULE_TYPE, 0, 0},
	    {"an object for a list", LEG, "{\"stops\":{\"0\":[1]},\"ordinal\":1}", "stops", RULE_TYPE, 0, 0},
	    {"null in a list", LEG, "{\"stops\":[1,null]}", "stops[1]", RULE_TYPE, 0, 0},
	    {"null in a list of objects", LEG, "{\"roads\":[null]}", "roads[0]", RULE_TYPE, 0, 0},
	    {"a list in a list", LEG, "{\"stops\":[1,[2],3]}", "stops[1]", RULE_TYPE, 0, 0},
	    {"a list for an object", LEG, "{\"escort\":[{}],\"ordinal\":1}", "escort", RULE_TYPE, 0, 0},
	    {"a string for an object", LEG, "{\"escort\":\"x\"}", "escort", RULE_TYPE, 0, 0},
	    {"a number for a string", LEG, "{\"roads\":[{\"number\":3}]}", "roads[0].number", RULE_TYPE, 0,
	     0},
	    {"a number for a bool", TRIP, "{\"tractors\":[{\"spare\":1}]}", "tractors[0].spare", RULE_TYPE, 0,
	     0},
	    {"a string for a bool", TRIP, "{\"tractors\":[{\"spare\":\"true\"}]}", "tractors[0].spare",
	     RULE_TYPE, 0, 0},
	    {"a list for bytes", TRIP, "{\"passId\":[1]}", "passId", RULE_TYPE, 0, 0},
	    {"a bool for an enum", TRIP, "{\"overLimitClass\":true}", "overLimitClass", RULE_TYPE, 0, 0},

	    {"above uint32", LEG, "{\"ordinal\":4294967296}", "ordinal", RULE_TOO_LARGE, 4294967296,
	     UINT32_MAX},
	    {"below zero", LEG, "{\"stops\":[1,-1]}", "stops[1]", RULE_TOO_SMALL, -1, 0},
	    {"above int64", STATUS, "{\"issuedAt\":\"9223372036854775808\"}", "issuedAt", RULE_TOO_LARGE,
	     INT64_MAX, INT64_MAX},
	    {"below int64", STATUS, "{\"issuedAt\":-9223372036854775809}", "issuedAt", RULE_TOO_SMALL,
	     INT64_MIN, INT64_MIN},
	    {"above uint64", TRIP, "{\"tractors\":[{\"plate\":\"18446744073709551616\"}]}",
	     "tractors[0].plate", RULE_TOO_LARGE, INT64_MAX, INT64_MAX},
	    {"30 digits", LEG, "{\"ordinal\":\"100000000000000000000000000000\"}", "ordinal", RULE_TOO_LARGE,
	     INT64_MAX, UINT32_MAX},
	    {"30 digits below", LEG, "{\"ordinal\":-100000000000000000000000000000}", "ordinal",
	     RULE_TOO_SMALL, INT64_MIN, 0},
	    {"an enum above int32", TRIP, "{\"overLimitClass\":2147483648}", "overLimitClass", RULE_TOO_LARGE,
	     2147483648, INT32_MAX},

	    {"an enum name unknown", TRIP, "{\"overLimitClass\":\"CLASS_IV\"}", "overLimitClass", RULE_CHOICE,
	     0, 0},
	    {"an enum name in lower case", TRIP, "{\"overLimitClass\":\"class_i\"}", "overLimitClass",
	     RULE_CHOICE, 0, 0},
	    {"an enum number unknown", TRIP, "{\"overLimitClass\":4}", "overLimitClass", RULE_CHOICE, 4, 0},

	    {"a NUL", LEG, "{\"roads\":[{\"number\":\"G\\u00003\"}]}", "roads[0].number", RULE_TEXT, 0, 0},
	    {"bad UTF-8", LEG, "{\"roads\":[{\"number\":\"G\xC3\x28\"}]}", "roads[0].number", RULE_TEXT, 0,
	     0},
	    {"overlong UTF-8", LEG, "{\"roads\":[{\"number\":\"\xC0\xAF\"}]}", "roads[0].number", RULE_TEXT,
	     0, 0},
	    {"a lone surrogate", LEG, "{\"roads\":[{\"number\":\"\\ud83d\"}]}", "roads[0].number", RULE_TEXT,
	     0, 0},
	    {"surrogates in turn", LEG, "{\"roads\":[{\"number\":\"\\ude9a\\ud83d\"}]}", "roads[0].number",
	     RULE_TEXT, 0, 0},
	    {"a high surrogate before a letter", LEG, "{\"roads\":[{\"number\":\"\\ud83d\\u0041\"}]}",
	     "roads[0].number", RULE_TEXT, 0, 0},
	    {"bad UTF-8 in an enum", TRIP, "{\"overLimitClass\":\"\xFF\"}", "overLimitClass", RULE_TEXT, 0,
	     0},

	    {"not base64", TRIP, "{\"passId\":\"A?==\"}", "passId", RULE_BASE64, 0, 0},
	    {"both alphabets", TRIP, "{\"passId\":\"+_+_\"}", "passId", RULE_BASE64, 0, 0},
	    {"bits left over", TRIP, "{\"passId\":\"AB==\"}", "passId", RULE_BASE64, 0, 0},
	    {"letters above ASCII", TRIP, "{\"passId\":\"过AA\"}", "passId", RULE_BASE64, 0, 0},
	    {"a line feed in base64", TRIP, "{\"passId\":\"AA\\nEC\"}", "passId", RULE_BASE64, 0, 0},

	    {"a field twice", LEG, "{\"ordinal\":1,\"ordinal\":1}", "ordinal", RULE_DUPLICATE, 0, 0},
	    {"a field twice, once null", LEG, "{\"ordinal\":null,\"ordinal\":1}", "ordinal", RULE_DUPLICATE,
	     0, 0},
	    {"a field under both names", LEG, "{\"sealedAt\":1,\"sealed_at\":1}", "sealed_at", RULE_DUPLICATE,
	     0, 0},
	    {"a field twice, deep inside", LEG, "{\"roads\":[{\"exit\":1,\"exit\":2}]}", "roads[0].exit",
	     RULE_DUPLICATE, 0, 0},
	    {"two of a oneof", ASSIGNMENT, "{\"deviceKey\":\"AA==\",\"paper\":true}", "paper", RULE_ONE_OF, 0,
	     0},
	    {"two of a oneof, one false", ASSIGNMENT, "{\"paper\":false,\"deviceKey\":\"\"}", "deviceKey",
	     RULE_ONE_OF, 0, 0},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_refused(&rows[i]);
}

static void what_is_not_json_is_refused_with_its_place(void **state)
{
	static const struct refusal rows[] = {
	    {"nothing", LEG, "", "", RULE_SYNTAX, 1, 1},
	    {"spaces", LEG, "  \n ", "", RULE_SYNTAX, 2, 2},
	    {"a comma too many", LEG, "{\"ordinal\":1,}", "", RULE_SYNTAX, 1, 15},
	    {"on the third line", LEG, "{\n\"ordinal\":\n1x}", "", RULE_SYNTAX, 3, 2},
	    {"behind Chinese characters", LEG, "{\"过所\":x}", "", RULE_SYNTAX, 1, 7},
	    {"two values", LEG, "{}{}", "", RULE_SYNTAX, 1, 4},
	    {"an open object", LEG, "{\"ordinal\":1", "", RULE_SYNTAX, 1, 13},
	    {"the wrong bracket", LEG, "{\"stops\":[1}", "", RULE_SYNTAX, 1, 13},
	    {"a comment", LEG, "{}//", "", RULE_SYNTAX, 1, 3},
	    {"single quotes", LEG, "{'ordinal':1}", "", RULE_SYNTAX, 1, 2},
	    {"a byte order mark", LEG, "\xEF\xBB\xBF{}", "", RULE_SYNTAX, 1, 1},
	    {"NaN", LEG, "{\"ordinal\":NaN}", "", RULE_SYNTAX, 1, 12},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_refused(&rows[i]);
}

static void all_faults_are_told_at_once(void **state)
{
	(void)state;
	struct faults faults = {0};
	ProtobufCMessage *message;
	assert_int_equal(
	    read_text(LEG, "{\"a\":[{}],\"ordinal\":-1,\"roads\":[{\"b\":1},{\"exit\":\"x\"}],\"ordinal\":2}",
	              &faults, &message),
	    ERR_INPUT);
	assert_int_equal(faults.count, 5);
	assert_string_equal(faults.item[0].field, "a");
	assert_string_equal(faults.item[1].field, "ordinal");
	assert_string_equal(faults.item[2].field, "roads[0].b");
	assert_string_equal(faults.item[3].field, "roads[1].exit");
	assert_int_equal(faults.item[4].rule, RULE_DUPLICATE);
}

static void a_long_path_is_cut_at_a_character(void **state)
{
	(void)state;
	struct faults faults = {0};
	ProtobufCMessage *message;
	assert_int_equal(
	    read_text(LEG, "{\"过所过所过所过所过所过所过所过所过所过所过所过所\":1,\"roads\":[{\"x\":1}]}",
	              &faults, &message),
	    ERR_INPUT);
	assert_int_equal(faults.count, 2);
	assert_int_equal(strlen(faults.item[0].field), 63);
	assert_string_equal(faults.item[1].field, "roads[0].x");
}

/* ---- threat 8: bombs ------------------------------------------------------------------------------------
 */

static void threat_8_deep_nesting_is_refused(void **state)
{
	static const size_t depths[] = {JSON_DEPTH, JSON_DEPTH + 1, 100000};
	(void)state;
	for (size_t i = 0; i < COUNT(depths); i++) {
		size_t n = depths[i];
		char *text = malloc(2 * n + 1);
		struct faults faults = {0};
		ProtobufCMessage *message;
		memset(text, '[', n);
		memset(text + n, ']', n);
		text[2 * n] = '\0';
		assert_int_equal(read_text(LEG, text, &faults, &message), ERR_INPUT);
		assert_int_equal(faults.item[0].rule, n <= JSON_DEPTH ? RULE_TYPE : RULE_DEPTH);
		free(text);
	}
}

static void threat_8_a_text_beyond_the_cap_is_refused(void **state)
{
	(void)state;
	struct arena arena = {memory, sizeof memory, 0};
	struct faults faults = {0};
	ProtobufCMessage *message = NULL;
	size_t n = JSON_TEXT_MAX + 1;
	char *text = malloc(n);
	memset(text, ' ', n);
	text[0] = '{';
	text[1] = '}';
	assert_int_equal(json_read(LEG, span_of(text, n), &arena, &faults, &message), ERR_SIZE);
	assert_int_equal(json_read(LEG, span_of(text, n - 1), &arena, &faults, &message), ERR_OK);
	free(text);
}

static void threat_8_more_items_than_the_arena_holds_are_refused(void **state)
{
	(void)state;
	size_t items = sizeof memory / 4 + 1, n = 0;
	char *text = malloc(2 * items + 32);
	struct faults faults = {0};
	ProtobufCMessage *message = NULL;
	n = (size_t)sprintf(text, "{\"stops\":[0");
	for (size_t i = 1; i < items; i++) {
		text[n++] = ',';
		text[n++] = '0';
	}
	strcpy(text + n, "]}");
	assert_int_equal(read_text(LEG, text, &faults, &message), ERR_MEMORY);
	assert_null(message);
	free(text);
}

/* ---- failing allocations --------------------------------------------------------------------------------
 */

static void an_arena_of_any_size_is_enough_or_said_to_be_full(void **state)
{
	(void)state;
	size_t size = 0, faulty = 0;
	enum err err;
	do {
		struct arena arena = {memory, size, 0};
		struct faults faults = {0};
		ProtobufCMessage *message = NULL;
		err = json_read(LEG, span_text(leg_line), &arena, &faults, &message);
		if (err == ERR_MEMORY) {
			assert_int_equal(arena.used, 0);
			assert_null(message);
			faulty++;
		}
		assert_int_equal(faults.count, 0);
		size++;
	} while (err == ERR_MEMORY && size < sizeof memory);
	assert_int_equal(err, ERR_OK);
	assert_in_range(faulty, 300, 4000);
}

static size_t allowed, held;

static void *scarce(size_t n)
{
	if (allowed == 0)
		return NULL;
	allowed--;
	held++;
	return malloc(n);
}

static void *once_refused(size_t n)
{
	if (allowed-- == 0)
		return NULL;
	held++;
	return malloc(n);
}

static void give_back(void *p)
{
	held -= p != NULL;
	free(p);
}

/* jansson may do without one allocation (it grows less eagerly); then the text must be whole. */
static void each_failing(json_malloc_t allocate, const ProtobufCMessage *message, const char *want)
{
	json_malloc_t usual;
	json_free_t usual_free;
	json_get_alloc_funcs(&usual, &usual_free);
	json_set_alloc_funcs(allocate, give_back);
	size_t failed = 0;
	bool done = false;
	for (size_t nth = 0; nth < 1000 && !done; nth++) {
		char *text = NULL;
		size_t n;
		allowed = nth;
		held = 0;
		enum err err = json_write(message, JSON_FOR_PROGRAMS, &text, &n);
		done = allocate == scarce ? err == ERR_OK : allowed < SIZE_MAX / 2;
		if (err == ERR_OK)
			assert_string_equal(text, want);
		else
			assert_int_equal(err, ERR_MEMORY);
		failed += err != ERR_OK;
		give_back(text);
		assert_int_equal(held, 0);
	}
	json_set_alloc_funcs(usual, usual_free);
	assert_true(done);
	assert_true(failed > 20);
}

static void every_failing_allocation_of_writing_is_said(void **state)
{
	(void)state;
	const ProtobufCMessage *message = good(LEG, leg_line);
	each_failing(scarce, message, leg_line);
	each_failing(once_refused, message, leg_line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_leg_is_read_field_by_field),
	    cmocka_unit_test(a_message_is_written_as_it_was_read),
	    cmocka_unit_test(people_get_lines_and_the_same_message),
	    cmocka_unit_test(other_spellings_mean_the_same),
	    cmocka_unit_test(a_number_the_schema_lacks_is_written_as_a_number),
	    cmocka_unit_test(a_string_that_is_not_utf_8_is_not_written),
	    cmocka_unit_test(a_fault_says_where_and_why),
	    cmocka_unit_test(what_is_not_json_is_refused_with_its_place),
	    cmocka_unit_test(all_faults_are_told_at_once),
	    cmocka_unit_test(a_long_path_is_cut_at_a_character),
	    cmocka_unit_test(threat_8_deep_nesting_is_refused),
	    cmocka_unit_test(threat_8_a_text_beyond_the_cap_is_refused),
	    cmocka_unit_test(threat_8_more_items_than_the_arena_holds_are_refused),
	    cmocka_unit_test(an_arena_of_any_size_is_enough_or_said_to_be_full),
	    cmocka_unit_test(every_failing_allocation_of_writing_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
