#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/booking.h"
#include "proto/part.h"
#include "proto/condition.h"
#include "proto/course.h"
#include "proto/decision.h"
#include "proto/delta.h"
#include "proto/distance.h"
#include "proto/knowledge.h"
#include "proto/notice.h"
#include "proto/passage.h"
#include "proto/bar.h"
#include "proto/revocation.h"
#include "proto/present.h"
#include "proto/stamp.h"
#include "tests/vectors/example.h"

static char *readme;

/* ---- what the code says ---- */

static void write_findings(FILE *out)
{
	static const char *const severities[] = {"note", "refer", "reject"};
	fputs("\n| no. | name | severity | closed by | 内容 | says | 下一步 | next action |\n"
	      "|---|---|---|---|---|---|---|---|\n",
	      out);
#define X(number, name, severity, closer, zh, en, zh_do, en_do)                                              \
	fprintf(out, "| %d | %s | %s | %s %s | %s | %s | %s | %s |\n", number, #name,                        \
	        severities[finding_severity(FINDING_##name)],                                                \
	        closer_text(finding_closer(FINDING_##name), LANG_EN),                                        \
	        closer_text(finding_closer(FINDING_##name), LANG_ZH), zh, en, zh_do, en_do);
	FINDING_LIST(X)
#undef X
	fputs("\n", out);
}

static void write_kinds(FILE *out)
{
	static const char *const rows[KIND_COUNT][2] = {
	    [KIND_trip] = {"-", "Trip"},
	    [KIND_leg] = {"trip", "Leg"},
	    [KIND_assignment] = {"trip", "Assignment"},
	    [KIND_decision] = {"trip", "Decision"},
	    [KIND_notice] = {"-", "Notice"},
	    [KIND_booking] = {"trip", "Booking"},
	    [KIND_presentation] = {"trip, leg, assignment", "Presentation"},
	    [KIND_stamp] = {"trip, leg, assignment, previous stamp's payload (32 zeros for the first)",
	                    "Stamp"},
	    [KIND_revocation] = {"-", "Revocation"},
	    [KIND_status] = {"-", "StatusList"},
	    [KIND_roster] = {"-", "Roster"},
	    [KIND_directory] = {"-", "Directory"},
	    [KIND_passages] = {"-", "PassageHead"},
	    [KIND_bar] = {"trip", "Bar"},
	};
	fputs("\n| type string | links | which, in this order | message |\n|---|---|---|---|\n", out);
	for (enum kind kind = 0; kind < KIND_COUNT; kind++)
		fprintf(out, "| `%s` | %zu | %s | %s |\n", kind_type(kind), kind_links(kind), rows[kind][0],
		        rows[kind][1]);
	fputs("\n", out);
}

static void write_reasons(FILE *out)
{
	fputs("\n| no. | word | 原因 | reason |\n|---|---|---|---|\n", out);
#define X(number, name, word, zh, en) fprintf(out, "| %d | %s | %s | %s |\n", number, word, zh, en);
	STAMP_REASON_LIST(X)
#undef X
	fputs("\n", out);
}

static void write_inspections(FILE *out)
{
	fputs("\n| no. | word | 查验项目 | inspection |\n|---|---|---|---|\n", out);
#define X(number, name, word, zh, en) fprintf(out, "| %d | %s | %s | %s |\n", number, word, zh, en);
	INSPECTION_LIST(X)
#undef X
	fputs("\n", out);
}

static void write_limits(FILE *out)
{
#define ROW(name, what)                                                                                      \
	{                                                                                                    \
#name, name, what                                                                            \
	}
	static const struct {
		const char *name;
		int64_t value;
		const char *what;
	} rows[] = {
	    ROW(CODE_MAX, "a code"),
	    ROW(CODE_FIT_MAX, "a code that is made: QR version 24-L"),
	    ROW(CODE_TEXT_MAX, "characters of a code's text, line end included"),
	    ROW(CLAIM_HEAD, "of a state file: enough to say which edition it is (9.5)"),
	    ROW(PART_BYTES, "of a state file in one code of a sequence (9.8)"),
	    ROW(PARTS_MAX, "codes of one state file"),
	    ROW(PART_MAX, "a part of a state file"),
	    ROW(TRIP_MAX, "body of a trip"),
	    ROW(LEG_MAX, "body of a leg"),
	    ROW(ASSIGNMENT_MAX, "body of an assignment"),
	    ROW(PRESENTATION_MAX, "body of a presentation"),
	    ROW(DECISION_MAX, "body of a decision"),
	    ROW(BOOKING_MAX, "body of a booking"),
	    ROW(STAMP_MAX, "body of a stamp"),
	    ROW(CHAIN_MAX, "a chain of stamps that is shown"),
	    ROW(PASSAGE_RECORD_MAX, "a record of a checkpoint's log"),
	    ROW(PASSAGE_HEAD_MAX, "body of a head of such a log"),
	    ROW(NOTICE_MAX, "body of a notice"),
	    ROW(REVOCATION_MAX, "body of a revocation"),
	    ROW(BAR_MAX, "body of a bar"),
	    ROW(PASS_FILE_MAX, "a pass file"),
	    ROW(DIRECTORY_MAX, "a directory's file"),
	    ROW(ROSTER_MAX, "a roster's file"),
	    ROW(STATUS_MAX, "a status list's file"),
	    ROW(DELTA_MAX, "a status list's delta (9.9)"),
	    ROW(NOTICE_FILE_MAX, "a province's file of notices"),
	    ROW(REVOCATION_FILE_MAX, "a province's file of revocations"),
	    ROW(INVITE_TEXT_MAX, "characters of an invitation"),
	    ROW(CANON_DEPTH, "messages inside each other"),
	    ROW(CANON_CRITICAL_END, "first field number that may be ignored"),
	    ROW(SEALS_MAX, "records in Sealed.seals"),
	    ROW(TRACTORS_MAX, "tractors"),
	    ROW(TRAILERS_MAX, "trailers"),
	    ROW(LEGS_MAX, "provinces of a trip"),
	    ROW(AXLES_MAX, "loads in a list; axles or axle lines of a vehicle"),
	    ROW(JOURNEYS_MAX, "journeys of a trip"),
	    ROW(OFFICERS_MAX, "officers of a trip"),
	    ROW(NAME_BYTES, "a name"),
	    ROW(ROADS_MAX, "roads of a leg"),
	    ROW(ROAD_BYTES, "a road's number"),
	    ROW(STOPS_MAX, "stops of a leg"),
	    ROW(CONDITIONS_MAX, "conditions of a leg"),
	    ROW(HOURS_MAX, "ranges of hours of a leg"),
	    ROW(SPEED_MAX_KMH, "speed of a leg, km/h"),
	    ROW(REASON_MAX, "reason of a decision"),
	    ROW(REVOKED_MAX, "indexes of a revocation"),
	    ROW(NOTE_MAX, "note of a revocation"),
	    ROW(NOTICES_LIVE_MAX, "notices of a province that hold at once"),
	    ROW(NOTICE_ITEMS_MAX, "items of a notice"),
	    ROW(NOTICE_DIVISIONS_MAX, "divisions of a notice"),
	    ROW(NOTICE_ROADS_MAX, "roads of a notice"),
	    ROW(NOTICE_TITLE_MAX, "title of a notice"),
	    ROW(NOTICE_TEXT_MAX, "text of an item"),
	    ROW(NOTICE_PHONE_MAX, "telephone of a notice"),
	    ROW(ITEMS_MAX, "things a correction asks for"),
	    ROW(ITEM_FIELD_MAX, "path of such a thing"),
	    ROW(ITEM_TEXT_MAX, "what is wrong with it; what is needed"),
	    ROW(CONDITION_TEXT_MAX, "words of a leg's conditions"),
	    ROW(ESCORTS_MAX, "escort plates of an assignment"),
	    ROW(BOOKINGS_MAX, "bookings of a pass file, and of a trip"),
	    ROW(BOOKING_CODE_MIN, "least code of a booking"),
	    ROW(BOOKING_CODE_MAX, "largest code of a booking"),
	    ROW(BOOKING_WINDOW_S, "s a booking lasts"),
	    ROW(BEDS_MAX, "beds of a booking or a stop"),
	    ROW(MEALS_MAX, "meals of a booking, or of a stop a night"),
	    ROW(PHONE_BYTES, "a stop's telephone"),
	    ROW(STAMP_FINDING_NUMBER_MAX, "number of a finding in a stamp"),
	    ROW(INSPECTIONS_MAX, "inspections of a stamp, and of a roster's policies"),
	    ROW(INSPECTION_POLICIES_MAX, "such policies of a roster"),
	    ROW(PEOPLE_MAX, "people of a stamp"),
	    ROW(CHAIN_SHOWN_MAX, "stamps of a chain that is shown"),
	    ROW(CHAIN_KEPT_MAX, "stamps of a pass file"),
	    ROW(COURSE_MAX, "stamps of a journey that are looked at"),
	    ROW(PASSAGE_PLATE_MAX, "a plate as it was read"),
	    ROW(PASSAGE_NOTE_MAX, "note of a hand-over, reason of a reset"),
	    ROW(TEMPERATURE_MAX_DC, "a temperature, tenths of a degree Celsius"),
	    ROW(MEASURE_MAX_MM, "a length, mm"),
	    ROW(MASS_MAX_KG, "a mass, kg"),
	    ROW(NONCE_MIN, "least nonce"),
	    ROW(NONCE_MAX, "largest nonce"),
	    ROW(PROVINCES_MAX, "provinces of a directory; neighbours of a province"),
	    ROW(PARTY_KEYS_MAX, "roots, or authorities of a province"),
	    ROW(ROOT_THRESHOLD_MAX, "threshold of the roots"),
	    ROW(OFFSET_MAX_MIN, "utc_offset_min"),
	    ROW(ROSTER_ENTRIES_MAX, "entries of a roster"),
	    ROW(ROSTER_SITES_MAX, "sites of a roster"),
	    ROW(NORTH_MAX_UDEG, "a position's north, millionths of a degree"),
	    ROW(EAST_MAX_UDEG, "its east"),
	    ROW(STATUS_WEEKS, "weeks a publisher lists"),
	    ROW(STATUS_SECTIONS_MAX, "weeks a list may have"),
	    ROW(RICE_MAX, "StatusWeek.rice"),
	    ROW(FINDINGS_MAX, "findings of a verdict"),
	    ROW(SKEW_S, "s a seal may be in the future"),
	    ROW(LIFE_MAX_S, "s from sealed_at to not_after (7 times 31 days)"),
	    ROW(NOTICE_LIFE_MAX_S, "s from sealed_at to not_after of a notice (31 days)"),
	    ROW(ASSIGNMENT_WINDOW_S, "s an assignment lasts, where limits do not say"),
	    ROW(PRESENT_BEFORE_S, "s a presentation may be in the future"),
	    ROW(PRESENT_AFTER_S, "s a presentation lasts"),
	    ROW(PRESENT_RENEW_S, "s after which a wallet makes a new one"),
	    ROW(SAME_PASSAGE_S, "s in which the same bytes are the same passage"),
	    ROW(PHONES_AGREE, "phones that doubt the place's clock together"),
	    ROW(PHONES_ALIKE_S, "s between the times of two of them"),
	    ROW(CARRIED_HOURS, "hours since a list that a phone may say it carries was issued"),
	    ROW(AHEAD_S, "s a trust file may be in the future"),
	    ROW(BEHIND_S, "s the clock may be below the ratchet; s a trust file may be in the future after a reset"),
	    ROW(FRESH_S, "s a list is fresh, where the roster does not say"),
	    ROW(ACCEPT_S, "s a list is aged, where the roster does not say"),
	    ROW(INSPECTED_S, "s an inspection counts, where the roster does not say"),
	    ROW(IMPOSSIBLE_KMH, "km/h a load may have made between two gates, where the roster does not say"),
	    ROW(HTTPSIG_SKEW_S, "s between a request's created and now"),
	    ROW(INVITE_LIFE_S, "s an invitation lasts"),
	};
	fputs("\n| name | limit | of |\n|---|---|---|\n", out);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		fprintf(out, "| %s | %lld | %s |\n", rows[i].name, (long long)rows[i].value, rows[i].what);
	fputs("\n", out);
}

static void write_example(FILE *out)
{
	uint8_t *memory = malloc(EXAMPLE_MEMORY);
	struct example example;
	example_must(memory != NULL);
	example_write(&example, out, memory);
	free(memory);
}

static const struct block {
	const char *name;
	void (*write)(FILE *out);
} blocks[] = {
    {"limits", write_limits},
    {"kinds", write_kinds},
    {"reasons", write_reasons},
    {"inspections", write_inspections},
    {"findings", write_findings},
    {"example", write_example},
};

enum { BLOCKS = sizeof blocks / sizeof blocks[0] };

/* ---- what the README says ---- */

static char *whole(const char *path)
{
	enum { MOST = 1 << 18 };
	FILE *file = fopen(path, "r");
	char *text = calloc(1, MOST);
	example_must(file != NULL && text != NULL);
	size_t n = fread(text, 1, MOST - 1, file);
	example_must(n > 0 && n < MOST - 1);
	fclose(file);
	return text;
}

/* What stands between "<!-- name begin -->\n" and "<!-- name end -->". */
static char *between(const char *text, const char *name)
{
	char first[64], last[64];
	snprintf(first, sizeof first, "<!-- %s begin -->\n", name);
	snprintf(last, sizeof last, "<!-- %s end -->", name);
	const char *from = strstr(text, first);
	assert_non_null(from);
	from += strlen(first);
	const char *to = strstr(from, last);
	assert_non_null(to);
	assert_null(strstr(to + 1, last));
	return strndup(from, (size_t)(to - from));
}

static char *written(const struct block *block)
{
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);
	example_must(out != NULL);
	block->write(out);
	fclose(out);
	return text;
}

static void block_equals(const char *name)
{
	size_t i = 0;
	while (strcmp(blocks[i].name, name) != 0)
		i++;
	char *said = between(readme, name), *is = written(&blocks[i]);
	assert_string_equal(said, is);
	free(said);
	free(is);
}

static void readme_has_every_finding_row_for_row(void **state)
{
	(void)state;
	block_equals("findings");
}

static void readme_has_every_kind_with_its_type_and_links(void **state)
{
	(void)state;
	block_equals("kinds");
}

static void readme_has_every_reason_of_a_stamp(void **state)
{
	(void)state;
	block_equals("reasons");
}

static void readme_names_the_limits_the_code_has(void **state)
{
	(void)state;
	block_equals("limits");
}

static void worked_example_is_what_the_code_computes(void **state)
{
	(void)state;
	block_equals("example");
}

static void worked_example_is_accepted_and_only_asks_to_compare(void **state)
{
	static uint8_t memory[EXAMPLE_MEMORY];
	struct example example;
	FILE *out = fopen("/dev/null", "w");
	(void)state;
	example_must(out != NULL);
	example_write(&example, out, memory);
	fclose(out);
	assert_int_equal(example.verdict.word, VERDICT_ACCEPT);
	assert_int_equal(example.verdict.finding_count, 1);
	assert_int_equal(example.verdict.findings[0].code, FINDING_COMPARE);
}

static void section_of_the_example_revokes_3_4_and_9_alone(void **state)
{
	static uint8_t memory[EXAMPLE_MEMORY];
	struct example example;
	FILE *out = fopen("/dev/null", "w");
	(void)state;
	example_must(out != NULL);
	example_write(&example, out, memory);
	fclose(out);
	for (uint32_t i = 1; i <= 20; i++)
		assert_int_equal(status_ask(&example.holding.status, EXAMPLE_WEEK, i),
		                 i == 3 || i == 4 || i == 9 ? STATUS_REVOKED : STATUS_GOOD);
}

static bool is_error(const char *name)
{
	for (enum err err = 0; err < ERR_COUNT; err++)
		if (strcmp(err_name(err), name) == 0)
			return true;
	return false;
}

static bool is_finding(const char *name)
{
	for (int code = 1; code < FINDING_END; code++)
		if (strcmp(finding_name((enum finding_code)code), name) == 0)
			return true;
	return false;
}

static bool is_limit(const char *name)
{
	char *limits = written(&blocks[0]), row[80];
	snprintf(row, sizeof row, "| %s |", name);
	bool found = strstr(limits, row) != NULL;
	free(limits);
	return found;
}

/* A vehicle's kind, an outcome, what came to a gate. */
static bool is_value(const char *name)
{
	static const ProtobufCEnumDescriptor *const types[] = {
	    &guosuo__v1__vehicle_kind__descriptor, &guosuo__v1__outcome__descriptor, &guosuo__v1__passage_kind__descriptor};
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (protobuf_c_enum_descriptor_get_value_by_name(types[i], name) != NULL)
			return true;
	return false;
}

/* Words in capitals with a line between them: WINDOW_FAR, but not TRIP_* for all that begin so. */
static void every_code_the_text_names_exists(void **state)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_";
	size_t named = 0, n;
	(void)state;
	for (const char *at = readme; *at != '\0'; at += n > 0 ? n : 1) {
		char word[64] = {0};
		n = strspn(at, letters);
		if (n < 4 || n >= sizeof word || at[n - 1] == '_' || at[0] == '_' ||
		    memchr(at, '_', n) == NULL)
			continue;
		memcpy(word, at, n);
		bool known = strncmp(word, "ERR_", 4) == 0
		                 ? is_error(word + 4)
		                 : is_finding(word) || is_limit(word) || is_value(word);
		if (!known)
			print_error("no such code: %s\n", word);
		assert_true(known);
		named++;
	}
	assert_true(named > FINDING_END);
}

/* ---- printing: the README with its blocks as the code has them ---- */

static void print_blocks(void)
{
	const char *rest = readme;
	for (size_t i = 0; i < BLOCKS; i++) {
		char first[64], last[64];
		snprintf(first, sizeof first, "<!-- %s begin -->\n", blocks[i].name);
		snprintf(last, sizeof last, "<!-- %s end -->", blocks[i].name);
		const char *from = strstr(rest, first), *to = from == NULL ? NULL : strstr(from, last);
		example_must(to != NULL);
		fwrite(rest, 1, (size_t)(from - rest) + strlen(first), stdout);
		blocks[i].write(stdout);
		rest = to;
	}
	fputs(rest, stdout);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(readme_has_every_finding_row_for_row),
	    cmocka_unit_test(readme_has_every_kind_with_its_type_and_links),
	    cmocka_unit_test(readme_has_every_reason_of_a_stamp),
	    cmocka_unit_test(readme_names_the_limits_the_code_has),
	    cmocka_unit_test(worked_example_is_what_the_code_computes),
	    cmocka_unit_test(worked_example_is_accepted_and_only_asks_to_compare),
	    cmocka_unit_test(section_of_the_example_revokes_3_4_and_9_alone),
	    cmocka_unit_test(every_code_the_text_names_exists),
	};
	if (sodium_init() < 0)
		return 1;
	readme = whole(TESTS_DIR "/../proto/README.md");
	if (argc == 2 && strcmp(argv[1], "print") == 0) {
		print_blocks();
		return 0;
	}
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(readme);
	return failed;
}
