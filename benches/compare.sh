#!/usr/bin/env bash
# Compares han with restic, borg and tar|zstd|age on one corpus: first backup, nothing changed, 20 KB appended to each
# of 5 sessions, restore of all. Prints CPU seconds (user + system), wall seconds, peak RSS and stored bytes.
#
#   benches/compare.sh CORPUS [TOOL...]        CORPUS from benches/corpus.sh; TOOL: han restic borg age (all that are there)
#
# Every tool encrypts and compresses with zstd level 3 where it lets one choose, and reads the same folder,
# CORPUS/.claude/projects. han alone also scans and redacts. HAN names the binary (target/release/han by default).
# The corpus is put back as it was after each tool. Nothing is cached between tools; the page cache is warm for all.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

[[ $# -ge 1 && -d $1/.claude/projects ]] || { sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2; }
corpus=$(cd "$1" && pwd)
shift
projects=$corpus/.claude/projects
HAN=${HAN:-$here/../target/release/han}
T=$(mktemp -d "${TMPDIR:-/tmp}/han-bench.XXXXXX")
trap 'put_back; rm -rf "$T"' EXIT

# ------------------------------------------------------------------------------------- the change between two runs
# Five sessions of at least 40 KB, spread over the corpus; 20 KB of whole lines from the start of each are appended.
mapfile -t GROWING < <(find "$projects" -mindepth 2 -maxdepth 2 -name '*.jsonl' -size +40k | sort | awk '
  { all[NR] = $0 } END { for (i = 1; i <= 5; i++) print all[int(NR * i / 6) + 1] }')

append() {
  local file
  for file in "${GROWING[@]}"; do
    printf '%s\t%s\t%s\n' "$(stat -c %s "$file")" "$(stat -c %.9Y "$file")" "$file" >>"$T/grown"
    python3 - "$file" <<'PY'
import sys
data = open(sys.argv[1], "rb").read()
lines, taken = [], 0
for line in data.splitlines(keepends=True):
    if taken + len(line) > 20_000:
        continue
    lines.append(line)
    taken += len(line)
with open(sys.argv[1], "ab") as f:
    f.write((b"" if data.endswith(b"\n") else b"\n") + b"".join(lines))
PY
  done
}

put_back() {
  local size time file
  [[ -f $T/grown ]] || return 0
  while IFS=$'\t' read -r size time file; do
    truncate -s "$size" "$file"
    touch -d "@$time" "$file"
  done <"$T/grown"
  rm "$T/grown"
}

# ------------------------------------------------------------------------------------------------------- the tools
measure() { # label, command...
  local label=$1
  shift
  python3 "$here/measure.py" "$T/results" "$label" -- "$@" >"$T/log" 2>&1 || { cat "$T/log" >&2; return 1; }
}

stored() { find "$1" -type f -printf '%s\n' | awk '{ s += $1 } END { printf "%d\n", s }'; }

restic_setup() {
  export RESTIC_REPOSITORY=$T/restic/repo RESTIC_PASSWORD=benchmark RESTIC_CACHE_DIR=$T/restic/cache
  restic init --quiet
}
restic_backup() { measure "$1" restic backup --quiet "$projects"; }
restic_restore() { measure "$1" restic restore latest --quiet --target "$T/restic/out"; }
restic_store() { echo "$T/restic/repo"; }

borg_setup() {
  export BORG_REPO=$T/borg/repo BORG_PASSPHRASE=benchmark BORG_BASE_DIR=$T/borg/base
  borg init --encryption repokey-blake2
}
borg_backup() { measure "$1" borg create --compression zstd,3 "::${1// /-}" "$projects"; }
borg_restore() { mkdir "$T/borg/out" && (cd "$T/borg/out" && measure "$1" borg extract "::first"); }
borg_store() { echo "$T/borg/repo"; }

age_setup() {
  mkdir "$T/age/repo"
  age-keygen -o "$T/age/key" 2>/dev/null
  age-keygen -y "$T/age/key" >"$T/age/recipient"
}
age_backup() { # it has no increments: every run is a whole one, into the same file
  measure "$1" bash -c 'set -o pipefail; tar c -C "$1" . | zstd -q -3 | age -R "$2/recipient" >"$2/repo/all"' _ "$projects" "$T/age"
}
age_restore() {
  mkdir "$T/age/out"
  measure "$1" bash -c 'set -o pipefail; age -d -i "$1/key" "$1/repo/all" | zstd -q -d | tar x -C "$1/out"' _ "$T/age"
}
age_store() { echo "$T/age/repo"; }

han_setup() { mkdir -p "$T/han/home" "$T/han/data" "$T/han/out"; }
han() { # the vault, the state and the 0600 secret file lie in the private home; init is part of the first sync
  HOME=$T/han/home XDG_DATA_HOME=$T/han/data XDG_STATE_HOME=$T/han/home/state XDG_CONFIG_HOME=$T/han/home/config \
    DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent measure "$@"
}
han_backup() { han "$1" "$HAN" sync --quiet --secret-store file --claude-dir "$corpus/.claude"; }
han_restore() { han "$1" "$HAN" restore --quiet --all --to "$T/han/out/.claude"; }
han_store() { echo "$T/han/data"; }

available() {
  case $1 in
    han) [[ -x $HAN ]] ;;
    age) command -v age >/dev/null && command -v zstd >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# --------------------------------------------------------------------------------------------------------- the run
run() { # tool: each step by hand, since `set -e` sleeps inside a condition
  local tool=$1 first grown
  mkdir "$T/$tool"
  "${tool}_setup" >"$T/log" 2>&1 || { cat "$T/log" >&2; return 1; }
  : >"$T/results"
  "${tool}_backup" "first" || return 1
  first=$(stored "$("${tool}_store")")
  "${tool}_backup" "no-op" || return 1
  append || return 1
  "${tool}_backup" "append" || return 1
  grown=$(stored "$("${tool}_store")")
  put_back
  "${tool}_restore" "restore" || return 1
  awk -F'\t' -v tool="$tool" '{ printf "%-8s %-8s %9.3f %8.2f %8d\n", tool, $1, $2, $3, $4 }' "$T/results"
  printf '%-8s stored after first %d bytes, after no-op and append %+d bytes\n\n' "$tool" "$first" $((grown - first))
  rm -rf "${T:?}/$tool"
}

tools=("$@")
[[ ${#tools[@]} -gt 0 ]] || tools=(han restic borg age)
printf 'corpus: %s files, %s bytes; %s cores; %s\n' "$(find "$projects" -type f | wc -l)" "$(stored "$projects")" \
  "$(nproc)" "$(uname -srm)"
find "$projects" -type f -exec cat {} + >/dev/null # warms the page cache, for all alike
printf '\n%-8s %-8s %9s %8s %8s\n' tool step 'CPU s' 'wall s' 'RSS MiB'
status=0
for tool in "${tools[@]}"; do
  if available "$tool"; then
    run "$tool" || { echo "$tool: failed" >&2; status=1; put_back; }
  else
    printf '%-8s not here, left out\n\n' "$tool"
  fi
done
exit $status
