"""A message is told in the transaction of what it tells of; e-mail follows after the commit."""

import datetime as dt
import smtplib
import socket
from typing import Any

import pytest
from django.conf import settings as installed
from django.core import mail
from django.db import connection, transaction
from django.urls import reverse

from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock
from greenbridge.messaging import letters, services
from greenbridge.messaging.models import Letter, Message
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.races import at_once

pytestmark = pytest.mark.usefixtures("ground")


class MailServer:
    """The way out to the post, which a story can close."""

    is_down = False


@pytest.fixture
def mail_server(monkeypatch: pytest.MonkeyPatch) -> MailServer:
    server, send = MailServer(), mail.EmailMessage.send

    def send_if_up(letter: mail.EmailMessage, fail_silently: bool = False) -> int:
        if server.is_down:
            raise ConnectionRefusedError("no mail server")
        return send(letter, fail_silently)

    monkeypatch.setattr(mail.EmailMessage, "send", send_if_up)
    return server


def test_a_message_stands_in_the_inbox_and_its_mail_leaves_after_the_commit(
    django_capture_on_commit_callbacks: Any,
) -> None:
    person = cast.person()

    with django_capture_on_commit_callbacks(execute=True):
        services.send(person, "您的申请已提交。请等候结果。", link="/desk/")
        assert mail.outbox == []

    [letter] = mail.outbox
    assert letter.to == [person.email]
    assert letter.subject == "绿桥：您的申请已提交"
    assert "http://127.0.0.1:8000/desk/" in letter.body
    assert person.inbox.get().mailed_at is not None


def test_a_change_that_is_rolled_back_tells_nobody(django_capture_on_commit_callbacks: Any) -> None:
    person = cast.person()

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        services.send(person, "没有发生的事。")
        transaction.set_rollback(True)

    assert not person.inbox.exists()
    assert mail.outbox == []


def test_mail_that_fails_stays_and_leaves_with_the_next_sweep(mail_server: MailServer) -> None:
    mail_server.is_down = True
    message = services.send(cast.person(), "消息。")
    assert services.deliver_mail() == 0
    message.refresh_from_db()
    assert (message.mailed_at, message.mail_attempts) == (None, 1)

    mail_server.is_down = False

    with after(minutes=5):
        assert services.deliver_mail() == 1
        assert len(mail.outbox) == 1
        assert services.deliver_mail() == 0


def after(**span: int) -> Any:
    return clock.stopped_at(clock.now() + dt.timedelta(**span))


def test_a_server_that_is_away_for_two_days_costs_no_letter(mail_server: MailServer) -> None:
    mail_server.is_down = True
    for n in range(9):
        services.send(cast.person(), f"消息{n}。")
        letters.write(Letter.Channel.MAIL, f"zhou{n}@mail.example", "内容")
    for hours in range(48):
        with after(hours=hours):
            services.deliver_mail()
            letters.deliver()
    mail_server.is_down = False

    with after(hours=49):
        assert (services.deliver_mail(), letters.deliver()) == (9, 9)


def test_after_three_days_mail_is_given_up_and_the_message_stays(mail_server: MailServer) -> None:
    mail_server.is_down = True
    message = services.send(cast.person(), "消息。")

    with after(days=3):
        services.deliver_mail()
    mail_server.is_down = False

    with after(days=4):
        assert services.deliver_mail() == 0
    message.refresh_from_db()
    assert (message.mail_given_up, message.mail_attempts) == (True, 1)
    assert message in Message.objects.unread()


def test_a_server_that_does_not_answer_is_asked_three_times_and_not_for_every_letter(
    mail_server: MailServer,
) -> None:
    mail_server.is_down = True
    messages = [services.send(cast.person(), f"消息{n}。") for n in range(9)]
    services.deliver_mail()

    assert sum(Message.objects.get(pk=one.pk).mail_attempts for one in messages) == 3


def test_what_nobody_takes_holds_up_nothing_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    send = mail.EmailMessage.send

    def send_but_to_nobody(letter: mail.EmailMessage, fail_silently: bool = False) -> int:
        if letter.to[0].startswith("nobody"):
            raise smtplib.SMTPRecipientsRefused({})
        return send(letter, fail_silently)

    monkeypatch.setattr(mail.EmailMessage, "send", send_but_to_nobody)
    for n in range(4):
        letters.write(Letter.Channel.MAIL, f"nobody{n}@mail.example", "内容")
    letters.deliver()
    letters.deliver()

    with after(minutes=5):
        letters.write(Letter.Channel.MAIL, "zhou@mail.example", "内容")
        assert letters.deliver() == 1


def test_a_server_that_accepts_and_stays_silent_is_left_after_a_while(settings: Any) -> None:
    assert 0 < installed.EMAIL_TIMEOUT <= 10
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.2
        message = services.send(cast.person(), "消息。")

        assert services.deliver_mail() == 0

    message.refresh_from_db()
    assert (message.mail_attempts, message.mail_given_up) == (1, False)


@pytest.mark.django_db(transaction=True)
def test_nobody_who_writes_waits_for_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite a transaction holds the one place to write for as long as it lasts."""
    held: list[bool] = []
    monkeypatch.setattr(mail.EmailMessage, "send", lambda _: held.append(connection.in_atomic_block))
    services.send(cast.person(), "消息。")
    letters.write(Letter.Channel.MAIL, "zhou@mail.example", "内容")

    assert held == [False, False]


def test_one_letter_that_cannot_be_written_does_not_hold_up_the_others() -> None:
    services.send(cast.person(), "第一行\n第二行")
    services.send(cast.person(), "普通消息。")

    assert services.deliver_mail() == 2


@pytest.mark.django_db(transaction=True)
def test_no_line_of_a_subject_becomes_a_header_and_none_keeps_its_mail_back() -> None:
    head = "您关注的“染整\r\nBcc: all@evil.example”有1项变化"
    letters.write(Letter.Channel.MAIL, "zhou@mail.example", "内容", subject=head)
    services.send(cast.person(), f"{head}。", link="/desk/")

    assert len(mail.outbox) == 2
    for sent in mail.outbox:
        assert (sent.bcc, len(sent.subject.splitlines())) == ([], 1)
        assert "all@evil.example" not in sent.recipients()


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_message() -> None:
    person = cast.person()
    Message.objects.bulk_create(
        Message(recipient=person, text=f"消息{n}。", sent_at=person.date_joined) for n in range(20)
    )

    at_once(services.deliver_mail, services.deliver_mail)
    services.deliver_mail()

    assert sorted(letter.subject for letter in mail.outbox) == sorted(f"绿桥：消息{n}" for n in range(20))


def test_reading_them_all_is_noted_once() -> None:
    person = cast.person()
    services.send(person, "一。")
    services.send(person, "二。")

    assert services.mark_read(person) == 2
    assert services.mark_read(person) == 0
    assert AuditRecord.objects.get(action="messages.read").after == {"count": 2}


def test_the_inbox_shows_my_messages_and_nobody_elses() -> None:
    person, other = cast.person(), cast.person("王磊", "wang@mail.example")
    services.send(person, "给周新的消息。")
    services.send(other, "给王磊的消息。")

    page = words_of(as_(person).get(reverse("messaging:inbox")))

    assert "给周新的消息。" in page
    assert "给王磊的消息。" not in page
