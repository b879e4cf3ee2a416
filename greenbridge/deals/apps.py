from django.apps import AppConfig


class DealsConfig(AppConfig):
    name = "greenbridge.deals"
    label = "deals"
    verbose_name = "对接"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from greenbridge.deals import fitting, queries, queues, reading, retention, services
        from greenbridge.deals.following import queues as following_queues
        from greenbridge.demands import followers
        from greenbridge.demands import retention as old_demands
        from greenbridge.demands import services as demands
        from greenbridge.demands.amendments import services as amendments
        from greenbridge.demands.clarification import services as clarification
        from greenbridge.demands.conduct import complaining
        from greenbridge.demands.finding import fitting as beside_projects
        from greenbridge.demands.reviewing import queries as reviewing
        from greenbridge.files import services as files

        queues.install()
        following_queues.install()
        reviewing.count_responses_with(queries.responses_to)
        complaining.let_complain(queries.is_listed)
        amendments.listen(services.ask_responders)
        demands.hear_withdrawal(services.tell_of_withdrawal)
        beside_projects.tell(fitting.of_project)
        followers.found_by(queries.people_concerned)
        clarification.let_ask(services.check_may_ask)
        old_demands.keep_while(retention.with_outcome_after)
        files.let_read(reading.responders_read_masked_attachments)
