"""What a column may hold is what the code knows: checks of the database against enumerations."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from db.console.administrators import Person
from db.console.revocations import End
from db.identity.login_records import Outcome
from db.members.account_facts import LockedAccount
from db.tables.operation import Mail
from db.terms import ConsentBy
from domain.account_batches import BatchKind
from domain.account_csv import Apostrophes
from domain.companies.access_acts import RULES, AccessAct
from domain.companies.access_change import ENDS
from domain.companies.company_change import ChangeChoice
from domain.companies.deputies import Ending
from domain.console_roles import Role
from domain.csv_files import Encoding
from domain.enrolment.form import Missing
from domain.enrolment.outcome import DueKind
from domain.enrolment.stages import (
    CLOSED,
    WAITS,
    Author,
    Choice,
    ReturnCause,
    ReviewCause,
    ReviewChoice,
)
from domain.imports.files import ImportKind
from domain.mail_kinds import MailKind
from domain.needs import TroubleKind
from domain.tokens import Purpose
from texts.mails import MAIL_STATES, MAIL_TRIES
from web.language import Language

DB = Path(__file__).parents[2] / "db"
OF_ACCOUNTS = get_type_hints(LockedAccount)
KNOWN: dict[str, Iterable[str]] = {
    "access_change_act_is_known": {act for act, _ in RULES}
    - {AccessAct.PASSWORD_LINK, AccessAct.APPLICANT},
    "access_change_outcome_is_known": ENDS,
    "account_batch_kind_is_known": BatchKind,
    "account_import_apostrophes_are_known": {Apostrophes.KEEP, Apostrophes.DROP},
    "account_link_purpose_is_known": {
        Purpose.INVITATION,
        Purpose.PASSWORD,
        Purpose.ADDRESS,
        Purpose.ACCESS,
    },
    "account_role_is_known": get_args(OF_ACCOUNTS["role"]),
    "account_state_is_known": get_args(OF_ACCOUNTS["state"]),
    "administrator_role_is_known": Role,
    "application_language_is_known": get_args(Language),
    "wholesaler_question_missing_is_known": Missing,
    "administrator_state_is_known": get_args(get_type_hints(Person)["state"]),
    "application_closed_has_its_time": CLOSED,
    "application_stage_is_known": WAITS | CLOSED,
    "cancellation_proposal_outcome_is_known": ("agreed", "called_off"),
    "company_change_choice_is_known": ChangeChoice,
    "decision_choice_is_known": Choice,
    "deputy_appointment_ending_is_known": Ending,
    "mail_try_outcome_is_known": MAIL_TRIES,
    "due_kind_is_known": get_args(DueKind),
    "form_revision_has_an_author": Author,
    "import_run_encoding_is_known": Encoding,
    "import_run_kind_is_known": ImportKind,
    "login_record_outcome_is_known": get_args(Outcome),
    "mail_state_is_known": MAIL_STATES,
    "return_cause_is_known": ReturnCause,
    "revocation_outcome_is_known": get_args(End),
    "review_cause_is_known": ReviewCause,
    "review_choice_is_known": ReviewChoice,
    "terms_consent_by_is_known": get_args(ConsentBy),
}
"""Of every check that lists values, those that the code has."""


@pytest.mark.usefixtures("pool")
async def test_every_check_of_the_database_lists_what_the_code_knows() -> None:
    rows = await Mail.raw(
        "SELECT conname AS name, pg_get_constraintdef(oid) AS condition FROM pg_constraint"
        " WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
    )
    listed = {
        row["name"]: set(re.findall("'([^']+)'::character varying", row["condition"]))
        for row in rows
        if "ARRAY[" in row["condition"]
    }
    assert listed == {name: {str(value) for value in known} for name, known in KNOWN.items()}


def test_every_kind_that_a_statement_names_is_one() -> None:
    """Python's own uses are typed; a text of SQL is not."""
    kinds = {*MailKind, *TroubleKind, *get_args(DueKind)}
    named = {
        (file.name, kind)
        for file in DB.rglob("*.py")
        if "migrations" not in file.parts and "tables" not in file.parts
        for values in re.findall(r"\bkind (?:=|IN) \(?((?:'[a-z_]+'(?:, )?)+)", file.read_text())
        for kind in re.findall("'([a-z_]+)'", values)
    }
    assert len(named) > 10
    assert {one for one in named if one[1] not in kinds} == set()
