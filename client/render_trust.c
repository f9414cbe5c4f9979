#include "client/render_trust.h"

#include "client/inspect.h"
#include "client/key.h"
#include "proto/body.h"
#include "proto/civil.h"
#include "proto/identity.h"

/* What is being printed, and how. */
struct page {
	bool zh;
	uint32_t offset_min;
	FILE *out;
};

static struct page page_of(const struct context *context, uint32_t offset_min, FILE *out)
{
	return (struct page){context->lang == LANG_ZH, offset_min, out};
}

static const char *say_in(const struct page *page, const char *zh, const char *en)
{
	return page->zh ? zh : en;
}

static void print_window(const struct page *page, const char *zh, const char *en, int64_t from, int64_t to)
{
	char start[TIME_TEXT_LEN + 1], end[TIME_TEXT_LEN + 1];
	rfc3339_write(from, page->offset_min, start);
	rfc3339_write(to, page->offset_min, end);
	fprintf(page->out, "%s: %s - %s\n", say_in(page, zh, en), start, end);
}

static void print_key(const struct page *page, ProtobufCBinaryData key, uint32_t person)
{
	char hex[17] = "?";
	if (key.len == KEY_LEN)
		key_hex(key.data, hex);
	fprintf(page->out, "    %s %u  %s %s", say_in(page, "人员", "person"), person, say_in(page, "密钥", "key"), hex);
}

static void print_parties(const struct page *page, size_t count, Guosuo__V1__PartyKey *const *parties)
{
	for (size_t i = 0; i < count; i++) {
		print_key(page, parties[i]->key, parties[i]->person);
		fputc('\n', page->out);
	}
}

static void print_numbers(const struct page *page, const char *zh, const char *en, size_t count, const uint32_t *numbers)
{
	if (count > 0)
		fprintf(page->out, "  %s", say_in(page, zh, en));
	for (size_t i = 0; i < count; i++)
		fprintf(page->out, " %u", numbers[i]);
}

static void print_province(const struct page *page, const Guosuo__V1__Province *province)
{
	fprintf(page->out, "%02u %s  %s %u", province->code, say_in(page, province->name_zh, province->name_en),
		say_in(page, "须签章人数", "persons needed"), province->threshold);
	if (province->roster_epoch > 0)
		fprintf(page->out, "  %s %u", say_in(page, "名册纪元", "roster epoch"), province->roster_epoch);
	print_numbers(page, "相邻", "neighbours", province->n_neighbours, province->neighbours);
	fputc('\n', page->out);
	print_parties(page, province->n_authorities, province->authorities);
}

static const char *class_word(uint32_t number)
{
	static const char *const words[] = {"", "I", "II", "III"};
	return number < sizeof words / sizeof words[0] ? words[number] : "?";
}

static void print_mass(const struct page *page, const Guosuo__V1__MassLimit *limit)
{
	fprintf(page->out, "    %s %u: %u kg",
		limit->train ? say_in(page, "列车轴数", "train, axles") : say_in(page, "货车轴数", "truck, axles"),
		limit->axles, limit->mass_kg);
	if (limit->single_drive_mass_kg > 0)
		fprintf(page->out, " (%s %u kg)", say_in(page, "单驱动轴", "one drive axle"), limit->single_drive_mass_kg);
	fputc('\n', page->out);
}

static void print_class(const struct page *page, const Guosuo__V1__ClassBound *bound)
{
	fprintf(page->out, "    %s %s: %u x %u x %u mm", say_in(page, "类别", "class"),
		class_word((uint32_t)bound->over_limit_class), bound->height_mm, bound->width_mm, bound->length_mm);
	if (bound->mass_kg > 0)
		fprintf(page->out, ", %u kg\n", bound->mass_kg);
	else
		fprintf(page->out, ", %s\n", say_in(page, "质量在上列限值内", "mass as above"));
}

