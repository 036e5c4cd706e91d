"""Whatever people do, in whatever order, and however late the workflow hears of it.

`ORDERS` is how many orders of events are tried (12 by default); the test prints what it met.
"""

import asyncio
import itertools
import os
import sys
from collections import Counter
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar

from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from db.engine import database
from db.enrolment.applicant_acts import change_contact, request_resend, submit_correction, withdraw
from db.enrolment.application_form import newest_form, save_draft, submit_form
from db.enrolment.contact_requests import Colleague, hand_over
from db.enrolment.facts import load_facts
from db.enrolment.reviews import Verdict, decide_review
from db.tables.companies import Company
from db.tables.enrolment import Decision, Passage
from db.tables.operation import AuditEvent, Mail
from db.tables.review import Withdrawal
from domain.enrolment.process_map import process_map
from domain.enrolment.stages import Choice, Part, ReviewChoice, Stage
from domain.refusals import RefusalError
from rig.applications import HASH, WHY, another_form, now
from rig.servers import Run, loop_aside
from rig.waiting import until
from rig.workflows.life import Life, open_life, unless_it_has_ended
from settings import Settings
from workflows.enrolment import Enrolment
from workflows.messages import ContactDecided, FormSubmitted

Result = TypeVar("Result")

ORDERS = int(os.environ.get("ORDERS", "12"))
STEPS = 14
MAP = {(arrow.before, arrow.after) for arrow in process_map()}
SUBMITTED = precondition(lambda order: order.submitted)

CONTACTS = ("a@mihon-oroshi.example", "b@mihon-oroshi.example", "c@stranger.example")
TIMES = (timedelta(minutes=5), timedelta(days=1), timedelta(days=5), timedelta(days=11))


