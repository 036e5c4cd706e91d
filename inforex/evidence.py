"""What screening found, side by side with what it matched."""

from collections.abc import Iterable

from domain.form_parts import LABELS
from domain.screening import Finding, explain
from inforex.screen import Screen

COMPARED = ("company_name", "head_office", "jan_maker_code", "corporate_number")
KINDS = {"company": "他の企業（企業ID {}）", "application": "他の申請（受付番号 {}）"}

Rows = list[tuple[str, str, str]]


def show_findings(findings: Iterable[tuple[int, Finding]], screen: Screen) -> None:
    """Print each evidence once, under all the reasons that rest on it."""
    for (revision, _), found in _by_evidence(findings).items():
        screen.say("")
        for finding in found:
            screen.say(f"・第{revision}版: {explain(finding.reason)}")
        other, rows = _side_by_side(found[0].evidence)
        if rows:
            screen.table(("", "この申請", other), rows)


def _by_evidence(
    findings: Iterable[tuple[int, Finding]],
) -> dict[tuple[int, str], list[Finding]]:
    grouped: dict[tuple[int, str], list[Finding]] = {}
    for revision, finding in findings:
        key = (revision, str(sorted(finding.evidence.items())))
        grouped.setdefault(key, []).append(finding)
    return grouped


def _side_by_side(evidence: dict[str, str]) -> tuple[str, Rows]:
    """Return the title of what was compared, and its rows; none where nothing was compared."""
    if "other_reference" in evidence:
        title = KINDS[evidence["other_kind"]].format(evidence["other_reference"])
        return title, [
            (LABELS[name], evidence[name], evidence[f"other_{name}"]) for name in COMPARED
        ]
    domains = {"申請者": "applicant_domain", "認証先卸の登録ドメイン": "registered_domains"}
    for title, name in domains.items():
        if name in evidence:
            return title, [("メールドメイン", evidence["contact_domain"], evidence[name] or "なし")]
    if "contact_domain" in evidence:
        return "", [("メールドメイン", evidence["contact_domain"], "")]
    return "", []
