"""What pages of the portal and of the console alike say of accounts."""

from db.members.account_list import AccountStatus

STANDINGS = {
    AccountStatus.ACTIVE: "利用中",
    AccountStatus.INVITED: "招待中",
    AccountStatus.LAPSED: "招待の期限切れ・取消",
    AccountStatus.STOPPED: "停止中",
    AccountStatus.DORMANT: "長期間未使用",
}
