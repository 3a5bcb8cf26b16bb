"""Drawings of data flows from the same facts that are judged: DOT, Mermaid, SVG and PNG."""
