#include "server/signer_child.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <limits.h>
#include <signal.h>
#include <sodium.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "proto/assignment.h"
#include "proto/bar.h"
#include "proto/body.h"
#include "proto/canon.h"
#include "proto/revocation.h"
#include "proto/sign.h"
#include "proto/status.h"
#include "proto/trip.h"
#include "proto/wire/keyfile.h"
#include "server/file.h"
#include "server/signer_high.h"
#include "server/signer_listed.h"

enum { WORK_ARENA = 16 * 1024 * 1024, ROSTER_FACTOR = 48, ROSTER_LEAST = 2048, TRUST_ARENA = 4 * DIRECTORY_MAX };

struct child {
	uint8_t pin[HASH_LEN];
	struct child_key keys[CHILD_KEYS];
	uint8_t (*secrets)[SECRET_LEN]; /* sodium_malloc */
	size_t key_count;
	struct high *high;
	struct directory directory;
	bool has_directory;
	struct arena trust[2]; /* the directory held, and room to open the next */
	struct told {
		struct roster roster;
		struct arena arena;
	} rosters[PROVINCES_MAX];
	size_t roster_count;
	struct listed *listed;
	struct arena work;
};

static const struct {
	uint32_t role;
	const char *name;
} roles[] = {
    {GUOSUO__V1__ROLE__ROLE_ISSUING, "issuing"},
    {GUOSUO__V1__ROLE__ROLE_STATUS, "status"},
};

static enum err open_key(struct child *child, const char *path, struct span passphrase, struct child_key as)
{
	uint8_t *text = NULL;
	size_t length;
	enum err err = file_read(path, KEYFILE_TEXT_MAX + 2, &text, &length);
	if (err != ERR_OK)
		return err;
	struct keyfile file;
	err = keyfile_open(span_of(text, length), passphrase, &file);
	free(text);
	if (err != ERR_OK)
		return err;
	key_from_seed(file.seed, as.key, child->secrets[child->key_count]);
	child->keys[child->key_count++] = as;
	sodium_memzero(&file, sizeof file);
	return ERR_OK;
}

/* A province may have one of the two; having neither is an error. */
static enum err open_province(struct child *child, const struct config *config, uint32_t province,
			      struct span passphrase, char problem[static CONFIG_TEXT])
{
	enum err missing = ERR_NOT_FOUND;
	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
		char path[PATH_MAX];
		snprintf(path, sizeof path, "%s/%s.%02u.key", config->keys, roles[i].name, province);
		enum err err = open_key(child, path, passphrase, (struct child_key){roles[i].role, province, {0}});
		if (err == ERR_OK)
			missing = ERR_OK;
		if (err == ERR_OK || err == ERR_NOT_FOUND)
			continue;
		snprintf(problem, CONFIG_TEXT, "%.200s", path);
		return err;
	}
	if (missing != ERR_OK)
		snprintf(problem, CONFIG_TEXT, "%.200s/issuing.%02u.key", config->keys, province);
	return missing;
}

static enum err open_keys(struct child *child, const struct config *config, char problem[static CONFIG_TEXT])
{
	uint8_t *passphrase = NULL;
	size_t length;
	if (config->province_count == 0)
		return ERR_OK;
	enum err err = passphrase_read(config->passphrase_file, &passphrase, &length);
	if (err != ERR_OK) {
		snprintf(problem, CONFIG_TEXT, "%s", config->passphrase_file);
		return err;
	}
	for (size_t i = 0; err == ERR_OK && i < config->province_count; i++)
		err = open_province(child, config, config->provinces[i], span_of(passphrase, length), problem);
	sodium_memzero(passphrase, length);
	free(passphrase);
	return err;
}

static bool make_arenas(struct child *child)
{
	struct arena *arenas[] = {&child->trust[0], &child->trust[1], &child->work};
	for (size_t i = 0; i < 3; i++) {
		arenas[i]->size = i < 2 ? TRUST_ARENA : WORK_ARENA;
		arenas[i]->base = malloc(arenas[i]->size);
		if (arenas[i]->base == NULL)
			return false;
	}
	child->secrets = sodium_malloc(CHILD_KEYS * SECRET_LEN);
	return child->secrets != NULL;
}

