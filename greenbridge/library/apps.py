from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "greenbridge.library"
    label = "library"
    verbose_name = "标准政策"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import published, task_submitted, unpublished

        from greenbridge.audit import once
        from greenbridge.files import services as files
        from greenbridge.library import turning
        from greenbridge.library.definitions.search import DefinitionCollection
        from greenbridge.library.duties import citing as citing_duties
        from greenbridge.library.duties import queues as duties
        from greenbridge.library.feedback import queues as feedback
        from greenbridge.library.following import queues as following
        from greenbridge.library.intake import opening, originals
        from greenbridge.library.intake import queues as intake
        from greenbridge.library.ledger import queues as ledger
        from greenbridge.library.rechecks import queues as rechecks
        from greenbridge.library.search import ClauseCollection, TextCollection, find_anew
        from greenbridge.library.writings import citing, queues, services
        from greenbridge.library.writings.search import (
            GlossaryCollection,
            TopicCollection,
            WritingCollection,
            follow_what_is_published,
        )
        from greenbridge.search import registry
        from greenbridge.search.analysis import never_before

        registry.register(TextCollection())
        registry.register(ClauseCollection())
        registry.register(WritingCollection())
        registry.register(TopicCollection())
        registry.register(GlossaryCollection())
        registry.register(DefinitionCollection())
        published.connect(follow_what_is_published, dispatch_uid="writing published")
        unpublished.connect(follow_what_is_published, dispatch_uid="writing unpublished")
        task_submitted.connect(services.hear_of_submission, dispatch_uid="writing handed in")
        never_before("法", "规律院定")  # 大气法规 are many laws, not the one on 大气
        queues.install()
        citing.install()
        intake.install()
        ledger.install()
        files.let_read(originals.may_read)
        once.beforehand(opening.look_through)
        rechecks.install()
        duties.install()
        citing_duties.install()
        feedback.install()
        following.install()
        turning.listen(lambda turn: find_anew(turn.works))
