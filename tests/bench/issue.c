/* issue: durable SubmitTrip a second over 64 connections, application/proto, requests signed beforehand; limit: the smallest
 * single-core rate of one sign, of the two verifications a trip needs (the request's, and the signer's of its own seal), and of
 * SQLite commits of exactly its rows in groups of 64 on the same file system.
 * issue PORT KEYFILE PASSPHRASE-FILE APPLICATION.json DATABASE SCRATCH */
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <sodium.h>
#include <sys/socket.h>
#include <unistd.h>

#include "guosuo/v1/api.pb-c.h"
#include "proto/canon.h"
#include "proto/sign.h"
#include "proto/wire/httpsig.h"
#include "proto/wire/json.h"
#include "proto/wire/keyfile.h"
#include "tests/bench/replay.h"

enum { CONNECTIONS = 64, TRIPS = 3200, TEXT = 16384, ANSWER = 65536 };

struct request {
	char *bytes;
	size_t length;
};

struct line {
	int fd;
	const struct request *sending;
	size_t sent, got;
	char answer[ANSWER];
};

static void must(bool good, const char *what)
{
	if (good)
		return;
	perror(what);
	exit(1);
}

static struct span slurp(const char *path)
{
	static char room[4][TEXT];
	static size_t used;
	FILE *file = fopen(path, "r");
	must(file != NULL && used < 4, path);
	size_t n = fread(room[used], 1, TEXT - 1, file);
	fclose(file);
	return span_of(room[used++], n);
}

static void open_key(const char *path, const char *passphrase, uint8_t secret[static SECRET_LEN])
{
	struct keyfile file;
	uint8_t key[KEY_LEN];
	struct span word = slurp(passphrase);
	while (word.n > 0 && word.p[word.n - 1] == '\n')
		word.n--;
	must(keyfile_open(slurp(path), word, &file) == ERR_OK, path);
	key_from_seed(file.seed, key, secret);
}

static struct span make_body(const char *path, struct arena *arena)
{
	struct faults faults = {0};
	ProtobufCMessage *application;
	Guosuo__V1__SubmitTripRequest request = GUOSUO__V1__SUBMIT_TRIP_REQUEST__INIT;
	struct span body;
	must(json_read(&guosuo__v1__application__descriptor, slurp(path), arena, &faults, &application) == ERR_OK, path);
	request.application = (Guosuo__V1__Application *)application;
	must(canon_pack(&request.base, arena, &body) == ERR_OK, "pack");
	return body;
}

static struct request sign(int port, struct span body, const uint8_t secret[static SECRET_LEN])
{
	char authority[64], head[2048];
	uint8_t nonce[HTTPSIG_NONCE_LEN];
	struct httpsig_headers headers;
	snprintf(authority, sizeof authority, "127.0.0.1:%d", port);
	randombytes_buf(nonce, sizeof nonce);
	struct httpsig_request parts = {span_text("POST"), span_text(authority), span_text("/guosuo.v1.Desk/SubmitTrip"),
					span_text("application/proto"), body};
	must(httpsig_sign(&parts, secret, (int64_t)time(NULL), nonce, &headers) == ERR_OK, "sign");
	int n = snprintf(head, sizeof head,
			 "POST /guosuo.v1.Desk/SubmitTrip HTTP/1.1\r\nHost: %s\r\nContent-Type: application/proto\r\n"
			 "Content-Digest: %s\r\nSignature-Input: %s\r\nSignature: %s\r\nContent-Length: %zu\r\n\r\n",
			 authority, headers.digest, headers.input, headers.signature, body.n);
	struct request request = {malloc((size_t)n + body.n), (size_t)n + body.n};
	must(request.bytes != NULL, "memory");
	memcpy(request.bytes, head, (size_t)n);
	memcpy(request.bytes + n, body.p, body.n);
	return request;
}

static void connect_line(struct line *line, int port)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	line->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(line->fd >= 0 && connect(line->fd, (struct sockaddr *)&to, sizeof to) == 0, "connect");
	must(fcntl(line->fd, F_SETFL, O_NONBLOCK) == 0, "nonblock");
}

static void push(struct line *line)
{
	while (line->sent < line->sending->length) {
		ssize_t n = write(line->fd, line->sending->bytes + line->sent, line->sending->length - line->sent);
		if (n <= 0)
			return;
		line->sent += (size_t)n;
	}
}

