#!/usr/bin/env bash
# symbols.sh ROOT BUILD - programs as the linker sees them: what the pure core calls (symbols.txt), and nothing it could write to; what
# guosuo loads.
set -euo pipefail
archive=$2/libguosuo_core.a
allowed=$1/tests/walls/symbols.txt
bad=0
calls=$(nm -u "$archive" | awk '$1 == "U" || $1 == "w" {print $2}' | sort -u)
own=$(nm --defined-only "$archive" | awk 'NF == 3 {print $3}' | sort -u)
[ "$(wc -l <<<"$own")" -gt 50 ] || { echo "$archive holds next to nothing" && exit 1; }
foreign=$(comm -23 <(echo "$calls") <(echo "$own") | grep -vxEf <(grep -v '^#' "$allowed") || true)
[ -z "$foreign" ] || { printf 'not in tests/walls/symbols.txt:\n%s\n' "$foreign" && bad=1; }
# What lies in a writable section. Tables that hold pointers are read-only once relocated (.data.rel.ro).
table=$(objdump -t "$archive" | grep -E '^[0-9a-f]{8}')
writable=$(awk '{name = $NF; section = $(NF - 2)} section ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ &&
	section !~ /^\.data\.rel\.ro/ && name != section {print section, name}' <<<"$table")
[ -z "$writable" ] || { printf 'writable globals in the core:\n%s\n' "$writable" && bad=1; }
# What a gate starts all day loads nothing that draws, reads pictures or speaks TLS.
loads=$(readelf -d "$2/guosuo" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' |
	grep -vE '^(libsodium|libprotobuf-c|libjansson|libc|libm|libasan|libubsan|libgcc_s|libclang_rt.*|ld-linux.*)\.so' || true)
[ -z "$loads" ] || { printf 'guosuo loads:\n%s\n' "$loads" && bad=1; }
exit $bad
