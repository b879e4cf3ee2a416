"""What people do with what the platform knows of them."""

from collections.abc import Callable

from django.db import transaction

from greenbridge.accounts import my_data
from greenbridge.accounts.models import User
from greenbridge.audit import services as audit

FORMATS: dict[str, Callable[[User], bytes]] = {"xlsx": my_data.as_workbook, "json": my_data.as_json}


@transaction.atomic
def export_my_data(person: User, kind: str) -> bytes:
    """Everything the platform knows of the person, as ``json`` or ``xlsx``; the handing out leaves a trace."""
    audit.record("data.exported", actor=person, target=person, after={"format": kind})
    return FORMATS[kind](person)


@transaction.atomic
def correct(person: User, *, name: str, phone: str) -> User:
    """The person puts their own name and telephone right."""
    person = User.objects.select_for_update().get(pk=person.pk)
    before = {"name": person.name, "phone": person.phone}
    after = {"name": name, "phone": phone}
    if before != after:
        person.name, person.phone = name, phone
        person.save(update_fields=["name", "phone"])
        audit.record("person.corrected", actor=person, target=person, before=before, after=after)
    return person
