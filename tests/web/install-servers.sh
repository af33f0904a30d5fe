#!/bin/sh
# Have the tests of proxy and limits an nginx and a Redis?  Where there is none it is installed with
# apt, but only on a machine that allows it: CI=true or TIMBAO_INSTALL_SERVERS=1.  None is started.
set -eu
wanted=
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || wanted="nginx-light"
command -v redis-server >/dev/null || wanted="$wanted redis-server"
if [ -z "$wanted" ]; then exit 0; fi
skipped="their tests will be skipped"
if [ "${CI:-}" != true ] && [ "${TIMBAO_INSTALL_SERVERS:-}" != 1 ]; then
    echo "no $wanted: $skipped; let make test install it: TIMBAO_INSTALL_SERVERS=1 make test" >&2
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "no $wanted, and it is installed only as root and with apt: $skipped" >&2
    exit 0
fi
policy=/usr/sbin/policy-rc.d # asked before a package starts its service
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi
# shellcheck disable=SC2086 # names of packages
if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
        --no-install-recommends $wanted >/dev/null; }; then
    echo "$wanted could not be installed: $skipped" >&2
fi
