#!/bin/sh
# Is there the Nu Html Checker, by which the W3C validates?  It needs Java; on a machine that allows it
# (CI=true or TIMBAO_INSTALL_BROWSER=1) it is fetched, 28 MB, into the folder that is named: .venv.
set -eu
VERSION=26.9.27
if [ -f "$1/vnu.jar" ]; then exit 0; fi
skipped="the test that validates the pages will be skipped"
if ! command -v java >/dev/null; then
    echo "no Java: $skipped" >&2
    exit 0
fi
if [ "${CI:-}" != true ] && [ "${TIMBAO_INSTALL_BROWSER:-}" != 1 ]; then
    echo "no $1/vnu.jar: $skipped; let make test fetch it: TIMBAO_INSTALL_BROWSER=1 make test" >&2
    exit 0
fi
if curl -sfL "https://registry.npmjs.org/vnu-jar/-/vnu-jar-$VERSION.tgz" |
    tar xzO package/build/dist/vnu.jar >"$1/vnu.jar.part"; then
    mv "$1/vnu.jar.part" "$1/vnu.jar"
else
    rm -f "$1/vnu.jar.part"
    echo "the Nu Html Checker could not be fetched: $skipped" >&2
fi
