from django.apps import AppConfig


class SuppliersConfig(AppConfig):
    name = "greenbridge.suppliers"
    label = "suppliers"
    verbose_name = "惠企服务"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import published, unpublished

        from greenbridge.accounts import closing, origins
        from greenbridge.audit import once
        from greenbridge.files import services as files
        from greenbridge.search import registry
        from greenbridge.suppliers import queries, queues, reading
        from greenbridge.suppliers.assessment import queues as assessment_queues
        from greenbridge.suppliers.assessment import reading as assessment_reading
        from greenbridge.suppliers.care import queues as care
        from greenbridge.suppliers.changes import queues as changes
        from greenbridge.suppliers.changes import reading as changes_reading
        from greenbridge.suppliers.confirmation import queues as confirmation
        from greenbridge.suppliers.credit import queues as credit
        from greenbridge.suppliers.credit import reading as credit_reading
        from greenbridge.suppliers.feedback import queues as feedback_queues
        from greenbridge.suppliers.feedback import reading as feedback_reading
        from greenbridge.suppliers.guides import queues as guides
        from greenbridge.suppliers.guides.search import GuideCollection, follow_what_is_published
        from greenbridge.suppliers.imports import opening
        from greenbridge.suppliers.merging import queues as merging_queues
        from greenbridge.suppliers.papers import queues as papers
        from greenbridge.suppliers.provenance import queues as provenance_queues
        from greenbridge.suppliers.provenance import services as provenance
        from greenbridge.suppliers.redeclaring import queues as redeclaring
        from greenbridge.suppliers.search import SupplierCollection
        from greenbridge.suppliers.services import favourites
        from greenbridge.suppliers.spotcheck import queues as spotcheck_queues
        from greenbridge.suppliers.spotcheck import reading as spotcheck_reading
        from greenbridge.suppliers.suspension import queues as suspension_queues
        from greenbridge.suppliers.suspension import reading as suspension_reading

        registry.register(SupplierCollection())
        registry.register(GuideCollection())
        published.connect(follow_what_is_published, dispatch_uid="guide published")
        unpublished.connect(follow_what_is_published, dispatch_uid="guide unpublished")
        once.beforehand(opening.look_through)
        queues.install()
        care.install()
        confirmation.install()
        changes.install()
        redeclaring.install()
        guides.install()
        provenance_queues.install()
        papers.install()
        merging_queues.install()
        origins.listen(provenance.body_stated)
        assessment_queues.install()
        suspension_queues.install()
        spotcheck_queues.install()
        credit.install()
        feedback_queues.install()
        closing.goes_with(favourites.forget_all)
        origins.register(queries.lists_naming)
        files.let_read(reading.signed_in_read_scans)
        files.let_read(assessment_reading.body_and_officers_read_evidence)
        files.let_read(spotcheck_reading.body_and_examiners_read_corrections)
        files.let_read(credit_reading.signed_in_read_reports)
        files.let_read(credit_reading.officers_read_what_was_seen)
        files.let_read(credit_reading.body_and_officers_read_objections)
        files.let_read(suspension_reading.body_and_officers_read_appeals)
        files.let_read(changes_reading.body_and_officers_read_proofs)
        files.let_read(feedback_reading.officers_read_what_is_handed_in)
        files.let_read(reading.officers_read_evidence)
