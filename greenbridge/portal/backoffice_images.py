"""Images of the back office come in by the house's one way for uploads, whichever of Wagtail's forms they were chosen in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from greenbridge.core.errors import RuleBroken
from greenbridge.files import services as files
from greenbridge.files.rules import CONTENT_TYPES

KINDS = ("jpg", "png")


class ImageField(WagtailImageField):  # type: ignore[misc]  # the package carries no types
    """Looked through in a child and drawn anew before Wagtail opens it; what is refused is refused in our words."""

    def to_python(self, data: Any) -> Any:
        if data in self.empty_values:
            return None
        try:
            checked = files.check_for_reading(data, KINDS)
        except RuleBroken as refusal:
            raise ValidationError(str(refusal)) from refusal
        drawn = SimpleUploadedFile(checked.name, checked.content, CONTENT_TYPES[checked.kind])
        return super().to_python(drawn)


class ImageForm(BaseImageForm):  # type: ignore[misc]
    """Wagtail puts its own field into whatever form it is given: ours takes that one's place."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if theirs := self.fields.get("file"):
            self.fields["file"] = ImageField(
                label=theirs.label, required=theirs.required, widget=theirs.widget
            )
