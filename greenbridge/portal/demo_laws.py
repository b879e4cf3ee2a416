"""The invented documents themselves. No sentence of a real law stands here."""

import datetime as dt
from typing import Any

from greenbridge.library.models import Work

_GENERAL = """第一章 总则
第一条 为了演示平台怎样按条款和日期查阅文件，编写本条例。
第二条 本条例所称危险废物，是指演示名录中列出的废物。
第三条 各方应当以正式公布的法律法规为准，不得引用本条例办理任何事项。
"""
_LAST = """第三章 附则
第八条 本条例由演示机关解释。
"""
_BEFORE = (
    _GENERAL
    + """第二章 危险废物的贮存
第四条 产生危险废物的单位应当设置专用的贮存场所，并遵守下列要求：
（一）在场所外设置识别标志；
（二）按照废物的类别分开存放；
（三）地面采取防渗措施。
第五条 危险废物的贮存时间不得超过一年。
确有需要延长的，应当提前三十日向所在地的主管部门说明理由。
第六条 贮存场所应当每月检查一次，检查记录保存三年。
第七条 贮存的数量、类别和去向应当如实记入台账。
"""
    + _LAST
    + "第九条 本条例自2020年1月1日起施行。《示例危险废物贮存暂行办法》同时废止。"
)
_AFTER = (
    _GENERAL
    + """第二章 危险废物的贮存
第四条 产生危险废物的单位应当设置专用的贮存场所，并遵守下列要求：
（一）在场所外设置识别标志；
（二）按照废物的类别分开存放；
（三）地面采取防渗措施；
（四）出入口安装视频监控，录像保存三个月。
第五条 危险废物的贮存时间不得超过九十日；贮存量不足一吨的，不得超过一年。
延长贮存时间的，应当依照本条例第七条在台账中写明，并提前三十日向所在地的主管部门说明理由。
第六条 贮存场所应当每周检查一次，检查记录保存五年。
第七条 贮存的数量、类别和去向应当在发生当日记入电子台账。
"""
    + _LAST
    + "第九条 本条例自2026年8月15日起施行。"
)
_RULE: dict[str, Any] = {
    "kind": Work.Kind.ADMINISTRATIVE,
    "title": "示例危险废物贮存条例",
    "issuers": ("演示机关",),
    "short_titles": ("示例贮存条例",),
    "domains": ("solid-waste",),
}
RULE: tuple[dict[str, Any], ...] = (
    _RULE
    | {
        "promulgated_on": dt.date(2019, 12, 1),
        "effective_on": dt.date(2020, 1, 1),
        "history": "2019年12月1日演示机关公布。",
        "text": _BEFORE,
    },
    _RULE
    | {
        "promulgated_on": dt.date(2026, 7, 10),
        "effective_on": dt.date(2026, 8, 15),
        "history": "2019年12月1日演示机关公布。\n2026年7月10日演示机关修订。",
        "text": _AFTER,
    },
)

_OF_ZHEJIANG: dict[str, Any] = {
    "kind": Work.Kind.LOCAL,
    "title": "示例浙江省危险废物贮存规定",
    "issuers": ("演示省级机关",),
    "region": "33",
    "domains": ("solid-waste",),
}
OF_ZHEJIANG = _OF_ZHEJIANG | {
    "promulgated_on": dt.date(2021, 3, 26),
    "effective_on": dt.date(2021, 5, 1),
    "text": """第一条 为了演示一个省的规定怎样与全国的规定并列，编写本规定。
第二条 本省的单位贮存危险废物，除依照《示例危险废物贮存条例》外，还应当遵守本规定。
第三条 小微企业可以将危险废物送到集中贮存点，贮存时间从送达之日起计算。
第四条 集中贮存点应当在本省演示平台登记。
第五条 本规定自2021年5月1日起施行。""",
}
OF_ZHEJIANG_TO_COME = _OF_ZHEJIANG | {
    "text": """第一条 为了演示一个省的规定怎样与全国的规定并列，编写本规定。
第二条 本省的单位贮存危险废物，除依照《示例危险废物贮存条例》外，还应当遵守本规定。
第三条 小微企业可以将危险废物送到集中贮存点，贮存时间从产生之日起计算。
第四条 集中贮存点应当在本省演示平台登记，并公布收费标准。
第五条 集中贮存点不得拒收登记范围内的危险废物。
第六条 本规定自公布的施行日期起施行。""",
}

