#!/usr/bin/env bash
# A RabbitMQ of the tests' own, on loopback, in a folder of its own.
#   rabbitmq.sh start DIR   starts it and prints the value for REGISTRY_TEST_RABBITMQ; one that was stopped comes back with its data at its old address
#   rabbitmq.sh stop DIR    stops it
# Needs Debian's package rabbitmq-server. As root it runs as the user rabbitmq.
set -euo pipefail

action=${1:?start or stop} dir=${2:?a folder}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null \
  || perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 1)->sockport'; }

as_service() {
  if [ "$(id -u)" = 0 ]; then su rabbitmq -s /bin/bash -c "$1"; else bash -c "$1"; fi
}

settings() {
  cat "$dir/environment"
}

case "$action" in
  start)
    # The node's name, and so the folder of its data, holds its port.
    [ -f "$dir/ports" ] || echo "$(free_port) $(free_port) $(free_port)" > "$dir/ports"
    read -r port dist epmd < "$dir/ports"
    [ "$(id -u)" != 0 ] || chown -R rabbitmq "$dir"
    cat > "$dir/rabbitmq.conf" <<CONF
listeners.tcp.1 = 127.0.0.1:$port
loopback_users.guest = true
CONF
    cat > "$dir/environment" <<ENV
export HOME='$dir' RABBITMQ_NODENAME='registry_$port@localhost' RABBITMQ_MNESIA_BASE='$dir/data' RABBITMQ_LOG_BASE='$dir/log' RABBITMQ_PID_FILE='$dir/pid' RABBITMQ_CONFIG_FILE='$dir/rabbitmq' RABBITMQ_ENABLED_PLUGINS_FILE='$dir/plugins' RABBITMQ_DIST_PORT='$dist' ERL_EPMD_PORT='$epmd' ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_CONF_ENV_FILE=/dev/null
ENV
    echo '[].' > "$dir/plugins"
    [ "$(id -u)" != 0 ] || chown -R rabbitmq "$dir"
    as_service "$(settings); cd '$dir'; nohup /usr/lib/rabbitmq/bin/rabbitmq-server > '$dir/out' 2>&1 < /dev/null &"
    as_service "$(settings); /usr/lib/rabbitmq/bin/rabbitmqctl --longnames=false wait --timeout 120 '$dir/pid' > '$dir/wait' 2>&1" || {
      cat "$dir/out" "$dir/wait" >&2
      exit 1
    }
    echo "amqp://guest:guest@127.0.0.1:$port/"
    ;;
  stop)
    [ -f "$dir/environment" ] || exit 0
    as_service "$(settings); /usr/lib/rabbitmq/bin/rabbitmqctl stop '$dir/pid' > /dev/null 2>&1" || true
    # The port mapper that this node brought along ends with it.
    as_service "$(settings); epmd -kill > /dev/null 2>&1" || true
    ;;
  *)
    echo "rabbitmq.sh start|stop DIR" >&2
    exit 2
    ;;
esac
