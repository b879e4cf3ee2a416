"""Invented notices (示例), for each make of site its own. Towns exist; projects, numbers and persons do not."""

import datetime as dt
from dataclasses import dataclass

MARK = "示例公告，内容纯属虚构。"


@dataclass(frozen=True)
class Text:
    """One notice, before any site has laid it out. ``days`` ago it was published."""

    number: int
    kind: str
    title: str
    buyer: str
    address: str
    region: str
    project: str
    days: int
    budget: str = ""
    award: str = ""
    winner: str = ""
    agency: str = "示例采购代理有限公司"
    agency_address: str = "杭州市西湖区示例路1号"
    lots: int = 1

    def day(self, today: dt.date) -> dt.date:
        return today - dt.timedelta(days=self.days)

    def deadline(self, today: dt.date) -> dt.date:
        return self.day(today) + dt.timedelta(days=20)


CCGP = (
    Text(
        25000001,
        "tender",
        "青浦区金泽镇河道水质监测服务（示例）公开招标公告",
        "上海市青浦区金泽镇人民政府",
        "上海市青浦区金泽镇示例路2号",
        "上海",
        "SL-2026-QP-0001",
        3,
        budget="98.500000万元（人民币）",
    ),
    Text(
        25000002,
        "consult",
        "吴江区盛泽镇印染集聚区废气治理设施运维服务（示例）竞争性磋商公告",
        "苏州市吴江区盛泽镇人民政府",
        "江苏省苏州市吴江区盛泽镇示例路8号",
        "江苏",
        "SL-2026-WJ-0002",
        4,
        budget="￥56.980000 万元（人民币）",
    ),
    Text(
        25000003,
        "single",
        "嘉善县西塘镇环境空气自动站运维（示例）单一来源公示",
        "嘉善县西塘镇人民政府",
        "浙江省嘉兴市嘉善县西塘镇示例路6号",
        "浙江",
        "SL-2026-JS-0003",
        2,
        budget="1,234,500.00 元",
    ),
    Text(
        25000004,
        "change",
        "青浦区金泽镇河道水质监测服务（示例）更正公告",
        "上海市青浦区金泽镇人民政府",
        "上海市青浦区金泽镇示例路2号",
        "上海",
        "SL-2026-QP-0001",
        1,
    ),
    Text(
        25000005,
        "award",
        "吴江区盛泽镇印染集聚区废气治理设施运维服务（示例）成交结果公告",
        "苏州市吴江区盛泽镇人民政府",
        "江苏省苏州市吴江区盛泽镇示例路8号",
        "江苏",
        "SL-2026-WJ-0002",
        1,
        award="￥56.980000 万元（人民币）",
        winner="示例环境检测有限公司",
    ),
    Text(
        25000006,
        "award",
        "嘉善县农村污水处理设施水质检测（示例）多标项中标公告",
        "嘉善县西塘镇人民政府,嘉善县西塘镇人民政府,嘉善县西塘镇人民政府",
        "浙江省嘉兴市嘉善县西塘镇示例路6号",
        "浙江",
        "SL-2026-JS-0006",
        1,
        award="详见附件",
        winner="示例水务检测有限公司",
        lots=3,
    ),
    Text(
        25000007,
        "stop",
        "青浦区华新镇工业园区土壤污染状况调查（示例）终止公告",
        "上海市青浦区华新镇人民政府",
        "上海市青浦区华新镇示例路9号",
        "上海",
        "SL-2026-QP-0007",
        1,
    ),
)
SHANGHAI = (
    Text(
        91000001,
        "tender",
        "青浦区华新镇河道水质监测（示例）公开招标公告",
        "上海市青浦区华新镇人民政府",
        "上海市青浦区华新镇示例路9号",
        "青浦区",
        "SL-2026-SH-1001",
        2,
        budget="45万元",
    ),
    Text(
        91000002,
        "award",
        "青浦区金泽镇污水处理设施运维（示例）中标公告",
        "上海市青浦区金泽镇人民政府",
        "上海市青浦区金泽镇示例路2号",
        "青浦区",
        "SL-2026-SH-1002",
        1,
        award="380000.00元",
        winner="示例水务运维有限公司",
    ),
)
ZHEJIANG = (
    Text(
        8991124,
        "consult",
        "嘉善县西塘镇危险废物规范化管理服务（示例）竞争性磋商公告",
        "嘉善县西塘镇人民政府",
        "浙江省嘉兴市嘉善县西塘镇示例路6号",
        "嘉善县",
        "SL-2026-ZJ-2001",
        2,
        budget="28.6万元",
    ),
    Text(
        8991125,
        "change",
        "嘉善县西塘镇危险废物规范化管理服务（示例）更正公告",
        "嘉善县西塘镇人民政府",
        "浙江省嘉兴市嘉善县西塘镇示例路6号",
        "嘉善县",
        "SL-2026-ZJ-2001",
        1,
    ),
)
CEB = (
    Text(0xA1, "tender", "青浦区某园区废水在线监测系统（示例）招标公告", "", "", "上海", "", 2),
    Text(0xA2, "award", "吴江区某污水厂污泥处置（示例）中标结果公示", "", "", "江苏", "", 1),
)
PARK = (
    Text(
        301,
        "tender",
        "青浦某产业园雨污管网水质监测（示例）采购公告",
        "青浦示例产业园管理有限公司",
        "上海市青浦区华新镇示例路20号",
        "",
        "SL-2026-YQ-3001",
        2,
        budget="12万元",
    ),
    Text(
        302,
        "tender",
        "青浦某产业园挥发性有机物排查（示例）采购公告",
        "青浦示例产业园管理有限公司",
        "上海市青浦区华新镇示例路20号",
        "",
        "SL-2026-YQ-3002",
        1,
        budget="18.5万元",
    ),
)
API = (
    Text(
        401,
        "tender",
        "嘉善某产业园地下水监测（示例）采购公告",
        "嘉善示例产业园管理有限公司",
        "浙江省嘉兴市嘉善县西塘镇示例路30号",
        "嘉善县",
        "SL-2026-JK-4001",
        2,
        budget="15万元",
    ),
)
FEED = (
    Text(
        501,
        "tender",
        "吴江区黎里镇清洁生产审核服务（示例）采购公告",
        "苏州市吴江区黎里镇人民政府",
        "江苏省苏州市吴江区黎里镇示例路3号",
        "",
        "SL-2026-DY-5001",
        1,
        budget="9.8万元",
    ),
)
SHEET = (
    Text(
        601,
        "tender",
        "嘉善县西塘镇土壤污染状况调查（示例）采购公告",
        "嘉善县西塘镇人民政府",
        "浙江省嘉兴市嘉善县西塘镇示例路6号",
        "嘉善县",
        "SL-2026-BG-6001",
        1,
        budget="23万元",
    ),
)
JIANGSU = (
    Text(
        701,
        "tender",
        "吴江区盛泽镇排污许可核查服务（示例）公开招标公告",
        "苏州市吴江区盛泽镇人民政府",
        "江苏省苏州市吴江区盛泽镇示例路8号",
        "吴江区",
        "SL-2026-JS-7001",
        2,
        budget="36万元",
    ),
)
EVERY = (*CCGP, *SHANGHAI, *ZHEJIANG, *CEB, *PARK, *API, *FEED, *SHEET, *JIANGSU)
BY_NUMBER = {text.number: text for text in EVERY}
