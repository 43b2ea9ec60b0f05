#!/usr/bin/env bash
# Runs the tests of the explorer's page in Chromium, that of the system's packages. Where it cannot be had this fails: the tests
# prove nothing without it.
set -euo pipefail
cd "$(dirname "$0")/../.."

find_chromium() {
  command -v chromium || command -v chromium-browser || command -v google-chrome
}

install() {
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 1
  { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1
}

if [ -z "${CHROMIUM_PATH:-}" ]; then
  find_chromium >/dev/null || install || {
    echo "The tests need Chromium: install the package chromium, or run this as root on Debian or Ubuntu."
    exit 1
  }
  CHROMIUM_PATH=$(find_chromium)
  export CHROMIUM_PATH
fi
npm run -s test:browser
