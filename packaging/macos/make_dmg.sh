#!/bin/sh
# make_dmg.sh APP DMG: notarise where secrets are given, then make the disk image.
#   CODESIGN_IDENTITY   "Developer ID Application: ..."; without it the image stays unsigned
#   NOTARY_PROFILE      a keychain profile of `xcrun notarytool store-credentials`
#   NOTARY_KEYCHAIN     the keychain that holds it, where that is not the user's own
# PyInstaller has signed every library and the application already, from the inside out and with
# the entitlements; signing again from above (--deep) would put the application's entitlements on
# all of them.
set -eu
app=$1
dmg=$2

notarise() {
  xcrun notarytool submit "$1" --keychain-profile "$NOTARY_PROFILE" \
    ${NOTARY_KEYCHAIN:+--keychain "$NOTARY_KEYCHAIN"} --wait
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if [ -n "${CODESIGN_IDENTITY:-}" ]; then
  codesign --verify --deep --strict "$app"
  if [ -n "${NOTARY_PROFILE:-}" ]; then
    # The application has its own ticket, so that it opens without network once it was copied.
    ditto -c -k --keepParent "$app" "$folder/app.zip"
    notarise "$folder/app.zip"
    xcrun stapler staple "$app"
  fi
fi

mkdir "$folder/image"
cp -R "$app" "$folder/image/"
ln -s /Applications "$folder/image/Applications"
hdiutil create -volname "Emotion Workbench" -srcfolder "$folder/image" -ov -format ULFO "$dmg"

if [ -n "${CODESIGN_IDENTITY:-}" ]; then
  codesign --timestamp --sign "$CODESIGN_IDENTITY" "$dmg"
  if [ -n "${NOTARY_PROFILE:-}" ]; then
    notarise "$dmg"
    xcrun stapler staple "$dmg"
  fi
fi
