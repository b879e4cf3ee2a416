"""Duties of the calendar, and what companies say of themselves."""

import datetime as dt
from typing import Any

from greenbridge.accounts.models import Organisation
from greenbridge.core import clock
from greenbridge.library.duties import services
from greenbridge.library.models import ComplianceProfile, Duty
from greenbridge.reference.models import Industry, Region, ServiceType
from greenbridge.testing.cast import accounts, demands
from greenbridge.testing.mould import first


@first
def duty(
    title: str = "提交示例年度报告",
    types: tuple[str, ...] = ("S03-2",),
    regions: tuple[str, ...] = (),
    **facts: Any,
) -> Duty:
    """Yearly by the end of January for whoever has a permit of key management; the same one when called again."""
    usual: dict[str, Any] = {
        "what": "在平台上填报上一年度的报告。",
        "traits": ["permit-key"],
        "pace": "yearly",
        "month": 1,
        "day": 31,
        "law": "示例排污许可条例",
        "article": "第二条",
    }
    made, _ = Duty.objects.get_or_create(title=title, defaults=usual | facts)
    made.service_types.set(ServiceType.objects.filter(pk__in=types))
    made.regions.set(Region.objects.filter(pk__in=regions))
    return made


def compliance_profile(body: Organisation | None = None, **facts: Any) -> ComplianceProfile:
    """青溪染整, or another body, has a permit of key management that ends in two years."""
    body = body or demands.dyer()
    usual: dict[str, Any] = {
        "industry": Industry.objects.get(code="C1713"),
        "region": body.region,
        "permit": "permit-key",
        "waste": "",
        "traits": [],
        "permit_expires_on": clock.today() + dt.timedelta(days=730),
    }
    return services.keep_profile(body, editor=accounts.owner_of(body), **usual | facts)
