#!/bin/sh
# Run a command with the secrets that are files, the way container platforms hand them out:
# TALENTFEED_INDEX_API_KEY_FILE=/path gives TALENTFEED_INDEX_API_KEY.
set -eu

if [ -n "${TALENTFEED_INDEX_API_KEY_FILE:-}" ]; then
    TALENTFEED_INDEX_API_KEY=$(cat "$TALENTFEED_INDEX_API_KEY_FILE")
    export TALENTFEED_INDEX_API_KEY
fi
exec "$@"
