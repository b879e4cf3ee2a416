"""What is inside an upload: what may come in, and each way in which a file is refused."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    PdfObject,
    RectangleObject,
    TextStringObject,
)

from greenbridge.core.errors import RuleBroken
from greenbridge.files import checking, errors, rules, services
from greenbridge.files.child import image, office, pdf, runner, text
from greenbridge.files.models import File
from greenbridge.testing import cast

LINK = (
    '<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
    ' Target="{target}" TargetMode="External"/></Relationships>'
)
LAUGHS = '<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'
MACRO_TYPE = '<Override PartName="/x" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'


def checked(
    name: str, content: bytes, kinds: Sequence[str] = (*services.DOCUMENTS, "csv")
) -> services.Checked:
    return services.check(cast.upload(name, content), kinds)


# --- PDF ------------------------------------------------------------------------------------------------
def written(change: Callable[[PdfWriter], object]) -> bytes:
    writer, content = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    change(writer)
    writer.write(content)
    return content.getvalue()


def acting(action: str, key: str = "/OpenAction", **more: str) -> bytes:
    facts: dict[NameObject, PdfObject] = {NameObject("/S"): NameObject(action)}
    facts |= {NameObject(f"/{name}"): TextStringObject(value) for name, value in more.items()}
    act = DictionaryObject(facts)
    value = DictionaryObject({NameObject("/WC"): act}) if key == "/AA" else act
    return written(lambda writer: writer.root_object.__setitem__(NameObject(key), value))


def with_form(writer: PdfWriter) -> None:
    form = DictionaryObject({NameObject("/XFA"): TextStringObject("<xdp/>")})
    writer.root_object[NameObject("/AcroForm")] = form


def with_named_script(writer: PdfWriter) -> None:
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    names = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("a"), script])})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): names})


def with_media(writer: PdfWriter) -> None:
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Screen"),
            NameObject("/Rect"): ArrayObject([FloatObject(0)] * 4),
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([note])


Cases = dict[str, tuple[Callable[[], bytes], type[RuleBroken]]]

PDFS: Cases = {
    "script": (lambda: acting("/JavaScript", JS="app.alert(1)"), errors.ActiveContent),
    "script in a named tree": (lambda: written(with_named_script), errors.ActiveContent),
    "script under another spelling": (
        lambda: acting("/JavaScript", JS="1").replace(b"/JavaScript", b"/Java#53cript"),
        errors.ActiveContent,
    ),
    "program": (lambda: acting("/Launch", F="cmd.exe"), errors.ActiveContent),
    "page opened at once": (lambda: acting("/URI", URI="http://example.com"), errors.ActiveContent),
    "on closing": (lambda: acting("/URI", "/AA", URI="http://example.com"), errors.ActiveContent),
    "form sent away": (lambda: acting("/SubmitForm", F="http://example.com"), errors.ActiveContent),
    "dynamic form": (lambda: written(with_form), errors.ActiveContent),
    "file inside": (lambda: written(lambda w: w.add_attachment("a.exe", b"MZ")), errors.EmbeddedFiles),
    "film inside": (lambda: written(with_media), errors.EmbeddedMedia),
    "password": (lambda: written(lambda w: w.encrypt("secret", algorithm="AES-256")), errors.Protected),
    "something before": (lambda: b"\n" + cast.PDF, errors.ContentDiffers),
    "page after": (lambda: cast.PDF + b"<html><script>alert(1)</script>", errors.MixedContent),
    "archive after": (lambda: cast.PDF + cast.office(), errors.MixedContent),
    "archive that ends like a PDF": (
        lambda: cast.PDF + cast.office()[:-2] + b"\x06\x00%%EOF\n",
        errors.MixedContent,
    ),
    "cut short": (lambda: cast.PDF[:120], errors.Unreadable),
    "no pages": (
        lambda: cast.PDF.replace(b"/Kids[3 0 R]/Count 1", b"/Kids[     ]/Count 0"),
        errors.Unreadable,
    ),
    "words only": (lambda: b"%PDF-1.7\nhello\n%%EOF", errors.Unreadable),
}


@pytest.mark.parametrize("case", PDFS)
def test_a_pdf_that_does_more_than_show_is_refused(case: str) -> None:
    make, refusal = PDFS[case]

    with pytest.raises(refusal):
        checked("文件.pdf", make())


def with_a_file(change: Callable[[PdfWriter], object] = lambda writer: None) -> bytes:
    """A PDF in which a Word file lies, as in official catalogues."""

    def both(writer: PdfWriter) -> None:
        writer.add_attachment("登记表.docx", b"a form")
        change(writer)

    return written(both)


@pytest.mark.django_db
def test_a_pdf_with_a_file_inside_is_read_and_never_kept() -> None:
    content = with_a_file()
    upload = cast.upload("名录.pdf", content)
    read = services.check_words(upload, ("pdf",))

    assert (read.only_to_read, read.content) == (True, content)
    with pytest.raises(errors.EmbeddedFiles):
        services.check(upload)
    with suppress(errors.EmbeddedFiles):
        services.store(read, owner=cast.person())
    assert not File.objects.exists()


@pytest.mark.django_db
def test_the_story_of_the_file_inside_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug: what was only to be read is taken for checked."""
    checks = services.check
    monkeypatch.setattr(
        services,
        "check",
        lambda upload, kinds=services.DOCUMENTS: (
            upload if isinstance(upload, services.Checked) else checks(upload, kinds)
        ),
    )

    with pytest.raises(AssertionError):
        test_a_pdf_with_a_file_inside_is_read_and_never_kept()


