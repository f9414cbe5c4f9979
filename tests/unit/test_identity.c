/* Identifiers: their forms, their check characters, and the packed forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "proto/identity.h"

#define ROWS(table) (sizeof(table) / sizeof *(table))

static void want(const char *why, enum rule got, enum rule rule)
{
	if (got != rule)
		fail_msg("%s: RULE_%s, want RULE_%s", why, fault_name(got), fault_name(rule));
}

/* ---- plates ---- */

/* Packed values computed apart from this program: ((province * 40 + a) * 40 + b) ... */
static const struct {
	const char *text;
	uint64_t packed;
	bool trailer, temporary;
} packed_plates[] = {
    {"鲁A12345", 152683718606, false, false},    {"鲁A1234挂", 152683718637, true, false},
    {"皖A1234超", 140395718638, false, true},    {"鲁AD12345", 6108574918606, false, false},
    {"鲁A12345D", 6107348744254, false, false},  {"新ZZZZZZ", 270020923076, false, false},
    {"新ZK99999", 10799232656410, false, false}, {"新Z99999K", 10798106256421, false, false},
};

static void a_plate_packs_into_44_bits_and_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(packed_plates); i++) {
		uint64_t packed = 0;
		char text[PLATE_TEXT_MAX];
		want(packed_plates[i].text, plate_pack(span_text(packed_plates[i].text), &packed), RULE_OK);
		assert_true(packed == packed_plates[i].packed && packed >> 44 == 0);
		want(packed_plates[i].text, plate_text(packed, text), RULE_OK);
		assert_string_equal(text, packed_plates[i].text);
		assert_int_equal(plate_is_trailer(packed), packed_plates[i].trailer);
		assert_int_equal(plate_is_temporary(packed), packed_plates[i].temporary);
	}
}

static const struct {
	const char *why, *text;
	enum rule want;
	const char *means; /* as it reads back, where it packs */
} plates[] = {
    {"ordinary", "鲁A12345", RULE_OK, "鲁A12345"},
    {"letters among the digits", "津C8H2K7", RULE_OK, "津C8H2K7"},
    {"office letter O", "京O12345", RULE_OK, "京O12345"},
    {"trailer", "鲁A1234挂", RULE_OK, "鲁A1234挂"},
    {"temporary for an oversize vehicle", "皖A0012超", RULE_OK, "皖A0012超"},
    {"small new energy", "津AD12345", RULE_OK, "津AD12345"},
    {"small new energy, letter second", "津AFX1234", RULE_OK, "津AFX1234"},
    {"large new energy", "津A12345F", RULE_OK, "津A12345F"},
    {"full-width", "鲁Ａ１２３４５", RULE_PLATE_NORMALISED, "鲁A12345"},
    {"full-width lower case", "鲁ａ１２３４挂", RULE_PLATE_NORMALISED, "鲁A1234挂"},
    {"lower case", "鲁a12345", RULE_PLATE_NORMALISED, "鲁A12345"},
    {"middle dot", "鲁A·12345", RULE_PLATE_NORMALISED, "鲁A12345"},
    {"bullet", "鲁A•12345", RULE_PLATE_NORMALISED, "鲁A12345"},
    {"katakana dot", "鲁A・12345", RULE_PLATE_NORMALISED, "鲁A12345"},
    {"spaces around and inside", " 鲁A 12345 ", RULE_PLATE_NORMALISED, "鲁A12345"},
    {"ideographic space", "鲁A　12345", RULE_PLATE_NORMALISED, "鲁A12345"},
    {"letter O for zero", "鲁A1234O", RULE_PLATE_LOOKALIKE, NULL},
    {"letter I for one", "鲁AI2345", RULE_PLATE_LOOKALIKE, NULL},
    {"lower case o and full-width I", "鲁A1o3Ｉ5", RULE_PLATE_LOOKALIKE, NULL},
    {"letter O on a trailer", "鲁A1O34挂", RULE_PLATE_LOOKALIKE, NULL},
    {"letter O in new energy", "津ADO2345", RULE_PLATE_LOOKALIKE, NULL},
    {"letter O and too short as well", "鲁A123O", RULE_PLATE_FORM, NULL},
    {"zero for the office letter", "鲁012345", RULE_PLATE_FORM, NULL},
    {"no province", "A12345", RULE_PLATE_FORM, NULL},
    {"province last", "A12345鲁", RULE_PLATE_FORM, NULL},
    {"no such province", "台A12345", RULE_PLATE_FORM, NULL},
    {"two provinces", "鲁鲁A1234", RULE_PLATE_FORM, NULL},
    {"too short", "鲁A1234", RULE_PLATE_FORM, NULL},
    {"too long", "鲁A1234567", RULE_PLATE_FORM, NULL},
    {"eight characters, no new-energy letter", "津A123456", RULE_PLATE_FORM, NULL},
    {"new energy with letter L", "津A12345L", RULE_PLATE_FORM, NULL},
    {"new energy with letter in the digits", "津AD12X45", RULE_PLATE_FORM, NULL},
    {"trailer, one digit short", "鲁A123挂", RULE_PLATE_FORM, NULL},
    {"trailer, one digit too many", "鲁A12345挂", RULE_PLATE_FORM, NULL},
    {"挂 inside", "鲁A挂1234", RULE_PLATE_FORM, NULL},
    {"挂 and 超", "鲁A123挂超", RULE_PLATE_FORM, NULL},
    {"police", "鲁A1234警", RULE_PLATE_FORM, NULL},
    {"a hyphen", "鲁A-12345", RULE_PLATE_FORM, NULL},
    {"nothing", "", RULE_PLATE_FORM, NULL},
    {"only spaces", "  ", RULE_PLATE_FORM, NULL},
    {"only a province", "鲁", RULE_PLATE_FORM, NULL},
    {"bad UTF-8", "鲁A1234\xff", RULE_PLATE_FORM, NULL},
};

