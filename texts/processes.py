"""The words in which staff read of processes that are about no application, or do not go on."""

import re

from domain.needs import TroubleKind
from texts.filled import filled

TROUBLES = {
    TroubleKind.NEWS_UNDELIVERABLE: "記録した内容を、続きの処理へ渡せません。",
    TroubleKind.STEP_FAILING: "処理の一部が、くり返し失敗しています。",
    TroubleKind.WORKFLOW_MISSING: "処理を進めるワークフローが動いていません。",
}
"""What is wrong with a process that does not go on."""

_PROCESSES = {
    "letters": "会員へのメール",
    "change": "企業情報の変更の申し込み",
    "cancellation": "解約",
    "access": "アカウントの変更手続き",
    "import": "ファイルの取込",
    "digest": "管理者への毎朝のメール",
    "helpdesk-digest": "管理者への毎朝のメール",
    "purge": "データの自動削除",
    "audit": "監査",
    "reconcile": "記録との照合",
}


def name_process(process: str) -> str:
    """What a process is about that is about no application; empty where nobody knows."""
    kind = re.match("[a-z-]*[a-z]", process)
    return _PROCESSES.get(kind[0], "") if kind else ""


def explain_trouble(kind: str, reason: str) -> str:
    """The sentence that tells why a process does not go on, with the reason for who mends it."""
    return filled("{trouble}（{reason}）", trouble=TROUBLES[TroubleKind(kind)], reason=reason)