@pytest.mark.parametrize("case", [name for name in PDFS if name != "file inside"])
def test_whoever_only_reads_forgives_nothing_else(case: str) -> None:
    make, refusal = PDFS[case]

    with pytest.raises(refusal):
        services.check_words(cast.upload("文件.pdf", make()), ("pdf",))


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (lambda: with_a_file(with_named_script), errors.ActiveContent),
        (lambda: with_a_file(with_media), errors.EmbeddedMedia),
        (lambda: with_a_file() + cast.office(), errors.MixedContent),
    ],
    ids=["script", "film", "archive after"],
)
def test_a_file_inside_excuses_nothing_beside_it(
    make: Callable[[], bytes], refusal: type[RuleBroken]
) -> None:
    with pytest.raises(refusal):
        services.check_words(cast.upload("名录.pdf", make()), ("pdf",))


def test_a_word_file_with_another_inside_is_not_even_read() -> None:
    content = cast.office(more={"word/media/a.zip": cast.office()})

    with pytest.raises(errors.EmbeddedFiles):
        services.check_words(cast.upload("文件.docx", content), ("docx",))


def test_a_pdf_that_shows_and_links_comes_in_as_it_is() -> None:
    with_link = written(lambda w: w.add_uri(0, "https://example.com", RectangleObject((0, 0, 10, 10))))
    locked_for_change = written(lambda w: w.encrypt("", "owner", algorithm="AES-256"))

    for content in (cast.PDF, with_link, locked_for_change, acting("/GoTo")):
        assert checked("文件.pdf", content).content == content


def test_a_pdf_of_too_many_pages_is_refused() -> None:
    def fill(writer: PdfWriter) -> None:
        for _ in range(pdf.MAX_PAGES):
            writer.add_blank_page(10, 10)

    with pytest.raises(errors.TooManyPages):
        checked("厚.pdf", written(fill))


# --- Pictures -------------------------------------------------------------------------------------------
def png_header(width: int, height: int) -> bytes:
    """A picture of a few bytes that claims to be large."""
    chunks = [
        (b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 6, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" * 100)),
    ]
    written = b"".join(
        struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))
        for name, data in [*chunks, (b"IEND", b"")]
    )
    return b"\x89PNG\r\n\x1a\n" + written


TURNED = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00"


def in_passes(width: int, height: int) -> bytes:
    content = io.BytesIO()
    Image.new("L", (width, height)).save(content, "JPEG", progressive=True)
    return content.getvalue()


def jpeg_header(width: int, height: int) -> bytes:
    content = bytearray(cast.picture("jpg"))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack("!HH", height, width)
    return bytes(content)


def animated() -> bytes:
    content = io.BytesIO()
    pages = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    pages[0].save(content, "PNG", save_all=True, append_images=pages[1:])
    return content.getvalue()


def gif() -> bytes:
    content = io.BytesIO()
    Image.new("P", (8, 8)).save(content, "GIF")
    return content.getvalue()


