"""Lay the ground of an installation: reference data, associations, synonyms, sensitive words, scenarios, documents, pages. Idempotent."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from greenbridge.demands.limits.services import load_limits
from greenbridge.demands.reviewing.services import load_reasons
from greenbridge.demands.services import load_sensitive_words
from greenbridge.demands.specification import loading as scenarios
from greenbridge.library import loading as documents
from greenbridge.library.duties import loading as duties
from greenbridge.portal import trees
from greenbridge.portal.setup import set_up
from greenbridge.search.services import load_synonyms
from greenbridge.suppliers.assessment import criteria
from greenbridge.suppliers.guides import loading as guides
from greenbridge.suppliers.imports import profiles


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("load_reference", stdout=self.stdout)
        trees.follow()
        load_synonyms()
        load_sensitive_words()
        load_reasons()
        scenarios.load()
        load_limits()
        profiles.seed()
        criteria.load()
        guides.load()
        documents.load()
        duties.load()
        set_up()
