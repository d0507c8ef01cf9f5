"""Images: see that they are whole, and make the copy that is shown."""

from __future__ import annotations

from io import BytesIO
from typing import IO, Final

import pillow_heif
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from shouwen.kernel.errors import Refused, Why

LONG_SIDE: Final = 2000
_QUALITY: Final = 85
_MOST_PIXELS: Final = 80_000_000
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF")
_BROKEN: Final = (
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)

pillow_heif.register_heif_opener()


def verify(file: IO[bytes]) -> None:
    """Refused unless the file is a whole image of a size a camera makes."""
    file.seek(0)
    try:
        with Image.open(file, formats=_FORMATS) as image:
            width, height = image.size
            image.verify()
    except _BROKEN as broken:
        raise _damaged() from broken
    if width * height > _MOST_PIXELS:
        raise Refused(_("The image has too many pixels."), Why.BAD_PAYLOAD)


def display_copy(file: IO[bytes]) -> bytes:
    """A JPEG without any metadata (place, device, instant), upright, its long side at most 2000 pixels."""
    file.seek(0)
    try:
        with Image.open(file, formats=_FORMATS) as image:
            image.draft("RGB", (LONG_SIDE, LONG_SIDE))
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONG_SIDE, LONG_SIDE))
            shown = BytesIO()
            _on_white(upright).save(shown, "JPEG", quality=_QUALITY, optimize=True)
    except _BROKEN as broken:
        raise _damaged() from broken
    return shown.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency: ink on a transparent signature pad would be black on black."""
    if image.mode not in ("RGBA", "LA", "PA", "P"):
        return image.convert("RGB")
    inked = image.convert("RGBA")
    paper = Image.new("RGB", inked.size, "white")
    paper.paste(inked, mask=inked.getchannel("A"))
    return paper


def _damaged() -> Refused:
    return Refused(_("The image is damaged; please take or choose it again."), Why.BAD_PAYLOAD)