enum err child_open(const struct config *config, struct child **out, struct child_hello *hello)
{
	*hello = (struct child_hello){.err = ERR_MEMORY};
	struct child *child = calloc(1, sizeof *child);
	if (child == NULL)
		return ERR_MEMORY;
	memcpy(child->pin, config->root_set, HASH_LEN);
	char path[PATH_MAX];
	snprintf(path, sizeof path, "%s/signer.high", config->data);
	enum err err = make_arenas(child) ? high_open(path, &child->high) : ERR_MEMORY;
	if (err == ERR_OK) {
		snprintf(path, sizeof path, "%s/signer.list", config->data);
		err = listed_open(path, config->provinces, config->province_count, &child->listed);
	}
	if (err != ERR_OK)
		snprintf(hello->problem, sizeof hello->problem, "%.200s", path);
	else
		err = open_keys(child, config, hello->problem);
	hello->err = err;
	hello->count = (uint32_t)child->key_count;
	memcpy(hello->keys, child->keys, sizeof child->keys);
	if (err == ERR_OK)
		*out = child;
	else
		child_free(&child);
	return err;
}

void child_free(struct child **child)
{
	if (*child == NULL)
		return;
	high_free(&(*child)->high);
	listed_free(&(*child)->listed);
	for (size_t i = 0; i < (*child)->roster_count; i++)
		free((*child)->rosters[i].arena.base);
	sodium_free((*child)->secrets);
	for (size_t i = 0; i < 2; i++)
		free((*child)->trust[i].base);
	free((*child)->work.base);
	free(*child);
	*child = NULL;
}

static enum err take_directory(struct child *child, struct span raw)
{
	struct directory next;
	struct arena *room = &child->trust[1];
	room->used = 0;
	enum err err = child->has_directory ? directory_follow(raw, &child->directory, room, &next)
					    : directory_open(raw, child->pin, room, &next);
	if (err == ERR_EXISTS)
		return ERR_OK;
	if (err != ERR_OK)
		return err;
	struct arena held = child->trust[0];
	child->trust[0] = child->trust[1];
	child->trust[1] = held;
	child->directory = next;
	child->has_directory = true;
	return ERR_OK;
}

/* ---- rosters and what is proved by them ---- */

static struct told *roster_of(struct child *child, uint32_t province)
{
	for (size_t i = 0; i < child->roster_count; i++)
		if (child->rosters[i].roster.body->province == province)
			return &child->rosters[i];
	return NULL;
}

/* The first of its province, or in place of an older one. */
static enum err hold_roster(struct child *child, const struct told *next)
{
	struct told *held = roster_of(child, next->roster.body->province);
	if (held == NULL && child->roster_count == PROVINCES_MAX)
		return ERR_SIZE;
	enum err err = held == NULL ? ERR_OK : roster_supersedes(&next->roster, &held->roster);
	if (err != ERR_OK)
		return err;
	if (held == NULL)
		held = &child->rosters[child->roster_count++];
	free(held->arena.base);
	*held = *next;
	return ERR_OK;
}

/* Its messages point into the raw bytes, so those are copied beside them. */
static enum err take_roster(struct child *child, struct span raw)
{
	size_t room = ROSTER_FACTOR * (raw.n + ROSTER_LEAST);
	struct told next = {.arena = {malloc(room), room, 0}};
	if (!child->has_directory || next.arena.base == NULL) {
		free(next.arena.base);
		return child->has_directory ? ERR_MEMORY : ERR_STATE;
	}
	uint8_t *copy = raw.n > ROSTER_MAX ? NULL : arena_take(&next.arena, raw.n);
	enum err err = copy == NULL ? ERR_SIZE : ERR_OK;
	if (err == ERR_OK) {
		memcpy(copy, raw.p, raw.n);
		err = roster_open(span_of(copy, raw.n), &child->directory, &next.arena, &next.roster);
	}
	if (err == ERR_OK)
		err = hold_roster(child, &next);
	if (err != ERR_OK)
		free(next.arena.base);
	return err;
}

/* What an officer has sealed: the officers are those the trip names, and the trip is the issuing key's. */
struct offered {
	const Guosuo__V1__OfficerSealed *sealed;
	const struct trip *trip;
	uint32_t province, week;
	int64_t now;
};

