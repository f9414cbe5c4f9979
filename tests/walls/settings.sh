#!/usr/bin/env bash
# settings.sh ROOT BUILD - deploy/guosuod.ini lists every setting, each with its default.
set -euo pipefail
root=$1 build=$2
diff <("$build/guosuod" --check) <("$build/guosuod" --config "$root/deploy/guosuod.ini" --check)
diff <("$build/guosuod" --check | cut -d. -f2 | cut -d' ' -f1 | sort) \
	<(grep -E '^[a-z_]+ *=' "$root/deploy/guosuod.ini" | cut -d' ' -f1 | cut -d= -f1 | sort)
