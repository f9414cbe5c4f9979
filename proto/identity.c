#include "proto/identity.h"

#include <assert.h>
#include <string.h>

#include "proto/utf8.h"

/* ---- reading what people type ---- */

/* Full-width forms and lower case become plain capitals; everything else stays. */
static uint32_t fold(uint32_t point)
{
	if (point >= 0xFF01 && point <= 0xFF5E)
		point -= 0xFEE0;
	if (point >= 'a' && point <= 'z')
		point -= 'a' - 'A';
	return point;
}

/* -1: not in the alphabet. */
static int digit_of(const char *alphabet, uint32_t point)
{
	if (point == 0 || point > 0x7F)
		return -1;
	const char *at = strchr(alphabet, (int)point);
	return at == NULL ? -1 : (int)(at - alphabet);
}

/* Exactly n folded characters of the alphabet, as digits. */
static bool read_digits(struct span text, const char *alphabet, size_t n, uint8_t *digits)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t point;
		if (!utf8_next(&text, &point))
			return false;
		int digit = digit_of(alphabet, fold(point));
		if (digit < 0)
			return false;
		digits[i] = (uint8_t)digit;
	}
	return text.n == 0;
}

/* ---- digits of one base in big-endian bytes ---- */

enum { LIMBS = 3 }; /* of 32 bits, the highest first: as many as 12 bytes need */

struct code {
	const char *alphabet; /* its length is the base */
	size_t digits, bytes; /* bytes: at most 4 * LIMBS */
};

static void pack(const struct code *code, const uint8_t *digits, uint8_t *out)
{
	uint32_t number[LIMBS] = {0};
	const uint64_t base = strlen(code->alphabet);
	for (size_t d = 0; d < code->digits; d++) {
		uint64_t carry = digits[d];
		for (size_t i = LIMBS; i-- > 0; carry >>= 32) {
			carry += number[i] * base;
			number[i] = (uint32_t)carry;
		}
	}
	for (size_t i = 0; i < code->bytes; i++)
		out[code->bytes - 1 - i] = (uint8_t)(number[LIMBS - 1 - i / 4] >> (8 * (i % 4)));
}

/* Takes the last digit off the number. */
static unsigned divide(uint32_t number[static LIMBS], unsigned base)
{
	uint64_t rest = 0;
	for (size_t i = 0; i < LIMBS; i++) {
		rest = rest << 32 | number[i];
		number[i] = (uint32_t)(rest / base);
		rest %= base;
	}
	return (unsigned)rest;
}

static bool unpack(const struct code *code, struct span packed, uint8_t *digits)
{
	uint32_t number[LIMBS] = {0};
	const unsigned base = (unsigned)strlen(code->alphabet);
	if (packed.n != code->bytes)
		return false;
	for (size_t i = 0; i < code->bytes; i++)
		number[LIMBS - 1 - i / 4] |= (uint32_t)packed.p[code->bytes - 1 - i] << (8 * (i % 4));
	for (size_t d = code->digits; d-- > 0;)
		digits[d] = (uint8_t)divide(number, base);
	return (number[0] | number[1] | number[2]) == 0;
}

static void write_digits(const struct code *code, const uint8_t *digits, char *out)
{
	for (size_t i = 0; i < code->digits; i++)
		out[i] = code->alphabet[digits[i]];
	out[code->digits] = '\0';
}

/* ---- provinces ---- */

static const struct province {
	uint8_t number;
	const char *character, *name[2];
} provinces[] = {
    {11, "京", {"北京", "Beijing"}},
    {12, "津", {"天津", "Tianjin"}},
    {13, "冀", {"河北", "Hebei"}},
    {14, "晋", {"山西", "Shanxi"}},
    {15, "蒙", {"内蒙古", "Inner Mongolia"}},
    {21, "辽", {"辽宁", "Liaoning"}},
    {22, "吉", {"吉林", "Jilin"}},
    {23, "黑", {"黑龙江", "Heilongjiang"}},
    {31, "沪", {"上海", "Shanghai"}},
    {32, "苏", {"江苏", "Jiangsu"}},
    {33, "浙", {"浙江", "Zhejiang"}},
    {34, "皖", {"安徽", "Anhui"}},
    {35, "闽", {"福建", "Fujian"}},
    {36, "赣", {"江西", "Jiangxi"}},
    {37, "鲁", {"山东", "Shandong"}},
    {41, "豫", {"河南", "Henan"}},
    {42, "鄂", {"湖北", "Hubei"}},
    {43, "湘", {"湖南", "Hunan"}},
    {44, "粤", {"广东", "Guangdong"}},
    {45, "桂", {"广西", "Guangxi"}},
    {46, "琼", {"海南", "Hainan"}},
    {50, "渝", {"重庆", "Chongqing"}},
    {51, "川", {"四川", "Sichuan"}},
    {52, "贵", {"贵州", "Guizhou"}},
    {53, "云", {"云南", "Yunnan"}},
    {54, "藏", {"西藏", "Tibet"}},
    {61, "陕", {"陕西", "Shaanxi"}},
    {62, "甘", {"甘肃", "Gansu"}},
    {63, "青", {"青海", "Qinghai"}},
    {64, "宁", {"宁夏", "Ningxia"}},
    {65, "新", {"新疆", "Xinjiang"}},
};

