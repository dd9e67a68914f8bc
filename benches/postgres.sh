#!/usr/bin/env bash
# Commits a second on a PostgreSQL of its own that syncs every commit to the disk (fsync, synchronous_commit and
# full_page_writes on), and on SQLite beside it: benches/postgres.sh [cargo bench options]. Needs PostgreSQL 15 or later.
# TMPDIR says on which disk both lie; one in memory measures something else.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bin=$(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin | sort -rV | while read -r dir; do
  [[ -x $dir/initdb ]] && echo "$dir" && break
done)
[[ -n $bin ]] || { echo "no PostgreSQL found" >&2; exit 1; }
T=$(mktemp -d)
chmod 711 "$T"
as=()
mkdir -m 700 "$T/pg"
if [[ $(id -u) -eq 0 ]]; then # it refuses to run as root
  id -u hanpg >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin hanpg
  as=(setpriv --reuid=hanpg --regid=hanpg --clear-groups)
  chown hanpg "$T/pg"
fi
cd "$T/pg"
"${as[@]}" "$bin/initdb" -D "$T/pg/data" -U han -A trust -E UTF8 --locale=C.UTF-8 >"$T/log"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"${as[@]}" "$bin/pg_ctl" -D "$T/pg/data" -w -s -l "$T/pg/log" \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$T/pg -c max_connections=200" start
trap '"${as[@]}" "$bin/pg_ctl" -D "$T/pg/data" -m immediate -s stop; rm -rf "$T"' EXIT
"${as[@]}" "$bin/pg_test_fsync" -s 1 -f "$T/pg/probe" | grep -E '^ +(fdatasync|fsync) ' | head -n 2
cd - >/dev/null
HAN_TEST_POSTGRES=postgres://han@127.0.0.1:$port/postgres cargo bench --bench engines "$@" -- commits
