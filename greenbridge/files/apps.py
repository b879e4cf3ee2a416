from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "greenbridge.files"
    label = "files"
    verbose_name = "文件"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from greenbridge.audit import once
        from greenbridge.files import uploads

        once.beforehand(uploads.look_through)
