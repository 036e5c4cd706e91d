#!/bin/sh
# Have Debian install Chromium and a Japanese font while pip is at work, which uses one processor.
#
# It does nothing where there is a browser already, or nobody who may install one. What fails here,
# `tests/browser_setup.py` does once more, or says what to do.
[ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || exit 0
for own in "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium*; do
    [ -e "$own" ] && exit 0
done
for browser in "${CHROMIUM:-}" chromium-headless-shell chromium chromium-browser google-chrome \
    google-chrome-stable; do
    command -v "$browser" >/dev/null && exit 0
done
export DEBIAN_FRONTEND=noninteractive
{
    apt-get --yes --quiet update &&
        apt-get --yes --quiet install chromium-headless-shell fonts-noto-cjk
} || true
