#include "tests/store_rig.h"
#include <inttypes.h>
#include <pthread.h>

/* ---- groups ---- */

/* Holds a store thread until the test lets go, so that what follows waits together. */
struct gate {
	sem_t reached;
	sem_t open;
	struct rig_wait wait;
};

static enum err do_gate(struct tx *tx, void *ctx)
{
	struct gate *gate = ctx;
	(void)tx;
	sem_post(&gate->reached);
	sem_wait(&gate->open);
	return ERR_OK;
}

static void gate_answer(enum err err, void *ctx)
{
	struct gate *gate = ctx;
	gate->wait = (struct rig_wait){true, err};
}

static void gate_shut(struct rig *rig, struct gate *gate)
{
	sem_init(&gate->reached, 0, 0);
	sem_init(&gate->open, 0, 0);
	gate->wait.answered = false;
	assert_int_equal(store_write(rig->store, rig->loop, do_gate, gate, gate_answer), ERR_OK);
	sem_wait(&gate->reached);
}

enum { MEMBERS = 64 };

struct member {
	int64_t id;
	enum err want; /* what the function returns after its insert */
	bool early;    /* or instead of it */
	bool once;     /* but only the first time it runs */
	unsigned *turn;
	unsigned ran, answered;
	unsigned runs;
	enum err err;
	bool done;
};

static enum err member_do(struct tx *tx, void *ctx)
{
	struct member *member = ctx;
	member->ran = (*member->turn)++;
	member->runs++;
	enum err want = member->once && member->runs > 1 ? ERR_OK : member->want;
	if (member->early && want != ERR_OK)
		return want;
	enum err err = insert_item(tx, member->id);
	return err == ERR_OK ? want : err;
}

static unsigned answers;

static void member_answer(enum err err, void *ctx)
{
	struct member *member = ctx;
	assert_false(member->done);
	member->done = true;
	member->err = err;
	member->answered = answers++;
}

struct group {
	struct gate gate;
	struct member members[MEMBERS];
	unsigned turn;
};

/* All members wait in the queue when this returns. */
static void group_submit(struct rig *rig, struct group *group)
{
	answers = 0;
	group->turn = 0;
	gate_shut(rig, &group->gate);
	for (unsigned i = 0; i < MEMBERS; i++) {
		struct member *member = &group->members[i];
		member->id = i + 1;
		member->turn = &group->turn;
		assert_int_equal(store_write(rig->store, rig->loop, member_do, member, member_answer),
		                 ERR_OK);
		assert_false(member->done);
	}
}

static void group_go(struct group *group)
{
	sem_post(&group->gate.open);
}

static void group_await(struct rig *rig)
{
	while (answers < MEMBERS)
		assert_int_equal(event_base_loop(rig->base, EVLOOP_ONCE), 0);
}

static void functions_that_wait_share_one_commit_and_keep_their_order(void **state)
{
	struct rig rig;
	struct group group = {.turn = 0};
	struct store_counts counts;
	(void)state;
	rig_start(&rig);
	group_submit(&rig, &group);
	group_go(&group);
	group_await(&rig);
	for (unsigned i = 0; i < MEMBERS; i++) {
		assert_int_equal(group.members[i].err, ERR_OK);
		assert_int_equal(group.members[i].ran, i);
		assert_int_equal(group.members[i].answered, i);
	}
	store_count(rig.store, &counts);
	assert_int_equal(counts.functions, 1 + MEMBERS);
	assert_int_equal(counts.commits, 2);
	assert_int_equal(look(rig.path, "SELECT COUNT(*) FROM item"), MEMBERS);
	rig_stop(&rig);
}

static void a_group_has_at_most_its_setting(void **state)
{
	struct rig rig;
	struct group group = {.turn = 0};
	struct store_counts counts;
	(void)state;
	rig_make(&rig);
	rig.settings.group_max = 10;
	assert_int_equal(rig_open(&rig), ERR_OK);
	group_submit(&rig, &group);
	group_go(&group);
	group_await(&rig);
	store_count(rig.store, &counts);
	assert_int_equal(counts.commits, 1 + (MEMBERS + 9) / 10);
	rig_stop(&rig);
}

