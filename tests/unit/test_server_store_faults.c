/* Every call to the disk and every allocation of the engine fails in turn; the power goes; the process dies.
 * One rule is judged throughout: what was answered with ERR_OK is there afterwards. */
#include "tests/store_rig.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>

/* ---- a disk that fails on demand: the system's VFS behind a counter ---- */

enum op {
	OP_NONE,
	OP_OPEN,
	OP_READ,
	OP_WRITE,
	OP_SYNC,
	OP_TRUNCATE,
	OP_DELETE,
	OP_LOCK,
	OP_MAP,
	OP_MALLOC,
	OP_COUNT
};

struct fault {
	enum op op;
	int rc;
	int file;   /* SQLITE_OPEN_MAIN_DB or SQLITE_OPEN_WAL; 0: any */
	bool stays; /* all later calls fail as well */
};

static struct {
	struct fault fault;
	atomic_int left; /* calls until it strikes */
	atomic_int struck;
	atomic_int after; /* calls of that kind since */
} now;

static void arm(const struct fault *fault, int nth)
{
	now.fault = *fault;
	atomic_store(&now.struck, 0);
	atomic_store(&now.after, 0);
	atomic_store(&now.left, nth);
}

static void disarm(void)
{
	atomic_store(&now.left, 0);
	now.fault.op = OP_NONE;
}

static int strikes(enum op op, int file)
{
	if (op != now.fault.op || (now.fault.file != 0 && (file & now.fault.file) == 0))
		return SQLITE_OK;
	int left = atomic_fetch_sub(&now.left, 1);
	if (left < 1)
		atomic_fetch_add(&now.after, 1);
	if (left != 1 && !(left < 1 && now.fault.stays))
		return SQLITE_OK;
	atomic_fetch_add(&now.struck, 1);
	return now.fault.rc;
}

static void image_keep(const char *name);

struct file {
	sqlite3_file base;
	sqlite3_file *real;
	const char *name;
	int flags;
};

static sqlite3_vfs *system_vfs;

#define REAL(f) (((struct file *)(f))->real)
#define FILE_FLAGS(f) (((struct file *)(f))->flags)

static int file_close(sqlite3_file *f)
{
	return REAL(f)->pMethods == NULL ? SQLITE_OK : REAL(f)->pMethods->xClose(REAL(f));
}

static int file_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
	int rc = strikes(OP_READ, FILE_FLAGS(f));
	return rc != SQLITE_OK ? rc : REAL(f)->pMethods->xRead(REAL(f), to, n, at);
}

/* A write that fails may leave its first half. */
static int file_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
	int rc = strikes(OP_WRITE, FILE_FLAGS(f));
	if (rc != SQLITE_OK && n > 1)
		(void)REAL(f)->pMethods->xWrite(REAL(f), from, n / 2, at);
	return rc != SQLITE_OK ? rc : REAL(f)->pMethods->xWrite(REAL(f), from, n, at);
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	int rc = strikes(OP_TRUNCATE, FILE_FLAGS(f));
	return rc != SQLITE_OK ? rc : REAL(f)->pMethods->xTruncate(REAL(f), size);
}

static int file_sync(sqlite3_file *f, int flags)
{
	int rc = strikes(OP_SYNC, FILE_FLAGS(f));
	if (rc == SQLITE_OK)
		rc = REAL(f)->pMethods->xSync(REAL(f), flags);
	if (rc == SQLITE_OK)
		image_keep(((struct file *)f)->name);
	return rc;
}

static int file_size(sqlite3_file *f, sqlite3_int64 *size)
{
	return REAL(f)->pMethods->xFileSize(REAL(f), size);
}

static int file_lock(sqlite3_file *f, int level)
{
	int rc = strikes(OP_LOCK, FILE_FLAGS(f));
	return rc != SQLITE_OK ? rc : REAL(f)->pMethods->xLock(REAL(f), level);
}

static int file_unlock(sqlite3_file *f, int level)
{
	return REAL(f)->pMethods->xUnlock(REAL(f), level);
}

static int file_reserved(sqlite3_file *f, int *out)
{
	return REAL(f)->pMethods->xCheckReservedLock(REAL(f), out);
}

static int file_control(sqlite3_file *f, int op, void *arg)
{
	return REAL(f)->pMethods->xFileControl(REAL(f), op, arg);
}

