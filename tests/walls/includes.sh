#!/usr/bin/env bash
# includes.sh ROOT - which room may include which. Ours is what is written from the root: proto/, server/, client/, tests/.
set -euo pipefail
cd "$1"
bad=0
# wall ALLOWED FILE...: every file includes of ours only what ALLOWED (an extended regular expression) matches.
wall() {
	local allowed=$1 lines && shift
	[ $# -gt 0 ] || { echo "no files: the wall looked at nothing" && exit 1; }
	lines=$(grep -HnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' "$@" | grep -vE "include[[:space:]]*\"($allowed)" || true)
	[ -z "$lines" ] || { printf 'may include only "%s":\n%s\n' "$allowed" "$lines" && bad=1; }
	# ours by another spelling: <proto/...>, or a path that climbs
	lines=$(grep -HnE '#[[:space:]]*include[[:space:]]*(<(proto|server|client|tests)/|["<][^">]*\.\.)' "$@" || true)
	[ -z "$lines" ] || { printf 'written from the root, in quotes:\n%s\n' "$lines" && bad=1; }
}
shopt -s nullglob
wall 'proto/[a-z0-9_]+\.h|guosuo/v1/(pass|trust|application|notice|passage)\.pb-c\.h' proto/*.[ch]
wall 'proto/|guosuo/v1/' proto/wire/*.[ch]
wall 'proto/|guosuo/v1/|server/' server/*.[ch]
wall 'proto/|guosuo/v1/|client/' client/*.[ch]
# The core is pure: no header that brings a clock, files, sockets, threads, randomness or memory of its own.
lines=$(grep -HnE '#[[:space:]]*include[[:space:]]*<' proto/*.[ch] |
	grep -vE '<(assert|limits|stdalign|stdbool|stddef|stdint|string|sodium|protobuf-c/protobuf-c)(\.h)>|<sodium/[a-z0-9_]+\.h>' || true)
[ -z "$lines" ] || { printf 'not for the pure core:\n%s\n' "$lines" && bad=1; }
exit $bad
