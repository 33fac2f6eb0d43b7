#!/bin/sh
# Sets up a checkout and starts it, on Linux and macOS:
#   sh start.sh           the window; the demonstration where there is no screen
#   sh start.sh test      the tests
#   sh start.sh VERB ...  the command line
# Finds a Python that the program can use - Debian, Ubuntu, Fedora and Arch get theirs where there
# is none - and hands over to start.py, which does the rest.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

usable() {
  command -v "$1" >/dev/null 2>&1 && "$1" "$here/emotion_gui/supported_python.py" >/dev/null 2>&1
}

start() {
  for python in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if usable "$python"; then exec "$python" "$here/start.py" "$@"; fi
  done
}

refuse() {
  echo "error: there is no Python 3.11 to 3.14 here. $1" >&2
  exit 1
}

start "$@"

if command -v python3 >/dev/null 2>&1; then
  python3 "$here/emotion_gui/supported_python.py" >&2 || true
  refuse "Install one beside it (python.org has them for every system; with uv:
  uv run --no-project --python 3.13 start.py)."
elif command -v apt-get >/dev/null 2>&1; then
  install="apt-get install -y --no-install-recommends python3 python3-venv"
elif command -v dnf >/dev/null 2>&1; then
  install="dnf install -y python3"
elif command -v pacman >/dev/null 2>&1; then
  install="pacman -S --needed --noconfirm python"
else
  refuse "Install one from https://www.python.org/downloads/ and start again."
fi

sudo=""
if [ "$(id -u)" -ne 0 ]; then
  if command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    sudo="sudo"
    echo "There is no Python here. To install it the system may ask for your password:"
    echo "  sudo $install"
  else
    refuse "An administrator can install it:
  $install"
  fi
else
  echo "There is no Python here; installing it: $install"
fi
export DEBIAN_FRONTEND=noninteractive
case $install in apt-get*) $sudo apt-get -qq update || true ;; esac
$sudo $install >/dev/null || refuse "Its installation failed; the words are above."
start "$@"
refuse "The system's own is another one; with uv: uv run --no-project --python 3.13 start.py"
