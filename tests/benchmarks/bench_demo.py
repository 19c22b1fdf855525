"""How long the demo takes to draw its pictures and to write its library. Run as a script."""

import io
import tempfile
import time
from pathlib import Path

from PIL import Image

from lobbycard.demo import gallery, library
from lobbycard.demo.catalogue import catalogue
from lobbycard.model.kinds import AssetType


def main() -> None:
    """Print milliseconds per picture in full and small, and against encoding an empty picture of that size."""
    for asset_type in (AssetType.POSTER, AssetType.FANART, AssetType.CLEARLOGO, AssetType.DISCART):
        found = [variant for slug in list(catalogue().films)[:8] for variant in gallery.variants(slug, asset_type)]
        full, small = (_mean(found, width) for width in (None, 200))
        blank = Image.new("RGB", found[0].size, "#336699")
        start = time.perf_counter()
        blank.save(io.BytesIO(), "PNG" if asset_type in (AssetType.CLEARLOGO, AssetType.DISCART) else "JPEG")
        floor = (time.perf_counter() - start) * 1000
        print(f"{asset_type:10} full {full:6.1f} ms, small {small:5.1f} ms, {full / floor:5.1f} x encoding a blank one")
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        library.build(Path(folder))
        print(f"library    {time.perf_counter() - start:.2f} s")


def _mean(variants: list[gallery.Variant], width: int | None) -> float:
    start = time.perf_counter()
    for variant in variants:
        gallery.drawn(variant, width)
    return (time.perf_counter() - start) * 1000 / len(variants)


if __name__ == "__main__":
    main()
