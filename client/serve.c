#include "client/serve.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <limits.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "client/carry.h"

/* The library ends what stands still; what drips is ended here. */
struct line {
	int fd;
	time_t since; /* CLOCK_MONOTONIC; 0: a free place */
};

struct serve {
	char home[PATH_MAX];
	time_t longest_s;
	struct MHD_Daemon *daemon;
	sigset_t ends;
	pthread_mutex_t lock; /* of lines */
	struct line lines[SERVE_CONNECTIONS];
};

/* ---- connections ---- */

static time_t seconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

static struct line *free_line(struct serve *serve)
{
	for (size_t i = 0; i < SERVE_CONNECTIONS; i++)
		if (serve->lines[i].since == 0)
			return &serve->lines[i];
	return NULL;
}

/* A place is given up before the library closes its descriptor, so none that is somebody else's by then is shut. */
static void connection_changed(void *context, struct MHD_Connection *connection, void **own, enum MHD_ConnectionNotificationCode what)
{
	struct serve *serve = context;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	pthread_mutex_lock(&serve->lock);
	if (what == MHD_CONNECTION_NOTIFY_STARTED) {
		struct line *line = free_line(serve);
		if (line != NULL && info != NULL)
			*line = (struct line){info->connect_fd, seconds()};
		*own = line;
	} else if (*own != NULL) {
		*(struct line *)*own = (struct line){0};
	}
	pthread_mutex_unlock(&serve->lock);
}

static void end_long_ones(struct serve *serve)
{
	const time_t now = seconds();
	pthread_mutex_lock(&serve->lock);
	for (size_t i = 0; i < SERVE_CONNECTIONS; i++)
		if (serve->lines[i].since != 0 && now - serve->lines[i].since > serve->longest_s)
			shutdown(serve->lines[i].fd, SHUT_RDWR);
	pthread_mutex_unlock(&serve->lock);
}

/* ---- answers ---- */

static struct MHD_Response *empty(void)
{
	return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
}

/* NULL: there is none. */
static struct MHD_Response *file_of(const struct serve *serve, const char *name)
{
	char path[PATH_MAX + CARRY_NAME + 8];
	struct stat stat_of;
	snprintf(path, sizeof path, "%s/state/%s", serve->home, name);
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	if (fstat(fd, &stat_of) == 0 && S_ISREG(stat_of.st_mode) && stat_of.st_size <= STATUS_MAX) {
		struct MHD_Response *response = MHD_create_response_from_fd((size_t)stat_of.st_size, fd);
		if (response != NULL)
			return response;
	}
	close(fd);
	return NULL;
}

static enum MHD_Result send_off(struct MHD_Connection *connection, unsigned status, struct MHD_Response *response)
{
	static const char *const headers[][2] = {{MHD_HTTP_HEADER_CONNECTION, "close"},
						 {MHD_HTTP_HEADER_CONTENT_TYPE, "application/octet-stream"},
						 {MHD_HTTP_HEADER_CACHE_CONTROL, "no-store"},
						 {MHD_HTTP_HEADER_ALLOW, MHD_HTTP_METHOD_GET}};
	enum MHD_Result result = response == NULL ? MHD_NO : MHD_YES;
	for (size_t i = 0; result == MHD_YES && i < sizeof headers / sizeof headers[0]; i++)
		result = MHD_add_response_header(response, headers[i][0], headers[i][1]);
	if (result == MHD_YES)
		result = MHD_queue_response(connection, status, response);
	if (response != NULL)
		MHD_destroy_response(response);
	return result;
}

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url, const char *method,
			      const char *version, const char *body, size_t *body_size, void **own)
{
	static const char folder[] = "/state/";
	struct MHD_Response *response = NULL;
	(void)version, (void)body, (void)body_size, (void)own;
	if (strcmp(method, MHD_HTTP_METHOD_GET) != 0)
		return send_off(connection, MHD_HTTP_METHOD_NOT_ALLOWED, empty());
	if (strncmp(url, folder, sizeof folder - 1) == 0 && carry_is_name(url + sizeof folder - 1))
		response = file_of(context, url + sizeof folder - 1);
	return response == NULL ? send_off(connection, MHD_HTTP_NOT_FOUND, empty()) : send_off(connection, MHD_HTTP_OK, response);
}

/* ---- its life ---- */

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static bool read_address(const char *text, uint16_t port, union address *out)
{
	*out = (union address){.v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)}};
	if (inet_pton(AF_INET6, text, &out->v6.sin6_addr) == 1)
		return true;
	*out = (union address){.v4 = {.sin_family = AF_INET, .sin_port = htons(port)}};
	return inet_pton(AF_INET, text, &out->v4.sin_addr) == 1;
}

static struct MHD_Daemon *listen_on(struct serve *serve, const union address *address)
{
	unsigned flags = MHD_USE_AUTO_INTERNAL_THREAD | (address->any.sa_family == AF_INET6 ? MHD_USE_IPv6 : MHD_NO_FLAG);
	return MHD_start_daemon(flags, 0, NULL, NULL, answer, serve, MHD_OPTION_SOCK_ADDR, &address->any,
				MHD_OPTION_CONNECTION_LIMIT, (unsigned)SERVE_CONNECTIONS, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
				(unsigned)SERVE_OF_ONE, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SERVE_IDLE_S,
				MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)SERVE_HEADERS, MHD_OPTION_NOTIFY_CONNECTION,
				connection_changed, serve, MHD_OPTION_END);
}

/* The signals are blocked before the library's thread begins, which inherits that: they are for serve_until_ended. */
enum err serve_start(const char *home, const char *address, uint16_t port, uint32_t longest_s, struct serve **out)
{
	union address where;
	if (!read_address(address, port, &where))
		return ERR_FORMAT;
	struct serve *serve = calloc(1, sizeof *serve);
	if (serve == NULL)
		return ERR_MEMORY;
	snprintf(serve->home, sizeof serve->home, "%s", home);
	serve->longest_s = longest_s;
	pthread_mutex_init(&serve->lock, NULL);
	sigemptyset(&serve->ends);
	sigaddset(&serve->ends, SIGINT);
	sigaddset(&serve->ends, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &serve->ends, NULL);
	serve->daemon = listen_on(serve, &where);
	if (serve->daemon == NULL) {
		serve_stop(&serve);
		return ERR_IO;
	}
	*out = serve;
	return ERR_OK;
}

uint16_t serve_port(const struct serve *serve)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(serve->daemon, MHD_DAEMON_INFO_BIND_PORT);
	return info == NULL ? 0 : info->port;
}

void serve_until_ended(struct serve *serve)
{
	static const struct timespec second = {.tv_sec = 1};
	while (sigtimedwait(&serve->ends, NULL, &second) < 0)
		end_long_ones(serve);
}

void serve_stop(struct serve **serve)
{
	if ((*serve)->daemon != NULL)
		MHD_stop_daemon((*serve)->daemon);
	pthread_mutex_destroy(&(*serve)->lock);
	free(*serve);
	*serve = NULL;
}
