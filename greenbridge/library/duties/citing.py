"""Which duties of the calendar stand on a document: they are looked at again when it changes."""

from collections.abc import Iterator

from django.urls import reverse

from greenbridge.core import clock
from greenbridge.library import naming
from greenbridge.library.addresses import parsed
from greenbridge.library.models import Duty, Work
from greenbridge.library.rechecks import registry
from greenbridge.library.rechecks.registry import Citing

SOURCE = "duty"


def duties(work: Work) -> Iterator[Citing]:
    """Those that are not over. What is stated beside the document, the standard, is cited as a whole."""
    for duty in Duty.objects.from_day(clock.today()):
        url = reverse("wagtailsnippets_library_duty:edit", args=[duty.pk])
        if naming.title_key(duty.law) == work.title_key:
            yield Citing(f"{duty.pk}", duty.title, url, parsed(duty.article))
        elif work.number_key and naming.standard_keys(duty.standard)[0] == work.number_key:
            yield Citing(f"{duty.pk}", duty.title, url)


def install() -> None:
    registry.register(registry.Source(SOURCE, "合规义务", duties))
