"""An official notice is read: amounts, moments, names, titles, standards, and what it is about. Nothing is guessed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from greenbridge.core import money
from greenbridge.demands.normalise import amounts, dates, environment, names, standards, titles
from greenbridge.demands.normalise.amounts import Amount, Flag

# --- Amounts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "fen"),
    [
        ("￥56.980000 万元（人民币）", 56_980_000),
        ("总价形式报价:569800.00(元)", 56_980_000),
        ("1,234,500.00 元", 123_450_000),
        ("98.5万元", 98_500_000),
        ("98.5万", 98_500_000),
        ("预算金额（万元）：98.5", 98_500_000),
        ("最高限价(元) 985000", 98_500_000),
        ("预算金额(元) | 985000", 98_500_000),
        ("中标（成交）金额（万元）：98.5", 98_500_000),
        ("人民币玖拾捌万伍仟元整", 98_500_000),
        ("￥985000.00（大写：玖拾捌万伍仟元整）", 98_500_000),
        ("十二万三千四百五十六元七角八分", 12_345_678),
        ("总价80万元（第一包50万元，第二包30万元）", 80_000_000),
        ("50万元,30万元,80万元", 80_000_000),
        ("合计：120万元，其中监测95万元", 120_000_000),
        ("总价98万元（单价：35元/次）", 98_000_000),
        ("1.2亿元", 12_000_000_000),
    ],
)
def test_an_amount_is_read_whatever_its_spelling(words: str, fen: int) -> None:
    assert amounts.fen(words) == (fen, Flag.STATED)


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        ("详见附件", Flag.NOT_STATED),
        ("", Flag.NOT_STATED),
        ("1200000", Flag.NO_UNIT),
        ("￥1200000", Flag.NO_UNIT),
        ("评审得分：92.35分", Flag.NO_UNIT),
        ("第一包50万元，第二包30万元", Flag.SEVERAL),
        ("50-80万元", Flag.SEVERAL),
        ("20-30万", Flag.SEVERAL),
        ("50万元至80万元", Flag.SEVERAL),
        ("35元/次", Flag.RATE),
        ("98万元/年", Flag.RATE),
        ("24万/年", Flag.RATE),
        ("单价（元）：35", Flag.RATE),
        ("下浮率12%", Flag.RATE),
        ("100万美元", Flag.FOREIGN),
        ("0.000000 万元（人民币）", Flag.ZERO),
        ("999999999999999亿元", Flag.IMPLAUSIBLE),
        ("9" * 400 + "元", Flag.NO_UNIT),
        ("12,34万元", Flag.NO_UNIT),
        ("1亿2000万元", Flag.NO_UNIT),
    ],
)
def test_what_is_no_single_amount_says_why_and_is_never_guessed_at(words: str, flag: Flag) -> None:
    assert amounts.fen(words) == Amount(None, flag)
    assert not Flag.STATED


@given(some.integers(min_value=1, max_value=amounts.LARGEST))
def test_an_amount_is_read_back_as_it_was_written(fen: int) -> None:
    assert amounts.fen(money.format_yuan(fen)) == (fen, Flag.STATED)
    assert amounts.fen(f"￥{fen / 10**6:.6f} 万元") == (fen, Flag.STATED) or fen > 10**14


@given(some.text(alphabet="0129.,万亿元百千十一二壹拾圆整角分零()（）:￥-~至/次年%总 \n", max_size=60))
def test_no_words_break_the_reading_of_amounts(words: str) -> None:
    fen, flag = amounts.fen(words)

    assert (fen is None) == bool(flag)
    assert fen is None or 0 < fen <= amounts.LARGEST


# --- Moments ------------------------------------------------------------------------------------------------

AUGUST = dt.datetime(2026, 8, 14, 10, 0, tzinfo=dates.SHANGHAI)


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("2025年06月27日 17:52", dt.datetime(2025, 6, 27, 17, 52, tzinfo=dates.SHANGHAI)),
        ("2026.08.14 10:00:00", AUGUST),
        ("2026-08-14", AUGUST.replace(hour=0)),
        (1786672800000, AUGUST),
        ("1786672800000", AUGUST),
        (1786672800, AUGUST),
        ("2026/8/14 上午10时", AUGUST),
        ("2026年8月14日下午2点30分", AUGUST.replace(hour=14, minute=30)),
        ("公告时间：２０２６年０８月１４日　１０：００（北京时间）", AUGUST),
        ("2026-08-14T10:00:00.000+08:00", AUGUST),
        ("2026-08-14T02:00:00Z", AUGUST),
        ("20260814", AUGUST.replace(hour=0)),
        ("t20260814_25000001.htm", AUGUST.replace(hour=0)),
        ("2026年8月13日24时00分", AUGUST.replace(hour=0)),
    ],
)
def test_a_moment_is_read_and_means_shanghai(words: str | int, moment: dt.datetime) -> None:
    assert dates.moment(words) == moment
    assert dates.moment(words).utcoffset() == dt.timedelta(hours=8)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "words", ["", "详见招标文件", "2026-02-30", "2026-13-01", "2026年8月14日25:00", None, 0, -1, 1e300, "021-59888888", True]
)  # fmt: skip
def test_what_no_calendar_knows_is_no_moment(words: str | float | None) -> None:
    assert dates.moment(words) is None


def test_a_span_has_two_moments() -> None:
    begun, ended = dates.moments("2026年8月14日至2026年8月20日，每天上午9:00至11:30")

    assert (begun.day, ended.day) == (14, 20)


FORMS = ("%Y年%m月%d日 %H:%M:%S", "%Y.%m.%d %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%dT%H:%M:%S+08:00")
MOMENTS = some.integers(1_000_000_000, 4_102_000_000).map(
    lambda n: dt.datetime.fromtimestamp(n, dates.SHANGHAI)
)


@given(MOMENTS, some.sampled_from(FORMS))
def test_a_moment_is_read_back_as_it_was_written(moment: dt.datetime, form: str) -> None:
    assert dates.moment(moment.strftime(form)) == moment
    assert dates.moment(str(int(moment.timestamp() * 1000))) == moment


# --- Names --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("绿源(上海)检测有限公司 ", "绿源（上海）检测有限公司"),
        ("绿源（上海） 检测有限公司", "绿源（上海）检测有限公司"),
        ("采购人：嘉善县 水利局", "嘉善县水利局"),
        ("采购单位名称：青浦区\u3000生态环境局；", "青浦区生态环境局"),
        ("某环境科技公司（统一社会信用代码：91310000MA1FL70B67）", "某环境科技公司"),
        ("甲公司（联合体牵头人）", "甲公司"),
        ("青浦区生态环境局(本级)", "青浦区生态环境局"),
        ("嘉善县教育局本级", "嘉善县教育局"),
        ("Green Water (Shanghai) Co., Ltd.", "Green Water (Shanghai) Co., Ltd"),
    ],
)
def test_a_name_has_one_spelling(words: str, name: str) -> None:
    assert names.body(words) == name
    assert names.body(name) == name


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("济南大学,济南大学,济南大学,济南大学", ("济南大学",)),
        ("青浦区水务局、青浦区生态环境局", ("青浦区水务局", "青浦区生态环境局")),
        ("乙（上海）公司；甲公司；乙(上海)公司", ("乙（上海）公司", "甲公司")),
        ("甲公司（牵头人）、乙公司（成员）", ("甲公司", "乙公司")),
        ("甲公司（分公司：青浦、吴江）", ("甲公司（分公司：青浦、吴江）".replace("：", ":"),)),
        ("Green Water Co., Ltd", ("Green Water Co., Ltd",)),
        (" , ", ()),
    ],
)
def test_a_doubled_buyer_is_one(words: str, found: tuple[str, ...]) -> None:
    assert names.bodies(words) == found


@given(some.text(alphabet="甲乙公司()（）,、; \nABC.采购人：联合体牵头", max_size=40))
def test_reading_names_twice_changes_nothing_more(words: str) -> None:
    assert names.body(names.body(words)) == names.body(words)
    assert names.bodies(",".join(names.bodies(words))) == names.bodies(words) or "(" in words or "（" in words


# --- Titles -------------------------------------------------------------------------------------------------


def test_a_title_is_fit_to_be_read() -> None:
    assert (
        titles.plain("【项目编号：ZJ-2026-013】练塘镇河道监测服 务施\n工的公告") == "练塘镇河道监测服务施工"
    )
    assert (
        titles.plain("练塘镇河道监测（项目编号：SH2026-0013）竞争性磋商公告")
        == "练塘镇河道监测竞争性磋商公告"
    )
    assert titles.plain("【练塘镇河道监测】") == "【练塘镇河道监测】"
    assert titles.plain("杭州示例咨询有限公司关于西塘镇河道监测的公告") == "西塘镇河道监测"
    assert titles.plain("嘉善县水利局关于西塘镇河道监测的公告") == "嘉善县水利局关于西塘镇河道监测"
    assert titles.plain("G3304217002720001西塘镇河道监测招标公告") == "西塘镇河道监测招标公告"


@pytest.mark.parametrize(
    "title",
    [
        "嘉善县西塘镇河道水质监测服务项目竞争性磋商公告",
        "嘉善县西塘镇河道水质监测服务项目更正公告(第一次)",
        "关于嘉善县西塘镇河道水质监测服务采购项目的中标（成交）结果公告",
        "【ZJ-2026-013】嘉善县西塘镇河道水 质监测服务的公告",
        "嘉善县西塘镇河道水质监测服务（项目编号：ZJ-2026-013）终止公告",
        "[浙江]嘉善县西塘镇“河道水质监测”服务项目-中标候选人公示",
        "嘉善县西塘镇河道水质监测服务项目废标公告2",
        "杭州示例工程咨询有限公司关于嘉善县西塘镇河道水质监测服务项目的中标(成交)结果公告",
        "嘉善县水利局关于嘉善县西塘镇河道水质监测服务项目-中标公告",
        "嘉善县西塘镇河道水质监测服务项目招标澄清或变更公告",
        "G3304217002720001嘉善县西塘镇河道水质监测服务项目简易磋商公告",
    ],
)
def test_the_notices_of_one_project_share_a_key(title: str) -> None:
    assert titles.key(title) == "嘉善县西塘镇河道水质监测服务"


def test_another_year_round_or_lot_is_another_project() -> None:
    keys = {
        titles.key(f"青浦区{words}监测项目{behind}招标公告")
        for words, behind in [
            ("2026年", ""),
            ("2027年", ""),
            ("2026年", "（二次）"),
            ("2026年", "包2"),
            ("", "(2026-2028)"),
        ]
    }

    assert len(keys) == 5


def test_a_title_that_is_all_noise_keeps_something() -> None:
    assert titles.key("中标公告") == "中标公告"
    assert titles.key("") == ""


PIECES = ["嘉善县", "水质监测", "项目", "采购", "招标", "的", "公告", "中标", "(第二次)", "【X-1】", "（项目编号：AB2026-1）", " ", "关于", "二次", "-", "2026年"]  # fmt: skip


@given(some.one_of(some.text(max_size=30), some.lists(some.sampled_from(PIECES), max_size=12).map("".join)))
def test_the_key_of_a_key_is_itself(title: str) -> None:
    key = titles.key(title)

    assert titles.key(key) == key
    assert titles.plain(titles.plain(title)) == titles.plain(title) or "【" in title


# --- Standards ----------------------------------------------------------------------------------------------


def test_standards_are_listed_once_in_any_spelling() -> None:
    text = "执行GB 3838-2002、GB3838—2002、HJ/T 91－2002、DB31/ 199-2018、T/CAEPI 1-2020和GB/T 31962–2015"

    assert standards.numbers(text) == (
        "gb3838-2002", "hj/t91-2002", "db31199-2018", "t/caepi1-2020", "gb/t31962-2015",
    )  # fmt: skip


# --- What a notice is about ---------------------------------------------------------------------------------


def test_a_strong_word_speaks_for_itself_and_names_its_type() -> None:
    judged = environment.judge("练塘镇河道水质监测服务竞争性磋商公告")

    assert judged.is_environmental
    assert "水质监测" in judged.matched
    assert judged.types == ("S01",)


def test_a_weak_word_needs_a_second_sign() -> None:
    alone, with_sign = environment.judge("设备运维服务"), environment.judge("油烟设施运维服务")

    assert 0 < alone.score < environment.threshold() <= with_sign.score


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("西塘古镇环境卫生保洁服务", "环境卫生保洁"),
        ("优化营商环境第三方评估", "营商环境"),
        ("学校实验室装修工程", "实验室装修"),
        ("政务中心网络环境检测", "网络环境"),
        ("青浦区生态环境监测站物业管理服务", "物业"),
        ("生态环境局食堂配送服务", "食堂"),
    ],
)
def test_words_that_only_sound_environmental_are_crossed_out(title: str, word: str) -> None:
    judged = environment.judge(title)

    assert not judged.is_environmental
    assert word in judged.negative
    assert not environment.judge(title, "污水处理站、危险废物暂存间").is_environmental


def test_indoor_air_counts_where_the_environment_is_monitored_too() -> None:
    assert not environment.judge("新建教室室内甲醛检测").is_environmental
    assert environment.judge("环境监测及室内甲醛检测").negative == ()


def test_a_text_supports_its_title_and_never_suffices_alone() -> None:
    body = "对污水处理站、危险废物暂存间和废气治理设施开展环境监测，编制突发环境事件应急预案。"

    assert not environment.judge("综合服务采购", body).is_environmental
    assert environment.judge("综合服务采购", body).types
    assert not environment.judge("污水设施委托").is_environmental
    assert environment.judge("污水设施委托", body).is_environmental


def test_the_name_of_an_agency_says_nothing_of_the_notice() -> None:
    assert environment.judge("某环境监测咨询有限公司关于食材配送的公告").matched == ()
    assert environment.judge("某咨询有限公司关于河道水质监测的公告").types == ("S01",)


def test_of_the_words_that_overlap_the_longest_is_found_and_pairs_beside_them() -> None:
    judged = environment.judge("危废收集和运输")

    assert judged.types == ("S05", "S07")
    assert "危废+运输" in judged.matched


@given(some.text(max_size=80), some.text(max_size=80))
def test_points_stay_between_none_and_a_hundred(title: str, body: str) -> None:
    assert 0 <= environment.judge(title, body).score <= 100
