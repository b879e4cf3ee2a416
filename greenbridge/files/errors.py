"""Why a file is not taken. Each sentence says what to do instead."""

from greenbridge.core.errors import RuleBroken


class FileTooLarge(RuleBroken):
    sentence = "“{name}”超过 {limit} MB，请压缩或拆分后再上传。"


class FileEmpty(RuleBroken):
    sentence = "“{name}”是空文件，请重新选择。"


class KindNotTaken(RuleBroken):
    sentence = "“{name}”不是可接收的类型。请上传 PDF、JPG、PNG、DOCX 或 XLSX。"


class ContentDiffers(RuleBroken):
    sentence = "“{name}”的内容与扩展名不符，请用原软件另存后再上传。"
