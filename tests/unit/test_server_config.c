#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/config.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static char path[] = "/tmp/guosuo-config-XXXXXX";

static void write_file(const char *text)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static enum err read_set(const char *set, struct config *out, struct config_faults *faults)
{
	return config_read(NULL, &set, set == NULL ? 0 : 1, out, faults);
}

static void the_defaults_are_good(void **state)
{
	struct config config;
	struct config_faults faults;
	(void)state;
	assert_int_equal(read_set(NULL, &config, &faults), ERR_OK);
	assert_string_equal(config.listen, "127.0.0.1");
	assert_int_equal(config.port, 8470);
	assert_false(config.root_set_given);
	assert_int_equal(config.province_count, 0);
}

static void a_bad_setting_is_named_in_two_languages(void **state)
{
	static const struct {
		const char *set, *zh, *en;
	} rows[] = {
	    {"server.port=65536", "server.port: 不是允许范围内的整数", "not a whole number"},
	    {"server.port=", "server.port: ", "not a whole number"},
	    {"server.port=80x", "server.port: ", "not a whole number"},
	    {"server.port=-1", "server.port: ", "not a whole number"},
	    {"server.port=99999999999999999999", "server.port: ", "not a whole number"},
	    {"limits.body_max=65535", "limits.body_max: ", "not a whole number"},
	    {"server.proxy=true", "server.proxy: 只能是 yes 或 no", "is yes or no"},
	    {"server.listen=localhost", "server.listen: 应为数字地址", "is a numeric address"},
	    {"server.listen=0.0.0.0", "server.listen: 明文 HTTP 只限本机", "plain HTTP stays on loopback"},
	    {"server.listen=::", "server.listen: ", "plain HTTP stays on loopback"},
	    {"server.authorities=", "server.authorities: 必填", "is required"},
	    {"trust.root_set=12", "trust.root_set: 应为 64 位十六进制", "is 64 hexadecimal digits"},
	    {"trust.root_set=zz", "trust.root_set: ", "is 64 hexadecimal digits"},
	    {"gateway.keys=12", "gateway.keys: 应为逗号分隔的公钥", "is public keys of 64"},
	    {"gateway.keys=0000000000000000000000000000000000000000000000000000000000000000", "gateway.keys: ",
	     "is public keys of 64"},
	    {"webhook.networks=10.0.0.0", "webhook.networks: 应为逗号分隔的网段", "is networks with commas"},
	    {"outbox.keep_days=1", "outbox.keep_days: 短于 webhook.give_up_s", "is shorter than webhook.give_up_s"},
	    {"signer.provinces=37,", "signer.provinces: 应为逗号分隔", "two-digit province codes"},
	    {"signer.provinces=3", "signer.provinces: ", "two-digit province codes"},
	    {"signer.provinces=37 13", "signer.provinces: ", "two-digit province codes"},
	    {"signer.provinces=37", "signer.passphrase_file: 有密钥时必填", "is required where there are keys"},
	    {"server.prot=1", "server.prot: 没有这一项设置", "no such setting"},
	    {"port=1", "--set.port=1: 写法是", "is written SECTION.NAME=VALUE"},
	    {"server.port", "--set.server.port: 写法是", "is written SECTION.NAME=VALUE"},
	    {"a=b.c", "--set.a=b.c: 写法是", "is written SECTION.NAME=VALUE"},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct config config = {.port = 77};
		struct config_faults faults;
		if (read_set(rows[i].set, &config, &faults) != ERR_INPUT || strstr(faults.text, rows[i].zh) == NULL ||
		    strstr(faults.text, rows[i].en) == NULL)
			fail_msg("%s: %s", rows[i].set, faults.text);
		assert_int_equal(config.port, 77); /* untouched */
	}
}

static void all_faults_come_at_once(void **state)
{
	static const char *const sets[] = {"server.port=x", "server.proxy=x", "store.readers=0"};
	struct config config;
	struct config_faults faults;
	(void)state;
	assert_int_equal(config_read(NULL, sets, COUNT(sets), &config, &faults), ERR_INPUT);
	assert_non_null(strstr(faults.text, "server.port: "));
	assert_non_null(strstr(faults.text, "server.proxy: "));
	assert_non_null(strstr(faults.text, "store.readers: "));
}

