"""The dashboard as a web server that tells browsers to load nothing from anywhere else."""

from pathlib import Path

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

ENTRY_POINT = Path(__file__).parents[2] / "pages" / "app.py"

# Streamlit sends no policy of its own. Its scripts and styles need inline code and Plotly needs eval, but nothing
# may be fetched from, sent to, or framed by another host: an image link that slips through calls nobody.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


class SecurityHeaders:
    """Adds our headers to every answer; written to the ASGI specification, as Starlette middleware."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *HEADERS]}
            await send(message)

        await self.app(scope, receive, send_with_headers)


def serve(host: str, port: int) -> None:
    """Serve the dashboard until interrupted; only requests that name `host` or this machine are accepted."""
    config.set_option("server.allowedHosts", [host, "localhost", "127.0.0.1"])
    app = st.App(ENTRY_POINT, middleware=[Middleware(SecurityHeaders)])
    uvicorn.run(app, host=host, port=port, log_level="warning")