static void an_error_undoes_its_own_function_and_no_other(void **state)
{
	struct rig rig;
	struct group group = {.turn = 0};
	struct store_counts counts;
	(void)state;
	rig_start(&rig);
	for (unsigned i = 0; i < MEMBERS; i += 3)
		group.members[i].want = ERR_STATE;
	group_submit(&rig, &group);
	group_go(&group);
	group_await(&rig);
	for (unsigned i = 0; i < MEMBERS; i++)
		assert_int_equal(group.members[i].err, i % 3 == 0 ? ERR_STATE : ERR_OK);
	store_count(rig.store, &counts);
	assert_int_equal(counts.commits, 2);
	assert_int_equal(counts.failed, (MEMBERS + 2) / 3);
	assert_int_equal(look(rig.path, "SELECT COUNT(*) FROM item WHERE id % 3 = 1"), 0);
	assert_int_equal(look(rig.path, "SELECT COUNT(*) FROM item"), MEMBERS - (MEMBERS + 2) / 3);
	rig_stop(&rig);
}

static void check_runs(bool early, unsigned runs)
{
	struct rig rig;
	struct group group = {.turn = 0};
	rig_start(&rig);
	group.members[7].want = ERR_STATE;
	group.members[7].early = early;
	group_submit(&rig, &group);
	group_go(&group);
	group_await(&rig);
	for (unsigned i = 0; i < MEMBERS; i++) {
		assert_int_equal(group.members[i].err, i == 7 ? ERR_STATE : ERR_OK);
		assert_int_equal(group.members[i].runs, runs + (!early && i <= 7));
	}
	assert_int_equal(look(rig.path, "SELECT COUNT(*) FROM item"), MEMBERS - 1);
	rig_stop(&rig);
}

static void only_who_wrote_and_then_failed_makes_a_group_run_again(void **state)
{
	(void)state;
	check_runs(true, 1);
	check_runs(false, 1);
}

/* ---- an engine that refuses at the right moment: SQLite behind a script ---- */

struct refusal {
	const char *why;
	enum store_verb verb;
	int after; /* let so many pass */
	int times; /* then refuse so many */
	enum err err;
	bool lost;              /* and undo the transaction, as an engine may */
	enum store_state state; /* what it says then */
	int odd;                /* the one member with another answer, -1: all have the same */
	enum err want;          /* its answer, or all's */
	unsigned commits;       /* of the group */
};

static const struct refusal refusals[] = {
    {"a transaction lost by one is run again, each alone", STORE_RELEASE, 5, 1, ERR_IO, true, STORE_LOST, -1,
     ERR_OK, MEMBERS},
    {"who loses it again alone gets the error", STORE_RELEASE, 0, 2, ERR_IO, true, STORE_LOST, 0, ERR_IO,
     MEMBERS - 1},
    {"a commit that conflicts is run again", STORE_COMMIT, 0, 1, ERR_CONFLICT, false, STORE_LOST, -1, ERR_OK, 1},
    {"one that conflicts twice is run again, each alone", STORE_COMMIT, 0, 2, ERR_CONFLICT, false, STORE_LOST, -1,
     ERR_OK, MEMBERS},
    {"a conflict alone is tried four times", STORE_COMMIT, 0, 5, ERR_CONFLICT, false, STORE_LOST, -1, ERR_OK,
     MEMBERS},
    {"a conflict that stays is answered", STORE_COMMIT, 0, 6, ERR_CONFLICT, false, STORE_LOST, 0,
     ERR_CONFLICT, MEMBERS - 1},
    {"a commit without room fails for all", STORE_COMMIT, 0, 1, ERR_IO, false, STORE_STANDS, -1, ERR_IO, 0},
    {"a commit without memory fails for all", STORE_COMMIT, 0, 1, ERR_MEMORY, true, STORE_LOST, -1,
     ERR_MEMORY, 0},
    {"a database in use fails for all", STORE_BEGIN_WRITE, 0, 1, ERR_BUSY, false, STORE_STANDS, -1, ERR_BUSY,
     0},
    {"a savepoint that cannot be made sets all apart", STORE_SAVEPOINT, 3, 1, ERR_MEMORY, false, STORE_STANDS,
     -1, ERR_OK, MEMBERS},
    {"an undo that fails sets all apart", STORE_ROLLBACK_TO, 0, 1, ERR_MEMORY, false, STORE_STANDS, 7,
     ERR_STATE, MEMBERS - 1},
};

static struct refusal script;
static bool script_runs; /* from the first BEGIN after the gate */
static bool script_refused;

