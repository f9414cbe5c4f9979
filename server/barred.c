#include "server/barred.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "server/config.h"
#include "server/file.h"
#include "server/log.h"

struct barred {
	char path[CONFIG_TEXT];
	uint8_t *text;
	size_t length;
	struct stat seen; /* of the file as it was when last looked at */
};

static void log_fault(const struct fault *fault)
{
	char text[256];
	fault_text(fault, LANG_EN, text, sizeof text);
	log_warn("barred_list_not_sound", NULL, log_text("field", fault->field),
	         log_text("rule", fault_name(fault->rule)), log_text("says", text));
}

/* Takes the file's text where it is sound. */
static enum err take(struct barred *barred)
{
	struct faults faults = {0};
	uint8_t *text = NULL;
	size_t length = 0;
	enum err err = file_read(barred->path, BARRED_MAX, &text, &length);
	if (err == ERR_OK)
		err = barred_sound(span_of(text, length), &faults);
	for (size_t i = 0; i < faults.count; i++)
		log_fault(&faults.item[i]);
	if (err != ERR_OK) {
		free(text);
		return err;
	}
	free(barred->text);
	barred->text = text;
	barred->length = length;
	return ERR_OK;
}

enum err barred_open(const char *path, struct barred **out)
{
	struct barred *barred = calloc(1, sizeof *barred);
	if (barred == NULL)
		return ERR_MEMORY;
	strncpy(barred->path, path, sizeof barred->path - 1);
	bool none = path[0] == '\0';
	if (!none && stat(path, &barred->seen) != 0)
		barred->seen = (struct stat){0};
	enum err err = none ? ERR_OK : take(barred);
	if (err != ERR_OK)
		barred_free(&barred);
	else
		*out = barred;
	return err;
}

void barred_free(struct barred **barred)
{
	if (*barred != NULL)
		free((*barred)->text);
	free(*barred);
	*barred = NULL;
}

static bool has_changed(const struct stat *a, const struct stat *b)
{
	return a->st_mtim.tv_sec != b->st_mtim.tv_sec || a->st_mtim.tv_nsec != b->st_mtim.tv_nsec ||
	       a->st_size != b->st_size || a->st_ino != b->st_ino;
}

struct span barred_list(struct barred *barred)
{
	struct stat now = {0};
	if (barred->path[0] == '\0')
		return (struct span){NULL, 0};
	if (stat(barred->path, &now) != 0)
		now = (struct stat){0}; /* gone: a change like any other */
	if (has_changed(&barred->seen, &now)) {
		barred->seen = now;
		enum err err = take(barred);
		if (err != ERR_OK)
			log_warn("barred_list_kept", NULL, log_text("error", err_name(err)));
		else
			log_info("barred_list_read", NULL, log_number("bytes", (int64_t)barred->length));
	}
	return span_of(barred->text, barred->length);
}
