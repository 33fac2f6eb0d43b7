#!/usr/bin/env bash
# The whole suite on Python for Windows, under Wine: part of every release, not of every commit.
#   scripts/windows_tests.sh FOLDER [--failed | PYTEST-ARGUMENTS...]
# FOLDER holds the rig, which is made there first when it is missing (scripts/windows/make_rig.sh).
# Without arguments the suite runs in parts, each a process of its own with a time limit, so that
# one that dies takes nothing with it (what it left undone is tried file by file); then the program
# goes through all its pages in a real window (Xvfb), a user's whole path is walked
# (scripts/windows/users_path.py), and all is summed up. A run that was broken off goes on with the
# parts that lack (FOLDER/parts; remove it to begin anew). --failed runs again what failed, and sums
# up; what holds then is told as held at the second try. With other arguments only those tests run.
# PROCESSES=N takes N of them at once (2). About 45 minutes on two quiet cores.
set -euo pipefail
rig=$(realpath -m "${1:?folder}")
shift
here=$(dirname "$(realpath "$0")")
[ -x "$rig/run" ] || "$here/windows/make_rig.sh" "$rig"
cd "$here/.."
export PROJECT_ROOT=$PWD
parts=$rig/parts
mkdir -p "$parts"

# tests SECONDS ARGUMENTS...
tests() {
  local limit=$1
  shift
  timeout -k 10 "$limit" "$rig/run" python -m pytest -n "${PROCESSES:-2}" --dist worksteal -v \
    -o addopts="--import-mode=importlib --strict-markers" -p no:cacheprovider --timeout 600 -rfEs "$@"
}

# part NAME SECONDS FILES...: once; its answers are PARTS/NAME.xml, its words NAME.log.
part() {
  local name=$1 limit=$2
  shift 2
  [ -f "$parts/$name.done" ] && return
  tests "$limit" "$@" --junitxml "$parts/$name.xml" >"$parts/$name.log" 2>&1 || true
  echo "$(date +%H:%M) $name $(tail -1 "$parts/$name.log")"
  if [ ! -f "$parts/$name.xml" ]; then
    if [ $# -gt 1 ]; then
      for file in "$@"; do part "$name-$(basename "$file" .py)" 1200 "$file"; done
    else
      # The sum counts it as failed.
      printf '<testsuites><testsuite><testcase classname="%s" name="no answer"><error/></testcase></testsuite></testsuites>\n' \
        "$(dirname "$1" | tr / .).$(basename "$1" .py)" >"$parts/$name.xml"
    fi
  fi
  touch "$parts/$name.done"
}

sum_up() { "$rig/tools/bin/python" scripts/windows/summary.py "$parts"; }

if [ "${1-}" = --failed ]; then
  readarray -t failed < <("$rig/tools/bin/python" scripts/windows/summary.py "$parts" --failed)
  [ ${#failed[@]} -eq 0 ] || tests 7200 "${failed[@]}" --junitxml "$parts/again-$(date +%s).xml" || true
  sum_up
  exit
elif [ $# -gt 0 ]; then
  tests 7200 "$@"
  exit
fi

# At most thirty files a part, since each begins three processes, which takes minutes under Wine;
# first what touches files, processes, paths and Qt.
first=(tests/unit tests/unit/cli tests/unit/data tests/unit/abuse tests/e2e tests/unit/workers tests/unit/review
  tests/unit/teaching tests/unit/ui)
readarray -t folders < <(printf '%s\n' "${first[@]}" $(dirname $(git ls-files 'tests/**/test_*.py')) | awk '!seen[$0]++')
files=()
for folder in "${folders[@]}"; do files+=("$folder"/test_*.py); done
for ((at = 0; at < ${#files[@]}; at += 30)); do
  part "$(printf %02d $((at / 30)))" 7200 "${files[@]:at:30}"
done

display=$(mktemp)
Xvfb -displayfd 4 -screen 0 1400x900x24 4>"$display" 2>/dev/null &
screen=$!
trap 'kill $screen; rm -f "$display"' EXIT
until [ -s "$display" ]; do sleep 0.2; done
code=0
DISPLAY=:$(cat "$display") timeout 1200 env -u QT_QPA_PLATFORM "$rig/run" python main.py --smoke-test "$rig/window.json" || code=$?
cat "$rig/window.json"
timeout 3600 "$rig/run" python scripts/windows/users_path.py "$rig/user" || code=$?
sum_up || code=$?
exit $code
