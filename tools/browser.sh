#!/bin/sh
# Install the system's Chromium for the browser tests, where that is possible and needed.
# Never fails: the tests say loudly what they did without.
set -u

# What drives the browser needs one library that a small system lacks.
has_library() { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q 'libatomic\.so\.1'; }

for program in ${TALENTFEED_TEST_BROWSER:-chromium chromium-browser google-chrome google-chrome-stable}; do
    command -v "$program" >/dev/null 2>&1 && has_library && exit 0
done
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "talentfeed: no browser, and none can be installed here: its tests will not run" >&2
    exit 0
fi
echo "talentfeed: installing chromium for the browser tests"
export DEBIAN_FRONTEND=noninteractive
install="apt-get install -qq -y --no-install-recommends chromium libatomic1"
$install >/dev/null 2>&1 || { apt-get update -qq && $install >/dev/null; } ||
    echo "talentfeed: chromium could not be installed: its tests will not run" >&2
exit 0
