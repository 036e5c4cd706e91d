"""What the company master says beside what is registered: added, filled in, or contradicted.

An import only adds. A company that is not registered is added; of one that is, what is still empty
is filled in, but never the name or the JAN maker code, which administrators decide about. A line
that contradicts what is registered changes nothing and is reported: the company itself, or an
administrator, may have changed it since the file was made.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.imports.company_file import CompanyLine
from domain.imports.files import BadLineError, Skipped
from domain.text import InvalidInput

_FILLED_IN = ("name_kana", "corporate_number", "postal_code", "address", "telephone")
_LABELS = {
    "loose_search_key": "企業名",
    "name_kana": "企業名カナ",
    "corporate_number": "法人番号",
    "head_office": "本社所在地",
    "postal_code": "郵便番号",
    "address": "住所",
    "telephone": "電話番号",
}
_JAN = "代表JANメーカーコード"


@dataclass(frozen=True, slots=True)
class Registered:
    """A company as it is registered; `company_id` is empty while it is only to be added."""

    company_id: str
    loose_search_key: str
    name_kana: str
    corporate_number: str | None
    head_office: str
    postal_code: str
    address: str
    telephone: str
    jan_maker_code: str | None
    ended: bool = False


class Register:
    """The companies that some lines may be about, and what the lines make of them.

    `added`: lines of new companies. `filled`: companies with what was filled in, by their ID.
    """

    def __init__(self, companies: Iterable[Registered]) -> None:
        self.added: list[CompanyLine] = []
        self.filled: dict[str, Registered] = {}
        self._by_id: dict[str, Registered] = {}
        self._by_number: defaultdict[str, list[Registered]] = defaultdict(list)
        self._by_jan: defaultdict[str, list[Registered]] = defaultdict(list)
        self._by_beginning: defaultdict[str, list[Registered]] = defaultdict(list)
        self._by_name: defaultdict[tuple[str, str], list[Registered]] = defaultdict(list)
        for company in companies:
            self._note(company)

    def take(self, line: CompanyLine) -> Skipped | None:
        """Take one line; gives why it changes nothing, if so.

        Raises `InvalidInput` if it contradicts what is registered.
        """
        company = self._company_of(line)
        if company is None:
            self.added.append(line)
            self._note(_as_registered(line))
            return None
        if company.ended:
            raise InvalidInput("企業ID {id} の企業は解約済みです。", id=company.company_id)
        return None if self._fill(company, line) else _known(company)

    def _company_of(self, line: CompanyLine) -> Registered | None:
        """The company that a line is about; None for a new one."""
        if line.company_id:
            company = self._by_id.get(line.company_id)
            problems = [
                _taken(other, shared)
                for other, shared in self._alike(line)
                if other.company_id != line.company_id and shared != "企業名と本社所在地"
            ]
            if company is not None and (differing := _differing(company, line)):
                problems.append(_contradicted(differing))
            if problems:
                raise BadLineError(problems)
            return company
        for other, shared in self._alike(line):
            if _differing(other, line):
                raise _taken(other, shared)
            return other
        return None

    def _alike(self, line: CompanyLine) -> Iterator[tuple[Registered, str]]:
        """Companies that share what should be one's own, the surest first, and what that is."""
        if line.corporate_number:
            yield from ((each, "法人番号") for each in self._by_number[line.corporate_number])
        if line.jan_maker_code:
            overlapping = self._by_beginning[line.jan_maker_code][:]
            for beginning in beginnings(line.jan_maker_code):
                overlapping += self._by_jan[beginning]
            yield from ((each, _JAN) for each in overlapping)
        for each in self._by_name[line.loose_search_key, line.head_office]:
            yield each, "企業名と本社所在地"

    def _fill(self, company: Registered, line: CompanyLine) -> bool:
        """Fill in what is still empty; whether anything was."""
        gained = {
            name: getattr(line, name)
            for name in _FILLED_IN
            if getattr(line, name) and not getattr(company, name)
        }
        if gained and company.company_id:
            self.filled[company.company_id] = replace(company, **gained)
            self._by_id[company.company_id] = self.filled[company.company_id]
            return True
        return False

    def _note(self, company: Registered) -> None:
        if company.company_id:
            self._by_id[company.company_id] = company
        if company.corporate_number:
            self._by_number[company.corporate_number].append(company)
        if company.jan_maker_code:
            self._by_jan[company.jan_maker_code].append(company)
            for beginning in beginnings(company.jan_maker_code)[:-1]:
                self._by_beginning[beginning].append(company)
        self._by_name[company.loose_search_key, company.head_office].append(company)


def beginnings(jan_maker_code: str) -> list[str]:
    """The maker codes that this one begins with, itself as the last."""
    return [jan_maker_code[:length] for length in (7, 9, 10) if length <= len(jan_maker_code)]


def _differing(company: Registered, line: CompanyLine) -> list[str]:
    labels = [
        label
        for name, label in _LABELS.items()
        if getattr(line, name)
        and getattr(company, name)
        and getattr(line, name) != getattr(company, name)
    ]
    if line.jan_maker_code and line.jan_maker_code != company.jan_maker_code:
        labels.append(_JAN)
    return labels


def _known(company: Registered) -> Skipped:
    if company.company_id:
        return Skipped(f"企業ID {company.company_id} の登録内容に、補うものがありません。")
    return Skipped("同じ企業の行が、前にあります。")


def _contradicted(labels: Sequence[str]) -> InvalidInput:
    return InvalidInput(
        "{labels}が登録と異なるため、この行は取り込みませんでした。"
        "変更するときは、企業のページで変更してください。",
        labels="、".join(labels),
    )


def _taken(other: Registered, shared: str) -> InvalidInput:
    return InvalidInput(
        "{shared}が、{other}と重なるため、この行は取り込みませんでした。同じ企業のときは、企業IDと"
        "登録内容をご確認ください。別の企業のときは、加入申請で登録してください。",
        shared=shared,
        other=f"企業ID {other.company_id}" if other.company_id else "ほかの行",
    )


def _as_registered(line: CompanyLine) -> Registered:
    return Registered(
        company_id=line.company_id,
        loose_search_key=line.loose_search_key,
        name_kana=line.name_kana,
        corporate_number=line.corporate_number,
        head_office=line.head_office,
        postal_code=line.postal_code,
        address=line.address,
        telephone=line.telephone,
        jan_maker_code=line.jan_maker_code,
    )
