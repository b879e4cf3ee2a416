"""Looks at a picture and draws it anew: what is not picture (place of taking, comments, a hidden archive) stays behind.

Runs in a child. ``main(path, kind, target)`` writes the new picture to ``target``.
"""

import io
import zipfile
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 64_000_000
MAX_SIDE = 20_000
FORMATS = {"png": "PNG", "jpg": "JPEG"}
SEVERAL_PICTURES_IN_ONE = "MPO"  # what phones write: a JPEG, then previews of it
FOREIGN = (b"<html", b"<script", b"<?php", b"<!doctype", b"%pdf-")
OPENS = {"PNG": {"1", "L", "LA", "P", "RGB", "RGBA"}, "JPEG": {"L", "RGB"}}


def main(path: str, kind: str, target: str) -> str:
    content = Path(path).read_bytes()
    form = FORMATS[kind]
    if zipfile.is_zipfile(io.BytesIO(content)) or _holds_markup(content):
        return "mixed"
    Image.MAX_IMAGE_PIXELS = None  # the size is judged here, before anything is unpacked
    try:
        return _redraw(content, form, target)
    except UnidentifiedImageError:
        return "unreadable"
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, KeyError, ArithmeticError):
        return "unreadable"  # what Pillow raises on damaged pictures


def _holds_markup(content: bytes) -> bool:
    ends = (content[:4096] + content[-4096:]).lower()
    return any(mark in ends for mark in FOREIGN)


def _redraw(content: bytes, form: str, target: str) -> str:
    formats = (form, SEVERAL_PICTURES_IN_ONE) if form == "JPEG" else (form,)
    with Image.open(io.BytesIO(content), formats=formats) as picture:
        if picture.width * picture.height > MAX_PIXELS or max(picture.size) > MAX_SIDE:
            return "pixels"
        if form == "PNG" and getattr(picture, "n_frames", 1) > 1:
            return "animated"
        picture.verify()
    with Image.open(io.BytesIO(content), formats=formats) as picture:
        picture.load()
        ImageOps.exif_transpose(picture, in_place=True)  # what is upright already is not copied
        _plain(picture, form).save(target, form, **_how(form))
    return ""


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
