/* proto/identity.h - the identifiers of people, companies, vehicles and places: their form, their check
 * characters, and the packed form in which the short ones travel in a code. */
#ifndef GUOSUO_PROTO_IDENTITY_H
#define GUOSUO_PROTO_IDENTITY_H

#include "proto/fault.h"
#include "proto/span.h"

enum {
	PLATE_TEXT_MAX = 16, /* UTF-8 bytes with NUL: province character (3) + 7 + 挂/超 (3) */
	VIN_LEN = 17,
	VIN_PACKED = 11, /* base 33, big-endian */
	USCC_LEN = 18,
	USCC_PACKED = 12, /* base 31, big-endian */
};

/* Plate (GA 36): normalises full-width characters, spaces and middle dots, then packs it into 44 bits:
 * GB/T 2260 province number, then base 40 digits 1..38 for 0-9 A-Z 挂 超 (no digit 0, so length is implied).
 * RULE_PLATE_NORMALISED (a warning) still sets *out; any other rule but RULE_OK leaves it untouched. */
enum rule plate_pack(struct span text, uint64_t *out) MUST_USE;

/* RULE_PLATE_FORM when `packed` is not the packing of a well-formed plate. */
enum rule plate_text(uint64_t packed, char out[PLATE_TEXT_MAX]) MUST_USE;

bool plate_is_trailer(uint64_t packed);   /* ends in 挂 */
bool plate_is_temporary(uint64_t packed); /* ends in 超 */

/* USCC (GB 32100): RULE_USCC_FORM, RULE_USCC_CHECK. Lower case and full-width are normalised. */
enum rule uscc_pack(struct span text, uint8_t out[static USCC_PACKED]) MUST_USE;
enum rule uscc_text(struct span packed, char out[static USCC_LEN + 1]) MUST_USE;

/* VIN (GB 16735): RULE_VIN_FORM; RULE_VIN_CHECK is a warning and still sets out. */
enum rule vin_pack(struct span text, uint8_t out[static VIN_PACKED]) MUST_USE;
enum rule vin_text(struct span packed, char out[static VIN_LEN + 1]) MUST_USE;

enum rule resident_id_check(struct span text) MUST_USE; /* GB 11643, also the driving licence number */
enum rule mobile_check(struct span text) MUST_USE;
enum rule hs_check(uint32_t code) MUST_USE; /* 6 to 10 digits */
enum rule locode_check(struct span text) MUST_USE;
enum rule country_check(struct span text) MUST_USE;

/* Six digits whose first two are a province of GB/T 2260; whether the directory has it is another question. */
enum rule division_check(uint32_t division) MUST_USE;

/* The province's plate character (UTF-8, 3 bytes), or NULL for a number GB/T 2260 does not have. */
const char *province_character(uint32_t province);
const char *province_name(uint32_t province, enum lang lang);

/* Pass number: first 8 bytes of the pass id as Crockford base32 with a mod-37 check character, for people:
 * "XXXXX-XXXXX-XXXX" (13 digits and the check). Reading folds case, O to 0, I and L to 1. */
enum { PASS_NUMBER_LEN = 16, PASS_ID_LEN = 16 };
void pass_number(const uint8_t pass_id[static PASS_ID_LEN], char out[static PASS_NUMBER_LEN + 1]);
enum rule pass_number_read(struct span text, uint8_t out[static 8]) MUST_USE; /* RULE_ORDINAL never; RULE_TYPE */

#endif
