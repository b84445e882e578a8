#!/bin/sh
# install.sh PYTHON VENV REQUIREMENTS: make VENV and install the pinned requirements and the project.
set -eu

python=$1
venv=$2
requirements=$3

fail() {
    echo "talentfeed: $*" >&2
    exit 1
}

command -v "$python" >/dev/null 2>&1 || fail "no $python here; name one: make PYTHON=python3.12 setup"
"$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || fail \
    "$("$python" --version 2>&1) will not do: Python 3.11, 3.12 or 3.13 is needed; name one: make PYTHON=python3.12 setup"

# An environment of another Python, or one that broke off, is made anew. The marker of our own keeps
# a folder that is not an environment from being removed.
wanted=$("$python" -c 'import sys; print(*sys.version_info[:2], sep=".")')
present=$("$venv/bin/python" -c 'import sys; print(*sys.version_info[:2], sep=".")' 2>/dev/null || true)
if [ "$wanted" != "$present" ]; then
    if [ -e "$venv" ] && [ ! -f "$venv/pyvenv.cfg" ]; then
        fail "$venv is not a Python environment: move it away"
    fi
    rm -rf "$venv"
    "$python" -m venv "$venv" || fail \
        "$python cannot make an environment; on Debian and Ubuntu: apt-get install python3-venv"
fi

# One pinned requirement with its hashes, as pip wants it.
pinned() {
    awk -v name="$1" '$0 ~ "^" name "==" { on = 1 } on { print } on && !/\\$/ { exit }' requirements-dev.txt
}

uv=$(command -v uv || true)
if [ -z "$uv" ] && [ "${TALENTFEED_NO_UV:-}" != 1 ]; then
    pinned uv >"$venv/uv.txt"
    if "$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$venv/uv.txt"; then
        uv=$venv/bin/uv
    else
        echo "talentfeed: no uv for this machine; pip will do, more slowly" >&2
    fi
fi

if [ -n "$uv" ] && [ "${TALENTFEED_NO_UV:-}" != 1 ]; then
    # Compiled once, here: where PYTHONDONTWRITEBYTECODE is set, each process would compile 500 modules anew. (pip
    # compiles what it installs in any case.)
    "$uv" pip install -q --compile-bytecode --python "$venv/bin/python" --require-hashes -r "$requirements"
    "$uv" pip install -q --python "$venv/bin/python" --no-deps --no-build-isolation -e .
else
    pip="$venv/bin/python -m pip --disable-pip-version-check"
    $pip install -q --require-hashes -r "$requirements"
    $pip install -q --no-deps --no-build-isolation -e .
fi
