"""Whether a member must consent to revised terms, and that they did."""

from datetime import datetime, timedelta

import pytest

from db.members import sessions
from db.members.sessions import Member
from db.members.terms_consent import give_consent, must_consent
from db.tables.companies import Account
from db.tables.enrolment import TermsVersion
from db.tables.members import MemberConsent
from db.tables.operation import AuditEvent
from db.terms import NewTerms, current_terms, publish
from rig.applications import Applications, now
from rig.console.acts import WHY
from rig.members import Ids, colleague, id_manager
from rig.own_data import session_of
from tests.accounts import other_id_manager


async def member_of(ids: Ids) -> Member:
    member = await sessions.find(await session_of(ids), now())
    assert member is not None
    return member


async def revised(consent_by: str = "everyone", days: int = 10) -> datetime:
    """Terms were revised; gives a moment after they took effect."""
    effective_from = now() + timedelta(days=days)
    await publish(NewTerms("規約\n\n改定後", "Terms", effective_from, consent_by), WHY, now())
    return effective_from + timedelta(hours=1)


@pytest.mark.parametrize(
    ("consent_by", "manager_must", "user_must"),
    [("nobody", False, False), ("id_managers", True, False), ("everyone", True, True)],
)
async def test_who_must_consent_is_as_published(
    applications: Applications, consent_by: str, *, manager_must: bool, user_must: bool
) -> None:
    manager = await id_manager(applications)
    user = await colleague(manager)
    later = await revised(consent_by)
    assert await must_consent(await member_of(manager), later) is manager_must
    assert await must_consent(await member_of(user), later) is user_must


async def test_nobody_is_asked_before_the_terms_take_effect(applications: Applications) -> None:
    manager = await id_manager(applications)
    await revised()
    assert not await must_consent(await member_of(manager), now())


async def test_a_consent_is_asked_for_once_and_kept_with_the_texts_hash(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    member, later = await member_of(manager), await revised()
    terms = await current_terms(later)
    await give_consent(member, terms, later)
    await give_consent(member, terms, later)
    assert not await must_consent(member, later)
    (given,) = await MemberConsent.select()
    assert (given["text_sha256"], given["consented_at"]) == (terms.text_sha256, later)
    assert await AuditEvent.count().where(AuditEvent.tag == "member:terms:consent") == 1


async def test_each_member_consents_for_themselves(applications: Applications) -> None:
    manager = await id_manager(applications)
    user = await member_of(await colleague(manager))
    later = await revised()
    await give_consent(await member_of(manager), await current_terms(later), later)
    assert await must_consent(user, later)


async def test_a_consent_to_a_later_version_counts_for_earlier_ones(
    applications: Applications,
) -> None:
    member = await member_of(await id_manager(applications))
    await revised(days=10)
    later = await revised("nobody", days=20)
    assert await must_consent(member, later)
    await give_consent(member, await current_terms(later), later)
    assert not await must_consent(member, later)


async def test_every_revision_is_asked_for_anew(applications: Applications) -> None:
    member = await member_of(await id_manager(applications))
    first = await revised(days=10)
    await give_consent(member, await current_terms(first), first)
    assert await must_consent(member, await revised(days=20))


async def test_whoever_applied_under_the_new_terms_is_not_asked(
    applications: Applications,
) -> None:
    before = await member_of(await id_manager(applications))
    await TermsVersion.insert(
        TermsVersion(
            version=3,
            body="規約\n\n改定後",
            body_english="Terms",
            text_sha256="0" * 64,
            effective_from=now() - timedelta(minutes=1),
            consent_by="everyone",
        )
    )
    applied = await other_id_manager(applications)
    assert not await must_consent(await member_of(applied), now())
    assert await must_consent(before, now())


async def test_whoever_gets_the_number_later_consents_for_themselves(
    applications: Applications,
) -> None:
    manager = await id_manager(applications)
    user = await colleague(manager)
    later = await revised()
    terms = await current_terms(later)
    await give_consent(await member_of(user), terms, later)
    await Account.delete().where(Account.id == (await user.account()).id)
    successor = await member_of(await colleague(manager))
    await Account.update({Account.created_at: later + timedelta(days=91)}).where(
        Account.id == successor.account
    )
    at = later + timedelta(days=92)
    assert await must_consent(successor, at)
    await give_consent(successor, terms, at)
    assert not await must_consent(successor, at)
