from collections import Counter
from dataclasses import fields

from domain.enrolment.form import LABELS, PARTS, TITLES, ApplicationForm
from domain.enrolment.stages import Part


def test_every_field_of_the_form_belongs_to_one_part() -> None:
    belongs = Counter(name for part in PARTS.values() for name in part)
    assert belongs == Counter(field.name for field in fields(ApplicationForm))


def test_every_part_has_a_title_and_every_field_a_label() -> None:
    assert list(TITLES) == list(PARTS) == list(Part)
    assert all([*TITLES.values(), *LABELS.values()])
