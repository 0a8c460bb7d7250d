"""The report for people and machines: Markdown, text, JSON."""
