"""Why a file is not taken or not given out. Each is one sentence that says what to do instead."""

from greenbridge.core.errors import RuleBroken


class FileTooLarge(RuleBroken):
    sentence = "“{name}”超过 {limit} MB，请压缩或拆分后再上传。"


class FileEmpty(RuleBroken):
    sentence = "“{name}”是空文件，请重新选择。"


class KindNotTaken(RuleBroken):
    sentence = "“{name}”不是可接收的类型，请上传 {kinds}。"


class TooManyToday(RuleBroken):
    sentence = "您在24小时内上传的文件已达 {count} 个或 {megabytes} MB 的上限，请明天再上传。"


class Infected(RuleBroken):
    sentence = "在“{name}”中发现病毒，没有收下，请先用杀毒软件检查您的电脑，再重新选择文件。"


class NotYetScanned(RuleBroken):
    sentence = "文件正在检查病毒，请过几分钟再试。"


class CheckBusy(RuleBroken):
    sentence = "现在上传的人较多，“{name}”还没有收下，请过一分钟再上传。"


class ContentRefused(RuleBroken):
    """What the child found. ``word`` is how it says so."""

    word = ""


class ContentDiffers(ContentRefused):
    word = "differs"
    sentence = "“{name}”的内容与扩展名不符，请用原软件另存后再上传。"


class Unreadable(ContentRefused):
    word = "unreadable"
    sentence = "“{name}”打不开，可能已损坏或不完整，请用原软件另存后再上传。"


class TooCostly(ContentRefused):
    word = "costly"
    sentence = "“{name}”展开后过大或过于复杂，请精简或拆分后再上传。"


class Protected(ContentRefused):
    word = "protected"
    sentence = "“{name}”设有打开密码或是旧版格式，请取消密码并另存为 PDF、DOCX 或 XLSX 后再上传。"


class MixedContent(ContentRefused):
    word = "mixed"
    sentence = "“{name}”里混有另一种文件的内容，请用原软件另存后再上传。"


class TooManyPixels(ContentRefused):
    word = "pixels"
    sentence = "“{name}”的像素太多（JPG 最多6400万，PNG 和渐进式 JPG 最多2000万），请缩小，或另存为普通 JPG 后再上传。"


class AnimatedPicture(ContentRefused):
    word = "animated"
    sentence = "“{name}”是动态图片，请改用静态图片再上传。"


class TooManyPages(ContentRefused):
    word = "pages"
    sentence = "“{name}”超过2,000页，请拆分后再上传。"


class ActiveContent(ContentRefused):
    word = "active"
    sentence = "“{name}”含有脚本、动态表单或自动执行的动作，请打开后“打印为 PDF”，上传打印所得的文件。"


class EmbeddedFiles(ContentRefused):
    word = "embedded"
    sentence = "“{name}”里嵌有其他文件，请删除嵌入的内容或“打印为 PDF”后再上传。"


class EmbeddedMedia(ContentRefused):
    word = "media"
    sentence = "“{name}”里嵌有音视频或三维内容，请“打印为 PDF”后再上传。"


class HasMacros(ContentRefused):
    word = "macros"
    sentence = "“{name}”含有宏或控件，请另存为不带宏的文件后再上传。"


class RefersOutside(ContentRefused):
    word = "external"
    sentence = "“{name}”引用了外部的文件、图片或数据，请断开链接并另存后再上传。"


class OddStructure(ContentRefused):
    word = "structure"
    sentence = "“{name}”的内部结构不正常，请用办公软件打开并另存后再上传。"


class NotText(ContentRefused):
    word = "not-text"
    sentence = "“{name}”的文字编码无法识别，请用表格软件另存为 XLSX 后再上传。"


class NotUtf8(ContentRefused):
    word = "not-utf-8"
    sentence = "“{name}”的文字编码不是 UTF-8，请在导出时选择 UTF-8 编码，或改用 CSV 后再上传。"


class LineTooLong(ContentRefused):
    word = "line"
    sentence = "“{name}”中有一行过长，请用表格软件另存为 XLSX 后再上传。"


BY_WORD = {refusal.word: refusal for refusal in ContentRefused.__subclasses__()}
