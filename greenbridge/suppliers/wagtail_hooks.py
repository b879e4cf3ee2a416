"""What of this room editors find in the back office."""

from wagtail.snippets.models import register_snippet

from greenbridge.suppliers.guides.backoffice import GuideViewSet

register_snippet(GuideViewSet)
