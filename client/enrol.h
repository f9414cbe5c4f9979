/* client/enrol.h - `guosuo NOUN enrol INVITATION`, the same for every role: make or open the key, prove it to the
 * inviter, remember the membership. */
#ifndef GUOSUO_CLIENT_ENROL_H
#define GUOSUO_CLIENT_ENROL_H

#include "client/key.h"
#include "guosuo/v1/api.pb-c.h"

enum { ENROL_NAME, ENROL_OUT, ENROL_OPTIONS };
/* The two option rows every enrol command begins with: --name NAME, --out FILE (write the Enrolment instead of sending it). */
#define ENROL_OPTION_ROWS                                                                                        \
	{"name", "NAME", "本人姓名或岗位名称", "your name, or the post's"},                                       \
	    {"out", "FILE", "不联网: 把登记写入文件, 交给主管机关", "no network: write the enrolment to a file for the authority"}

/* Enrols a company's key on the spot, with an invitation this process has made. Said. */
enum err enrol_here(struct context *context, const Guosuo__V1__Invitation *invitation, const struct key *key,
		    const char *name, Guosuo__V1__DeviceKind device) MUST_USE;

/* argument[0] is an invitation's text or the path of a file with it. A mismatch of role is an error. */
enum exit_code enrol_run(struct context *context, const struct args *args, uint32_t role);

#endif
