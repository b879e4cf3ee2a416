"""What of this room editors find in the back office."""

from wagtail.snippets.models import register_snippet

from greenbridge.demands.backoffice import SensitiveWordViewSet

register_snippet(SensitiveWordViewSet)
