#include "server/signer.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/signer_child.h"

/* Who waits for the next answers, in the order of the questions. */
struct waiting {
	struct waiting *next;
	signer_done done;
	void *context;
};

struct signer {
	int socket;
	pid_t child;
	struct child_hello hello;
	struct bufferevent *pipe;
	struct waiting *first, **last;
	void (*died)(void *context);
	void *context;
};

static bool read_hello(int socket, struct child_hello *out)
{
	size_t at = 0;
	while (at < sizeof *out) {
		ssize_t n = read(socket, (uint8_t *)out + at, sizeof *out - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += (size_t)n;
	}
	return true;
}

static pid_t fork_child(const struct config *config, int pair[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
		return -1;
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		close(pair[0]);
		child_run(pair[1], config);
	}
	close(pair[1]);
	if (pid < 0)
		close(pair[0]);
	return pid;
}

enum err signer_spawn(const struct config *config, struct signer **out, char problem[static CONFIG_TEXT])
{
	int pair[2];
	problem[0] = '\0';
	struct signer *signer = calloc(1, sizeof *signer);
	if (signer == NULL)
		return ERR_MEMORY;
	signer->last = &signer->first;
	signer->child = fork_child(config, pair);
	if (signer->child < 0) {
		free(signer);
		return ERR_INTERNAL;
	}
	signer->socket = pair[0];
	enum err err = read_hello(signer->socket, &signer->hello) ? (enum err)signer->hello.err : ERR_INTERNAL;
	if (err == ERR_OK) {
		*out = signer;
		return ERR_OK;
	}
	snprintf(problem, CONFIG_TEXT, "%.200s", signer->hello.problem);
	signer_free(&signer);
	return err;
}

static void answer_next(struct signer *signer, enum err err, const uint8_t *seal)
{
	struct waiting *waiting = signer->first;
	if (waiting == NULL)
		return;
	signer->first = waiting->next;
	if (signer->first == NULL)
		signer->last = &signer->first;
	waiting->done(err, err == ERR_OK ? seal : NULL, waiting->context);
	free(waiting);
}

static void on_read(struct bufferevent *pipe, void *context)
{
	struct signer *signer = context;
	struct child_answer answer;
	struct evbuffer *in = bufferevent_get_input(pipe);
	while (evbuffer_get_length(in) >= sizeof answer) {
		evbuffer_remove(in, &answer, sizeof answer);
		answer_next(signer, (enum err)answer.err, answer.seal);
	}
}

static void on_event(struct bufferevent *pipe, short what, void *context)
{
	struct signer *signer = context;
	(void)what;
	bufferevent_disable(pipe, EV_READ | EV_WRITE);
	while (signer->first != NULL)
		answer_next(signer, ERR_BUSY, NULL);
	signer->died(signer->context);
}

enum err signer_attach(struct signer *signer, struct event_base *base, void (*died)(void *context), void *context)
{
	if (evutil_make_socket_nonblocking(signer->socket) != 0)
		return ERR_INTERNAL;
	signer->pipe = bufferevent_socket_new(base, signer->socket, BEV_OPT_DEFER_CALLBACKS);
	if (signer->pipe == NULL)
		return ERR_MEMORY;
	signer->died = died;
	signer->context = context;
	bufferevent_setcb(signer->pipe, on_read, NULL, on_event, signer);
	return bufferevent_priority_set(signer->pipe, 0) == 0 && bufferevent_enable(signer->pipe, EV_READ | EV_WRITE) == 0
		   ? ERR_OK
		   : ERR_INTERNAL;
}

/* A question that could not be sent is answered with ERR_MEMORY by the next turn of the loop. */
struct refusal {
	signer_done done;
	void *context;
};

static void refuse(evutil_socket_t fd, short what, void *context)
{
	struct refusal *refusal = context;
	(void)fd;
	(void)what;
	refusal->done(ERR_MEMORY, NULL, refusal->context);
	free(refusal);
}

static void refuse_later(struct signer *signer, signer_done done, void *context)
{
	struct refusal *refusal = malloc(sizeof *refusal);
	const struct timeval at_once = {0, 0};
	if (refusal == NULL)
		abort(); /* an answer that is never given would hold a request and its connection for ever */
	*refusal = (struct refusal){done, context};
	if (event_base_once(bufferevent_get_base(signer->pipe), -1, EV_TIMEOUT, refuse, refusal, &at_once) != 0)
		abort();
}

/* Straight to the socket while nothing waits before it: the child then works beside the loop, not after it has gone through
 * everything that is ready. What did not go out at once is the bufferevent's. */
static size_t send_now(struct signer *signer, struct evbuffer *waiting, const struct child_question *question, struct span body)
{
	struct iovec parts[] = {{(void *)(uintptr_t)question, sizeof *question}, {(void *)(uintptr_t)body.p, body.n}};
	if (evbuffer_get_length(waiting) > 0)
		return 0;
	ssize_t n = writev(signer->socket, parts, 2);
	return n < 0 ? 0 : (size_t)n;
}

static void send_rest(struct evbuffer *out, const struct child_question *question, struct span body, size_t sent)
{
	if (sent < sizeof *question)
		evbuffer_add(out, (const uint8_t *)question + sent, sizeof *question - sent);
	size_t of_body = sent < sizeof *question ? 0 : sent - sizeof *question;
	if (of_body < body.n)
		evbuffer_add(out, body.p + of_body, body.n - of_body);
}

static void ask(struct signer *signer, struct child_question question, struct span body, signer_done done,
		void *context)
{
	struct evbuffer *out = bufferevent_get_output(signer->pipe);
	struct waiting *waiting = malloc(sizeof *waiting);
	question.length = (uint32_t)body.n;
	if (waiting == NULL || body.n > CHILD_BODY_MAX || evbuffer_expand(out, sizeof question + body.n) != 0) {
		free(waiting);
		refuse_later(signer, done, context);
		return;
	}
	*waiting = (struct waiting){.done = done, .context = context};
	*signer->last = waiting;
	signer->last = &waiting->next;
	send_rest(out, &question, body, send_now(signer, out, &question, body));
}

void signer_directory(struct signer *signer, struct span raw, signer_done done, void *context)
{
	ask(signer, (struct child_question){.op = CHILD_DIRECTORY}, raw, done, context);
}

void signer_roster(struct signer *signer, struct span raw, signer_done done, void *context)
{
	ask(signer, (struct child_question){.op = CHILD_ROSTER}, raw, done, context);
}

void signer_prove(struct signer *signer, uint32_t province, struct span raw, signer_done done, void *context)
{
	ask(signer, (struct child_question){.op = CHILD_PROVE, .province = province}, raw, done, context);
}

void signer_seal(struct signer *signer, enum kind kind, uint32_t province, struct span body, signer_done done,
		 void *context)
{
	ask(signer, (struct child_question){.op = CHILD_SEAL, .kind = kind, .province = province}, body, done,
	    context);
}

const uint8_t *signer_key(const struct signer *signer, uint32_t role, uint32_t province)
{
	for (uint32_t i = 0; i < signer->hello.count && i < CHILD_KEYS; i++)
		if (signer->hello.keys[i].role == role && signer->hello.keys[i].province == province)
			return signer->hello.keys[i].key;
	return NULL;
}

void signer_free(struct signer **signer)
{
	if (*signer == NULL)
		return;
	if ((*signer)->pipe != NULL)
		bufferevent_free((*signer)->pipe);
	close((*signer)->socket);
	while ((*signer)->first != NULL)
		answer_next(*signer, ERR_BUSY, NULL);
	while (waitpid((*signer)->child, NULL, 0) < 0 && errno == EINTR)
		continue;
	free(*signer);
	*signer = NULL;
}
