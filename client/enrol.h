/* client/enrol.h - `guosuo NOUN enrol INVITATION`, the same for every role: make or open the key, prove it to the
 * inviter, remember the membership. */
#ifndef GUOSUO_CLIENT_ENROL_H
#define GUOSUO_CLIENT_ENROL_H

#include "client/key.h"

enum { ENROL_NAME, ENROL_OUT, ENROL_OPTIONS };
/* The two option rows every enrol command begins with: --name NAME, --out FILE (write the Enrolment instead of sending it). */
#define ENROL_OPTION_ROWS                                                                                        \
	{"name", "NAME", "本人姓名或岗位名称", "your name, or the post's"},                                       \
	    {"out", "FILE", "不联网: 把登记写入文件, 交给主管机关", "no network: write the enrolment to a file for the authority"}

/* argument[0] is an invitation's text or the path of a file with it. A mismatch of role is an error. */
enum exit_code enrol_run(struct context *context, const struct args *args, uint32_t role);

#endif
