"""The words of the demo world. All invented; nothing here is a real person, body or act."""

from dataclasses import dataclass

PLACES = (
    "310118", "310118102", "310118103", "310118104", "310118105", "310118106", "310118107", "310118110", "310115",
    "320509", "320509104", "320509105", "320509107", "320509108", "320509109", "320509110", "320509111", "320583",
    "330421", "330421102", "330421103", "330421105", "330421111", "330421112", "330402", "340104", "350203",
)  # fmt: skip
SUPPLIER_PLACES = (
    "320509110", "310118107", "330421111", "320509105", "310118105", "330402", "310115", "320583", "330421103",
    "320509104", "310118110", "340104", "320509108", "310118106", "330421112",
)  # fmt: skip
SITES = (
    "310118107", "320509105", "330421112", "310118104", "320509110", "330421103", "320509108", "310118105",
    "330421102", "320509109",
)  # fmt: skip
ROADS = ("振兴路", "康民路", "文化路", "工业大道", "科创路", "滨河路")
SIZES = ("large", "medium", "medium", "small", "small", "small", "micro")
REACHES = (
    ("310118", "320509", "330421"), ("31", "32", "33"), ("3205", "310118"), ("31", "330421"), ("33", "320509"), (),
)  # fmt: skip
EXPIRES_IN = (900, 600, 45, 1200, 400, 80, 1500)
WASTE_SETS = (
    ("HW08", "HW17", "HW49"), ("HW06", "HW12", "HW13"), ("HW17", "HW22", "HW34"), ("HW08", "HW09"),
    ("HW17", "HW18", "HW49", "HW50"),
)  # fmt: skip
# Who takes what a dye works of seven wastes has, beside their own; by the number of the supplier.
SEVEN = ("HW06", "HW08", "HW12", "HW13", "HW17", "HW34", "HW49")
TAKES_SEVEN = (1, 22, 27)
# Of whom a licence names only some codes of a category.
LIMITED = {(37, "HW17"): ("336-054-17", "336-064-17")}
SUSPENDED = (34, 30, 31)  # a whole body that objects, a single type, one that is over
LAPSED = (12, 42)  # whose papers ended a few days ago
LIST = "监测和治理机构名单（演示数据）"
# What the list says otherwise than the body: the field, as written, as read.
LISTED_OTHERWISE = {
    10: ("address", "康民路18号", "康民路18号"),
    3: ("size", "大型企业", "large"),
    2: ("address", "科创路7号", "科创路7号"),
    25: ("address", "文化路12号", "文化路12号"),
    40: ("address", "滨河路3号", "滨河路3号"),
}
# Two lists write another registered capital: what each says, by list.
OTHER_LIST = "污染治理机构名单（演示数据）"
CAPITALS = {7: {LIST: "1000万元", OTHER_LIST: "1200万元"}, 21: {LIST: "500万元", OTHER_LIST: "800万元"}}
PAPERS = (9, 14, 19, 24, 36)  # of whose first credential the list says another last day
OLD_LIST = "换发代码前的机构名单（演示数据）"
DOUBLES = (16, 18, 28, 13)  # also stand there, under the number that they had then
MERGED = 13
# Stands there under a name by which nothing finds it: an officer has said so.
PROPOSED = (32, "石湖环保服务部（演示）", "公示系统载明由石湖环保服务部变更登记而来（演示）。")
FORMER_OF = 28  # the double of this one does what the tree has no more
FORMER_TYPE = "S98-1"
FORMER_FACTS = {
    "name": "水质化验（演示，旧分类）",
    "position": 999,
    "is_current": False,
    "successors": ["S01-1", "S01-2"],
}
ASKS_AGAIN = 4  # listed, and asks its officer to look at what it has changed
CONFIRM_IN = {1: 20, 6: -15, 47: 12}  # in how many days some are to confirm what their records say
LEFT = 47  # whose people have all left: no reminder reaches it
REPORTED_LATE = 6
# What bodies report to have changed: the number of the supplier; what, into what, how many days ago, and what came of it.
CHANGES = {
    0: ("legal_person", "演示甲", 20, "passed"),
    1: ("legal_person", "演示乙", 12, ""),
    3: ("address", "科创路66号", 45, ""),
    2: ("legal_person", "演示丙", 6, ""),
    5: ("legal_person", "演示丁", 9, "returned"),
}
ADDED_INTRO = "今年新增两名持证人员，可在两日内上门。"
ADDED_CAPABILITY = "新增一条生产线，能力提高三成（演示）"
# What buyers report of suppliers: the number of the supplier; who, what, in which words, and the answer if there is one.
FEEDBACK: dict[int, tuple[int, str, str, tuple[str, str] | None]] = {
    3: (1, "contact", "登记的电话是空号，公司前台说已经换了号码（演示）。", None),
    2: (2, "credential", "页面上的资质编号与机构出示的证书不一致（演示）。", None),
    0: (0, "contact", "业务电话无人接听（演示）。", ("returned", "已电话联系，请机构更新业务电话（演示）。")),
    4: (
        3,
        "closed",
        "厂区大门已锁（演示）。",
        ("refused", "已实地核对，机构搬至隔壁厂房，照常营业（演示）。"),
    ),
    1: (0, "scope", "机构说已不再承接金泽镇的业务，页面上仍写着（演示）。", None),
}
# What a colleague leaves for the officer, by the number of the supplier.
NOTES = {
    4: "新增人员的证书已和发证机关核对，可以通过（演示）。",
    0: "已电话核对过业务联系人，号码将在本周更换（演示）。",
    8: "扫描件第二页看不清，已请机构重新上传，收到后再办理（演示）。",
}
SUPPLIER_FATES = {8: "waiting", 17: "waiting", 26: "waiting", 35: "returned", 44: "draft"}
EXTENDED_BECAUSE = "多家机构反映准备时间不够，延长响应时间（演示）。"
# What is asked about them, and the answer if there is one.
QUESTIONS = (
    ("进场前需要参加贵公司的安全培训吗（演示）？", "需要，每人两小时，当天即可进场（演示）。"),
    ("雨天是否顺延（演示）？", ""),
)
# How published demands are changed: why, what is added, and whether an officer has passed it.
AMENDMENTS = (
    ("现场踏勘后工作量有调整（演示）。", "另需提供半年的免费复查（演示）。", False),
    ("公司内部会议明确了考核办法（演示）。", "每季度按合同约定的指标考核一次（演示）。", True),
)
PAST_BUDGETS = (3, 5, 6, 8, 12)  # 万元
DEMAND_FATES = (
    "published", "answered", "published", "submitted", "published", "answered", "published", "draft", "published",
    "returned", "published", "closed", "published", "answered", "expired", "published", "resubmitted", "withdrawn",
    "published", "submitted",
)  # fmt: skip

