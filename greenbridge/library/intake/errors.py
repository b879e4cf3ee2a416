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
    sentence = "没有找到文件名称，请把名称写在第一行。"


class NothingToRead(RuleBroken):
    sentence = "“{file}”既没有正文，也没有编号或日期，不能收录。"


class OldWord(RuleBroken):
    sentence = "“{file}”是旧版 Word 文件，请另存为 .docx 后再收录。"


class Damaged(RuleBroken):
    sentence = "“{file}”已损坏或不是它所称的格式，请从原网站重新下载。"


class Locked(RuleBroken):
    sentence = "“{file}”设了密码，请去掉密码后再收录。"


class WithoutWords(RuleBroken):
    sentence = "“{file}”里没有可以读出的文字（可能是扫描件），请找有文字的版本。"


class TooCostly(RuleBroken):
    sentence = "“{file}”太复杂，读取时间或内存超出限度，请拆成几个文件或找其他格式。"


class KnownAlready(RuleBroken):
    sentence = "《{title}》{day}的文本已经收录，内容相同。"


class NotHeld(RuleBroken):
    sentence = "《{title}》已经不在待校对之列，请刷新页面查看。"


class NotPublic(RuleBroken):
    sentence = "《{title}》没有发布，请在“更正收录信息”里改，或退回后重新上传。"


class CorrectionWaits(RuleBroken):
    sentence = "《{title}》已有一份更正等待审核，请先办结那一份。"


class OtherDocument(RuleBroken):
    sentence = "要更正的是《{title}》，您给的是《{other}》，请核对文件。"


class NothingToCorrect(RuleBroken):
    sentence = "您给的正文与《{title}》现在的正文相同，没有需要更正的地方。"


class NotAside(RuleBroken):
    sentence = "《{title}》不在已退回之列，请刷新页面查看。"