static void a_plate_has_one_of_five_forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(plates); i++) {
		uint64_t packed = 77;
		char text[PLATE_TEXT_MAX];
		want(plates[i].why, plate_pack(span_text(plates[i].text), &packed), plates[i].want);
		if (plates[i].means == NULL) {
			assert_true(packed == 77);
			continue;
		}
		want(plates[i].why, plate_text(packed, text), RULE_OK);
		assert_string_equal(text, plates[i].means);
	}
}

static void letters_that_look_like_digits_are_read_as_those_where_that_is_asked_for(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum rule want;
		const char *means;
	} rows[] = {{"鲁A1O34挂", RULE_PLATE_LOOKALIKE, "鲁A1034挂"}, {"鲁AI2345", RULE_PLATE_LOOKALIKE, "鲁A12345"},
	            {"京O12345", RULE_OK, "京O12345"},                {"鲁a12345", RULE_PLATE_NORMALISED, "鲁A12345"},
	            {"鲁AQ", RULE_PLATE_FORM, NULL}};
	for (size_t i = 0; i < ROWS(rows); i++) {
		uint64_t packed = 77;
		char text[PLATE_TEXT_MAX];
		want(rows[i].text, plate_pack_alike(span_text(rows[i].text), &packed), rows[i].want);
		assert_true(rows[i].means != NULL || packed == 77);
		if (rows[i].means == NULL)
			continue;
		want(rows[i].text, plate_text(packed, text), RULE_OK);
		assert_string_equal(text, rows[i].means);
	}
}

static void a_number_that_packs_no_plate_is_refused(void **state)
{
	(void)state;
	static const uint64_t numbers[] = {
	    0,
	    1,
	    37,
	    65,
	    99,
	    37 * 40 + 11,           /* a province and a letter */
	    152683718606 - 6,       /* last symbol 0 */
	    152683718606 - 6 + 39,  /* last symbol 39 */
	    6108574918606 * 40 + 1, /* eight symbols */
	    UINT64_MAX,
	};
	for (size_t i = 0; i < ROWS(numbers); i++) {
		char text[PLATE_TEXT_MAX] = "untouched";
		want("not a plate", plate_text(numbers[i], text), RULE_PLATE_FORM);
		assert_string_equal(text, "untouched");
	}
}

