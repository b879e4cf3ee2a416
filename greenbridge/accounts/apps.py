from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "greenbridge.accounts"
    label = "accounts"
    verbose_name = "用户与单位"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from greenbridge.accounts import queues, reading
        from greenbridge.files import services as files
        from greenbridge.messaging import services as messaging

        queues.install()
        files.let_read(reading.officers_read_licences)
        files.tell_owners_by(messaging.send)
