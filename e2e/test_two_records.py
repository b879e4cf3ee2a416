"""An officer settles what sources differ in, makes two records of one body one, and takes that back."""

import re

from e2e.world import World


def test_an_officer_settles_sources_merges_two_records_and_undoes_it(world: World) -> None:
    officer, visitor = world.demo("沈清"), world.visitor()

    officer.opens("/suppliers/disputes/").follows(re.compile("（演示）$")).sees("说法不一")
    officer.picks(re.compile("（机构自报）")).writes("理由", "以营业执照为准（演示）。")
    officer.follows("核定").sees("已核定，机构和导入名单的人会收到消息")

    officer.opens("/desk/likenesses/").follows(re.compile("对机构记录可能是同一家$")).sees("名称相同")
    old = re.findall(r"（(310118\d{9})）", officer.text)[0]
    officer.follows(re.compile(old)).sees("这两条记录是同一家吗", "没有认领")
    visitor.opens(f"/suppliers/{old}/").sees("注册号（旧）")
    officer.picks(re.compile("保留“.*”（91")).writes("理由", "变更公示载明原注册号（演示）。")
    officer.picks(re.compile("确认是同一家单位")).follows("提交").sees("已并入", "合并记录")

    visitor.opens(f"/suppliers/{old}/").sees("原代码", old)
    assert old not in visitor.path

    officer.opens("/suppliers/merges/").follows(re.compile("（演示）$")).sees("转到保留记录的")
    officer.writes("撤销理由", "其实是两家（演示）。").follows("撤销合并").sees("恢复为单独的记录")
    visitor.opens(f"/suppliers/{old}/").sees("注册号（旧）")
    assert old in visitor.path
