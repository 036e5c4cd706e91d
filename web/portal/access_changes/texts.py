"""What pages of the company say of a change that the operator asked for."""

from domain.companies.access_acts import AccessAct
from domain.companies.access_change import AccessStage

ACTS = {
    AccessAct.ADDRESS: "メールアドレスの変更",
    AccessAct.SECOND_FACTOR: "二段階認証の解除",
    AccessAct.MANAGER: "ID管理ユーザーの変更",
}
ASKED_BY = {
    "administrator": "Inforexの管理者",
    "helpdesk": "Inforexヘルプデスク",
}
ASKED_BY_SOMEBODY = "Inforexの運営担当者"
ENDS = {
    AccessStage.DONE: "この変更は行われました。",
    AccessStage.STOPPED: "この変更は、お申し出により取りやめました。変更していません。",
    AccessStage.CALLED_OFF: "この変更は、Inforexの担当者が取りやめました。変更していません。",
    AccessStage.LAPSED: "この変更は、必要な確認が期限までに得られず、取りやめました。",
    AccessStage.OUTDATED: "この変更は、アカウントの登録内容が先に変わったため、取りやめました。",
}
