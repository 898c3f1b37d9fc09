#!/bin/sh
# For any CI: the report of the whole is kept, and the job fails for errors only.
# usage: check.sh FOLDER TARGET REVISION
set -eu
kb=$1 target=$2 rev=$3

kbaudit check "$kb" --repo "$target" --rev "$rev" --fetch --exit-zero \
  --format text --format json=kbaudit.json
kbaudit check "$kb" --repo "$target" --rev "$rev" --strict --ignore dead-url,moved-url \
  --fail-on error --quiet
