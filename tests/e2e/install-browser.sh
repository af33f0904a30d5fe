#!/bin/sh
# Have the browser tests a Chromium?  Where there is none it is installed with apt, but only on a
# machine that allows it: CI=true or TIMBAO_INSTALL_BROWSER=1.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then exit 0; fi
done
skipped="the browser tests will be skipped"
if [ "${CI:-}" != true ] && [ "${TIMBAO_INSTALL_BROWSER:-}" != 1 ]; then
    echo "no Chromium: $skipped; let make test install it: TIMBAO_INSTALL_BROWSER=1 make test" >&2
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "no Chromium, and it is installed only as root and with apt: $skipped" >&2
    exit 0
fi
if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends chromium >/dev/null; }; then
    echo "Chromium could not be installed: $skipped" >&2
fi
