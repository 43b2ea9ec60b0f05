#!/usr/bin/env bash
# Runs Slither over the contracts that Hardhat has built (no second compiler) and fails on every finding that
# slither.triage.json does not explain. Exits with 77, "skipped", where Slither cannot be installed.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=0.11.6
venv=.cache/slither-$version
artifacts=.cache/slither-artifacts

install() {
  python3 -m venv "$venv" && "$venv/bin/pip" install --quiet "slither-analyzer==$version"
}

if [ ! -x "$venv/bin/slither" ] && ! install; then
  rm -rf "$venv"
  echo "Slither is skipped: slither-analyzer $version cannot be installed here."
  exit 77
fi

hardhat build --quiet
node scripts/ci/slither-input.ts "$artifacts"
rm -f .cache/slither.json
"$venv/bin/slither" . --ignore-compile --hardhat-artifacts-directory "$artifacts" --config-file slither.config.json \
  --fail-none --json .cache/slither.json >.cache/slither.log 2>&1 || { cat .cache/slither.log; exit 1; }
node scripts/ci/slither-findings.ts .cache/slither.json slither.triage.json