/* Whatever reads as a plate packs to the number it came from: one number, one plate. */
static void packing_is_one_to_one(void **state)
{
	(void)state;
	uint64_t number = 88172645463325252u;
	size_t found = 0;
	for (int i = 0; i < 1000000; i++) {
		number ^= number << 13;
		number ^= number >> 7;
		number ^= number << 17;
		uint64_t six = UINT64_C(4096000000),
		         top = (11 + number % 55) * six * (number >> 60 & 1 ? 40 : 1);
		uint64_t packed = top + (number >> 8) % (six * (number >> 60 & 1 ? 40 : 1)), again = 0;
		char text[PLATE_TEXT_MAX];
		if (plate_text(packed, text) != RULE_OK)
			continue;
		want(text, plate_pack(span_text(text), &again), RULE_OK);
		assert_true(again == packed);
		found++;
	}
	assert_true(found > 10000);
}

/* ---- companies ---- */

static const char company[] = "91370103MA3TE5TX13";

static void a_uscc_packs_into_12_bytes_and_back(void **state)
{
	(void)state;
	static const uint8_t bytes[USCC_PACKED] = {0x00, 0xa8, 0x8a, 0x9f, 0xa6, 0x22,
	                                           0x4f, 0x65, 0x84, 0xa0, 0x26, 0xe8};
	uint8_t packed[USCC_PACKED];
	char text[USCC_LEN + 1];
	want("pack", uscc_pack(span_text(company), packed), RULE_OK);
	assert_memory_equal(packed, bytes, sizeof bytes);
	want("text", uscc_text(span_of(packed, sizeof packed), text), RULE_OK);
	assert_string_equal(text, company);
}

static const struct {
	const char *why, *text;
	enum rule want;
} companies[] = {
    {"valid", "91370103MA3TE5TX13", RULE_OK},
    {"check character 0", "91370103MA3TE016X0", RULE_OK},
    {"lower case", "91370103ma3te5tx13", RULE_OK},
    {"full-width", "９１３７０１０３ＭＡ３ＴＥ５ＴＸ１３", RULE_OK},
    {"wrong check character", "91370103MA3TE5TX14", RULE_USCC_CHECK},
    {"neighbours changed places", "91370130MA3TE5TX13", RULE_USCC_CHECK},
    {"letter O", "9137O103MA3TE5TX13", RULE_USCC_FORM},
    {"letter I", "9I370103MA3TE5TX13", RULE_USCC_FORM},
    {"letter S", "91370103MA3TESTX13", RULE_USCC_FORM},
    {"letter V", "91370103MA3TE5TV13", RULE_USCC_FORM},
    {"letter Z", "91370103MA3TE5TZ13", RULE_USCC_FORM},
    {"17 characters", "91370103MA3TE5TX1", RULE_USCC_FORM},
    {"19 characters", "91370103MA3TE5TX133", RULE_USCC_FORM},
    {"a space", "91370103 MA3TE5TX13", RULE_USCC_FORM},
    {"nothing", "", RULE_USCC_FORM},
};

static void a_uscc_has_18_characters_and_a_check(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(companies); i++) {
		uint8_t packed[USCC_PACKED] = {0xEE};
		want(companies[i].why, uscc_pack(span_text(companies[i].text), packed), companies[i].want);
		assert_int_equal(packed[0], companies[i].want == RULE_OK ? 0 : 0xEE);
	}
}

static void any_one_wrong_character_of_a_uscc_is_found(void **state)
{
	(void)state;
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	for (size_t at = 0; at < USCC_LEN; at++)
		for (const char *c = alphabet; *c != '\0'; c++) {
			char text[USCC_LEN + 1];
			uint8_t packed[USCC_PACKED];
			memcpy(text, company, sizeof text);
			text[at] = *c;
			want(text, uscc_pack(span_text(text), packed),
			     *c == company[at] ? RULE_OK : RULE_USCC_CHECK);
		}
}

