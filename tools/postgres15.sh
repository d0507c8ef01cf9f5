#!/usr/bin/env bash
# Run a command with DATABASE_URL naming a new cluster of Debian's PostgreSQL 15, which is thrown away afterwards.
set -euo pipefail
programs=/usr/lib/postgresql/15/bin
folder=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as_owner=()
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as_owner=(setpriv --reuid=postgres --regid=postgres --clear-groups --)
fi
throw_away() {
    (cd / && "${as_owner[@]}" "$programs/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1) || true
    rm -rf "$folder"
}
trap throw_away EXIT
(
    cd /
    "${as_owner[@]}" "$programs/initdb" -D "$folder/data" -U app -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
    "${as_owner[@]}" "$programs/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=200" start >/dev/null
)
DATABASE_URL="postgresql://app@127.0.0.1:$port/postgres" "$@"