static enum err offer_withdrawal(struct child *child, const struct offered *offered)
{
	struct revocation revocation;
	enum err err = revocation_read(offered->sealed->body, &child->work, &revocation);
	if (err == ERR_OK)
		err = revocation_verify_officer(offered->sealed, &revocation, offered->trip, offered->now, &child->work);
	return err == ERR_OK ? listed_prove(child->listed, offered->province, offered->week, revocation.body->indexes[0])
			     : err;
}

static enum err prove_bar(struct child *child, const struct offered *offered, enum bar_kind kind, uint32_t number)
{
	const struct bar_fact fact = {offered->week, offered->trip->body->status_index, kind, number};
	return listed_prove_bar(child->listed, offered->province, &fact);
}

static enum err offer_assignment(struct child *child, const struct offered *offered)
{
	struct assignment assignment;
	enum err err = assignment_read(offered->sealed, &child->work, &assignment);
	if (err == ERR_OK)
		err = assignment_verify(offered->sealed, &assignment, offered->trip, child->directory.body->limits,
					&child->work);
	if (err != ERR_OK)
		return err;
	bool paper = assignment.body->holder_case == GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER;
	return prove_bar(child, offered, paper ? BAR_PAPER : BAR_PHONE, assignment.body->serial);
}

static enum err offer_bar(struct child *child, const struct offered *offered)
{
	struct bar bar;
	enum err err = bar_open(offered->sealed, offered->trip, offered->now, &child->work, &bar);
	return err == ERR_OK ? prove_bar(child, offered, BAR_SLOT, bar.body->slot) : err;
}

static enum err take_revocation(struct child *child, const struct roster *roster, const Guosuo__V1__Sealed *sealed,
				int64_t now)
{
	struct revocation revocation;
	enum err err = revocation_read(sealed->body, &child->work, &revocation);
	if (err == ERR_OK)
		err = revocation_verify(sealed, &revocation, roster, true, now, &child->work, NULL, NULL);
	for (size_t i = 0; err == ERR_OK && i < revocation.body->n_indexes; i++)
		err = listed_prove(child->listed, roster->body->province, revocation.body->week,
				   revocation.body->indexes[i]);
	return err;
}

/* Exactly one of the three. */
static enum err take_officers(struct child *child, const struct roster *roster, const Guosuo__V1__RevocationProof *proof,
			      int64_t now)
{
	const struct {
		const Guosuo__V1__OfficerSealed *sealed;
		enum err (*take)(struct child *child, const struct offered *offered);
	} rows[] = {{proof->withdrawal, offer_withdrawal}, {proof->assignment, offer_assignment}, {proof->bar, offer_bar}};
	struct trip trip;
	size_t at = 0, count = 0;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].sealed != NULL)
			at = i, count++;
	if (count != 1 || proof->trip == NULL)
		return ERR_FORMAT;
	enum err err = trip_read(proof->trip, &child->work, &trip);
	if (err == ERR_OK)
		err = trip_verify(proof->trip, &trip, roster, &child->directory, now, &child->work);
	const struct offered offered = {rows[at].sealed, &trip, roster->body->province,
					err == ERR_OK ? iso_week(trip.body->not_after) : 0, now};
	return err == ERR_OK ? rows[at].take(child, &offered) : err;
}

static enum err take_proof(struct child *child, uint32_t province, struct span body, int64_t now)
{
	ProtobufCMessage *message;
	const struct told *told = roster_of(child, province);
	if (told == NULL)
		return ERR_STATE;
	enum err err = canon_open(&guosuo__v1__revocation_proof__descriptor, body, &child->work, &message);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__RevocationProof *proof = (const Guosuo__V1__RevocationProof *)message;
	if (proof->revocation == NULL)
		return take_officers(child, &told->roster, proof, now);
	bool alone = proof->withdrawal == NULL && proof->trip == NULL && proof->assignment == NULL && proof->bar == NULL;
	return alone ? take_revocation(child, &told->roster, proof->revocation, now) : ERR_FORMAT;
}

/* ---- what is sealed ---- */

static enum err near_now(int64_t sealed_at, int64_t now)
{
	return sealed_at < now - SKEW_S || sealed_at > now + SKEW_S ? ERR_CLOCK : ERR_OK;
}

