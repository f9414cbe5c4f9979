/* Where a webhook may go, before anything is connected to (threat 29). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "server/target.h"

#define ROWS(table) (sizeof(table) / sizeof(table)[0])

static bool allowed(const char *address, bool encrypted, const char *networks)
{
	struct sockaddr_in four = {.sin_family = AF_INET};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	if (inet_pton(AF_INET, address, &four.sin_addr) == 1)
		return target_address((const struct sockaddr *)&four, encrypted, networks);
	assert_int_equal(inet_pton(AF_INET6, address, &six.sin6_addr), 1);
	return target_address((const struct sockaddr *)&six, encrypted, networks);
}

static void threat_29_private_addresses_are_refused(void **state)
{
	(void)state;
	static const char *const refused[] = {"0.0.0.0",
	                                      "0.1.2.3",
	                                      "10.0.0.1",
	                                      "10.255.255.255",
	                                      "100.64.0.1",
	                                      "100.127.255.255",
	                                      "127.0.0.1",
	                                      "127.255.255.254",
	                                      "169.254.169.254",
	                                      "172.16.0.1",
	                                      "172.31.255.255",
	                                      "192.0.0.8",
	                                      "192.0.2.1",
	                                      "192.88.99.1",
	                                      "192.168.0.1",
	                                      "198.18.0.1",
	                                      "198.19.255.255",
	                                      "198.51.100.7",
	                                      "203.0.113.9",
	                                      "224.0.0.1",
	                                      "239.255.255.255",
	                                      "240.0.0.1",
	                                      "255.255.255.255",
	                                      "::",
	                                      "::1",
	                                      "::ffff:8.8.8.8",
	                                      "::ffff:127.0.0.1",
	                                      "::8.8.8.8",
	                                      "64:ff9b::808:808",
	                                      "64:ff9b:1::1",
	                                      "100::1",
	                                      "2001::1",
	                                      "2001:db8::1",
	                                      "2002:7f00:1::1",
	                                      "fc00::1",
	                                      "fd12:3456::1",
	                                      "fe80::1",
	                                      "fec0::1",
	                                      "ff02::1",
	                                      "4000::1",
	                                      "2001:1ff:ffff::",
	                                      "3fff::1"};
	for (size_t i = 0; i < ROWS(refused); i++)
		if (allowed(refused[i], true, ""))
			fail_msg("%s is connected to", refused[i]);
}

static void public_addresses_are_allowed_over_tls_only(void **state)
{
	(void)state;
	static const char *const public[] = {
	    "8.8.8.8",         "9.255.255.255",   "11.0.0.0",       "100.63.255.255",  "100.128.0.0",
	    "126.255.255.255", "128.0.0.0",       "172.15.255.255", "172.32.0.0",      "192.167.255.255",
	    "192.169.0.0",     "223.255.255.255", "2400:3200::1",   "2606:4700::1111", "2001:200::1"};
	for (size_t i = 0; i < ROWS(public); i++) {
		if (!allowed(public[i], true, ""))
			fail_msg("%s is refused", public[i]);
		if (allowed(public[i], false, "10.0.0.0/8"))
			fail_msg("%s is called in plain text", public[i]);
	}
}

static void configured_networks_are_allowed_to_the_bit(void **state)
{
	(void)state;
	static const struct {
		const char *why, *address, *networks;
		bool want;
	} rows[] = {
	    {"the first of a network", "10.1.0.0", "10.1.0.0/20", true},
	    {"the last of it", "10.1.15.255", "10.1.0.0/20", true},
	    {"the one after it", "10.1.16.0", "10.1.0.0/20", false},
	    {"the second network of a list", "127.0.0.1", "10.1.0.0/16,127.0.0.1/32", true},
	    {"its neighbour", "127.0.0.2", "10.1.0.0/16,127.0.0.1/32", false},
	    {"a mapped address is not the network's", "::ffff:10.1.0.1", "10.1.0.0/16", false},
	    {"an IPv6 network", "fd00:1::9", "fd00:1::/64", true},
	    {"beyond it", "fd00:1:0:1::9", "fd00:1::/64", false},
	    {"everything", "169.254.169.254", "0.0.0.0/0", true},
	    {"everything of the other family", "::1", "0.0.0.0/0", false},
	};
	for (size_t i = 0; i < ROWS(rows); i++)
		if (allowed(rows[i].address, false, rows[i].networks) != rows[i].want)
			fail_msg("%s", rows[i].why);
}

static void a_url_is_judged_before_anything_is_called(void **state)
{
	(void)state;
	static const char hosts[] = "erp.example.cn, .example.com,203.0.113.9,10.1.2.3";
	static const struct {
		const char *url, *networks;
		enum rule want;
	} rows[] = {
	    {"https://erp.example.cn/hook", "", RULE_OK},
	    {"https://ERP.example.cn:8443/hook?a=1", "", RULE_OK},
	    {"https://a.b.example.com/", "", RULE_OK},
	    {"https://example.com/", "", RULE_WEBHOOK_HOST},
	    {"https://badexample.com/", "", RULE_WEBHOOK_HOST},
	    {"https://erp.example.cn.evil.net/", "", RULE_WEBHOOK_HOST},
	    {"https://erp.example.cn@evil.net/", "", RULE_WEBHOOK_URL},
	    {"https://user:word@erp.example.cn/", "", RULE_WEBHOOK_URL},
	    {"https://erp.example.cn/#part", "", RULE_WEBHOOK_URL},
	    {"http://erp.example.cn/", "", RULE_WEBHOOK_PLAIN},
	    {"http://erp.example.cn/", "10.0.0.0/8", RULE_OK},
	    {"ftp://erp.example.cn/", "", RULE_WEBHOOK_URL},
	    {"file:///etc/passwd", "", RULE_WEBHOOK_URL},
	    {"gopher://erp.example.cn/", "", RULE_WEBHOOK_URL},
	    {"erp.example.cn/hook", "", RULE_WEBHOOK_URL},
	    {"https://", "", RULE_WEBHOOK_URL},
	    {"https://erp.example.cn\r\nX: y/", "", RULE_WEBHOOK_URL},
	    {"https://127.0.0.1/", "", RULE_WEBHOOK_ADDRESS},
	    {"https://2130706433/", "", RULE_WEBHOOK_ADDRESS},
	    {"https://0x7f.1/", "", RULE_WEBHOOK_ADDRESS},
	    {"https://0177.0.0.1/", "", RULE_WEBHOOK_ADDRESS},
	    {"https://169.254.169.254/latest/meta-data", "", RULE_WEBHOOK_ADDRESS},
	    {"https://[::1]/", "", RULE_WEBHOOK_ADDRESS},
	    {"https://[::ffff:127.0.0.1]/", "", RULE_WEBHOOK_ADDRESS},
	    {"https://[fe80::1%25eth0]/", "", RULE_WEBHOOK_ADDRESS},
	    {"https://10.1.2.3/", "", RULE_WEBHOOK_ADDRESS},
	    {"https://10.1.2.3/", "10.1.0.0/16", RULE_OK},
	    {"https://8.8.8.8/", "", RULE_WEBHOOK_HOST},
	};
	for (size_t i = 0; i < ROWS(rows); i++) {
		enum rule rule = target_url(rows[i].url, hosts, rows[i].networks);
		if (rule != rows[i].want)
			fail_msg("%s: %s, wanted %s", rows[i].url, fault_name(rule),
			         fault_name(rows[i].want));
	}
	assert_int_equal(target_url("https://any.example.net/", "*", ""), RULE_OK);
	assert_int_equal(target_url("https://any.example.net/", "", ""), RULE_WEBHOOK_HOST);
}

static void a_url_has_an_end(void **state)
{
	(void)state;
	char url[TARGET_URL_MAX + 2] = "https://erp.example.cn/";
	memset(url + strlen(url), 'a', sizeof url - 1 - strlen(url));
	url[sizeof url - 1] = '\0';
	assert_int_equal(target_url(url, "*", ""), RULE_TOO_LONG);
	url[TARGET_URL_MAX] = '\0';
	assert_int_equal(target_url(url, "*", ""), RULE_OK);
}

static void networks_are_read_whole_or_not_at_all(void **state)
{
	(void)state;
	static const char *const good[] = {"", "10.0.0.0/8", "0.0.0.0/0,::/0", "fd00:1::/64,127.0.0.1/32"};
	static const char *const bad[] = {
	    "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/8,",      ",10.0.0.0/8",      "10.0.0.0/",
	    "::/129",   "10.0.0.0/-1", "any",      "10.0.0.0/8,,::/0", "10.0.0.0/8 ,::/0", "10.0.0.0/ 8"};
	for (size_t i = 0; i < ROWS(good); i++)
		if (!target_networks_good(good[i]))
			fail_msg("refused: %s", good[i]);
	for (size_t i = 0; i < ROWS(bad); i++)
		if (target_networks_good(bad[i]))
			fail_msg("taken: %s", bad[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(threat_29_private_addresses_are_refused),
	    cmocka_unit_test(public_addresses_are_allowed_over_tls_only),
	    cmocka_unit_test(configured_networks_are_allowed_to_the_bit),
	    cmocka_unit_test(a_url_is_judged_before_anything_is_called),
	    cmocka_unit_test(a_url_has_an_end),
	    cmocka_unit_test(networks_are_read_whole_or_not_at_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
