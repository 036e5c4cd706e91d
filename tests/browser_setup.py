"""A Chromium and a Japanese font for the tests: found on the machine, else installed.

`python -m tests.browser_setup` fails without a browser and says how to get one; without a font
it says so and goes on, for only the screenshots need it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

DEBIAN_BROWSER = "chromium-headless-shell"
"""Chromium without windows, of which the tests open none."""

ON_THE_PATH = (
    DEBIAN_BROWSER,
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
DEBIAN_FONT = "fonts-noto-cjk"
INSTALLED_WITHIN = 600.0


def find_chromium() -> Path | None:
    """Find a browser: what CHROMIUM names, else one on the path, else Playwright's own.

    Ends the program when CHROMIUM names something that cannot be run.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        if shutil.which(named) is None:
            sys.exit(f"CHROMIUM is {named!r}, which cannot be run; give the path of a Chromium.")
        return Path(named)
    on_the_path = next(filter(None, map(shutil.which, ON_THE_PATH)), None)
    if on_the_path:
        return Path(on_the_path)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    return own if own.exists() else None


def has_japanese_font() -> bool:
    """Whether fontconfig knows a font for Japanese; without fontconfig nobody can tell."""
    if shutil.which("fc-list") is None:
        return False
    fonts = subprocess.run(
        ["fc-list", ":lang=ja"],  # noqa: S607 - wherever the machine has it
        capture_output=True,
        check=False,
    )
    return bool(fonts.stdout)


def install_chromium() -> Path | None:
    """Let Playwright install its browser, else Debian, and find it; None when neither can."""
    return (
        (succeeds(sys.executable, "-m", "playwright", "install", "chromium") and find_chromium())
        or (installed_by_debian(DEBIAN_BROWSER) and find_chromium())
        or None
    )


def installed_by_debian(package: str) -> bool:
    """Whether apt-get, which only root can use, has installed the package."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    quietly = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--yes", "--quiet")
    return succeeds(*quietly, "update") and succeeds(*quietly, "install", package)


def succeeds(*command: str) -> bool:
    try:
        done = subprocess.run(command, check=False, timeout=INSTALLED_WITHIN)  # noqa: S603 - ours
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main() -> None:
    browser = find_chromium() or install_chromium()
    if browser is None:
        sys.exit(
            "The tests need Chromium and found none. Install it "
            f"(Debian: apt-get install {DEBIAN_BROWSER} {DEBIAN_FONT}; elsewhere: "
            ".venv/bin/python -m playwright install --with-deps chromium), "
            "or name yours: make test CHROMIUM=/path/to/chromium"
        )
    if not has_japanese_font() and not installed_by_debian(DEBIAN_FONT):
        sys.stderr.write(
            "No Japanese font was found; the tests' screenshots may lack their text. "
            f"Install one (Debian: apt-get install fontconfig {DEBIAN_FONT}).\n"
        )
    sys.stdout.write(f"Browser of the tests: {browser}\n")


if __name__ == "__main__":
    main()
