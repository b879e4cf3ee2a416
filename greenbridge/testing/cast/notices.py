"""What official sites publish: the river at 西塘 is to be measured."""

import datetime as dt
from typing import Any

from greenbridge.core import clock
from greenbridge.demands.models import Notice, NoticeReview, RemovalRequest
from greenbridge.demands.notices import removals, services
from greenbridge.demands.notices.facts import NoticeFacts

PURCHASE = "西塘镇河道水质监测服务"
SUFFIX = {
    "consult": "竞争性磋商公告",
    "change": "更正公告",
    "candidate": "中标候选人公示",
    "award": "成交结果公告",
    "stop": "终止公告",
}


def notice_facts(kind: str = "consult", *, days: int = 0, **facts: Any) -> NoticeFacts:
    """The call for offers of today, or another notice of the same purchase, so many days later."""
    now = clock.now() + dt.timedelta(days=days)
    usual: dict[str, Any] = {
        "source": "示例采购网",
        "source_id": f"{kind}-{facts.get('buyer', '')}{facts.get('title', '')}{days}",
        "url": f"https://notices.example/{kind}/{days}",
        "kind": kind,
        "title": f"{PURCHASE}{SUFFIX.get(kind, '公告')}",
        "project_number": "",
        "buyer": "嘉善县西塘镇人民政府",
        "buyer_address": "",
        "agency": "",
        "region_code": "330421103",
        "region_words": "西塘镇",
        "region_confidence": 0.9,
        "types": ("S01",),
        "score": 80,
        "matched": ("水质监测",),
        "budget": 98_500_000 if kind == "consult" else None,
        "award": None,
        "amount_words": "",
        "published_at": now,
        "deadline": now + dt.timedelta(days=20) if kind == "consult" else None,
        "opens_at": None,
        "winners": (),
        "text": "对镇域河道断面开展水质监测。联系人：张三，电话13812341234。",
        "attachments": (),
        "fetched_at": now,
        "parser": "example-1",
    }
    return NoticeFacts(**usual | facts)


def notice(kind: str = "consult", **facts: Any) -> Notice:
    """A connector has handed it over."""
    stated = notice_facts(kind, **facts)
    services.receive(stated)
    return Notice.objects.get(addresses__source=stated.source, addresses__source_id=stated.source_id)


def doubt(**facts: Any) -> NoticeReview:
    """Nothing in the notice speaks of the environment: an officer has to look."""
    usual = {"title": "会议中心布置服务公开招标公告", "score": 0, "matched": (), "types": ()}
    return notice("tender", **usual | facts).reviews.get()


def removal(asked_for: Notice, **facts: Any) -> RemovalRequest:
    """A person named in the notice asks that it be taken down."""
    usual = {
        "reason": "公告写有我的住址。",
        "name": "张三",
        "contact": "zhang@mail.example",
        "asked_by": None,
        "asked_from": "203.0.113.9",
    }
    return removals.ask(asked_for, **usual | facts)
