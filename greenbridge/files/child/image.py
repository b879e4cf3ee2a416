"""Looks at a picture and draws it anew: what is not picture (place of taking, comments, a hidden archive) stays behind.

Runs in a child. ``main(path, kind, target)`` writes the new picture to ``target``.

A picture takes at most 200 MiB: four bytes a pixel, twice where it is turned upright or its colours are converted. A JPEG
of many pixels is drawn at half its width and height (a page scanned at 600 dots an inch at 300), which Pillow unpacks
without ever holding the whole; but one that is sent in passes, rough first, is held before it can be drawn.
"""

import io
import zipfile
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 64_000_000
MAX_PIXELS_HELD = 20_000_000  # of what cannot be drawn at half its size without holding it whole
MAX_PIXELS_KEPT = 16_000_000  # a JPEG of more is kept at half its width and height
MAX_SIDE = 20_000
FORMATS = {"png": "PNG", "jpg": "JPEG"}
SEVERAL_PICTURES_IN_ONE = "MPO"  # what phones write: a JPEG, then previews of it
_END = 4096  # bytes at either end that are looked at for text
FOREIGN = (b"<html", b"<script", b"<?php", b"<!doctype", b"%pdf-")
OPENS = {"PNG": {"1", "L", "LA", "P", "RGB", "RGBA"}, "JPEG": {"L", "RGB"}}


def main(path: str, kind: str, target: str) -> str:
    form = FORMATS[kind]
    if zipfile.is_zipfile(path) or _holds_markup(Path(path)):
        return "mixed"
    Image.MAX_IMAGE_PIXELS = None  # the size is judged here, before anything is unpacked
    try:
        return _redraw(path, form, target)
    except UnidentifiedImageError:
        return "unreadable"
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, KeyError, ArithmeticError):
        return "unreadable"  # what Pillow raises on damaged pictures


def _holds_markup(path: Path) -> bool:
    with path.open("rb") as content:
        beginning = content.read(_END)
        content.seek(max(path.stat().st_size - _END, 0))
        ends = (beginning + content.read()).lower()
    return any(mark in ends for mark in FOREIGN)


def _redraw(path: str, form: str, target: str) -> str:
    formats = (form, SEVERAL_PICTURES_IN_ONE) if form == "JPEG" else (form,)
    with Image.open(path, formats=formats) as picture:
        if _pixels(picture) > _most_pixels(picture) or max(picture.size) > MAX_SIDE:
            return "pixels"
        if form == "PNG" and getattr(picture, "n_frames", 1) > 1:
            return "animated"
        picture.verify()
    with Image.open(path, formats=formats) as picture:
        if _pixels(picture) > MAX_PIXELS_KEPT:
            picture.draft(None, (picture.width // 2, picture.height // 2))  # of a PNG this changes nothing
        picture.load()
        ImageOps.exif_transpose(picture, in_place=True)  # what is upright already is not copied
        _plain(picture, form).save(target, form, **_how(form))
    return ""


def _pixels(picture: Image.Image) -> int:
    return picture.width * picture.height


def _most_pixels(picture: Image.Image) -> int:
    is_drawn_in_lines = picture.format != "PNG" and "progressive" not in picture.info
    return MAX_PIXELS if is_drawn_in_lines else MAX_PIXELS_HELD


def _plain(picture: Image.Image, form: str) -> Image.Image:
    """The picture in colours that every viewer shows alike, without anything beside them."""
    colours = _in_common_colours(picture)
    if colours.mode not in OPENS[form]:
        colours = colours.convert("RGB" if form == "JPEG" else "RGBA")
    transparency = colours.info.get("transparency")
    colours.info = {} if transparency is None or form == "JPEG" else {"transparency": transparency}
    return colours


def _in_common_colours(picture: Image.Image) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return picture
    from PIL import ImageCms  # only the pictures of some cameras and scanners need it

    mode = "RGB" if picture.mode in {"CMYK", "L"} else picture.mode
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        drawn = ImageCms.profileToProfile(
            picture, given, ImageCms.createProfile("sRGB"), outputMode=mode, inPlace=mode == picture.mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a broken profile: the numbers are shown as they are
    return drawn or picture


def _how(form: str) -> dict[str, int]:
    return {"quality": 90} if form == "JPEG" else {"compress_level": 4}