static enum err admit_trip(struct child *child, uint32_t province, struct span body, int64_t now)
{
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	struct trip trip;
	sealed.body = (ProtobufCBinaryData){body.n, (uint8_t *)(uintptr_t)body.p};
	if (!child->has_directory)
		return ERR_STATE;
	enum err err = trip_read(&sealed, &child->work, &trip);
	if (err == ERR_OK)
		err = trip_sound(trip.body, &child->directory);
	if (err == ERR_OK && trip.body->issuer != province)
		err = ERR_SCOPE;
	if (err == ERR_OK)
		err = near_now(trip.body->sealed_at, now);
	if (err == ERR_OK && (int64_t)trip.body->not_after <= now)
		err = ERR_WINDOW;
	if (err == ERR_OK)
		err = high_raise(child->high, KIND_trip, province, iso_week(trip.body->not_after),
				 trip.body->status_index, SIGNER_STEP);
	return err;
}

/* Every week that is live from issued_at on, each in its form; the bars too. */
static bool weeks_sound(const Guosuo__V1__StatusList *list)
{
	int64_t when = list->issued_at;
	size_t live = 0;
	for (size_t i = 0; i < list->n_weeks; i++) {
		const Guosuo__V1__StatusWeek *week = list->weeks[i];
		if (!status_section_sound(week) || (i > 0 && week->week <= list->weeks[i - 1]->week))
			return false;
		if (live < STATUS_WEEKS && week->week == iso_week(when)) {
			live++;
			when += 7 * 24 * 3600;
		}
	}
	return live == STATUS_WEEKS && status_bars_sound(list);
}

static enum err admit_status(struct child *child, uint32_t province, struct span body, int64_t now)
{
	ProtobufCMessage *message;
	if (!child->has_directory)
		return ERR_STATE;
	enum err err = canon_open(&guosuo__v1__status_list__descriptor, body, &child->work, &message);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__StatusList *list = (const Guosuo__V1__StatusList *)message;
	if (list->province != province || !weeks_sound(list))
		return ERR_SCOPE;
	if (list->expires_at <= list->issued_at || list->next_update <= list->issued_at)
		return ERR_WINDOW;
	err = near_now(list->issued_at, now);
	if (err == ERR_OK)
		err = listed_check(child->listed, list, &child->work);
	if (err == ERR_OK)
		err = high_raise(child->high, KIND_status, province, list->epoch, list->version, 0);
	return err == ERR_OK ? listed_keep(child->listed, province, body) : err;
}

static const struct {
	enum kind kind;
	uint32_t role;
	enum err (*admit)(struct child *child, uint32_t province, struct span body, int64_t now);
} duties[] = {
    {KIND_trip, GUOSUO__V1__ROLE__ROLE_ISSUING, admit_trip},
    {KIND_status, GUOSUO__V1__ROLE__ROLE_STATUS, admit_status},
};

static const uint8_t *secret_of(const struct child *child, uint32_t role, uint32_t province)
{
	for (size_t i = 0; i < child->key_count; i++)
		if (child->keys[i].role == role && child->keys[i].province == province)
			return child->secrets[i];
	return NULL;
}

enum err child_answer_to(struct child *child, const struct child_question *question, struct span body, int64_t now,
			 uint8_t seal[static SEAL_LEN])
{
	child->work.used = 0;
	if (question->op == CHILD_DIRECTORY)
		return take_directory(child, body);
	if (question->op == CHILD_ROSTER)
		return take_roster(child, body);
	if (question->op == CHILD_PROVE)
		return take_proof(child, question->province, body, now);
	for (size_t i = 0; i < sizeof duties / sizeof duties[0]; i++) {
		if (question->op != CHILD_SEAL || question->kind != duties[i].kind)
			continue;
		const uint8_t *secret = secret_of(child, duties[i].role, question->province);
		enum err err = secret == NULL ? ERR_KEY : duties[i].admit(child, question->province, body, now);
		return err != ERR_OK ? err : seal_sign(duties[i].kind, NULL, body, secret, &child->work, seal);
	}
	return ERR_SCOPE;
}

#if defined(__x86_64__)
enum { OWN_ARCHITECTURE_NUMBER = EM_X86_64 };
#elif defined(__aarch64__)
enum { OWN_ARCHITECTURE_NUMBER = EM_AARCH64 };
#else
#error "name this machine's audit architecture"
#endif
#define OWN_ARCHITECTURE (OWN_ARCHITECTURE_NUMBER | __AUDIT_ARCH_64BIT | __AUDIT_ARCH_LE)

