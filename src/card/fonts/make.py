"""Makes the fonts of share cards from the packages of npm that carry them: subsets of what titles are written in,
without what a picture does not need, each compressed by zlib. Run it in a folder where these are installed, with the
folder of the fonts as its argument; it needs Python with `fonttools` and `brotli`.

    npm install @fontsource/{atkinson-hyperlegible-next,noto-sans,noto-sans-arabic,noto-sans-hebrew}@5.3 \
      @fontsource/noto-sans-{devanagari,bengali,gurmukhi,gujarati,tamil,thai,sc,jp,kr}@5.3

and `DejaVuSans-Bold.ttf` 2.37 beside them, as the crate `dejavu` has it.
"""

import glob
import io
import os
import sys
import tempfile
import zlib

from fontTools import merge, subset
from fontTools.ttLib import TTFont

PACKAGES = "node_modules/@fontsource"


def characters(codec, first, second):
    """What a double-byte encoding can say in these rows and cells."""
    found = set()
    for one in first:
        for two in second:
            try:
                found.add(ord(bytes([one, two]).decode(codec)))
            except (UnicodeDecodeError, TypeError):
                pass
    return found


CELLS = range(0xA1, 0xFF)
KANA = {*range(0x3000, 0x3100), *range(0xFF00, 0xFFF0)}
SIMPLIFIED = characters("gb2312", range(0xB0, 0xF8), CELLS)
TRADITIONAL = characters("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *CELLS])
JAPANESE = characters("euc_jp", range(0xB0, 0xD0), CELLS)
# Syllables, and the letters that stand alone.
KOREAN = characters("euc_kr", range(0xB0, 0xC9), CELLS) | {*range(0x3131, 0x3164)}
SIGNS = {*range(0x300, 0x370), *range(0x2000, 0x2C00), *range(0xFB00, 0xFB07)} - set(range(0x2500, 0x25A0))
BASIC = set(range(0x20, 0x7F))

# Name, package or file, its files, weights, the characters that are kept (all but basic Latin without any).
FONTS = [
    ("atkinson", "atkinson-hyperlegible-next", ["latin", "latin-ext"], "47", None),
    ("latin", "noto-sans", ["latin", "latin-ext", "vietnamese", "greek", "greek-ext", "cyrillic", "cyrillic-ext"], "47",
     None),
    ("arabic", "noto-sans-arabic", ["arabic"], "47", None),
    ("hebrew", "noto-sans-hebrew", ["hebrew"], "47", None),
    ("devanagari", "noto-sans-devanagari", ["devanagari"], "47", None),
    ("bengali", "noto-sans-bengali", ["bengali"], "7", None),
    ("gurmukhi", "noto-sans-gurmukhi", ["gurmukhi"], "7", None),
    ("gujarati", "noto-sans-gujarati", ["gujarati"], "7", None),
    ("tamil", "noto-sans-tamil", ["tamil"], "7", None),
    ("thai", "noto-sans-thai", ["thai"], "47", None),
    ("chinese", "noto-sans-sc", ["*"], "7", SIMPLIFIED | TRADITIONAL | KANA),
    ("japanese", "noto-sans-jp", ["*"], "7", JAPANESE | KANA),
    ("korean", "noto-sans-kr", ["*"], "7", KOREAN),
    ("signs", "DejaVuSans-Bold.ttf", [], "7", SIGNS),
]


def main(out):
    for name, package, files, weights, wanted in FONTS:
        for weight in weights:
            bytes = made(package, files, f"{weight}00", wanted, name in ("atkinson", "latin"))
            path = f"{out}/{name}-{weight}.ttf.z"
            with open(path, "wb") as file:
                file.write(zlib.compress(bytes, 9))
            print(path, len(bytes), os.path.getsize(path), len(TTFont(io.BytesIO(bytes)).getBestCmap()))


def made(package, files, weight, wanted, latin):
    paths = [] if files else [package]
    for file in files:
        pattern = f"{PACKAGES}/{package}/files/{package}-{file}-{weight}-normal.woff2"
        found = sorted(glob.glob(pattern))
        assert found, pattern
        paths += found
    known, parts = set(), []
    with tempfile.TemporaryDirectory() as folder:
        for path in paths:
            font = TTFont(path)
            keep = set(font.getBestCmap()) - known
            keep = keep & wanted if wanted else keep if latin else keep - BASIC
            if not keep:
                continue
            known |= keep
            options = subset.Options(
                layout_features=["*"] if not wanted else [], hinting=False, glyph_names=False, notdef_outline=False,
                name_IDs=[0, 1, 2, 13, 14], name_languages=[0x409], drop_tables=["STAT", "gasp", "BASE", "vhea", "vmtx",
                "DSIG", "prep"])
            font.flavor = None
            tool = subset.Subsetter(options)
            tool.populate(unicodes=keep)
            tool.subset(font)
            part = f"{folder}/{len(parts)}.ttf"
            font.save(part)
            parts.append(part)
        font = merge.Merger().merge(parts) if len(parts) > 1 else TTFont(parts[0])
        out = io.BytesIO()
        font.save(out)
        return out.getvalue()


main(sys.argv[1])