static int file_sector(sqlite3_file *f)
{
	return REAL(f)->pMethods->xSectorSize(REAL(f));
}

static int file_traits(sqlite3_file *f)
{
	return REAL(f)->pMethods->xDeviceCharacteristics(REAL(f));
}

static int file_map(sqlite3_file *f, int region, int size, int extend, void volatile **out)
{
	int rc = strikes(OP_MAP, FILE_FLAGS(f));
	return rc != SQLITE_OK ? rc : REAL(f)->pMethods->xShmMap(REAL(f), region, size, extend, out);
}

static int file_map_lock(sqlite3_file *f, int offset, int n, int flags)
{
	return REAL(f)->pMethods->xShmLock(REAL(f), offset, n, flags);
}

static void file_barrier(sqlite3_file *f)
{
	REAL(f)->pMethods->xShmBarrier(REAL(f));
}

static int file_unmap(sqlite3_file *f, int remove_it)
{
	return REAL(f)->pMethods->xShmUnmap(REAL(f), remove_it);
}

static const sqlite3_io_methods file_methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = file_map,
    .xShmLock = file_map_lock,
    .xShmBarrier = file_barrier,
    .xShmUnmap = file_unmap,
};

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out)
{
	struct file *file = (struct file *)f;
	(void)vfs;
	memset(file, 0, sizeof *file);
	int rc = strikes(OP_OPEN, flags);
	if (rc != SQLITE_OK)
		return rc;
	file->real = (sqlite3_file *)(void *)(file + 1);
	file->name = name;
	file->flags = flags;
	rc = system_vfs->xOpen(system_vfs, name, file->real, flags, out);
	if (file->real->pMethods != NULL)
		file->base.pMethods = &file_methods;
	return rc;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int sync_dir)
{
	(void)vfs;
	int rc = strikes(OP_DELETE, 0);
	return rc != SQLITE_OK ? rc : system_vfs->xDelete(system_vfs, name, sync_dir);
}

/* ---- an allocator that fails on demand ---- */

static sqlite3_mem_methods system_memory;

static void *failing_malloc(int n)
{
	return strikes(OP_MALLOC, 0) != SQLITE_OK ? NULL : system_memory.xMalloc(n);
}

static void *failing_realloc(void *p, int n)
{
	return strikes(OP_MALLOC, 0) != SQLITE_OK ? NULL : system_memory.xRealloc(p, n);
}

static void engine_wrap(void)
{
	static sqlite3_mem_methods memory;
	static sqlite3_vfs vfs;
	sqlite3_config(SQLITE_CONFIG_GETMALLOC, &system_memory);
	memory = system_memory;
	memory.xMalloc = failing_malloc;
	memory.xRealloc = failing_realloc;
	sqlite3_config(SQLITE_CONFIG_MALLOC, &memory);
	sqlite3_initialize();
	system_vfs = sqlite3_vfs_find(NULL);
	vfs = *system_vfs;
	vfs.zName = "faulty";
	vfs.szOsFile += (int)sizeof(struct file);
	vfs.xOpen = vfs_open;
	vfs.xDelete = vfs_delete;
	sqlite3_vfs_register(&vfs, 0);
}

/* ---- one life of a store: open, write rows, close ---- */

enum { ROWS_MAX = 16 };

struct life {
	int rows;
	size_t size; /* of each row */
	enum err opened;
	enum err answered[ROWS_MAX];
	int deaths;
};

static atomic_int deaths;

static void on_fatal(void)
{
	atomic_fetch_add(&deaths, 1);
}

struct sized {
	int64_t id;
	size_t size;
};

static uint8_t filling[1 << 19];

static enum err put_sized(struct tx *tx, void *ctx)
{
	const struct sized *row = ctx;
	const struct value params[] = {value_int(row->id), value_null(),
	                               value_blob(span_of(filling, row->size))};
	return store_run(tx, &put_item, params, 3);
}

static void faulty_make(struct rig *rig)
{
	rig_make(rig);
	rig->settings.vfs = "faulty";
	rig->settings.fatal = on_fatal;
	rig->settings.busy_ms = 0;
}

static void live(struct rig *rig, struct life *life)
{
	atomic_store(&deaths, 0);
	life->opened = rig_open(rig);
	for (int i = 0; i < life->rows && life->opened == ERR_OK; i++) {
		struct sized row = {i, life->size};
		life->answered[i] = rig_write(rig, put_sized, &row);
	}
	store_close(&rig->store);
	life->deaths = atomic_load(&deaths);
}

