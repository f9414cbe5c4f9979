#include "server/page.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "proto/civil.h"
#include "proto/identity.h"

static const char style[] =
    "body{margin:0 auto;max-width:40rem;padding:1rem;font:16px/1.5 system-ui,sans-serif;color:#1b1f24;"
    "background:#fff;overflow-wrap:anywhere}"
    "h1{font-size:1.15rem;margin:0}h2{font-size:1.6rem;margin:.75rem 0 0;letter-spacing:.03em}"
    "p{margin:.25rem 0}small,dt,.en{color:#57606a;font-size:.875rem}"
    ".state{display:inline-block;margin:.5rem 0;padding:.25rem .75rem;border-radius:1rem;font-weight:600}"
    ".wait{background:#fff1cc}.good{background:#d5f2dc}.bad{background:#ffdcd9}.over{background:#e6e9ed}"
    "dl{margin:.5rem 0 1rem}dt{margin-top:.5rem}dd{margin:0}"
    "time{white-space:nowrap}ol{list-style:none;margin:0;padding:0}li{border-top:1px solid "
    "#d0d7de;padding:.6rem 0}"
    "li b{margin-right:.5rem}a{color:#0550ae}footer{border-top:1px solid #d0d7de;padding-top:.6rem}"
    "@media(prefers-color-scheme:dark){body{background:#15181c;color:#e6e9ed}small,dt,.en{color:#a3abb5}"
    ".wait{background:#5c4400}.good{background:#0f4d23}.bad{background:#7a1f18}.over{background:#333a42}"
    "li,footer{border-color:#3a424b}a{color:#79b8ff}}";

struct word {
	const char *mark, *zh, *en; /* mark: the style's class */
};

static const struct word trip_words[] = {
    {"wait", "办理中", "in progress"}, {"wait", "审批中", "in review"}, {"good", "已办结, 可以出发", "ready"},
    {"bad", "有省段未准", "refused"},  {"over", "已撤回", "withdrawn"},
    {"bad", "各段不能衔接", "no timetable"}, {"good", "已送达", "delivered"}, {"bad", "已撤销", "revoked"},
};
static const struct word leg_words[] = {
    {"wait", "办理中", "in progress"},       {"wait", "待审批", "open"},
    {"wait", "待第二人签章", "half sealed"}, {"good", "准予许可", "sealed"},
    {"bad", "不予许可", "refused"},          {"wait", "待补正", "correction asked"},
    {"wait", "不计入时限", "paused"},        {"over", "已撤回", "withdrawn"},
    {"bad", "已撤销", "revoked"},
};
#define WORD(words, state)                                                                                   \
	(&(words)[(size_t)(state) < sizeof(words) / sizeof(words)[0] ? (size_t)(state) : 0])

/* ---- text ---- */

