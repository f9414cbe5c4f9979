/* One attempt to deliver, against a real server that behaves badly, and names that turn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <curl/curl.h>
#include <sodium.h>
#include <time.h>

#include "server/post.h"
#include "tests/hook_rig.h"
#include "tests/names_rig.h"

static struct hook hook;
static atomic_bool stop;
static long timeout_ms;

static int up(void **state)
{
	(void)state;
	atomic_store(&stop, false);
	timeout_ms = 700;
	memset(&names, 0, sizeof names);
	hook_start(&hook);
	return 0;
}

static int down(void **state)
{
	(void)state;
	hook_stop(&hook);
	return 0;
}

static struct post_result send_to(const char *host, const char *networks)
{
	static const uint8_t secret[POST_SECRET_LEN] = {7};
	char url[128];
	snprintf(url, sizeof url, "http://%s:%u/hook", host, hook.port);
	const struct post post = {.url = url,
	                          .id = "evt_1",
	                          .secret = span_of(secret, sizeof secret),
	                          .body = span_text("{\"type\":\"leg.sealed\"}"),
	                          .now = 1583805600,
	                          .hosts = "*",
	                          .networks = networks,
	                          .timeout_ms = timeout_ms,
	                          .stop = &stop};
	return post_send(&post);
}

#define LOOPBACK "127.0.0.1/32"

static void the_signature_is_that_of_standard_webhooks(void **state)
{
	(void)state;
	/* The example of the specification's own libraries. */
	static const char body[] = "{\"test\": 2432232314}";
	uint8_t secret[64];
	size_t n = 0;
	char out[POST_SIGNATURE_MAX];
	assert_int_equal(sodium_base642bin(secret, sizeof secret, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 32,
	                                   NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL),
	                 0);
	post_sign(span_of(secret, n), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, span_text(body), out);
	assert_string_equal(out, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void what_is_sent_can_be_checked_by_its_receiver(void **state)
{
	(void)state;
	static const uint8_t secret[POST_SECRET_LEN] = {7};
	char want[POST_SIGNATURE_MAX], line[128];
	const struct post_result result = send_to("127.0.0.1", LOOPBACK);
	assert_int_equal(result.outcome, OUTCOME_DELIVERED);
	assert_int_equal(result.status, 204);
	assert_int_equal(hook_count(&hook), 1);
	post_sign(span_of(secret, sizeof secret), "evt_1", 1583805600, span_text("{\"type\":\"leg.sealed\"}"),
	          want);
	snprintf(line, sizeof line, "\r\nwebhook-signature: %s\r\n", want);
	const char *const parts[] = {"POST /hook HTTP/1.1\r\n",
	                             "\r\nwebhook-id: evt_1\r\n",
	                             "\r\nwebhook-timestamp: 1583805600\r\n",
	                             "\r\nContent-Type: application/json\r\n",
	                             line,
	                             "\r\n\r\n{\"type\":\"leg.sealed\"}"};
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (strstr(hook.kept[0], parts[i]) == NULL)
			fail_msg("not sent: %s\nbut %s", parts[i], hook.kept[0]);
}

static void a_bad_receiver_is_told_apart(void **state)
{
	(void)state;
	static const struct {
		enum hook_mood mood;
		enum post_outcome outcome;
		unsigned status, requests;
	} rows[] = {
	    {HOOK_500, OUTCOME_STATUS, 500, 1},
	    {HOOK_302, OUTCOME_STATUS, 302, 1}, /* and it is not followed: one request */
	    {HOOK_SILENT, OUTCOME_TIMEOUT, 0, 1},
	    {HOOK_LONG_HEAD, OUTCOME_ANSWER, 200, 1},
	    {HOOK_LONG_BODY, OUTCOME_DELIVERED, 200, 1}, /* its status is known; the rest is not read */
	    {HOOK_NOT_HTTP, OUTCOME_ANSWER, 0, 1},
	};
	unsigned requests = 0;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		atomic_store(&hook.mood, rows[i].mood);
		const struct post_result result = send_to("127.0.0.1", LOOPBACK);
		if (result.outcome != rows[i].outcome || result.status != rows[i].status)
			fail_msg("mood %d: %s %u", rows[i].mood, post_outcome_name(result.outcome),
			         result.status);
		requests += rows[i].requests;
		assert_int_equal(hook_count(&hook), requests);
	}
}

