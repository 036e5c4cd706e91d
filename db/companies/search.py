"""Companies by what somebody types of their names (product.md, step 2).

Each way of finding is a statement that reads few rows whatever is asked for and however many
names there are; the next one is tried only while there is room on the page.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

import asyncpg

from db.engine import planned_for_its_values
from db.tables.companies import Company, CompanyKey
from domain.company_names import loose_search_key, search_words
from domain.romaji import katakana_of
from domain.text import to_katakana

MOST_ROWS = 20

TO_SEARCH = 500
"""Milliseconds; what was found by then is the answer."""

LOOKED_THROUGH = 5_000
"""Names that are read one by one first: what is found in fewer is found faster by the index."""

PAIRS_TO_KEEP = 2
"""How many pairs of characters a slip leaves at least; by fewer, too many names would be read."""

ALIKE = 0.25
"""How many of their trigrams names share at least, to be called alike."""

RANKED = 200
"""Names that contain what was asked for, among which the shortest come first."""


@dataclass(frozen=True)
class CompanyFound:
    """All that the public search shows of a company (S11).

    `same`: whether its name is the one asked for, but for legal form, width, kana and old forms
    of kanji; others only contain it or look like it.
    """

    name: str
    head_office: str
    same: bool


@dataclass(frozen=True)
class CompaniesFound:
    """At most `MOST_ROWS` companies, the best match first; `more` when there were others."""

    companies: tuple[CompanyFound, ...]
    more: bool

    @property
    def same(self) -> tuple[CompanyFound, ...]:
        return tuple(each for each in self.companies if each.same)

    @property
    def alike(self) -> tuple[CompanyFound, ...]:
        return tuple(each for each in self.companies if not each.same)


async def search_companies(name: str) -> CompaniesFound:
    """Find companies by their name, a former one, a part, or the reading; not those that left.

    Those of that name come first, then names that begin so, then names that contain every word of
    it; where there are none, names that it is by a slip, or that share a half of it. `name` was
    accepted by `accept_company_name`.
    """
    found: dict[str, None] = {}
    try:
        async with planned_for_its_values(), aclosing(_by_each_way(name)) as ways:
            await Company.raw(f"SET LOCAL statement_timeout = {TO_SEARCH}")
            async for more in ways:
                found |= dict.fromkeys(more)
                if len(found) > MOST_ROWS:
                    break
    except asyncpg.QueryCanceledError:
        pass
    companies = await _shown(tuple(found)[: MOST_ROWS + 1], loose_search_key(name))
    return CompaniesFound(companies[:MOST_ROWS], more=len(companies) > MOST_ROWS)


async def _by_each_way(name: str) -> AsyncGenerator[list[str], None]:
    spellings = await _spellings(name)
    nothing = True
    for way in (_whole, _beginning, _among_the_first, _anywhere):
        for words in spellings:
            found = await way(words)
            nothing = nothing and not found
            yield found
    for way in (_with_a_slip, _by_a_half) if nothing else ():
        found = [company for words in spellings for company in await way(words)]
        yield found
        if found:
            break


async def _spellings(name: str) -> list[list[str]]:
    """The keys of the words that were typed, and of what they read as in kana."""
    words = search_words(name)
    reading = katakana_of(name) or to_katakana(name)
    (row,) = await Company.raw(
        """
        SELECT ARRAY(SELECT widest_key(word) FROM unnest({}::text[]) AS word) AS words,
            reading_key({}) AS reading
        """,
        words,
        reading,
    )
    read = [row["reading"]] if _is_kana(row["reading"]) else []
    return [each for each in (row["words"], read) if each]


def _is_kana(text: str) -> bool:
    return bool(text) and all("ァ" <= sign <= "ヺ" for sign in text)


async def _whole(words: Sequence[str]) -> list[str]:
    return await _found(
        "SELECT company FROM company_key WHERE key = {} LIMIT {}", "".join(words), MOST_ROWS + 1
    )


async def _beginning(words: Sequence[str]) -> list[str]:
    return await _found(
        "SELECT company FROM company_key WHERE key LIKE {} ORDER BY key LIMIT {}",
        f"{''.join(words)}%",
        MOST_ROWS + 1,
    )


async def _among_the_first(words: Sequence[str]) -> list[str]:
    """Parts that many names have are found soon, in whichever order one looks."""
    if _too_short(words):
        return []
    return await _found(
        """
        SELECT company FROM
            (SELECT company, key FROM company_key ORDER BY id LIMIT {}) AS first
        WHERE key LIKE ALL ({}::text[])
        ORDER BY length(key), key LIMIT {}
        """,
        LOOKED_THROUGH,
        [f"%{word}%" for word in words],
        MOST_ROWS + 1,
    )


async def _anywhere(words: Sequence[str]) -> list[str]:
    """Parts that few names have are found by the index."""
    if _too_short(words):
        return []
    return await _found(
        """
        SELECT company FROM (
            SELECT company, key FROM company_key
            WHERE key_pairs(key) @> {}::text[] AND key LIKE ALL ({}::text[]) LIMIT {}
        ) AS containing
        ORDER BY length(key), key LIMIT {}
        """,
        [pair for word in words for pair in _pairs(word)],
        [f"%{word}%" for word in words],
        RANKED,
        MOST_ROWS + 1,
    )


async def _with_a_slip(words: Sequence[str]) -> list[str]:
    """One character was mistyped, left out or put in; which one, nobody knows."""
    key = "".join(words)
    typed = [
        (key[:place], gap, key[place + wrong :])
        for place in range(len(key))
        for wrong, gap in ((1, "_"), (0, "_"), (1, ""))
        if max(place - 1, 0) + max(len(key) - place - wrong - 1, 0) >= PAIRS_TO_KEEP
    ]
    return await _found(
        """
        SELECT company
        FROM unnest({}::text[], {}::text[], {}::text[]) AS typed (before, gap, after), LATERAL (
            SELECT company, key FROM company_key
            WHERE key_pairs(key) @> (key_pairs(before) || key_pairs(after))
                AND key LIKE '%' || before || gap || after || '%' LIMIT {}
        ) AS meant
        GROUP BY company HAVING max(similarity(key, {})) >= {}
        ORDER BY max(similarity(key, {})) DESC, company LIMIT {}
        """,
        [before for before, _, _ in typed],
        [gap for _, gap, _ in typed],
        [after for _, _, after in typed],
        MOST_ROWS + 1,
        key,
        ALIKE,
        key,
        MOST_ROWS + 1,
    )


async def _by_a_half(words: Sequence[str]) -> list[str]:
    """Whoever mistyped more typed one half of it well; a half that very many have says little."""
    key = "".join(words)
    middle = len(key) // 2
    halves = [
        half
        for half in (key[:middle], key[middle:])
        if len(half) > 1 and len(await _among_the_first([half])) <= MOST_ROWS
    ]
    return await _found(
        """
        SELECT company FROM unnest({}::text[]) AS half, LATERAL (
            SELECT company, key FROM company_key
            WHERE key_pairs(key) @> key_pairs(half) AND key LIKE '%' || half || '%' LIMIT {}
        ) AS containing
        GROUP BY company HAVING max(similarity(key, {})) >= {}
        ORDER BY max(similarity(key, {})) DESC, company LIMIT {}
        """,
        halves,
        RANKED,
        key,
        ALIKE,
        key,
        MOST_ROWS + 1,
    )


async def _found(statement: str, *values: object) -> list[str]:
    rows = await CompanyKey.raw(statement, *values)
    return [row["company"] for row in rows]


def _too_short(words: Sequence[str]) -> bool:
    """One character is looked for at the beginning only: most names have any of them somewhere."""
    return all(len(word) < 2 for word in words)


def _pairs(word: str) -> list[str]:
    return [word[place : place + 2] for place in range(len(word) - 1)]


async def _shown(companies: Sequence[str], loose: str) -> tuple[CompanyFound, ...]:
    rows = await Company.raw(
        """
        SELECT name, head_office, loose_search_key = {} AS same
        FROM unnest({}::text[]) WITH ORDINALITY AS found (company_id, place)
            JOIN company USING (company_id)
        ORDER BY loose_search_key <> {}, place
        """,
        loose,
        companies,
        loose,
    )
    return tuple(CompanyFound(row["name"], row["head_office"], row["same"]) for row in rows)
