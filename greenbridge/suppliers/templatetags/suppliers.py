"""How a supplier is summed up on a card."""

import datetime as dt
from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from greenbridge.core import clock
from greenbridge.core.credit_code import readable
from greenbridge.core.text import fold
from greenbridge.reference import distances, lookups
from greenbridge.reference.models import WasteCode
from greenbridge.reference.wastes import limited_to, not_in_edition
from greenbridge.suppliers import facts
from greenbridge.suppliers.assessment import shelf
from greenbridge.suppliers.models import Activity, Credential, RecordPart, Supplier
from greenbridge.ui.templatetags.ui import tag

register = template.Library()

KINDS = {
    Credential.State.VALID: "ok",
    Credential.State.EXPIRING: "warn",
    Credential.State.EXPIRED: "bad",
    Credential.State.REVOKED: "bad",
    Credential.State.UNVERIFIED: "plain",
}
IN_FORCE = {Credential.State.VALID, Credential.State.EXPIRING}
WASTES_SHOWN = 6


@register.filter
def state_kind(state: str) -> str:
    """The tag kind of a credential's state."""
    return KINDS[Credential.State(state)]


@register.filter
def badges(supplier: Supplier, words: str) -> list[tuple[str, str]]:
    """The tags of a card: credentials with their validity, hazardous waste categories, how the record came to be."""
    day = clock.today()
    states = [(credential, credential.state_on(day)) for credential in supplier.credentials.all()]
    checked = [(credential, state) for credential, state in states if state != Credential.State.UNVERIFIED]
    shown = [_credential_badge(credential, state, day) for credential, state in checked[:4]]
    wastes = sorted({code for c, state in states if state in IN_FORCE for code in c.waste_codes})
    asked = {code for code in wastes if code.lower() in fold(words)}
    wastes.sort(key=lambda code: (code not in asked, code))
    shown = [*_admission(supplier), *shown]
    shown += [("info" if code in asked else "plain", code) for code in wastes[:WASTES_SHOWN]]
    if len(wastes) > WASTES_SHOWN:
        shown.append(("plain", f"共{len(wastes)}类"))
    if not supplier.is_claimed:
        shown.append(("plain", "名单导入，未认领"))
    return shown


def _admission(supplier: Supplier) -> list[tuple[str, str]]:
    """已通过准入考核, or 名录库 where only who has passed stands on the shelf."""
    if shelf.passed(supplier):
        return [("ok", "已通过准入考核")]
    return [] if shelf.is_on_shelf(supplier) else [("plain", "名录库")]


def _credential_badge(credential: Credential, state: Credential.State, day: dt.date) -> tuple[str, str]:
    if state == Credential.State.EXPIRING and credential.expires_on:
        days = (credential.expires_on - day).days
        return "warn", f"{credential.short_name} {days}天后到期"
    return KINDS[state], f"{credential.short_name} {state.label}"


@register.filter
def part_tag(part: RecordPart) -> SafeString:
    """Who vouches for a part of the record; of a certificate that is over, that it is."""
    if part.is_over:
        return tag("bad", "已过期")
    return tag("ok" if part.state == RecordPart.State.VERIFIED else "plain", part.get_state_display())


@register.filter
def kilometres(supplier: Supplier, code: str) -> str:
    """约12公里: how far the body is from a place, in a straight line between centres."""
    far = distances.between(code, supplier.organisation.region_id)
    if far is None:
        return "未知"
    return "同一镇街或区县" if far == 0 else f"约{max(round(far), 1)}公里"


@register.filter
def offer(supplier: Supplier) -> str:
    """What the body does: the first few types of service."""
    names = [one.service_type.name for one in supplier.activities.all() if not one.is_suspended]
    return "、".join(names[:4]) + (f"等{len(names)}项" if len(names) > 4 else "")


@register.filter
def reach(supplier: Supplier) -> str:
    """Where the body goes, over all its activities: 全国, or the first few regions."""
    activities = list(supplier.activities.all())
    if not activities:
        return "未公布"
    return places_of(activities) if all(a.regions for a in activities) else "全国"


def places_of(activities: list[Activity]) -> str:
    names = list(dict.fromkeys(region.name for a in activities for region in a.regions))
    return "、".join(names[:4]) + (f"等{len(names)}地" if len(names) > 4 else "")


@register.filter
def places(activity: Activity) -> str:
    """Where the body goes for one activity."""
    return places_of([activity]) or "全国"


@register.filter
def yearly_tonnes(supplier: Supplier) -> str:
    """The licensed yearly tonnage of hazardous waste; empty where nobody beside the body states any."""
    day = clock.today()
    total = sum(
        covered.tonnes or 0
        for credential in supplier.credentials.all()
        if credential.is_valid_on(day)
        for covered in credential.licensed_wastes.values()
    )
    return f"{total:,} 吨" if total else ""


@register.filter
def types_of_today(activity: Activity) -> list[str]:
    """The names of what took the place of a type of a former version; none where it is of today's or nothing did."""
    types = lookups.service_types()
    now = lookups.standing_for(activity.service_type_id)
    return [] if now == [activity.service_type_id] else [types[code].name for code in now]


@register.filter
def limits(supplier: Supplier, wastes: Sequence[str]) -> list[str]:
    """What is to be said of categories of which only some codes are covered."""
    limited = facts.waste_limits(supplier, clock.today())
    return [limited_to(category, limited[category]) for category in wastes if category in limited]


@register.filter
def body_facts(supplier: Supplier) -> list[tuple[str, str]]:
    """The body's key facts for an officer."""
    body = supplier.organisation
    return [
        ("统一社会信用代码", readable(body.credit_code)),
        ("所在地区", body.region.full_name),
        ("经营地址", body.address),
        ("企业规模", body.get_size_display()),
    ]


@register.filter
def codes_to_check(supplier: Supplier) -> str:
    """A sentence about codes of hazardous waste that the loaded edition does not have; empty where it has all."""
    rows = [row for credential in supplier.credentials.all() for row in credential.wastes.all()]
    strange = not_in_edition(code for row in rows for code in row.codes)
    if not strange:
        return ""
    return f"{'、'.join(strange)} 不在《{WasteCode.EDITION}》中。2025年版名录有增删，请对照许可证核对。"