TRUSTED = 2  # of the buyers
ASKED_AGAIN = "华新镇分厂例行监测"
WARNED = 1  # of the buyers
WARNED_FOR = "同一项需求一个月内发布两次，内容相同（演示）。"
COMPLAINED = "现场勘察时得知的工作量与公布的不一致，电话记录可以提供（演示）。"
OBJECTED = "两次是两条生产线，请核对附图中的位置（演示）。"
# What officers mark in a demand that goes back: step, question, remark.
REMARKS = (
    ("what", "需求说明", "请写明频次和由谁验收（演示）。"),
    ("where", "服务截止日", "请填写服务到哪天为止（演示）。"),
)

OFFICERS = (
    ("沈清", "officer.sh@demo.example", "31"),
    ("顾澄", "officer.js@demo.example", "32"),
    ("陆源", "officer.zj@demo.example", "33"),
)
# Who scores admission assessments beside them.
SCORERS = (
    ("沈岚", "scorer.sh@demo.example", "31"),
    ("沈越", "third.sh@demo.example", "31"),
    ("顾川", "scorer.js@demo.example", "32"),
    ("顾宁", "third.js@demo.example", "32"),
    ("陆安", "scorer.zj@demo.example", "33"),
    ("陆衡", "third.zj@demo.example", "33"),
)
# How far the admission assessments have come, by the number of the supplier: points of the two scorers, and what is left.
ADMITTED = {
    0: (86, 82),
    2: (80, 78),
    3: (88, 90),
    4: (78, 74),
    9: (84, 80),
    10: (90, 86),
    15: (82, 85),
    22: (79, 81),
}
NOT_ADMITTED = {6: (55, 58), 12: (52, 56)}
TO_BE_SETTLED = {14: (85, 62), 18: (64, 84)}
TO_BE_SCORED = (1, 13, 16, 19, 20, 21, 24, 25)
STAFF = (
    ("韩松", "operator@demo.example", "operator"),
    ("许墨", "editor@demo.example", "editor"),
    ("方砚", "second@demo.example", "editor"),
    ("江衡", "admin@demo.example", "system_admin"),
    ("石磊", "security@demo.example", "security_admin"),
    ("严明", "audit@demo.example", "audit_admin"),
)
SUPPLIER_PEOPLE = {0: ("何静", "lab@demo.example"), 1: ("罗平", "waste@demo.example")}
BUYERS = (
    ("陈敏", "dyer@demo.example", "青溪染整", "310118107"),
    ("王磊", "plating@demo.example", "盛源电镀", "320509105"),
    ("孙悦", "board@demo.example", "天凝电路板", "330421112"),
    ("朱琳", "park@demo.example", "汾湖科创园", "320509110"),
)
APPLICANTS = (
    ("刘洋", "练塘食品", "310118103", "buyer"),
    ("赵青", "震泽丝织", "320509108", "buyer"),
    ("钱宁", "西塘五金", "330421103", "buyer"),
    ("吴桐", "徽州环境检测", "340104", "supplier"),
)

