#!/usr/bin/env bash
# Measures the generator and the client on this machine, and writes docs/performance.md.
#
#     tests/performance.sh          # some twenty minutes on an idle machine
#     tests/performance.sh --all    # also the first build and the tests in a fresh clone: half an hour
#
# Times are CPU seconds in user mode, which depend little on what else the machine does. What is compared is measured in
# the same run. CORPUS is a folder of documents, see CONTRIBUTING.md; without it, the rows about Stripe's document are
# omitted, as are those about programs that are not installed:
#
#     cargo install ploidy
#     cargo install openapi-to-rust
#     rustup component add rust-analyzer
#
# The memory of a check is that of the largest process, by GNU time, and omitted without it.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_INCREMENTAL=0 CARGO_TERM_COLOR=never

root="$PWD"
page="$root/docs/performance.md"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# The CPU seconds of a command, the least of several runs.
least() {
  local runs="$1" best="" time
  shift
  for _ in $(seq "$runs"); do
    TIMEFORMAT='%U'
    time="$({ time "$@" >"$work/output" 2>&1; } 2>&1)" || {
      cat "$work/output" >&2
      exit 1
    }
    best="$(printf '%s\n%s\n' "$best" "$time" | grep . | sort -g | head -n 1)"
  done
  echo "$best"
}

ratio() { awk -v one="$1" -v other="$2" 'BEGIN { printf "%.2f", one / other }'; }
row() { printf '| %s | %s | %s | %s |\n' "$@"; }
# A line of progress.
say() { echo "$*" >&2; }

# A cold check of a crate, without the time for downloads.
cold_check() {
  cargo fetch --quiet --manifest-path "$1/Cargo.toml"
  rm -rf "$work/target"
  least 1 cargo check --quiet --offline --manifest-path "$1/Cargo.toml" --target-dir "$work/target"
}

# A check of a crate alone, after its dependencies: its time and memory.
warm_check() {
  cargo check --quiet --offline --manifest-path "$1/Cargo.toml" --target-dir "$work/target" "${@:2}" >&2
  touch "$1/src/lib.rs"
  local time
  time="$(least 1 measured cargo check --quiet --offline --manifest-path "$1/Cargo.toml" --target-dir "$work/target" "${@:2}")"
  printf '%s s%s' "$time" "$(memory)"
}

# Runs a command, and keeps the memory of its largest process.
measured() {
  if [ -x /usr/bin/time ]; then
    /usr/bin/time -f %M -o "$work/memory" "$@"
  else
    "$@"
  fi
}

# What the last measured command needed, after a comma.
memory() {
  if [ -s "$work/memory" ]; then
    awk '{ printf ", %.2f GB", $1 * 1024 / 1e9 }' "$work/memory"
  fi
}

# What a person would write without a generator: reqwest with TLS by the roots of the system, and serde.
by_hand() {
  mkdir -p "$1/src"
  cat >"$1/Cargo.toml" <<'MANIFEST'
[package]
name = "by-hand"
version = "0.0.0"
edition = "2024"

[dependencies]
reqwest = { version = "0.13", default-features = false, features = ["rustls-no-provider", "system-proxy", "json", "query"] }
rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12"] }
serde = { version = "1", features = ["derive"] }
serde_json = "1"
tokio = { version = "1", features = ["rt", "time"] }

[workspace]
MANIFEST
  echo 'pub use {reqwest, rustls, serde, serde_json, tokio};' >"$1/src/lib.rs"
  cp Cargo.lock "$1"
}

clients() {
  say 'a cold check of the client'
  cp -R generated-client "$work/client"
  cp Cargo.lock "$work/client"
  echo '[workspace]' >>"$work/client/Cargo.toml"
  by_hand "$work/by-hand"
  local ours plain
  plain="$(cold_check "$work/by-hand")"
  ours="$(cold_check "$work/client")"
  row 'cold `cargo check` of the client of this repository' "$ours s" "reqwest, serde and TLS without a client: $plain s" \
    "$(ratio "$ours" "$plain")"
}

stripe() {
  local document="${CORPUS:-}/real/stripe.yaml"
  [ -f "$document" ] || return 0
  say 'the client of Stripe'
  "$xtask" import "$document" --specs "$work/stripe/specs" >/dev/null 2>&1 || true
  local ours peers tag
  ours="$(least 3 "$xtask" codegen --specs "$work/stripe/specs" --out "$work/stripe/out")"
  peers="$(peer_codegen "$document" | beside)"
  row '`cargo xtask codegen` of Stripe' "$ours s" "$peers" "$(ratios "$ours" "$peers")"
  say 'the generator, optimised'
  cargo build --quiet --release --bin xtask
  ours="$(least 3 "$root/target/release/xtask" codegen --specs "$work/stripe/specs" --out "$work/stripe/out")"
  row '`cargo xtask-release codegen` of Stripe' "$ours s" "$peers" "$(ratios "$ours" "$peers")"
  cp Cargo.lock "$work/stripe/out"
  (cd "$work/stripe/out" && cargo fetch --quiet)
  ours="$(warm_check "$work/stripe/out")"
  peers="$(peer_check | beside)"
  row '`cargo check` of Stripe'\''s client, dependencies built' "$ours" "$peers" "$(ratios "$ours" "$peers")"
  tag="$(awk '/^all-tags = \[/ { getline; gsub(/[ ",]/, ""); print; exit }' "$work/stripe/out/Cargo.toml")"
  ours="$(warm_check "$work/stripe/out" --no-default-features --features "rustls,$tag")"
  row "the same with the feature \`$tag\` alone" "$ours" '' ''
  if command -v rust-analyzer >/dev/null && rust-analyzer --version >/dev/null 2>&1; then
    say 'rust-analyzer'
    ours="$(least 1 measured rust-analyzer analysis-stats --quiet "$work/stripe/out")"
    row 'rust-analyzer on all of it' "$ours s$(memory)" '' ''
  fi
}

