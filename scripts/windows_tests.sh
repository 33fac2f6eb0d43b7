#!/usr/bin/env bash
# The whole suite on Python for Windows, under Wine: part of every release, not of every commit.
#   scripts/windows_tests.sh FOLDER [PYTEST-ARGUMENTS...]
# FOLDER holds the rig, which is made there first when it is missing (scripts/windows/make_rig.sh).
# Without arguments the suite runs in parts, the program goes through all its pages in a real window
# (Xvfb), a user's whole path is walked (scripts/windows/users_path.py), and all of it is summed up;
# a run that was broken off goes on with the parts that lack (FOLDER/parts; remove it to begin
# anew). With arguments only those tests run. PROCESSES=N takes N of them at once (2). About 45
# minutes on two quiet cores.
set -euo pipefail
rig=$(realpath -m "${1:?folder}")
shift
here=$(dirname "$(realpath "$0")")
[ -x "$rig/run" ] || "$here/windows/make_rig.sh" "$rig"
cd "$here/.."
export PROJECT_ROOT=$PWD
tests() {
  "$rig/run" python -m pytest -n "${PROCESSES:-2}" --dist worksteal -v -o addopts="--import-mode=importlib --strict-markers" \
    -p no:cacheprovider --timeout 600 -rfEs "$@"
}
if [ $# -gt 0 ]; then
  tests "$@"
  exit
fi

# At most nine files of one folder a part; first what touches files, processes, paths and Qt.
parts=$rig/parts
mkdir -p "$parts"
first=(tests/unit tests/unit/cli tests/unit/data tests/unit/abuse tests/e2e tests/unit/workers tests/unit/review
  tests/unit/teaching tests/unit/ui)
readarray -t folders < <(printf '%s\n' "${first[@]}" $(dirname $(git ls-files 'tests/**/test_*.py')) | awk '!seen[$0]++')
for folder in "${folders[@]}"; do
  files=("$folder"/test_*.py)
  name=${folder#tests/}
  name=${name//\//-}
  for ((at = 0; at < ${#files[@]}; at += 9)); do
    part=$parts/$name-$((at / 9))
    [ -f "$part.done" ] && continue
    tests "${files[@]:at:9}" --junitxml "$part.xml" >"$part.log" 2>&1 || true
    echo "$(date +%H:%M) ${part##*/} $(tail -1 "$part.log")"
    [ -f "$part.xml" ] && touch "$part.done"
  done
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