enum { PROVINCES = sizeof provinces / sizeof *provinces };

static const struct province *province_of(uint64_t number)
{
	for (size_t i = 0; i < PROVINCES; i++)
		if (provinces[i].number == number)
			return &provinces[i];
	return NULL;
}

const char *province_character(uint32_t province)
{
	const struct province *row = province_of(province);
	return row == NULL ? NULL : row->character;
}

const char *province_name(uint32_t province, enum lang lang)
{
	const struct province *row = province_of(province);
	return row == NULL ? NULL : row->name[lang == LANG_EN];
}

static bool is_character_of(const struct province *row, uint32_t point)
{
	struct span character = span_text(row->character);
	uint32_t its;
	return utf8_next(&character, &its) && its == point;
}

/* 0: none has it. */
static uint8_t province_by_character(uint32_t point)
{
	for (size_t i = 0; i < PROVINCES; i++)
		if (is_character_of(&provinces[i], point))
			return provinces[i].number;
	return 0;
}

/* ---- plates ---- */

static const char capitals[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

enum {
	PLATE_BASE = 40,
	PLATE_MOST = 7, /* symbols after the province */
	SYMBOL_0 = 1,
	SYMBOL_1 = 2,
	SYMBOL_A = 11,
	SYMBOL_I = SYMBOL_A + 8,
	SYMBOL_O = SYMBOL_A + 14,
	SYMBOL_Z = 36,
	SYMBOL_TRAILER = 37,   /* 挂 */
	SYMBOL_TEMPORARY = 38, /* 超 */
};

struct plate {
	uint8_t province;
	size_t n;
	uint8_t symbol[PLATE_MOST];
};

/* What may follow the province: L letter, S letter (no I, O) or digit, 9 digit, E A-H J K, T 挂, X 超. */
static const char *const plate_forms[] = {"LSSSSS", "LSSSST", "LSSSSX", "L99999E", "LES9999"};

static bool symbol_fits(char class, uint8_t symbol)
{
	bool digit = symbol >= SYMBOL_0 && symbol < SYMBOL_A;
	bool letter = symbol >= SYMBOL_A && symbol <= SYMBOL_Z;
	bool clear = letter && symbol != SYMBOL_I && symbol != SYMBOL_O;
	switch (class) {
	case 'L':
		return letter;
	case 'S':
		return digit || clear;
	case '9':
		return digit;
	case 'E':
		return clear && symbol <= SYMBOL_A + 10;
	case 'T':
		return symbol == SYMBOL_TRAILER;
	default:
		return symbol == SYMBOL_TEMPORARY;
	}
}

static bool plate_fits(const struct plate *plate, const char *form)
{
	if (plate->n != strlen(form))
		return false;
	for (size_t i = 0; i < plate->n; i++)
		if (!symbol_fits(form[i], plate->symbol[i]))
			return false;
	return true;
}

static bool plate_ok(const struct plate *plate)
{
	for (size_t i = 0; i < sizeof plate_forms / sizeof *plate_forms; i++)
		if (plate_fits(plate, plate_forms[i]))
			return true;
	return false;
}

/* 0: no symbol. */
static uint8_t symbol_of(uint32_t point)
{
	if (point == 0x6302)
		return SYMBOL_TRAILER;
	if (point == 0x8D85)
		return SYMBOL_TEMPORARY;
	return (uint8_t)(digit_of(capitals, point) + 1);
}

/* Spaces and the dots people put after the second character of a plate. */
static bool is_filler(uint32_t point)
{
	static const uint16_t fillers[] = {0x20, 0xA0, 0xB7, 0x2022, 0x2027, 0x22C5, 0x3000, 0x30FB, 0xFF65};
	for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
		if (fillers[i] == point)
			return true;
	return false;
}

static bool plate_add(struct plate *plate, uint32_t point)
{
	if (plate->province == 0) {
		plate->province = province_by_character(point);
		return plate->province != 0;
	}
	uint8_t symbol = symbol_of(point);
	if (symbol == 0 || plate->n == PLATE_MOST)
		return false;
	plate->symbol[plate->n++] = symbol;
	return true;
}

static bool plate_read(struct span text, struct plate *plate, bool *changed)
{
	while (text.n > 0) {
		uint32_t point;
		if (!utf8_next(&text, &point))
			return false;
		bool filler = is_filler(point);
		*changed |= filler || fold(point) != point;
		if (!filler && !plate_add(plate, fold(point)))
			return false;
	}
	return true;
}

/* Letters that look like digits become those; is it a plate then? */
static bool make_alike(struct plate *plate)
{
	for (size_t i = 1; i < plate->n; i++) {
		if (plate->symbol[i] == SYMBOL_O)
			plate->symbol[i] = SYMBOL_0;
		else if (plate->symbol[i] == SYMBOL_I)
			plate->symbol[i] = SYMBOL_1;
	}
	return plate_ok(plate);
}

enum rule plate_pack_alike(struct span text, uint64_t *out)
{
	struct plate plate = {0};
	bool changed = false, alike = false;
	if (!plate_read(text, &plate, &changed))
		return RULE_PLATE_FORM;
	if (!plate_ok(&plate) && !(alike = make_alike(&plate)))
		return RULE_PLATE_FORM;
	uint64_t packed = plate.province;
	for (size_t i = 0; i < plate.n; i++)
		packed = packed * PLATE_BASE + plate.symbol[i];
	*out = packed;
	return alike ? RULE_PLATE_LOOKALIKE : changed ? RULE_PLATE_NORMALISED : RULE_OK;
}

enum rule plate_pack(struct span text, uint64_t *out)
{
	uint64_t packed = 0;
	enum rule rule = plate_pack_alike(text, &packed);
	if (rule == RULE_OK || rule == RULE_PLATE_NORMALISED)
		*out = packed;
	return rule;
}

/* Province numbers are two digits and a symbol is never 0, so what is left below 100 is the province. */
static bool plate_unpack(uint64_t packed, struct plate *plate)
{
	uint8_t backwards[PLATE_MOST];
	size_t n = 0;
	for (; packed >= 100 && n < PLATE_MOST; packed /= PLATE_BASE)
		backwards[n++] = (uint8_t)(packed % PLATE_BASE);
	if (province_of(packed) == NULL)
		return false;
	*plate = (struct plate){.province = (uint8_t)packed, .n = n};
	for (size_t i = 0; i < n; i++)
		plate->symbol[i] = backwards[n - 1 - i];
	return plate_ok(plate);
}

static char *put_symbol(char *out, uint8_t symbol)
{
	if (symbol <= SYMBOL_Z) {
		*out = capitals[symbol - SYMBOL_0];
		return out + 1;
	}
	return (char *)memcpy(out, symbol == SYMBOL_TRAILER ? "挂" : "超", 3) + 3;
}

enum rule plate_text(uint64_t packed, char out[PLATE_TEXT_MAX])
{
	struct plate plate;
	if (!plate_unpack(packed, &plate))
		return RULE_PLATE_FORM;
	memcpy(out, province_character(plate.province), 3);
	out += 3;
	for (size_t i = 0; i < plate.n; i++)
		out = put_symbol(out, plate.symbol[i]);
	*out = '\0';
	return RULE_OK;
}

bool plate_is_trailer(uint64_t packed)
{
	return packed % PLATE_BASE == SYMBOL_TRAILER;
}

bool plate_is_temporary(uint64_t packed)
{
	return packed % PLATE_BASE == SYMBOL_TEMPORARY;
}

/* ---- companies ---- */

static const struct code uscc = {"0123456789ABCDEFGHJKLMNPQRTUWXY", USCC_LEN, USCC_PACKED};

static enum rule uscc_check(const uint8_t *digits)
{
	static const uint8_t weights[USCC_LEN - 1] = {1,  3,  9,  27, 19, 26, 16, 17, 20,
	                                              29, 25, 13, 8,  24, 10, 30, 28};
	unsigned sum = 0;
	for (size_t i = 0; i < sizeof weights; i++)
		sum += weights[i] * digits[i];
	return digits[USCC_LEN - 1] == (31 - sum % 31) % 31 ? RULE_OK : RULE_USCC_CHECK;
}

enum rule uscc_pack(struct span text, uint8_t out[static USCC_PACKED])
{
	uint8_t digits[USCC_LEN];
	if (!read_digits(text, uscc.alphabet, USCC_LEN, digits))
		return RULE_USCC_FORM;
	enum rule rule = uscc_check(digits);
	if (rule == RULE_OK)
		pack(&uscc, digits, out);
	return rule;
}

enum rule uscc_text(struct span packed, char out[static USCC_LEN + 1])
{
	uint8_t digits[USCC_LEN];
	if (!unpack(&uscc, packed, digits))
		return RULE_USCC_FORM;
	enum rule rule = uscc_check(digits);
	if (rule == RULE_OK)
		write_digits(&uscc, digits, out);
	return rule;
}

/* ---- vehicles ---- */

static const struct code vin = {"0123456789ABCDEFGHJKLMNPRSTUVWXYZ", VIN_LEN, VIN_PACKED};

static enum rule vin_check(const uint8_t *digits)
{
	static const char worth[] = "012345678912345678123457923456789"; /* in the order of the alphabet */
	static const uint8_t weights[VIN_LEN] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
	unsigned sum = 0;
	for (size_t i = 0; i < VIN_LEN; i++)
		sum += weights[i] * (unsigned)(worth[digits[i]] - '0');
	return vin.alphabet[digits[8]] == "0123456789X"[sum % 11] ? RULE_OK : RULE_VIN_CHECK;
}

enum rule vin_pack(struct span text, uint8_t out[static VIN_PACKED])
{
	uint8_t digits[VIN_LEN];
	if (!read_digits(text, vin.alphabet, VIN_LEN, digits))
		return RULE_VIN_FORM;
	pack(&vin, digits, out);
	return vin_check(digits);
}

enum rule vin_text(struct span packed, char out[static VIN_LEN + 1])
{
	uint8_t digits[VIN_LEN];
	if (!unpack(&vin, packed, digits))
		return RULE_VIN_FORM;
	write_digits(&vin, digits, out);
	return RULE_OK;
}

/* ---- people ---- */

static bool all_in(struct span text, const char *alphabet)
{
	for (size_t i = 0; i < text.n; i++)
		if (digit_of(alphabet, text.p[i]) < 0)
			return false;
	return true;
}

static bool all_digits(struct span text)
{
	return all_in(text, "0123456789");
}

enum rule resident_id_check(struct span text)
{
	static const uint8_t weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	if (text.n != sizeof weights + 1 || !all_digits(span_of(text.p, sizeof weights)))
		return RULE_ID_CHECK;
	unsigned sum = 0;
	for (size_t i = 0; i < sizeof weights; i++)
		sum += weights[i] * (text.p[i] - (unsigned)'0');
	return fold(text.p[sizeof weights]) == (uint8_t) "10X98765432"[sum % 11] ? RULE_OK : RULE_ID_CHECK;
}

enum rule rule_id_check(struct span text)
{
	static const char others[] = "._-";
	bool ok = text.n >= 1 && text.n <= RULE_ID_MAX;
	for (size_t i = 0; ok && i < text.n; i++) {
		uint8_t c = text.p[i], letter = c | 0x20;
		ok = (c >= '0' && c <= '9') || (letter >= 'a' && letter <= 'z') || (c != '\0' && strchr(others, c) != NULL);
	}
	return ok ? RULE_OK : RULE_RULE_ID;
}

enum rule mobile_check(struct span text)
{
	bool ok = text.n == 11 && all_digits(text) && text.p[0] == '1' && text.p[1] >= '3';
	return ok ? RULE_OK : RULE_MOBILE_FORM;
}

/* ---- goods and places ---- */

/* Of digits only. */
static uint32_t number_of(struct span digits)
{
	uint32_t number = 0;
	for (size_t i = 0; i < digits.n; i++)
		number = number * 10 + (digits.p[i] - (uint32_t)'0');
	return number;
}

enum rule hs_check(uint32_t subheading)
{
	uint32_t chapter = subheading / 10000;
	return chapter >= 1 && chapter <= 97 && chapter != 77 ? RULE_OK : RULE_HS_FORM;
}

enum rule hs_read(struct span text, uint32_t *subheading)
{
	if (text.n < 6 || text.n > 10 || !all_digits(text))
		return RULE_HS_FORM;
	uint32_t number = number_of(span_of(text.p, 6));
	enum rule rule = hs_check(number);
	if (rule == RULE_OK)
		*subheading = number;
	return rule;
}

static bool two_capitals(struct span text)
{
	return text.n >= 2 && all_in(span_of(text.p, 2), "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

enum rule locode_check(struct span text)
{
	bool ok = text.n == 5 && two_capitals(text) && all_in(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ23456789");
	return ok ? RULE_OK : RULE_LOCODE_FORM;
}

enum rule country_check(struct span text)
{
	return text.n == 2 && two_capitals(text) ? RULE_OK : RULE_COUNTRY_FORM;
}

enum rule division_check(uint32_t division)
{
	return province_of(division / 10000) != NULL ? RULE_OK : RULE_DIVISION_FORM;
}

enum rule division_read(struct span text, uint32_t *division)
{
	if (text.n != 6 || !all_digits(text))
		return RULE_DIVISION_FORM;
	uint32_t number = number_of(text);
	enum rule rule = division_check(number);
	if (rule == RULE_OK)
		*division = number;
	return rule;
}

/* ---- pass numbers ---- */

static const char crockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U"; /* the last five only as check */

enum { NUMBER_DIGITS = 13, NUMBER_GROUP = 5 };

void pass_number(const uint8_t pass_id[static PASS_ID_LEN], char out[static PASS_NUMBER_LEN + 1])
{
	uint64_t value = 0;
	for (size_t i = 0; i < 8; i++)
		value = value << 8 | pass_id[i];
	char symbols[NUMBER_DIGITS + 1];
	symbols[NUMBER_DIGITS] = crockford[value % 37];
	for (size_t i = NUMBER_DIGITS; i-- > 0; value >>= 5)
		symbols[i] = crockford[value & 31];
	for (size_t i = 0; i < sizeof symbols; i++) {
		if (i > 0 && i % NUMBER_GROUP == 0)
			*out++ = '-';
		*out++ = symbols[i];
	}
	*out = '\0';
}

static uint32_t fold_crockford(uint32_t point)
{
	point = fold(point);
	if (point == 'O')
		return '0';
	return point == 'I' || point == 'L' ? '1' : point;
}

/* Symbols only, hyphens and spaces dropped; how many, or -1. */
static int read_symbols(struct span text, uint8_t symbols[static NUMBER_DIGITS + 1])
{
	int n = 0;
	while (text.n > 0) {
		uint32_t point;
		if (!utf8_next(&text, &point))
			return -1;
		if (fold(point) == '-' || point == ' ' || point == 0x3000)
			continue;
		int digit = digit_of(crockford, fold_crockford(point));
		if (digit < 0 || n > NUMBER_DIGITS)
			return -1;
		symbols[n++] = (uint8_t)digit;
	}
	return n;
}

enum rule pass_number_read(struct span text, uint8_t out[static PASS_NUMBER_BYTES])
{
	uint8_t symbols[NUMBER_DIGITS + 1];
	if (read_symbols(text, symbols) != NUMBER_DIGITS + 1 || symbols[0] > 15)
		return RULE_PASS_NUMBER;
	uint64_t value = 0;
	for (size_t i = 0; i < NUMBER_DIGITS; i++) {
		if (symbols[i] > 31)
			return RULE_PASS_NUMBER;
		value = value << 5 | symbols[i];
	}
	if (symbols[NUMBER_DIGITS] != value % 37)
		return RULE_PASS_NUMBER;
	for (size_t i = 8; i-- > 0; value >>= 8)
		out[i] = (uint8_t)value;
	return RULE_OK;
}

/* ---- haulier's licence ---- */

enum { LICENCE_DIGITS = 12 };

/* The text without `tail`; false: it does not end so. */
static bool cut_tail(struct span *text, const char *tail)
{
	size_t n = strlen(tail);
	if (text->n < n || memcmp(text->p + text->n - n, tail, n) != 0)
		return false;
	text->n -= n;
	return true;
}

enum rule licence_check(struct span text, uint32_t *by_character, uint32_t *by_digits)
{
	struct span rest = text;
	uint32_t point;
	*by_character = utf8_next(&rest, &point) ? province_by_character(point) : 0;
	if (*by_character == 0 || !cut_tail(&rest, "号") || rest.n < LICENCE_DIGITS)
		return RULE_LICENCE_FORM;
	const uint8_t *digits = rest.p + rest.n - LICENCE_DIGITS;
	for (size_t i = 0; i < LICENCE_DIGITS; i++)
		if (digits[i] < '0' || digits[i] > '9')
			return RULE_LICENCE_FORM;
	rest.n -= LICENCE_DIGITS;
	*by_digits = (uint32_t)(digits[0] - '0') * 10 + (uint32_t)(digits[1] - '0');
	if (!cut_tail(&rest, "字"))
		return RULE_LICENCE_FORM;
	return *by_digits == *by_character ? RULE_OK : RULE_LICENCE_PROVINCE;
}
