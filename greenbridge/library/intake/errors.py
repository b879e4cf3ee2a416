"""Why a document cannot come in, in the words that the person reads."""

from greenbridge.core.errors import RuleBroken


class IndexUnreadable(RuleBroken):
    sentence = "读不懂目录文件“{file}”：应为含有 law 表（name、publish、valid_from）的 SQLite 文件。"


class NotText(RuleBroken):
    sentence = "“{file}”不是 UTF-8 或 GB18030 编码的文本，请转换后再导入。"


class Unreadable(RuleBroken):
    sentence = "读不到“{file}”，请核对路径和权限。"


class UnknownFormat(RuleBroken):
    sentence = "“{file}”的格式不在可收录之列（{known}）。"


class TooLong(RuleBroken):
    sentence = "“{file}”太长（超过{most}万字），请拆成几个文件后再导入。"


class NoTitle(RuleBroken):
    sentence = "“{file}”里没有找到文件名称，请把名称写在第一行。"


class NothingToRead(RuleBroken):
    sentence = "“{file}”既没有正文，也没有编号或日期，不能收录。"
