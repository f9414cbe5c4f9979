/* client/say.h - every sentence the client says, once, in both languages. Data goes to standard output, everything else
 * to standard error. Texts are printf formats; both languages take the same arguments in the same order. */
#ifndef GUOSUO_CLIENT_SAY_H
#define GUOSUO_CLIENT_SAY_H

#include "client/command.h"

/* clang-format off */
#define SAY_LIST(X) \
	X(ENROLLED, "已登记: %s %s, 本机身份 %s", "enrolled as %s of %s, this device's key is %s") \
	X(WAITS_ROSTER, "等待主管机关把本机列入名册", "waiting for the authority to put this device on its roster") \
	X(PASSPHRASE, "密钥口令: ", "passphrase of the key: ") \
	X(PASSPHRASE_NEW, "为新密钥设置口令: ", "a passphrase for the new key: ") \
	X(PASSPHRASE_AGAIN, "再输入一次: ", "once more: ") \
	X(PASSPHRASE_DIFFERS, "两次输入不同", "the two differ") \
	X(NO_KEY, "本目录没有密钥, 请先登记 (enrol): %s", "no key in this home, enrol first: %s") \
	X(NOT_ENROLLED, "本目录未登记为此角色: %s", "this home is not enrolled in this role: %s") \
	X(NO_SERVER, "没有服务器地址, 请用 --server", "no server is known: give --server") \
	X(FILE_BAD, "文件不能读: %s", "cannot read the file: %s") \
	X(WROTE, "已写入 %s", "wrote %s")
/* clang-format on */

enum say {
#define X(name, zh, en) SAY_##name,
	SAY_LIST(X)
#undef X
	    SAY_COUNT
};

const char *say_text(const struct context *context, enum say what);

/* A line on standard error. */
void say(const struct context *context, enum say what, ...);

/* "about: text of the error" on standard error; about may be NULL. Returns EXIT_OTHER. */
enum exit_code say_err(const struct context *context, enum err err, const char *about);

/* Each fault on a line of standard error: field, text in the language in force. EXIT_OTHER when one is an error. */
enum exit_code say_faults(const struct context *context, const struct faults *faults);

#endif
