"""What of this room editors find in the back office."""

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from greenbridge.library.duties.backoffice import DutyViewSet
from greenbridge.library.writings.backoffice import (
    PictureViewSet,
    TermViewSet,
    TopicViewSet,
    WorkViewSet,
    WritingViewSet,
    without_publishing,
)

for keep in (WritingViewSet, TopicViewSet, TermViewSet, PictureViewSet, WorkViewSet, DutyViewSet):
    register_snippet(keep)
hooks.register("construct_snippet_action_menu", without_publishing)