void page_text(FILE *out, const char *text)
{
	static const char *const entities[256] = {
	    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"};
	for (; *text != '\0'; text++) {
		const char *entity = entities[(unsigned char)*text];
		if (entity == NULL)
			putc(*text, out);
		else
			fputs(entity, out);
	}
}

/* Two lines of a list: what it is in both languages, then the value. An empty value: no lines. */
static void row(FILE *out, const char *zh, const char *en, const char *value)
{
	if (*value == '\0')
		return;
	fprintf(out, "<dt>%s %s</dt><dd>", zh, en);
	page_text(out, value);
	fputs("</dd>", out);
}

/* "2020-03-10 10:00": people read the offset once, at the foot. */
static void when(FILE *out, int64_t moment, uint32_t utc_offset_min)
{
	char text[TIME_TEXT_LEN + 1];
	rfc3339_write(moment, utc_offset_min, text);
	fprintf(out, "<time datetime=\"%s\">%.10s %.5s</time>", text, text, text + 11);
}

/* As the application says it; the same moment in the page's own form. */
static void row_time(FILE *out, const char *zh, const char *en, const char *text, uint32_t utc_offset_min)
{
	int64_t moment;
	if (rfc3339_read(span_text(text), &moment) != ERR_OK) {
		row(out, zh, en, text);
		return;
	}
	fprintf(out, "<dt>%s %s</dt><dd>", zh, en);
	when(out, moment, utc_offset_min);
	fputs("</dd>", out);
}

/* ---- a trip ---- */

static void head(FILE *out, const Guosuo__V1__SharedTrip *trip, uint32_t offset)
{
	const struct word *word = WORD(trip_words, trip->state);
	fputs("<h2>", out);
	page_text(out, trip->number);
	fprintf(out, "</h2><p class=\"state %s\">%s <span>%s</span></p><p>", word->mark, word->zh, word->en);
	when(out, trip->since, offset);
	fputs(" <small>起 since</small></p>", out);
}

static void place(char *out, size_t size, const Guosuo__V1__SharedTrip *trip)
{
	snprintf(out, size, "%s → %s", trip->origin, trip->destination);
}

static void facts(FILE *out, const Guosuo__V1__SharedTrip *trip, uint32_t offset)
{
	char text[512] = "";
	fputs("<dl>", out);
	row(out, "企业", "company", trip->company);
	row(out, "货物", "cargo", trip->cargo);
	if (trip->pieces > 0)
		snprintf(text, sizeof text, "%u 件 pcs, %u kg", trip->pieces, trip->mass_kg);
	row(out, "件数质量", "pieces, mass", text);
	place(text, sizeof text, trip);
	row(out, "起讫", "from, to", trip->origin[0] == '\0' ? "" : text);
	row_time(out, "最早出发", "departs not before", trip->depart_not_before, offset);
	row_time(out, "最迟到达", "arrives not after", trip->arrive_not_after, offset);
	row_time(out, "截港时间", "port cut-off", trip->port_cutoff, offset);
	fputs("</dl>", out);
}

/* Digits and the few signs a telephone number has; anything else is shown, not dialled. */
static void phone(FILE *out, const char *number)
{
	bool plain = number[strspn(number, "0123456789+- ")] == '\0';
	fputs("<p><small>电话 phone</small> ", out);
	if (plain)
		fprintf(out, "<a href=\"tel:%s\">%s</a>", number, number);
	else
		page_text(out, number);
	fputs("</p>", out);
}

static void leg(FILE *out, const Guosuo__V1__SharedLeg *one, uint32_t offset)
{
	const struct word *word = WORD(leg_words, one->state);
	const char *zh = province_name(one->province, LANG_ZH), *en = province_name(one->province, LANG_EN);
	fprintf(out, "<li><b>%u %s</b><span class=en>%s</span><br><span class=\"state %s\">%s %s</span> ",
	        one->ordinal, zh == NULL ? "?" : zh, en == NULL ? "?" : en, word->mark, word->zh, word->en);
	when(out, one->since, offset);
	if (one->reason[0] != '\0') {
		fputs("<p>", out);
		page_text(out, one->reason);
		fputs("</p>", out);
	}
	if (one->phone[0] != '\0')
		phone(out, one->phone);
	fputs("</li>", out);
}

static void trip_page(FILE *out, const Guosuo__V1__SharedTrip *trip, uint32_t offset)
{
	head(out, trip, offset);
	facts(out, trip, offset);
	fputs("<h1>省段 <span class=en>legs</span></h1><ol>", out);
	for (size_t i = 0; i < trip->n_legs; i++)
		leg(out, trip->legs[i], offset);
	fputs("</ol><footer><small>本页只供查看办理进度, 不是通行证; 链接有效至 ", out);
	when(out, trip->expires_at, offset);
	fprintf(out,
	        " (UTC%+03d:%02u)。<br>This page shows progress and is no pass; the link holds until "
	        "then.</small></footer>",
	        (int)(offset / 60), offset % 60);
}

static void missing_page(FILE *out, unsigned status)
{
	fputs(
	    status == 404
	        ? "<h2>没有此页 No such page</h2><p>链接有误、已过期或已被收回, 请向发送人索要新的链接。</p>"
	          "<p class=en>The link is wrong, has expired or was taken back: ask its sender for a new "
	          "one.</p>"
	        : "<h2>服务繁忙 Busy</h2><p>请稍后重试。</p><p class=en>Try again shortly.</p>",
	    out);
}

static char *page(unsigned status, const Guosuo__V1__SharedTrip *trip, uint32_t offset, size_t *length)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, length);
	if (out == NULL)
		return NULL;
	fprintf(out,
	        "<!doctype html><html lang=zh><meta charset=utf-8>"
	        "<meta name=viewport content=\"width=device-width,initial-scale=1\">"
	        "<title>过所 Guosuo</title><style>%s</style><body>"
	        "<h1>过所·跨省大件通行</h1><p class=en>Guosuo, cross-province heavy-haul pass</p>",
	        style);
	if (trip != NULL)
		trip_page(out, trip, offset);
	else
		missing_page(out, status);
	bool whole = ferror(out) == 0;
	if (fclose(out) == 0 && whole)
		return text;
	free(text);
	return NULL;
}

/* The style is the only thing the page may use, by its hash. */
static void policy(char *out, size_t size)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	char text[64];
	crypto_hash_sha256(hash, (const uint8_t *)style, sizeof style - 1);
	sodium_bin2base64(text, sizeof text, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL);
	snprintf(out, size,
	         "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'; "
	         "frame-ancestors 'none'",
	         text);
}

void page_reply(struct http_request *request, unsigned status, const Guosuo__V1__SharedTrip *trip,
                uint32_t utc_offset_min)
{
	char allowed[256];
	size_t length = 0;
	char *text = page(status, trip, utc_offset_min, &length);
	policy(allowed, sizeof allowed);
	const struct http_header headers[] = {{"Content-Type", "text/html; charset=utf-8"},
	                                      {"Content-Security-Policy", allowed},
	                                      {"Cache-Control", "no-store"},
	                                      {"Vary", "Accept"},
	                                      {"Referrer-Policy", "no-referrer"},
	                                      {"X-Content-Type-Options", "nosniff"},
	                                      {"X-Robots-Tag", "noindex"}};
	http_reply(request, text == NULL ? 503 : status, headers, sizeof headers / sizeof headers[0],
	           span_of(text, text == NULL ? 0 : length));
	free(text);
}
