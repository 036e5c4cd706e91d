"""What pages of the portal and of the console alike say of accounts."""

from db.members.account_standing import Standing

STANDINGS = {
    Standing.ACTIVE: "利用中",
    Standing.INVITED: "招待中",
    Standing.LAPSED: "招待の期限切れ・取消",
    Standing.STOPPED: "停止中",
    Standing.DORMANT: "長期間未使用",
}
