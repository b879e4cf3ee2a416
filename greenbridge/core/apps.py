from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "greenbridge.core"
    label = "core"
    verbose_name = "基础"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.backends.signals import connection_created

        from greenbridge.core import among, stamps  # noqa: F401 — the lookup registers itself

        connection_created.connect(stamps.watch, dispatch_uid="stamps")
