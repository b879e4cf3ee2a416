"""The index holds what is public anyway; its tables hold nothing of anybody."""

from greenbridge.core.privacy import holds

holds("search.OutboxEntry", plain="id collection keys created_at")
holds("search.Synonym", plain="id term same_as")
holds("search.Tally", plain="id key asked is_whole total facets asked_at counted_at")
