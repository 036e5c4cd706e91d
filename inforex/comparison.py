"""What `inforex reconcile` does and says."""

from dataclasses import dataclass

from temporalio.client import Client
from temporalio.service import RPCError

from db.differences import Difference
from domain.enrolment.stages import Stage
from domain.out_of_step import DifferenceKind
from inforex.command import PROGRAM, At, RefusedError, WrongError
from inforex.language import _
from inforex.screen import Screen
from relay.connection import connect_to_temporal
from relay.home import find_other_home
from relay.reconciling import Compared, NotAtHomeError, Reconciler
from settings import Settings
from texts.applications import STAGES

FOUND = {
    DifferenceKind.MISSING: "ワークフローが動いていません。",
    DifferenceKind.BEHIND: "起きたことを知らずに待っています。",
    DifferenceKind.OVER: "することがないのに動いています。",
    DifferenceKind.UNKNOWN: "記録は削除されています。",
    DifferenceKind.LOST: "データベースの記録より新しいものです。",
}
"""What is wrong with a workflow."""

REMEDIES = {
    DifferenceKind.MISSING: "新しく始めます",
    DifferenceKind.BEHIND: "終わらせて、記録から始め直します",
    DifferenceKind.OVER: "終わらせます",
    DifferenceKind.UNKNOWN: "履歴ごと削除します",
    DifferenceKind.LOST: "inforex restored を実行してください",
}
"""What `--mend` does about it."""


@dataclass(frozen=True)
class Told:
    """One difference as JSON has it; `mended`: whether it was."""

    process: str
    workflow: str
    kind: DifferenceKind
    in_temporal: str
    in_facts: str
    mended: bool


async def compare(at: At, *, mend: bool) -> None:
    """Compare, and tell; raises `RefusedError`, and `WrongError` where a difference is left."""
    policy = Settings.from_environment(at.environment).policy
    try:
        client = await connect_to_temporal()
        compared = await Reconciler(client, policy, by_operator=True).compare(mend=mend)
    except NotAtHomeError as error:
        raise RefusedError(await _not_at_home(client)) from error
    except (RuntimeError, RPCError) as error:
        raise RefusedError(_temporal_away(error)) from error
    told = [_told(each, compared) for each in compared.found]
    at.show(told, lambda screen: _show(told, screen))
    if compared.left:
        raise WrongError(_left(compared, mend=mend))


def _told(found: Difference, compared: Compared) -> Told:
    return Told(
        process=found.process,
        workflow=found.workflow,
        kind=found.kind,
        in_temporal=found.in_temporal,
        in_facts=found.in_facts,
        mended=found not in compared.left,
    )


def _show(told: list[Told], screen: Screen) -> None:
    if not told:
        screen.say(_("すべてのワークフローが、記録のとおりです。"))
        return
    columns = ("ワークフロー", "ずれ", "Temporalの記録", "データベースの記録", "対応")
    screen.table(tuple(map(_, columns)), map(_line, told))
    screen.say(_("{count:,}件のずれがありました。", count=len(told)))


def _line(told: Told) -> tuple[str, str, str, str, str]:
    remedy = _("直しました") if told.mended else _(REMEDIES[told.kind])
    stages = (_stage(told.in_temporal), _stage(told.in_facts))
    return told.workflow, _(FOUND[told.kind]), *stages, remedy


def _stage(said: str) -> str:
    return _(STAGES[Stage(said)]) if said in set(Stage) else said


def _left(compared: Compared, *, mend: bool) -> str:
    left = len(compared.left)
    if any(each.kind is DifferenceKind.LOST for each in compared.left):
        return _(
            "{count:,}件のずれが残っています。データベースがTemporalより古いため、何も直していません。"
            "先に {program} restored を実行してください。",
            count=left,
            program=PROGRAM,
        )
    if not mend:
        return _(
            "{count:,}件のずれが残っています。直すには: {program} reconcile --mend",
            count=left,
            program=PROGRAM,
        )
    return _(
        "{count:,}件のずれを直せませんでした。理由: {program} processes list",
        count=left,
        program=PROGRAM,
    )


async def _not_at_home(client: Client) -> str:
    other = await find_other_home(client)
    if other:
        return str(other[0])
    return _(
        "このTemporalでは、まだ何も始まっていません。ワーカーを起動すると、"
        "終わっていない手続きをすべて記録から始めます。"
    )


def _temporal_away(error: RuntimeError | RPCError) -> str:
    said = f"{error.status.name}: {error.message}" if isinstance(error, RPCError) else str(error)
    return _(
        "Temporalに接続できません（{trouble}）。TEMPORAL_ADDRESSなどが正しいか、"
        "Temporalが動いているかをご確認ください。",
        trouble=said,
    )
