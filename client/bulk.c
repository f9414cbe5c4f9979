#include "client/bulk.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/apply.h"
#include "client/charset.h"
#include "client/column.h"
#include "client/complaint.h"
#include "client/keep.h"
#include "client/progress.h"
#include "client/say.h"
#include "proto/wire/json.h"

const struct option_row bulk_options[] = {
    {"map", "FILE", "列与栏的对应 (JSON)", "which column is which field (JSON)"},
    {"preview", NULL, "只检查, 不提交", "judge only, send nothing"},
    {"yes", NULL, "不再询问", "do not ask"},
    {0}};

enum { PATH_MAX_BYTES = 4096, SHOWN = 3 };

enum row_state { ROW_GOOD, ROW_BAD, ROW_DONE };

struct row_note {
	uint8_t key[HASH_LEN];
	uint8_t state;
};

struct bulk {
	struct context *context;
	const char *path; /* of the table */
	char *text;       /* in UTF-8 */
	size_t length;
	struct column_map map;
	struct csv_row *header, *row;
	struct party party;
	struct held *held;
	struct complaints complaints;
	struct journal journal;
	json_t *seen; /* content of a row: how often it came */
	struct row_note *note;
	size_t rows, count[3];
};

/* ---- the table's text ---- */

static enum err load(const char *path, char **out, size_t *length)
{
	struct stat stat;
	FILE *file = fopen(path, "rbe");
	if (file == NULL)
		return ERR_NOT_FOUND;
	enum err err = fstat(fileno(file), &stat) != 0 || !S_ISREG(stat.st_mode) ? ERR_IO
	               : stat.st_size > BULK_MAX                                 ? ERR_SIZE
	                                                                         : ERR_OK;
	size_t size = err == ERR_OK ? (size_t)stat.st_size : 0;
	char *text = err == ERR_OK ? malloc(size + 1) : NULL;
	if (err == ERR_OK && text == NULL)
		err = ERR_MEMORY;
	if (err == ERR_OK && fread(text, 1, size, file) != size)
		err = ERR_IO;
	fclose(file);
	if (err != ERR_OK) {
		free(text);
		return err;
	}
	*out = text;
	*length = size;
	return ERR_OK;
}

static enum err load_table(struct bulk *bulk)
{
	char *raw = NULL;
	size_t n = 0;
	enum err err = load(bulk->path, &raw, &n);
	if (err == ERR_OK && charset_is_gbk(span_of(raw, n))) {
		say(bulk->context, SAY_BULK_GBK);
		err = charset_from_gbk(span_of(raw, n), &bulk->text, &bulk->length);
		free(raw);
	} else if (err == ERR_OK) {
		bulk->text = raw;
		bulk->length = n;
	}
	if (err != ERR_OK)
		say_err(bulk->context, err, bulk->path);
	return err;
}

/* ---- map and header ---- */

static enum err read_map(struct bulk *bulk, const char *typed)
{
	struct faults faults = {0};
	struct span text;
	enum err err = party_read(bulk->context, typed, PLAN_MAX, &text);
	if (err != ERR_OK)
		return err;
	err = column_open(text, &bulk->map, &faults);
	say_faults(bulk->context, &faults);
	if (err != ERR_OK)
		say_err(bulk->context, err, typed);
	return err;
}

static enum err read_header(struct bulk *bulk, struct csv *csv)
{
	struct faults faults = {0};
	*csv = csv_over(span_of(bulk->text, bulk->length));
	if (!csv_next(csv, bulk->header)) {
		say(bulk->context, SAY_BULK_EMPTY, bulk->path);
		return ERR_INPUT;
	}
	enum err err = ERR_INPUT;
	if (bulk->header->fault != CSV_OK)
		fault_add(&faults, complaint_rule(bulk->header->fault), bulk->path,
		          (int64_t)bulk->header->line, (int64_t)bulk->header->at);
	else
		err = column_bind(&bulk->map, bulk->header, &faults);
	say_faults(bulk->context, &faults);
	if (err != ERR_OK)
		say_err(bulk->context, err, bulk->path);
	return err;
}

