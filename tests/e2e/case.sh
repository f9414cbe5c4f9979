#!/usr/bin/env bash
# case.sh ROOT BUILD - the real case through the real programs, with every refusal; under CTest (GUOSUO_SANITIZED) with the
# sanitizers' build.
set -euo pipefail
root=$1 work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
programs=${GUOSUO_SANITIZED:-$2}
export ASAN_OPTIONS=abort_on_error=0:exitcode=86 UBSAN_OPTIONS=exitcode=86
GUOSUO_PROGRAMS=$programs "$root/deploy/run" --check --data "$work/data" --port $((12000 + $$ % 6000)) || {
	tail -20 "$work/data/guosuod.log"
	exit 1
}
! grep -E "AddressSanitizer|runtime error" "$work/data/guosuod.log"

# The code of the case fits its bound and is read back from its picture by a reader that is not ours.
length=$(zbarimg -q --raw "$work/data/code.png" 2>/dev/null | tr -d '\n' | wc -c)
bytes=$(((length - 8) * 2 / 3))
echo "code: $length characters, $bytes bytes"
[ "$length" -gt 100 ] && [ "$bytes" -le 945 ]
! grep -aE "1380000000[123]|37010319000101001|13090219000101002" "$work/data/guosuod.log"
