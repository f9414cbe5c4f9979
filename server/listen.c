#include "server/listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 1024 };

static const struct {
	int error;
	enum err err;
} errors[] = {
	{EADDRINUSE, ERR_BUSY},
	{EACCES, ERR_DENIED},
	{EADDRNOTAVAIL, ERR_INPUT},
};

static enum err err_of(int error)
{
	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
		if (errors[i].error == error)
			return errors[i].err;
	return ERR_IO;
}

static enum err prepare(int fd, const struct addrinfo *address, struct sockaddr_in6 *own)
{
	socklen_t n = sizeof *own;
	int on = 1;

	/* Accepted sockets inherit both options. */
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ||
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) ||
	    bind(fd, address->ai_addr, address->ai_addrlen) || listen(fd, BACKLOG) ||
	    getsockname(fd, (struct sockaddr *)own, &n))
		return err_of(errno);
	return ERR_OK;
}

static enum err listen_at(const struct addrinfo *address, int *out, uint16_t *chosen)
{
	int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	struct sockaddr_in6 own;

	if (fd < 0)
		return ERR_IO;
	enum err err = prepare(fd, address, &own);
	if (err) {
		close(fd);
		return err;
	}
	*out = fd;
	/* The port stands at the same place in both families. */
	*chosen = ntohs(own.sin6_port);
	return ERR_OK;
}

enum err listen_on(const char *address, uint16_t port, int *fd, uint16_t *chosen)
{
	const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
				       .ai_socktype = SOCK_STREAM};
	struct addrinfo *found;
	char digits[8];

	snprintf(digits, sizeof digits, "%u", port);
	if (getaddrinfo(address, digits, &hints, &found))
		return ERR_INPUT;
	enum err err = listen_at(found, fd, chosen);
	freeaddrinfo(found);
	return err;
}
