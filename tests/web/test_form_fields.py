"""Fields of a form become one thing, or nothing and every error."""

from dataclasses import dataclass
from functools import partial

from domain.text import accept_line
from web.forms import Form, Take, optional


@dataclass(frozen=True)
class Person:
    name: str
    department: str | None


def person(take: Take) -> Person:
    line = partial(accept_line, most=5)
    return Person(
        name=take("name", line, "氏名"),
        department=take("department", optional(line), "部署名"),
    )


def test_what_is_right_is_made() -> None:
    form = Form({"name": "山田", "department": "購買"})
    assert form.complete(person) == Person("山田", "購買")
    assert form.ok


def test_a_field_that_may_be_empty_is_no_error() -> None:
    assert Form({"name": "山田", "department": ""}).complete(person) == Person("山田", None)


def test_every_error_is_noted_in_the_order_of_the_fields_and_nothing_is_made() -> None:
    form = Form({"name": "", "department": "購買購買購買"})
    assert form.complete(person) is None
    assert [name for name, _ in form.errors_in("ja")] == ["name", "department"]


def test_an_error_of_another_field_does_not_matter() -> None:
    form = Form({"name": "山田"})
    form.add_error("reason", "入力してください。")
    assert form.complete(person) == Person("山田", None)
