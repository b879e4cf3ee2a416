from django.apps import AppConfig


class DemandsConfig(AppConfig):
    name = "greenbridge.demands"
    label = "demands"
    verbose_name = "需求大厅"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from greenbridge.accounts import closing, renaming
        from greenbridge.demands import followers, queries, queues, reading, services
        from greenbridge.demands.amendments import queues as amendment_queues
        from greenbridge.demands.amendments import reading as amendment_reading
        from greenbridge.demands.amendments import services as amendments
        from greenbridge.demands.clarification import queries as clarification
        from greenbridge.demands.clarification import queues as clarification_queues
        from greenbridge.demands.conduct import checking
        from greenbridge.demands.conduct import queues as conduct_queues
        from greenbridge.demands.conduct import reading as conduct_reading
        from greenbridge.demands.notices import queues as notice_queues
        from greenbridge.demands.search import DemandCollection
        from greenbridge.files import services as files
        from greenbridge.search import registry

        registry.register(DemandCollection())
        queues.install()
        notice_queues.install()
        conduct_queues.install()
        amendment_queues.install()
        clarification_queues.install()
        renaming.listen(services.find_anew)
        closing.may_object(queries.unfinished_demands)
        files.let_read(reading.people_read_attachments)
        files.let_read(conduct_reading.those_concerned_read_evidence)
        files.let_read(amendment_reading.buyer_and_officers_read_amendments)
        services.hear_end(amendments.end_with)
        amendments.listen(checking.hear_amendment)
        followers.found_by(clarification.askers)
