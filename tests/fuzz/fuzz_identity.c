/* Whatever reads as an identifier packs, and what it packs to reads back as the same one. */
#include <stdlib.h>
#include <string.h>

#include "proto/identity.h"
#include "proto/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool true_always)
{
	if (!true_always)
		abort();
}

static void try_plate(struct span text)
{
	uint64_t packed, again;
	char plate[PLATE_TEXT_MAX];
	enum rule rule = plate_pack(text, &packed);
	if (rule != RULE_OK && fault_is_error(rule))
		return;
	must(utf8_valid(text) && packed >> 44 == 0);
	must(plate_text(packed, plate) == RULE_OK);
	must(plate_pack(span_text(plate), &again) == RULE_OK && again == packed);
	must((rule == RULE_OK) == span_equal(span_text(plate), text));
	must(!plate_is_trailer(packed) || !plate_is_temporary(packed));
}

static void try_number(struct span bytes)
{
	uint64_t packed = 0, again;
	char plate[PLATE_TEXT_MAX];
	if (bytes.n > sizeof packed)
		return;
	if (bytes.n > 0)
		memcpy(&packed, bytes.p, bytes.n);
	if (plate_text(packed, plate) == RULE_OK)
		must(plate_pack(span_text(plate), &again) == RULE_OK && again == packed);
}

static void try_company(struct span text)
{
	uint8_t packed[USCC_PACKED], again[USCC_PACKED];
	char uscc[USCC_LEN + 1];
	if (uscc_pack(text, packed) == RULE_OK) {
		must(uscc_text(span_of(packed, sizeof packed), uscc) == RULE_OK);
		must(uscc_pack(span_text(uscc), again) == RULE_OK &&
		     memcmp(packed, again, sizeof packed) == 0);
	}
	if (uscc_text(text, uscc) == RULE_OK)
		must(uscc_pack(span_text(uscc), again) == RULE_OK &&
		     memcmp(text.p, again, sizeof again) == 0);
}

static void try_vehicle(struct span text)
{
	uint8_t packed[VIN_PACKED], again[VIN_PACKED];
	char vin[VIN_LEN + 1];
	enum rule rule = vin_pack(text, packed);
	if (rule != RULE_VIN_FORM) {
		must(vin_text(span_of(packed, sizeof packed), vin) == RULE_OK);
		must(vin_pack(span_text(vin), again) == rule && memcmp(packed, again, sizeof packed) == 0);
	}
	if (vin_text(text, vin) == RULE_OK)
		must(vin_pack(span_text(vin), again) != RULE_VIN_FORM &&
		     memcmp(text.p, again, sizeof again) == 0);
}

static void try_pass_number(struct span text)
{
	uint8_t id[PASS_ID_LEN] = {0}, again[8];
	char number[PASS_NUMBER_LEN + 1];
	if (pass_number_read(text, id) != RULE_OK)
		return;
	pass_number(id, number);
	must(pass_number_read(span_text(number), again) == RULE_OK && memcmp(id, again, sizeof again) == 0);
}

static void try_others(struct span text)
{
	uint32_t number;
	must(resident_id_check(text) != RULE_OK || text.n == 18);
	must(mobile_check(text) != RULE_OK || text.n == 11);
	must(locode_check(text) != RULE_OK || country_check(span_of(text.p, 2)) == RULE_OK);
	must(hs_read(text, &number) != RULE_OK || hs_check(number) == RULE_OK);
	must(division_read(text, &number) != RULE_OK || division_check(number) == RULE_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_of(data, size);
	try_plate(text);
	try_number(text);
	try_company(text);
	try_vehicle(text);
	try_pass_number(text);
	try_others(text);
	return 0;
}
