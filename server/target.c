#include "server/target.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* ---- addresses ---- */

enum { ADDRESS_MAX = 16, ENTRY_MAX = 64 };

/* bytes: 4 or 16. */
struct network {
	uint8_t prefix[ADDRESS_MAX];
	size_t bytes, bits;
};

/* IANA's special-purpose registries (RFC 6890 and what followed), multicast, and every form that carries an
 * IPv4 address inside: what such an address means is another's to say. */
static const char special[] =
    "0.0.0.0/8,10.0.0.0/8,100.64.0.0/10,127.0.0.0/8,169.254.0.0/16,172.16.0.0/12,192.0.0.0/24,192.0.2.0/24,"
    "192.31.196.0/24,192.52.193.0/24,192.88.99.0/24,192.168.0.0/16,192.175.48.0/24,198.18.0.0/15,"
    "198.51.100.0/24,203.0.113.0/24,224.0.0.0/4,240.0.0.0/4,"
    "2001::/23,2001:db8::/32,2002::/16,2620:4f:8000::/48,3fff::/20";
/* Of IPv6 only this is global unicast: loopback, mapped, NAT64, unique local, link-local and multicast lie
 * outside. */
static const char global[] = "2000::/3";

static bool read_network(const char *text, size_t n, struct network *out)
{
	char entry[ENTRY_MAX], *slash, *end;
	if (n == 0 || n >= sizeof entry)
		return false;
	memcpy(entry, text, n);
	entry[n] = '\0';
	slash = strchr(entry, '/');
	if (slash == NULL || slash[1] < '0' || slash[1] > '9')
		return false;
	*slash = '\0';
	out->bits = strtoul(slash + 1, &end, 10);
	out->bytes = strchr(entry, ':') == NULL ? 4 : 16;
	return *end == '\0' && out->bits <= 8 * out->bytes &&
	       inet_pton(out->bytes == 4 ? AF_INET : AF_INET6, entry, out->prefix) == 1;
}

/* The next entry of a list with commas; false at its end. *good: it can be read. */
static bool next_network(const char **at, struct network *out, bool *good)
{
	if (**at == '\0')
		return false;
	size_t n = strcspn(*at, ",");
	*good = read_network(*at, n, out);
	*at += n + ((*at)[n] == ',' && (*at)[n + 1] != '\0');
	if (**at == ',')
		*good = false, *at += 1;
	return true;
}

static bool within(const struct network *network, const uint8_t *address, size_t bytes)
{
	size_t whole = network->bits / 8, rest = network->bits % 8;
	if (network->bytes != bytes || memcmp(network->prefix, address, whole) != 0)
		return false;
	return rest == 0 || (network->prefix[whole] ^ address[whole]) >> (8 - rest) == 0;
}

static bool within_any(const char *networks, const uint8_t *address, size_t bytes)
{
	struct network network = {.bytes = 0};
	bool good;
	while (next_network(&networks, &network, &good))
		if (good && within(&network, address, bytes))
			return true;
	return false;
}

bool target_networks_good(const char *networks)
{
	struct network network;
	bool good;
	while (next_network(&networks, &network, &good))
		if (!good)
			return false;
	return true;
}

static bool judge(const uint8_t *address, size_t bytes, bool encrypted, const char *networks)
{
	if (within_any(networks, address, bytes))
		return true;
	return encrypted && !within_any(special, address, bytes) &&
	       (bytes == 4 || within_any(global, address, bytes));
}

bool target_address(const struct sockaddr *address, bool encrypted, const char *networks)
{
	/* copied: a caller's sockaddr may lie anywhere */
	struct sockaddr_in four;
	struct sockaddr_in6 six;
	switch (address->sa_family) {
	case AF_INET:
		memcpy(&four, address, sizeof four);
		return judge((const uint8_t *)&four.sin_addr, 4, encrypted, networks);
	case AF_INET6:
		memcpy(&six, address, sizeof six);
		return judge((const uint8_t *)&six.sin6_addr, 16, encrypted, networks);
	default:
		return false;
	}
}

/* ---- hosts ---- */

static bool host_matches(const char *host, const char *entry, size_t n)
{
	size_t length = strlen(host);
	if (n == 1 && entry[0] == '*')
		return true;
	if (n > 1 && entry[0] == '.')
		return length > n && strncasecmp(host + length - n, entry, n) == 0;
	return length == n && strncasecmp(host, entry, n) == 0;
}

static bool host_listed(const char *host, const char *hosts)
{
	for (const char *at = hosts; *at != '\0';) {
		at += strspn(at, ", ");
		size_t n = strcspn(at, ", ");
		if (n > 0 && host_matches(host, at, n))
			return true;
		at += n;
	}
	return false;
}

/* ---- a URL, read by what will connect to it ---- */

struct url {
	CURLU *handle;
	char *scheme, *host, *user, *password, *fragment;
};

static bool url_read(const char *text, struct url *out)
{
	*out = (struct url){.handle = curl_url()};
	if (out->handle == NULL || curl_url_set(out->handle, CURLUPART_URL, text, 0) != CURLUE_OK)
		return false;
	curl_url_get(out->handle, CURLUPART_SCHEME, &out->scheme, 0);
	curl_url_get(out->handle, CURLUPART_HOST, &out->host, 0);
	curl_url_get(out->handle, CURLUPART_USER, &out->user, 0);
	curl_url_get(out->handle, CURLUPART_PASSWORD, &out->password, 0);
	curl_url_get(out->handle, CURLUPART_FRAGMENT, &out->fragment, 0);
	return out->scheme != NULL && out->host != NULL && out->user == NULL && out->password == NULL &&
	       out->fragment == NULL;
}

static void url_free(struct url *url)
{
	char *const parts[] = {url->scheme, url->host, url->user, url->password, url->fragment};
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		curl_free(parts[i]);
	curl_url_cleanup(url->handle);
}

/* A host that is a number already is judged now. */
static bool host_refused(const char *host, bool encrypted, const char *networks)
{
	uint8_t address[ADDRESS_MAX];
	char bare[ENTRY_MAX];
	if (inet_pton(AF_INET, host, address) == 1)
		return !judge(address, 4, encrypted, networks);
	size_t n = strlen(host);
	if (host[0] != '[' || n < 3 || n >= sizeof bare)
		return false;
	snprintf(bare, sizeof bare, "%.*s", (int)(n - 2), host + 1);
	return inet_pton(AF_INET6, bare, address) != 1 || !judge(address, 16, encrypted, networks);
}

static enum rule url_judge(const struct url *url, const char *hosts, const char *networks)
{
	bool encrypted = strcmp(url->scheme, "https") == 0;
	if (!encrypted && strcmp(url->scheme, "http") != 0)
		return RULE_WEBHOOK_URL;
	if (host_refused(url->host, encrypted || *networks != '\0', networks))
		return RULE_WEBHOOK_ADDRESS;
	if (!host_listed(url->host, hosts))
		return RULE_WEBHOOK_HOST;
	return encrypted || *networks != '\0' ? RULE_OK : RULE_WEBHOOK_PLAIN;
}

enum rule target_url(const char *url, const char *hosts, const char *networks)
{
	struct url parts;
	if (strlen(url) > TARGET_URL_MAX)
		return RULE_TOO_LONG;
	enum rule rule = url_read(url, &parts) ? url_judge(&parts, hosts, networks) : RULE_WEBHOOK_URL;
	url_free(&parts);
	return rule;
}
