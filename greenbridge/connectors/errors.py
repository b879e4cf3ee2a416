"""What the room refuses, and how a fetch may end badly."""

from greenbridge.core.errors import RuleBroken


class UnknownSource(RuleBroken):
    sentence = "没有官方来源“{name}”。现有：{known}。"


class AlreadyRunning(RuleBroken):
    sentence = "“{source}”正在取回，请等它结束后再试。"


class ByHandOnly(RuleBroken):
    sentence = "“{source}”没有可以自动取回的列表，请由人工取得清单后上传，或逐条录入。"


class AlreadyAsked(RuleBroken):
    sentence = "已经要求过立即取回“{source}”，几分钟内开始，请稍后刷新本页。"


class NoSheet(RuleBroken):
    sentence = "“{source}”不读表格，请改用“录入公告”。"


class BadSettings(RuleBroken):
    sentence = "读取设置有误：{faults}请改正后再保存。"


class NoNotices(RuleBroken):
    sentence = "“{source}”带来的是法律和标准，不在这里录入，请改用“收录文件”。"


class NotANotice(RuleBroken):
    sentence = "公告没有收下：{why}。请补充后重新提交。"


class SourceChanged(RuleBroken):
    sentence = "“{source}”的设置刚被别人改过，请刷新页面，在最新的设置上修改。"


class FetchFailed(Exception):
    """A page was not to be had. ``why`` is Chinese; ``ends_run``: no use to ask this site on today; ``is_gone``: there is none."""

    def __init__(self, why: str, *, ends_run: bool = False, is_gone: bool = False) -> None:
        self.why, self.ends_run, self.is_gone = why, ends_run, is_gone
        super().__init__(why)


class Unreadable(Exception):
    """A page is not what the settings expect. ``why`` is Chinese."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Empty(Unreadable):
    """A list without entries: the end of it, or, on its first page, a fault."""
