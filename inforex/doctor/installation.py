"""The settings, and the machine that this runs on."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from inforex.doctor.findings import Finding, note, ok, wrong
from settings import Settings, WrongSettingError

README = "README.md has every variable, with an example."
ROOM_NEEDED = 1_000_000_000
"""Bytes: files that are taken in, and what comes back by mail, have room with any less rarely."""


def read_settings(environment: Mapping[str, str]) -> tuple[Settings | None, list[Finding]]:
    """Read the environment as web and worker do; the settings are None where they would not."""
    try:
        settings = Settings.from_environment(environment)
    except WrongSettingError as error:
        return None, [wrong("settings", f"{error}.", README)]
    return settings, [ok("settings", "All can be used."), *_about_https(settings)]


def _about_https(settings: Settings) -> Iterator[Finding]:
    host = urlsplit(settings.base_url).hostname
    if not settings.https and host not in {"localhost", "127.0.0.1", "::1"}:
        yield note(
            "settings",
            f"BASE_URL is {settings.base_url}: passwords would cross the network in the clear.",
            "End HTTPS at the proxy, and give BASE_URL its https:// address.",
        )


def look_at_disk(settings: Settings) -> list[Finding]:
    """Whether files have room where this process would put them."""
    places = {Path(tempfile.gettempdir()): "temporary files"}
    if settings.bounce_maildir is not None:
        places[settings.bounce_maildir] = "BOUNCE_MAILDIR"
    return list(_rooms(places.items()))


def _rooms(places: Iterable[tuple[Path, str]]) -> Iterator[Finding]:
    for place, purpose in places:
        try:
            free = shutil.disk_usage(place).free
        except OSError as error:
            yield wrong(
                "disk",
                f"{place} ({purpose}): {error.strerror}.",
                "Make it, or correct the setting.",
            )
            continue
        says = f"{place} ({purpose}): {free / 1e9:,.1f} GB free."
        yield ok("disk", says) if free >= ROOM_NEEDED else wrong("disk", says, "Make room there.")
