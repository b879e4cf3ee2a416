"""The form field for an upload: the checks of the one upload path, as form errors."""

from collections.abc import Callable, Collection
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from greenbridge.core.errors import RuleBroken
from greenbridge.files import services

Check = Callable[[services.Upload, Collection[str]], services.Checked]


class UploadField(forms.FileField):
    """An upload that may be taken. Cleaned value: ``Checked``, to be kept with ``files.services.store``."""

    check: Check = staticmethod(services.check)

    def __init__(self, *, kinds: Collection[str] = services.DOCUMENTS, **options: Any) -> None:
        options.setdefault("max_length", 150)
        super().__init__(**options)
        self.kinds = kinds
        self.widget.attrs.setdefault("accept", ",".join(f".{kind}" for kind in kinds))
        self.error_messages["empty"] = "这是空文件，请重新选择。"
        self.error_messages["max_length"] = "文件名太长，请改短到150字以内再上传。"
        self.error_messages["required"] = "请选择要上传的文件。"

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return upload
        try:
            return self.check(upload, self.kinds)
        except RuleBroken as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class WordsField(UploadField):
    """A document of which the words are wanted, whether or not it may be kept (``Checked.only_to_read``)."""

    check = staticmethod(services.check_words)


class ProofField(UploadField):
    """A document or a picture that bears out what was written, where there is one or where there has to be."""

    def __init__(self, *, help_text: str = "可不上传。", is_required: bool = False, **options: Any) -> None:
        help_text += "PDF、JPG 或 PNG，不超过20 MB。"
        super().__init__(kinds=("pdf", "png", "jpg"), required=is_required, help_text=help_text, **options)
