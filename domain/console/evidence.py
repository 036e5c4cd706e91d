"""What screening found, side by side with what it matched, for those who decide about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.form_parts import LABELS
from domain.screening import Finding, Reason

_COMPARED = ("company_name", "head_office", "jan_maker_code", "corporate_number")
_OTHERS = {"company": "他の企業（企業ID {}）", "application": "他の申請（受付番号 {}）"}
_DOMAINS = {"申請者": "applicant_domain", "認証先卸の登録ドメイン": "registered_domains"}


@dataclass(frozen=True)
class Row:
    """One value of the application, beside the other's; empty where there is none."""

    label: str
    ours: str
    theirs: str

    @property
    def same(self) -> bool:
        """Whether both have the same value."""
        return bool(self.ours) and self.ours == self.theirs


@dataclass(frozen=True)
class Comparison:
    """One piece of evidence, under all the reasons that rest on it.

    `title`: of what the application is compared with; empty, and no rows, where it is with
    nothing. `kind` and `reference` name a company or another application, else they are empty.
    """

    revision: int
    reasons: tuple[Reason, ...]
    title: str
    rows: tuple[Row, ...]
    kind: str = ""
    reference: str = ""


def compare(findings: Iterable[tuple[int, Finding]]) -> tuple[Comparison, ...]:
    """Put together what rests on the same evidence; `findings` come with their revision."""
    grouped: dict[tuple[int, str], list[Finding]] = {}
    for revision, finding in findings:
        key = (revision, str(sorted(finding.evidence.items())))
        grouped.setdefault(key, []).append(finding)
    return tuple(
        _comparison(revision, tuple(finding.reason for finding in found), found[0].evidence)
        for (revision, _), found in grouped.items()
    )


def _comparison(revision: int, reasons: tuple[Reason, ...], evidence: dict[str, str]) -> Comparison:
    if "other_reference" in evidence:
        kind, reference = evidence["other_kind"], evidence["other_reference"]
        rows = tuple(
            Row(LABELS[name], evidence[name], evidence[f"other_{name}"]) for name in _COMPARED
        )
        title = _OTHERS[kind].format(reference)
        return Comparison(revision, reasons, title, rows, kind, reference)
    ours = evidence.get("contact_domain")
    if ours is None:
        return Comparison(revision, reasons, "", ())
    for title, name in _DOMAINS.items():
        if name in evidence:
            row = Row("メールドメイン", ours, evidence[name] or "なし")
            return Comparison(revision, reasons, title, (row,))
    return Comparison(revision, reasons, "", (Row("メールドメイン", ours, ""),))
