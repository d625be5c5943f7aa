#!/bin/sh
# A PostgreSQL of the tests' own: `postgres.sh start DIRECTORY` prints its connection string (for REGISTRY_TEST_POSTGRES), `postgres.sh stop DIRECTORY` ends it.
# It listens on loopback alone, on a port that was free. PostgreSQL refuses to run as root, so root starts it as the user postgres.
# Durability stays at PostgreSQL's defaults (fsync and synchronous_commit on): a test checks that.
set -eu
action=$1
directory=$2
bin=${POSTGRES_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)}

as_postgres() {
  if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$1"; else sh -c "$1"; fi
}

case $action in
  start)
    mkdir -p "$directory"
    if [ "$(id -u)" = 0 ]; then chown postgres "$directory"; fi
    if [ ! -f "$directory/data/PG_VERSION" ]; then
      as_postgres "cd '$directory' && '$bin/initdb' -D '$directory/data' -U registry -A trust -E UTF8 --locale=C.UTF-8 >'$directory/initdb.log' 2>&1"
    fi
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
    echo "Host=127.0.0.1;Port=$port;Username=registry;Database=postgres"
    ;;
  stop)
    as_postgres "cd '$directory' && '$bin/pg_ctl' -D '$directory/data' -m fast -w stop >/dev/null"
    ;;
  *)
    echo "usage: postgres.sh start|stop DIRECTORY" >&2
    exit 2
    ;;
esac
