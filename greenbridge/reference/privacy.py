"""Official vocabularies: nothing of anybody."""

from greenbridge.core.privacy import holds

holds("reference.Region", plain="code name level parent full_name is_current")
holds("reference.RegionAlias", plain="id name region")
holds("reference.OpeningPhase", plain="id number name opens_on")
holds("reference.OpeningPhase_regions", plain="id openingphase region")
holds(
    "reference.ServiceType",
    plain="code name parent synonyms medium is_licensed_waste requires_every position is_current successors",
)
holds("reference.TypeTree", plain="version effective_from source types successors followed_at")
holds("reference.ServiceType_required_credentials", plain="id servicetype credentialkind")
holds("reference.Domain", plain="code name synonyms leads position")
holds("reference.WasteCategory", plain="code name")
holds("reference.WasteCode", plain="code category name")
holds("reference.Industry", plain="code name parent")
holds("reference.CredentialKind", plain="code name short_name covers_waste is_filing grades position")
