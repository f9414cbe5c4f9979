/* The list of barred hauliers: any bytes, read to their end. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "proto/barred.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	Guosuo__V1__Applicant applicant = GUOSUO__V1__APPLICANT__INIT;
	Guosuo__V1__Application application = GUOSUO__V1__APPLICATION__INIT;
	static char ours[] = "91370103MA3TE5TX13";
	struct faults faults = {0}, found = {0};
	struct span list = span_of(data, size);
	applicant.uscc = ours, application.applicant = &applicant;
	enum err err = barred_sound(list, &faults);
	assert((err == ERR_OK) == (faults.errors == 0));
	barred_check(list, &application, 1583805600, 480, &found);
	assert(found.count <= 1);
	return 0;
}
