#!/usr/bin/env bash
# One session of 2 GB with one line of 64 MB in its middle: CPU seconds and peak RSS of the first sync and of the restore,
# and whether what came back has the same number of lines. The bound is 130 MB + 4 x the longest line.
#
#   benches/huge.sh [MB]        MB: size of the session, 2048 by default. HAN names the binary (target/release/han by default)
#
# Needs about three times that size in the temporary folder.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mb=${1:-2048}
HAN=${HAN:-$here/../target/release/han}
[[ -x $HAN ]] || { echo "huge.sh: no $HAN (cargo build --release)" >&2; exit 2; }
T=$(mktemp -d "${TMPDIR:-/tmp}/han-huge.XXXXXX")
trap 'rm -rf "$T"' EXIT

id=0b1e5c1e-5c1e-4b1e-9c1e-000000000001
session=$T/home/.claude/projects/-srv-huge/$id.jsonl
mkdir -p "$(dirname "$session")" "$T/out"
python3 - "$session" "$id" "$mb" "$here/../tests/data/transcripts" <<'PY'
import glob
import json
import random
import sys

path, session, mb, samples = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
lines = [l for f in sorted(glob.glob(samples + "/*.jsonl")) for l in open(f, "rb").read().split(b"\n") if l]
order, written, target, long_done = random.Random(1), 0, mb << 20, False
words = [w.decode("utf-8", "ignore") for l in lines[:50] for w in l.split() if len(w) < 40]
with open(path, "wb") as f:
    while written < target:
        if not long_done and written >= target // 2:
            text = " ".join(order.choice(words) for _ in range(64 * 1024))
            text = (text * (1 + (64 << 20) // len(text)))[: 60 << 20]
            line = json.dumps({"type": "user", "sessionId": session, "message": {"role": "user", "content": text}}).encode()
            long_done = True
        else:
            line = order.choice(lines)
        f.write(line + b"\n")
        written += len(line) + 1
print(f"{written} bytes in one session")
PY

run() { # label, command...
  local label=$1
  shift
  HOME=$T/home XDG_DATA_HOME=$T/data XDG_STATE_HOME=$T/state XDG_CONFIG_HOME=$T/config \
    DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent python3 "$here/measure.py" "$T/results" "$label" -- "$@" >/dev/null
}
run sync "$HAN" sync --quiet --secret-store file
run restore "$HAN" restore --quiet --all --to "$T/out/.claude"
awk -F'\t' '{ printf "%-8s %9.2f CPU s %8.2f wall s %6d MiB peak RSS\n", $1, $2, $3, $4 }' "$T/results"

printf 'longest line %s bytes; lines: %s read, %s restored\n' "$(python3 -c '
import sys
print(max(len(l) for l in open(sys.argv[1], "rb")))' "$session")" \
  "$(wc -l <"$session")" "$(wc -l <"$(find "$T/out" -name "$id.jsonl")")"
