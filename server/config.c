#include "server/config.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "proto/civil.h"
#include "server/target.h"

enum type { TEXT, NUMBER, TRUTH, HASH, PROVINCES, KEYS, NETWORKS };

struct setting {
	const char *section, *name;
	enum type type;
	size_t at;
	const char *standard; /* the default, as text */
	int64_t least, most;  /* of a NUMBER */
};

#define AT(member) offsetof(struct config, member)
static const struct setting settings[] = {
    {"server", "listen", TEXT, AT(listen), "127.0.0.1", 0, 0},
    {"server", "port", NUMBER, AT(port), "8470", 0, 65535},
    {"server", "authorities", TEXT, AT(authorities), "localhost:8470,127.0.0.1:8470", 0, 0},
    {"server", "proxy", TRUTH, AT(proxy), "no", 0, 0},
    {"server", "data", TEXT, AT(data), "/var/lib/guosuo", 0, 0},
    {"limits", "connections", NUMBER, AT(connections), "10000", 16, 1000000},
    {"limits", "body_max", NUMBER, AT(body_max), "1048576", 65536, 16777216},
    {"limits", "head_ms", NUMBER, AT(head_ms), "10000", 50, 600000},
    {"limits", "body_ms", NUMBER, AT(body_ms), "30000", 50, 600000},
    {"limits", "idle_ms", NUMBER, AT(idle_ms), "60000", 50, 3600000},
    {"limits", "write_ms", NUMBER, AT(write_ms), "30000", 50, 600000},
    {"trust", "root_set", HASH, AT(root_set), "", 0, 0},
    {"signer", "keys", TEXT, AT(keys), "/var/lib/guosuo/keys", 0, 0},
    {"signer", "passphrase_file", TEXT, AT(passphrase_file), "", 0, 0},
    {"signer", "provinces", PROVINCES, AT(provinces), "", 0, 0},
    {"publish", "interval_s", NUMBER, AT(interval_s), "3600", 5, 86400},
    {"publish", "valid_s", NUMBER, AT(valid_s), "604800", 3600, 2678400},
    {"publish", "delta_s", NUMBER, AT(delta_s), "259200", 60, 2678400},
    {"desk", "policy", TEXT, AT(policy), "", 0, 0},
    {"desk", "calendar", TEXT, AT(calendar), "", 0, 0},
    {"desk", "group", TEXT, AT(group), "", 0, 0},
    {"desk", "look_s", NUMBER, AT(look_s), "60", 1, 3600},
    {"desk", "expected_days", NUMBER, AT(expected_days), "7", 1, 31},
    {"desk", "barred", TEXT, AT(barred), "", 0, 0},
    {"documents", "policy", TEXT, AT(document_policy), "", 0, 0},
    {"documents", "waiting_max", NUMBER, AT(waiting_max), "40", 1, 10000},
    {"documents", "keep_s", NUMBER, AT(keep_s), "2592000", 3600, 31536000},
    {"store", "readers", NUMBER, AT(readers), "1", 1, 16},
    {"store", "queue", NUMBER, AT(queue), "8192", 16, 1048576},
    {"outbox", "keep_days", NUMBER, AT(outbox_keep_days), "30", 1, 3660},
    {"outbox", "keep_events", NUMBER, AT(outbox_keep_events), "100000", 1000, 1000000000},
    {"gateway", "keys", KEYS, AT(gateways), "", 0, 0},
    {"webhook", "hosts", TEXT, AT(webhook_hosts), "", 0, 0},
    {"webhook", "networks", NETWORKS, AT(webhook_networks), "", 0, 0},
    {"webhook", "per_company", NUMBER, AT(webhook_per_company), "5", 1, 100},
    {"webhook", "tests_per_hour", NUMBER, AT(webhook_tests_per_hour), "20", 1, 10000},
    {"webhook", "threads", NUMBER, AT(webhook_threads), "4", 1, CONFIG_WEBHOOK_THREADS},
    {"webhook", "timeout_ms", NUMBER, AT(webhook_timeout_ms), "10000", 100, 60000},
    {"webhook", "retry_first_s", NUMBER, AT(webhook_retry_first_s), "10", 1, 86400},
    {"webhook", "retry_longest_s", NUMBER, AT(webhook_retry_longest_s), "21600", 1, 604800},
    {"webhook", "give_up_s", NUMBER, AT(webhook_give_up_s), "604800", 60, 31536000},
    {"share", "days_max", NUMBER, AT(share_days_max), "30", 1, 366},
    {"share", "per_trip", NUMBER, AT(share_per_trip), "10", 1, 100},
};
enum { SETTINGS = sizeof settings / sizeof settings[0] };

static void fault(struct config_faults *faults, const char *section, const char *name, const char *zh,
		  const char *en)
{
	size_t room = sizeof faults->text - faults->length;
	int n = snprintf(faults->text + faults->length, room, "%s.%s: %s / %s\n", section, name, zh, en);
	if (n > 0 && (size_t)n < room)
		faults->length += (size_t)n;
}

