"""The named colours of both themes, and the measures of the interface."""

from __future__ import annotations

from dataclasses import dataclass

GRID_PX = 8
PAGE_MARGIN_PX = 24
RADIUS_PX = 8
SMALL_PX, TEXT_PX, HEADING_PX, TITLE_PX = 12, 13, 16, 22


@dataclass(frozen=True)
class Tokens:
    """The named colours of one theme, as #rrggbb."""

    dark: bool
    page: str
    card: str
    border: str
    edge: str  # of what can be filled in; 3:1 on card and page
    hover: str
    track: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str


LIGHT = Tokens(
    dark=False,
    page="#f5f6f8",
    card="#ffffff",
    border="#e2e5ea",
    edge="#858c99",
    hover="#f0f2f6",
    track="#e9ecf1",
    text="#171a21",
    muted="#626a79",
    accent="#2f55d4",
    accent_hover="#2547ba",
    on_accent="#ffffff",
    accent_soft="#e7ecfb",
    good="#0b7a50",
    good_soft="#e4f4ec",
    warn="#8a5a00",
    warn_soft="#fdf3dc",
    bad="#b3261e",
    bad_soft="#fcebea",
)

DARK = Tokens(
    dark=True,
    page="#14171b",
    card="#1c2027",
    border="#2b3039",
    edge="#6f7886",
    hover="#262b34",
    track="#2b3039",
    text="#eceef2",
    muted="#a0a7b4",
    accent="#7b97ff",
    accent_hover="#94abff",
    on_accent="#10131a",
    accent_soft="#232c47",
    good="#4cc79a",
    good_soft="#17302a",
    warn="#e6b450",
    warn_soft="#332a17",
    bad="#ff8a80",
    bad_soft="#3a2123",
)
