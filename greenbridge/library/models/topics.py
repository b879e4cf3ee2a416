"""Collections of what belongs together, and the words of the trade."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from modelcluster.fields import ParentalKey
from wagtail.fields import RichTextField

from greenbridge.core.text import pinyin_initials
from greenbridge.library.models.editing import Edited, Pointing
from greenbridge.library.models.works import Work
from greenbridge.library.models.writings import Writing


class TopicQuerySet(models.QuerySet["Topic"]):
    def published(self) -> "TopicQuerySet":
        return self.filter(live=True)


class Topic(Edited):
    """What somebody with one question should read, in its order (专题): documents, clauses, writings."""

    title = models.CharField("标题", max_length=60)
    slug = models.SlugField(
        "地址", max_length=60, unique=True, help_text="简短的英文小写，例如 waste-storage；发布后不要再改。"
    )
    lead = models.CharField("导语", max_length=200, help_text="一两句话说清适合谁看。")
    position = models.PositiveSmallIntegerField("顺序", default=100, help_text="数字小的在前。")

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        verbose_name = verbose_name_plural = "专题"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("writings:topic", args=[self.slug])

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "library/writings/topic.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from greenbridge.library.writings import queries

        return queries.topic_page(self)


class TopicItem(Pointing):
    """One thing to read in a topic: a document, a clause of it, or a writing."""

    topic = ParentalKey(Topic, on_delete=models.CASCADE, related_name="items", verbose_name="专题")
    work = models.ForeignKey(
        Work, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文件"
    )
    writing = models.ForeignKey(
        Writing, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="文章"
    )
    note = models.CharField("为什么看", max_length=100, blank=True, help_text="可不填。")

    class Meta(Pointing.Meta):
        verbose_name = verbose_name_plural = "内容"

    def __str__(self) -> str:
        return str(self.work or self.writing)

    def clean(self) -> None:
        if (self.work_id is None) == (self.writing_id is None):
            raise ValidationError("每一项选一个文件或者一篇文章。")
        super().clean()


class TopicListing(models.Model):
    """Since when a published topic names a document (列入): its items are written anew each time it is published."""

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="listings", verbose_name="专题")
    work = models.ForeignKey(Work, models.CASCADE, related_name="+", verbose_name="文件")
    listed_at = models.DateTimeField("列入时间")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "work"], name="listed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.topic}：{self.work}"


class TermQuerySet(models.QuerySet["Term"]):
    def published(self) -> "TermQuerySet":
        return self.filter(live=True)


class Term(Edited):
    """A word of the trade and what it means (术语)."""

    name = models.CharField("术语", max_length=40, unique=True)
    meaning = RichTextField("含义", features=["bold", "link", "ol", "ul"])

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = verbose_name_plural = "术语"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('writings:terms')}#term-{self.pk}"

    @property
    def letters(self) -> str:
        """By which it is sorted: the initials of its pinyin."""
        return pinyin_initials(self.name)

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "library/writings/terms.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        from greenbridge.library.writings import queries

        return queries.glossary([self])


class TermClause(Pointing):
    """Where the law says what the word means (出处)."""

    term = ParentalKey(Term, on_delete=models.CASCADE, related_name="clauses", verbose_name="术语")
    work = models.ForeignKey(Work, models.PROTECT, related_name="+", verbose_name="文件")

    class Meta(Pointing.Meta):
        verbose_name = verbose_name_plural = "出处"

    def __str__(self) -> str:
        return f"{self.work}{self.address}"