static enum err fake_verb(struct store_conn *conn, enum store_verb verb)
{
	script_runs |= verb == STORE_BEGIN_WRITE;
	script_refused = script_runs && verb == script.verb && script.times > 0 && script.after-- <= 0;
	if (!script_refused)
		return store_sqlite.verb(conn, verb);
	script.times--;
	if (script.lost)
		(void)store_sqlite.verb(conn, STORE_ROLLBACK);
	return script.err;
}

static enum store_state fake_state(struct store_conn *conn)
{
	return script_refused ? script.state : store_sqlite.state(conn);
}

static enum err expected(const struct refusal *row, unsigned i)
{
	return row->odd < 0 || (unsigned)row->odd == i ? row->want : ERR_OK;
}

static void check_refusal(const struct refusal *row)
{
	struct rig rig;
	struct group group = {.turn = 0};
	struct store_counts counts;
	struct store_driver driver = store_sqlite;
	driver.verb = fake_verb;
	driver.state = fake_state;
	memset(&script, 0, sizeof script);
	rig_make(&rig);
	assert_int_equal(store_open(&driver, &rig.settings, &rig.store, rig.why), ERR_OK);
	if (row->want == ERR_STATE)
		group.members[row->odd].want = ERR_STATE;
	/* savepoints are made only once somebody has failed after writing */
	if (row->verb == STORE_SAVEPOINT || row->verb == STORE_RELEASE) {
		group.members[MEMBERS - 1].want = ERR_STATE;
		group.members[MEMBERS - 1].once = true;
	}
	group_submit(&rig, &group);
	script = *row; /* the writer is held, so this is no race */
	script_runs = false;
	group_go(&group);
	group_await(&rig);
	for (unsigned i = 0; i < MEMBERS; i++)
		if (group.members[i].err != expected(row, i))
			fail_msg("%s: %u %s", row->why, i, err_name(group.members[i].err));
	store_count(rig.store, &counts);
	if (counts.commits != 1 + row->commits)
		fail_msg("%s: %" PRIu64 " commits", row->why, counts.commits);
	assert_int_equal(script.times, 0);
	unsigned stored = 0;
	for (unsigned i = 0; i < MEMBERS; i++)
		stored += expected(row, i) == ERR_OK;
	assert_int_equal(look(rig.path, "SELECT COUNT(*) FROM item"), stored);
	rig_stop(&rig);
}

static void a_refusal_is_answered_to_those_it_concerns(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(refusals); i++)
		check_refusal(&refusals[i]);
}

/* ---- loops and threads ---- */

struct place {
	pthread_t function;
	pthread_t answer;
	bool answered;
};

static enum err place_do(struct tx *tx, void *ctx)
{
	(void)tx;
	((struct place *)ctx)->function = pthread_self();
	return ERR_OK;
}

static void place_answer(enum err err, void *ctx)
{
	struct place *place = ctx;
	assert_int_equal(err, ERR_OK);
	place->answer = pthread_self();
	place->answered = true;
}

typedef enum err submit_function(struct store *store, struct store_loop *loop, store_function *fn, void *ctx,
                                 store_answer *done);

/* A second event loop in a thread of its own. */
struct elsewhere {
	struct store *store;
	struct place places[2];
};

static void *elsewhere_run(void *arg)
{
	struct elsewhere *elsewhere = arg;
	submit_function *const submits[] = {store_write, store_read};
	struct event_base *base = event_base_new();
	struct store_loop *loop = NULL;
	assert_int_equal(store_loop_new(base, &loop), ERR_OK);
	for (size_t i = 0; i < COUNT(submits); i++) {
		struct place *place = &elsewhere->places[i];
		assert_int_equal(submits[i](elsewhere->store, loop, place_do, place, place_answer), ERR_OK);
		usleep(2000); /* long enough for an answer inside the call or the store's thread to show */
		assert_false(place->answered);
		while (!place->answered)
			event_base_loop(base, EVLOOP_ONCE);
	}
	store_loop_free(&loop);
	event_base_free(base);
	return NULL;
}

