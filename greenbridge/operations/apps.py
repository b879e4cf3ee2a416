from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "greenbridge.operations"
    label = "operations"
    verbose_name = "运行管理"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from greenbridge.operations import queues

        queues.install()
