"""How a demand, or an official project, is summed up."""

from django import template

from greenbridge.core import clock, money
from greenbridge.demands import steps
from greenbridge.demands.models import Demand, Lot, Project

register = template.Library()


@register.filter
def state_text(demand: Demand) -> str:
    """公开征集, or how it ended; a deadline that has just passed counts at once."""
    if demand.status == Demand.Status.PUBLISHED and not demand.is_open:
        return Demand.Status.EXPIRED.label
    return demand.get_status_display()


@register.filter
def state_kind(demand: Demand) -> str:
    if demand.is_open:
        return "ok"
    return "warn" if demand.status in {Demand.Status.RETURNED, Demand.Status.REFUSED} else "plain"


@register.filter
def project_state(project: Project) -> str:
    """公开征集, 已终止; a deadline that has just passed counts at once."""
    if project.state in Project.OPEN and not project.is_open:
        return Project.State.CLOSED.label
    return project.get_state_display()


@register.filter
def project_kind(project: Project) -> str:
    return "ok" if project.is_open else "plain"


@register.filter
def amount(project: Project) -> int | None:
    """What it went for, before that what there is to spend."""
    return project.budget if project.award is None else project.award


@register.filter
def amount_label(project: Project) -> str:
    return "预算" if project.award is None else "中标"


@register.filter
def budget(demand: Demand | Lot | Project) -> str:
    """20–50万元, 不超过50万元, 面议 or 不公开, of a demand or a lot; of an official project what its notices say."""
    if isinstance(demand, Project):
        return money.format_wan(demand.budget)
    if demand.budget_kind != Demand.BudgetKind.RANGE:
        return demand.get_budget_kind_display()
    low, high = demand.budget_min, demand.budget_max
    if low is None or high is None:
        return f"不超过{money.format_wan(high)}" if low is None else f"{money.format_wan(low)}以上"
    return (
        money.format_wan(low)
        if low == high
        else f"{money.format_wan(low).removesuffix('万元')}–{money.format_wan(high)}"
    )


@register.filter
def sites_written(demand: Demand) -> str:
    """The sites with their regions, as everybody sees them: 二厂区（吴江区盛泽镇）、3号地块（…）."""
    return "、".join(f"{site.shown_name}（{site.region.local_name}）" for site in demand.sites.all())


@register.filter
def lots_counted(demand: Demand) -> str:
    return f"{len(demand.standing_lots)}个标段"


@register.filter
def step_url(demand: Demand, name: str) -> str:
    return steps.page_of(demand, name)


@register.filter
def answers(demand: Demand) -> list[tuple[str, str, str]]:
    """Everything stated, for checking: (step, question, answer). Empty answers say so."""
    deadline = f"{clock.written(demand.deadline)}24时" if demand.deadline else ""
    until = demand.questions_until
    asked_until = f"{clock.written(until)}24时" if until else "响应截止前第2个工作日"
    ends = f"{clock.written(demand.service_ends_on)}" if demand.service_ends_on else "不限"
    return [
        ("what", "标题", demand.title),
        ("what", "需求类型", "、".join(t.name for t in demand.service_types.all())),
        ("what", "危险废物类别", demand.wastes_written or "不涉及"),
        ("what", "需求说明", demand.description),
        ("what", "紧急", "是" if demand.is_urgent else "否"),
        ("where", "项目所在地", demand.region.full_name if demand.region else ""),
        ("where", "项目地址", demand.address or "未填写"),
        ("where", "响应截止", deadline),
        ("where", "提问截止", asked_until),
        ("where", "服务截止日", ends),
        ("parts", "点位", _sites(demand)),
        ("parts", "标段", _lots(demand)),
        ("budget", "预算", budget(demand)),
        ("budget", "要求的资质", "、".join(kind.name for kind in demand.credentials.all()) or "不另要求"),
        ("publish", "发布主体", demand.get_publisher_kind_display()),
        *([("publish", "不在法定平台采购的理由", said)] if (said := demand.off_platform_said) else []),
        ("publish", "公开显示的单位", demand.shown_buyer),
        ("publish", "联系人", f"{demand.contact_name} {demand.contact_phone}".strip()),
    ]


def _sites(demand: Demand) -> str:
    rows = demand.sites.select_related("region")
    lines = [f"{site.number}. {site}，{site.region.local_name}{site.address}：{site.need}" for site in rows]
    return "\n".join(lines) or "只有一处，即项目所在地"


def _lots(demand: Demand) -> str:
    return "\n".join(_about_lot(lot) for lot in demand.standing_lots) or "不分标段"


def _about_lot(lot: Lot) -> str:
    """Everything that a lot says, in one line."""
    types = "、".join(kind.name for kind in lot.service_types.all())
    papers = "、".join(kind.name for kind in lot.credentials.all()) or "不另要求资质"
    sites = "、".join(str(site.number) for site in lot.sites.all()) or "全部"
    said = [
        types,
        lot.wastes_written,
        budget(lot),
        papers,
        f"点位{sites}" if lot.demand.sites.all() else "",
        lot.description,
    ]
    return f"{lot}：{'；'.join(part for part in said if part)}"
