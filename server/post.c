#include "server/post.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/target.h"

const char *post_outcome_name(int64_t outcome)
{
	static const char *const names[] = {
#define X(number, name) [number] = #name,
	    OUTCOME_LIST(X)
#undef X
	};
	return outcome > 0 && outcome < (int64_t)(sizeof names / sizeof names[0]) ? names[outcome] : "";
}

/* ---- signature ---- */

void post_sign(struct span secret, const char *id, int64_t now, struct span body,
               char out[static POST_SIGNATURE_MAX])
{
	crypto_auth_hmacsha256_state state;
	uint8_t mac[crypto_auth_hmacsha256_BYTES];
	char when[32];
	snprintf(when, sizeof when, ".%" PRId64 ".", now);
	crypto_auth_hmacsha256_init(&state, secret.p, secret.n);
	crypto_auth_hmacsha256_update(&state, (const uint8_t *)id, strlen(id));
	crypto_auth_hmacsha256_update(&state, (const uint8_t *)when, strlen(when));
	crypto_auth_hmacsha256_update(&state, body.p, body.n);
	crypto_auth_hmacsha256_final(&state, mac);
	memcpy(out, "v1,", 3);
	sodium_bin2base64(out + 3, POST_SIGNATURE_MAX - 3, mac, sizeof mac, sodium_base64_VARIANT_ORIGINAL);
}

void post_secret_text(const uint8_t secret[static POST_SECRET_LEN], char out[static POST_SECRET_TEXT_MAX])
{
	memcpy(out, "whsec_", 6);
	sodium_bin2base64(out + 6, POST_SECRET_TEXT_MAX - 6, secret, POST_SECRET_LEN,
	                  sodium_base64_VARIANT_ORIGINAL);
}

/* ---- one transfer ---- */

struct transfer {
	const struct post *post;
	CURL *curl;
	struct curl_slist *headers;
	size_t head; /* bytes of the answer's head and body */
	size_t body;
	bool encrypted, opened, refused;
};

static curl_socket_t open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *transfer = context;
	(void)purpose;
	if (!target_address(&address->addr, transfer->encrypted, transfer->post->networks)) {
		transfer->refused = true;
		return CURL_SOCKET_BAD;
	}
	transfer->opened = true;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* A status is an answer; what follows it is not ours to read, so beyond the cap the transfer just ends. */
static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;
	(void)bytes;
	transfer->body += size * count;
	return transfer->body > POST_ANSWER_MAX ? 0 : size * count;
}

static size_t take_head(char *bytes, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;
	(void)bytes;
	transfer->head += size * count;
	return transfer->head > POST_ANSWER_MAX ? 0 : size * count;
}

static int go_on(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct transfer *transfer = context;
	(void)a;
	(void)b;
	(void)c;
	(void)d;
	return atomic_load(transfer->post->stop) ? 1 : 0;
}

static bool add_header(struct transfer *transfer, const char *name, const char *value)
{
	char line[POST_ID_MAX + POST_SIGNATURE_MAX + 32];
	snprintf(line, sizeof line, "%s: %s", name, value);
	struct curl_slist *longer = curl_slist_append(transfer->headers, line);
	if (longer != NULL)
		transfer->headers = longer;
	return longer != NULL;
}

static bool set_headers(struct transfer *transfer)
{
	const struct post *post = transfer->post;
	char when[24], signature[POST_SIGNATURE_MAX];
	snprintf(when, sizeof when, "%" PRId64, post->now);
	post_sign(post->secret, post->id, post->now, post->body, signature);
	return add_header(transfer, "Content-Type", "application/json") &&
	       add_header(transfer, "webhook-id", post->id) &&
	       add_header(transfer, "webhook-timestamp", when) &&
	       add_header(transfer, "webhook-signature", signature) && add_header(transfer, "Expect", "") &&
	       curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, transfer->headers) == CURLE_OK;
}

/* An empty proxy overrides the environment's: a proxy would connect to what nobody judged. */
static bool set_options(struct transfer *transfer)
{
	CURL *curl = transfer->curl;
	const struct post *post = transfer->post;
	return curl_easy_setopt(curl, CURLOPT_URL, post->url) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, post->timeout_ms) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_USERAGENT, "guosuod/1.0.0") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POST, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDS, post->body.p) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->body.n) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, transfer) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_head) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, go_on) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_XFERINFODATA, transfer) == CURLE_OK;
}

/* What libcurl's codes mean here; one that is not in the table is not an HTTP answer. */
static enum post_outcome outcome_of(CURLcode code)
{
	static const struct {
		CURLcode code;
		enum post_outcome outcome;
	} rows[] = {
	    {CURLE_ABORTED_BY_CALLBACK, OUTCOME_STOPPED}, {CURLE_COULDNT_RESOLVE_HOST, OUTCOME_RESOLVE},
	    {CURLE_COULDNT_CONNECT, OUTCOME_CONNECT},     {CURLE_OPERATION_TIMEDOUT, OUTCOME_TIMEOUT},
	    {CURLE_SSL_CONNECT_ERROR, OUTCOME_TLS},       {CURLE_PEER_FAILED_VERIFICATION, OUTCOME_TLS},
	    {CURLE_SSL_CACERT_BADFILE, OUTCOME_INTERNAL}, {CURLE_OUT_OF_MEMORY, OUTCOME_INTERNAL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].code == code)
			return rows[i].outcome;
	return OUTCOME_ANSWER;
}

static struct post_result perform(struct transfer *transfer)
{
	struct post_result result = {OUTCOME_NONE, 0};
	long status = 0;
	CURLcode code = curl_easy_perform(transfer->curl);
	bool answered = code == CURLE_OK || (code == CURLE_WRITE_ERROR && transfer->body > POST_ANSWER_MAX);
	curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &status);
	result.status = (unsigned)status;
	if (answered)
		result.outcome = status >= 200 && status < 300 ? OUTCOME_DELIVERED : OUTCOME_STATUS;
	else if (transfer->refused && !transfer->opened)
		result.outcome = OUTCOME_ADDRESS;
	else
		result.outcome = outcome_of(code);
	return result;
}

/* The settings may have changed since the URL was taken. */
struct post_result post_send(const struct post *post)
{
	struct post_result result = {OUTCOME_INTERNAL, 0};
	struct transfer transfer = {.post = post, .encrypted = strncasecmp(post->url, "https:", 6) == 0};
	enum rule rule = target_url(post->url, post->hosts, post->networks);
	if (rule != RULE_OK)
		return (struct post_result){rule == RULE_WEBHOOK_ADDRESS ? OUTCOME_ADDRESS : OUTCOME_URL, 0};
	transfer.curl = curl_easy_init();
	if (transfer.curl != NULL && set_options(&transfer) && set_headers(&transfer))
		result = perform(&transfer);
	curl_easy_cleanup(transfer.curl);
	curl_slist_free_all(transfer.headers);
	return result;
}
