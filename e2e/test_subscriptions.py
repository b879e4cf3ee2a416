"""A visitor looks for demands in one town, subscribes without an account, hears of a new one, and stops."""

import re
from uuid import uuid4

from e2e.world import World, mailed

SUBSCRIPTION = r"/demands/subscriptions/[^/\s<\"]+/"


def test_a_search_by_town_ends_in_a_subscription_that_is_confirmed_and_stopped(world: World) -> None:
    reader, email = world.visitor().opens("/demands/"), f"reader-{uuid4().hex[:8]}@mail.example"
    for place in ("江苏省", "苏州市", "吴江区", "盛泽镇"):
        reader.picks(re.compile(f"^{place}")).sees(f"去掉条件：{place}")
    reader.follows("订阅此条件").sees("订阅新需求", "盛泽镇")
    reader.follows("订阅").sees("请填写邮箱。")
    reader.picks("有新需求就通知").writes("接收通知的邮箱", email).follows("订阅").sees(
        "请到邮箱里确认", email
    )

    link = re.findall(SUBSCRIPTION, mailed(reader, f"(?s){re.escape(email)}.*?{SUBSCRIPTION}"))[0]
    reader.opens(link).sees("确认订阅", "盛泽镇").follows("确认订阅").sees("订阅已确认")
    reader.follows("停止订阅").sees("已停止订阅“盛泽镇”。")
    reader.opens(link).sees("没有找到")