/* No sockets but the one it has, no other programs, no looking into other processes. */
static bool give_up_powers(void)
{
	static const long refused[] = {
	    SYS_socket, SYS_socketpair, SYS_connect, SYS_bind,	SYS_listen, SYS_accept4,
	    SYS_sendto, SYS_sendmsg,	SYS_execve,  SYS_execveat, SYS_ptrace, SYS_process_vm_readv,
	    SYS_clone,	SYS_clone3,
	};
	enum { REFUSED = sizeof refused / sizeof refused[0], X32 = 0x40000000 };
	struct sock_filter filter[REFUSED + 7];
	size_t n = 0;
	/* another architecture's numbers would mean other calls: whoever makes one is ended */
	filter[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0);
	filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	filter[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32, REFUSED + 1, 0);
	for (size_t i = 0; i < REFUSED; i++)
		filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)refused[i],
							   (uint8_t)(REFUSED - i), 0);
	filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	filter[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	struct sock_fprog program = {(unsigned short)n, filter};
	return prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static bool write_all(int fd, const void *bytes, size_t n)
{
	for (const uint8_t *at = bytes; n > 0;) {
		ssize_t put = write(fd, at, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		at += put;
		n -= (size_t)put;
	}
	return true;
}

/* Bytes read and not yet used lie at in[from, to). */
struct mailbox {
	uint8_t *in, *out;
	size_t from, to, out_n;
};

enum { IN_MAX = 2 * (CHILD_BODY_MAX + sizeof(struct child_question)), OUT_MAX = 256 * sizeof(struct child_answer) };

/* The next whole question in the box; false: it is not all there. */
static bool next_question(struct mailbox *box, struct child_question *question, struct span *body)
{
	const uint8_t *at = box->in + box->from;
	size_t n = box->to - box->from;
	if (n < sizeof *question)
		return false;
	memcpy(question, at, sizeof *question);
	if (question->length > n - sizeof *question)
		return false;
	*body = span_of(at + sizeof *question, question->length);
	box->from += sizeof *question + question->length;
	return true;
}

/* All that wait are answered before the next read, in one write: a busy server costs few calls. */
static bool answer_all(struct child *child, int socket, struct mailbox *box)
{
	struct child_question question;
	struct span body;
	box->out_n = 0;
	while (box->out_n + sizeof(struct child_answer) <= OUT_MAX && next_question(box, &question, &body)) {
		struct child_answer answer = {0};
		answer.err = (uint32_t)child_answer_to(child, &question, body, (int64_t)time(NULL), answer.seal);
		memcpy(box->out + box->out_n, &answer, sizeof answer);
		box->out_n += sizeof answer;
	}
	return box->out_n == 0 || write_all(socket, box->out, box->out_n);
}

/* false: the socket has ended, or brings a question longer than any. */
static bool read_more(int socket, struct mailbox *box)
{
	memmove(box->in, box->in + box->from, box->to - box->from);
	box->to -= box->from;
	box->from = 0;
	ssize_t got;
	do
		got = box->to < IN_MAX ? read(socket, box->in + box->to, IN_MAX - box->to) : 0;
	while (got < 0 && errno == EINTR);
	if (got > 0)
		box->to += (size_t)got;
	return got > 0;
}

static void serve(struct child *child, int socket)
{
	static uint8_t in[IN_MAX], out[OUT_MAX];
	struct mailbox box = {.in = in, .out = out};
	do {
		if (!answer_all(child, socket, &box))
			return;
	} while (box.out_n == OUT_MAX || read_more(socket, &box));
}

_Noreturn void child_run(int socket, const struct config *config)
{
	static struct child_hello hello;
	struct child *child = NULL;
	signal(SIGINT, SIG_IGN); /* the parent drains first and then closes the socket */
	signal(SIGTERM, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	enum err err = child_open(config, &child, &hello);
	if (err == ERR_OK && !give_up_powers()) {
		hello.err = ERR_INTERNAL;
		snprintf(hello.problem, sizeof hello.problem, "seccomp");
	}
	if (write_all(socket, &hello, sizeof hello) && hello.err == ERR_OK)
		serve(child, socket);
	child_free(&child);
	_exit(hello.err == ERR_OK ? 0 : 1);
}
