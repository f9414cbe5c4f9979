#!/usr/bin/env bash
# headers.sh ROOT BUILD - every header compiles alone, with both compilers.
set -euo pipefail
cd "$1"
flags=(-std=gnu11 -D_GNU_SOURCE -fsyntax-only -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes
	-Wvla -Werror -I. -isystem "$2/gen" -isystem /usr/share/include/llhttp)
read -ra libraries < <(pkg-config --cflags libsodium libprotobuf-c jansson libevent sqlite3 inih libcurl libqrencode \
	zbar libpng libjpeg pangocairo libarchive)
check() { # HEADER
	local compiler
	for compiler in gcc clang-14; do
		"$compiler" "${flags[@]}" "${libraries[@]}" -x c - <<<"#include \"$1\"
#include \"$1\"
struct nothing_else;" || { echo "$compiler: $1 does not compile alone" && return 1; }
	done
}
shopt -s nullglob
headers=(proto/*.h proto/wire/*.h server/*.h client/*.h)
[ ${#headers[@]} -gt 0 ] || { echo "no headers found" && exit 1; }
bad=0
for header in "${headers[@]}"; do check "$header" || bad=1; done
exit $bad
