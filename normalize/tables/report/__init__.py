"""What a run over tables found, as one HTML file that needs nothing but a browser."""

from normalize.tables.report.page import report_html, write_report

__all__ = ["report_html", "write_report"]
