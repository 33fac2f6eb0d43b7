#!/bin/sh
# Prints a command of the README, so that what runs is what is written there:
#   sh scripts/readme_command.sh start|tests|windows-start|windows-tests
set -eu
awk -v name="<!-- command: $1 -->" '
  $0 == name { wanted = 1; next }
  wanted && /^```/ { if (inside) exit; inside = 1; next }
  inside { print; found = 1 }
  END { exit !found }
' "$(dirname -- "$0")/../README.md"
