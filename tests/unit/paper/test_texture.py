"""PHOG and LPQ against second implementations, and what was published of them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from scipy.signal import convolve2d

from emotion_gui.core.paper.texture import lpq, lpq_codes, phog


@pytest.fixture(scope="module")
def face() -> np.ndarray:
    rng = np.random.default_rng(4)
    smooth = gaussian_filter(rng.normal(size=(48, 48)), 2.0)
    return np.asarray(255 * (smooth - smooth.min()) / np.ptp(smooth), dtype=np.uint8)


def test_phog_without_its_edges_is_hog_in_a_pyramid(face: np.ndarray) -> None:
    """scikit-image's cells have no pyramid, no edges and 180 degrees; the rest is the same."""
    hog = pytest.importorskip("skimage.feature").hog
    found = phog(face[None], bins=9, levels=2, range_deg=180.0, edges_only=False)[0]
    start, levels = 0, []
    for level in range(3):
        cells = 2**level
        side = 48 // cells
        levels.append(
            hog(
                face.astype(float),
                orientations=9,
                pixels_per_cell=(side, side),
                cells_per_block=(1, 1),
                feature_vector=True,
                block_norm="L1",
            ).reshape(cells * cells, 9)
        )
        ours = found[start : start + 9 * cells * cells].reshape(cells * cells, 9)
        start += 9 * cells * cells
        shares = ours / ours.sum(axis=1, keepdims=True)
        assert np.allclose(shares, levels[-1], atol=2e-4)
    assert start == len(found) == 9 * 21
    assert found.sum() == pytest.approx(1.0)


def test_phog_keeps_to_edges(face: np.ndarray) -> None:
    square = np.zeros((48, 48), dtype=np.uint8)
    square[12:36, 12:36] = 200
    found = phog(square[None], levels=0)[0]
    # Four sides: the gradient points right, down, left and up; corners give some to the rest.
    assert set(np.argsort(found)[-4:]) == {0, 2, 4, 6}
    assert phog(np.full((1, 48, 48), 9, dtype=np.uint8)).sum() == 0.0
    assert not np.allclose(phog(face[None]), phog(face[None], edges_only=False))


def _published_lpq(picture: np.ndarray, window: int) -> np.ndarray:
    """As it was published: separable convolutions over the picture, no matrix of filters."""
    place = np.arange(-(window - 1) / 2, (window - 1) / 2 + 1)[None, :]
    turn = 2 * np.pi * place / window
    flat, wave = np.ones_like(place, dtype=complex), np.cos(turn) - 1j * np.sin(turn)
    columns = ((flat.T, wave), (wave.T, flat), (wave.T, wave), (wave.T, wave.conj()))
    responses = [
        convolve2d(convolve2d(picture.astype(float), rows, "valid"), row, "valid")
        for rows, row in columns
    ]
    parts = [r.real for r in responses] + [r.imag for r in responses]
    # A convolution turns the filter round, which turns the signs of imaginary parts.
    signs = [part > 0 for part in parts[:4]] + [part < 0 for part in parts[4:]]
    return np.sum([sign.astype(int) << k for k, sign in enumerate(signs)], axis=0)


def test_lpq_is_what_separable_convolutions_give(face: np.ndarray) -> None:
    ours = lpq_codes(face, window=7, decorrelate=False)
    assert ours.shape == (42, 42)
    assert np.array_equal(ours, _published_lpq(face, 7))


def test_decorrelated_responses_are_white() -> None:
    """Under the model of neighbours (correlation 0.9 a pixel) all eight are uncorrelated."""
    from emotion_gui.core.paper.texture import LPQ_CORRELATION, _basis

    filters = _basis(7, True).reshape(8, -1)
    y, x = np.mgrid[0:7, 0:7].reshape(2, -1)
    distance = np.hypot(y[:, None] - y[None], x[:, None] - x[None])
    covariance = filters @ LPQ_CORRELATION**distance @ filters.T
    rest = covariance - np.diag(np.diag(covariance))
    assert abs(rest).max() < 1e-3 * np.diag(covariance).max()


def test_lpq_barely_sees_a_blur_that_changes_every_pixel(face: np.ndarray) -> None:
    """The property it is named for (Ojansivu & Heikkilä 2008): phase survives symmetric blur."""
    blurred = np.round(gaussian_filter(face.astype(float), 0.8)).astype(np.uint8)
    signs = np.unpackbits(lpq_codes(face) ^ lpq_codes(blurred)[:])
    assert (face != blurred).mean() > 0.5
    assert signs.mean() < 0.1
    histograms = lpq(np.stack([face, blurred]))
    assert histograms.shape == (2, 16 * 256)
    assert histograms.sum(axis=1) == pytest.approx([16.0, 16.0])


def test_where_all_is_black_no_sign_is_positive() -> None:
    assert not lpq_codes(np.zeros((9, 9), dtype=np.uint8), window=7).any()
