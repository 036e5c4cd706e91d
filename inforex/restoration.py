"""What `inforex restored` does: Temporal forgets, the database is taken up again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from temporalio.service import RPCError

from db.temporal_recovery import recorded_stages, reset_after_restore
from domain.enrolment.stages import Stage
from domain.processes import ProcessKind, kind_of
from inforex.command import RefusedError
from inforex.language import _
from inforex.screen import Screen
from relay.connection import connect_to_temporal
from relay.past import PastRun, forget, known_runs
from texts.applications import STAGES

KINDS = {ProcessKind.COMPANY_CHANGE: "企業情報の変更", ProcessKind.CANCELLATION: "解約"}


async def take_up(screen: Screen, now: datetime) -> None:
    """Empty Temporal, then take the database up again; raises `RefusedError`.

    In this order one that was interrupted is simply done again: nothing is started in Temporal
    before the database says that all of it has to be.
    """
    try:
        deleted = await _empty_temporal(screen)
    except (RuntimeError, RPCError) as error:
        raise RefusedError(
            _(
                "Temporalで処理できません（{trouble}）。TEMPORAL_ADDRESSなどが正しいか、"
                "Temporalが動いているかを確かめて、もう一度実行してください。"
                "番号はまだ進めていません。",
                trouble=_said(error),
            )
        ) from error
    taken_up = await reset_after_restore(now, workflows_deleted=deleted)
    screen.say(_("{count}種類の番号を先へ進めました。", count=taken_up.sequences))
    screen.say(_("ログイン中だった{count:,}件を終了しました。", count=taken_up.sessions))
    screen.say(
        _("サイトとワーカーを起動してください。終わっていない手続きは、記録から始め直します。")
    )
    screen.say(_("バックアップの時点で送信待ちだったメールは、もう一度送られます。"))


async def _empty_temporal(screen: Screen) -> int:
    client = await connect_to_temporal()
    runs = await known_runs(client)
    rows = list(_differences(runs, await recorded_stages([run.process for run in runs])))
    if rows:
        screen.heading(_("Temporalの記録と異なるもの（この一覧は二度と表示できません）"))
        screen.say(
            _("バックアップの後に始まった手続きは失われ、進んだ申請は前の段階に戻っています。")
        )
        columns = ("番号", "企業名", "Temporalの記録", "データベースの記録")
        screen.table(tuple(map(_, columns)), rows)
    screen.say(_("Temporalのワークフローを削除しています（{count:,}件）。", count=len(runs)))
    await forget(client, runs)
    return len(runs)


def _differences(
    runs: Sequence[PastRun], recorded: Mapping[str, str | None]
) -> Iterator[tuple[str, str, str, str]]:
    """Tell of what went further than the database knows; nobody else knows of it any more."""
    newest = {run.process: run for run in reversed(runs) if run.stage}
    for process, run in sorted(newest.items()):
        if process not in recorded:
            yield process, run.company_name, _word(run), _("なし")
        elif (stage := recorded[process]) is not None and stage != run.stage:
            yield process, run.company_name, _word(run), _(STAGES[Stage(stage)])


def _word(run: PastRun) -> str:
    kind = kind_of(run.process)
    if kind in KINDS:
        return _(KINDS[kind])
    # A newer release may have stages that this one does not know.
    return _(STAGES[Stage(run.stage)]) if run.stage in set(Stage) else run.stage


def _said(error: RuntimeError | RPCError) -> str:
    return f"{error.status.name}: {error.message}" if isinstance(error, RPCError) else str(error)
