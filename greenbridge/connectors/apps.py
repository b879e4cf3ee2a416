from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "greenbridge.connectors"
    label = "connectors"
    verbose_name = "官方平台衔接"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from greenbridge.connectors import queues

        queues.install()
