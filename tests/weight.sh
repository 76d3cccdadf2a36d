#!/usr/bin/env bash
# What the client weighs: for each feature, the crates that are compiled for a program that uses it (itself among them), and
# the seconds of a cold `cargo check` of all of them. The table in generated-client/README.md is made by it.
#
#     tests/weight.sh
#
# Nothing is downloaded while the clock runs. CPU seconds (user and system, of all processes) hardly depend on what
# else the machine does; those on the clock do.
set -euo pipefail
cd "$(dirname "$0")/.."

# A copy outside of the workspace, in which no other crate can switch a feature on.
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cp -R generated-client "$work/client"
cp Cargo.lock "$work/client"
cd "$work/client"
cargo fetch --quiet

# The crates of one set of features, and how long it takes to check them.
weigh() {
  local name="$1"
  shift
  local crates times
  crates="$(cargo tree -e normal,build --prefix none --no-dedupe "$@" | sort -u | grep -c .)"
  rm -rf "$work/target"
  TIMEFORMAT='%R %U %S'
  times="$({ time cargo check --quiet --offline --target-dir "$work/target" "$@" 2>"$work/errors"; } 2>&1)" || {
    cat "$work/errors" >&2
    exit 1
  }
  echo "$times" | awk -v name="$name" -v crates="$crates" '{ printf "| %s | %d | %.0f | %.0f |\n", name, crates, $2 + $3, $1 }'
}

echo '| features | crates | CPU s | s |'
echo '|---|---|---|---|'
weigh 'none' --no-default-features
weigh 'default (`rustls`)'
for feature in http2 compression cookies blocking mock tracing; do
  weigh "default and \`$feature\`" --features "$feature"
done
weigh 'all' --all-features
