#!/usr/bin/env bash
# An address in the lock file would bind everybody to the registry of whoever wrote it.
set -euo pipefail
cd "$(dirname "$0")/../.."

if grep --line-number '"resolved"' package-lock.json explorer/package-lock.json; then
  echo "A lock file names a registry: install with the project's own .npmrc."
  exit 1
fi
