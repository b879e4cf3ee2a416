"""A list of last month comes again: what is new, changed or gone is told before anything is written, and taken back."""

from e2e.people import Person
from e2e.records import HEADERS, found, is_uploaded, listed
from e2e.world import World, in_days, new_body

HOME = ("浙江省", "嘉兴市", "嘉善县", "西塘镇")
FIELDS = ("统一社会信用代码", "单位名称", "地址", "业务类型")


def test_a_list_comes_again_with_differences_and_is_taken_back(world: World) -> None:
    operator, officer, visitor = world.demo("韩松"), world.demo("陆源"), world.visitor()
    stays, moves, goes, comes = (
        new_body(name, "闻溪", "330421") for name in ("留名", "换证", "退出", "新增")
    )
    last, this = [listed(body, HOME, in_days(400)) for body in (stays, moves, goes)], in_days(800)
    name = f"嘉善县监测机构名单（演示）{stays.credit_code[-6:]}"
    has_profile(operator, name)

    is_uploaded(operator, world.folder, last, profile=name, day=in_days(-30))
    operator.follows("确认导入 3 行").soon_sees("导入已完成")
    record = found(world, goes).path

    again = [last[0], listed(moves, HOME, this), listed(comes, HOME, this)]
    is_uploaded(operator, world.folder, again, profile=name, day=in_days(0))
    operator.sees("新增1", "变更1", "不再出现1", "未变1")
    visitor.opens(f"/suppliers/?q={comes.name}").sees("0 家机构")
    operator.follows("确认导入 3 行").soon_sees("导入已完成")
    result = operator.path
    operator.follows("查看差异").sees(goes.name, moves.name, comes.name, f"{this:%Y-%m-%d}")

    visitor.opens(record).soon_sees("名单上没有这家单位")
    officer.opens("/suppliers/imports/gone/").sees(goes.name)
    found(world, comes).sees("名单导入，未认领")

    operator.opens(result).follows("撤销这次导入").soon_sees("这次导入已撤销")
    visitor.opens(f"/suppliers/?q={comes.name}").soon_sees("0 家机构")
    visitor.opens(record).soon_sees(goes.name)
    assert "名单上没有这家单位" not in visitor.text
    assert goes.name not in officer.opens("/suppliers/imports/gone/").text


def has_profile(operator: Person, name: str) -> None:
    """What is known of the list before it is opened."""
    columns = "\n".join(f"{header}＝{header}" for header in HEADERS if header in FIELDS)
    operator.opens("/suppliers/imports/profiles/").writes("名单名称", name).writes("公布机关", "演示主管部门")
    operator.writes("列对应", columns).follows("保存方案").sees(name)
