#!/bin/sh
# Browser tests want a Chromium and a Chinese font. As root on Debian they are installed; elsewhere one line is said,
# the browser tests are skipped and everything else runs.
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the browser tests…"
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-wqy-microhei; } >/dev/null 2>&1 && exit 0
fi
echo "No Chromium here: the browser tests will be skipped."
