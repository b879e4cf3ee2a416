"""Official projects of the demo world (演示数据): a call that was put off, one that was awarded, one that was stopped."""

import datetime as dt
from typing import Any

from greenbridge.core import clock
from greenbridge.demands.models import Notice, Project
from greenbridge.demands.notices import removals, services
from greenbridge.demands.notices.facts import NoticeFacts

SOURCE = "演示采购网"
WAN = 10**6
CONTACT = "七、联系方式：采购人联系人：张三，电话13812341234（演示）。"

# The purchase: what all its notices say. Then each notice: kind, days ago, what it says beside that.
PURCHASES: tuple[tuple[dict[str, Any], tuple[tuple[str, int, dict[str, Any]], ...]], ...] = (
    (
        {
            "title": "盛泽镇河道水质监测服务",
            "project_number": "演示SZ-2026-0101",
            "buyer": "吴江区盛泽镇人民政府（演示）",
            "region_code": "320509105",
            "region_words": "盛泽镇",
            "types": ("S01",),
            "matched": ("水质监测",),
        },
        (
            ("consult", 12, {"budget": 98 * WAN, "amount_words": "98.000000 万元（人民币）", "due": 9, "text": "一、采购内容：镇域二十六个断面，每月一次。\n二、服务期：一年。\n" + CONTACT}),
            ("consult", 12, {"budget": 98 * WAN, "amount_words": "98.000000 万元（人民币）", "due": 9, "read_after": 2, "text": "一、采购内容：镇域二十八个断面，每月一次。\n二、服务期：一年。\n" + CONTACT}),
            ("change", 4, {"due": 16, "text": "响应截止时间推迟七日，其他内容不变。"}),
        ),
    ),
    (
        {
            "title": "金泽镇农村生活污水处理设施运维",
            "project_number": "演示JZ-2026-0072",
            "buyer": "青浦区金泽镇人民政府（演示）",
            "agency": "某招标代理有限公司（演示）",
            "region_code": "310118104",
            "region_words": "金泽镇",
            "types": ("S12",),
            "matched": ("污水处理", "运维"),
        },
        (
            ("tender", 48, {"budget": 326 * WAN, "due": -27, "text": "一、采购内容：四十三座处理设施的巡查、药剂、检修和水质自测。\n" + CONTACT}),
            ("candidate", 24, {"text": "第一候选人：某水务运营有限公司（演示）。"}),
            ("award", 18, {"award": 312 * WAN, "winners": ("某水务运营有限公司（演示）",), "text": "中标金额：312万元。评审专家名单：李四、王五。"}),
        ),
    ),
    (
        {
            "title": "西塘镇地块土壤污染状况调查",
            "project_number": "演示XT-2026-0033",
            "buyer": "嘉善县西塘镇人民政府（演示）",
            "region_code": "330421103",
            "region_words": "西塘镇",
            "types": ("S11",),
            "matched": ("土壤污染",),
        },
        (
            ("rfq", 30, {"due": -16, "text": "对三处拟转让地块开展第一阶段调查。"}),
            ("stop", 15, {"text": "有效响应不足三家，本次采购终止。"}),
        ),
    ),
)  # fmt: skip
DOUBTFUL: dict[str, Any] = {
    "title": "青浦区会展中心环境布置服务",
    "buyer": "青浦区会展中心（演示）",
    "region_code": "310118",
    "region_words": "青浦区",
    "score": 20,
    "text": "展厅花卉租摆和会场布置。",
}
TITLES = {
    Notice.Kind.CONSULT: "竞争性磋商公告",
    Notice.Kind.TENDER: "公开招标公告",
    Notice.Kind.RFQ: "询价公告",
    Notice.Kind.CHANGE: "更正公告",
    Notice.Kind.CANDIDATE: "中标候选人公示",
    Notice.Kind.AWARD: "中标结果公告",
    Notice.Kind.STOP: "终止公告",
}


def seed() -> None:
    """Take the notices in as a connector would; one waits for an officer, and somebody asks that another be taken down."""
    for shared, notices in PURCHASES:
        for kind, days, said in notices:
            services.receive(_facts(kind, days, shared | said))
    services.receive(_facts("tender", 2, DOUBTFUL))
    Project.objects.update(is_demo=True)
    asked_for = Notice.objects.get(kind=Notice.Kind.CANDIDATE)
    removals.ask(
        asked_for,
        reason="公示中的单位名称有误，结果公告已经更正（演示）。",
        name="演示甲",
        contact="demo-removal@demo.example",
        asked_by=None,
        asked_from=None,
    )


def _facts(kind: str, days: int, said: dict[str, Any]) -> NoticeFacts:
    published_at = (clock.now() - dt.timedelta(days=days)).replace(second=0, microsecond=0)
    name, due = said["title"], said.get("due")
    usual: dict[str, Any] = {
        "source": SOURCE,
        "source_id": f"{kind}-{name}",
        "url": f"https://notices.demo.example/?notice={kind}-{said['region_code']}",
        "kind": kind,
        "project_number": "",
        "buyer_address": "",
        "agency": "",
        "region_confidence": 0.9,
        "types": (),
        "score": 80,
        "matched": (),
        "budget": None,
        "award": None,
        "amount_words": "",
        "published_at": published_at,
        "deadline": None if due is None else clock.end_of_day(clock.today() + dt.timedelta(days=due)),
        "opens_at": None,
        "winners": (),
        "attachments": (),
        "fetched_at": published_at + dt.timedelta(days=said.get("read_after", 0), hours=2),
        "parser": "演示",
    }
    stated = {key: value for key, value in said.items() if key not in ("title", "due", "read_after")}
    return NoticeFacts(title=f"{name}（演示）{TITLES[Notice.Kind(kind)]}", **usual | stated)