/* A whole answer is in: head, Content-Length, body. */
static bool answered(struct line *line)
{
	ssize_t n = read(line->fd, line->answer + line->got, ANSWER - 1 - line->got);
	must(n > 0, "answer");
	line->got += (size_t)n;
	line->answer[line->got] = '\0';
	const char *end = strstr(line->answer, "\r\n\r\n"), *length = strcasestr(line->answer, "content-length:");
	if (end == NULL || length == NULL)
		return false;
	if (line->got < (size_t)(end + 4 - line->answer) + strtoul(length + 15, NULL, 10))
		return false;
	if (strncmp(line->answer, "HTTP/1.1 200", 12) != 0) {
		fprintf(stderr, "%.*s\n", 600, line->answer);
		exit(1);
	}
	return true;
}

static double submit(struct line *lines, const struct request *requests)
{
	struct pollfd polls[CONNECTIONS];
	size_t next = 0, done = 0;
	double began = bench_now();
	for (size_t i = 0; i < CONNECTIONS; i++) {
		lines[i].sending = &requests[next++];
		lines[i].sent = lines[i].got = 0;
		push(&lines[i]);
	}
	while (done < TRIPS) {
		for (size_t i = 0; i < CONNECTIONS; i++)
			polls[i] = (struct pollfd){lines[i].sending == NULL ? -1 : lines[i].fd,
						   (short)(POLLIN | (lines[i].sending != NULL && lines[i].sent < lines[i].sending->length
								     ? POLLOUT : 0)), 0};
		must(poll(polls, CONNECTIONS, 10000) > 0, "no answer in 10 s");
		for (size_t i = 0; i < CONNECTIONS; i++) {
			if ((polls[i].revents & POLLOUT) != 0)
				push(&lines[i]);
			if ((polls[i].revents & (POLLIN | POLLHUP)) == 0 || !answered(&lines[i]))
				continue;
			done++;
			lines[i].sending = next < TRIPS ? &requests[next++] : NULL;
			lines[i].sent = lines[i].got = 0;
			if (lines[i].sending != NULL)
				push(&lines[i]);
		}
	}
	return TRIPS / (bench_now() - began);
}

static double sign_rate(const uint8_t *secret)
{
	enum { TURNS = 2000 };
	uint8_t message[600] = {1}, signature[SIG_LEN];
	double began = bench_now();
	for (int i = 0; i < TURNS; i++)
		crypto_sign_detached(signature, NULL, message, sizeof message, secret);
	return TURNS / (bench_now() - began);
}

static double verify_rate(const uint8_t *secret)
{
	enum { TURNS = 1000, NEEDED = 2 };
	uint8_t message[600] = {1}, signature[SIG_LEN];
	crypto_sign_detached(signature, NULL, message, sizeof message, secret);
	double began = bench_now();
	for (int i = 0; i < TURNS * NEEDED; i++)
		must(crypto_sign_verify_detached(signature, message, sizeof message, secret + 32) == 0, "verify");
	return TURNS / (bench_now() - began);
}

static double least(double a, double b, double c)
{
	double two = a < b ? a : b;
	return two < c ? two : c;
}

int main(int argc, char **argv)
{
	static uint8_t room[1 << 20], secret[SECRET_LEN];
	static struct line lines[CONNECTIONS];
	static struct request requests[TRIPS];
	struct arena arena = {room, sizeof room, 0};
	double value[BENCH_ROUNDS], limit[BENCH_ROUNDS], ratio[BENCH_ROUNDS];
	if (argc != 7 || sodium_init() < 0)
		return 2;
	int port = atoi(argv[1]);
	open_key(argv[2], argv[3], secret);
	struct span body = make_body(argv[4], &arena);
	for (size_t i = 0; i < CONNECTIONS; i++)
		connect_line(&lines[i], port);
	for (size_t r = 0; r < BENCH_ROUNDS; r++) {
		struct replay replay;
		for (size_t i = 0; i < TRIPS; i++)
			requests[i] = sign(port, body, secret);
		replay_open(&replay, argv[5], argv[6]);
		value[r] = submit(lines, requests);
		replay_measure(&replay);
		double sign_s = sign_rate(secret), verify_s = verify_rate(secret), disk_s = replay_rate(&replay, argv[6], TRIPS);
		limit[r] = least(sign_s, verify_s, disk_s);
		ratio[r] = value[r] / limit[r];
		fprintf(stderr, "issue: %.0f/s; sign %.0f, verify %.0f, disk %.0f\n", value[r], sign_s, verify_s, disk_s);
		sqlite3_close(replay.from);
		for (size_t i = 0; i < TRIPS; i++)
			free(requests[i].bytes);
	}
	bench_line("issue", bench_median(value, BENCH_ROUNDS), "1/s", bench_median(limit, BENCH_ROUNDS),
		   bench_median(ratio, BENCH_ROUNDS));
	return 0;
}
