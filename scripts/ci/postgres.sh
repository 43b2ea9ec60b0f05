#!/usr/bin/env bash
# Runs the tests of services and of indexers on a real PostgreSQL, that of the system's packages, in a throwaway cluster. A server is killed
# and started again in the middle of it. Where PostgreSQL cannot be had this fails: the tests prove nothing without it.
set -euo pipefail
cd "$(dirname "$0")/../.."

fail() {
  echo "$1"
  exit 1
}

# Packages put the server's programs beside each other, by version.
programs() {
  local initdb
  initdb=$({ find /usr/lib/postgresql /usr/pgsql-* -maxdepth 3 -name initdb 2>/dev/null || true; } | sort -V | tail -1)
  [ -z "$initdb" ] || dirname "$initdb"
}

install() {
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 1
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends postgresql; } >/dev/null 2>&1
}

bin=$(programs)
if [ -z "$bin" ]; then
  install || fail "The tests need PostgreSQL: install the package postgresql, or run this as root on Debian or Ubuntu."
  bin=$(programs)
fi

folder=$(mktemp -d)
# The server refuses to run as root.
user=()
if [ "$(id -u)" -eq 0 ]; then
  user=(setpriv --reuid=nobody --clear-groups)
  chown nobody "$folder"
fi

control() {
  (cd "$folder" && "${user[@]}" "$bin/pg_ctl" --pgdata="$folder/data" --log="$folder/server.log" --wait --silent "$@")
}

stop() {
  control stop --mode=immediate >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT

(cd "$folder" && "${user[@]}" "$bin/initdb" --auth=trust --username=tfgrid --pgdata="$folder/data" >"$folder/log" 2>&1) ||
  fail "PostgreSQL could not make a database: $(tail -3 "$folder/log")"
port=$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
printf '%s\n' "port = $port" "listen_addresses = '127.0.0.1'" "unix_socket_directories = '$folder'" >>"$folder/data/postgresql.conf"
control start || fail "PostgreSQL did not start: $(tail -3 "$folder/server.log")"

# A server that was killed leaves processes behind, and none starts before they have noticed.
cat >"$folder/start" <<EOF
#!/usr/bin/env bash
cd "$folder"
for _ in {1..60}; do
  ${user[*]} "$bin/pg_ctl" --pgdata="$folder/data" --log="$folder/server.log" --wait --silent start && exit
  sleep 1
done
exit 1
EOF
chmod +x "$folder/start"

export TFGRID_TEST_POSTGRES="postgres://tfgrid@127.0.0.1:$port/postgres"
export TFGRID_TEST_POSTGRES_PID_FILE="$folder/data/postmaster.pid" TFGRID_TEST_POSTGRES_START="$folder/start"
hardhat test mocha --no-compile test/services/collector/*.test.ts test/services/database/postgres/*.test.ts

npm run -s setup:explorer
hardhat test mocha --no-compile test/explorer/indexer/several-servers.test.ts
