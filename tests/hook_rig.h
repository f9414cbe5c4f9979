/* tests/hook_rig.h - a receiver of webhooks on a free port of loopback, in a thread of its own, that behaves
 * as a test asks. */
#ifndef GUOSUO_TESTS_HOOK_RIG_H
#define GUOSUO_TESTS_HOOK_RIG_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum hook_mood { HOOK_OK, HOOK_500, HOOK_302, HOOK_SILENT, HOOK_LONG_HEAD, HOOK_LONG_BODY, HOOK_NOT_HTTP };

enum { HOOK_TEXT = 16384, HOOK_KEPT = 64 };

struct hook {
	int fd;
	uint16_t port;
	pthread_t thread;
	atomic_bool stop;
	_Atomic enum hook_mood mood;
	pthread_mutex_t lock;
	unsigned count;                  /* requests that came whole */
	char kept[HOOK_KEPT][HOOK_TEXT]; /* head and body */
};

static inline void hook_write(int fd, const char *text)
{
	(void)!send(fd, text, strlen(text), MSG_NOSIGNAL);
}

static inline void hook_answer(struct hook *hook, int fd)
{
	char line[256];
	switch (atomic_load(&hook->mood)) {
	case HOOK_OK:
		hook_write(fd, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
		return;
	case HOOK_500:
		hook_write(fd, "HTTP/1.1 500 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
		return;
	case HOOK_302:
		snprintf(
		    line, sizeof line,
		    "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%u/else\r\nContent-Length: 0\r\n\r\n",
		    hook->port);
		hook_write(fd, line);
		return;
	case HOOK_SILENT:
		while (!atomic_load(&hook->stop) && recv(fd, line, sizeof line, MSG_DONTWAIT) != 0)
			usleep(2000);
		return;
	case HOOK_LONG_HEAD:
		hook_write(fd, "HTTP/1.1 200 OK\r\n");
		for (int i = 0; i < 2000; i++)
			hook_write(fd, "X-More: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n");
		return;
	case HOOK_LONG_BODY:
		hook_write(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
		for (int i = 0; i < 2000; i++)
			hook_write(fd,
			           "0123456789012345678901234567890123456789012345678901234567890123456789");
		return;
	case HOOK_NOT_HTTP:
		hook_write(fd, "220 mail.example ESMTP\r\n");
		return;
	}
}

/* The head, and as much as Content-Length says. */
static inline void hook_read(struct hook *hook, int fd)
{
	static char text[HOOK_TEXT];
	size_t n = 0;
	const char *end = NULL;
	for (;;) {
		ssize_t m = recv(fd, text + n, sizeof text - 1 - n, 0);
		if (m <= 0)
			return;
		n += (size_t)m;
		text[n] = '\0';
		end = strstr(text, "\r\n\r\n");
		const char *length = strcasestr(text, "\r\nContent-Length: ");
		if (end != NULL &&
		    (length == NULL || n >= (size_t)(end - text) + 4 + strtoul(length + 18, NULL, 10)))
			break;
	}
	pthread_mutex_lock(&hook->lock);
	memcpy(hook->kept[hook->count % HOOK_KEPT], text, n + 1);
	hook->count++;
	pthread_mutex_unlock(&hook->lock);
	hook_answer(hook, fd);
}

static inline void *hook_run(void *context)
{
	struct hook *hook = context;
	while (!atomic_load(&hook->stop)) {
		int fd = accept(hook->fd, NULL, NULL);
		if (fd < 0)
			break;
		if (!atomic_load(&hook->stop))
			hook_read(hook, fd);
		close(fd);
	}
	return NULL;
}

static inline void hook_start(struct hook *hook)
{
	struct sockaddr_in at = {.sin_family = AF_INET};
	socklen_t n = sizeof at;
	memset(hook, 0, sizeof *hook);
	pthread_mutex_init(&hook->lock, NULL);
	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	hook->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (hook->fd < 0 || bind(hook->fd, (struct sockaddr *)&at, sizeof at) != 0 ||
	    listen(hook->fd, 16) != 0 || getsockname(hook->fd, (struct sockaddr *)&at, &n) != 0)
		abort();
	hook->port = ntohs(at.sin_port);
	if (pthread_create(&hook->thread, NULL, hook_run, hook) != 0)
		abort();
}

static inline void hook_stop(struct hook *hook)
{
	atomic_store(&hook->stop, true);
	shutdown(hook->fd, SHUT_RDWR);
	pthread_join(hook->thread, NULL);
	close(hook->fd);
}

static inline unsigned hook_count(struct hook *hook)
{
	pthread_mutex_lock(&hook->lock);
	unsigned count = hook->count;
	pthread_mutex_unlock(&hook->lock);
	return count;
}

#endif
