"""The embedded inbox: what a sender hears, what programs and people see of a mail."""

import signal
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from embedded.inbox.message import SNIPPET_LENGTH
from embedded.programs import inbox
from rig.servers import free_ports, loop_aside, start_inbox

SENDER = "no-reply@inforex.example"
MAKER = "yamada@maker.example"
TEXT = "山田 太郎 様\n\nhttp://localhost:8000/apply/abc?x=1&y=2\n"
HTML = "<!doctype html><html><head><title>案内</title></head><body>始める</body></html>"


class Inbox:
    """An inbox as its users meet it: by SMTP and by HTTP."""

    def __init__(self, smtp_port: int, url: str) -> None:
        self.smtp_port = smtp_port
        self.http = httpx.Client(base_url=url)

    def send(self, mail: EmailMessage, *recipients: str) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as smtp:
            smtp.send_message(mail, SENDER, recipients or [MAKER])

    def api(self, path: str, **query: int) -> Any:
        return self.http.get(f"/api/v1/{path}", params=query).raise_for_status().json()

    def page(self, path: str) -> str:
        return self.http.get(path).raise_for_status().text

    def newest(self) -> str:
        return str(self.api("messages")["messages"][0]["ID"])


@pytest.fixture(scope="module")
def shared() -> Iterator[Inbox]:
    with start_inbox() as (smtp_port, url):
        inbox = Inbox(smtp_port, url)
        with inbox.http:
            yield inbox


@pytest.fixture
def empty(shared: Inbox) -> Inbox:
    shared.http.delete("/api/v1/messages").raise_for_status()
    return shared


def mail(
    subject: str = "【Inforex】加入手続きのご案内", to: str = f"山田 太郎 <{MAKER}>"
) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"Inforex事務局 <{SENDER}>", to, subject
    mail["Message-ID"] = "<invitation.1@inforex.example>"
    mail.set_content(TEXT)
    mail.add_alternative(HTML, subtype="html")
    return mail


def test_list_has_the_shape_of_mailpit(empty: Inbox) -> None:
    empty.send(mail(), MAKER, "hidden@maker.example")
    page = empty.api("messages")
    (entry,) = page.pop("messages")
    assert page == {
        "total": 1,
        "unread": 1,
        "count": 1,
        "messages_count": 1,
        "messages_unread": 1,
        "start": 0,
        "tags": [],
    }
    assert entry.pop("ID").isalnum()
    assert entry.pop("Created").endswith("Z")
    assert entry.pop("Size") > len(TEXT) + len(HTML)
    assert entry == {
        "MessageID": "invitation.1@inforex.example",
        "From": {"Name": "Inforex事務局", "Address": SENDER},
        "To": [{"Name": "山田 太郎", "Address": MAKER}],
        "Cc": [],
        "Bcc": [{"Name": "", "Address": "hidden@maker.example"}],
        "ReplyTo": [],
        "Subject": "【Inforex】加入手続きのご案内",
        "Username": "",
        "Tags": [],
        "Read": False,
        "Attachments": 0,
        "Snippet": "山田 太郎 様 http://localhost:8000/apply/abc?x=1&y=2",
    }


def test_single_mail_has_its_text_html_and_attachments(empty: Inbox) -> None:
    sent = mail()
    sent.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="利用規約.pdf")
    empty.send(sent)
    message = empty.api(f"message/{empty.newest()}")
    assert message["Text"].splitlines() == TEXT.splitlines()
    assert message["HTML"].strip() == HTML
    assert message["ReturnPath"] == SENDER
    assert message["Attachments"] == [
        {"FileName": "利用規約.pdf", "ContentType": "application/pdf", "Size": 8}
    ]


def test_newest_mail_comes_first_and_the_list_is_cut_as_asked(empty: Inbox) -> None:
    for subject in ("一", "二", "三"):
        empty.send(mail(subject))
    page = empty.api("messages", start=1, limit=1)
    assert [entry["Subject"] for entry in page["messages"]] == ["二"]
    assert (page["total"], page["start"]) == (3, 1)


def test_mail_is_told_from_another_of_the_same_moment(empty: Inbox) -> None:
    with smtplib.SMTP("127.0.0.1", empty.smtp_port) as smtp:
        for _ in range(20):
            smtp.send_message(mail(), SENDER, [MAKER])
    assert len({entry["ID"] for entry in empty.api("messages")["messages"]}) == 20


def test_refused_recipient_gets_nothing_and_the_others_do(empty: Inbox) -> None:
    with smtplib.SMTP("127.0.0.1", empty.smtp_port) as smtp:
        refused = smtp.send_message(mail(), SENDER, ["refuse-me@maker.example", MAKER])
    assert refused["refuse-me@maker.example"] == (550, b"5.1.1 The mailbox does not exist")
    assert empty.api("messages")["total"] == 1


def test_deferred_mail_is_taken_at_the_second_attempt(empty: Inbox) -> None:
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        empty.send(mail(), "defer-me@maker.example")
    assert (refusal.value.smtp_code, empty.api("messages")["total"]) == (451, 0)
    empty.send(mail(), "defer-me@maker.example")
    assert empty.api("messages")["total"] == 1


def test_address_with_japanese_characters_is_taken(empty: Inbox) -> None:
    with smtplib.SMTP("127.0.0.1", empty.smtp_port) as smtp:
        smtp.sendmail(
            SENDER,
            ["山田@maker.example"],
            "To: 山田@maker.example\r\nSubject: 件名\r\n\r\n本文\r\n".encode(),
            mail_options=["SMTPUTF8", "BODY=8BITMIME"],
        )
    (entry,) = empty.api("messages")["messages"]
    assert (entry["To"][0]["Address"], entry["Subject"]) == ("山田@maker.example", "件名")


