"""Writes what gettext reads of the Japanese for click's own words.

Run it as `python -m tests.inforex.click_words`, which `make lists` does.
"""

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from inforex.language import LOCALE

COMPILED = LOCALE / "ja/LC_MESSAGES/messages.mo"


def words_of_click() -> Catalog:
    """The Japanese as it is written by hand."""
    with COMPILED.with_suffix(".po").open("rb") as file:
        return read_po(file)


if __name__ == "__main__":
    with COMPILED.open("wb") as file:
        write_mo(file, words_of_click())
