"""Names and numbers of files, without opening them."""

import unicodedata

from greenbridge.core import text

MAX_MEGABYTES = 20
LONGEST_STEM = 140

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
    "md": "text/markdown",
    "txt": "text/plain",
}
_SPELLINGS = {"jpeg": "jpg", "htm": "html", "shtml": "html", "markdown": "md"}
_SIGNATURES = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
}
_RESERVED = frozenset('/\\:*?"<>|')
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
# Names that Windows takes for devices, whatever follows the first point.
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
)
# An ending before the ending that a machine might run when the last one is hidden.
_RUNS = frozenset(
    [
        "app",
        "bat",
        "cmd",
        "com",
        "cpl",
        "dll",
        "exe",
        "hta",
        "htm",
        "html",
        "jar",
        "js",
        "jse",
        "lnk",
        "msi",
        "msp",
        "php",
        "pif",
        "ps1",
        "reg",
        "scr",
        "sh",
        "svg",
        "vbe",
        "vbs",
        "wsf",
    ]
)


def extension(name: str) -> str:
    """The kind that a file's name claims, in one spelling; empty without one. Full-width points and letters count."""
    _, point, ending = _visible(unicodedata.normalize("NFKC", name)).rpartition(".")
    ending = ending.strip().lower() if point else ""
    return _SPELLINGS.get(ending, ending)


def begins_as(kind: str, content: bytes) -> bool:
    """Whether the first bytes are those of the kind; kinds without a fixed beginning are judged by their reader."""
    return content.startswith(_SIGNATURES.get(kind, b""))


def safe_name(name: str) -> str:
    """The name as it is shown and given to other people's machines: what was typed, without what deceives or harms.

    No control or direction characters (a right-to-left mark shows ``exe.pdf`` as ``fdp.exe``), nothing that means
    a folder, no device of Windows, no runnable ending in the middle.
    """
    kind = extension(name)
    shown = text.clean_line(_visible(unicodedata.normalize("NFC", name)))
    shown = "".join("_" if _is_reserved(letter) else letter for letter in shown)
    stem = _without_ending(shown).strip(" .")
    head, *rest = stem.split(".")
    if head.strip().lower() in _DEVICES:
        head = f"_{head}"
    stem = head + "".join(
        f"_{part}" if unicodedata.normalize("NFKC", part).strip().lower() in _RUNS else f".{part}"
        for part in rest
    )
    return f"{stem[:LONGEST_STEM].strip() or '文件'}.{kind[:8]}"


def _without_ending(shown: str) -> str:
    places = [at for at, letter in enumerate(shown) if unicodedata.normalize("NFKC", letter) == "."]
    return shown[: places[-1]] if places else shown


def _visible(name: str) -> str:
    return "".join(letter for letter in name if unicodedata.category(letter) not in _INVISIBLE)


def _is_reserved(letter: str) -> bool:
    return letter in _RESERVED or bool({"/", "\\"} & set(unicodedata.normalize("NFKC", letter)))
