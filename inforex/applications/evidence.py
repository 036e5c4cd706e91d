"""What screening found, side by side with what it matched."""

from collections.abc import Iterable

from domain.screening import Finding
from inforex.applications.history import edition
from inforex.language import _
from inforex.screen import Screen
from texts.evidence import compare, explain


def show_findings(findings: Iterable[tuple[int, Finding]], screen: Screen) -> None:
    """Print each evidence once, under all the reasons that rest on it."""
    for comparison in compare(findings):
        screen.say("")
        for reason in comparison.reasons:
            screen.say(
                _(
                    "・{edition}: {reason}",
                    edition=edition(comparison.revision),
                    reason=_(explain(reason)),
                )
            )
        if comparison.rows:
            rows = [(_(row.label), row.ours, row.theirs) for row in comparison.rows]
            screen.table(("", _("この申請"), _(comparison.title)), rows)
