/* client/act_source.h - which sealed bytes of a pass an act is made of, and whose: the same for the province that decided
 * and for the company it decided about. */
#ifndef GUOSUO_CLIENT_ACT_SOURCE_H
#define GUOSUO_CLIENT_ACT_SOURCE_H

#include "client/act.h"
#include "client/party.h"

/* What a desk has told of one province's part of a trip. The trip is verified; leg and decisions are not yet. */
struct act_source {
	const struct trip *trip;
	const Guosuo__V1__Sealed *sealed_trip;
	const struct held *held;
	const struct roster *roster; /* the province's */
	uint32_t province, class;
	const Guosuo__V1__Sealed *leg; /* NULL: it has sealed none */
	const char *conditions;        /* its words, or NULL */
	Guosuo__V1__Sealed *const *decisions;
	size_t n_decisions;
	int64_t now;
};

/* The rows that every command for an act begins with. */
enum { ACT_KIND, ACT_OUT, ACT_TEXTS, ACT_OPTIONS };
#define ACT_OPTION_ROWS                                                                                                   \
	{"kind", "KIND", "acceptance 受理, correction 补正, extension 顺延, approval 准予, refusal 不予",                    \
	 "acceptance, correction, extension, approval or refusal"},                                                        \
	    {"out", "FILE", "写入此 PDF 文件", "write this PDF file"},                                                  \
	    {"texts", "FILE", "文书用语 (JSON)", "what the acts say (JSON)"}

/* Is there a kind, and one we know, and a file? EXIT_USAGE: said. */
enum exit_code act_source_asked(struct context *context, const struct args *args);

/* Verifies what the act needs and writes it. Said. */
enum exit_code act_source_print(struct context *context, const struct args *args, const struct act_source *source);

#endif
