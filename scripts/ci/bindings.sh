#!/usr/bin/env bash
# Generates typechain-types/ anew and fails unless that is what is committed. The two files that list all contracts come in
# the order in which the file system lists the artifacts: their lines are compared sorted.
set -euo pipefail
cd "$(dirname "$0")/../.."

lines() {
  sed 's/^ *//' | sort
}

rm -rf typechain-types
hardhat build --quiet
stale=$(git ls-files --others --deleted --exclude-standard -- typechain-types)
for file in $(git diff --name-only --diff-filter=M -- typechain-types); do
  cmp --silent <(git show "HEAD:$file" | lines) <(lines <"$file") || stale+=$'\n'$file
done
git checkout --quiet -- typechain-types
if [ -n "$stale" ]; then
  printf '%s\n' "$stale" "typechain-types/ is not what the contracts generate: run npm run build and commit these files."
  exit 1
fi
