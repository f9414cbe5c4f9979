/* proto/err.h - every way a function of ours can fail, once: its code, its Connect code, its two texts. */
#ifndef GUOSUO_PROTO_ERR_H
#define GUOSUO_PROTO_ERR_H

#define MUST_USE __attribute__((warn_unused_result))

/*      name          Connect code           Chinese, English */
#define ERR_LIST(X)                                                                                              \
	X(OK, "", "完成", "done")                                                                                 \
	X(MEMORY, "resource_exhausted", "内存不足", "out of memory")                                              \
	X(INPUT, "invalid_argument", "填写有误, 见各栏提示", "invalid input, see the fields")                     \
	X(FORMAT, "invalid_argument", "格式不符", "malformed or not canonical")                                   \
	X(NEWER, "unimplemented", "格式版本较新, 请升级本程序", "a newer format: update this program")            \
	X(SIZE, "resource_exhausted", "超过大小上限", "larger than the limit")                                    \
	X(KEY, "permission_denied", "签章密钥不在名册内或不在有效期",                                            \
	  "no key in the roster with this role held at that time")                                                \
	X(SEAL, "permission_denied", "电子签章不符", "a seal does not verify")                                    \
	X(FEW, "failed_precondition", "签章人数不足", "fewer persons sealed than needed")                         \
	X(SURPLUS, "invalid_argument", "签章多余或重复", "a surplus or duplicate seal")                           \
	X(WINDOW, "failed_precondition", "不在有效期内", "outside its time window")                               \
	X(SCOPE, "permission_denied", "超出本省职权范围", "outside the province's own scope")                     \
	X(ROLLBACK, "failed_precondition", "版本低于已有版本", "older than the version already held")             \
	X(FORKED, "data_loss", "同一版本出现不同内容", "the same version with other bytes")                       \
	X(UNAUTHENTICATED, "unauthenticated", "请求未经有效签名, 或本机密钥未在此登记", \
	  "the request is not validly signed, or this key is not enrolled here") \
	X(CLOCK, "unauthenticated", "设备时间相差超过 5 分钟, 请校准时间",                                        \
	  "the clocks differ by more than 5 minutes: set the device's clock")                                     \
	X(DENIED, "permission_denied", "本机密钥的角色或单位无权办理, 请由有权的一方办理", \
	  "not permitted for this key's role or organisation: the right party must do it") \
	X(NOT_FOUND, "not_found", "未找到", "not found")                                                          \
	X(EXISTS, "already_exists", "已存在", "already exists")                                                   \
	X(STATE, "failed_precondition", "当前状态不允许此操作", "not possible in the present state")              \
	X(CONFLICT, "aborted", "他人已先行变更, 请刷新后重试", "changed by somebody else: reload and retry")      \
	X(UNKNOWN_METHOD, "unimplemented", "无此方法", "no such method")                                          \
	X(GAP, "failed_precondition", "此增量接不上本机所持名单, 请取整份名单 status.PP", \
	  "this delta does not follow the list held here: take the whole list, status.PP") \
	X(BUSY, "unavailable", "服务繁忙, 请稍后重试", "busy: try again shortly")                                 \
	X(DEADLINE, "deadline_exceeded", "已超时", "the deadline passed")                                         \
	X(PASSPHRASE, "permission_denied", "口令不符或密钥文件损坏", "wrong passphrase or damaged key file")      \
	X(IO, "internal", "读写失败", "reading or writing failed")                                                \
	X(FULL, "resource_exhausted", "服务器磁盘已满, 未保存, 请告知系统管理员后重试", \
	  "the desk's disk is full and nothing was kept: tell its administrator, then try again") \
	X(NETWORK, "unavailable", "无法连接服务器", "the server cannot be reached")                               \
	X(INTERNAL, "internal", "内部错误", "internal error")

enum err {
#define X(name, connect, zh, en) ERR_##name,
	ERR_LIST(X)
#undef X
	    ERR_COUNT
};

enum lang { LANG_ZH, LANG_EN };

/* Static texts, never NULL; an unknown code reads as ERR_INTERNAL. */
const char *err_name(enum err err);    /* "FORMAT" */
const char *err_connect(enum err err); /* Connect protocol error code, "" for ERR_OK */
const char *err_text(enum err err, enum lang lang);

#endif
