"""Writes what gettext reads of the Japanese for click's own words.

Run it as `python -m tests.inforex.click_words`, which `make lists` does.
"""

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from inforex.language import LOCALE

FOLDER = LOCALE / "ja/LC_MESSAGES"
COMPILED = FOLDER / "messages.mo"


def compiled(folder: Path = FOLDER) -> bytes:
    """The catalogue as gettext reads it."""
    out = BytesIO()
    with (folder / "messages.po").open("rb") as file:
        write_mo(out, read_po(file))
    return out.getvalue()


if __name__ == "__main__":
    COMPILED.write_bytes(compiled())
