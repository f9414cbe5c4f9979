/* An invitation made in one home, answered in another, admitted in the first: by files alone, as without a network. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/authority.h"
#include "client/enrol.h"
#include "client/keep.h"
#include "guosuo/v1/api.pb-c.h"
#include "proto/canon.h"
#include "proto/wire/base64.h"
#include "proto/wire/keyfile.h"
#include "tests/trust_rig.h"

enum { PROVINCE = SHANDONG, VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

static uint8_t *memory;
static char root[64], passphrase[80];

static struct context party_of(const char *who, char *home, size_t size)
{
	snprintf(home, size, "%s/%s", root, who);
	return (struct context){.lang = LANG_EN,
				.home = home,
				.server = "http://127.0.0.1:1",
				.passphrase_file = passphrase,
				.arena = {memory, CONTEXT_ARENA, 0}};
}

/* A home that has no key yet gets one of the least cost: nobody guesses at it here. */
static void light_key(const char *who)
{
	char home[96], text[KEYFILE_TEXT_MAX + 1];
	uint8_t random[KEYFILE_SEED_LEN + KEYFILE_SALT_LEN + KEYFILE_NONCE_LEN];
	const uint8_t *salt = random + KEYFILE_SEED_LEN;
	struct context context = party_of(who, home, sizeof home);
	randombytes_buf(random, sizeof random);
	rig_must(keyfile_seal(random, span_text("guosuo"), span_text("word"), (struct keyfile_cost){1, KEYFILE_MEM_MIN_KIB}, salt,
			      salt + KEYFILE_SALT_LEN, text) == ERR_OK);
	const enum err err = keep_create(&context, "key", span_text(text), true);
	rig_must(err == ERR_OK || err == ERR_EXISTS);
}

static const struct command *command_of(const char *verb)
{
	for (const struct command *row = authority_commands; row->noun != NULL; row++)
		if (strcmp(row->verb, verb) == 0)
			return row;
	return NULL;
}