static void bytes_that_are_no_uscc_are_refused(void **state)
{
	(void)state;
	uint8_t over[USCC_PACKED] = {0x02, 0x42, 0x3e, 0x5c, 0xac, 0xa1, 0x9d, 0x5e, 0xcd, 0xaa, 0x61, 0xc1};
	uint8_t wrong[USCC_PACKED] = {0x00, 0xa8, 0x8a, 0x9f, 0xa6, 0x22, 0x4f, 0x65, 0x84, 0xa0, 0x26, 0xe9};
	char text[USCC_LEN + 1] = "untouched";
	want("31^18", uscc_text(span_of(over, sizeof over), text), RULE_USCC_FORM);
	memset(over, 0xFF, sizeof over);
	want("the largest", uscc_text(span_of(over, sizeof over), text), RULE_USCC_FORM);
	want("11 bytes", uscc_text(span_of(wrong, 11), text), RULE_USCC_FORM);
	want("no bytes", uscc_text(span_of(NULL, 0), text), RULE_USCC_FORM);
	want("wrong check", uscc_text(span_of(wrong, sizeof wrong), text), RULE_USCC_CHECK);
	assert_string_equal(text, "untouched");
}

/* ---- vehicles ---- */

static const struct {
	const char *why, *text;
	enum rule want;
} vins[] = {
    {"tractor of the case", "LZZ1ABCD3LA000018", RULE_OK},
    {"its spare", "LZZ1ABCD2LA000026", RULE_OK},
    {"its trailer", "LA9920R37LA000034", RULE_OK},
    {"check character X", "1M8GDM9AXKP042788", RULE_OK},
    {"all ones", "11111111111111111", RULE_OK},
    {"lower case", "lzz1abcd3la000018", RULE_OK},
    {"full-width", "ＬＺＺ１ＡＢＣＤ３ＬＡ０００００１８", RULE_VIN_FORM},
    {"full-width of the right length", "ＬＺＺ１ＡＢＣＤ３ＬＡ００００１８", RULE_OK},
    {"wrong check character", "LZZ1ABCD4LA000018", RULE_VIN_CHECK},
    {"a letter for the check", "LZZ1ABCDALA000018", RULE_VIN_CHECK},
    {"a digit wrong", "LZZ1ABCD3LA000019", RULE_VIN_CHECK},
    {"neighbours changed places", "LZZ1ABCD3LA000081", RULE_VIN_CHECK},
    {"letter I", "LZZ1ABCD3LA00001I", RULE_VIN_FORM},
    {"letter O", "LZZ1ABCD3LAO00018", RULE_VIN_FORM},
    {"letter Q", "QZZ1ABCD3LA000018", RULE_VIN_FORM},
    {"16 characters", "LZZ1ABCD3LA00001", RULE_VIN_FORM},
    {"18 characters", "LZZ1ABCD3LA0000180", RULE_VIN_FORM},
    {"a hyphen", "LZZ1ABCD3-A000018", RULE_VIN_FORM},
    {"nothing", "", RULE_VIN_FORM},
};

static void a_vin_has_17_characters_and_a_check_that_only_warns(void **state)
{
	(void)state;
	assert_false(fault_is_error(RULE_VIN_CHECK));
	for (size_t i = 0; i < ROWS(vins); i++) {
		uint8_t packed[VIN_PACKED], untouched[VIN_PACKED];
		memset(packed, 0xEE, sizeof packed);
		memset(untouched, 0xEE, sizeof untouched);
		want(vins[i].why, vin_pack(span_text(vins[i].text), packed), vins[i].want);
		if (vins[i].want == RULE_VIN_FORM) {
			assert_memory_equal(packed, untouched, sizeof packed);
			continue;
		}
		char text[VIN_LEN + 1];
		uint8_t again[VIN_PACKED];
		want(vins[i].why, vin_text(span_of(packed, sizeof packed), text), RULE_OK);
		want(vins[i].why, vin_pack(span_text(text), again), vins[i].want);
		assert_memory_equal(packed, again, sizeof packed);
	}
}

