#!/bin/sh
# write-env.sh EXAMPLE TARGET: copy EXAMPLE, giving each empty NAME= a random secret of 48 hex digits.
# An existing TARGET is never touched: the databases that run know its passwords.
set -eu

example=$1
target=$2

if [ -e "$target" ]; then
    echo "talentfeed: $target exists and is kept" >&2
    exit 0
fi
umask 077
partial=$target.partial
while IFS= read -r line; do
    case $line in
    \#* | '' | *=?*) printf '%s\n' "$line" ;;
    # Fernet wants its 32 bytes in URL-safe base64.
    *_FERNET_KEY=) printf '%s%s\n' "$line" "$(head -c 32 /dev/urandom | base64 | tr '+/' '-_')" ;;
    *=) printf '%s%s\n' "$line" "$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')" ;;
    *)
        echo "talentfeed: $example: not a NAME=value line: $line" >&2
        exit 1
        ;;
    esac
done <"$example" >"$partial"
mv "$partial" "$target"
echo "talentfeed: wrote $target; keep it out of version control" >&2