NAMES = (
    "江澄", "净川", "绿汀", "清漪", "碧洲", "澄怀", "云泽", "远帆", "禾丰", "泓源", "青屿", "苇岸", "汇川", "明湖", "朗清",
    "沐野", "松涛", "海岳", "川泽", "安澜", "若水", "时雨", "晴川", "长汀", "望潮", "新柳", "鹤洲", "平波", "景澄", "嘉禾",
    "兰渚", "映川", "石湖", "春申", "淀山", "太浦", "元荡", "水杉", "芦苇", "白鹭", "星汉", "广陵", "临江", "秀水", "梅泾",
    "大观", "同泽", "万顷", "千帆", "九里", "三泾", "双桥", "四明", "五浦", "六合", "七星", "八坼", "百川", "凌波", "听雨",
)  # fmt: skip


@dataclass(frozen=True)
class Trade:
    suffix: str
    types: tuple[str, ...]
    credentials: tuple[str, ...]
    intro: str
    capability: str


TRADES = (
    Trade(
        "检测技术有限公司",
        ("S01",),
        ("cma", "monitoring-filing"),
        "面向印染、电镀、食品企业的水气声监测，可夜间采样，五个工作日出报告。",
        "水、气、噪声共三百余项",
    ),
    Trade(
        "固废处置有限公司",
        ("S05",),
        ("waste-licence",),
        "危险废物收集、贮存、利用和处置一体，自有暂存库，提供台账和转移联单辅导。",
        "焚烧、物化、稳定化",
    ),
    Trade(
        "环境工程有限公司",
        ("S08", "S09"),
        ("design-water", "design-air", "contractor-env"),
        "印染废水和定型机废气治理的设计、施工与调试，提供两年运行保障。",
        "日处理一万吨以下废水站",
    ),
    Trade(
        "环保咨询有限公司",
        ("S02", "S03", "S13"),
        ("eia-filing",),
        "环评、排污许可和环保管家服务，熟悉沪苏浙三地手续差异。",
        "年服务企业八十家",
    ),
    Trade(
        "环境运维有限公司",
        ("S12",),
        ("operation",),
        "污水站和在线监测设施托管运维，持证人员驻场。",
        "在管站点三十余个",
    ),
    Trade(
        "土壤修复有限公司",
        ("S11", "S23"),
        ("soil-registry",),
        "建设用地土壤和地下水调查、风险评估与修复。",
        "自有钻探设备四台",
    ),
)


