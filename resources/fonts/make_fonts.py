"""Cut Inter down to what ioviz shows and freeze its tabular digits.

Run with fontTools:  python make_fonts.py FOLDER_WITH_Inter-*.otf OUT_FOLDER
"""
import sys
from pathlib import Path
from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Ioviz Sans"
UNICODES = [*range(0x20, 0x17F), *range(0x370, 0x400), *range(0x2000, 0x2070), *range(0x2070, 0x20A0), 0x20AC,
            *range(0x2100, 0x2150), *range(0x2190, 0x2200), *range(0x2200, 0x2270), *range(0x2318, 0x2328),
            *range(0x23CE, 0x23D0), *range(0x25A0, 0x2600), *range(0x2700, 0x2720)]
TABULAR = list("0123456789+-.,:") + ["\u2212", "\u00d7", "%"]

def main(source, out):
    for weight in ("Regular", "Medium", "SemiBold"):
        font = TTFont(Path(source) / f"Inter-{weight}.otf")
        gsub = font["GSUB"].table
        swaps = {}
        for record in gsub.FeatureList.FeatureRecord:
            if record.FeatureTag == "tnum":
                for i in record.Feature.LookupListIndex:
                    for sub in gsub.LookupList.Lookup[i].SubTable:
                        sub = getattr(sub, "ExtSubTable", sub)
                        swaps.update(getattr(sub, "mapping", {}))
        for table in font["cmap"].tables:
            if table.isUnicode():
                for ch in "0123456789":
                    name = table.cmap.get(ord(ch))
                    if name in swaps:
                        table.cmap[ord(ch)] = swaps[name]
        options = subset.Options(layout_features=["kern", "mark", "mkmk", "ccmp", "locl", "case"], name_IDs=["*"], hinting=True,
                                 desubroutinize=False, notdef_outline=True, drop_tables=["DSIG", "meta"])
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=UNICODES)
        cutter.subset(font)
        for record in list(font["name"].names):
            if record.nameID in (1, 16): record.string = FAMILY if (weight == "Regular" or record.nameID == 16) else f"{FAMILY} {weight}"
            elif record.nameID == 4: record.string = f"{FAMILY} {weight}"
            elif record.nameID == 6: record.string = f"IovizSans-{weight}"
            elif record.nameID == 3: record.string = f"IovizSans-{weight};derived from Inter 4.0"
            elif record.nameID in (21, 22, 25): font["name"].names.remove(record)
        if "CFF " in font:
            cff = font["CFF "].cff
            cff.fontNames[0] = f"IovizSans-{weight}"
            top = cff.topDictIndex[0]
            top.FamilyName, top.FullName = FAMILY, f"{FAMILY} {weight}"
        target = Path(out) / f"IovizSans-{weight}.otf"
        font.save(target)
        print(target, target.stat().st_size, len(swaps))

main(sys.argv[1], sys.argv[2])
