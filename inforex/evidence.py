"""What screening found, side by side with what it matched."""

from collections.abc import Iterable

from domain.screening import Finding
from inforex.screen import Screen
from texts.evidence import compare, explain


def show_findings(findings: Iterable[tuple[int, Finding]], screen: Screen) -> None:
    """Print each evidence once, under all the reasons that rest on it."""
    for comparison in compare(findings):
        screen.say("")
        for reason in comparison.reasons:
            screen.say(f"・第{comparison.revision}版: {explain(reason)}")
        if comparison.rows:
            rows = [(row.label, row.ours, row.theirs) for row in comparison.rows]
            screen.table(("", "この申請", comparison.title), rows)
