"""The page: one calm screen on which questions are asked and every quote can be seen in its article."""

from __future__ import annotations

from qa.page.layout import build_page
from qa.page.serving import serve_page

__all__ = ["build_page", "serve_page"]
