from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "greenbridge.reference"
    label = "reference"
    verbose_name = "基础资料"
    default_auto_field = "django.db.models.BigAutoField"