/* ---- one row ---- */

/* The same content twice is two applications: the second has a key of its own. */
static enum err row_key(struct bulk *bulk, const Guosuo__V1__Application *application,
                        uint8_t out[static HASH_LEN])
{
	char hex[2 * HASH_LEN + 1], number[32];
	uint8_t content[HASH_LEN];
	crypto_hash_sha256_state state;
	enum err err = apply_key(bulk->context, application, content);
	if (err != ERR_OK)
		return err;
	sodium_bin2hex(hex, sizeof hex, content, sizeof content);
	json_int_t times = json_integer_value(json_object_get(bulk->seen, hex)) + 1;
	json_object_set_new(bulk->seen, hex, json_integer(times));
	snprintf(number, sizeof number, "%lld", (long long)times);
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, content, sizeof content);
	crypto_hash_sha256_update(&state, (const uint8_t *)number, strlen(number));
	crypto_hash_sha256_final(&state, out);
	return ERR_OK;
}

/* ERR_INPUT: faults say why this row fails. */
static enum err read_row(struct bulk *bulk, struct faults *faults, Guosuo__V1__Application **out)
{
	const struct csv_row *row = bulk->row;
	char *json = NULL;
	ProtobufCMessage *message;
	if (row->fault != CSV_OK) {
		fault_add(faults, complaint_rule(row->fault), "", (int64_t)row->line, (int64_t)row->at);
		return ERR_INPUT;
	}
	if (row->count != bulk->map.count) {
		fault_add(faults, RULE_CSV_CELLS, "", (int64_t)row->count, (int64_t)bulk->map.count);
		return ERR_INPUT;
	}
	enum err err = column_apply(&bulk->map, row, faults, &json);
	if (err == ERR_OK)
		err = json_read(&guosuo__v1__application__descriptor, span_text(json), &bulk->context->arena,
		                faults, &message);
	free(json);
	if (err == ERR_OK)
		*out = (Guosuo__V1__Application *)message;
	return err;
}

/* Reads and judges; leaves a note. Anything but ERR_OK ends the run. */
static enum err judge_row(struct bulk *bulk, struct row_note *note)
{
	struct faults faults = {0};
	Guosuo__V1__Application *application = NULL;
	enum err err = read_row(bulk, &faults, &application);
	if (err == ERR_OK)
		err = apply_judge(bulk->context, application, bulk->held, bulk->party.membership.organisation,
		                  &faults);
	if (err == ERR_OK && faults.errors == 0)
		err = row_key(bulk, application, note->key);
	if (err != ERR_OK && err != ERR_INPUT)
		return err;
	note->state = faults.errors > 0 ? ROW_BAD : ROW_GOOD;
	if (note->state == ROW_GOOD && bulk->journal.done != NULL &&
	    journal_line(&bulk->journal, note->key) != NULL)
		note->state = ROW_DONE;
	bulk->count[note->state]++;
	return complaints_add(&bulk->complaints, bulk->row, &bulk->map, &faults);
}

/* ---- all rows ---- */

typedef enum err row_step(struct bulk *bulk, struct row_note *note);

/* Runs a step on every row, each in the memory of the one before. */
static enum err each_row(struct bulk *bulk, row_step *step, enum say what)
{
	struct csv csv;
	enum err err = read_header(bulk, &csv);
	struct progress progress = progress_begin(bulk->context, what, bulk->rows);
	size_t used = bulk->context->arena.used;
	for (size_t at = 0; err == ERR_OK && csv_next(&csv, bulk->row); at++) {
		err = step(bulk, bulk->note == NULL ? NULL : &bulk->note[at]);
		bulk->context->arena.used = used;
		progress_at(&progress, at + 1);
	}
	progress_end(&progress);
	return err;
}

