#!/bin/sh
# Install Chromium for the browser tests where that is possible: root on a system with apt.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then exit 0; fi
done
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "no Chromium, and no way to install it from here: the browser tests will be skipped" >&2
    exit 0
fi
if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends chromium >/dev/null; }; then
    echo "Chromium could not be installed: the browser tests will be skipped" >&2
fi