static void print_limits(const struct page *page, const Guosuo__V1__Limits *limits)
{
	if (limits == NULL)
		return;
	fprintf(page->out, "%s: %s %u x %u x %u mm\n", say_in(page, "免许可限值", "no permit needed up to"),
		say_in(page, "高宽长", "height, width, length"), limits->height_mm, limits->width_mm, limits->length_mm);
	for (size_t i = 0; i < limits->n_masses; i++)
		print_mass(page, limits->masses[i]);
	for (size_t i = 0; i < limits->n_classes; i++)
		print_class(page, limits->classes[i]);
	fprintf(page->out, "    %s %u / %u kg, %s %u / %u kg", say_in(page, "轴荷 平均/最大", "axle load, mean / any"),
		limits->axle_mean_kg, limits->axle_max_kg, say_in(page, "轴线荷 平均/最大", "axle line load, mean / any"),
		limits->axle_line_mean_kg, limits->axle_line_max_kg);
	if (limits->line_tyres != 0)
		fprintf(page->out, " (%u %s)", limits->line_tyres, say_in(page, "胎一线", "tyres a line"));
	fputc('\n', page->out);
	fprintf(page->out, "    %s %u %s, %s %u %s\n", say_in(page, "通行期限至多", "a trip's window at most"),
		limits->trip_window_s / DAY_S, say_in(page, "天", "days"), say_in(page, "派车单至多", "an assignment's"),
		limits->assignment_window_s / DAY_S, say_in(page, "天", "days"));
}

void render_directory(const struct context *context, const Guosuo__V1__Directory *directory, FILE *out)
{
	struct page page = page_of(context, directory->utc_offset_min, out);
	fprintf(out, "%s %u\n", say_in(&page, "机构名录 第", "Directory, version"), directory->version);
	print_window(&page, "有效", "holds", directory->issued_at, directory->expires_at);
	fprintf(out, "%s: %s %u\n", say_in(&page, "根密钥", "roots"), say_in(&page, "须签章人数", "persons needed"),
		directory->threshold);
	print_parties(&page, directory->n_roots, directory->roots);
	for (size_t i = 0; i < directory->n_provinces; i++)
		print_province(&page, directory->provinces[i]);
	print_limits(&page, directory->limits);
	fprintf(out, "%s: UTC+%02u:%02u\n", say_in(&page, "时差", "offset"), directory->utc_offset_min / 60,
		directory->utc_offset_min % 60);
}

static const char *role_text(const struct page *page, uint32_t role)
{
	static const struct {
		uint32_t role;
		const char *zh, *en;
	} words[] = {
	    {GUOSUO__V1__ROLE__ROLE_REVIEWER, "审批人员", "reviewer"},
	    {GUOSUO__V1__ROLE__ROLE_ISSUING, "签发", "issuing"},
	    {GUOSUO__V1__ROLE__ROLE_STATUS, "撤销名单", "status list"},
	    {GUOSUO__V1__ROLE__ROLE_LOG, "日志", "log"},
	    {GUOSUO__V1__ROLE__ROLE_CHECKPOINT, "查验点", "checkpoint"},
	    {GUOSUO__V1__ROLE__ROLE_COUNTY, "县级", "county"},
	    {GUOSUO__V1__ROLE__ROLE_STOP_KEEPER, "食宿点", "stop keeper"},
	    {GUOSUO__V1__ROLE__ROLE_GROUP, "工作专班", "task group"},
	    {GUOSUO__V1__ROLE__ROLE_AUDITOR, "审计员", "auditor"},
	};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (words[i].role == role)
			return say_in(page, words[i].zh, words[i].en);
	return say_in(page, "未知角色 (本版不起作用)", "unknown role (of no effect in this version)");
}

static void print_entry(const struct page *page, const Guosuo__V1__RosterEntry *entry)
{
	fprintf(page->out, "%s %s", role_text(page, entry->role), entry->name);
	if (entry->checkpoint > 0)
		fprintf(page->out, "  %s %u", say_in(page, "查验点号", "number"), entry->checkpoint);
	if (entry->highest_class > 0)
		fprintf(page->out, "  %s %s", say_in(page, "至多类别", "up to class"),
			class_word((uint32_t)entry->highest_class));
	if (entry->last_sequence > 0)
		fprintf(page->out, "  %s %u", say_in(page, "止于序号", "nothing above sequence"), entry->last_sequence);
	print_numbers(page, "限于区划", "only divisions", entry->n_scope, entry->scope);
	fputc('\n', page->out);
	print_key(page, entry->key, entry->person);
	fprintf(page->out, "  %s\n    ",
		entry->device == GUOSUO__V1__DEVICE_KIND__WEB ? say_in(page, "网页", "web")
							      : say_in(page, "专用设备", "own device"));
	print_window(page, "期限", "window", entry->not_before, entry->not_after);
}