static void a_vin_packs_into_11_bytes_and_back(void **state)
{
	(void)state;
	static const uint8_t bytes[VIN_PACKED] = {0x02, 0xb0, 0xaa, 0xb4, 0xcb, 0x4b,
	                                          0x7b, 0x60, 0x28, 0x4e, 0x68};
	static const uint8_t last[VIN_PACKED] = {0x35, 0xfe, 0x34, 0x28, 0x20, 0x22,
	                                         0x06, 0xee, 0x16, 0x22, 0x20};
	uint8_t packed[VIN_PACKED], over[VIN_PACKED];
	char text[VIN_LEN + 1];
	want("pack", vin_pack(span_text("1M8GDM9AXKP042788"), packed), RULE_OK);
	assert_memory_equal(packed, bytes, sizeof bytes);
	want("text", vin_text(span_of(packed, sizeof packed), text), RULE_OK);
	assert_string_equal(text, "1M8GDM9AXKP042788");
	want("33^17 - 1", vin_text(span_of(last, sizeof last), text), RULE_OK);
	assert_string_equal(text, "ZZZZZZZZZZZZZZZZZ");
	memcpy(over, last, sizeof over);
	over[VIN_PACKED - 1]++;
	want("33^17", vin_text(span_of(over, sizeof over), text), RULE_VIN_FORM);
	want("10 bytes", vin_text(span_of(packed, 10), text), RULE_VIN_FORM);
	assert_string_equal(text, "ZZZZZZZZZZZZZZZZZ");
}

/* ---- people, goods, places ---- */

typedef enum rule checker(struct span text);

struct row {
	const char *why, *text;
	enum rule want;
};

static void check_rows(checker *check, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		want(rows[i].why, check(span_text(rows[i].text)), rows[i].want);
}

static void an_id_number_has_a_check_character(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"first driver", "370103190001010015", RULE_OK},
	    {"second driver", "130902190001010026", RULE_OK},
	    {"third", "120116190001010037", RULE_OK},
	    {"check X", "11010519491231002X", RULE_OK},
	    {"check x", "11010519491231002x", RULE_OK},
	    {"wrong check", "370103190001010016", RULE_ID_CHECK},
	    {"X for a digit", "37010319000101001X", RULE_ID_CHECK},
	    {"X inside", "3701031900010X0015", RULE_ID_CHECK},
	    {"17 digits", "37010319000101001", RULE_ID_CHECK},
	    {"19 digits", "3701031900010100155", RULE_ID_CHECK},
	    {"15 digits, the old form", "370103000101001", RULE_ID_CHECK},
	    {"nothing", "", RULE_ID_CHECK},
	};
	check_rows(resident_id_check, rows, ROWS(rows));
}

static void any_one_wrong_digit_of_an_id_number_is_found(void **state)
{
	(void)state;
	static const char id[] = "370103190001010015";
	for (size_t at = 0; at < 18; at++)
		for (char c = '0'; c <= '9'; c++) {
			char text[sizeof id];
			memcpy(text, id, sizeof id);
			text[at] = c;
			want(text, resident_id_check(span_text(text)), c == id[at] ? RULE_OK : RULE_ID_CHECK);
		}
}

static void a_mobile_number_has_eleven_digits(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"valid", "13800000001", RULE_OK},
	    {"199", "19900000000", RULE_OK},
	    {"12 is not mobile", "12800000001", RULE_MOBILE_FORM},
	    {"does not begin with 1", "23800000001", RULE_MOBILE_FORM},
	    {"ten digits", "1380000000", RULE_MOBILE_FORM},
	    {"twelve digits", "138000000011", RULE_MOBILE_FORM},
	    {"with country code", "+8613800000001", RULE_MOBILE_FORM},
	    {"a letter", "1380000000a", RULE_MOBILE_FORM},
	    {"nothing", "", RULE_MOBILE_FORM},
	};
	check_rows(mobile_check, rows, ROWS(rows));
}

