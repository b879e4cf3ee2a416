"""Messages (站内消息) to people, in their inbox and by e-mail."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class MessageQuerySet(models.QuerySet["Message"]):
    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at=None)

    def waiting_for_mail(self) -> "MessageQuerySet":
        return self.filter(mailed_at=None, mail_given_up=False)


class Message(models.Model):
    """A message to one person (消息). It is also the outbox of e-mail: unsent rows are sent by the job worker."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="inbox", verbose_name="收件人"
    )
    text = models.TextField("内容")
    link = models.CharField("链接", max_length=200, blank=True)
    sent_at = models.DateTimeField("发送时间")
    read_at = models.DateTimeField("阅读时间", null=True)
    mailed_at = models.DateTimeField("邮件发出时间", null=True)
    mail_tried_at = models.DateTimeField("邮件上次尝试时间", null=True)
    mail_attempts = models.PositiveSmallIntegerField("邮件尝试次数", default=0)
    mail_given_up = models.BooleanField("邮件无法送达", default=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["recipient", "-id"], name="inbox"),
            models.Index(
                fields=["id"], name="mail_outbox", condition=models.Q(mailed_at=None, mail_given_up=False)
            ),
            models.Index(fields=["mail_tried_at"], name="mail_lost", condition=models.Q(mail_given_up=True)),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self) -> "LetterQuerySet":
        return self.filter(sent_at=None, given_up=False)


class Letter(models.Model):
    """A text to an address instead of to a person's inbox (验证信息): a code or a link that proves whose address it is.

    ``is_code`` says that its reader has just asked for it; what others write there, an invitation, is not.
    It goes out as a mail or as a short message. Once it is out, the code in it is nobody's business any more.
    A letter that was subscribed to names the address at which a mail program may stop it for its reader (RFC 8058).
    """

    class Channel(models.TextChoices):
        MAIL = "mail", "邮件"
        SMS = "sms", "短信"

    channel = models.CharField("方式", max_length=4, choices=Channel.choices)
    address = models.CharField("收件地址", max_length=254)
    asked_from = models.GenericIPAddressField("来源地址", null=True)
    subject = models.CharField("标题", max_length=100, blank=True)
    text = models.TextField("内容", blank=True)
    written_at = models.DateTimeField("提交时间")
    sent_at = models.DateTimeField("发出时间", null=True)
    tried_at = models.DateTimeField("上次尝试时间", null=True)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    given_up = models.BooleanField("无法送达", default=False)
    is_code = models.BooleanField("本人索取", default=True)
    unsubscribe = models.CharField("停止接收的网址", max_length=200, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["address", "-id"], name="letters_by_address"),
            models.Index(fields=["asked_from", "-id"], name="letters_by_source"),
            models.Index(
                fields=["id"], name="letters_outbox", condition=models.Q(sent_at=None, given_up=False)
            ),
            models.Index(fields=["tried_at"], name="letters_lost", condition=models.Q(given_up=True)),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.written_at:%Y-%m-%d %H:%M}"