static void answers_come_in_the_thread_of_the_loop_that_asked(void **state)
{
	struct rig rig;
	struct elsewhere here = {.store = NULL}, there = {.store = NULL};
	pthread_t thread;
	(void)state;
	rig_start(&rig);
	here.store = there.store = rig.store;
	pthread_create(&thread, NULL, elsewhere_run, &there);
	elsewhere_run(&here);
	pthread_join(thread, NULL);
	for (size_t i = 0; i < 2; i++) {
		assert_true(pthread_equal(here.places[i].answer, pthread_self()));
		assert_true(pthread_equal(there.places[i].answer, thread));
		assert_false(pthread_equal(here.places[i].function, pthread_self()));
	}
	assert_false(pthread_equal(here.places[0].function, here.places[1].function));
	rig_stop(&rig);
}

static void a_read_does_not_wait_for_the_writer_and_sees_what_was_answered(void **state)
{
	struct rig rig;
	struct gate gate;
	(void)state;
	rig_start(&rig);
	for (int64_t id = 1; id <= 20; id++) {
		assert_int_equal(rig_write(&rig, do_insert, &id), ERR_OK);
		assert_int_equal(rig_count(&rig), id);
	}
	gate_shut(&rig, &gate);
	assert_int_equal(rig_count(&rig), 20);
	assert_false(gate.wait.answered);
	sem_post(&gate.open);
	rig_stop(&rig);
	assert_true(gate.wait.answered);
}

/* Two reads that wait for each other need two threads. */
static struct {
	pthread_barrier_t both;
} meeting;

static enum err do_meet(struct tx *tx, void *ctx)
{
	(void)ctx;
	pthread_barrier_wait(&meeting.both);
	int64_t count;
	return do_count(tx, &count);
}

static void as_many_reads_run_at_once_as_the_setting_says(void **state)
{
	struct rig rig;
	struct rig_call calls[2] = {{.fn = do_meet}, {.fn = do_meet}};
	(void)state;
	rig_make(&rig);
	rig.settings.readers = 2;
	assert_int_equal(rig_open(&rig), ERR_OK);
	pthread_barrier_init(&meeting.both, NULL, 2);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(store_read(rig.store, rig.loop, rig_function, &calls[i], rig_answer),
		                 ERR_OK);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(rig_wait(&rig, &calls[i], ERR_OK), ERR_OK);
	pthread_barrier_destroy(&meeting.both);
	rig_stop(&rig);
}

static void a_full_queue_is_busy_and_what_it_took_is_done(void **state)
{
	struct rig rig;
	struct group group = {.turn = 0};
	struct member more = {.id = 1000, .turn = &group.turn};
	struct store_counts counts;
	(void)state;
	rig_make(&rig);
	rig.settings.queue_max = MEMBERS;
	assert_int_equal(rig_open(&rig), ERR_OK);
	group_submit(&rig, &group);
	for (int i = 0; i < 3; i++)
		assert_int_equal(store_write(rig.store, rig.loop, member_do, &more, member_answer), ERR_BUSY);
	store_count(rig.store, &counts);
	assert_int_equal(counts.refused, 3);
	assert_int_equal(counts.waiting, MEMBERS);
	group_go(&group);
	group_await(&rig);
	assert_false(more.done);
	assert_int_equal(rig_count(&rig), MEMBERS);
	rig_stop(&rig);
}

static void closing_finishes_the_queue_and_loses_no_answer(void **state)
{
	struct rig rig;
	struct group group = {.turn = 0};
	(void)state;
	rig_start(&rig);
	group_submit(&rig, &group);
	group_go(&group);
	store_close(&rig.store);
	assert_null(rig.store);
	assert_int_equal(answers, 0);
	assert_int_equal(look(rig.path, "SELECT COUNT(*) FROM item"), MEMBERS);
	store_loop_free(&rig.loop);
	assert_int_equal(answers, MEMBERS);
	rig_stop(&rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(functions_that_wait_share_one_commit_and_keep_their_order),
	    cmocka_unit_test(a_group_has_at_most_its_setting),
	    cmocka_unit_test(an_error_undoes_its_own_function_and_no_other),
	    cmocka_unit_test(only_who_wrote_and_then_failed_makes_a_group_run_again),
	    cmocka_unit_test(a_refusal_is_answered_to_those_it_concerns),
	    cmocka_unit_test(answers_come_in_the_thread_of_the_loop_that_asked),
	    cmocka_unit_test(a_read_does_not_wait_for_the_writer_and_sees_what_was_answered),
	    cmocka_unit_test(as_many_reads_run_at_once_as_the_setting_says),
	    cmocka_unit_test(a_full_queue_is_busy_and_what_it_took_is_done),
	    cmocka_unit_test(closing_finishes_the_queue_and_loses_no_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
