"""Companies by what somebody types of their names (product.md, step 2).

Each way of finding is a statement that reads few rows whatever is asked for and however many
names there are; the next one is tried only while there is room on the page.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from itertools import permutations, product

import asyncpg

from db.engine import planned_for_its_values
from db.spellings import are_too_short, grams, parts, spellings
from db.tables.companies import Company, CompanyKey
from domain.company_names import loose_search_key, says_too_little

MOST_ROWS = 20

TO_SEARCH = 500
"""Milliseconds; what was found by then is the answer."""

TO_COLLECT = "32MB"
"""Memory for what an index finds of the commonest words; with less, rows are read to check it."""

PAIRS_TO_KEEP = 2
"""How many pairs of characters a slip leaves at least; by fewer, too many names would be read."""

ALIKE = 0.25
"""How many of their trigrams names share at least, to be called alike."""

RANKED = 200
"""Names that contain what was asked for, among which the shortest come first."""

LOOKED_THROUGH = 2_000
"""Names that contain the pieces of what was asked for, and are then read one by one."""

_LIMITS = f"""
    SELECT set_config('statement_timeout', '{TO_SEARCH}', true),
        set_config('work_mem', '{TO_COLLECT}', true)
"""

COMMON = 600
"""So many of the first 300,000 names, or more, contain what is called common."""


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
    """At most `MOST_ROWS` companies, the best match first.

    `more`: there are others, or may be, for not all names were looked through.
    """

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
    accepted by `accept_company_name`; one letter or digit finds only companies of that name.
    """
    found, others = await named(name)
    companies = await _shown(found, loose_search_key(name))
    return CompaniesFound(companies[:MOST_ROWS], more=others or len(companies) > MOST_ROWS)


async def named(name: str, *, or_alike: bool = True) -> tuple[list[str], bool]:
    """The 企業ID of what `search_companies` finds, at most one more than it shows, the best first.

    And whether there are others, or may be. `or_alike`: where there are none, of such as share a
    half of it. Begins a transaction of its own, for a statement of it may be cut off.
    """
    found: dict[str, None] = {}
    try:
        async with planned_for_its_values(), aclosing(_by_each_way(name, or_alike)) as ways:
            await Company.raw(_LIMITS)
            async for more in ways:
                found |= dict.fromkeys(more)
                if len(found) > MOST_ROWS:
                    break
    except asyncpg.QueryCanceledError:
        found[_OTHERS] = None
    others = _OTHERS in found
    return [company for company in found if company != _OTHERS][: MOST_ROWS + 1], others


async def _by_each_way(name: str, or_alike: bool) -> AsyncGenerator[list[str], None]:  # noqa: FBT001 -- private
    written = await spellings(name)
    if says_too_little(name):
        yield await _whole(written[0])
        return
    nothing = True
    for way in (_beginning, _side_by_side, _containing):
        for words in written:
            found = await way(words)
            nothing = nothing and not any(found)
            yield found
    for way, words in product((_with_a_slip, _by_a_half) if nothing and or_alike else (), written):
        if found := await way(words):
            yield found
            break


async def _whole(words: Sequence[str]) -> list[str]:
    return await _found(
        "SELECT company FROM company_key WHERE key = {} LIMIT {}", "".join(words), MOST_ROWS + 1
    )


async def _beginning(words: Sequence[str]) -> list[str]:
    """In the order of the keys the name itself comes first."""
    return await _found(
        "SELECT company FROM company_key WHERE key LIKE {} ORDER BY key LIMIT {}",
        f"{''.join(words)}%",
        MOST_ROWS + 1,
    )


async def _side_by_side(words: Sequence[str]) -> list[str]:
    """Words in another order; where one ends and the next begins, few names are alike."""
    if not 1 < len(words) < 4:
        return []
    turned = ["".join(each) for each in permutations(words)]
    return await _looked_up([_Lookup((key,), tuple(parts([key]))) for key in turned])


async def _containing(words: Sequence[str]) -> list[str]:
    """Parts that many names have are found in the first of them, others wherever they are."""
    if are_too_short(words):
        return []
    return await _looked_up([_Lookup(tuple(words), tuple(parts(words)), all=True)])


async def _with_a_slip(words: Sequence[str]) -> list[str]:
    """One character was mistyped, left out or put in; which one, nobody knows."""
    key = "".join(words)
    nobodys = await _nobodys(key)
    typed = [
        (key[:place], key[place + wrong :], gaps)
        for place in range(len(key))
        for wrong, gaps in ((1, ("_", "")), (0, ("_",)))
        if max(place - 1, 0) + max(len(key) - place - wrong - 1, 0) >= PAIRS_TO_KEEP
        and all(start + 1 - wrong <= place < end for start, end in nobodys)
    ]
    return await _looked_up(
        [
            _Lookup((before, after), tuple(f"%{before}{gap}{after}%" for gap in gaps))
            for before, after, gaps in typed
        ],
        like=key,
    )


