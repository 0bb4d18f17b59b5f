"""Seconds that users wait, as percentiles: the mean hides the slow questions that are noticed.

The p-th percentile of n sorted values lies at p (n - 1) / 100, counted from 0, with straight lines
between them (Hyndman and Fan 1996, definition 7).
"""

import numpy as np
from numpy.typing import NDArray

PERCENTILES = (50, 95, 99)


def percentile(seconds: NDArray[np.float64], share: int) -> NDArray[np.float64]:
    """The percentile along the last axis, in seconds."""
    return np.asarray(np.percentile(seconds, share, axis=-1))