static void the_flag_is_over_the_environment_over_the_file(void **state)
{
	const char *const set = "server.port=3";
	struct config config;
	struct config_faults faults;
	(void)state;
	write_file("[server]\nport = 1\nproxy = yes\nlisten = 10.0.0.1\n[signer]\n# none\nkeys = /k\n");
	assert_int_equal(config_read(path, NULL, 0, &config, &faults), ERR_OK);
	assert_int_equal(config.port, 1);
	assert_true(config.proxy);
	assert_string_equal(config.keys, "/k");
	assert_int_equal(setenv("GUOSUOD_SERVER_PORT", "2", 1), 0);
	assert_int_equal(config_read(path, NULL, 0, &config, &faults), ERR_OK);
	assert_int_equal(config.port, 2);
	assert_int_equal(config_read(path, &set, 1, &config, &faults), ERR_OK);
	assert_int_equal(config.port, 3);
	assert_int_equal(setenv("GUOSUOD_SERVER_PORT", "two", 1), 0);
	assert_int_equal(config_read(path, NULL, 0, &config, &faults), ERR_INPUT);
	assert_int_equal(unsetenv("GUOSUOD_SERVER_PORT"), 0);
}

static void a_file_that_is_no_settings_file(void **state)
{
	struct config config;
	struct config_faults faults;
	(void)state;
	write_file("[server]\nport = 1\nthis is no setting\n");
	assert_int_equal(config_read(path, NULL, 0, &config, &faults), ERR_INPUT);
	assert_non_null(strstr(faults.text, "line.3: 不是 INI 写法 / is not INI"));
	assert_int_equal(config_read("/nowhere/guosuod.ini", NULL, 0, &config, &faults), ERR_IO);
}

static void too_many_faults_do_not_run_over(void **state)
{
	static struct config_faults faults;
	static struct config config;
	const char *sets[400];
	(void)state;
	for (size_t i = 0; i < COUNT(sets); i++)
		sets[i] = "no.such=setting";
	assert_int_equal(config_read(NULL, sets, COUNT(sets), &config, &faults), ERR_INPUT);
	assert_true(faults.length < sizeof faults.text && strlen(faults.text) < sizeof faults.text);
}

static void what_is_printed_can_be_read_back(void **state)
{
	static const char *const sets[] = {
	    "signer.provinces=37,13,12", "signer.passphrase_file=/p", "server.port=0",
	    "trust.root_set=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"};
	struct config config, again;
	struct config_faults faults;
	char text[4096] = {0}, *lines[64], *equals;
	size_t count = 0;
	(void)state;
	assert_int_equal(config_read(NULL, sets, COUNT(sets), &config, &faults), ERR_OK);
	FILE *out = fmemopen(text, sizeof text, "w");
	assert_non_null(out);
	config_print(&config, out);
	assert_int_equal(fclose(out), 0);
	for (char *line = strtok(text, "\n"); line != NULL && count < COUNT(lines); line = strtok(NULL, "\n")) {
		equals = strstr(line, " = ");
		assert_non_null(equals);
		*equals = '=';
		memmove(equals + 1, equals + 3, strlen(equals + 3) + 1);
		lines[count++] = line;
	}
	assert_int_equal(config_read(NULL, (const char *const *)lines, count, &again, &faults), ERR_OK);
	assert_memory_equal(&config, &again, sizeof config);
}

static int make_file(void **state)
{
	(void)state;
	int fd = mkstemp(path);
	return fd < 0 ? 1 : close(fd);
}

static int remove_file(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_defaults_are_good),
	    cmocka_unit_test(a_bad_setting_is_named_in_two_languages),
	    cmocka_unit_test(all_faults_come_at_once),
	    cmocka_unit_test(the_flag_is_over_the_environment_over_the_file),
	    cmocka_unit_test(a_file_that_is_no_settings_file),
	    cmocka_unit_test(too_many_faults_do_not_run_over),
	    cmocka_unit_test(what_is_printed_can_be_read_back),
	};
	return cmocka_run_group_tests_name("server/config", tests, make_file, remove_file);
}
