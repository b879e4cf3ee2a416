"""An enterprise in 嘉善 finds the clause on storing hazardous waste that applies today, and the one that applied in June."""

import datetime as dt
import re

from e2e.world import World

RULE, OF_ZHEJIANG = "示例危险废物贮存条例", "示例浙江省危险废物贮存规定"
IN_JUNE = dt.date(2026, 6, 1)
CITED = "《示例危险废物贮存条例》（2019年12月1日公布）第五条第二款"


def test_which_clause_applies_today_and_which_applied_in_june(world: World) -> None:
    reader = world.visitor().opens("/library/?q=危险废物 贮存时间").sees(RULE)
    reader.picks(re.compile("嘉善县")).sees("去掉条件：适用于", OF_ZHEJIANG)
    reader.follows(RULE).sees("现行有效", "自2026年8月15日起施行")

    reader.follows("第五条").sees("不得超过九十日", "2019年12月1日的文本第五条", "内容不同")
    reader.dates("按哪一天看", IN_JUNE).follows("查看")
    reader.sees("按2026年6月1日看：当时有效", "不得超过一年。", "今天有效的是2026年7月10日的文本")
    assert reader.path.endswith("/2019-12-01/art-5?on=2026-06-01")

    reader.follows("第二款")
    assert reader.page.get_by_label("公文、合同").input_value() == CITED
    reader.follows("与前一文本对照").sees("修改5条，其余没有变化。", "九十日")


def test_a_rule_of_one_province_says_what_will_take_its_place_and_leads_to_what_it_cites(
    by_keyboard: World,
) -> None:
    reader = by_keyboard.visitor().opens(f"/library/?q={OF_ZHEJIANG}").follows(OF_ZHEJIANG)

    reader.sees("现行有效", "起由新的文本取代", "到时取代它的是", "浙江省")
    reader.follows(f"《{RULE}》").sees("自2026年8月15日起施行", "引用它的条款", f"《{OF_ZHEJIANG}》第二条")
