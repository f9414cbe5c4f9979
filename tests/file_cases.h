/* tests/file_cases.h - trust files, sound and hostile, each met by a place that holds the files of the scene.
 */
#ifndef GUOSUO_TESTS_FILE_CASES_H
#define GUOSUO_TESTS_FILE_CASES_H

#include "tests/scene.h"

struct file_vector {
	const char *name, *zh, *en;
	enum kind kind;
	uint32_t province;                   /* whose held files it is opened with; 0: a directory */
	struct span (*make)(struct scene *); /* from a drafted scene, not yet sealed */
	enum err want;
};

/* ---- directories ----------------------------------------------------------------------------------------
 */

static inline struct span file_directory(struct scene *scene, uint32_t version, const uint32_t *keys)
{
	scene->directory->version = version;
	return rig_file(&scene->rig, KIND_directory, &scene->directory->base, keys);
}

static inline struct span file_directory_next(struct scene *scene)
{
	return file_directory(scene, 4, RIG_KEYS(ROOT_A, ROOT_C));
}

static inline struct span file_directory_same(struct scene *scene)
{
	return file_directory(scene, 3, RIG_KEYS(ROOT_A, ROOT_B));
}

static inline struct span file_directory_older(struct scene *scene)
{
	return file_directory(scene, 2, RIG_KEYS(ROOT_A, ROOT_B));
}

static inline struct span file_directory_gap(struct scene *scene)
{
	return file_directory(scene, 5, RIG_KEYS(ROOT_A, ROOT_B));
}

static inline struct span file_directory_other(struct scene *scene)
{
	scene->directory->expires_at++;
	return file_directory(scene, 3, RIG_KEYS(ROOT_A, ROOT_B));
}

static inline struct span file_directory_few(struct scene *scene)
{
	return file_directory(scene, 4, RIG_KEYS(ROOT_A));
}

static inline struct span file_directory_strangers(struct scene *scene)
{
	return file_directory(scene, 4, RIG_KEYS(ROOT_A, STRANGER_KEY));
}

static inline struct span file_directory_usurped(struct scene *scene)
{
	scene->directory->roots = rig_parties(&scene->rig, STRANGER_KEY, 3);
	return file_directory(scene, 4, RIG_KEYS(STRANGER_KEY, STRANGER_KEY + 1));
}

/* ---- rosters --------------------------------------------------------------------------------------------
 */

static inline struct span file_roster(struct scene *scene, uint32_t version)
{
	scene->rosters[AT_HEBEI]->version = version;
	return rig_roster_file(&scene->rig, scene->rosters[AT_HEBEI]);
}

static inline struct span file_roster_next(struct scene *scene)
{
	return file_roster(scene, 4);
}

static inline struct span file_roster_same(struct scene *scene)
{
	return file_roster(scene, 3);
}

static inline struct span file_roster_older(struct scene *scene)
{
	return file_roster(scene, 2);
}

static inline struct span file_roster_other(struct scene *scene)
{
	scene->rosters[AT_HEBEI]->expires_at++;
	return file_roster(scene, 3);
}

static inline struct span file_roster_sealed(struct scene *scene, enum kind kind, const uint32_t *keys)
{
	scene->rosters[AT_HEBEI]->version = 4;
	return rig_file(&scene->rig, kind, &scene->rosters[AT_HEBEI]->base, keys);
}

static inline struct span file_roster_few(struct scene *scene)
{
	return file_roster_sealed(scene, KIND_roster, RIG_KEYS(rig_authority(HEBEI, 1)));
}

static inline struct span file_roster_by_shandong(struct scene *scene)
{
	return file_roster_sealed(scene, KIND_roster,
	                          RIG_KEYS(rig_authority(SHANDONG, 1), rig_authority(SHANDONG, 2)));
}

static inline struct span file_roster_as_status(struct scene *scene)
{
	return file_roster_sealed(scene, KIND_status,
	                          RIG_KEYS(rig_authority(HEBEI, 1), rig_authority(HEBEI, 2)));
}

static inline struct span file_roster_scope(struct scene *scene)
{
	scene->rosters[AT_HEBEI]->entries[ENTRY_COUNTY]->scope[0] = 370103;
	return file_roster(scene, 4);
}

static inline struct span file_roster_small_order(struct scene *scene)
{
	static const uint8_t identity[KEY_LEN] = {1};
	scene->rosters[AT_HEBEI]->entries[ENTRY_REVIEWER_A]->key =
	    rig_bytes(&scene->rig, identity, sizeof identity);
	return file_roster(scene, 4);
}

static inline struct span file_roster_root_key(struct scene *scene)
{
	scene->rosters[AT_HEBEI]->entries[ENTRY_REVIEWER_A]->key = rig_key(&scene->rig, ROOT_A);
	return file_roster(scene, 4);
}

static inline struct span file_roster_role(struct scene *scene)
{
	scene->rosters[AT_HEBEI]->entries[ENTRY_COUNTY]->role = 99;
	return file_roster(scene, 4);
}

/* ---- status lists ---------------------------------------------------------------------------------------
 */

static inline struct span file_status(struct scene *scene, uint32_t version)
{
	scene->lists[AT_HEBEI]->version = version;
	return rig_status_file(&scene->rig, scene->lists[AT_HEBEI]);
}

static inline struct span file_status_next(struct scene *scene)
{
	return file_status(scene, 4);
}

static inline struct span file_status_older(struct scene *scene)
{
	return file_status(scene, 2);
}

static inline struct span file_status_other(struct scene *scene)
{
	scene->lists[AT_HEBEI]->expires_at++;
	return file_status(scene, 3);
}