# What every supplier tells beside its credentials: kind, name, detail, and the columns that the kind has.
PARTS: tuple[tuple[str, str, str, dict[str, str | int]], ...] = (
    ("staff", "环境工程师", "", {"person": "演示甲", "number": "演示证2024000001"}),
    ("staff", "注册环保工程师", "", {"person": "演示乙", "number": "演示证2024000002"}),
    ("equipment", "便携式气体分析仪", "演示A型", {"quantity": 2}),
    ("equipment", "气相色谱仪", "演示B型", {"quantity": 1}),
    ("equipment", "声级计", "演示C型", {"quantity": 4}),
    ("equipment", "水质采样器", "演示D型", {"quantity": 6}),
    ("equipment", "烟尘采样器", "演示E型", {"quantity": 3}),
    ("equipment", "采样车", "演示F型", {"quantity": 2}),
    ("project", "演示园区年度环保服务", "某工业园区", {"year": 2025, "band": "100"}),
    ("project", "演示印染厂废水废气项目", "某印染企业", {"year": 2024, "band": "50"}),
    ("case", "印染定型机油烟治理", "某印染企业", {
        "year": 2025, "text": "演示数据：原有静电设备老化，改造后油烟去除率由80%提高到95%，停产四天完成。",
    }),
    ("membership", "演示环保产业协会", "会员单位", {}),
)  # fmt: skip


@dataclass(frozen=True)
class Sketch:
    title: str
    types: tuple[str, ...]
    wastes: tuple[str, ...]
    description: str


DEMANDS = (
    Sketch(
        "定型机废气治理改造",
        ("S09",),
        (),
        "现有定型机四台，静电除油设备老化，需改造到满足印染行业大气污染物排放要求。含设计、安装和调试，要求停产不超过五天。",
    ),
    Sketch(
        "危险废物年度委托处置",
        ("S05",),
        ("HW17", "HW49"),
        "年产生表面处理废物约六十吨、废包装物约八吨，需委托有资质的机构处置并承担运输，按季度清运。",
    ),
    Sketch(
        "厂界噪声和废水例行监测",
        ("S01",),
        (),
        "废水总排口每季度一次，厂界噪声每季度一次，按排污许可证要求的项目监测并出具报告。",
    ),
    Sketch(
        "污水站托管运维",
        ("S12",),
        (),
        "日处理八百吨污水站，现有设备完好，需持证人员驻场运行，保证稳定达标，负责药剂和日常维修。",
    ),
    Sketch(
        "排污许可证延续和执行报告",
        ("S03",),
        (),
        "许可证即将到期，需办理延续，并编制全年执行报告。企业可提供历年监测数据和台账。",
    ),
    Sketch(
        "环保管家年度服务",
        ("S13",),
        (),
        "园区内企业四十二家，需定期巡查、培训、台账检查和手续辅导，每月提交一次报告。",
    ),
    Sketch(
        "土壤污染状况调查",
        ("S11",),
        (),
        "约三十亩地块拟转让，需开展第一阶段和第二阶段土壤污染状况调查，提交可供评审的报告。",
    ),
    Sketch(
        "印染废水提标改造",
        ("S08",),
        (),
        "现有处理能力每天三千吨，拟提高回用率到五成，需提出方案并实施，包括膜处理单元。",
    ),
    Sketch(
        "废矿物油收集处置",
        ("S05",),
        ("HW08",),
        "机加工车间年产生废矿物油约十五吨，需委托收集处置，要求一周内能上门。",
    ),
    Sketch(
        "突发环境事件应急预案修订",
        ("S14",),
        (),
        "预案已满三年，需重新评估风险、修订预案、组织一次演练并完成备案。",
    ),
)

# Which scenario a demand began with, and what was answered.
SCENARIO = "self-monitoring"
ANSWERS: dict[str, str | list[str]] = {
    "范围": "织造车间和污水站（演示）",
    "介质": ["废水", "厂界噪声"],
    "废水点位": "2",
    "依据": "排污许可证",
    "频次": "每季度一次",
}

