"""Official texts: nothing of anybody."""

from greenbridge.core.privacy import holds

holds("library.Issuer", plain="id name region former_names position")
holds(
    "library.Work",
    plain="id code kind title title_key short_titles region number_key standard_class is_key created_at is_demo",
)
holds("library.Work_issuers", plain="id work issuer")
holds("library.Work_domains", plain="id work domain")
holds(
    "library.Version",
    plain="id work dated_on title number number_key promulgated_on effective_on expires_on standing history text digest source "
    "source_url fetched_at created_at published_at starts_on ends_on end",
)
holds("library.VersionFile", plain="id version file title")
holds("library.Clause", plain="id version position parent level address label heading text")
holds(
    "library.Effect",
    plain="id kind by by_address target target_title target_address since region note found created_at",
)
