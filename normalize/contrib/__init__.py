"""Where names already are: pandas, Polars, DuckDB, Apache Spark, spaCy.

Each module needs its library, an extra. They import the public API only.
"""

__all__: list[str] = []
