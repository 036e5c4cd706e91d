"""Who of the operator may ask for what leads into an account, and on what ground (S20, S48)."""

import pytest

from domain.companies.access_acts import RULES, AccessAct, AdministratorNeededError, Ground
from domain.companies.deputies import MANAGING, UNANSWERED, Ending, manages
from domain.console_roles import Permission

EVERY_RULE = pytest.mark.parametrize(("act", "role"), RULES)


@EVERY_RULE
def test_s20_an_act_is_borne_by_its_permission_with_the_evidence_it_needs(
    act: AccessAct, role: str
) -> None:
    rule = RULES[act, role]
    evidence = "登記簿で確認" if rule.evidence else ""
    Ground(frozenset({rule.permission}), evidence).refuse_unless_enough(act, role)


@EVERY_RULE
def test_s20_no_evidence_stands_for_the_permission(act: AccessAct, role: str) -> None:
    others = frozenset(Permission) - {RULES[act, role].permission}
    with pytest.raises(AdministratorNeededError):
        Ground(others, "登記簿で確認").refuse_unless_enough(act, role)


@pytest.mark.parametrize(("act", "role"), [one for one, rule in RULES.items() if rule.evidence])
def test_s48_no_permission_stands_for_the_evidence(act: AccessAct, role: str) -> None:
    with pytest.raises(AdministratorNeededError):
        Ground(frozenset(Permission)).refuse_unless_enough(act, role)


def test_s48_what_is_done_to_an_id_manager_is_for_administrators_and_takes_evidence() -> None:
    of_managers = {rule for (_, role), rule in RULES.items() if role in MANAGING}
    assert {(rule.permission, rule.evidence) for rule in of_managers} == {
        (Permission.ADMINISTER, True)
    }


def test_s48_the_helpdesk_alone_bears_what_is_done_to_a_user_or_to_what_nobody_proved() -> None:
    helped = {one for one, rule in RULES.items() if rule.permission is Permission.HELP}
    assert helped == {one for one, rule in RULES.items() if not rule.evidence}
    assert {role for _, role in helped} == {"user", "unproved"}
    assert {role for _, role in RULES.keys() - helped} == {*MANAGING, "proved"}


def test_s48_all_waits_but_a_link_to_the_known_mailbox_and_an_address_nobody_proved() -> None:
    at_once = {one for one, rule in RULES.items() if not rule.waits}
    links = {one for one in RULES if one[0] is AccessAct.PASSWORD_LINK}
    assert at_once == links | {(AccessAct.APPLICANT, "unproved")}


def test_an_appointment_that_ended_unanswered_is_none_that_ended_later() -> None:
    before = {Ending.DECLINED, Ending.WITHDRAWN, Ending.LAPSED, Ending.VOID}
    assert before == UNANSWERED


@pytest.mark.parametrize(
    ("role", "managing"), [("id_manager", True), ("deputy", True), ("user", False)]
)
def test_a_deputy_is_an_id_manager_and_a_user_is_none(role: str, *, managing: bool) -> None:
    assert manages(role) is managing