@dataclass
class World:
    """One worker and one clock for all orders that are tried."""

    run: Run
    life: Life
    passed: timedelta = timedelta()
    tried: set[tuple[str, ...]] = field(default_factory=set)
    ends: Counter[str] = field(default_factory=Counter)

    def now(self) -> datetime:
        return now() + self.passed

    def do(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Have something done within a minute and a half."""
        return self.run(asyncio.wait_for(work, 90))


class AnyOrder(RuleBasedStateMachine):
    """One application, and everybody who may do something to it."""

    world: ClassVar[World]
    numbers: ClassVar[Iterator[int]] = itertools.count(1)

    def __init__(self) -> None:
        super().__init__()
        self.order: list[str] = []
        # A mailbox of all orders would come to its share, and the rest of its mails wait for a day.
        self.nth = next(self.numbers)
        self.number = ""
        self.submitted = False

    @initialize(contact=st.sampled_from(CONTACTS), submits=st.sampled_from([True, True, False]))
    def apply(self, contact: str, submits: bool) -> None:  # noqa: FBT001 -- hypothesis passes it by name
        self.form = another_form(contact_mail_address=self._own(contact))
        # The clock of a new workflow is the real one, whatever the one before went through.
        self.world.passed = timedelta()
        address = f"maker@{self.form.jan_maker_code}.example"
        invited = self.life.applications.invited(address, self.world.now())
        self.number = self.world.do(invited)
        self.world.do(self.life.hear())
        if submits:
            self.the_applicant_submits()
            self.the_workflow_hears()

    @rule()
    def the_workflow_hears(self) -> None:
        self.world.do(self.life.hear())
        self.order.append("hear")

    @rule()
    def the_applicant_submits(self) -> None:
        self._try("submit", self._submit())
        self.submitted = True

    @SUBMITTED
    @rule(contact=st.sampled_from(CONTACTS))
    def the_applicant_corrects(self, contact: str) -> None:
        self._try("correct", self._revise(submit_correction, contact))

    @SUBMITTED
    @rule(contact=st.sampled_from(CONTACTS))
    def the_applicant_changes_the_contact(self, contact: str) -> None:
        self._try("change", self._revise(change_contact, contact))

    @SUBMITTED
    @rule()
    def the_applicant_asks_for_a_resend(self) -> None:
        self._try("resend", request_resend(self.number, self.world.now()))

    @SUBMITTED
    @rule()
    def the_applicant_withdraws(self) -> None:
        self._try("withdraw", withdraw(self.number, self.world.now()))

    @SUBMITTED
    @rule(choice=st.sampled_from([*Choice, Choice.APPROVE]), late=st.booleans())
    def the_contact_decides(self, choice: Choice, late: bool) -> None:  # noqa: FBT001 -- hypothesis passes it by name
        if not late:
            self.the_workflow_hears()
        self._try(f"{choice}", self._decide(choice, stale=False))

    @SUBMITTED
    @rule(choice=st.sampled_from(Choice))
    def the_contact_decides_on_an_old_page(self, choice: Choice) -> None:
        self._try(f"{choice}, stale", self._decide(choice, stale=True))

    @SUBMITTED
    @rule()
    def the_contact_hands_over(self) -> None:
        self._try("hand over", self._hand_over())

    @SUBMITTED
    @rule()
    def the_contact_disputes(self) -> None:
        self._try("dispute", self._dispute())

    @SUBMITTED
    @rule(choice=st.sampled_from(ReviewChoice))
    def the_administrator_decides(self, choice: ReviewChoice) -> None:
        parts = (Part.WHOLESALER,) if choice is ReviewChoice.RETURN else ()
        verdict = Verdict(choice, WHY, parts)
        self._try(f"admin {choice}", decide_review(self.number, verdict, self.world.now()))

    @rule(kind=st.sampled_from(["approval_request", "receipt", ""]))
    def the_mail_server_refuses(self, kind: str) -> None:
        self.life.postman.refuses = {kind}
        self.order.append(f"refuse {kind}")

    @rule(choice=st.sampled_from(Choice))
    def somebody_sends_signals_without_facts(self, choice: Choice) -> None:
        self._try("forge", self._forge(choice))

    @rule(time=st.sampled_from(TIMES))
    def time_passes(self, time: timedelta) -> None:
        self.order.append(f"{time}")
        self._pass(time)

    def teardown(self) -> None:
        if not self.number:
            return
        self.life.postman.refuses = set()
        for _ in range(20):
            self.world.do(self.life.hear())
            if self.world.do(load_facts(self.number)).recorded.closed:
                break
            self._pass(timedelta(days=61))
        ended = self.world.do(self.life.ends(self.number))
        self.world.tried.add(tuple(self.order))
        self.world.ends[ended] += 1
        self.world.do(self._check(ended))
        self.world.do(until(self._nothing_waits, f"the last mail of {self.number}"))

    @property
    def life(self) -> Life:
        return self.world.life

    def _own(self, address: str) -> str:
        """A mailbox that no other order has."""
        return f"{self.nth}-{address}"

    def _try(self, what: str, act: Coroutine[Any, Any, None]) -> None:
        """Have somebody do something; a refusal is an answer like any other."""
        try:
            self.world.do(act)
        except RefusalError as refusal:
            what = f"{what}: {type(refusal).__name__}"
        self.order.append(what)

    def _pass(self, time: timedelta) -> None:
        self.world.passed += time
        self.world.do(self._fast_forward(time))

    async def _fast_forward(self, time: timedelta) -> None:
        with unless_it_has_ended():
            await self.life.after(self.number, time)

    async def _submit(self) -> None:
        await save_draft(self.number, {}, HASH, self.world.now())
        await submit_form(self.number, self.form, link_generation=1, now=self.world.now())

    async def _revise(self, act: Any, contact: str) -> None:
        facts = await load_facts(self.number)
        if facts.revision:
            form = replace(await newest_form(self.number), contact_mail_address=self._own(contact))
            await act(self.number, form, revision=facts.revision, now=self.world.now())

    async def _decide(self, choice: Choice, *, stale: bool) -> None:
        revision = (await load_facts(self.number)).revision - int(stale)
        await self.life.applications.decide_about(
            self.number, revision, choice, "理由", at=self.world.now()
        )

    async def _hand_over(self) -> None:
        colleague = Colleague("総務部", "加藤 三郎", self._own("d@mihon-oroshi.example"))
        revision = (await load_facts(self.number)).revision
        await hand_over(self.number, colleague, revision=revision, now=self.world.now())

    async def _dispute(self) -> None:
        if await Mail.exists().where(
            Mail.application == self.number, Mail.kind == "decision_receipt"
        ):
            await self.life.applications.dispute(self.number)

    async def _forge(self, choice: Choice) -> None:
        workflow = self.life.workflow(self.number)
        with unless_it_has_ended():
            await workflow.signal(Enrolment.form_submitted, FormSubmitted(revision=9))
            await workflow.signal(Enrolment.decision_made, ContactDecided(1, choice))

    async def _check(self, ended: Stage) -> None:
        """What must hold at every end."""
        facts = await load_facts(self.number)
        companies = await Company.count().where(Company.application_number == self.number)
        issues = await AuditEvent.count().where(
            AuditEvent.application_number == self.number, AuditEvent.tag == "workflow:ids:issue"
        )
        approved = await Decision.exists().where(
            Decision.application == self.number,
            Decision.revision == facts.revision,
            Decision.choice == Choice.APPROVE.value,
        )
        withdrawn = await Withdrawal.exists().where(Withdrawal.application == self.number)
        sent = [key for key in self.life.postman.keys if key.startswith(self.number)]
        passages = (
            await Passage.select().where(Passage.application == self.number).order_by(Passage.id)
        )
        way = [(Stage(each["before"]), Stage(each["after"])) for each in passages]
        stages = [Stage.INVITED, *(after for _, after in way)]
        assert way == [*itertools.pairwise(stages)], "the way leads on from where it came to"
        assert {*way} <= MAP, "the way of an application is on the map"
        assert ended is facts.recorded is stages[-1]
        assert companies == issues == (ended is Stage.ENROLLED)
        assert approved or ended is not Stage.ENROLLED
        assert withdrawn == (ended is Stage.WITHDRAWN)
        assert len(sent) == len(set(sent)), "a mail went out twice"
        assert any("/welcome/" in key for key in sent) == (ended is Stage.ENROLLED)

    async def _nothing_waits(self) -> bool:
        """Whether all mails went out, those too that a page asked for after the end."""
        return not await Mail.exists().where(
            Mail.application == self.number, Mail.state == "queued"
        )


def test_whatever_the_order_there_is_one_true_end(
    database_url: str, settings: Settings, temporal_address: str
) -> None:
    with loop_aside() as run:
        stack = AsyncExitStack()
        world = run(_world(stack, run, database_url, settings, temporal_address))
        AnyOrder.world = world
        try:
            run_state_machine_as_test(
                AnyOrder,
                settings=hypothesis_settings(
                    max_examples=ORDERS,
                    stateful_step_count=STEPS,
                    deadline=None,
                    database=None,
                    # An order that fails is told as it was: to shorten it would take hours.
                    phases=[Phase.generate],
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            run(stack.aclose())
    sys.stdout.write(f"{len(world.tried)} orders, which ended {dict(world.ends)}\n")
    assert len(world.tried) > ORDERS / 2


async def _world(
    stack: AsyncExitStack, run: Run, database_url: str, settings: Settings, address: str
) -> World:
    await stack.enter_async_context(database(database_url))
    late: list[World] = []
    life = await stack.enter_async_context(
        open_life(address, settings, clock=lambda: late[0].now())  # noqa: PLW0108 -- it is made later
    )
    late.append(World(run, life))
    return late[0]
