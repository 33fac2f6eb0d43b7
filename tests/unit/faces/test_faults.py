"""What rooms and cameras do to faces, value by value against NumPy, OpenCV and arithmetic."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import torch
from scipy.ndimage import convolve

from emotion_gui.core.faces import faults

Floats = npt.NDArray[np.float64]


def batch(count: int = 4, side: int = 12, *, height: int | None = None) -> torch.Tensor:
    generator = torch.Generator().manual_seed(0)
    return torch.rand(count, 1, height or side, side, generator=generator)


def each(*values: float) -> torch.Tensor:
    return torch.tensor(values)


def values_of(pixels: torch.Tensor) -> Floats:
    return pixels[:, 0].double().numpy()


def test_gamma_is_a_power_of_each_face() -> None:
    pixels = batch(2)
    made = values_of(faults.with_gamma(pixels, each(0.5, 2.0)))
    np.testing.assert_allclose(made[0], np.sqrt(values_of(pixels)[0]), atol=1e-6)
    np.testing.assert_allclose(made[1], values_of(pixels)[1] ** 2, atol=1e-6)
    ends = torch.tensor([0.0, 1.0, 1.5, -0.5]).view(4, 1, 1, 1)
    kept = faults.with_gamma(ends, each(2.0, 2.0, 2.0, 2.0)).flatten().tolist()
    assert kept == pytest.approx([0.0, 1.0, 1.0, 0.0], abs=1e-6)


def test_contrast_is_about_each_faces_mean() -> None:
    pixels = batch(3)
    made = values_of(faults.with_contrast(pixels, each(0.0, 0.5, 2.0)))
    for face, out, factor in zip(values_of(pixels), made, (0.0, 0.5, 2.0), strict=True):
        np.testing.assert_allclose(out, face.mean() + factor * (face - face.mean()), atol=1e-5)


def test_light_from_a_side_grows_evenly_towards_it() -> None:
    pixels = torch.full((3, 1, 11, 11), 0.5)
    made = values_of(
        faults.lit_from_a_side(pixels, each(0.4, 0.4, 0.2), each(0.0, math.pi / 2, math.pi))
    )
    slope = np.linspace(-1, 1, 11)
    np.testing.assert_allclose(made[0], 0.5 * (1 + 0.4 * slope)[None].repeat(11, 0), atol=1e-6)
    np.testing.assert_allclose(made[1], made[0].T, atol=1e-6)
    np.testing.assert_allclose(made[2], 0.5 * (1 - 0.2 * slope)[None].repeat(11, 0), atol=1e-6)
    corner = values_of(faults.lit_from_a_side(pixels[:1], each(0.4), each(math.pi / 4)))[0]
    assert corner[-1, -1] == pytest.approx(0.5 * 1.4)  # no corner gets more than the share
    assert corner[0, 0] == pytest.approx(0.5 * 0.6)
    assert corner[5, 5] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("edge", "covered"),
    [
        (0, (slice(0, 3), slice(None))),
        (1, (slice(7, 10), slice(None))),
        (2, (slice(None), slice(0, 3))),
        (3, (slice(None), slice(7, 10))),
    ],
)
def test_a_band_covers_its_share_from_its_edge(edge: int, covered: tuple[slice, slice]) -> None:
    pixels = batch(2, 10)
    grey = each(0.25, 0.75)
    made = values_of(faults.covered(pixels, each(0.3, 0.0), torch.tensor([edge, edge]), grey))
    expected = values_of(pixels)
    expected[0][covered] = 0.25
    np.testing.assert_allclose(made, expected, atol=1e-7)


@pytest.mark.parametrize("share", [0.2, 0.25, 0.5, 1.0])  # a border on a pixel's middle too
def test_a_band_from_the_other_edge_is_the_mirrored_one(share: float) -> None:
    pixels = batch(1, 10)
    made = [
        faults.covered(seen, each(share), torch.tensor([edge]), each(0.25))
        for seen, edge in ((pixels, 0), (pixels.flip(2), 1), (pixels.mT, 2), (pixels.mT.flip(3), 3))
    ]
    top = made[0]
    assert torch.equal(made[1].flip(2), top)
    assert torch.equal(made[2].mT, top)
    assert torch.equal(made[3].flip(3).mT, top)


def test_grain_is_of_the_generator_and_grows_with_strength() -> None:
    pixels = torch.full((2, 1, 64, 64), 0.25)
    made = faults.noisy(pixels, each(0.1, 0.02), torch.Generator().manual_seed(1))
    again = faults.noisy(pixels, each(0.1, 0.02), torch.Generator().manual_seed(1))
    assert torch.equal(made, again)
    assert (made - pixels).flatten(1).std(dim=1).tolist() == pytest.approx([0.1, 0.02], rel=0.05)
    assert made.flatten(1).mean(dim=1).tolist() == pytest.approx([0.25, 0.25], abs=0.01)


def test_the_first_faces_of_a_batch_have_the_grain_of_fewer() -> None:
    for side in (7, 48):
        many, few = (
            faults.noisy(
                torch.zeros(n, 1, side, side), torch.ones(n), torch.Generator().manual_seed(2)
            )
            for n in (3, 1)
        )
        assert torch.equal(many[:1], few)


def test_little_light_is_darker_with_grain_by_the_root_of_what_is_left() -> None:
    pixels = torch.full((3, 1, 128, 128), 0.64)
    lost = each(0.0, 0.5, 0.75)
    made = faults.in_little_light(pixels, lost, torch.Generator().manual_seed(3))
    assert torch.equal(made[0], pixels[0])
    for face, share in zip(made[1:], (0.5, 0.75), strict=True):
        dark = 0.64 * (1 - share)
        assert float(face.mean()) == pytest.approx(dark, abs=0.004)
        grain = share * (0.12 * math.sqrt(dark) + 0.03)
        assert float(face.std()) == pytest.approx(grain, rel=0.03)


def test_far_away_faces_are_area_means_stretched_again() -> None:
    pixels = batch(3, 12)
    made = faults.coarse(pixels, torch.tensor([6, 12, 4]))
    assert torch.equal(made[1], pixels[1])
    for face, out, side in ((0, made[0], 6), (2, made[2], 4)):
        whole = values_of(pixels)[face]
        small = cv2.resize(whole, (side, side), interpolation=cv2.INTER_AREA)
        large = cv2.resize(small, (12, 12), interpolation=cv2.INTER_LINEAR)
        np.testing.assert_allclose(out[0].double().numpy(), large, atol=1e-5)


def test_blur_keeps_what_is_not_blurred_and_reaches_three_deviations() -> None:
    point = torch.zeros(2, 1, 31, 31)
    point[:, :, 15, 15] = 1
    made = values_of(faults.blurred(point, each(2.0, 0.0)))
    at = np.arange(-6, 7)
    weights = np.exp(-0.5 * (at / 2.0) ** 2)
    weights /= weights.sum()
    np.testing.assert_allclose(made[0][9:22, 9:22], np.outer(weights, weights), atol=1e-6)
    assert made[0][8].max() == made[0][:, 22].max() == 0
    np.testing.assert_allclose(made[1], values_of(point)[1], atol=1e-6)
    assert torch.equal(faults.blurred(point, each(0.0, 0.0)), point)


def test_motion_along_a_row_and_along_a_column() -> None:
    point = torch.zeros(3, 1, 21, 21)
    point[:, :, 10, 10] = 1
    made = values_of(faults.moved(point, each(4.0, 4.0, 0.0), each(0.0, math.pi / 2, math.pi)))
    line = np.zeros(21)
    line[8:13] = 1 / 5  # whole within half a length, nothing a pixel beyond it
    np.testing.assert_allclose(made[0][10], line, atol=1e-6)
    np.testing.assert_allclose(np.delete(made[0], 10, axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(made[1], made[0].T, atol=1e-5)
    np.testing.assert_allclose(made[2], values_of(point)[2], atol=1e-5)
    slanted = values_of(faults.moved(point[:1], each(6.0), each(math.pi / 4)))[0]
    assert slanted[12, 12] > 0.05 > slanted[12, 8]  # down to the right


def test_every_face_has_its_own_kernel_with_repeated_edges() -> None:
    pixels = batch(3, 9, height=7)
    kernels = torch.rand(3, 3, 5, generator=torch.Generator().manual_seed(4))
    made = values_of(faults._convolve(pixels, kernels))
    for face, out, kernel in zip(values_of(pixels), made, kernels.double().numpy(), strict=True):
        np.testing.assert_allclose(
            out, convolve(face, kernel[::-1, ::-1], mode="nearest"), atol=1e-5
        )


def test_the_cosine_transform_is_opencvs() -> None:
    matrix = faults._cosines().double().numpy()
    np.testing.assert_allclose(matrix @ matrix.T, np.eye(8), atol=1e-6)
    block = np.random.default_rng(0).random((8, 8))
    np.testing.assert_allclose(matrix @ block @ matrix.T, cv2.dct(block), atol=1e-6)


@pytest.mark.parametrize(("quality", "scale"), [(25.0, 2.0), (50.0, 1.0), (75.0, 0.5)])
def test_steps_of_jpeg_are_those_of_libjpeg(quality: float, scale: float) -> None:
    pixels = batch(1, 8)
    table = np.clip(np.round(np.array(faults._QUANTISATION) * scale), 1, 255) / 255
    coefficients = cv2.dct(values_of(pixels)[0] - 128 / 255)
    wanted = cv2.idct(np.round(coefficients / table) * table) + 128 / 255
    made = values_of(faults.compressed(pixels, each(quality)))[0]
    assert np.abs(made - wanted).mean() < 1e-3  # a coefficient may be rounded the other way


def test_a_picture_is_cut_into_blocks_from_its_first_corner() -> None:
    flat = torch.zeros(1, 1, 12, 20)
    flat[:, :, :8, :8] = 0.9
    flat[:, :, 8:, 16:] = 0.4
    made = values_of(faults.compressed(flat, each(40.0)))[0]
    assert made.shape == (12, 20)
    for rows in (slice(0, 8), slice(8, 12)):
        for columns in (slice(0, 8), slice(8, 16), slice(16, 20)):
            block = made[rows, columns]
            assert np.ptp(block) < 1e-5
            assert block.mean() == pytest.approx(float(flat[0, 0][rows, columns].mean()), abs=0.05)


def test_a_box_that_lies_elsewhere_shows_the_face_elsewhere() -> None:
    side = 48
    smooth = cv2.GaussianBlur(np.random.default_rng(1).random((side, side)), (0, 0), 2)
    pixels = torch.from_numpy(smooth).float()[None, None].repeat(4, 1, 1, 1)
    made = values_of(
        faults.reframed(
            pixels,
            angle=each(0.0, 0.0, math.pi / 2, 0.0),
            size=each(1.0, 1.0, 1.0, 2.0),
            right=each(0.125, 0.0, 0.0, 0.0),
            below=each(0.0, 0.25, 0.0, 0.0),
        )
    )
    np.testing.assert_allclose(made[0][:, :42], smooth[:, 6:], atol=1e-5)
    np.testing.assert_allclose(made[0][:, 43:], smooth[:, -1:].repeat(5, 1), atol=1e-5)
    np.testing.assert_allclose(made[1][:36], smooth[12:], atol=1e-5)
    np.testing.assert_allclose(made[2], np.rot90(smooth), atol=1e-4)
    larger = cv2.resize(smooth[12:36, 12:36], (48, 48), interpolation=cv2.INTER_LINEAR)
    np.testing.assert_allclose(made[3][2:-2, 2:-2], larger[2:-2, 2:-2], atol=1e-4)
