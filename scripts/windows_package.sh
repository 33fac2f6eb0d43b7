#!/usr/bin/env bash
# Makes the Windows package without a Windows, and tries it: exact pins, bundle, installer,
# portable zip, then packaging/windows_table.py (installed, tested, upgraded, removed).
#   scripts/windows_package.sh RIG WORK [VERSION-OF-INNOSETUP-ON-NPM]
# RIG is a folder of make_rig.sh (made when it is missing; only read). WORK takes about 9 GB. As
# root; needs apt, pip, npm and Xvfb; 25 minutes on two quiet cores. Ends with packages in WORK/out
# and the table in WORK/table. A run that was broken off goes on with what lacks; remove WORK to
# begin anew.
set -euo pipefail
rig=$(realpath -m "${1:?rig}") work=$(realpath -m "${2:?work}") inno=${3:-6.4.1}
here=$(dirname "$(realpath "$0")")
project=$(realpath "$here/..")
[ -x "$rig/run" ] || "$here/windows/make_rig.sh" "$rig"
mkdir -p "$work/wheels" "$work/base/DLLs" "$work/base/Lib" "$work/out"
tools=$rig/tools/bin
z() { printf 'Z:%s' "${1//\//\\}"; } # /tmp/x -> Z:\tmp\x

# 1. A root of its own: Inno Setup is 32-bit, so Wine needs its i386 libraries (the new WoW64 runs
#    them in a 64-bit process).
root=$work/root
if [ ! -d "$root" ]; then
  cp -a --one-file-system "$rig/root" "$root"
  inside() { unshare -m bash -euc 'mount --rbind /proc "$0/proc"; mount --rbind /dev "$0/dev"; exec chroot "$0" "$@"' "$root" "$@"; }
  inside dpkg --add-architecture i386
  inside apt-get update -qq
  inside bash -c 'mkdir -p /opt/dl && cd /opt/dl && apt-get download libwine:i386'
  dpkg-deb -x "$root"/opt/dl/libwine_*_i386.deb "$work/i386"
  cp -n "$work"/i386/usr/lib/i386-linux-gnu/wine/i386-windows/* "$root/usr/lib/x86_64-linux-gnu/wine/i386-windows/"
fi
wine=$work/run
sed "s|@RIG@|$rig|g; s|@ROOT@|$root|g; s|@PREFIX@|$work/prefix|g" "$here/windows/run.sh.in" >"$wine"
chmod +x "$wine"
if [ ! -d "$work/prefix" ]; then
  "$wine" wineboot -i >/dev/null 2>&1 || true
  sleep 3
fi
# What a Windows 10 has and Wine lacks goes where Windows has it, so that PyInstaller treats it as
# the system's.
cp "$rig"/py/{concrt140,msvcp140,msvcp140_1,msvcp140_2,msvcp140_atomic_wait,vcruntime140,vcruntime140_1,vcomp140,icuuc}.dll \
  "$work/prefix/drive_c/windows/system32/"

# 2. A Python and a virtual environment in the layout of Windows: PyInstaller keeps DLLs beside
#    their packages only below a site-packages that Python itself knows. The embeddable build has
#    no venv module, so pyvenv.cfg is written by hand.
(cd "$work/base/Lib" && unzip -q -o "$rig/wheels/cp312/python312.zip")
for file in "$rig"/wheels/cp312/*; do
  case "${file##*/}" in
    *._pth | *.zip | _wmi.pyd | python.cat) ;;
    *.pyd | libcrypto* | libffi* | libssl* | sqlite3.dll) cp "$file" "$work/base/DLLs/" ;;
    *) cp "$file" "$work/base/" ;;
  esac
done
env=$work/build/env
if [ ! -d "$env/Lib/site-packages/PyInstaller" ]; then
  mkdir -p "$env/Scripts" "$env/Lib/site-packages"
  cp "$work"/base/python*.exe "$work"/base/python3*.dll "$work"/base/vcruntime*.dll "$env/Scripts/"
  printf 'home = %s\r\ninclude-system-site-packages = false\r\nversion = 3.12\r\n' "$(z "$work/base")" >"$env/pyvenv.cfg"
  # pip reads markers for the system that it runs on; licences.py reads them for any.
  PYTHONPATH=$project/packaging "$tools/python" - >"$work/pins.txt" <<PY
from pathlib import Path
import licences
for name in ("requirements.in", "requirements-build.in"):
    for pin, version in licences.pinned(Path("$project/packaging") / name, "win32").items():
        print(f"{pin}=={version}")
PY
  windows=(--platform win_amd64 --python-version 3.12 --implementation cp --only-binary=:all: --no-deps)
  "$tools/pip" download -q "${windows[@]}" -d "$work/wheels" -r "$work/pins.txt"
  "$tools/pip" install -q --no-index "${windows[@]}" --target "$env/Lib/site-packages" "$work"/wheels/*.whl
fi

# 3. Bundle, installer and zip, through the project's own build.py.
npm pack --silent --pack-destination "$work" "innosetup@$inno" >/dev/null
mkdir -p "$work/inno" && tar -xzf "$work/innosetup-$inno.tgz" -C "$work/inno"
compiler=$work/inno/package/bin
cd "$project"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) # there is no git under Wine
export SOURCE_DATE_EPOCH
build() { WINEPATH=$(z "$compiler") "$wine" "$(z "$env/Scripts/python.exe")" packaging/build.py "$1" --work "$(z "$work/build")" --out "$(z "$work/out")"; }
for verb in bundle installer zip checksums; do
  [ -f "$work/$verb.done" ] && continue
  build "$verb"
  touch "$work/$verb.done"
done

# 4. A user whose folders have letters of many scripts, the program's own among them.
own="$work/Müller 测试 😀"
rm -rf "$own" "$work/user"
mkdir -p "$own"
cp -al "$work/build/dist/emotion-workbench" "$own/"
"$wine" "$(z "$env/Scripts/python.exe")" scripts/windows/users_path.py "$(z "$work/user")" \
  --program "$(z "$own/emotion-workbench/emotion-gui.exe")"

# 5. As a person does it. Inno Setup's wizard needs a display even when it is silent.
exec "$tools/python" packaging/windows_table.py "$work/out" --out "$work/table" \
  --wine "$wine" --drive "$work/prefix/drive_c"
