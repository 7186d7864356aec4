"""The API's own description, as a page that works without a network."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

__all__ = ["router"]

router = APIRouter(include_in_schema=False)
_PAGE = """<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>cotrench API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/maps/vendor/swagger-ui.css">
</head>
<body>
<main id="api"></main>
<script src="/static/maps/vendor/swagger-ui-bundle.js"></script>
<script src="/static/api/docs.js"></script>
</body>
</html>
"""


@router.get("/api/docs", response_class=HTMLResponse)
def page() -> str:
    """Show the API's description."""
    return _PAGE
