from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "greenbridge.portal"
    label = "portal"
    verbose_name = "门户"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.views import serve

        from greenbridge.ui.kept_pages import kept_for_visitors

        kept_for_visitors()(serve)  # the home page and the plain pages
