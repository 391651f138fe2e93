"""The shipped beds: their synthesis, and checks for any ambient track."""

from voiceguide.ambience.check import check_ambient, seam_of
from voiceguide.ambience.registry import describe, names, render
from voiceguide.ambience.seams import Seam, measure_seam

__all__ = ["Seam", "check_ambient", "describe", "measure_seam", "names", "render", "seam_of"]
