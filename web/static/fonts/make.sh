#!/bin/sh
# Makes the two fonts beside this file anew, with their licence: `make fonts`.  Needs npm and the network.
#
# Source Serif 4 (Adobe, OFL 1.1) as npm's @fontsource-variable/source-serif-4 has it, in two files that
# browsers load together: Latin with figures and punctuation, and the letters that only Vietnamese has
# (U+1EA0–1EF9, Ă, Đ, Ĩ, Ũ, Ơ, Ư and combining marks).  Weights 400 to 700 are all that the page uses.
set -eu
VERSION=5.3.1
BIN=$1
HERE=$(cd "$(dirname "$0")" && pwd)
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

cd "$WORK"
npm pack --silent "@fontsource-variable/source-serif-4@$VERSION" >/dev/null
tar xzf ./*.tgz
for part in latin vietnamese; do
    "$BIN/fonttools" varLib.instancer --quiet --output "$part.ttf" \
        "package/files/source-serif-4-$part-wght-normal.woff2" wght=400:700
    "$BIN/pyftsubset" "$part.ttf" --unicodes='*' --layout-features='*' --flavor=woff2 \
        --output-file="$HERE/source-serif-4-$part.woff2"
done
cp package/LICENSE "$HERE/OFL.txt"