async def _nobodys(key: str) -> list[tuple[int, int]]:
    """Where in a key three characters begin and end that no key has: the slip is among them."""
    rows = await CompanyKey.raw(
        """
        SELECT place FROM unnest({}::text[]) WITH ORDINALITY AS each (gram, place)
        WHERE NOT EXISTS (
            SELECT FROM company_key WHERE id / 300000 = 0 AND key_grams(key) @> ARRAY[gram]
        ) AND NOT EXISTS (SELECT FROM company_key WHERE key_grams(key) @> ARRAY[gram])
        """,
        grams([key]),
    )
    size = min(len(key), 3)
    return [(row["place"] - 1, row["place"] - 1 + size) for row in rows]


async def _by_a_half(words: Sequence[str]) -> list[str]:
    """Whoever mistyped more typed one half of it well."""
    key = "".join(words)
    middle = len(key) // 2
    halves = [half for half in (key[:middle], key[middle:]) if len(half) > 1]
    return await _looked_up([_Lookup((half,), tuple(parts([half]))) for half in halves], like=key)


@dataclass(frozen=True)
class _Lookup:
    """Keys that contain all `words` and match one of the patterns, or `all` of them."""

    words: tuple[str, ...]
    patterns: tuple[str, ...]
    all: bool = False

    @property
    def grams(self) -> str:
        return " ".join(grams(self.words))

    @property
    def words_as_grams(self) -> str:
        return "|".join(" ".join(grams([word])) for word in self.words if len(word) > 1)


_OTHERS = ""
"""In the place of a company: others were not looked for."""

_LOOKED_UP = f"""
    SELECT company FROM unnest({{}}::text[], {{}}::text[], {{}}::text[], {{}}::bool[])
        AS wanted (grams, words, patterns, every), LATERAL (
        WITH first AS MATERIALIZED (
            SELECT company, key FROM company_key
            WHERE id / 300000 = 0 AND key_grams(key) @> string_to_array(grams, ' ')
            LIMIT {LOOKED_THROUGH}
        ), fitting AS MATERIALIZED (
            SELECT company, key FROM first
            WHERE CASE WHEN every THEN key LIKE ALL (string_to_array(patterns, ' '))
                ELSE key LIKE ANY (string_to_array(patterns, ' ')) END
            LIMIT {RANKED}
        ), few AS MATERIALIZED (
            SELECT EXISTS (
                SELECT FROM unnest(string_to_array(words, '|')) AS word WHERE (
                    SELECT count(*) FROM (
                        SELECT FROM company_key WHERE id / 300000 = 0
                            AND key_grams(key) @> string_to_array(word, ' ')
                        LIMIT {COMMON}
                    ) AS common
                ) < {COMMON}
            ) AS is_said
            WHERE (SELECT count(*) FROM fitting) <= {MOST_ROWS}
        )
        SELECT company, key FROM fitting
        UNION ALL SELECT '{_OTHERS}', '' FROM few WHERE NOT is_said
        UNION ALL (
            SELECT company, key FROM (
                SELECT company, key FROM company_key
                WHERE key_grams(key) @> string_to_array(grams, ' ')
                    AND (SELECT is_said FROM few)
                LIMIT {LOOKED_THROUGH}
            ) AS rest
            WHERE CASE WHEN every THEN key LIKE ALL (string_to_array(patterns, ' '))
                ELSE key LIKE ANY (string_to_array(patterns, ' ')) END
            LIMIT {RANKED}
        )
    ) AS containing
"""  # noqa: S608 -- constants only
_SHORTEST_FIRST = "GROUP BY company ORDER BY min(length(key)), min(key) LIMIT {}"
_MOST_ALIKE_FIRST = """
    GROUP BY company HAVING max(similarity(key, {})) >= {}
    ORDER BY max(similarity(key, {})) DESC, company LIMIT {}
"""


async def _looked_up(lookups: Sequence[_Lookup], *, like: str = "") -> list[str]:
    """Look among the first names, and among all where those few are not enough.

    Not among all where every word is common: their lists are long, and what they share says
    little. `_OTHERS` then stands among what was found. In the order of length, or of likeness to
    `like`.
    """
    values = (
        [each.grams for each in lookups],
        [each.words_as_grams for each in lookups],
        [" ".join(each.patterns) for each in lookups],
        [each.all for each in lookups],
    )
    if like:
        order = (like, ALIKE, like, MOST_ROWS + 1)
        return await _found(_LOOKED_UP + _MOST_ALIKE_FIRST, *values, *order)
    return await _found(_LOOKED_UP + _SHORTEST_FIRST, *values, MOST_ROWS + 1)


async def _found(statement: str, *values: object) -> list[str]:
    rows = await CompanyKey.raw(statement, *values)
    return [row["company"] for row in rows]


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