# Our time against that of each peer.
ratios() {
  awk -v ours="$1" -v peers="$2" 'BEGIN {
    count = split(peers, each, "; ")
    for (i = 1; i <= count; i++) {
      sub(/^[^:]*: /, "", each[i])
      printf("%s%.2f", (i > 1 ? "; " : ""), ours / each[i])
    }
  }'
}

# Lines as one.
beside() { paste -sd ';' - | sed 's/;/; /g'; }

# The peers that are installed, each with the same document. They are release builds, as `cargo install` makes them.
peer_codegen() {
  local time
  if command -v ploidy >/dev/null; then
    time="$(least 3 ploidy generate rust "$1" --output "$work/ploidy")"
    echo "ploidy: $time s"
  fi
  if command -v openapi-to-rust >/dev/null; then
    time="$(least 3 openapi-to-rust generate "$1" --output-dir "$work/openapi-to-rust/src/api" --module-name api)"
    echo "openapi-to-rust: $time s"
  fi
}

# The checks of the clients that the peers have made.
peer_check() {
  if command -v ploidy >/dev/null; then
    echo '[workspace]' >>"$work/ploidy/Cargo.toml"
    (cd "$work/ploidy" && cargo fetch --quiet)
    echo "ploidy: $(warm_check "$work/ploidy")"
  fi
  if command -v openapi-to-rust >/dev/null; then
    local crate="$work/openapi-to-rust"
    printf '[package]\nname = "made"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n' >"$crate/Cargo.toml"
    cat "$crate/src/api/REQUIRED_DEPS.toml" >>"$crate/Cargo.toml"
    echo 'pub mod api;' >"$crate/src/lib.rs"
    (cd "$crate" && cargo fetch --quiet)
    echo "openapi-to-rust: $(warm_check "$crate")"
  fi
}

fresh_clone() {
  say 'a fresh clone'
  git clone --quiet --no-hardlinks . "$work/clone"
  (cd "$work/clone" && cargo fetch --quiet)
  # As a newcomer runs them.
  unset CARGO_INCREMENTAL
  row 'first `cargo xtask codegen` in a fresh clone' "$(cd "$work/clone" && least 1 cargo xtask codegen) s" '' ''
  row '`cargo test` after it' "$(cd "$work/clone" && least 1 cargo test) s" '' ''
  export CARGO_INCREMENTAL=0
}

say 'the generator'
cargo build --quiet --bin xtask --example growth
xtask="$root/target/debug/xtask"

{
  cat <<'TEXT'
# Performance

`tests/performance.sh` measures on the machine at hand, and writes this page. All numbers are of one machine and one run, so
compare them with each other and not with those of another machine. Times of builds and of Stripe's document, and those called
CPU, are CPU time. The others are on the clock, which a busy machine makes longer. The counts in `tests/counts.txt` do not depend
on the machine; `tests/suite/counts.rs` fails if one of them grows by more than five per cent.

TEXT
  printf 'Measured on %s CPUs (%s) with Rust %s.\n\n' "$(nproc)" \
    "$(uname -sm)" "$(rustc --version | cut -d ' ' -f 2)"
  peers="$(for peer in ploidy openapi-to-rust; do if command -v "$peer" >/dev/null; then "$peer" --version; fi; done)"
  if [ -n "$peers" ]; then
    printf 'The peers are %s, built for release, as `cargo install` does.\n\n' "$(echo "$peers" | paste -sd ',' - | sed 's/,/ and /')"
  fi
  printf '`cargo xtask` is not optimised, and `cargo xtask-release` is.\n\n'
  echo '## Building'
  echo
  row what time beside ratio
  row --- --- --- ---
  clients
  stripe
  if [ "${1:-}" = --all ]; then fresh_clone; fi
  say 'growth'
  printf '\n## Growth of codegen\n\n`growth` is the time of one endpoint or schema against that of the line above: 1.00 is linear.\n'
  printf '\n```text\n$ cargo run -p tests --example growth\n%s\n```\n' "$(cargo run --quiet -p tests --example growth)"
  printf '\n```text\n$ cargo run -p tests --example growth -- --unions\n%s\n```\n' \
    "$(cargo run --quiet -p tests --example growth -- --unions)"
  say 'calls'
  printf '\n## Calls\n\nThe client and plain reqwest with serde take turns. Both use the same version of reqwest.\n'
  printf '\n```text\n$ cargo bench -p tests --bench client\n%s\n```\n' "$(cargo bench --quiet -p tests --bench client)"
} >"$work/page"
mv "$work/page" "$page"
say "written to docs/performance.md"