static void print_policy(const struct page *page, const Guosuo__V1__Roster *roster)
{
	for (size_t i = 0; i < roster->n_ages; i++) {
		const Guosuo__V1__AgePolicy *age = roster->ages[i];
		fprintf(page->out, "%s %s: %u h / %u h%s\n",
			say_in(page, "数据时效 (新/可用) 类别", "knowledge is fresh / usable for, class"),
			class_word((uint32_t)age->over_limit_class), age->fresh_s / 3600, age->accept_s / 3600,
			age->refer_beyond ? say_in(page, ", 逾期转人工", ", then REFER") : "");
	}
	if (roster->tolerance != NULL)
		fprintf(page->out, "%s: %u x %u x %u mm, %u \xe2\x80\xb0\n", say_in(page, "测量容差", "tolerance"),
			roster->tolerance->length_mm, roster->tolerance->width_mm, roster->tolerance->height_mm,
			roster->tolerance->mass_permille);
}

static void print_stamps(const struct page *page, const Guosuo__V1__StampPolicy *stamps)
{
	if (stamps == NULL)
		return;
	if (stamps->inspected_s != 0)
		fprintf(page->out, "%s: %u s\n", say_in(page, "前站查验多久内优先放行", "an earlier gate's inspection spares another for"),
			stamps->inspected_s);
	if (stamps->impossible_kmh != 0)
		fprintf(page->out, "%s: %u km/h\n", say_in(page, "两查验点间不可能的车速", "nobody drives faster between two gates than"),
			stamps->impossible_kmh);
}

/* One end may be open. */
static void print_from_until(const struct page *page, int64_t from, int64_t until)
{
	char at[TIME_TEXT_LEN + 1];
	if (from != 0) {
		rfc3339_write(from, page->offset_min, at);
		fprintf(page->out, "  %s %s", say_in(page, "起", "from"), at);
	}
	if (until != 0) {
		rfc3339_write(until, page->offset_min, at);
		fprintf(page->out, "  %s %s", say_in(page, "止", "until"), at);
	}
}

static void print_inspections(const struct page *page, const Guosuo__V1__InspectionPolicy *policy)
{
	char names[INSPECT_NAMES];
	inspect_names(policy->asked, policy->n_asked, page->zh ? LANG_ZH : LANG_EN, names);
	fprintf(page->out, "%s: %s%s%s", say_in(page, "查验点应查", "asked at checkpoints"), names,
		policy->people && names[0] != '\0' ? ", " : "", policy->people ? say_in(page, "驾乘人数", "people in the cab") : "");
	if (policy->raised_dc != 0)
		fprintf(page->out, "  %s %u.%u C", say_in(page, "体温高于此为偏高:", "a temperature is raised above"), policy->raised_dc / 10,
			policy->raised_dc % 10);
	if (policy->earlier_s != 0)
		fprintf(page->out, "  %s %u s", say_in(page, "前站已查的有效", "an earlier gate's counts for"), policy->earlier_s);
	print_from_until(page, policy->not_before, policy->not_after);
	fprintf(page->out, "  %s\n", policy->every ? say_in(page, "一切车辆", "every vehicle") : say_in(page, "持通行证车辆", "vehicles with a pass"));
}

void render_roster(const struct context *context, const Guosuo__V1__Roster *roster, uint32_t utc_offset_min, FILE *out)
{
	struct page page = page_of(context, utc_offset_min, out);
	fprintf(out, "%s %02u  %s %u.%u  %s %s\n", say_in(&page, "授权名册", "Roster of"), roster->province,
		say_in(&page, "第", "version"), roster->epoch, roster->version, say_in(&page, "电话", "telephone"),
		roster->phone);
	print_window(&page, "有效", "holds", roster->issued_at, roster->expires_at);
	for (size_t i = 0; i < roster->n_entries; i++)
		print_entry(&page, roster->entries[i]);
	for (size_t i = 0; i < roster->n_sites; i++)
		fprintf(out, "%s %06u-%03u %s %s\n", say_in(&page, "站点", "site"), roster->sites[i]->division,
			roster->sites[i]->code, roster->sites[i]->name, roster->sites[i]->phone);
	print_policy(&page, roster);
	print_stamps(&page, roster->stamps);
	for (size_t i = 0; i < roster->n_inspections; i++)
		print_inspections(&page, roster->inspections[i]);
	if (roster->status_epoch > 0)
		fprintf(out, "%s %u\n", say_in(&page, "撤销名单纪元", "status epoch"), roster->status_epoch);
}
