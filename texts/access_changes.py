"""The words in which staff, and members, read of a change of who gets in."""

from domain.companies.access_acts import AccessAct
from domain.companies.access_change import AccessStage

ACCESS_ACTS = {
    AccessAct.PASSWORD_LINK: "パスワード再設定の案内の送信",
    AccessAct.ADDRESS: "メールアドレスの変更",
    AccessAct.SECOND_FACTOR: "二段階認証の解除",
    AccessAct.MANAGER: "ID管理ユーザーの変更",
}

ACCESS_STAGES = {
    AccessStage.UNCONFIRMED: "新しいメールアドレスでの確認を待っています。",
    AccessStage.WAITING: "企業の方の申し出があれば止められるよう、待っています。",
    AccessStage.TELLING: "企業の方へ知らせるメールを、まだ送れていません。",
    AccessStage.ALONE: "企業のどなたにもメールが届いていないため、別の管理者の同意を待っています。",
    AccessStage.READY: "変更を反映しています。",
    AccessStage.DONE: "変更しました。",
    AccessStage.STOPPED: "企業の方から「心当たりがない」との申し出があり、取りやめました。",
    AccessStage.CALLED_OFF: "運営の担当者が取りやめました。",
    AccessStage.LAPSED: "必要な確認が期限までに得られず、取りやめました。",
    AccessStage.OUTDATED: "アカウントの登録内容が先に変わったため、取りやめました。",
}

ACCESS_ENDS = {
    AccessStage.STOPPED: "貴社の方から「心当たりがない」とのお申し出があったため",
    AccessStage.CALLED_OFF: "Inforexの担当者が取りやめたため",
    AccessStage.LAPSED: "必要な確認が期限までに得られなかったため",
    AccessStage.OUTDATED: "アカウントの登録内容が先に変更されたため",
}