/* One command as one party, in a process of its own, whose end gives the home's lock back. Options as name, value pairs, ended by NULL. verb NULL: enrol as a reviewer. */
static int run(const char *who, const char *verb, const char *word, const char *const *options)
{
	light_key(who);
	pid_t child = fork();
	if (child == 0) {
		char home[96];
		struct context context = party_of(who, home, sizeof home);
		struct args args = {.argument = {word}, .count = word == NULL ? 0 : 1};
		const struct command *command = verb == NULL ? NULL : command_of(verb);
		static const struct option_row enrol_rows[] = {ENROL_OPTION_ROWS, {0}};
		const struct option_row *rows = command == NULL ? enrol_rows : command->options;
		for (; options != NULL && *options != NULL; options += 2)
			for (size_t i = 0; rows[i].name != NULL; i++)
				if (strcmp(rows[i].name, *options) == 0)
					args.value[i] = options[1];
		if (freopen("/dev/null", "w", stderr) == NULL)
			_exit(99);
		_exit((int)(command == NULL ? enrol_run(&context, &args, GUOSUO__V1__ROLE__ROLE_REVIEWER)
					    : command->run(&context, &args)));
	}
	int status = -1;
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static const char *at(const char *name)
{
	static char paths[8][128];
	static unsigned next;
	char *path = paths[next++ % 8];
	snprintf(path, sizeof paths[0], "%s/%s", root, name);
	return path;
}

#define OPTIONS(...) ((const char *const[]){__VA_ARGS__, NULL})

static int fresh(void **state)
{
	static const char zeros[2 * HASH_LEN + 1] = "0000000000000000000000000000000000000000000000000000000000000000";
	char home[96];
	(void)state;
	strcpy(root, "/tmp/guosuo-admit-XXXXXX");
	memory = malloc(CONTEXT_ARENA);
	if (sodium_init() < 0 || mkdtemp(root) == NULL || memory == NULL)
		return 1;
	snprintf(passphrase, sizeof passphrase, "%s/word", root);
	struct context context = party_of("x", home, sizeof home);
	return keep_write(&context, passphrase, span_text("word\n"), true) != ERR_OK ||
	       run("authority", "key", NULL, NULL) != EXIT_DONE ||
	       run("authority", "join", NULL, OPTIONS("root-set", zeros, "province", "37")) != EXIT_DONE ||
	       run("authority", "invite", "reviewer", OPTIONS("out", at("invitation"), "offline", "")) != EXIT_DONE;
}

static int clear(void **state)
{
	char command[96];
	(void)state;
	free(memory);
	snprintf(command, sizeof command, "rm -rf %s", root);
	return system(command);
}

static void enrol(const char *who, const char *out)
{
	assert_int_equal(run(who, NULL, at("invitation"), OPTIONS("name", who, "out", at(out))), EXIT_DONE);
}

static size_t admitted(Guosuo__V1__RosterEntry ***out)
{
	char home[96];
	size_t count = 99;
	struct context context = party_of("authority", home, sizeof home);
	assert_int_equal(admit_entries(&context, out, &count), ERR_OK);
	return count;
}

static void who_answers_an_invitation_is_admitted(void **state)
{
	Guosuo__V1__RosterEntry **list;
	(void)state;
	enrol("wang", "answer");
	assert_int_equal(run("authority", "admit", at("answer"), OPTIONS("person", "7")), EXIT_DONE);
	assert_int_equal(admitted(&list), 1);
	assert_int_equal(list[0]->person, 7);
	assert_int_equal(list[0]->role, GUOSUO__V1__ROLE__ROLE_REVIEWER);
	assert_string_equal(list[0]->name, "wang");
	assert_true(list[0]->not_before < list[0]->not_after);
}

static void threat_an_invitation_is_used_once(void **state)
{
	Guosuo__V1__RosterEntry **list;
	(void)state;
	enrol("wang", "answer");
	enrol("thief", "other");
	assert_int_equal(run("authority", "admit", at("answer"), NULL), EXIT_DONE);
	assert_int_equal(run("authority", "admit", at("other"), NULL), EXIT_OTHER);
	assert_int_equal(run("authority", "admit", at("answer"), NULL), EXIT_DONE); /* said again, no harm */
	assert_int_equal(admitted(&list), 1);
	assert_string_equal(list[0]->name, "wang");
}

/* What a server between could do: keep the proof, put another key, name, role or number in. */
static void spoil(const char *file, void (*how)(Guosuo__V1__Enrolment *enrolment))
{
	char home[96], text[2048];
	uint8_t raw[1024];
	size_t n = 0;
	struct span in, packed;
	ProtobufCMessage *message;
	struct context context = party_of("x", home, sizeof home);
	assert_int_equal(keep_read(&context, at(file), sizeof text, &in), ERR_OK);
	assert_true(base64_read(span_of(in.p, in.n - 1), VARIANT, raw, sizeof raw, &n));
	assert_int_equal(canon_open(&guosuo__v1__enrolment__descriptor, span_of(raw, n), &context.arena, &message), ERR_OK);
	how((Guosuo__V1__Enrolment *)message);
	assert_int_equal(canon_pack(message, &context.arena, &packed), ERR_OK);
	sodium_bin2base64(text, sizeof text, packed.p, packed.n, VARIANT);
	assert_int_equal(keep_write(&context, at(file), span_text(text), false), ERR_OK);
}

static void other_key(Guosuo__V1__Enrolment *enrolment)
{
	memcpy(enrolment->key.data, rig_pair(5).key, KEY_LEN);
}

static void other_role(Guosuo__V1__Enrolment *enrolment)
{
	enrolment->role = GUOSUO__V1__ROLE__ROLE_ISSUING;
}

static void other_province(Guosuo__V1__Enrolment *enrolment)
{
	enrolment->province = HENAN;
}

static void other_name(Guosuo__V1__Enrolment *enrolment)
{
	enrolment->name[0] = 'W';
}

static void threat_a_server_slips_no_key_into_a_roster(void **state)
{
	static void (*const ways[])(Guosuo__V1__Enrolment *) = {other_key, other_role, other_province, other_name};
	Guosuo__V1__RosterEntry **list;
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(ways); i++) {
		enrol("wang", "answer");
		spoil("answer", ways[i]);
		assert_int_equal(run("authority", "admit", at("answer"), NULL), EXIT_OTHER);
		assert_int_equal(admitted(&list), 0);
	}
	enrol("wang", "answer");
	assert_int_equal(run("authority", "admit", at("answer"), NULL), EXIT_DONE);
}

static void threat_nobody_is_invited_to_be_an_authority(void **state)
{
	static const char *const roles[] = {"authority", "driver", "king", ""};
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(roles); i++)
		assert_int_equal(run("authority", "invite", roles[i], OPTIONS("out", at("x"), "offline", "")), EXIT_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(who_answers_an_invitation_is_admitted, fresh, clear),
	    cmocka_unit_test_setup_teardown(threat_an_invitation_is_used_once, fresh, clear),
	    cmocka_unit_test_setup_teardown(threat_a_server_slips_no_key_into_a_roster, fresh, clear),
	    cmocka_unit_test_setup_teardown(threat_nobody_is_invited_to_be_an_authority, fresh, clear),
	};
	return cmocka_run_group_tests_name("client/admit", tests, NULL, NULL);
}