def test_unknown_character_set_does_not_hide_the_mail(empty: Inbox) -> None:
    sent = EmailMessage()
    sent["To"] = MAKER
    sent.set_payload("long " * 100)
    sent["Content-Type"] = "text/plain; charset=klingon"
    empty.send(sent)
    (entry,) = empty.api("messages")["messages"]
    assert len(entry["Snippet"]) == SNIPPET_LENGTH


def test_named_mails_are_deleted_and_the_others_stay(empty: Inbox) -> None:
    empty.send(mail("一"))
    empty.send(mail("二"))
    empty.http.request("DELETE", "/api/v1/messages", json={"IDs": [empty.newest()]})
    assert [entry["Subject"] for entry in empty.api("messages")["messages"]] == ["一"]


def test_list_shows_subject_recipient_and_time(empty: Inbox) -> None:
    assert "メールはまだありません。" in empty.page("/")
    empty.send(mail("<b>太字</b>"))
    page = empty.page("/")
    assert "&lt;b&gt;太字&lt;/b&gt;" in page
    assert MAKER in page
    assert f'href="/message/{empty.newest()}"' in page


def test_long_list_is_shown_in_parts(empty: Inbox) -> None:
    with smtplib.SMTP("127.0.0.1", empty.smtp_port) as smtp:
        for number in range(51):
            smtp.send_message(mail(f"第{number}号"), SENDER, [MAKER])
    assert "第0号" not in empty.page("/")
    assert "第0号" in empty.page("/?start=50")


def test_links_of_the_text_can_be_followed(empty: Inbox) -> None:
    empty.send(mail())
    page = empty.page(f"/message/{empty.newest()}")
    link = 'href="http://localhost:8000/apply/abc?x=1&amp;y=2" rel="noopener noreferrer"'
    assert f'<a {link} target="_blank">' in page


def test_html_of_a_mail_is_shown_where_it_can_do_nothing(empty: Inbox) -> None:
    empty.send(mail())
    answer = empty.http.get(f"/message/{empty.newest()}/html")
    assert '<head><base target="_blank">' in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert "script" not in policy


def test_source_is_shown_as_it_came(empty: Inbox) -> None:
    empty.send(mail())
    answer = empty.http.get(f"/api/v1/message/{empty.newest()}/raw")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.text.startswith(f"Return-Path: <{SENDER}>\r\nDelivered-To: {MAKER}\r\n")


@pytest.mark.parametrize("path", ["/", "/message/none", "/api/v1/messages", "/inbox.css"])
def test_every_answer_forbids_what_it_does_not_need(empty: Inbox, path: str) -> None:
    headers = empty.http.get(path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("identifier", ["none", "..%2Fsecret", "%2e%2e"])
def test_mail_that_is_not_there_is_said_so(empty: Inbox, identifier: str) -> None:
    page = empty.http.get(f"/message/{identifier}")
    assert (page.status_code, "見つかりません" in page.text) == (404, True)
    assert empty.http.get(f"/api/v1/message/{identifier}").status_code == 404


def test_acknowledged_mail_survives_a_crash(tmp_path: Path) -> None:
    smtp_port, http_port = free_ports(2)
    url = f"http://127.0.0.1:{http_port}"
    with loop_aside() as run, httpx.Client(base_url=url) as http:
        for _ in range(2):
            child = inbox(tmp_path, tmp_path / "log", smtp_port=smtp_port, http_port=http_port)
            child.stop_signal = signal.SIGKILL
            run(child.start())
            with smtplib.SMTP("127.0.0.1", smtp_port) as smtp:
                smtp.send_message(mail(), SENDER, [MAKER])
            found = http.get("/api/v1/messages").json()["total"]
            run(child.stop())
        assert found == 2


def test_mail_that_finds_no_room_is_put_off_and_taken_once_there_is_some(tmp_path: Path) -> None:
    smtp_port, http_port = free_ports(2)
    child = inbox(tmp_path, tmp_path / "log", smtp_port=smtp_port, http_port=http_port)
    with loop_aside() as run:
        run(child.start())
        try:
            process = psutil.Process(child.number)
            _, most = process.rlimit(psutil.RLIMIT_FSIZE)
            process.rlimit(psutil.RLIMIT_FSIZE, (0, most))
            assert answer_to(mail(), smtp_port) == 452
            assert [path.suffix for path in tmp_path.iterdir()] == [""]
            process.rlimit(psutil.RLIMIT_FSIZE, (most, most))
            assert answer_to(mail(), smtp_port) == 250
        finally:
            run(child.stop())


def answer_to(mail: EmailMessage, port: int) -> int:
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        try:
            smtp.send_message(mail, SENDER, [MAKER])
        except smtplib.SMTPDataError as answer:
            return answer.smtp_code
    return 250


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8025", "10.0.0.1"]
)
def test_s46_it_answers_to_no_name_but_those_of_loopback(empty: Inbox, host: str) -> None:
    empty.send(mail())
    for path in ("/", "/api/v1/messages", f"/api/v1/message/{empty.newest()}"):
        answer = empty.http.get(path, headers={"Host": host, "X-Forwarded-Host": "localhost"})
        assert answer.status_code == 400
        assert MAKER not in answer.text
    for name in ("localhost", "127.0.0.1"):
        at_home = {"Host": f"{name}:{empty.http.base_url.port}"}
        assert empty.http.get("/", headers=at_home).status_code == 200