static void nobody_listens(void **state)
{
	(void)state;
	shutdown(hook.fd, SHUT_RDWR);
	close(hook.fd);
	hook.fd = -1;
	assert_int_equal(send_to("127.0.0.1", LOOPBACK).outcome, OUTCOME_CONNECT);
}

static void threat_29_a_name_is_judged_by_its_address(void **state)
{
	(void)state;
	static const char *const private[] = {"127.0.0.1", "10.0.0.1", "169.254.169.254",
	                                      "192.168.1.1,127.0.0.1"};
	for (size_t i = 0; i < sizeof private / sizeof private[0]; i++) {
		names.lists[0] = private[i];
		/* some network is configured, so that plain http is not what stops it */
		assert_int_equal(send_to("hook.example", "10.9.0.0/16").outcome, OUTCOME_ADDRESS);
	}
	assert_int_equal(hook_count(&hook), 0);
	names.lists[0] = "";
	assert_int_equal(send_to("hook.example", LOOPBACK).outcome, OUTCOME_RESOLVE);
}

/* Of several addresses only one that passes is connected to. */
static void threat_29_one_good_address_does_not_carry_a_bad_one(void **state)
{
	(void)state;
	names.lists[0] = "127.0.0.9,127.0.0.1";
	assert_int_equal(send_to("hook.example", LOOPBACK).outcome, OUTCOME_DELIVERED);
	assert_int_equal(hook_count(&hook), 1);
}

/* The name gives a good address when it is first asked and a bad one ever after: a check apart from the
 * connection would be passed by the one and lead to the other. It is asked once; what it said is what was
 * judged and connected to. */
static void threat_29_a_name_that_turns_gains_nothing(void **state)
{
	(void)state;
	names.lists[0] = "127.0.0.1";
	names.lists[1] = "127.0.0.9";
	assert_int_equal(send_to("hook.example", LOOPBACK).outcome, OUTCOME_DELIVERED);
	assert_int_equal(atomic_load(&names.asked), 1);
	assert_int_equal(send_to("hook.example", LOOPBACK).outcome, OUTCOME_ADDRESS);
	assert_int_equal(hook_count(&hook), 1);
}

static void threat_29_no_proxy_of_the_environment_is_asked(void **state)
{
	(void)state;
	char proxy[64];
	snprintf(proxy, sizeof proxy, "http://127.0.0.1:%u", hook.port);
	setenv("http_proxy", proxy, 1);
	setenv("all_proxy", proxy, 1);
	names.lists[0] = "10.0.0.1";
	enum post_outcome outcome = send_to("hook.example", LOOPBACK).outcome;
	unsetenv("http_proxy");
	unsetenv("all_proxy");
	assert_int_equal(outcome, OUTCOME_ADDRESS);
	assert_int_equal(hook_count(&hook), 0);
}

static void a_url_the_settings_no_longer_allow_is_not_called(void **state)
{
	(void)state;
	assert_int_equal(send_to("hook.example", "").outcome, OUTCOME_URL);
	assert_int_equal(send_to("127.0.0.1", "").outcome, OUTCOME_ADDRESS);
	assert_int_equal(hook_count(&hook), 0);
}

static void *stop_soon(void *unused)
{
	(void)unused;
	usleep(100 * 1000);
	atomic_store(&stop, true);
	return NULL;
}

static void it_gives_up_when_the_server_stops(void **state)
{
	(void)state;
	pthread_t thread;
	timeout_ms = 30000;
	atomic_store(&hook.mood, HOOK_SILENT);
	assert_int_equal(pthread_create(&thread, NULL, stop_soon, NULL), 0);
	enum post_outcome outcome = send_to("127.0.0.1", LOOPBACK).outcome;
	pthread_join(thread, NULL);
	assert_int_equal(outcome, OUTCOME_STOPPED);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, up, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_signature_is_that_of_standard_webhooks),
	    FRESH(what_is_sent_can_be_checked_by_its_receiver),
	    FRESH(a_bad_receiver_is_told_apart),
	    FRESH(nobody_listens),
	    FRESH(threat_29_a_name_is_judged_by_its_address),
	    FRESH(threat_29_one_good_address_does_not_carry_a_bad_one),
	    FRESH(threat_29_a_name_that_turns_gains_nothing),
	    FRESH(threat_29_no_proxy_of_the_environment_is_asked),
	    FRESH(a_url_the_settings_no_longer_allow_is_not_called),
	    FRESH(it_gives_up_when_the_server_stops),
	};
	return sodium_init() < 0 || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK
	           ? 1
	           : cmocka_run_group_tests(tests, NULL, NULL);
}
