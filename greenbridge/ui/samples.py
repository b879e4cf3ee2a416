"""Invented data (示例) that the style guide shows the components with. Nothing here comes from or goes to a table."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from greenbridge.core import clock
from greenbridge.ui import icons
from greenbridge.ui.forms import DateInput

Context = dict[str, Any]


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    is_chosen: bool = False
    depth: int = 0


@dataclass(frozen=True)
class Facet:
    name: str
    title: str
    options: list[Option]
    is_single: bool = False


@dataclass(frozen=True)
class Chip:
    label: str
    url: str


@dataclass(frozen=True)
class Order:
    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Pager:
    number: int
    total_pages: int
    previous_url: str
    next_url: str


@dataclass(frozen=True)
class Period:
    first: dt.date
    last: dt.date


@dataclass(frozen=True)
class Event:
    at: dt.datetime
    title: str
    note: str = ""


@dataclass(frozen=True)
class Row:
    kind: str
    title: str
    region: str
    since: dt.datetime
    due_text: str
    due_kind: str
    status: str
    status_kind: str = "plain"
    url: str = "#"


@dataclass(frozen=True)
class Hit:
    name: str
    tags: list[tuple[str, str]]
    text: str
    facts: list[tuple[str, str]]


class DemandForm(forms.Form):
    """One of each kind of field."""

    kind = forms.ChoiceField(
        label="您需要哪类服务",
        choices=[("waste", "危险废物处置"), ("water", "污水处理与运维"), ("air", "废气治理")],
        widget=forms.RadioSelect,
        help_text="选最主要的一类，其余可在说明中写明。",
        error_messages={"required": "请选择服务类别。"},
    )
    title = forms.CharField(
        label="需求名称",
        help_text="例如：定型机废气治理改造。",
        error_messages={"required": "请填写需求名称。"},
    )
    places = forms.MultipleChoiceField(
        label="可接受的服务机构所在地",
        choices=[("qp", "青浦区"), ("wj", "吴江区"), ("js", "嘉善县")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    band = forms.ChoiceField(
        label="预算",
        choices=[("", "请选择"), ("1", "20万元以下"), ("2", "20–50万元"), ("3", "50万元以上"), ("4", "面议")],
        error_messages={"required": "请选择预算范围。"},
    )
    until = forms.DateField(
        label="响应截止日", widget=DateInput(), error_messages={"required": "请填写响应截止日。"}
    )
    phone = forms.CharField(label="联系电话", required=False, help_text="仅供您同意对接的机构查看。")
    details = forms.CharField(label="需求说明", widget=forms.Textarea(attrs={"rows": 5}), required=False)
    plan = forms.FileField(label="附件", required=False, help_text="PDF 或 Word，不超过20 MB。")
    honest = forms.BooleanField(
        label="我确认以上内容真实", error_messages={"required": "请确认内容真实后再提交。"}
    )


def _wrong_form() -> DemandForm:
    form = DemandForm({"title": "", "band": "2", "details": "七类危险废物，年产生量约120吨。"})
    form.add_error(None, "青浦区华新镇的需求发布将于2027年1月1日开放，现在可以先保存草稿。")
    return form


REGIONS = Facet(
    "region",
    "经营地址",
    [
        Option("32", "江苏省", 41, True),
        Option("3205", "苏州市", 33, True, 1),
        Option("320509", "吴江区", 9, True, 2),
        Option("31", "上海市", 28),
        Option("33", "浙江省", 37),
        Option("other", "其他地区", 12),
    ],
)
SERVICES = Facet(
    "service",
    "服务范围",
    [
        Option(name, name, count, name == "危险废物处置")
        for name, count in [
            ("危险废物处置", 9),
            ("一般固废处置", 4),
            ("危险废物运输", 3),
            ("环境监测", 21),
            ("废气治理", 17),
            ("污水处理与运维", 15),
            ("环境影响评价", 12),
            ("环保管家", 11),
            ("土壤调查与修复", 6),
            ("噪声治理", 2),
            ("清洁生产审核", 0),
        ]
    ],
)
STATES = Facet(
    "state", "资质状态", [Option("ok", "有效", 8), Option("soon", "一年内到期", 1)], is_single=True
)

HITS = [
    Hit(
        "某固废处置有限公司（示例）",
        [("ok", "许可证有效"), ("plain", "信用 A"), ("plain", "HW08"), ("info", "HW17"), ("plain", "HW49")],
        "吴江区黎里镇 · 服务：吴江、青浦、嘉善、昆山 · 近三年同类项目 14 个",
        [("年能力", "30,000 吨"), ("余量", "11,200 吨"), ("距盛泽镇", "23 公里"), ("评价", "4.6（37）")],
    ),
    Hit(
        "某再生资源科技有限公司（示例）",
        [("warn", "93天后到期"), ("plain", "信用 B"), ("info", "HW17"), ("plain", "HW22")],
        "吴江区震泽镇 · 服务：苏州、嘉兴 · 近三年同类项目 6 个",
        [("年能力", "8,000 吨"), ("余量", "未公布"), ("距盛泽镇", "14 公里"), ("评价", "4.2（11）")],
    ),
    Hit(
        "某环保集团苏州分公司（示例）",
        [("ok", "许可证有效"), ("plain", "未评级"), ("plain", "新入驻"), ("info", "HW17")],
        "吴江区平望镇 · 服务：两省一市 · 近三年同类项目 3 个",
        [("年能力", "52,000 吨"), ("余量", "40,000 吨"), ("距盛泽镇", "19 公里"), ("评价", "暂无")],
    ),
]

CHIPS = [Chip("“HW17”", "#"), Chip("吴江区", "#"), Chip("危险废物处置", "#")]
ORDERS = [Order("按综合排序", "#", True), Order("按距离", "#", False), Order("按更新时间", "#", False)]
STEPS = [("说明需求", "done"), ("服务与预算", "current"), ("附件", "todo"), ("核对并提交", "todo")]
PAIRS = [
    ("统一社会信用代码", "9132 0509 MA1X XXXX XX"),
    ("经营地址", "江苏省苏州市吴江区黎里镇"),
    ("企业规模", "中型（按2025年数据）"),
    ("成立时间", "2009年4月"),
    ("年处置余量", ""),
]
DESK_MENU = [
    (
        "待办",
        [
            ("我的任务", "#", 17, True),
            ("单位认证", "#", 6, False),
            ("机构入驻", "#", 5, False),
            ("需求审核", "#", 4, False),
        ],
    ),
    (
        "管理",
        [("机构名录", "#", None, False), ("需求与公告", "#", None, False), ("名单导入", "#", None, False)],
    ),
]
COLUMNS = [
    (
        "最新需求",
        "126",
        [
            ("印染厂定型机废气治理改造", "吴江区盛泽镇 · 20–50万元 · 还有6天"),
            ("七类危险废物年度委托处置", "青浦区华新镇 · 面议 · 还有12天"),
            ("污水站托管运维（两年）", "嘉善县天凝镇 · 50–100万元 · 还有9天"),
        ],
    ),
    (
        "即将截止的公告",
        "318",
        [
            ("某镇河道水质监测服务竞争性磋商", "青浦区 · 预算 86万元 · 还有15小时"),
            ("危险废物规范化评估技术服务", "嘉善县 · 预算 42万元 · 还有2天"),
            ("工业园区环保管家服务", "吴江区 · 预算 198万元 · 还有4天"),
        ],
    ),
    ("最新政策", "", []),
    (
        "新入驻机构",
        "842",
        [
            ("某检测技术有限公司（示例）", "环境监测 · CMA 有效至2029年5月"),
            ("某固废处置有限公司（示例）", "危废经营 HW08 HW17 HW49"),
            ("某环境科技有限公司（示例）", "废气治理 · 环境工程专项乙级"),
        ],
    ),
]
FIGURES = [
    ("在册服务机构", "842"),
    ("公开需求", "126"),
    ("首次响应中位数", "2.4天"),
    ("已签约", "391"),
    ("已答复问题", "1,208"),
]


def _events() -> list[Event]:
    at = clock.now()
    return [
        Event(at - dt.timedelta(hours=3), "通过审核，进入名录", "江苏省环保产业协会审核。"),
        Event(at - dt.timedelta(days=2), "补充资质扫描件后重新提交"),
        Event(at - dt.timedelta(days=4), "退回修改", "资质扫描件不清晰，请重新上传。"),
    ]


def _rows() -> list[Row]:
    at = clock.now()
    return [
        Row(
            "机构入驻",
            "某环境科技有限公司（示例）",
            "吴江区",
            at - dt.timedelta(days=5),
            "已超期 1 个工作日",
            "late",
            "超期督办",
            "warn",
        ),
        Row(
            "需求审核",
            "七类危险废物年度委托处置",
            "吴江区盛泽镇",
            at - dt.timedelta(days=3),
            "今天截止",
            "soon",
            "退回后重新提交",
            "info",
        ),
        Row(
            "单位认证",
            "某纺织印染厂（示例）",
            "吴江区平望镇",
            at - dt.timedelta(days=2),
            "还有 2 个工作日",
            "",
            "待审核",
        ),
        Row(
            "资质变更",
            "某检测技术有限公司（示例）",
            "苏州工业园区",
            at - dt.timedelta(days=1),
            "还有 2 个工作日",
            "",
            "自动核验通过",
            "ok",
        ),
    ]


def _list_page(hits: list[Hit]) -> Context:
    relaxations = [] if hits else [("不限“吴江区”", "#", 4), ("不限“危险废物处置”", "#", 21)]
    return {
        "words": "HW17",
        "total": len(hits),
        "hits": hits,
        "facets": [REGIONS, SERVICES, STATES],
        "chips": CHIPS,
        "clear_url": "#",
        "orders": ORDERS,
        "pager": Pager(1, 3 if hits else 1, "", "#"),
        "relaxations": relaxations,
    }


def _list(hits: list[Hit]) -> Context:
    return {
        "title": "服务机构",
        "unit": "家机构",
        "section": "suppliers",
        "crumbs": [("惠企服务", "#"), ("服务机构", "")],
        "page": _list_page(hits),
    }


def _record() -> Context:
    return {
        "title": "某固废处置有限公司（示例）",
        "section": "suppliers",
        "crumbs": [("惠企服务", "#"), ("服务机构", "#"), ("某固废处置有限公司（示例）", "")],
        "tags": [
            ("ok", "许可证有效至2028年6月30日"),
            ("plain", "信用等级 A（2025年度）"),
            ("ok", "已通过吴江区危废处置考核"),
        ],
        "pairs": PAIRS,
        "events": _events(),
        "period": Period(clock.today(), dt.date(2027, 12, 31)),
    }


def _form(form: forms.Form) -> Context:
    return {
        "title": "服务与预算",
        "lead": "填写的内容会自动保存为草稿。",
        "section": "demands",
        "crumbs": [("需求大厅", "#"), ("发布需求", "")],
        "steps": STEPS,
        "form": form,
        "submit_label": "保存并继续",
        "back_url": "#",
    }


def _desk() -> Context:
    return {
        "title": "我的任务",
        "lead": "江苏省环保产业协会 · 只显示江苏省的事项",
        "desk_menu": DESK_MENU,
        "rows": _rows(),
        "flash": "“某纺织印染厂（示例）”已办理：通过。",
    }


def _message() -> Context:
    return {
        "title": "这项需求已经截止",
        "text": "响应截止时间是2026年11月20日 17:00。您可以关注这家单位，它发布新需求时我们会通知您。",
        "links": [("查看其他需求", "#"), ("关注这家单位", "#")],
        "crumbs": [("需求大厅", "#"), ("已截止", "")],
        "section": "demands",
    }


def _home() -> Context:
    return {"section": "home", "columns": COLUMNS, "figures": FIGURES}


SHAPES: dict[str, tuple[str, Callable[[], Context]]] = {
    "home": ("ui/shapes/home.html", _home),
    "list": ("ui/shapes/list.html", lambda: _list(HITS)),
    "list-empty": ("ui/shapes/list.html", lambda: _list([])),
    "record": ("ui/shapes/record.html", _record),
    "form": ("ui/form.html", lambda: _form(DemandForm())),
    "form-errors": ("ui/form.html", lambda: _form(_wrong_form())),
    "desk": ("ui/shapes/desk.html", _desk),
    "message": ("ui/message_page.html", _message),
}


def guide() -> Context:
    """Every component, in every state it has."""
    at = clock.now()
    return {
        "title": "界面规范",
        "crumbs": [("界面规范", "")],
        "shapes": list(SHAPES),
        "icons": icons.NAMES,
        "tags": [
            ("plain", "未评级"),
            ("ok", "有效"),
            ("warn", "93天后到期"),
            ("info", "退回后重新提交"),
            ("bad", "已失效"),
        ],
        "deadlines": [
            at + dt.timedelta(days=12),
            at + dt.timedelta(hours=5, minutes=1),
            at - dt.timedelta(hours=1),
            None,
        ],
        "amounts": [98_500_000, 1_250_050, None],
        "code": "91110000600037341L",
        "pairs": PAIRS,
        "chips": CHIPS,
        "facets": [REGIONS, SERVICES, STATES],
        "pagers": [Pager(1, 12, "", "#"), Pager(5, 12, "#", "#"), Pager(12, 12, "#", "")],
        "steps": STEPS,
        "events": _events(),
        "rows": _rows(),
        "form": DemandForm(),
        "offers": [("不限“吴江区”", "#", 4), ("不限“危险废物处置”", "#", 21)],
        "links": [("查看全部机构", "#")],
    }
