#include "proto/judge.h"

#include <string.h>

static bool comes_before(const struct finding *a, const struct finding *b)
{
	if (a->severity != b->severity)
		return a->severity > b->severity;
	if (a->code != b->code)
		return a->code < b->code;
	return a->province < b->province;
}

static void drop(struct verdict *out, size_t at)
{
	out->finding_count--;
	memmove(&out->findings[at], &out->findings[at + 1],
	        (out->finding_count - at) * sizeof out->findings[0]);
}

static void insert(struct verdict *out, const struct finding *finding)
{
	size_t at = 0;
	while (at < out->finding_count && comes_before(&out->findings[at], finding))
		at++;
	if (at == FINDINGS_MAX)
		return;
	if (out->finding_count == FINDINGS_MAX)
		out->finding_count--;
	memmove(&out->findings[at + 1], &out->findings[at],
	        (out->finding_count - at) * sizeof out->findings[0]);
	out->findings[at] = *finding;
	out->finding_count++;
}

void judge_find_as(struct judging *j, enum severity severity, enum finding_code code, uint32_t province,
                   int64_t got, int64_t limit)
{
	struct finding finding = {code, severity, province, got, limit};
	for (size_t i = 0; i < j->out->finding_count; i++) {
		const struct finding *known = &j->out->findings[i];
		if (known->code != code || known->province != province)
			continue;
		if (known->severity >= severity)
			return;
		drop(j->out, i);
		break;
	}
	insert(j->out, &finding);
}

void judge_find(struct judging *j, enum finding_code code, uint32_t province, int64_t got, int64_t limit)
{
	judge_find_as(j, finding_severity(code), code, province, got, limit);
}
