"""What somebody typed of a name, as the keys of names have it (migration of the keys)."""

from collections.abc import Sequence

from db.tables.companies import CompanyKey
from domain.company_names import search_words
from domain.romaji import katakana_of
from domain.text import to_katakana


async def spellings(typed: str) -> list[list[str]]:
    """Return the words as keys of names have them, then as readings do, if they can be read.

    Legal forms are left out. `typed` has a letter or digit, as `accept_company_name` demands.
    """
    words = search_words(typed)
    reading = katakana_of(typed) or to_katakana(typed)
    (row,) = await CompanyKey.raw(
        """
        SELECT ARRAY(SELECT widest_key(word) FROM unnest({}::text[]) AS word) AS words,
            reading_key({}) AS reading
        """,
        words,
        reading,
    )
    read = [row["reading"]] if _is_kana(row["reading"]) else []
    return [row["words"]] if read in ([], row["words"]) else [row["words"], read]


def grams(words: Sequence[str]) -> list[str]:
    """Return what `key_grams` of every key has in it that contains all these words.

    The threes of a word say all that its twos say, and are in far fewer names.
    """
    return [gram for word in words for gram in _grams(word)]


def _grams(word: str) -> list[str]:
    size = 3 if len(word) > 2 else 2
    return [word[place : place + size] for place in range(len(word) - size + 1)]


CONTAINING = "key_grams(key) @> {}::text[] AND key LIKE ALL ({}::text[])"
"""The condition that a key contains some words: filled with their `grams` and `parts`."""


def parts(words: Sequence[str]) -> list[str]:
    """Return the pattern of each word; keys and words have no sign that means more than itself."""
    return [f"%{word}%" for word in words]


def are_too_short(words: Sequence[str]) -> bool:
    """Whether they are looked for at the beginning only: most names have any sign somewhere."""
    return all(len(word) < 2 for word in words)


def keys_with(words: Sequence[str]) -> tuple[str, *tuple[object, ...]]:
    """Return the condition, with its values, that a row of a table of keys has these words."""
    if are_too_short(words):
        return "key LIKE {}", f"{''.join(words)}%"
    return (
        CONTAINING,
        grams(words),
        parts(words),
    )


def _is_kana(text: str) -> bool:
    return bool(text) and all("ァ" <= sign <= "ヺ" for sign in text)