static void a_port_is_a_locode(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"Tianjin Xingang", "CNTXG", RULE_OK},     {"Tianjin", "CNTSN", RULE_OK},
	    {"Barcelona", "ESBCN", RULE_OK},           {"Valencia", "ESVLC", RULE_OK},
	    {"a digit from 2", "US2AB", RULE_OK},      {"digit 1", "CNT1G", RULE_LOCODE_FORM},
	    {"digit 0", "CNT0G", RULE_LOCODE_FORM},    {"a digit in the country", "C2TXG", RULE_LOCODE_FORM},
	    {"lower case", "cntxg", RULE_LOCODE_FORM}, {"four", "CNTX", RULE_LOCODE_FORM},
	    {"six", "CNTXGG", RULE_LOCODE_FORM},       {"a space", "CN TX", RULE_LOCODE_FORM},
	    {"nothing", "", RULE_LOCODE_FORM},
	};
	check_rows(locode_check, rows, ROWS(rows));
}

static void a_country_is_two_capitals(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"Spain", "ES", RULE_OK},
	    {"lower case", "es", RULE_COUNTRY_FORM},
	    {"three letters", "ESP", RULE_COUNTRY_FORM},
	    {"one letter", "E", RULE_COUNTRY_FORM},
	    {"digits", "34", RULE_COUNTRY_FORM},
	    {"nothing", "", RULE_COUNTRY_FORM},
	};
	check_rows(country_check, rows, ROWS(rows));
}

static void an_hs_code_gives_its_subheading(void **state)
{
	(void)state;
	static const struct {
		const char *why, *text;
		enum rule want;
		uint32_t subheading;
	} rows[] = {
	    {"large transformers", "850423", RULE_OK, 850423},
	    {"eight digits", "85042310", RULE_OK, 850423},
	    {"ten digits", "8504231090", RULE_OK, 850423},
	    {"chapter 01", "010121", RULE_OK, 10121},
	    {"last chapter", "970690", RULE_OK, 970690},
	    {"chapter 00", "000121", RULE_HS_FORM, 0},
	    {"chapter 77 is kept free", "770000", RULE_HS_FORM, 0},
	    {"chapter 98", "980000", RULE_HS_FORM, 0},
	    {"five digits", "85042", RULE_HS_FORM, 0},
	    {"eleven digits", "85042310901", RULE_HS_FORM, 0},
	    {"a dot", "8504.23", RULE_HS_FORM, 0},
	    {"nothing", "", RULE_HS_FORM, 0},
	};
	for (size_t i = 0; i < ROWS(rows); i++) {
		uint32_t subheading = 0;
		want(rows[i].why, hs_read(span_text(rows[i].text), &subheading), rows[i].want);
		assert_int_equal(subheading, rows[i].subheading);
	}
	want("seven digits as a number", hs_check(8504231), RULE_HS_FORM);
	want("the largest number", hs_check(UINT32_MAX), RULE_HS_FORM);
	want("zero", hs_check(0), RULE_HS_FORM);
}

static void a_division_lies_in_a_known_province(void **state)
{
	(void)state;
	static const struct {
		const char *why, *text;
		enum rule want;
		uint32_t division;
	} rows[] = {
	    {"Jinan Shizhong", "370103", RULE_OK, 370103},
	    {"Dezhou", "371400", RULE_OK, 371400},
	    {"Cangzhou", "130900", RULE_OK, 130900},
	    {"Tianjin Binhai", "120116", RULE_OK, 120116},
	    {"no province 99", "990101", RULE_DIVISION_FORM, 0},
	    {"no province 01", "010101", RULE_DIVISION_FORM, 0},
	    {"five digits", "37010", RULE_DIVISION_FORM, 0},
	    {"seven digits", "3701030", RULE_DIVISION_FORM, 0},
	    {"a letter", "37010A", RULE_DIVISION_FORM, 0},
	    {"nothing", "", RULE_DIVISION_FORM, 0},
	};
	for (size_t i = 0; i < ROWS(rows); i++) {
		uint32_t division = 0;
		want(rows[i].why, division_read(span_text(rows[i].text), &division), rows[i].want);
		assert_int_equal(division, rows[i].division);
	}
	want("a number of seven digits", division_check(3701030), RULE_DIVISION_FORM);
	want("a number of five digits", division_check(37010), RULE_DIVISION_FORM);
}

