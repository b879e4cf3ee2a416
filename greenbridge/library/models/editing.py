"""What all that editors write has in common: drafts, revisions, approval, an hour; and how it points at the law."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, Orderable, PreviewableMixin, RevisionMixin, WorkflowMixin

from greenbridge.core import clock
from greenbridge.library.addresses import clause_of, parsed
from greenbridge.library.models.works import ADDRESS, Clause, Version
from greenbridge.library.structure import parts

FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "blockquote"]


class Edited(WorkflowMixin, DraftStateMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """Two editors stand behind each, and it appears at its hour."""

    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    class Meta:
        abstract = True


class Pointing(Orderable):
    """A row that points at a document or at a clause of it. ``work`` is the room's to declare."""

    address = models.CharField(
        "条款", max_length=ADDRESS, blank=True, help_text="例如：第十二条第二款。不填为整个文件。"
    )
    version_on = models.DateField(
        "文本日期", null=True, blank=True, help_text="只针对某一天公布的文本时填写；不填为现行文本。"
    )

    class Meta(Orderable.Meta):
        abstract = True

    def clean(self) -> None:
        """第十二条 becomes its address; what does not exist is refused."""
        if self.work_id is None:
            return
        texts = self._texts()
        if self.version_on and not texts.exists():
            day = clock.written(self.version_on)
            raise ValidationError({"version_on": f"《{self.work}》没有{day}的文本，请核对日期。"})
        if self.address:
            self.address = self._found(texts, self.address.replace(" ", ""))

    def _texts(self) -> Any:
        texts = Version.objects.published().filter(work=self.work_id)
        return texts.filter(dated_on=self.version_on) if self.version_on else texts

    def _found(self, texts: Any, written: str) -> str:
        meant = parsed(written) or written
        called = Q(address=clause_of(meant)) | Q(label=written)
        there = Clause.objects.filter(called, version__in=texts).order_by("-version__dated_on").first()
        if there is not None:
            places = [there.address, *(f"{there.address}-{part.address}" for part in parts.of(there.text))]
            if meant in places:
                return meant
            if there.label == written:
                return there.address
        sentence = f"《{self.work}》中没有“{written}”，请照原文写，例如：第十二条。"
        raise ValidationError({"address": sentence})