static int64_t row_there(const char *path, int64_t id)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *row = NULL;
	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT COUNT(*) FROM item WHERE id = $1", -1, &row, NULL),
	                 SQLITE_OK);
	sqlite3_bind_int64(row, 1, id);
	assert_int_equal(sqlite3_step(row), SQLITE_ROW);
	int64_t count = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	sqlite3_close(db);
	return count;
}

/* ERR_OK: there. ERR_IO: perhaps. Any other error: not there. */
static void judge(const struct rig *rig, const struct life *life, const char *why, int nth)
{
	if (life->opened != ERR_OK)
		return;
	assert_int_equal(
	    look(rig->path, "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
	for (int i = 0; i < life->rows; i++) {
		int64_t there = row_there(rig->path, i);
		if (life->answered[i] == ERR_OK && there != 1)
			fail_msg("%s, call %d: row %d was answered and is lost", why, nth, i);
		if (life->answered[i] != ERR_OK && life->answered[i] != ERR_IO && there != 0)
			fail_msg("%s, call %d: row %d was refused and is there", why, nth, i);
	}
}

struct plan {
	const char *why;
	struct fault fault;
	int rows;
	size_t size;
	int stride;
	bool fatal; /* the store must die when it strikes while rows are written */
};

/* 12 rows of 400 kB fill the log, so that it is moved into the file on the way. */
static const struct plan plans[] = {
    {"an open fails", {OP_OPEN, SQLITE_CANTOPEN, 0, false}, 6, 3000, 1, false},
    {"a read fails", {OP_READ, SQLITE_IOERR_READ, 0, false}, 6, 3000, 1, false},
    {"a write fails", {OP_WRITE, SQLITE_IOERR_WRITE, 0, false}, 6, 3000, 1, true},
    {"all writes fail", {OP_WRITE, SQLITE_IOERR_WRITE, 0, true}, 6, 3000, 1, true},
    {"a write of large rows fails", {OP_WRITE, SQLITE_IOERR_WRITE, 0, false}, 12, 400000, 199, true},
    {"a write into the file fails",
     {OP_WRITE, SQLITE_IOERR_WRITE, SQLITE_OPEN_MAIN_DB, false},
     12,
     400000,
     199,
     true},
    {"a sync fails", {OP_SYNC, SQLITE_IOERR_FSYNC, 0, false}, 6, 3000, 1, true},
    {"all syncs fail", {OP_SYNC, SQLITE_IOERR_FSYNC, 0, true}, 6, 3000, 1, true},
    {"a sync of large rows fails", {OP_SYNC, SQLITE_IOERR_FSYNC, 0, false}, 12, 400000, 1, true},
    {"a truncation fails", {OP_TRUNCATE, SQLITE_IOERR_TRUNCATE, 0, false}, 6, 3000, 1, false},
    {"a deletion fails", {OP_DELETE, SQLITE_IOERR_DELETE, 0, false}, 6, 3000, 1, false},
    {"a lock fails", {OP_LOCK, SQLITE_IOERR_LOCK, 0, false}, 6, 3000, 1, false},
    {"a lock is taken", {OP_LOCK, SQLITE_BUSY, 0, false}, 6, 3000, 1, false},
    {"shared memory fails", {OP_MAP, SQLITE_IOERR_SHMMAP, 0, false}, 6, 3000, 1, false},
    {"the disk fills once", {OP_WRITE, SQLITE_FULL, 0, false}, 6, 3000, 1, false},
    {"the disk is full from then on", {OP_WRITE, SQLITE_FULL, 0, true}, 6, 3000, 1, false},
    {"the disk fills in a large row", {OP_WRITE, SQLITE_FULL, 0, true}, 12, 400000, 199, false},
    {"a write lacks memory", {OP_WRITE, SQLITE_IOERR_NOMEM, 0, false}, 6, 3000, 1, false},
    {"an allocation fails", {OP_MALLOC, SQLITE_NOMEM, 0, false}, 4, 3000, 7, false},
    {"all allocations fail", {OP_MALLOC, SQLITE_NOMEM, 0, true}, 4, 3000, 41, false},
};

static bool any_error(const struct life *life)
{
	for (int i = 0; i < life->rows; i++)
		if (life->answered[i] != ERR_OK)
			return true;
	return false;
}

static bool survivable(int rc)
{
	return rc == SQLITE_NOMEM || rc == SQLITE_IOERR_NOMEM || rc == SQLITE_FULL || rc == SQLITE_BUSY;
}

/* false: the life had fewer such calls, so nothing struck. */
static bool try_nth(const struct plan *plan, int nth)
{
	struct rig rig;
	struct life life = {.rows = plan->rows, .size = plan->size};
	faulty_make(&rig);
	arm(&plan->fault, nth);
	live(&rig, &life);
	bool struck = atomic_load(&now.struck) > 0;
	disarm();
	judge(&rig, &life, plan->why, nth);
	if (plan->fatal && life.opened == ERR_OK && any_error(&life) && life.deaths != 1)
		fail_msg("%s, call %d: the store lived on", plan->why, nth);
	if (survivable(plan->fault.rc) && life.deaths != 0)
		fail_msg("%s, call %d: the store died", plan->why, nth);
	if (!struck && (life.opened != ERR_OK || any_error(&life)))
		fail_msg("%s, call %d: an error without a cause", plan->why, nth);
	rig_stop(&rig);
	return struck;
}

static void each_call_fails_in_turn_and_nothing_answered_is_lost(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(plans); i++) {
		int nth = 1;
		while (try_nth(&plans[i], nth))
			nth += plans[i].stride;
		if (nth == 1)
			fail_msg("%s: never", plans[i].why);
	}
}

static void out_of_memory_is_answered_as_that(void **state)
{
	const struct fault fault = {OP_MALLOC, SQLITE_NOMEM, 0, true};
	struct rig rig;
	struct sized row = {1, 100};
	(void)state;
	faulty_make(&rig);
	assert_int_equal(rig_open(&rig), ERR_OK);
	arm(&fault, 1);
	assert_int_equal(rig_write(&rig, put_sized, &row), ERR_MEMORY);
	disarm();
	assert_int_equal(rig_write(&rig, put_sized, &row), ERR_OK);
	assert_int_equal(rig_count(&rig), 1);
	rig_stop(&rig);
}

static void when_the_disk_has_room_again_the_store_goes_on(void **state)
{
	const struct fault fault = {OP_WRITE, SQLITE_FULL, 0, true};
	struct rig rig;
	struct sized rows[] = {{1, 100}, {2, 9000}, {3, 100}};
	(void)state;
	faulty_make(&rig);
	assert_int_equal(rig_open(&rig), ERR_OK);
	assert_int_equal(rig_write(&rig, put_sized, &rows[0]), ERR_OK);
	arm(&fault, 2);
	assert_int_equal(rig_write(&rig, put_sized, &rows[1]), ERR_IO);
	assert_int_equal(rig_write(&rig, put_sized, &rows[2]), ERR_IO);
	assert_int_equal(rig_count(&rig), 1);
	disarm();
	assert_int_equal(rig_write(&rig, put_sized, &rows[1]), ERR_OK);
	assert_int_equal(rig_count(&rig), 2);
	rig_stop(&rig);
}

/* ---- the power goes: only what was synced remains ---- */

static pthread_mutex_t image_lock = PTHREAD_MUTEX_INITIALIZER;
static const char *image_of; /* the database whose files are kept as they were when last synced */

static void file_copy(const char *from, const char *to)
{
	static char block[1 << 16];
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	assert_non_null(out);
	for (size_t n; in != NULL && (n = fread(block, 1, sizeof block, in)) > 0;)
		assert_int_equal(fwrite(block, 1, n, out), n);
	fclose(out);
	if (in != NULL)
		fclose(in);
}

static void image_keep(const char *name)
{
	char kept[160];
	if (image_of == NULL || name == NULL || strncmp(name, image_of, strlen(image_of)) != 0)
		return;
	snprintf(kept, sizeof kept, "%s.kept%s", image_of, name + strlen(image_of));
	pthread_mutex_lock(&image_lock);
	file_copy(name, kept);
	pthread_mutex_unlock(&image_lock);
}

/* How many rows a restart after a power cut at this moment would find. */
static int64_t rows_after_cut(const struct rig *rig)
{
	char kept[128], cut[128], kept_log[160], cut_log[160];
	snprintf(kept, sizeof kept, "%s.kept", rig->path);
	snprintf(cut, sizeof cut, "%s.cut", rig->path);
	snprintf(kept_log, sizeof kept_log, "%s.kept-wal", rig->path);
	snprintf(cut_log, sizeof cut_log, "%s.cut-wal", rig->path);
	pthread_mutex_lock(&image_lock); /* one moment */
	file_copy(kept, cut);
	file_copy(kept_log, cut_log);
	pthread_mutex_unlock(&image_lock);
	int64_t count = look(cut, "SELECT COUNT(*) FROM item");
	assert_int_equal(
	    look(cut, "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
	rig_remove(cut);
	return count;
}

static void what_is_answered_survives_a_power_cut(void **state)
{
	struct rig rig;
	char kept[128];
	(void)state;
	faulty_make(&rig);
	snprintf(kept, sizeof kept, "%s.kept", rig.path);
	image_of = rig.path;
	assert_int_equal(rig_open(&rig), ERR_OK);
	for (int i = 0; i < 16; i++) {
		struct sized row = {i, i % 4 == 3 ? 100 : 400000};
		assert_int_equal(rig_write(&rig, put_sized, &row), ERR_OK);
		/* the store may be moving its log into the file now: that must not matter either */
		assert_int_equal(rows_after_cut(&rig), i + 1);
	}
	store_close(&rig.store);
	image_of = NULL;
	rig_remove(kept);
	rig_stop(&rig);
}

/* ---- the process dies ---- */

struct writer_row {
	int64_t id;
	struct flight *flight;
};

enum { IN_FLIGHT = 32 };

struct flight {
	struct rig *rig;
	int pipe;
	int64_t next;
	size_t size;
	struct writer_row rows[IN_FLIGHT];
};

static void flight_send(struct writer_row *row);

static enum err flight_do(struct tx *tx, void *ctx)
{
	const struct writer_row *row = ctx;
	return put_sized(tx, &(struct sized){row->id, row->flight->size});
}

static void flight_answer(enum err err, void *ctx)
{
	struct writer_row *row = ctx;
	if (err == ERR_OK && write(row->flight->pipe, &row->id, sizeof row->id) != (ssize_t)sizeof row->id)
		_exit(2);
	if (err == ERR_OK)
		flight_send(row);
}

static void flight_send(struct writer_row *row)
{
	row->id = row->flight->next++;
	if (store_write(row->flight->rig->store, row->flight->rig->loop, flight_do, row, flight_answer) !=
	    ERR_OK)
		pause(); /* the store is dead, and about to end the process */
}

/* Never returns. Reports every answered row to the pipe. */
static void child_write(struct rig *rig, int pipe, int64_t first, size_t size, unsigned in_flight)
{
	struct flight flight = {.rig = rig, .pipe = pipe, .next = first, .size = size};
	alarm(20); /* a store that should have died must not keep the test waiting */
	rig->base = event_base_new();
	if (store_loop_new(rig->base, &rig->loop) != ERR_OK || rig_open(rig) != ERR_OK)
		_exit(3);
	for (unsigned i = 0; i < in_flight; i++) {
		flight.rows[i].flight = &flight;
		flight_send(&flight.rows[i]);
	}
	event_base_dispatch(rig->base);
	_exit(4);
}

static pid_t child_start(struct rig *rig, int *from, int64_t first, size_t size, unsigned in_flight)
{
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(ends[0]);
		child_write(rig, ends[1], first, size, in_flight);
	}
	close(ends[1]);
	*from = ends[0];
	return pid;
}

/* Reads until enough are answered (0: until the child is gone) and marks them. */
static int64_t answered_read(int from, int64_t enough, int64_t *highest)
{
	int64_t id, count = 0;
	while (read(from, &id, sizeof id) == (ssize_t)sizeof id) {
		*highest = id > *highest ? id : *highest;
		if (++count == enough)
			break;
	}
	return count;
}

/* Ids go up and a queue keeps order, so all up to the highest were answered. */
static void what_is_answered_survives_kill_9(void **state)
{
	struct rig rig;
	int64_t highest = -1;
	(void)state;
	rig_make(&rig);
	for (int round = 0; round < 6; round++) {
		int from, status;
		pid_t pid = child_start(&rig, &from, highest + 1, 5000, IN_FLIGHT);
		assert_int_equal(answered_read(from, 40 + round * 37, &highest), 40 + round * 37);
		kill(pid, SIGKILL);
		answered_read(from, 0, &highest); /* those that were on the way */
		close(from);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		int64_t there = look(rig.path, "SELECT COUNT(*) FROM item");
		int64_t last = look(rig.path, "SELECT MAX(id) FROM item");
		assert_true(last >= highest);
		assert_int_equal(there, last + 1);
		highest = last; /* committed, not answered: may be there, and is history now */
	}
	rig_stop(&rig);
}

struct exit_row {
	const char *why;
	struct fault fault;
	int nth;
	size_t size;
};

static const struct exit_row exits[] = {
    {"the log's sync fails at a commit", {OP_SYNC, SQLITE_IOERR_FSYNC, SQLITE_OPEN_WAL, false}, 9, 3000},
    {"the log's write fails at a commit", {OP_WRITE, SQLITE_IOERR_WRITE, SQLITE_OPEN_WAL, false}, 40, 3000},
    {"the file's sync fails when the log is moved",
     {OP_SYNC, SQLITE_IOERR_FSYNC, SQLITE_OPEN_MAIN_DB, false},
     3,
     400000},
    {"the file's write fails when the log is moved",
     {OP_WRITE, SQLITE_IOERR_WRITE, SQLITE_OPEN_MAIN_DB, false},
     90,
     400000},
};

static void check_exit(const struct exit_row *row)
{
	struct rig rig;
	int from, status;
	int64_t highest = -1;
	faulty_make(&rig);
	rig.settings.fatal = NULL; /* what the program does */
	arm(&row->fault, row->nth);
	pid_t pid = child_start(&rig, &from, 0, row->size, 1);
	disarm();
	int64_t answered = answered_read(from, 0, &highest);
	close(from);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 74)
		fail_msg("%s: status %x", row->why, (unsigned)status);
	assert_true(answered > 0);
	assert_int_equal(highest + 1, answered);
	assert_true(look(rig.path, "SELECT COUNT(*) FROM item") >= answered);
	assert_int_equal(rig_open(&rig), ERR_OK); /* the next start recovers */
	struct sized next = {highest + 1000, 10};
	assert_int_equal(rig_write(&rig, put_sized, &next), ERR_OK);
	rig_stop(&rig);
}

static void threat_36_fsync_error_exits(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(exits); i++)
		check_exit(&exits[i]);
}