static void there_are_31_provinces_with_character_and_names(void **state)
{
	(void)state;
	size_t known = 0;
	for (uint32_t i = 0; i < 1000; i++) {
		const char *character = province_character(i);
		known += character != NULL;
		assert_int_equal(character != NULL, division_check(i * 10000 + 100) == RULE_OK);
		assert_int_equal(character != NULL, province_name(i, LANG_ZH) != NULL);
		assert_int_equal(character != NULL, province_name(i, LANG_EN) != NULL);
		assert_true(character == NULL || strlen(character) == 3);
	}
	assert_int_equal(known, 31);
	assert_string_equal(province_character(37), "鲁");
	assert_string_equal(province_name(13, LANG_ZH), "河北");
	assert_string_equal(province_name(12, LANG_EN), "Tianjin");
	assert_null(province_character(UINT32_MAX));
}

static void every_province_has_plates(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 100; i++) {
		char text[PLATE_TEXT_MAX], again[PLATE_TEXT_MAX];
		uint64_t packed;
		if (province_character(i) == NULL)
			continue;
		memcpy(text, province_character(i), 3);
		memcpy(text + 3, "B6789Z", 7);
		want(text, plate_pack(span_text(text), &packed), RULE_OK);
		want(text, plate_text(packed, again), RULE_OK);
		assert_string_equal(again, text);
	}
}

/* ---- pass numbers ---- */

/* Computed apart from this program. */
static const struct {
	uint8_t id[PASS_ID_LEN];
	const char *number;
} numbers[] = {
    {{0}, "00000-00000-0000"},
    {{0, 0, 0, 0, 0, 0, 0, 1}, "00000-00000-0011"},
    {{0, 0, 0, 0, 0, 0, 0, 32}, "00000-00000-010*"},
    {{0, 0, 0, 0, 0, 0, 0, 33}, "00000-00000-011~"},
    {{0, 0, 0, 0, 0, 0, 0, 34}, "00000-00000-012$"},
    {{0, 0, 0, 0, 0, 0, 0, 35}, "00000-00000-013="},
    {{0, 0, 0, 0, 0, 0, 0, 36}, "00000-00000-014U"},
    {{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xAA}, "028T5-CY4TQ-KFFA"},
    {{0x9f, 0x3a, 0x0c, 0x55, 0x17, 0xe2, 0xd4, 0x81, 0xBB}, "9YEGC-AMBY5-N41C"},
    {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, "FZZZZ-ZZZZZ-ZZZB"},
};

static void a_pass_number_is_written_and_read_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(numbers); i++) {
		char text[PASS_NUMBER_LEN + 1];
		uint8_t id[8];
		pass_number(numbers[i].id, text);
		assert_string_equal(text, numbers[i].number);
		want(text, pass_number_read(span_text(text), id), RULE_OK);
		assert_memory_equal(id, numbers[i].id, sizeof id);
	}
}