static bool take_text(const struct setting *setting, const char *value, void *out)
{
	(void)setting;
	if (strlen(value) >= CONFIG_TEXT)
		return false;
	memcpy(out, value, strlen(value) + 1);
	return true;
}

static bool take_number(const struct setting *setting, const char *value, void *out)
{
	char *end;
	errno = 0;
	long long number = strtoll(value, &end, 10);
	if (end == value || *end != '\0' || errno != 0 || number < setting->least || number > setting->most)
		return false;
	*(int64_t *)out = number;
	return true;
}

static bool take_truth(const struct setting *setting, const char *value, void *out)
{
	(void)setting;
	bool yes = strcmp(value, "yes") == 0, no = strcmp(value, "no") == 0;
	if (yes || no)
		*(bool *)out = yes;
	return yes || no;
}

/* An empty hash leaves the setting not given. */
static bool take_hash(const struct setting *setting, const char *value, void *out)
{
	(void)setting;
	struct config *config = (struct config *)((char *)out - AT(root_set));
	uint8_t hash[HASH_LEN];
	size_t n;
	config->root_set_given = *value != '\0';
	if (!config->root_set_given)
		return true;
	if (sodium_hex2bin(hash, sizeof hash, value, strlen(value), NULL, &n, NULL) != 0 || n != sizeof hash)
		return false;
	memcpy(config->root_set, hash, sizeof hash);
	return true;
}

static bool take_provinces(const struct setting *setting, const char *value, void *out)
{
	(void)setting;
	struct config *config = (struct config *)((char *)out - AT(provinces));
	size_t count = 0;
	for (const char *at = value; *at != '\0';) {
		if (!isdigit((unsigned char)at[0]) || !isdigit((unsigned char)at[1]) || count == CONFIG_PROVINCES)
			return false;
		config->provinces[count++] = (uint32_t)((at[0] - '0') * 10 + (at[1] - '0'));
		at += 2;
		if (*at == ',' && at[1] != '\0')
			at++;
		else if (*at != '\0')
			return false;
	}
	config->province_count = count;
	return true;
}

static bool take_keys(const struct setting *setting, const char *value, void *out)
{
	(void)setting;
	struct config *config = (struct config *)((char *)out - AT(gateways));
	size_t count = 0, digits = (size_t)2 * KEY_LEN, n;
	for (const char *at = value; *at != '\0';) {
		if (count == CONFIG_GATEWAYS || strlen(at) < digits ||
		    sodium_hex2bin(config->gateways[count], KEY_LEN, at, digits, NULL, &n, NULL) != 0 ||
		    n != KEY_LEN || !key_valid(config->gateways[count++]))
			return false;
		at += digits;
		if (*at == ',' && at[1] != '\0')
			at++;
		else if (*at != '\0')
			return false;
	}
	config->gateway_count = count;
	return true;
}

static bool take_networks(const struct setting *setting, const char *value, void *out)
{
	return target_networks_good(value) && take_text(setting, value, out);
}

struct type_row {
	bool (*take)(const struct setting *setting, const char *value, void *out);
	const char *zh, *en;
};

static const struct type_row types[] = {
    [TEXT] = {take_text, "文字过长", "too long"},
    [NUMBER] = {take_number, "不是允许范围内的整数", "not a whole number within its limits"},
    [TRUTH] = {take_truth, "只能是 yes 或 no", "is yes or no"},
    [HASH] = {take_hash, "应为 64 位十六进制", "is 64 hexadecimal digits"},
    [PROVINCES] = {take_provinces, "应为逗号分隔的两位省份代码, 如 37,13,12",
		   "is two-digit province codes with commas, such as 37,13,12"},
    [KEYS] = {take_keys, "应为逗号分隔的公钥, 每个 64 位十六进制, 至多 4 个",
	      "is public keys of 64 hexadecimal digits with commas, at most 4"},
    [NETWORKS] = {take_networks, "应为逗号分隔的网段, 如 10.1.0.0/16,fd00:1::/64",
		  "is networks with commas, such as 10.1.0.0/16,fd00:1::/64"},
};

static void take(const struct setting *setting, const char *value, struct config *config, struct config_faults *faults)
{
	const struct type_row *type = &types[setting->type];
	if (!type->take(setting, value, (char *)config + setting->at))
		fault(faults, setting->section, setting->name, type->zh, type->en);
}

static const struct setting *find(const char *section, const char *name)
{
	for (size_t i = 0; i < SETTINGS; i++)
		if (strcmp(settings[i].section, section) == 0 && strcmp(settings[i].name, name) == 0)
			return &settings[i];
	return NULL;
}

struct reading {
	struct config *config;
	struct config_faults *faults;
};

static int from_file(void *context, const char *section, const char *name, const char *value)
{
	struct reading *reading = context;
	const struct setting *setting = find(section, name);
	if (setting == NULL)
		fault(reading->faults, section, name, "没有这一项设置", "no such setting");
	else
		take(setting, value, reading->config, reading->faults);
	return 1;
}

