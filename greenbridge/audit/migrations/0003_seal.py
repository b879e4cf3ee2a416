"""Ties what was written before there was a chain into lane 0, in the order in which it was written."""

from typing import Any

from django.conf import settings
from django.db import migrations

from greenbridge.audit import chain
from greenbridge.audit.fields import canonical


def seal(apps: Any, _: Any) -> None:
    AuditRecord, LaneHead = apps.get_model("audit", "AuditRecord"), apps.get_model("audit", "LaneHead")
    key, previous = settings.AUDIT_KEY.encode(), chain.NOTHING
    traces = list(AuditRecord.objects.order_by("id"))
    for place, trace in enumerate(traces, start=1):
        trace.id = chain.number_of(0, place)
        trace.address = trace.address and trace.address.partition("/")[0]
        values = {name: getattr(trace, name) for name in chain.FIELDS} | {"at": chain.moment(trace.at)}
        values |= {name: values[name] and canonical(values[name]) for name in ("before", "after")}
        trace.seal = previous = chain.sealed(key, previous, chain.parts(trace.id, values))
    AuditRecord.objects.all().delete()
    AuditRecord.objects.bulk_create(traces, batch_size=500)
    if traces:
        proof = chain.proof(key, 0, len(traces), previous)
        LaneHead.objects.create(lane=0, length=len(traces), seal=previous, proof=proof)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_chain")]

    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
