#!/usr/bin/env bash
# Runs Slither over the contracts that Hardhat has built (no second compiler) and fails on every finding that
# slither.triage.json does not explain. Exits with 77, "skipped", where Slither cannot be installed.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=0.11.6
venv=.cache/slither-$version

if [ ! -x "$venv/bin/slither" ]; then
  reachable=$(mktemp -d)
  trap 'rm -rf "$reachable"' EXIT
  if ! python3 -m pip download --quiet --no-deps --dest "$reachable" "slither-analyzer==$version"; then
    echo "Slither is skipped: pip cannot fetch slither-analyzer $version here."
    exit 77
  fi
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet "slither-analyzer==$version"
fi

hardhat build --quiet
mkdir -p .cache
rm -f .cache/slither.json
"$venv/bin/slither" . --ignore-compile --config-file slither.config.json --fail-none --json .cache/slither.json >.cache/slither.log 2>&1 ||
  { cat .cache/slither.log; exit 1; }
node scripts/ci/slither-findings.ts .cache/slither.json slither.triage.json