static void from_environment(struct config *config, struct config_faults *faults)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		char name[64];
		int n = snprintf(name, sizeof name, "GUOSUOD_%s_%s", settings[i].section, settings[i].name);
		for (int c = 0; c < n; c++)
			name[c] = (char)toupper((unsigned char)name[c]);
		const char *value = getenv(name);
		if (value != NULL)
			take(&settings[i], value, config, faults);
	}
}

static void from_flag(const char *set, struct config *config, struct config_faults *faults)
{
	char section[32], name[32];
	const char *dot = strchr(set, '.'), *equals = strchr(set, '=');
	if (dot == NULL || equals == NULL || dot > equals || (size_t)(dot - set) >= sizeof section ||
	    (size_t)(equals - dot) > sizeof name) {
		fault(faults, "--set", set, "写法是 节.名=值", "is written SECTION.NAME=VALUE");
		return;
	}
	snprintf(section, sizeof section, "%.*s", (int)(dot - set), set);
	snprintf(name, sizeof name, "%.*s", (int)(equals - dot - 1), dot + 1);
	from_file(&(struct reading){config, faults}, section, name, equals + 1);
}

static bool is_loopback(const char *address)
{
	struct in_addr four;
	struct in6_addr six;
	if (inet_pton(AF_INET, address, &four) == 1)
		return (ntohl(four.s_addr) >> 24) == 127;
	return inet_pton(AF_INET6, address, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

static void check_whole(const struct config *config, struct config_faults *faults)
{
	struct in6_addr six;
	struct in_addr four;
	if (inet_pton(AF_INET, config->listen, &four) != 1 && inet_pton(AF_INET6, config->listen, &six) != 1)
		fault(faults, "server", "listen", "应为数字地址", "is a numeric address");
	else if (!is_loopback(config->listen) && !config->proxy)
		fault(faults, "server", "listen", "明文 HTTP 只限本机; 前面有 TLS 代理时请设 proxy = yes",
		      "plain HTTP stays on loopback; set proxy = yes where a TLS proxy stands in front");
	if (config->authorities[0] == '\0')
		fault(faults, "server", "authorities", "必填", "is required");
	if (config->province_count > 0 && config->passphrase_file[0] == '\0')
		fault(faults, "signer", "passphrase_file", "有密钥时必填", "is required where there are keys");
	if ((config->policy[0] == '\0') != (config->calendar[0] == '\0'))
		fault(faults, "desk", config->policy[0] == '\0' ? "policy" : "calendar",
		      "desk.policy 与 desk.calendar 须同时设置", "desk.policy and desk.calendar are given together");
	if (config->outbox_keep_days * DAY_S < config->webhook_give_up_s)
		fault(faults, "outbox", "keep_days", "短于 webhook.give_up_s, 未送达的消息会先被清除",
		      "is shorter than webhook.give_up_s: events would be gone before they are given up");
}

enum err config_read(const char *path, const char *const *sets, size_t set_count, struct config *out,
		     struct config_faults *faults)
{
	struct config config = {0};
	*faults = (struct config_faults){0};
	for (size_t i = 0; i < SETTINGS; i++)
		take(&settings[i], settings[i].standard, &config, faults);
	struct reading reading = {&config, faults};
	int line = path == NULL ? 0 : ini_parse(path, from_file, &reading);
	if (line < 0)
		return ERR_IO;
	if (line > 0) {
		char at[32];
		snprintf(at, sizeof at, "%d", line);
		fault(faults, "line", at, "不是 INI 写法", "is not INI");
	}
	from_environment(&config, faults);
	for (size_t i = 0; i < set_count; i++)
		from_flag(sets[i], &config, faults);
	check_whole(&config, faults);
	if (faults->length > 0)
		return ERR_INPUT;
	*out = config;
	return ERR_OK;
}

static void print_value(const struct setting *setting, const struct config *config, FILE *out)
{
	const void *at = (const char *)config + setting->at;
	char hex[2 * HASH_LEN + 1];
	switch (setting->type) {
	case TEXT:
	case NETWORKS:
		fputs(at, out);
		break;
	case NUMBER:
		fprintf(out, "%lld", (long long)*(const int64_t *)at);
		break;
	case TRUTH:
		fputs(*(const bool *)at ? "yes" : "no", out);
		break;
	case HASH:
		fputs(config->root_set_given ? sodium_bin2hex(hex, sizeof hex, at, HASH_LEN) : "", out);
		break;
	case PROVINCES:
		for (size_t i = 0; i < config->province_count; i++)
			fprintf(out, "%s%02u", i > 0 ? "," : "", config->provinces[i]);
		break;
	case KEYS:
		for (size_t i = 0; i < config->gateway_count; i++)
			fprintf(out, "%s%s", i > 0 ? "," : "",
				sodium_bin2hex(hex, sizeof hex, config->gateways[i], KEY_LEN));
		break;
	}
}

void config_print(const struct config *config, FILE *out)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		fprintf(out, "%s.%s = ", settings[i].section, settings[i].name);
		print_value(&settings[i], config, out);
		fputc('\n', out);
	}
}
