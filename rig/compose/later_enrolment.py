"""The enrolment as releases change it: a pause before the screening, by a patch, then for good."""

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.enrolment import EnrolmentActivities as Steps
    from activities.orders import StepOrder
    from domain.enrolment.stages import Stage
    from domain.enrolment.state import EnrolmentState
    from workflows.enrolment import Enrolment
    from workflows.messages import StartEnrolment
    from workflows.steps import Step

PATCH = "a-pause-before-the-screening"
PAUSE = timedelta(milliseconds=1)


@workflow.defn(name="Enrolment")
class Patched(Enrolment):
    """Knows both ways; whether it begins the new one is for `workflows.patches` to say."""

    @workflow.init
    def __init__(self, start: StartEnrolment) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: StartEnrolment) -> Stage:
        return await super().run(start)

    async def _do(self, step: Step[StepOrder], summary: str) -> EnrolmentState:
        if step is Steps.screen and workflow.patched(PATCH):
            await workflow.sleep(PAUSE)
        return await super()._do(step, summary)


@workflow.defn(name="Enrolment")
class Retired(Enrolment):
    """Knows the new way alone."""

    @workflow.init
    def __init__(self, start: StartEnrolment) -> None:
        super().__init__(start)

    @workflow.run
    async def run(self, start: StartEnrolment) -> Stage:
        return await super().run(start)

    async def _do(self, step: Step[StepOrder], summary: str) -> EnrolmentState:
        if step is Steps.screen:
            workflow.deprecate_patch(PATCH)
            await workflow.sleep(PAUSE)
        return await super()._do(step, summary)