static enum err count_row(struct bulk *bulk, struct row_note *note)
{
	(void)note;
	if (bulk->rows == BULK_ROWS_MAX) {
		say(bulk->context, SAY_BULK_ROWS, BULK_ROWS_MAX);
		return ERR_SIZE;
	}
	bulk->rows++;
	return ERR_OK;
}

static enum err send_row(struct bulk *bulk, struct row_note *note)
{
	struct faults faults = {0};
	struct apply_sent sent;
	const Guosuo__V1__ErrorDetail *refused;
	Guosuo__V1__Application *application = NULL;
	if (note->state != ROW_GOOD)
		return ERR_OK;
	enum err err = read_row(bulk, &faults, &application);
	if (err == ERR_OK)
		err = apply_once(bulk->context, &bulk->party, &bulk->journal, application, note->key, &sent,
		                 &refused);
	if (err == ERR_INPUT && refused != NULL) {
		note->state = ROW_BAD;
		bulk->count[ROW_GOOD]--, bulk->count[ROW_BAD]++;
		return complaints_add_refusal(&bulk->complaints, bulk->row, &bulk->map, refused);
	}
	if (err != ERR_OK) {
		say(bulk->context, SAY_BULK_BROKEN, (unsigned)bulk->row->line);
		say_err(bulk->context, err, bulk->party.server);
		return err;
	}
	note->state = ROW_DONE;
	bulk->count[ROW_GOOD]--, bulk->count[ROW_DONE]++;
	if (!bulk->context->json)
		printf("%zu %s %s\n", bulk->row->line, sent.number, sent.id);
	return ERR_OK;
}

/* ---- the run ---- */

static void print_counts(const struct bulk *bulk)
{
	say(bulk->context, SAY_BULK_COUNTS, (unsigned)bulk->rows, (unsigned)bulk->count[ROW_GOOD],
	    (unsigned)bulk->count[ROW_BAD], (unsigned)bulk->count[ROW_DONE]);
	if (bulk->complaints.lines > 0)
		say(bulk->context, SAY_BULK_ERRORS, bulk->complaints.path);
}

/* The first good rows, as the columns have them. */
static enum err show_row(struct bulk *bulk, struct row_note *note)
{
	static const size_t cells = 6;
	if (note->state != ROW_GOOD || bulk->count[ROW_GOOD] == 0)
		return ERR_OK;
	fprintf(stderr, "%zu:", bulk->row->line);
	for (size_t i = 0; i < bulk->row->count && i < cells; i++)
		fprintf(stderr, " %s=%s", bulk->map.item[i].name, bulk->row->cell[i]);
	fputc('\n', stderr);
	return ERR_OK;
}

static enum err show_first(struct bulk *bulk)
{
	struct csv csv;
	enum err err = read_header(bulk, &csv);
	size_t shown = 0;
	for (size_t at = 0; err == ERR_OK && shown < SHOWN && csv_next(&csv, bulk->row); at++) {
		shown += bulk->note[at].state == ROW_GOOD;
		err = show_row(bulk, &bulk->note[at]);
	}
	return err;
}

/* Judged, shown, and unless it is only a preview, sent. */
static enum err judge_and_send(struct bulk *bulk, const struct args *args)
{
	bool preview = args->value[BULK_PREVIEW] != NULL;
	enum err err = each_row(bulk, count_row, SAY_COUNT);
	bulk->note = err == ERR_OK ? calloc(bulk->rows + 1, sizeof *bulk->note) : NULL;
	if (err == ERR_OK && bulk->note == NULL)
		err = ERR_MEMORY;
	if (err == ERR_OK)
		err = each_row(bulk, judge_row, SAY_BULK_JUDGED);
	if (err != ERR_OK)
		return err;
	print_counts(bulk);
	err = show_first(bulk);
	if (err != ERR_OK || preview || bulk->count[ROW_GOOD] == 0)
		return err;
	if (args->value[BULK_YES] == NULL && !party_confirm(bulk->context, SAY_SEND_ASK, SAY_NOT_SENT))
		return ERR_STATE;
	err = each_row(bulk, send_row, SAY_BULK_SENT);
	print_counts(bulk);
	return err;
}

