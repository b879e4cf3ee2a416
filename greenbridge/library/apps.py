from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "greenbridge.library"
    label = "library"
    verbose_name = "标准政策"
    default_auto_field = "django.db.models.BigAutoField"
