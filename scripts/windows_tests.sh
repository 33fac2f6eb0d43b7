#!/usr/bin/env bash
# The whole suite on Python for Windows, under Wine: part of every release, not of every commit.
#   scripts/windows_tests.sh FOLDER [PYTEST-ARGUMENTS...]
# FOLDER holds the rig, which is made there first when it is missing (scripts/windows/make_rig.sh).
# Without arguments the program also goes through all its pages in a real window (Xvfb); with them
# only those tests run. About 15 minutes on two quiet cores.
set -euo pipefail
rig=$(realpath -m "${1:?folder}")
shift
here=$(dirname "$(realpath "$0")")
[ -x "$rig/run" ] || "$here/windows/make_rig.sh" "$rig"
cd "$here/.."
export PROJECT_ROOT=$PWD
code=0
"$rig/run" python -m pytest -n 2 --dist worksteal -q -o addopts="--import-mode=importlib --strict-markers" \
  -p no:cacheprovider --timeout 600 -rfEs "$@" || code=$?
if [ $# -eq 0 ]; then
  display=$(mktemp)
  Xvfb -displayfd 4 -screen 0 1400x900x24 4>"$display" 2>/dev/null &
  screen=$!
  trap 'kill $screen; rm -f "$display"' EXIT
  until [ -s "$display" ]; do sleep 0.2; done
  DISPLAY=:$(cat "$display") "$rig/run" python main.py --smoke-test "$rig/window.json" || code=$?
  cat "$rig/window.json"
fi
exit $code