static void a_pass_number_is_read_as_people_write_it(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"no hyphens", "9YEGCAMBY5N41C", RULE_OK},
	    {"lower case and spaces", "9yegc amby5 n41c", RULE_OK},
	    {"full-width", "９ＹＥＧＣ－ＡＭＢＹ５－Ｎ４１Ｃ", RULE_OK},
	    {"l for 1", "9YEGC-AMBY5-N4lC", RULE_OK},
	    {"I for 1", "9YEGC-AMBY5-N4IC", RULE_OK},
	    {"wrong check", "9YEGC-AMBY5-N41D", RULE_PASS_NUMBER},
	    {"letter U inside", "9YEGC-AMBYU-N41C", RULE_PASS_NUMBER},
	    {"check sign inside", "9YEGC-AMB*5-N41C", RULE_PASS_NUMBER},
	    {"one short", "9YEGC-AMBY5-N41", RULE_PASS_NUMBER},
	    {"one too many", "9YEGC-AMBY5-N41CC", RULE_PASS_NUMBER},
	    {"more than 64 bits", "G0000-00000-0009", RULE_PASS_NUMBER},
	    {"nothing", "", RULE_PASS_NUMBER},
	    {"bad UTF-8", "9YEGC-AMBY5-N41\xff", RULE_PASS_NUMBER},
	};
	for (size_t i = 0; i < ROWS(rows); i++) {
		uint8_t id[8] = {0xEE};
		want(rows[i].why, pass_number_read(span_text(rows[i].text), id), rows[i].want);
		assert_int_equal(id[0], rows[i].want == RULE_OK ? 0x9f : 0xEE);
	}
	uint8_t zero[8];
	want("O for 0", pass_number_read(span_text("oOOOO-00000-0000"), zero), RULE_OK);
}

static void any_one_wrong_character_of_a_pass_number_is_found(void **state)
{
	(void)state;
	static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U", number[] = "9YEGC-AMBY5-N41C";
	for (size_t at = 0; at < PASS_NUMBER_LEN; at++)
		for (const char *c = alphabet; *c != '\0'; c++) {
			char text[sizeof number];
			uint8_t id[8];
			memcpy(text, number, sizeof number);
			text[at] = *c;
			want(text, pass_number_read(span_text(text), id),
			     *c == number[at] ? RULE_OK : RULE_PASS_NUMBER);
		}
}

static void two_neighbours_of_a_pass_number_changing_places_are_found(void **state)
{
	(void)state;
	static const char number[] = "9YEGCAMBY5N41C";
	for (size_t at = 0; at + 1 < sizeof number - 1; at++) {
		char text[sizeof number];
		uint8_t id[8];
		memcpy(text, number, sizeof number);
		text[at] = number[at + 1];
		text[at + 1] = number[at];
		want(text, pass_number_read(span_text(text), id), RULE_PASS_NUMBER);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_plate_packs_into_44_bits_and_back),
	    cmocka_unit_test(a_plate_has_one_of_five_forms),
	    cmocka_unit_test(letters_that_look_like_digits_are_read_as_those_where_that_is_asked_for),
	    cmocka_unit_test(a_number_that_packs_no_plate_is_refused),
	    cmocka_unit_test(packing_is_one_to_one),
	    cmocka_unit_test(a_uscc_packs_into_12_bytes_and_back),
	    cmocka_unit_test(a_uscc_has_18_characters_and_a_check),
	    cmocka_unit_test(any_one_wrong_character_of_a_uscc_is_found),
	    cmocka_unit_test(bytes_that_are_no_uscc_are_refused),
	    cmocka_unit_test(a_vin_has_17_characters_and_a_check_that_only_warns),
	    cmocka_unit_test(a_vin_packs_into_11_bytes_and_back),
	    cmocka_unit_test(an_id_number_has_a_check_character),
	    cmocka_unit_test(any_one_wrong_digit_of_an_id_number_is_found),
	    cmocka_unit_test(a_mobile_number_has_eleven_digits),
	    cmocka_unit_test(a_port_is_a_locode),
	    cmocka_unit_test(a_country_is_two_capitals),
	    cmocka_unit_test(an_hs_code_gives_its_subheading),
	    cmocka_unit_test(a_division_lies_in_a_known_province),
	    cmocka_unit_test(there_are_31_provinces_with_character_and_names),
	    cmocka_unit_test(every_province_has_plates),
	    cmocka_unit_test(a_pass_number_is_written_and_read_back),
	    cmocka_unit_test(a_pass_number_is_read_as_people_write_it),
	    cmocka_unit_test(any_one_wrong_character_of_a_pass_number_is_found),
	    cmocka_unit_test(two_neighbours_of_a_pass_number_changing_places_are_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
