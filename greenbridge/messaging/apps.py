from django.apps import AppConfig
from django.core.checks import Tags, register


class MessagingConfig(AppConfig):
    name = "greenbridge.messaging"
    label = "messaging"
    verbose_name = "消息"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from greenbridge.messaging import checks

        register(checks.somebody_carries_short_messages, Tags.security, deploy=True)