LICENCE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1<</Type/Font"
    b"/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n4 0 obj<</Length 44>>stream\n"
    b"BT /F1 18 Tf 40 100 Td (DEMO LICENCE) Tj ET \nendstream endobj\n"
    b"xref\n0 5\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n"
    b"0000000101 00000 n \n0000000252 00000 n \ntrailer<</Size 5/Root 1 0 R>>\nstartxref\n342\n%%EOF\n"
)

CREDIT_SOURCE = "信用中国（演示）"
_LICENCE = {
    "类型": "行政许可",
    "许可证书名称": "排污许可证（演示）",
    "许可编号": "演示许可〔2025〕1号",
    "许可决定日期": "2025-03-10",
    "有效期至": "2030-03-09",
    "许可机关": "演示生态环境局",
}
_PENALTY = {
    "类型": "行政处罚",
    "行政处罚决定书文号": "演示罚〔2025〕7号",
    "处罚类别": "罚款",
    "处罚决定日期": "2025-06-18",
    "处罚内容": "未按规定保存原始监测记录，罚款人民币贰万元（演示）",
    "罚款金额(万元)": "2",
    "处罚机关": "演示生态环境局",
}
_HONOUR = {
    "类型": "守信激励",
    "名称": "诚信示范单位（演示）",
    "文号": "演示信〔2026〕3号",
    "认定日期": "2026-01-20",
    "认定机关": "演示发展和改革委员会",
}
_GRADE = {
    "类型": "信用评价等级",
    "评价等级": "A级（演示）",
    "评价年度": "2025年度",
    "评价日期": "2026-03-15",
    "评价机关": "演示生态环境厅",
}
_OBJECTED_TO = "演示罚〔2025〕8号"
# What was taken over, and what waits to be: the place of each supplier, and a record.
CREDIT_RECORDS = (
    (
        (0, _LICENCE),
        (0, _HONOUR),
        (0, _GRADE),
        (3, _PENALTY),
        (4, _PENALTY | {"行政处罚决定书文号": _OBJECTED_TO}),
    ),
    ((3, _PENALTY | {"处罚类别": "警告、罚款"}), (1, _LICENCE), (4, {"类型": "行政许可"})),
)
# Each supplier's credit report: how many days old, and what became of it.
CREDIT_REPORTS = {
    0: (20, "passed"),
    3: (165, "passed"),
    1: (5, "waiting"),
    4: (2, "waiting"),
    5: (9, "returned"),
}
# Whom officers have looked up, and what became of an anomaly.
CREDIT_CHECKS = {0: "", 1: "", 2: "waiting", 3: "recorded", 4: "waiting", 7: "waiting"}
CREDIT_DOCUMENT = {
    "kind": "penalty",
    "number": "演示罚〔2026〕12号",
    "title": "警告（演示）",
    "authority": "演示生态环境局",
    "content": "未按期提交年度报告（演示）。",
}
# Who objects to what: the supplier, the number of the record, the body's words, and the answer where it waits for its source.
CREDIT_OBJECTIONS = (
    (4, _OBJECTED_TO, "罚款已缴清，原始记录已补齐，请核对修复情况（演示）。", ""),
    (
        3,
        "演示罚〔2026〕12号",
        "年度报告已按期提交，应是系统延迟（演示）。",
        "已函询登记机关，等候答复（演示）。",
    ),
)

# Guides to systems that are not there: where, their name and address, and what the checks of the link found.
GUIDE_FACTS = {
    "operator": "演示生态环境局",
    "topic": "permit",
    "audience": "company",
    "summary": "填报排污台账（演示）。",
    "tasks": "<ul><li>填报排污台账（演示）</li></ul>",
    "preparation": "<ul><li>排污许可证编号（演示）</li></ul>",
}
GUIDES = (
    ("320509", "吴江排污台账系统（演示）", "https://ledger-wujiang.example/", (("opens", "200"),)),
    ("310118", "青浦排污台账系统（演示）", "https://ledger-qingpu.example/", (("failed", "404"),) * 2),
)
QUESTION = (
    "雨水口需要一并采样吗（演示）？",
    "不需要，只采总排口（演示）。",
    "需要，总排口和雨水口各一个点位，雨水口在下雨时采样（演示）。",
)
TO_CORRECT = "电话核实，需求说明没有写明点位和频次，请补充（演示）。"
