#!/usr/bin/env bash
# The whole suite on Python for Windows, under Wine: part of every release, not of every commit.
#   scripts/windows_tests.sh FOLDER [PYTEST-ARGUMENTS...]
# FOLDER holds the rig, which is made there first when it is missing (scripts/windows/make_rig.sh).
# Without arguments the suite runs in parts, the program goes through all its pages in a real window
# (Xvfb), a user's whole path is walked (scripts/windows/users_path.py), and all of it is summed up;
# a run that was broken off goes on with the parts that lack (FOLDER/parts; remove it to begin
# anew). With arguments only those tests run. About 30 minutes on two quiet cores.
set -euo pipefail
rig=$(realpath -m "${1:?folder}")
shift
here=$(dirname "$(realpath "$0")")
[ -x "$rig/run" ] || "$here/windows/make_rig.sh" "$rig"
cd "$here/.."
export PROJECT_ROOT=$PWD
tests() {
  "$rig/run" python -m pytest -n 2 --dist worksteal -q -o addopts="--import-mode=importlib --strict-markers" \
    -p no:cacheprovider --timeout 600 -rfEs "$@"
}
if [ $# -gt 0 ]; then
  tests "$@"
  exit
fi

# One folder of tests a part, and the single files together.
parts=$rig/parts
mkdir -p "$parts"
for folder in tests/unit/*/ tests/e2e tests/science tests/unit; do
  name=${folder#tests/}
  name=${name%/}
  name=${name//\//-}
  [ -f "$parts/$name.done" ] && continue
  what=("$folder")
  [ "$folder" = tests/unit ] && what=(tests/unit/test_*.py)
  tests "${what[@]}" --junitxml "$parts/$name.xml" >"$parts/$name.log" 2>&1 || true
  tail -1 "$parts/$name.log"
  [ -f "$parts/$name.xml" ] && touch "$parts/$name.done"
done

display=$(mktemp)
Xvfb -displayfd 4 -screen 0 1400x900x24 4>"$display" 2>/dev/null &
screen=$!
trap 'kill $screen; rm -f "$display"' EXIT
until [ -s "$display" ]; do sleep 0.2; done
code=0
DISPLAY=:$(cat "$display") "$rig/run" python main.py --smoke-test "$rig/window.json" || code=$?
cat "$rig/window.json"
"$rig/run" python scripts/windows/users_path.py "$rig/user" || code=$?
"$rig/tools/bin/python" scripts/windows/summary.py "$parts" || code=$?
exit $code
