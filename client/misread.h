/* client/misread.h - what is wrong with what a scanner gave, by its look alone: the scanner's set-up, the keyboard it plays, or a
 * code of another system. And the text that scanners are tried on. Pure. */
#ifndef GUOSUO_CLIENT_MISREAD_H
#define GUOSUO_CLIENT_MISREAD_H

#include "proto/err.h"
#include "proto/span.h"

/* X(NAME, Chinese, English, and what to do about it: Chinese and English where there are keys, then where there are commands).
 * %zu is the number of characters that came. */
#define MISREAD_LIST(X) \
	X(NONE, "读到 %zu 个字符", "%zu characters came", MISREAD_PLAIN) \
	X(GLUED, "两个码粘在一起 (%zu 个字符): 请逐个扫, 并给扫码枪设回车后缀", \
	  "two codes glued together (%zu characters): scan one alone, and set the scanner to end with Enter", MISREAD_PLAIN) \
	X(HALF, "只读到半个码 (%zu 个字符): 请重扫", "half a code (%zu characters): scan it again", MISREAD_TRY) \
	X(CAPS, "大小写颠倒 (%zu 个字符): 请关闭 Caps Lock 再扫", \
	  "upper and lower case are swapped (%zu characters): turn off Caps Lock, scan again", MISREAD_PLAIN) \
	X(WIDE, "混入中文或全角字符 (%zu 字节): 请切到英文输入法, 或改用串口 --serial", \
	  "an input method changed it (%zu bytes): switch it to English, or use --serial", MISREAD_PLAIN) \
	X(LAYOUT, "符号被改 (%zu 个字符): 扫码枪的键盘布局须设为美国英语", \
	  "signs were changed (%zu characters): set the scanner's keyboard layout to US English", MISREAD_PLAIN) \
	X(LINK, "是网址 (健康码等多如此), 不是过所通行码 (%zu 个字符)", \
	  "a link, as many health codes are, not a Guosuo code (%zu characters)", MISREAD_PERMIT) \
	X(PAYMENT, "是支付码, 不是过所通行码 (%zu 个字符)", "a payment code, not a Guosuo code (%zu characters)", MISREAD_PERMIT) \
	X(HEALTH, "是健康证明的码 (欧盟 HC1 或 SMART shc), 不是过所通行码 (%zu 个字符)", \
	  "a health certificate (EU HC1 or SMART shc), not a Guosuo code (%zu characters)", MISREAD_PERMIT) \
	X(CARD, "是名片码, 不是过所通行码 (%zu 个字符)", "a visiting card, not a Guosuo code (%zu characters)", MISREAD_PERMIT) \
	X(WIFI, "是无线网络码, 不是过所通行码 (%zu 个字符)", "a wireless network's code, not a Guosuo code (%zu characters)", MISREAD_PERMIT) \
	X(DIGITS, "是商品、快递或付款条码, 不是过所通行码 (%zu 个字符)", \
	  "a bar code of goods, of a parcel or of a payment, not a Guosuo code (%zu characters)", MISREAD_PERMIT) \
	X(OTHER, "是其他系统的码, 不是过所通行码 (%zu 个字符)", "another system's code, not a Guosuo code (%zu characters)", MISREAD_PERMIT) \
	X(PART, "是车辆携带的离线数据码 (%zu 个字符), 不是通行码", "a truck's state code (%zu characters), not a pass", MISREAD_TAKE) \
	X(LONG, "读到的比任何通行码都长 (%zu 个字符以上), 未判读", "longer than any code (over %zu characters): not judged", MISREAD_PLAIN) \
	X(TRIAL, "是试扫码 (%zu 个字符), 不是通行码", "the test text (%zu characters), not a pass", MISREAD_TRY)
#define MISREAD_PLAIN "", "", "", ""
#define MISREAD_TRY "; 试扫码枪按 t", "; press t to test the scanner", "; 试扫码枪: checkpoint gate, 按 t", "; to test the scanner: checkpoint gate, t"
#define MISREAD_PERMIT "; 其他证件按 o", "; for another permit press o", "; 其他证件: record --without other", \
	"; another permit: record --without other"
#define MISREAD_TAKE "", "", "; 取用: checkpoint take --code", "; to take it in: checkpoint take --code"

enum misread {
#define X(name, ...) MISREAD_##name,
	MISREAD_LIST(X)
#undef X
};

enum misread misread_of(struct span text);

/* One line about it, and what to do: with a key of the gate's screen, or with a command. */
enum misread_where { MISREAD_AT_KEYS, MISREAD_AT_COMMANDS };
void misread_text(enum misread misread, size_t characters, enum lang lang, enum misread_where where, char *out, size_t size);

/* ---- a trial ---- */

enum { MISREAD_LENGTH = 1426 /* characters: as long as the longest code of the case */ };

/* Always the same; every sign of a code is in it, each after many others. */
void misread_trial(char out[static MISREAD_LENGTH + 1]);

struct misread_trial {
	size_t got, lost, changed, extra; /* characters */
	enum misread why;                 /* NONE: all came, or it cannot be told */
};
void misread_compare(struct span got, struct misread_trial *out);

#endif
