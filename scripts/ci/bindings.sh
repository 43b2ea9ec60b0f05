#!/usr/bin/env bash
# Generates typechain-types/ anew and fails unless that is what is committed.
set -euo pipefail
cd "$(dirname "$0")/../.."

rm -rf typechain-types
hardhat build --quiet
changed=$(git status --porcelain --untracked-files=all -- typechain-types)
if [ -n "$changed" ]; then
  printf '%s\n' "$changed" "typechain-types/ is not what the contracts generate: commit the files above as they are now."
  exit 1
fi