static void print_json(const struct bulk *bulk)
{
	json_t *object = json_pack("{s:I, s:I, s:I, s:I, s:s}", "rows", (json_int_t)bulk->rows, "left",
	                           (json_int_t)bulk->count[ROW_GOOD], "bad", (json_int_t)bulk->count[ROW_BAD],
	                           "done", (json_int_t)bulk->count[ROW_DONE], "errors",
	                           bulk->complaints.lines > 0 ? bulk->complaints.path : "");
	json_dumpf(object, stdout, JSON_INDENT(1));
	putchar('\n');
	json_decref(object);
}

static enum exit_code open_files(struct bulk *bulk, const struct args *args,
                                 char journal[static PATH_MAX_BYTES], char errors[static PATH_MAX_BYTES])
{
	if (load_table(bulk) != ERR_OK || read_map(bulk, args->value[BULK_MAP]) != ERR_OK)
		return EXIT_OTHER;
	snprintf(journal, PATH_MAX_BYTES, "%s.journal", bulk->path);
	snprintf(errors, PATH_MAX_BYTES, "%s.errors.csv", bulk->path);
	enum err err = complaints_open(errors, &bulk->complaints);
	if (err != ERR_OK)
		return say_err(bulk->context, err, errors);
	/* a preview leaves nothing behind but what is wrong */
	bool begin = args->value[BULK_PREVIEW] == NULL || access(journal, F_OK) == 0;
	return begin ? apply_journal(bulk->context, journal, &bulk->journal) : EXIT_DONE;
}

static enum exit_code run_open(struct bulk *bulk, const struct args *args)
{
	char journal[PATH_MAX_BYTES], errors[PATH_MAX_BYTES];
	if (party_held(bulk->context, &bulk->party, bulk->held) != ERR_OK)
		return EXIT_OTHER;
	if (!bulk->held->has_directory) {
		say(bulk->context, SAY_NO_DIRECTORY);
		return EXIT_OTHER;
	}
	enum exit_code code = open_files(bulk, args, journal, errors);
	if (code != EXIT_DONE)
		return code;
	enum err err = judge_and_send(bulk, args);
	if (bulk->context->json)
		print_json(bulk);
	return err == ERR_OK && bulk->count[ROW_BAD] == 0 ? EXIT_DONE : EXIT_OTHER;
}

static void close_all(struct bulk *bulk)
{
	complaints_close(&bulk->complaints);
	if (bulk->journal.done != NULL)
		journal_close(&bulk->journal);
	column_close(&bulk->map);
	json_decref(bulk->seen);
	party_close(&bulk->party);
	free(bulk->text);
	free(bulk->note);
}

enum exit_code bulk_run(struct context *context, const struct args *args)
{
	struct arena *arena = &context->arena;
	struct bulk bulk = {.context = context,
	                    .path = keep_path(context, args->argument[0]),
	                    .header = arena_take(arena, sizeof *bulk.header),
	                    .row = arena_take(arena, sizeof *bulk.row),
	                    .held = arena_take(arena, sizeof *bulk.held),
	                    .seen = json_object()};
	enum exit_code code = EXIT_OTHER;
	if (args->value[BULK_MAP] == NULL)
		code = party_needs(context, "--map");
	else if (bulk.path == NULL || bulk.header == NULL || bulk.row == NULL || bulk.held == NULL ||
	         bulk.seen == NULL)
		code = say_err(context, ERR_MEMORY, NULL);
	else if (party_open(context, "officer", &bulk.party) == ERR_OK)
		code = run_open(&bulk, args);
	close_all(&bulk);
	return code;
}
