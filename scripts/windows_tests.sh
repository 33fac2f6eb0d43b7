#!/usr/bin/env bash
# The whole suite on Python for Windows, under Wine: part of every release, not of every commit.
#   scripts/windows_tests.sh FOLDER [PYTEST-ARGUMENTS...]
# FOLDER holds the rig, which is made there first when it is missing (scripts/windows/make_rig.sh).
# About 15 minutes on two quiet cores. What draws in a real window: with DISPLAY set (Xvfb).
set -euo pipefail
rig=$(realpath -m "${1:?folder}")
shift
here=$(dirname "$(realpath "$0")")
[ -x "$rig/run" ] || "$here/windows/make_rig.sh" "$rig"
cd "$here/.."
export PROJECT_ROOT=$PWD
exec "$rig/run" python -m pytest -n 2 --dist worksteal -q -o addopts="--import-mode=importlib --strict-markers" \
  -p no:cacheprovider --timeout 300 -rfEs "$@"
