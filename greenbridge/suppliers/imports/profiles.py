"""Named import profiles (名单方案): what is known of a list before it is opened."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from greenbridge.accounts.models import User
from greenbridge.audit import services as audit
from greenbridge.core import clock
from greenbridge.reference.models import CredentialKind, ServiceType
from greenbridge.suppliers.imports.facts import NOTHING_GIVEN, Given
from greenbridge.suppliers.imports.wording import days_in
from greenbridge.suppliers.models import ImportProfile

_DAY_IN_NAME = re.compile(r"(?<!\d)20\d{2}(?:[-._年月]?\d{1,2}){2}(?!\d)")

SEEDS: tuple[dict[str, Any], ...] = (
    {
        "name": "生态环境监测机构名单",
        "authority": "省级生态环境主管部门",
        "credential_kind": "cma",
        "service_types": ["S01"],
        "columns": {
            "统一社会信用代码": "credit_code",
            "机构名称": "name",
            "机构地址": "address",
            "资质认定证书编号": "credential_number",
            "证书有效期": "expires_on",
            "发证机关": "credential_issuer",
        },
    },
    {
        "name": "危险废物经营许可证持证单位",
        "authority": "省级生态环境主管部门",
        "credential_kind": "waste-licence",
        "service_types": ["S05"],
        "columns": {
            "统一社会信用代码": "credit_code",
            "企业名称": "name",
            "设施地址": "address",
            "许可证编号": "credential_number",
            "核准经营方式": "credential_scope",
            "核准经营类别": "wastes",
            "核准经营规模": "tonnes",
            "发证日期": "issued_on",
            "有效期限": "expires_on",
            "发证机关": "credential_issuer",
        },
    },
    {
        "name": "环评单位名单",
        "authority": "环境影响评价信用平台",
        "credential_kind": "eia-filing",
        "service_types": ["S02"],
        "columns": {
            "统一社会信用代码": "credit_code",
            "单位名称": "name",
            "住所": "address",
            "信用编号": "credential_number",
        },
    },
)
"""The three lists of the environment departments that a directory begins with."""


def seed() -> None:
    """Lay down the profiles that are not there yet; what somebody edited stays."""
    for facts in SEEDS:
        facts = dict(facts)
        kind, types = facts.pop("credential_kind"), facts.pop("service_types")
        defaults = facts | {"credential_kind": CredentialKind.objects.filter(code=kind).first()}
        profile, is_new = ImportProfile.objects.get_or_create(name=facts["name"], defaults=defaults)
        if is_new:
            profile.service_types.set(ServiceType.objects.filter(code__in=types))


def given(profile: ImportProfile | None) -> Given:
    """What its rows need not say."""
    if profile is None:
        return NOTHING_GIVEN
    kind = profile.credential_kind
    return Given(
        province=profile.province_id or "",
        credential_kind=kind.code if kind else "",
        credential_label=kind.name if kind else "",
        service_types=tuple(profile.service_types.values_list("code", flat=True)),
    )


def day_of(profile: ImportProfile | None, file_name: str) -> dt.date | None:
    """The day of a list by the rule of its profile; None where a person has to say it."""
    if profile is None or profile.date_rule == ImportProfile.DateRule.TYPED:
        return None
    if profile.date_rule == ImportProfile.DateRule.TODAY:
        return clock.today()
    found = _DAY_IN_NAME.search(file_name)
    try:
        return days_in(found.group().replace("_", "-"))[0] if found else None
    except (ValueError, IndexError):
        return None


@transaction.atomic
def save(profile: ImportProfile, *, service_types: list[ServiceType], by: User) -> ImportProfile:
    """Keep a new or changed profile; imports that were made keep what they had."""
    is_new = profile.pk is None
    before = (
        None if is_new else _facts(ImportProfile.objects.select_for_update(of=("self",)).get(pk=profile.pk))
    )
    profile.save()
    profile.service_types.set(service_types)
    action = "suppliers.import_profile_added" if is_new else "suppliers.import_profile_changed"
    audit.record(action, actor=by, target=profile, before=before, after=_facts(profile))
    return profile


def _facts(profile: ImportProfile) -> Mapping[str, Any]:
    return {
        "name": profile.name,
        "authority": profile.authority,
        "province": profile.province_id or "",
        "columns": profile.columns,
        "credential_kind": profile.credential_kind_id or "",
        "service_types": sorted(profile.service_types.values_list("code", flat=True)),
        "date_rule": profile.date_rule,
    }