static inline struct span file_status_sealed(struct scene *scene, const uint32_t *keys)
{
	scene->lists[AT_HEBEI]->version = 4;
	return rig_file(&scene->rig, KIND_status, &scene->lists[AT_HEBEI]->base, keys);
}

static inline struct span file_status_by_reviewer(struct scene *scene)
{
	return file_status_sealed(scene, RIG_KEYS(rig_entry(HEBEI, ENTRY_REVIEWER_A)));
}

static inline struct span file_status_twice(struct scene *scene)
{
	scene->rosters[AT_HEBEI]->entries[ENTRY_COUNTY]->role = GUOSUO__V1__ROLE__ROLE_STATUS;
	return file_status_sealed(
	    scene, RIG_KEYS(rig_entry(HEBEI, ENTRY_STATUS), rig_entry(HEBEI, ENTRY_REVIEWER_B)));
}

static inline struct span file_status_of_shandong(struct scene *scene)
{
	scene->lists[AT_HEBEI]->province = SHANDONG;
	return file_status_sealed(scene, RIG_KEYS(rig_entry(HEBEI, ENTRY_STATUS)));
}

static inline struct span file_status_rice(struct scene *scene)
{
	static const uint8_t zeros[2] = {0, 0};
	scene->lists[AT_HEBEI]->weeks[0]->rice = 7;
	scene->lists[AT_HEBEI]->weeks[0]->revoked = rig_bytes(&scene->rig, zeros, sizeof zeros);
	return file_status(scene, 4);
}

static inline struct span file_status_weeks(struct scene *scene)
{
	scene->lists[AT_HEBEI]->weeks[1]->week = scene->lists[AT_HEBEI]->weeks[0]->week;
	return file_status(scene, 4);
}

static const struct file_vector file_vectors[] = {
    {"directory-next", "下一版名录", "the next directory, by two of three roots", KIND_directory, 0,
     file_directory_next, ERR_OK},
    {"directory-same", "同一名录", "the directory that is held", KIND_directory, 0, file_directory_same,
     ERR_EXISTS},
    {"directory-older", "旧名录", "threat 12: an older directory", KIND_directory, 0, file_directory_older,
     ERR_ROLLBACK},
    {"directory-gap", "跳过一版", "a directory one too far", KIND_directory, 0, file_directory_gap,
     ERR_STATE},
    {"directory-other", "同版本内容不同", "threat 12: the held version with other bytes", KIND_directory, 0,
     file_directory_other, ERR_FORKED},
    {"directory-few", "根密钥人数不足", "one root of two", KIND_directory, 0, file_directory_few, ERR_FEW},
    {"directory-stranger", "陌生根密钥", "one root and a stranger", KIND_directory, 0,
     file_directory_strangers, ERR_KEY},
    {"directory-usurped", "换根未经旧根同意", "new roots without the old ones", KIND_directory, 0,
     file_directory_usurped, ERR_FEW},
    {"roster-next", "下一版名册", "the next roster", KIND_roster, HEBEI, file_roster_next, ERR_OK},
    {"roster-same", "同一名册", "the roster that is held", KIND_roster, HEBEI, file_roster_same, ERR_EXISTS},
    {"roster-older", "旧名册", "threat 12: an older roster", KIND_roster, HEBEI, file_roster_older,
     ERR_ROLLBACK},
    {"roster-other", "同版本内容不同", "threat 12: the held version with other bytes", KIND_roster, HEBEI,
     file_roster_other, ERR_FORKED},
    {"roster-few", "主管机关人数不足", "one authority of two", KIND_roster, HEBEI, file_roster_few, ERR_FEW},
    {"roster-by-shandong", "外省主管机关签发", "threat 18: sealed by another province's authorities",
     KIND_roster, HEBEI, file_roster_by_shandong, ERR_KEY},
    {"roster-as-status", "以名单之名签的名册", "threat 11: a roster sealed as a status list", KIND_roster,
     HEBEI, file_roster_as_status, ERR_SEAL},
    {"roster-scope", "授权超出本省", "threat 18: a grant outside the province", KIND_roster, HEBEI,
     file_roster_scope, ERR_SCOPE},
    {"roster-small-order", "小阶公钥入册", "threat 9: the identity as a reviewer's key", KIND_roster, HEBEI,
     file_roster_small_order, ERR_INPUT},
    {"roster-root-key", "根密钥入册", "a root's key as a reviewer's", KIND_roster, HEBEI,
     file_roster_root_key, ERR_INPUT},
    {"roster-role", "未知角色只停用该项", "an unknown role disables its entry only", KIND_roster, HEBEI,
     file_roster_role, ERR_OK},
    {"status-next", "下一版名单", "the next list", KIND_status, HEBEI, file_status_next, ERR_OK},
    {"status-older", "旧名单", "threat 12: an older list", KIND_status, HEBEI, file_status_older,
     ERR_ROLLBACK},
    {"status-other", "同版本内容不同", "threat 12: the held version with other bytes", KIND_status, HEBEI,
     file_status_other, ERR_FORKED},
    {"status-by-reviewer", "审批人员签的名单", "a list sealed by a reviewer", KIND_status, HEBEI,
     file_status_by_reviewer, ERR_KEY},
    {"status-twice", "名单多一个签章", "a list with a seal nobody in the roster may give", KIND_status, HEBEI,
     file_status_twice, ERR_KEY},
    {"status-of-shandong", "本省密钥签外省名单", "threat 18: about another province", KIND_status, HEBEI,
     file_status_of_shandong, ERR_SCOPE},
    {"status-rice", "撤销编码残缺", "threat 8: a revoked section that is not well-formed", KIND_status, HEBEI,
     file_status_rice, ERR_FORMAT},
    {"status-weeks", "周次重复", "threat 8: a week twice", KIND_status, HEBEI, file_status_weeks, ERR_FORMAT},
};

#endif
