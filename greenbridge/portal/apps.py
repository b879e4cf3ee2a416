from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "greenbridge.portal"
    label = "portal"
    verbose_name = "门户"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_save
        from wagtail.models import ModelLogEntry, PageLogEntry
        from wagtail.signals import page_published
        from wagtail.views import serve

        from greenbridge.accounts import closing
        from greenbridge.portal import citing, editing, queues, terms
        from greenbridge.ui.kept_pages import kept_for_visitors

        queues.install()
        citing.install()
        closing.goes_with(editing.forget)
        page_published.connect(terms.announce_what_is_published, dispatch_uid="terms")
        for log in (ModelLogEntry, PageLogEntry):
            post_save.connect(editing.note, sender=log, dispatch_uid=f"trail of {log.__name__}")
        kept_for_visitors()(serve)  # the home page and the plain pages
