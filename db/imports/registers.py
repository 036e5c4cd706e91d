"""Lines of imported files, added to the register of companies and to that of corporations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from db.companies.company_ids import next_company_ids
from db.tables.companies import Company
from db.tables.imports import RegisteredCorporation
from domain.imports.company_file import CompanyLine
from domain.imports.company_register import Register, Registered, beginnings
from domain.imports.corporation_file import Corporation
from domain.imports.files import LineProblem
from domain.text import InvalidInput

_COLUMNS = (
    "corporate_number",
    "name",
    "name_kana",
    "loose_search_key",
    "head_office",
    "address",
    "postal_code",
    "closed_on",
    "updated_on",
)
_OTHERS = _COLUMNS[1:]


@dataclass(frozen=True)
class BatchResult:
    """How many rows were added or changed, and the lines that did none of it.

    `problems` contradict what is registered; `skipped` say nothing that is not there.
    """

    changed: int
    problems: tuple[LineProblem, ...] = ()
    skipped: tuple[LineProblem, ...] = ()


_ADDED = tuple(field.name for field in fields(CompanyLine))
_FILLED = (
    "company_id",
    "name_kana",
    "corporate_number",
    "postal_code",
    "address",
    "telephone",
)


async def import_companies(
    entries: Sequence[tuple[int, CompanyLine]], now: datetime
) -> BatchResult:
    """Add and fill in companies in the caller's transaction, and tell which lines contradict."""
    register = await _register([entry for _, entry in entries])
    problems, skipped = [], []
    for line, entry in entries:
        try:
            known = register.take(entry)
        except InvalidInput as error:
            problems.append(LineProblem(line, str(error)))
        else:
            skipped += [LineProblem(line, known.text)] if known else []
    added = await _add(register.added, now)
    filled = await _fill_in(list(register.filled.values()))
    return BatchResult(added + filled, tuple(problems), tuple(skipped))


async def _register(entries: Sequence[CompanyLine]) -> Register:
    """The registered companies that share an ID, number, code or name with a line."""
    codes = {entry.jan_maker_code for entry in entries if entry.jan_maker_code}
    rows = await Company.raw(
        """
        SELECT company_id, loose_search_key, name_kana, corporate_number, head_office,
            postal_code, address, telephone, jan_maker_code, ended_at IS NOT NULL AS ended
        FROM company WHERE company_id IN (
            SELECT company_id FROM company WHERE company_id = ANY({}::text[])
            UNION SELECT company_id FROM company WHERE corporate_number = ANY({}::text[])
            UNION SELECT company_id FROM company WHERE loose_search_key = ANY({}::text[])
            UNION SELECT company_id FROM company WHERE jan_maker_code = ANY({}::text[])
            UNION SELECT longer.company_id FROM unnest({}::text[]) AS wanted (code)
            CROSS JOIN LATERAL (
                SELECT company_id FROM company
                WHERE jan_maker_code ~>~ code AND jan_maker_code ~<~ (code || ':')
                LIMIT 1
            ) AS longer
        )
        """,
        [entry.company_id for entry in entries if entry.company_id],
        [entry.corporate_number for entry in entries if entry.corporate_number],
        [entry.loose_search_key for entry in entries],
        list({beginning for code in codes for beginning in beginnings(code)}),
        # What is longer than a code and begins with it: ':' follows '9'.
        list(codes),
    )
    return Register(Registered(**row) for row in rows)


async def _add(lines: Sequence[CompanyLine], now: datetime) -> int:
    await _insert([line for line in lines if line.company_id], now)
    # Drawn after the insert, so that they are none of those that came along.
    without_id = [line for line in lines if not line.company_id]
    ids = await next_company_ids(len(without_id))
    await _insert(
        [replace(line, company_id=drawn) for line, drawn in zip(without_id, ids, strict=True)], now
    )
    return len(lines)


async def _insert(lines: Sequence[CompanyLine], now: datetime) -> None:
    await Company.raw(
        f"""
        INSERT INTO company ({", ".join(_ADDED)}, enrolled_at)
        SELECT *, {{}}::timestamptz FROM unnest({_arrays(len(_ADDED))})
        """,  # noqa: S608 -- only constants of this file are put in
        now,
        *([getattr(line, name) for line in lines] for name in _ADDED),
    )


async def _fill_in(companies: Sequence[Registered]) -> int:
    """Fill in what is still empty; what somebody entered meanwhile stays."""
    rows = await Company.raw(
        f"""
        WITH filled AS (
            UPDATE company SET
                name_kana = coalesce(nullif(company.name_kana, ''), line.name_kana),
                corporate_number = coalesce(company.corporate_number, line.corporate_number),
                postal_code = coalesce(nullif(company.postal_code, ''), line.postal_code),
                address = coalesce(nullif(company.address, ''), line.address),
                telephone = coalesce(nullif(company.telephone, ''), line.telephone)
            FROM unnest({_arrays(len(_FILLED))}) AS line ({", ".join(_FILLED)})
            WHERE company.company_id = line.company_id AND company.ended_at IS NULL
            RETURNING 1
        )
        SELECT count(*) AS count FROM filled
        """,  # noqa: S608 -- only constants of this file are put in
        *([getattr(company, name) for company in companies] for name in _FILLED),
    )
    return int(rows[0]["count"])


def _arrays(count: int) -> str:
    return ", ".join(["{}::text[]"] * count)


async def import_corporations(
    entries: Sequence[tuple[int, Corporation]], _: datetime
) -> BatchResult:
    """Add or change them in the caller's transaction; an older line never replaces a newer."""
    newest: dict[str, Corporation] = {}
    for _line, entry in entries:
        known = newest.setdefault(entry.corporate_number, entry)
        if entry.updated_on >= known.updated_on:
            newest[entry.corporate_number] = entry
    rows = await RegisteredCorporation.raw(
        f"""
        WITH changed AS (
            INSERT INTO registered_corporation ({", ".join(_COLUMNS)})
            SELECT * FROM unnest(
                {{}}::text[], {{}}::text[], {{}}::text[], {{}}::text[], {{}}::text[], {{}}::text[],
                {{}}::text[], {{}}::date[], {{}}::date[]
            )
            ON CONFLICT (corporate_number) DO UPDATE
            SET ({", ".join(_OTHERS)}) = ({_of("excluded")})
            WHERE excluded.updated_on >= registered_corporation.updated_on
              AND ({_of("excluded")}) IS DISTINCT FROM ({_of("registered_corporation")})
            RETURNING corporate_number
        )
        SELECT corporate_number FROM changed
        """,  # noqa: S608 -- only constants of this file are put in
        *([getattr(entry, name) for entry in newest.values()] for name in _COLUMNS),
    )
    changed = {row["corporate_number"] for row in rows}
    return BatchResult(len(changed), (), tuple(_unchanged(entries, newest, changed)))


def _unchanged(
    entries: Sequence[tuple[int, Corporation]], newest: dict[str, Corporation], changed: set[str]
) -> Iterator[LineProblem]:
    for line, entry in entries:
        if entry is not newest[entry.corporate_number]:
            yield LineProblem(line, "同じ法人番号の、より新しい行があります。")
        elif entry.corporate_number not in changed:
            yield LineProblem(line, "登録と同じか、登録のほうが新しい内容です。")


def _of(row: str) -> str:
    return ", ".join(f"{row}.{name}" for name in _OTHERS)


async def find_corporation(corporate_number: str) -> RegisteredCorporation | None:
    """The corporation of this number; None where no imported file had it."""
    return await RegisteredCorporation.objects().get(
        RegisteredCorporation.corporate_number == corporate_number
    )
