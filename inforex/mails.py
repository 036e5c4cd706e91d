"""`inforex mails`: the mail log, and what is done about mails that wait or reached nobody."""

from dataclasses import replace

from db.audit import ActReason
from db.console.mail_log import LoggedMail, MailQuery, MailSort, find_mails
from db.console.mails_again import NothingFailedError
from db.console.refusing_domains import load_domain_retry, retry_domain
from db.console.stuck_mails import MailNotWaitingError, void_mail
from domain.business_calendar import format_jst
from domain.identifiers import accept_application_number, accept_company_id
from domain.mail_addresses import accept_mail_address
from inforex.command import At, Checked, RefusedError, argument, command, group, option
from inforex.language import _
from inforex.listing import Listed, collect, limit, one_of
from inforex.screen import Screen
from inforex.who_and_why import KEPT, by, reason
from texts.mails import MAIL_KINDS, MAIL_STATES


@command(
    "list",
    "送信待ち・拒否などのメールの一覧",
    "何も指定しないと、送信待ちのメールを古い順に表示します。ほかは、新しい順です。\n"
    "送信待ちのメールは、遅くとも1時間ごとに自動でもう一度送ります。",
    shows=True,
)
@option(
    "--state",
    type=one_of(MAIL_STATES),
    default="queued",
    metavar="STATE",
    help="queued: 送信待ち（省略時）、refused: 拒否、bounced: 返送、void: 取りやめ、sent: 送信済み",
)
@option(
    "--kind",
    type=one_of(MAIL_KINDS),
    metavar="KIND",
    help="メールの種類。一覧の言葉かコード。例: receipt",
)
@option("--to", "recipient", type=Checked(accept_mail_address), metavar="ADDRESS", help="宛先")
@option("--number", type=Checked(accept_application_number), metavar="NUMBER", help="受付番号")
@option("--company", type=Checked(accept_company_id), metavar="ID", help="企業ID")
@limit
async def list_mails(at: At, state: str, limit: int | None, **filters: str | None) -> None:
    """List them: those that wait the longest first, all others the newest first."""
    query = MailQuery(
        state=state,
        kind=filters["kind"] or "",
        recipient=(filters["recipient"] or "").lower(),
        application_number=filters["number"] or "",
        company_id=filters["company"] or "",
        order=MailSort.OLDEST if state == "queued" else MailSort.NEWEST,
    )

    async def page_of(after: str | None, most: int) -> tuple[tuple[LoggedMail, ...], str | None]:
        page = await find_mails(replace(query, after=after or ""), most)
        return page.mails, page.next

    found = await collect(page_of, limit)
    at.show({"mails": found.rows, "more": found.more}, lambda screen: _show(found, screen))


@command(
    "void",
    "送信待ちのメールを、送らないことにする",
    "送信待ちのメールを取りやめます。手続きは、そのメールなしで進みます。元に戻せません。",
)
@argument("key", metavar="MAIL", help="メールの番号。list に表示されます")
@reason(required=True, help=KEPT)
@by
async def void(at: At, key: str, reason: str, by: str) -> None:
    """Never send it."""
    try:
        await void_mail(key, ActReason(by, reason), at.now)
    except MailNotWaitingError as error:
        raise RefusedError(
            _(
                "メール {key} は、送信待ちではないか、いま送信中です。何も変更していません。",
                key=key,
            )
        ) from error
    except LookupError as error:
        raise RefusedError(
            _("メール {key} はありません。番号をご確認ください。", key=key)
        ) from error
    at.screen.say(_("メール {key} を取りやめました。", key=key))


@command(
    "retry",
    "一つのドメインに届かなかったメールを、まとめて送り直す",
    "そのドメインに拒否された、または返送されたメールのうち、内容が今も正しいものを\n"
    "送り直します。--reason を付けないと、対象を表示するだけです。\n"
    "一つの申請のメールは: inforex applications retry",
)
@argument("domain", metavar="DOMAIN", help="宛先のドメイン。例: example.co.jp")
@reason(help=KEPT)
@option(
    "--by",
    type=Checked(accept_mail_address),
    metavar="ADDRESS",
    help="判断した人のメールアドレス。記録に残ります",
)
async def retry(at: At, domain: str, reason: str | None, by: str | None) -> None:
    """Send again what still is true, all of it or nothing."""
    retried = await load_domain_retry(domain.lower(), at.now)
    for application in retried.applications:
        at.screen.say(f"{application.number}  {', '.join(application.kinds)}")
    for letter in retried.letters:
        at.screen.say(f"{letter.company_id}-{letter.account_id}  {letter.kind}")
    mails = len(retried.applications) + len(retried.letters)
    if reason is None or by is None:
        at.screen.say(
            _(
                "対象は{count:,}件です。送り直すには --reason と --by を付けてください。",
                count=mails,
            )
        )
        return
    try:
        await retry_domain(retried.domain, retried.seen, ActReason(by, reason), at.now)
    except NothingFailedError as error:
        raise RefusedError(
            _("{domain} に届かなかったメールで、送り直せるものはありません。", domain=domain)
        ) from error
    at.screen.say(_("{count:,}件を送り直します。", count=mails))
    if retried.left:
        at.screen.say(_("残りの{count:,}件は、もう一度実行してください。", count=retried.left))


MAILS = group("mails", "送信待ちや届かなかったメールを調べ、対応する", (list_mails, void, retry))


def _show(found: Listed[LoggedMail], screen: Screen) -> None:
    if not found.rows:
        screen.say(_("該当するメールはありません。"))
        return
    columns = ("番号・予定の日時", "種類", "宛先", "状態", "サーバーの返答")
    screen.table(tuple(map(_, columns)), map(_line, found.rows))
    found.say_so(screen)


def _line(mail: LoggedMail) -> tuple[str, str, str, str, str]:
    return (
        f"{mail.key}\n{format_jst(mail.queued_at)}",
        f"{_(MAIL_KINDS.get(mail.kind, mail.kind))}\n{mail.kind}",
        mail.recipient,
        _standing(mail),
        mail.server_answer,
    )


def _standing(mail: LoggedMail) -> str:
    lines = [_(MAIL_STATES[mail.state])]
    if mail.state == "queued" and mail.waits_until is not None:
        lines.append(_("{at}まで待ちます", at=format_jst(mail.waits_until)))
    if mail.state == "queued" and mail.attempts:
        lines.append(_("{count:,}回試しました", count=mail.attempts))
    return "\n".join(lines)
