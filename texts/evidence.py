"""What screening found, in words and side by side with what it matched, for those who decide."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.enrolment.form import LABELS
from domain.screening import Finding, Reason
from texts.filled import filled

_COMPARED = ("company_name", "head_office", "jan_maker_code", "corporate_number")
_OTHERS = {
    "company": "他の企業（企業ID {reference}）",
    "application": "他の申請（受付番号 {reference}）",
}
_DOMAINS = {"申請者": "applicant_domain", "認証先卸の登録ドメイン": "registered_domains"}


_FOUND = {
    Reason.JAN_MAKER_CODE_TAKEN: "代表JANメーカーコードが、他の企業または他の申請と同じです。",
    Reason.JAN_MAKER_CODE_OVERLAPS: (
        "代表JANメーカーコードが、他の企業または他の申請のコードと先頭から重なっています。"
    ),
    Reason.CORPORATE_NUMBER_TAKEN: "法人番号が、他の企業または他の申請と同じです。",
    Reason.SAME_NAME_AND_PREFECTURE: (
        "企業名（表記の違いを除く）と本社所在地が、他の企業または他の申請と同じです。"
    ),
    Reason.CONTACT_DOMAIN_NOT_REGISTERED: (
        "認証先卸担当者のメールドメインが、認証先卸企業の登録ドメインにありません。"
    ),
    Reason.CONTACT_IS_APPLICANT: (
        "認証先卸担当者のメールアドレスが、申請者のメールアドレスと同じです。"
    ),
    Reason.CONTACT_SHARES_APPLICANT_DOMAIN: (
        "認証先卸担当者のメールドメインが、申請者のメールドメインと同じです。"
    ),
    Reason.CONTACT_DOMAIN_LOOKS_LIKE_APPLICANTS: (
        "認証先卸担当者のメールドメインが、申請者のメールドメインに似ています。"
    ),
    Reason.CONTACT_DOMAIN_LOOKS_LIKE_WHOLESALERS: (
        "認証先卸担当者のメールドメインが、認証先卸企業の登録ドメインに似た別のドメインです。"
    ),
    Reason.CONTACT_MAIL_IS_FREE: "認証先卸担当者のメールアドレスが、フリーメールです。",
    Reason.CONTACT_MAIL_IS_CARRIER: (
        "認証先卸担当者のメールアドレスが、携帯電話会社のメールです。"
    ),
    Reason.CONTACT_MAIL_IS_DISPOSABLE: "認証先卸担当者のメールアドレスが、使い捨てメールです。",
    Reason.SAME_NAME_AND_FORM: (
        "企業名と法人格（表記の違いを除く）が、本社所在地の異なる他の企業または他の申請と同じです。"
    ),
}


def explain(reason: Reason) -> str:
    """Return the sentence that tells administrators what was found."""
    return _FOUND[reason]


@dataclass(frozen=True)
class EvidenceRow:
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
    rows: tuple[EvidenceRow, ...]
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
            EvidenceRow(LABELS[name], evidence[name], evidence[f"other_{name}"])
            for name in _COMPARED
        )
        other = filled(_OTHERS[kind], reference=reference)
        return Comparison(revision, reasons, other, rows, kind, reference)
    ours = evidence.get("contact_domain")
    if ours is None:
        return Comparison(revision, reasons, "", ())
    for title, name in _DOMAINS.items():
        if name in evidence:
            row = EvidenceRow("メールドメイン", ours, evidence[name] or "なし")
            return Comparison(revision, reasons, title, (row,))
    return Comparison(revision, reasons, "", (EvidenceRow("メールドメイン", ours, ""),))
