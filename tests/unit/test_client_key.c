#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "client/key.h"
#include "client/keep.h"
#include "guosuo/v1/trust.pb-c.h"

static uint8_t memory[1 << 20];
static char home[64], good_file[80], wrong_file[80];
static struct context context;

static int fresh(void **state)
{
	(void)state;
	strcpy(home, "/tmp/guosuo-key-XXXXXX");
	context = (struct context){.home = home, .lang = LANG_EN, .arena = {memory, sizeof memory, 0}};
	if (sodium_init() < 0 || mkdtemp(home) == NULL)
		return 1;
	snprintf(good_file, sizeof good_file, "%s/good", home);
	snprintf(wrong_file, sizeof wrong_file, "%s/wrong", home);
	context.passphrase_file = good_file;
	return keep_write(&context, "good", span_text("a passphrase\n"), true) != ERR_OK ||
	       keep_write(&context, "wrong", span_text("another\n"), true) != ERR_OK;
}

static int clear(void **state)
{
	char command[96];
	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", home);
	return system(command);
}

static void a_key_is_made_once_and_opens_again(void **state)
{
	struct key made, again;
	uint8_t public_key[KEY_LEN];
	(void)state;
	assert_int_equal(key_open(&context, &made), ERR_NOT_FOUND);
	assert_int_equal(key_open_or_make(&context, &made), ERR_OK);
	assert_int_equal(key_open_or_make(&context, &again), ERR_OK);
	assert_memory_equal(made.public_key, again.public_key, KEY_LEN);
	assert_memory_equal(made.secret, again.secret, SECRET_LEN);
	assert_int_equal(key_public(&context, public_key), ERR_OK);
	assert_memory_equal(made.public_key, public_key, KEY_LEN);
	key_close(&made);
	key_close(&again);
}

static void threat_another_passphrase_opens_nothing(void **state)
{
	struct key key = {.secret = NULL};
	(void)state;
	assert_int_equal(key_open_or_make(&context, &key), ERR_OK);
	key_close(&key);
	context.passphrase_file = wrong_file;
	assert_int_equal(key_open(&context, &key), ERR_PASSPHRASE);
	assert_null(key.secret);
}

static void an_empty_passphrase_makes_no_key(void **state)
{
	struct key key = {.secret = NULL};
	struct span text;
	(void)state;
	assert_int_equal(keep_write(&context, "good", span_text("\n"), true), ERR_OK);
	assert_int_equal(key_open_or_make(&context, &key), ERR_INPUT);
	assert_int_equal(keep_read(&context, "key", 4096, &text), ERR_NOT_FOUND);
}

static void a_membership_survives_its_file(void **state)
{
	struct membership in = {.role = GUOSUO__V1__ROLE__ROLE_CHECKPOINT, .province = 37, .checkpoint = 37001,
				.organisation = "", .server = "http://127.0.0.1:8737", .name = "查验点",
				.root_set = {1, 2, 3}},
			  out;
	(void)state;
	memset(&out, 0, sizeof out);
	assert_int_equal(role_read(&context, "checkpoint", &out), ERR_NOT_FOUND);
	assert_int_equal(role_write(&context, &in), ERR_OK);
	assert_int_equal(role_read(&context, "checkpoint", &out), ERR_OK);
	assert_int_equal(out.role, in.role);
	assert_int_equal(out.province, 37);
	assert_int_equal(out.checkpoint, 37001);
	assert_string_equal(out.server, in.server);
	assert_string_equal(out.name, in.name);
	assert_memory_equal(out.root_set, in.root_set, HASH_LEN);
}

static void a_damaged_membership_is_refused(void **state)
{
	static const char *const rows[] = {
	    "", "[]", "{\"role\":\"driver\"}", "{\"role\":\"driver\",\"root_set\":\"00\"}",
	    "{\"role\":\"king\",\"root_set\":\"0000000000000000000000000000000000000000000000000000000000000000\"}"};
	struct membership out;
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_int_equal(keep_write(&context, "role.driver", span_text(rows[i]), false), ERR_OK);
		assert_int_equal(role_read(&context, "driver", &out), ERR_FORMAT);
	}
}

static void every_role_has_one_word(void **state)
{
	(void)state;
	for (uint32_t role = 0; role < 64; role++)
		if (role_word(role) != NULL)
			assert_int_equal(role_number(role_word(role)), role);
	assert_int_equal(role_number("reviewer"), GUOSUO__V1__ROLE__ROLE_REVIEWER);
	assert_int_equal(role_number("king"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_key_is_made_once_and_opens_again, fresh, clear),
	    cmocka_unit_test_setup_teardown(threat_another_passphrase_opens_nothing, fresh, clear),
	    cmocka_unit_test_setup_teardown(an_empty_passphrase_makes_no_key, fresh, clear),
	    cmocka_unit_test_setup_teardown(a_membership_survives_its_file, fresh, clear),
	    cmocka_unit_test_setup_teardown(a_damaged_membership_is_refused, fresh, clear),
	    cmocka_unit_test_setup_teardown(every_role_has_one_word, fresh, clear),
	};
	return cmocka_run_group_tests_name("client/key", tests, NULL, NULL);
}
