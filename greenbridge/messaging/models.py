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
        ]

    def __str__(self) -> str:
        return self.text[:40]
