#!/bin/sh
# Does a wheel hold all that it takes?  For each PYTHON that is there: a wheel is built, installed into
# a clean environment away from the checkout, and there indexes the sample corpus, searches and serves.
#     sh .ci/check-wheels.sh PYTHON…
set -u
checkout=$(cd "$(dirname "$0")/.." && pwd)
failed=0

# The steps are joined by &&: "set -e" does not count in what stands before "||".
check() { # PYTHON, in a folder of its own
    mkdir source && git -C "$checkout" archive HEAD | tar -x -C source &&
        "$1" -m pip wheel --quiet --no-deps --wheel-dir wheels ./source &&
        rm -rf source &&
        "$1" -m venv clean &&
        clean/bin/python -m pip install --quiet wheels/*.whl &&
        clean/bin/reindex --index index --sample --json >report &&
        clean/bin/python -m search --index index "dan van" >found &&
        clean/bin/python - <<'END' && echo "$("$1" --version): $(basename wheels/*.whl) indexes, finds and serves"
from web import create_app

client = create_app({"INDEX": "index"}).test_client()
for path in ("/", "/search?q=l%C5%A9", "/api", "/api/openapi.json", "/cach-tim", "/opensearch.xml"):
    assert client.get(path).status_code == 200, path
assert b"Search" in client.get("/?lang=en").data, "the translations"
END
}

for python; do
    if ! "$python" -c "" 2>/dev/null; then
        echo "$python: not here, skipped"
        continue
    fi
    folder=$(mktemp -d)
    (cd "$folder" && check "$python") || {
        echo "$python: failed" >&2
        failed=1
    }
    rm -rf "$folder"
done
exit $failed
