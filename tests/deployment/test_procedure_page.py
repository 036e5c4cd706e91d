"""docs/procedure.md says what the rules say."""

import re

import pytest

from domain.enrolment.process_map import effective
from domain.enrolment.stages import Stage
from domain.mail_kinds import Audience, MailKind
from tests.deployment.citations import document
from tests.deployment.procedure_page import as_made, drawing, mail_table, stage_table

PAGE = document("docs/procedure.md")


def test_what_is_made_from_the_rules_is_up_to_date() -> None:
    """`make lists` writes it anew."""
    assert as_made(PAGE) == PAGE
    assert all(made in PAGE for made in (drawing(), mail_table(), stage_table()))


def test_every_stage_is_in_the_table_with_its_kind_and_meaning() -> None:
    row = r"^\| `([a-z_]+)` \| [^|]+ \| (seen|written)[^|]* \| [^|]+ \|$"
    rows = re.findall(row, PAGE, re.MULTILINE)
    assert [stage for stage, _ in rows] == list(Stage)
    assert {stage for stage, kind in rows if kind == "seen"} == {
        stage for stage in Stage if not (stage.waits or stage.closed)
    }


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage.waits])
def test_people_can_do_something_wherever_an_application_waits(stage: Stage) -> None:
    assert list(effective(stage))


@pytest.mark.parametrize(
    "kind",
    [
        kind
        for kind in MailKind
        if kind.audience in {Audience.APPLICANT, Audience.CONTACT} or kind.startswith("alert_")
        if kind is not MailKind.ALERT_FLOOD
    ],
)
def test_it_tells_when_each_mail_of_an_application_goes(kind: MailKind) -> None:
    assert f"`{kind}`" in PAGE
