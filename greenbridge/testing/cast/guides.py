"""Official systems: one that serves the whole country, unless the story says otherwise."""

from typing import Any

from greenbridge.core import clock
from greenbridge.reference.models import Region
from greenbridge.suppliers.guides import services
from greenbridge.suppliers.models import Guide
from greenbridge.testing.mould import first

FACTS = {
    "name": "示例许可证平台",
    "operator": "示例管理局",
    "address": "https://permit.example/",
    "topic": Guide.Topic.PERMIT,
    "audience": Guide.Audience.COMPANY,
    "summary": "申领许可证。",
    "tasks": "<ul><li>首次申请</li></ul>",
    "preparation": "<ul><li>营业执照</li></ul>",
}


@first
def guide(*regions: str, **facts: Any) -> Guide:
    """A published guide; ``regions`` are codes, none is the whole country. The same one when called again."""
    facts = FACTS | facts
    known = Guide.objects.filter(name=facts["name"]).first()
    if known:
        return known
    made = Guide(first_published_at=clock.now(), last_published_at=clock.now(), **facts)
    made.regions = Region.objects.filter(pk__in=regions)
    made.save()
    services.follow(made)
    return made
