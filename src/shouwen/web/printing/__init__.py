"""Paper: PDF through Typst. The data goes in as JSON and is never part of the template's source."""

from shouwen.web.printing.codes import qr_svg
from shouwen.web.printing.rendering import UnknownTemplate, render

__all__ = ["UnknownTemplate", "qr_svg", "render"]
