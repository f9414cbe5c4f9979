/* proto/identity.h - the identifiers of people, companies, vehicles and places: their form, their check
 * characters, and the packed form in which the short ones travel in a code.
 * Reading folds full-width characters and lower case into plain capitals where it says so. Outputs stay
 * untouched unless the rule is RULE_OK or a warning. */
#ifndef GUOSUO_PROTO_IDENTITY_H
#define GUOSUO_PROTO_IDENTITY_H

#include "proto/fault.h"
#include "proto/span.h"

enum {
	PLATE_TEXT_MAX =
	    16, /* UTF-8 bytes with NUL: province character (3) + letter + 4 + 挂/超 (3), or + 6 */
	VIN_LEN = 17,
	VIN_PACKED = 11, /* base 33, big-endian, digits in the order 0-9 A-Z without I O Q */
	USCC_LEN = 18,
	USCC_PACKED = 12, /* base 31, big-endian, digits in the order 0-9 A-Z without I O S V Z */
};

/* Plate (GA 36): ordinary, trailer (挂), new energy, temporary for oversize vehicles (超). Folds, drops
 * spaces and middle dots, then packs into 44 bits: GB/T 2260 province number, then base 40 digits 1..38 for
 * 0-9 A-Z 挂 超 (no digit 0, so length is implied). RULE_PLATE_NORMALISED (a warning) still sets *out.
 * RULE_PLATE_LOOKALIKE: with 0 for O and 1 for I it would be a plate. RULE_PLATE_FORM: not a plate. */
enum rule plate_pack(struct span text, uint64_t *out) MUST_USE;

/* The same, but RULE_PLATE_LOOKALIKE also sets *out: to that plate. */
enum rule plate_pack_alike(struct span text, uint64_t *out) MUST_USE;

/* RULE_PLATE_FORM when `packed` is not the packing of a well-formed plate. */
enum rule plate_text(uint64_t packed, char out[PLATE_TEXT_MAX]) MUST_USE;

/* Of a well-formed packed plate. */
bool plate_is_trailer(uint64_t packed);   /* ends in 挂 */
bool plate_is_temporary(uint64_t packed); /* ends in 超 */

/* USCC (GB 32100): RULE_USCC_FORM, RULE_USCC_CHECK. Reading folds. */
enum rule uscc_pack(struct span text, uint8_t out[static USCC_PACKED]) MUST_USE;
enum rule uscc_text(struct span packed, char out[static USCC_LEN + 1]) MUST_USE;

/* VIN (GB 16735): RULE_VIN_FORM; RULE_VIN_CHECK is a warning and still sets out. Reading folds. */
enum rule vin_pack(struct span text, uint8_t out[static VIN_PACKED]) MUST_USE;

/* RULE_VIN_FORM when `packed` is not 11 bytes or not a VIN; the check character was judged on packing. */
enum rule vin_text(struct span packed, char out[static VIN_LEN + 1]) MUST_USE;

/* GB 11643, also the driving licence number: RULE_ID_CHECK, for its form too. The last may be X or x. */
enum rule resident_id_check(struct span text) MUST_USE;

/* A province's rule, by which its own machine recommends or seals: letters, digits, '.', '-' and '_'. RULE_RULE_ID. */
enum { RULE_ID_MAX = 24 }; /* bytes */
enum rule rule_id_check(struct span text) MUST_USE;

/* Plain digits: RULE_MOBILE_FORM. */
enum rule mobile_check(struct span text) MUST_USE;

/* HS: a text of 6 to 10 digits, of which the subheading, the first six, is the number. Chapters 01 to 97
 * without
 * 77. RULE_HS_FORM. */
enum rule hs_read(struct span text, uint32_t *subheading) MUST_USE;
enum rule hs_check(uint32_t subheading) MUST_USE;

/* UN/LOCODE, two letters and three of A-Z 2-9: RULE_LOCODE_FORM. ISO 3166-1 alpha-2: RULE_COUNTRY_FORM. Form
 * only, capitals only. */
enum rule locode_check(struct span text) MUST_USE;
enum rule country_check(struct span text) MUST_USE;

/* Six digits whose first two are a province of GB/T 2260; whether the directory has it is another question.
 * RULE_DIVISION_FORM. */
enum rule division_read(struct span text, uint32_t *division) MUST_USE;
enum rule division_check(uint32_t division) MUST_USE;

/* A haulier's licence, "鲁交运管许可济字370103000001号": province character, 字, twelve digits that begin
 * with the province's number, 号. RULE_LICENCE_FORM; RULE_LICENCE_PROVINCE: the two provinces, which are then
 * set, differ. */
enum rule licence_check(struct span text, uint32_t *by_character, uint32_t *by_digits) MUST_USE;

/* The province's plate character (UTF-8, 3 bytes), or NULL for a number GB/T 2260 does not have. */
const char *province_character(uint32_t province);

/* Short name ("山东", "Shandong"), or NULL. */
const char *province_name(uint32_t province, enum lang lang);

/* Pass number: first 8 bytes of the pass id as Crockford base32 with a mod-37 check character, for people:
 * "XXXXX-XXXXX-XXXX" (13 digits and the check). Reading folds, takes O as 0, I and L as 1, and drops hyphens
 * and spaces. RULE_PASS_NUMBER. */
enum { PASS_NUMBER_LEN = 16, PASS_ID_LEN = 16, PASS_NUMBER_BYTES = 8 };
void pass_number(const uint8_t pass_id[static PASS_ID_LEN], char out[static PASS_NUMBER_LEN + 1]);
enum rule pass_number_read(struct span text, uint8_t out[static PASS_NUMBER_BYTES]) MUST_USE;

#endif
