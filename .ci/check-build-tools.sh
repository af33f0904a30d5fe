#!/bin/sh
# Can this machine build the project?  Says nothing if it can; else what is missing and the one
# line to type, instead of forty lines of pip.  The hot loops are compiled where they run, so
# besides Python (with venv) a C compiler and Python's headers are needed.
#     sh .ci/check-build-tools.sh [PYTHON]
set -u
python=${1:-python3}
oldest=11 # of Python 3, as requires-python in pyproject.toml says

sudo="sudo "
if [ "$(id -u)" = 0 ]; then sudo=; fi

apt_install() { # PACKAGES…
    echo "${sudo}apt update && ${sudo}apt install $*"
}

if [ "$(uname)" = Darwin ]; then
    system=macos
elif command -v apt-get >/dev/null; then
    system=apt
elif command -v dnf >/dev/null; then
    system=dnf
else
    system=other
fi

give_up() { # WHAT IS MISSING, WHAT TO TYPE
    printf '%s\n' "This machine cannot build Tìm Báo yet: $1." "Type:  $2" >&2
    exit 1
}

is_new_enough() {
    "$1" -c "import sys; sys.exit(sys.version_info < (3, $oldest))" 2>/dev/null
}

name_a_newer_python() { # WHAT IS WRONG WITH THIS ONE
    for minor in 14 13 12 11; do
        if is_new_enough "python3.$minor"; then
            give_up "$1" "make run PYTHON=python3.$minor"
        fi
    done
    if [ $system = macos ]; then
        give_up "$1" "brew install python@3.13 && make run PYTHON=python3.13"
    fi
    if [ $system = apt ]; then
        for minor in 14 13 12 11; do
            new=python3.$minor
            if apt-cache show $new-venv >/dev/null 2>&1; then
                give_up "$1" "$(apt_install $new-venv $new-dev) && make run PYTHON=$new"
            fi
        done
    fi
    if [ $system = dnf ]; then
        give_up "$1" "${sudo}dnf install python3.12-devel && make run PYTHON=python3.12"
    fi
    give_up "$1" "make run PYTHON=/path/to/a/newer/python3   (https://www.python.org/downloads/)"
}

if ! command -v "$python" >/dev/null; then
    if [ $system = apt ] && [ "$python" = python3 ]; then
        give_up "there is no python3" "$(apt_install python3-venv python3-dev build-essential)"
    fi
    name_a_newer_python "there is no $python"
fi
if ! "$python" -c "" >/dev/null 2>&1; then # a shim of pyenv, say, with no Python behind it
    name_a_newer_python "$python does not run; name a newer Python with PYTHON=/path/to/python3"
fi
if ! is_new_enough "$python"; then
    name_a_newer_python "$("$python" --version 2>&1) is older than 3.$oldest"
fi

ask() {
    "$python" -c "import sys, sysconfig; print($1)"
}
version=$(ask '"%d.%d" % sys.version_info[:2]')
headers=$(ask 'sysconfig.get_path("include")')
compiler=${CC:-$(ask 'sysconfig.get_config_var("CC") or "cc"')}

missing= debian= fedora= # what, and the packages that bring it
lacks() { # WHAT, DEBIAN'S PACKAGE, FEDORA'S PACKAGE
    missing="$missing${missing:+, }$1"
    debian="$debian $2" # split into words again where it is used
    fedora="$fedora $3"
}
compiles() { # with the compiler's options, and the C library's headers: both can be missing
    echo '#include <stdlib.h>' | $compiler -x c -fsyntax-only - >/dev/null 2>&1
}
if ! compiles; then lacks "no C compiler that works ($compiler)" build-essential gcc; fi
if [ ! -f "$headers/Python.h" ]; then
    lacks "no headers of Python $version ($headers/Python.h)" "python$version-dev" python3-devel
fi
if ! "$python" -c "import ensurepip, venv" 2>/dev/null; then
    lacks "Python $version without venv" "python$version-venv" python3
fi
if [ -z "$missing" ]; then exit 0; fi

case $system in
    macos) give_up "$missing" "xcode-select --install" ;;
    apt) give_up "$missing" "$(apt_install $debian)" ;;
    dnf) give_up "$missing" "${sudo}dnf install$fedora" ;;
    *) give_up "$missing" "your package manager's line for: gcc, Python $version with venv and headers" ;;
esac
