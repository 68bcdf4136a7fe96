"""Share the competencies of a line out among the duties in it.

A line is judged whole, since its words explain each other ("review budgets and present them to the client"); what is
shown is each of its duties. So the line says which codes there are, and each goes to the duties that speak of it most.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: A duty takes a code of its line if its own words give the code at least this part of the best duty's probability.
#: On the development set codes of the duties' own words alone gave micro-F1 0.623, shared out 0.630.
NEAR_BEST = 0.5

#: A code that a duty's own words make likelier than not is its own, whatever the line says.
OWN = 0.5


def share_codes(
    lines: NDArray[np.float64], duties: NDArray[np.float64], line_of: NDArray[np.int64], threshold: float
) -> NDArray[np.bool_]:
    """Say which duty has which code.

    Parameters
    ----------
    lines : ndarray of shape (n_lines, n_codes)
        Probabilities of whole lines.
    duties : ndarray of shape (n_duties, n_codes)
        Probabilities of each duty's own words.
    line_of : ndarray of int of shape (n_duties,)
        The line that each duty stands in; each line has at least one.
    threshold : float
        A line has a code from this probability on.

    Returns
    -------
    ndarray of bool of shape (n_duties, n_codes)

    Examples
    --------
    >>> line, own = np.array([[0.9, 0.4]]), np.array([[0.8, 0.1], [0.1, 0.3]])
    >>> share_codes(line, own, np.array([0, 0]), 0.2).tolist()
    [[True, False], [False, True]]
    """
    order = np.argsort(line_of, kind="stable")
    starts = np.searchsorted(line_of[order], np.arange(len(lines)))
    best = np.maximum.reduceat(duties[order], starts, axis=0) if len(duties) else lines
    near = duties >= NEAR_BEST * best[line_of]
    result: NDArray[np.bool_] = ((lines >= threshold)[line_of] & near) | (duties >= OWN)
    return result