_STANDARD: dict[str, Any] = {
    "kind": Work.Kind.STANDARD,
    "title": "示例危险废物贮存污染控制标准",
    "issuers": ("演示机关",),
    "standard_class": Work.StandardClass.EMISSION,
    "domains": ("solid-waste",),
}
STANDARD: tuple[dict[str, Any], ...] = (
    _STANDARD
    | {
        "number": "GB 99597-2013",
        "promulgated_on": dt.date(2013, 5, 6),
        "effective_on": dt.date(2013, 10, 1),
        "text": """1 适用范围
本标准适用于演示环境中的危险废物贮存场所。
2 贮存场所
贮存场所应当设置防雨、防渗设施。""",
    },
    _STANDARD
    | {
        "number": "GB 99597-2023",
        "promulgated_on": dt.date(2023, 1, 20),
        "effective_on": dt.date(2023, 7, 1),
        "text": """1 适用范围
本标准适用于演示环境中的危险废物贮存场所和集中贮存点。
2 贮存场所
贮存场所应当设置防雨、防渗、防扬散设施，并与办公区分开。
3 贮存点
贮存点的贮存量不得超过三吨。""",
    },
)

FORMER: dict[str, Any] = {
    "kind": Work.Kind.NORMATIVE,
    "title": "示例危险废物贮存暂行办法",
    "issuers": ("演示机关",),
    "domains": ("solid-waste",),
    "promulgated_on": dt.date(2010, 5, 1),
    "effective_on": dt.date(2010, 6, 1),
    "text": """第一条 为了演示被废止的文件怎样指向取代它的条款，编写本办法。
第二条 贮存危险废物应当有固定的场所。
第三条 危险废物的贮存时间不得超过两年。""",
}
MISPRINT = ("固定的场所", "固定、防雨的场所")
WENT_TO = (("art-2", "art-4", "要求细化"), ("art-3", "art-5", "期限缩短"))
"""Where the clauses of the former document stand in the rule, and what became of them."""

DECISION: dict[str, Any] = {
    "kind": Work.Kind.ADMINISTRATIVE,
    "title": "关于修改《示例危险废物贮存条例》的示例决定",
    "issuers": ("演示机关",),
    "domains": ("solid-waste",),
    "text": """第一条 在《示例危险废物贮存条例》第五条中增加演示用的一款。
第二条 本决定自公布的施行日期起施行。""",
}

CATALOGUE: dict[str, Any] = {
    "kind": Work.Kind.MINISTERIAL,
    "title": "示例危险废物名录（2024年版）",
    "issuers": ("演示机关",),
    "domains": ("solid-waste",),
    "promulgated_on": dt.date(2023, 11, 1),
    "effective_on": dt.date(2024, 1, 1),
    "text": """第一条 为了演示名录怎样按代码和词语查找，编写本名录。
第二条 附表中的类别、代码和废物都是虚构的。
第三条 本名录自2024年1月1日起施行。""",
}
CATALOGUE_HEADS = ("废物类别", "行业来源", "废物代码", "危险废物", "危险特性")
# Group → from where, the wastes: the codes are counted.
CATALOGUE_ROWS: dict[tuple[str, str], tuple[str, ...]] = {
    ("HW98示例废液", "演示清洗业"): (
        "清洗演示设备产生的示例废液",
        "更换演示药剂产生的示例废液",
        "演示废液再生产生的示例残液",
    ),
    ("HW98示例废液", "非特定行业"): ("失效、变质的示例药剂", "沾染示例药剂的废弃包装物"),
    ("HW99示例残渣", "演示制造业"): (
        "演示蒸馏产生的示例残渣",
        "演示过滤产生的示例滤渣",
        "演示沉淀产生的示例污泥",
        "演示除尘装置收集的示例粉尘",
    ),
}

TO_LOOK_AT: dict[str, Any] = {
    "kind": Work.Kind.NORMATIVE,
    "title": "示例危险废物集中贮存点登记办法",
    "issuers": ("演示机关",),
    "domains": ("solid-waste",),
    "promulgated_on": dt.date(2026, 10, 15),
    "text": """第一条 为了演示编辑怎样核对收录的文本，编写本办法。
第二条 集中贮存点应当在演示平台登记。
第四条 本办法由演示机关解释。""",
}