/* Within one process, with a hook that returns: no second sync is asked for, and nothing is accepted any
 * more. */
static void threat_36_a_failed_sync_is_never_tried_again(void **state)
{
	const struct fault fault = {OP_SYNC, SQLITE_IOERR_FSYNC, SQLITE_OPEN_WAL, false};
	struct rig rig;
	struct sized rows[] = {{1, 100}, {2, 100}, {3, 100}};
	(void)state;
	faulty_make(&rig);
	assert_int_equal(rig_open(&rig), ERR_OK);
	atomic_store(&deaths, 0);
	assert_int_equal(rig_write(&rig, put_sized, &rows[0]), ERR_OK);
	arm(&fault, 1);
	assert_int_equal(rig_write(&rig, put_sized, &rows[1]), ERR_IO);
	while (atomic_load(&deaths) == 0)
		usleep(100);
	assert_int_equal(rig_write(&rig, put_sized, &rows[2]), ERR_IO);
	assert_int_equal(rig_read(&rig, do_count, &(int64_t){0}), ERR_IO);
	assert_int_equal(atomic_load(&now.after), 0);
	disarm();
	store_close(&rig.store);
	assert_int_equal(row_there(rig.path, 1), 1);
	assert_int_equal(row_there(rig.path, 3), 0);
	rig_stop(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_call_fails_in_turn_and_nothing_answered_is_lost),
	    cmocka_unit_test(out_of_memory_is_answered_as_that),
	    cmocka_unit_test(when_the_disk_has_room_again_the_store_goes_on),
	    cmocka_unit_test(what_is_answered_survives_a_power_cut),
	    cmocka_unit_test(what_is_answered_survives_kill_9),
	    cmocka_unit_test(threat_36_fsync_error_exits),
	    cmocka_unit_test(threat_36_a_failed_sync_is_never_tried_again),
	};
	engine_wrap();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