PICTURES: Cases = {
    "flood.png": (lambda: png_header(60_000, 60_000), errors.TooManyPixels),
    "thin.png": (lambda: png_header(1_000_000, 1), errors.TooManyPixels),
    "flood.jpg": (lambda: jpeg_header(65_000, 65_000), errors.TooManyPixels),
    "a little too much.jpg": (lambda: jpeg_header(8_001, 8_001), errors.TooManyPixels),
    "a little too much.png": (lambda: png_header(4_500, 4_500), errors.TooManyPixels),
    "in passes.jpg": (lambda: in_passes(4_500, 4_500), errors.TooManyPixels),
    "short.png": (lambda: cast.picture("png", (300, 300))[:300], errors.Unreadable),
    "short.jpg": (lambda: cast.picture("jpg", (300, 300))[:700], errors.Unreadable),
    "moving.png": (lambda: animated(), errors.AnimatedPicture),
    "gif.png": (lambda: gif(), errors.ContentDiffers),
    "archive.jpg": (lambda: cast.picture("jpg") + cast.office(), errors.MixedContent),
    "page.jpg": (lambda: cast.picture("jpg") + b"<script>alert(1)</script>", errors.MixedContent),
    "page in a comment.jpg": (lambda: cast.picture("jpg", comment=b"<html><body>"), errors.MixedContent),
    "document.png": (lambda: cast.picture("png") + cast.PDF, errors.MixedContent),
    "jpg.png": (lambda: cast.picture("jpg"), errors.ContentDiffers),
    "nothing.jpg": (lambda: b"\xff\xd8\xff\xe0", errors.Unreadable),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_that_floods_breaks_or_hides_is_refused(name: str) -> None:
    make, refusal = PICTURES[name]

    with pytest.raises(refusal):
        checked(name, make())


def test_a_photo_stands_upright_and_forgets_where_it_was_taken() -> None:
    facts = Image.Exif()
    facts[ExifTags.Base.Orientation] = 6  # turned by 90 degrees
    facts.get_ifd(ExifTags.IFD.GPSInfo)[2] = (31.0, 9.0, 40.0)
    facts[ExifTags.Base.Artist] = "张三"
    sent = cast.picture("jpg", (40, 20), exif=facts.tobytes(), comment=b"secret")

    kept = checked("照片.jpg", sent).content

    with Image.open(io.BytesIO(kept)) as shown:
        assert shown.size == (20, 40)
        top, bottom = shown.convert("RGB").getpixel((10, 5)), shown.convert("RGB").getpixel((10, 35))
        assert not shown.getexif()
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200 > 60 > top[2]
    assert bottom[2] > 200 > 60 > bottom[0]
    assert b"secret" not in kept


@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_an_upright_picture_is_held_once(kind: str, tmp_path: Path) -> None:
    """Of twelve million pixels, as telephones take them, in the colours of a camera: four bytes each, and no copy."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    given, pixels = tmp_path / "given", 4000 * 3000
    given.write_bytes(cast.picture(kind, (4000, 3000), icc_profile=profile))

    ended = runner.run(image.__file__, given, kind, tmp_path / "drawn", limits=runner.Limits(15, 1024, 64))

    assert (ended.code, ended.words) == (0, "")
    assert 4 * pixels < ended.growth < 6 * pixels


MOST = 200 << 20  # bytes that looking through one file may take
LARGEST: dict[str, tuple[str, str, tuple[int, int], dict[str, Any], tuple[int, int]]] = {
    "a page scanned in fine lines": ("jpg", "RGB", (5000, 7000), {}, (2500, 3500)),
    "a photo": ("jpg", "RGB", (8000, 8000), {}, (4000, 4000)),
    "a photo taken upright": ("jpg", "RGB", (8000, 8000), {"exif": TURNED}, (4000, 4000)),
    "the largest that is kept as it is": ("jpg", "RGB", (4000, 4000), {"exif": TURNED}, (4000, 4000)),
    "a print": ("jpg", "CMYK", (8000, 8000), {}, (4000, 4000)),
    "sent in passes": ("jpg", "RGB", (5000, 4000), {"progressive": True, "subsampling": 0}, (2500, 2000)),
    "a print sent in passes": ("jpg", "CMYK", (5000, 4000), {"progressive": True}, (2500, 2000)),
    "a screen": ("png", "RGBA", (5000, 4000), {"exif": TURNED}, (4000, 5000)),
    "a fine scan without colours": ("png", "I;16", (5000, 4000), {}, (5000, 4000)),
}


@pytest.mark.parametrize("name", LARGEST)
def test_of_the_largest_pictures_little_is_held_at_once(name: str, tmp_path: Path) -> None:
    kind, mode, size, how, kept = LARGEST[name]
    given, drawn = tmp_path / "given", tmp_path / "drawn"
    Image.new(mode, size).save(given, image.FORMATS[kind], **how)

    ended = runner.run(image.__file__, given, kind, drawn, limits=checking.LIMITS)

    assert (ended.code, ended.words) == (0, "")
    with Image.open(drawn) as shown:
        assert shown.size == kept
    assert size[0] * size[1] < ended.growth < MOST


@pytest.mark.parametrize(
    "lines",
    [["1,2,3"], ["企业,时间", "a,b,c"], ["示例环保有限公司,3101,检测"], ["😀,a"]],
    ids=["plain", "head", "names", "wide"],
)
def test_of_a_long_list_little_is_held_at_once(lines: list[str], tmp_path: Path) -> None:
    given, most = tmp_path / "given.csv", rules.MAX_MEGABYTES * 1_000_000
    head, body = "\n".join([*lines[:-1], ""]), lines[-1] + "\n"
    given.write_text((head + body * (most // len(body.encode())))[: most // 4 * 4], "utf-8")

    ended = runner.run(text.__file__, given, "csv", limits=checking.LIMITS)

    assert ended == runner.Ended(0, "")
    assert most < ended.growth < MOST


def test_of_a_stream_of_many_objects_none_is_unpacked_twice(tmp_path: Path) -> None:
    """Each of them brings all the others with it."""
    many = pdf.HELD + 1_000
    given = tmp_path / "given.pdf"
    given.write_bytes(packed_together(many))

    ended = runner.run(pdf.__file__, given, limits=runner.Limits(5, 200, 1))

    assert ended == runner.Ended(0, "")


def packed_together(many: int) -> bytes:
    """A PDF of which all but the catalogue and the pages lie in one stream of objects."""
    parts = [f"<</N {number}>>" for number in range(many)]
    at = [sum(map(len, parts[:0]))]
    for part in parts[:-1]:
        at.append(at[-1] + len(part) + 1)
    directory = " ".join(f"{10 + number} {place}" for number, place in enumerate(at)) + " "
    stream = (directory + " ".join(parts)).encode()
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        4: b"<</Type/ObjStm/N %d/First %d/Length %d>>stream\n%s\nendstream"
        % (many, len(directory), len(stream), stream),
    }
    content, begins = b"%PDF-1.5\n", {}
    for number, said in objects.items():
        begins[number] = len(content)
        content += b"%d 0 obj%s\nendobj\n" % (number, said)
    entries = [
        struct.pack("!BIH", 0, 0, 0),
        *(struct.pack("!BIH", 1, begins[number], 0) for number in objects),
    ]
    entries += [struct.pack("!BIH", 1, len(content), 0)]
    table = b"".join(entries) + b"".join(struct.pack("!BIH", 2, 4, number) for number in range(many))
    head = b"<</Type/XRef/Size %d/W[1 4 2]/Index[0 6 10 %d]/Root 1 0 R/Length %d>>" % (
        10 + many,
        many,
        len(table),
    )
    start = len(content)
    return content + b"5 0 obj%sstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % (
        head,
        table,
        start,
    )


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_picture_of_any_depth_stays_a_png(mode: str) -> None:
    content = io.BytesIO()
    Image.new(mode, (9, 7), 1 if mode in {"1", "L", "P", "I;16"} else None).save(content, "PNG")

    kept = checked("图.png", content.getvalue())

    with Image.open(io.BytesIO(kept.content)) as shown:
        assert (shown.format, shown.size) == ("PNG", (9, 7))


def test_a_print_in_four_colours_becomes_one_for_the_screen() -> None:
    content = io.BytesIO()
    Image.new("CMYK", (8, 8), (255, 0, 0, 0)).save(content, "JPEG")

    with Image.open(io.BytesIO(checked("印刷.jpeg", content.getvalue()).content)) as shown:
        assert shown.mode == "RGB"


# --- Word and Excel -------------------------------------------------------------------------------------
def rezipped(change: Callable[[zipfile.ZipFile], object]) -> bytes:
    content = io.BytesIO(cast.office())
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        change(archive)
    return content.getvalue()


def linked_out(archive: zipfile.ZipFile) -> None:
    link = zipfile.ZipInfo("word/link.xml")
    link.external_attr = 0o120777 << 16
    archive.writestr(link, "/etc/passwd")


def overlapping() -> bytes:
    """Two directory entries for the same bytes, as the bombs that unfold the same kernel many times."""
    content = bytearray(rezipped(lambda archive: archive.writestr("word/a.xml", "<a/>")))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        first, second = archive.infolist()[0], archive.infolist()[-1]
    at = content.rindex(b"word/a.xml") - 46 + 42
    assert content[at : at + 4] == struct.pack("<I", second.header_offset)
    content[at : at + 4] = struct.pack("<I", first.header_offset)
    return bytes(content)


def locked() -> bytes:
    content = bytearray(cast.office())
    for mark, skip in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(mark) + skip
        content[at] |= 1
    return bytes(content)


def in_gbk(name: str) -> bytes:
    """A name as old Chinese programs write it: GBK, and no word of it."""
    blank = "word/" + "x" * len(name.encode("gbk"))
    content = rezipped(lambda archive: archive.writestr(blank, "<a/>"))
    return content.replace(blank.encode(), b"word/" + name.encode("gbk"))


def many(archive: zipfile.ZipFile) -> None:
    for n in range(office.MAX_ENTRIES):
        archive.writestr(f"word/{n}.xml", "")


def rels(kind: str, target: str) -> dict[str, bytes | str]:
    return {"word/_rels/document.xml.rels": LINK.format(kind=kind, target=target)}


OFFICE: Cases = {
    "zip slip": (lambda: cast.office(more={"../../evil.xml": "<a/>"}), errors.OddStructure),
    "root": (lambda: cast.office(more={"/etc/evil.xml": "<a/>"}), errors.OddStructure),
    "drive": (lambda: cast.office(more={"C:/evil.xml": "<a/>"}), errors.OddStructure),
    "backslash": (lambda: cast.office(more={"word\\..\\evil.xml": "<a/>"}), errors.OddStructure),
    "same name twice": (lambda: cast.office(more={"Word/Document.xml": "<a/>"}), errors.OddStructure),
    "link": (lambda: rezipped(linked_out), errors.OddStructure),
    "overlap": (lambda: overlapping(), errors.OddStructure),
    "before": (lambda: b"MZ" + cast.office(), errors.ContentDiffers),
    "after": (lambda: cast.office() + b"<html>", errors.OddStructure),
    "laughs": (lambda: cast.office(more={"word/styles.xml": LAUGHS}), errors.OddStructure),
    "laughs in links": (lambda: cast.office(more={"word/_rels/a.rels": LAUGHS}), errors.OddStructure),
    "late laughs": (
        lambda: cast.office(more={"word/a.xml": f"<!--{' ' * 200_000}-->{LAUGHS}"}),
        errors.OddStructure,
    ),
    "ratio": (lambda: cast.office(more={"word/a.xml": b"0" * 50_000_000}), errors.TooCostly),
    "entries": (lambda: rezipped(many), errors.TooCostly),
    "total": (
        lambda: cast.office(more={f"word/{n}.xml": bytes(4_900_000) for n in range(45)}),
        errors.TooCostly,
    ),
    "archive in it": (lambda: cast.office(more={"word/media/a.zip": cast.office()}), errors.EmbeddedFiles),
    "archive under another name": (
        lambda: cast.office(more={"word/media/a.png": cast.office()}),
        errors.EmbeddedFiles,
    ),
    "object": (
        lambda: cast.office(more={"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}),
        errors.EmbeddedFiles,
    ),
    "program in it": (lambda: cast.office(more={"word/media/a.exe": b"MZ"}), errors.EmbeddedFiles),
    "macros": (lambda: cast.office(more={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}), errors.HasMacros),
    "macros declared": (lambda: cast.office(types=MACRO_TYPE), errors.HasMacros),
    "template from outside": (
        lambda: cast.office(more=rels("attachedTemplate", "http://x/a.dotm")),
        errors.RefersOutside,
    ),
    "picture from outside": (lambda: cast.office(more=rels("image", "http://x/a.png")), errors.RefersOutside),
    "link to a program": (
        lambda: cast.office(more=rels("hyperlink", "file:///c:/a.exe")),
        errors.RefersOutside,
    ),
    "password": (lambda: locked(), errors.Protected),
    "old or locked": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), errors.Protected),
    "excel": (lambda: cast.office("xlsx"), errors.ContentDiffers),
    "cut short": (lambda: cast.office()[:-30], errors.Unreadable),
}


@pytest.mark.parametrize("case", OFFICE)
def test_an_office_file_that_unfolds_loads_or_runs_is_refused(case: str) -> None:
    make, refusal = OFFICE[case]

    with pytest.raises(refusal):
        checked("文件.docx", make())


def test_a_workbook_that_asks_another_place_for_data_is_refused() -> None:
    for part in ("xl/externalLinks/externalLink1.xml", "xl/connections.xml"):
        with pytest.raises(errors.RefersOutside):
            checked("表.xlsx", cast.office("xlsx", {part: "<a/>"}))


def test_links_and_chinese_names_come_in() -> None:
    for content in (
        cast.office(more=rels("hyperlink", "https://example.com")),
        cast.office(more={"word/media/图片.png": b"\x89PNG"}),
        in_gbk("图片一.xml"),
    ):
        assert checked("文件.docx", content).content == content


# --- Lists ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"a,b\x00c", errors.NotText),
        (b"\xff\xff\xff,\xff", errors.NotText),
        (b"<html><script>alert(1)</script>", errors.ContentDiffers),
        (b"\xef\xbb\xbf  <!DOCTYPE html>", errors.ContentDiffers),
        (cast.PDF, errors.ContentDiffers),
        (cast.office("xlsx"), errors.ContentDiffers),
        (b"a,b\n" + cast.office(), errors.MixedContent),
        (b"a,b\n" + cast.PDF, errors.MixedContent),
        (b"a" * (text.MAX_LINE + 1), errors.LineTooLong),
    ],
)
def test_a_list_that_is_not_plain_text_is_refused(content: bytes, refusal: type[RuleBroken]) -> None:
    with pytest.raises(refusal):
        checked("名单.csv", content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_list_in_the_encodings_of_our_offices_comes_in(encoding: str) -> None:
    content = "单位名称,地址\n吴江第一检测,盛泽镇\n".encode(encoding)

    assert checked("名单.csv", content).content == content


# --- Whatever comes -------------------------------------------------------------------------------------
READERS: dict[str, Callable[[str, str], str]] = {
    "pdf": lambda path, target: pdf.main(path),
    "jpg": lambda path, target: image.main(path, "jpg", target),
    "png": lambda path, target: image.main(path, "png", target),
    "docx": lambda path, target: office.main(path, "docx"),
    "csv": lambda path, target: text.main(path, "csv"),
}
WORDS = {"", *errors.BY_WORD}


@cache
def valid(kind: str) -> bytes:
    if kind in {"png", "jpg"}:
        return cast.picture(kind, (64, 64))
    return {"pdf": acting("/GoTo"), "docx": cast.office(), "csv": "单位,地址\n甲,乙\n".encode()}[kind]


def mutated(content: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    for at, dropped, put in changes:
        place = at % (len(content) + 1)
        content = content[:place] + put + content[place + dropped :]
    return content


@pytest.mark.parametrize("kind", READERS)
@settings(max_examples=150)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 5000), st.integers(0, 40), st.binary(max_size=12)), min_size=1, max_size=5
    )
)
def test_no_reader_stumbles_over_a_damaged_file(
    kind: str, changes: list[tuple[int, int, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Run without the child, where a stumble would show as a traceback instead of a word."""
    folder = tmp_path_factory.getbasetemp()
    given_file = folder / "given"
    given_file.write_bytes(mutated(valid(kind), changes))

    assert READERS[kind](str(given_file), str(folder / "drawn")) in WORDS


def test_every_word_of_a_reader_has_a_sentence() -> None:
    assert "" not in errors.BY_WORD
    assert checking._READERS.keys() >= {*services.DOCUMENTS, *services.SHEETS}
    assert PdfReader(io.BytesIO(cast.PDF)).pages[0]
