#!/bin/sh
# make_dmg.sh APP DMG: sign and notarise where an identity is given, then make the disk image.
#   CODESIGN_IDENTITY   "Developer ID Application: ..."; without it the image stays unsigned
#   NOTARY_PROFILE      a keychain profile of `xcrun notarytool store-credentials`
set -eu
app=$1
dmg=$2
here=$(dirname "$0")

if [ -n "${CODESIGN_IDENTITY:-}" ]; then
  codesign --force --deep --options runtime --timestamp \
    --entitlements "$here/entitlements.plist" --sign "$CODESIGN_IDENTITY" "$app"
  codesign --verify --deep --strict "$app"
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp -R "$app" "$folder/"
ln -s /Applications "$folder/Applications"
hdiutil create -volname "Emotion Workbench" -srcfolder "$folder" -ov -format ULFO "$dmg"

if [ -n "${CODESIGN_IDENTITY:-}" ] && [ -n "${NOTARY_PROFILE:-}" ]; then
  codesign --timestamp --sign "$CODESIGN_IDENTITY" "$dmg"
  xcrun notarytool submit "$dmg" --keychain-profile "$NOTARY_PROFILE" --wait
  xcrun stapler staple "$dmg"
fi
