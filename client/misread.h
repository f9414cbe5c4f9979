/* client/misread.h - what is wrong with what a scanner gave, by its look alone: the scanner's set-up, the keyboard it plays, or a
 * code of another system. And the text that scanners are tried on. Pure. */
#ifndef GUOSUO_CLIENT_MISREAD_H
#define GUOSUO_CLIENT_MISREAD_H

#include "proto/err.h"
#include "proto/span.h"

/* X(NAME, Chinese, English): %zu is the number of characters that came. */
#define MISREAD_LIST(X) \
	X(NONE, "读到 %zu 个字符", "%zu characters came") \
	X(GLUED, "两个码粘在一起 (%zu 个字符): 请逐个扫, 并给扫码枪设回车后缀", \
	  "two codes glued together (%zu characters): scan one alone, and set the scanner to end with Enter") \
	X(HALF, "只读到半个码 (%zu 个字符): 请重扫; 常如此则按 t 试扫码枪", \
	  "half a code (%zu characters): scan it again; if that happens often press t and test the scanner") \
	X(CAPS, "大小写颠倒 (%zu 个字符): 请关闭 Caps Lock 再扫", "upper and lower case are swapped (%zu characters): turn off Caps Lock, scan again") \
	X(WIDE, "混入中文或全角字符 (%zu 字节): 请切到英文输入法, 或改用串口 --serial", \
	  "an input method changed it (%zu bytes): switch it to English, or use --serial") \
	X(LAYOUT, "符号被改 (%zu 个字符): 扫码枪的键盘布局须设为美国英语", \
	  "signs were changed (%zu characters): set the scanner's keyboard layout to US English") \
	X(LINK, "是网址或支付码, 不是过所通行码 (%zu 个字符); 其他证件按 o", \
	  "a link or a payment code, not a Guosuo code (%zu characters); for another permit press o") \
	X(DIGITS, "是商品或快递条码, 不是过所通行码 (%zu 个字符)", "a bar code of goods or a parcel, not a Guosuo code (%zu characters)") \
	X(OTHER, "是其他系统的码, 不是过所通行码 (%zu 个字符); 其他证件按 o", \
	  "another system's code, not a Guosuo code (%zu characters); for another permit press o") \
	X(LONG, "读到的比任何通行码都长 (%zu 个字符以上), 未判读", "longer than any code (over %zu characters): not judged") \
	X(TRIAL, "是试扫码 (%zu 个字符), 不是通行码: 按 t 试扫码枪", "the test text (%zu characters), not a pass: press t to test the scanner")

enum misread {
#define X(name, zh, en) MISREAD_##name,
	MISREAD_LIST(X)
#undef X
};

enum misread misread_of(struct span text);

/* One line about it. */
void misread_text(enum misread misread, size_t characters, enum lang lang, char *out, size_t size);

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
