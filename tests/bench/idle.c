/* idle: bytes of server memory per idle keep-alive connection. idle PORT PID COUNT opens COUNT connections, asks each for
 * /healthz once, and compares the server's resident memory before and after. */
#include <arpa/inet.h>
#include <errno.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/bench.h"

enum { GOAL = 4096, WARM = 200, SOCKETS_MAX = 20000 };

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static long resident(const char *pid)
{
	char path[64], line[256];
	long kib = -1;
	snprintf(path, sizeof path, "/proc/%s/status", pid);
	FILE *file = fopen(path, "r");
	if (file == NULL)
		die(path);
	while (fgets(line, sizeof line, file) != NULL)
		if (sscanf(line, "VmRSS: %ld", &kib) == 1)
			break;
	fclose(file);
	return kib * 1024;
}

static int ask(int port)
{
	static const char request[] = "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	char answer[1024];
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) != 0)
		die("connect");
	if (write(fd, request, sizeof request - 1) != (ssize_t)sizeof request - 1)
		die("write");
	ssize_t n = read(fd, answer, sizeof answer - 1);
	if (n <= 0 || strncmp(answer, "HTTP/1.1 200", 12) != 0)
		die("answer");
	return fd;
}

int main(int argc, char **argv)
{
	static int sockets[SOCKETS_MAX];
	if (argc != 4) {
		fputs("idle PORT PID COUNT\n", stderr);
		return 2;
	}
	int port = atoi(argv[1]), count = atoi(argv[3]);
	struct rlimit files = {(rlim_t)count + 64, (rlim_t)count + 64};
	if (count <= 0 || count > SOCKETS_MAX || setrlimit(RLIMIT_NOFILE, &files) != 0)
		die("count");
	for (int i = 0; i < WARM; i++) /* what the first requests allocate once is not a connection's */
		close(ask(port));
	sleep(1);
	long before = resident(argv[2]);
	for (int i = 0; i < count; i++)
		sockets[i] = ask(port);
	sleep(1);
	double each = (double)(resident(argv[2]) - before) / count;
	bench_line("idle", each, "B", GOAL, each / GOAL);
	for (int i = 0; i < count; i++)
		close(sockets[i]);
	return 0;
}
