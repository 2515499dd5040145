#!/bin/sh
# Make sure the browser tests have a Chromium: install Debian's as root, or use what is there, or say what is not tested.
set -eu
if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
    exit 0
fi
echo "!!! NO BROWSER: the dashboard's browser tests will be skipped. Install one: sudo apt-get install chromium !!!" >&2
