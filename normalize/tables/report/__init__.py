"""What a run over tables found, as one HTML file that needs nothing but a browser."""

from normalize.tables.report.page import report_html, write_report
from normalize.tables.report.spellings import clusters_html, write_clusters

__all__ = ["clusters_html", "report_html", "write_clusters", "write_report"]
