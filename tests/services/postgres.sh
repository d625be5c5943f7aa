#!/bin/sh
# A PostgreSQL of the tests' own: `postgres.sh start DIRECTORY` prints its connection string (for REGISTRY_TEST_POSTGRES), `postgres.sh stop DIRECTORY` ends it.
# It listens on loopback alone, on a port that was free. PostgreSQL refuses to run as root, so root starts it as the user postgres.
# Durability stays at PostgreSQL's defaults (fsync and synchronous_commit on): a test checks that.
# Starting one that runs prints its connection string again; stopping one that does not run is no fault.
set -eu
action=${1:?start or stop}
directory=${2:?a folder}
bin=${POSTGRES_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)}

as_postgres() {
  if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$1"; else sh -c "$1"; fi
}

# The server's own record of itself: process id in line 1, port in line 4. A server that was killed leaves it behind.
runs() { as_postgres "'$bin/pg_ctl' -D '$directory/data' status >/dev/null 2>&1"; }
print() { echo "Host=127.0.0.1;Port=$(sed -n 4p "$directory/data/postmaster.pid");Username=registry;Database=postgres"; }

case $action in
  start)
    mkdir -p "$directory"
    directory=$(cd "$directory" && pwd)
    if [ "$(id -u)" = 0 ]; then chown postgres "$directory"; fi
    if [ ! -f "$directory/data/PG_VERSION" ]; then
      as_postgres "cd '$directory' && '$bin/initdb' -D '$directory/data' -U registry -A trust -E UTF8 --locale=C.UTF-8 >'$directory/initdb.log' 2>&1"
    fi
    if runs; then print; exit 0; fi
    port=${POSTGRES_PORT:-0}
    attempt=0
    # A port is tried, not looked up: another process may take it in between.
    while :; do
      [ "$port" != 0 ] || port=$(awk -v seed="$$$attempt" 'BEGIN { srand(seed); print 20000 + int(rand() * 12000) }')
      if as_postgres "cd '$directory' && '$bin/pg_ctl' -D '$directory/data' -l '$directory/server.log' -w -o \"-p $port -k '$directory' -c listen_addresses=127.0.0.1 -c max_connections=200\" start >/dev/null"; then break; fi
      attempt=$((attempt + 1))
      [ $attempt -lt 5 ] || { cat "$directory/server.log" >&2; exit 1; }
      port=0
    done
    print
    ;;
  stop)
    [ -f "$directory/data/PG_VERSION" ] || exit 0
    directory=$(cd "$directory" && pwd)
    runs || exit 0
    as_postgres "cd '$directory' && '$bin/pg_ctl' -D '$directory/data' -m fast -w stop >/dev/null"
    ;;
  *)
    echo "usage: postgres.sh start|stop DIRECTORY" >&2
    exit 2
    ;;
esac
