"""Spark, on its own runtime with two workers: exactly what one machine answers."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pyspark", reason="pyspark is not installed")
pytest.importorskip("pyarrow", reason="pyarrow is not installed")

from expected import expected

from normalize import Gazetteer
from normalize.errors import (
    ArgumentError,
    GazetteerMissingError,
    NameTypeError,
    UnknownCountryError,
    UnknownKindError,
)

pytestmark = [
    pytest.mark.skipif(
        shutil.which("java") is None and "JAVA_HOME" not in os.environ,
        reason="Spark needs a Java runtime; none is here",
    ),
    # Spark says so to whoever has a newer pandas than it was tried with; pandas is not used here.
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # sockets of its gateway
    pytest.mark.filterwarnings("ignore::DeprecationWarning:pyspark"),
]

NAMES = ["Куп'янськ", "Odessa", None, "Xyzzyville", "Odessa", "", "Lyman"] * 5
COUNTRIES = ["UA", "US", "UA", None, "Ukraine", "UA", "UA"] * 5


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
    }
    session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def table(spark: Any) -> Any:
    """Rows that know their places, in three partitions."""
    rows = [(at, *row) for at, row in enumerate(zip(NAMES, COUNTRIES, strict=True))]
    return spark.createDataFrame(rows, "row int, city string, country string").repartition(3)


def answered(df: Any, column: str) -> list[Any]:
    rows = sorted(df.select("row", column).collect())
    assert [row[0] for row in rows] == list(range(len(NAMES)))
    return [row[1].asDict() if hasattr(row[1], "asDict") else row[1] for row in rows]


def test_a_column_is_answered_as_on_one_machine(table: Any) -> None:
    from pyspark.sql import functions as F

    from normalize.contrib.spark import normalize_column

    found = normalize_column(table, "city", country=F.col("country"), partitions=3)
    assert found.columns == ["row", "city", "country", "city_match"]
    assert answered(found, "city_match") == expected(NAMES, country=COUNTRIES)
    assert answered(normalize_column(table, "city"), "city_match") == expected(NAMES)
    kinds = ["city", "subdivision"]
    near = F.when(F.col("row") % 2 == 1, F.array(F.lit(49.0), F.lit(37.8)))
    beside = [(49.0, 37.8) if at % 2 else None for at in range(len(NAMES))]
    found = normalize_column(table, "city", to="m", near=near, kinds=kinds, country="UA")
    assert answered(found, "m") == expected(NAMES, near=beside, kinds=kinds, country="UA")


def test_one_field_may_replace_the_column(table: Any) -> None:
    from normalize.contrib.spark import normalize_column

    ids = [row and row["id"] for row in expected(NAMES)]
    assert answered(normalize_column(table, "city", field="id"), "city_id") == ids
    found = normalize_column(table, "city", field="id", to="city")
    assert found.columns == ["row", "country", "city"]
    assert answered(found, "city") == ids


def test_functions_of_columns(table: Any) -> None:
    from normalize.contrib import spark as contrib

    found = table.select(
        "row",
        contrib.place_udf("country")("city", "country").alias("place"),
        contrib.place_udf(field="score", country="UA")("city").alias("score"),
        contrib.person_udf(field="id", born=1978)("city").alias("person"),
        contrib.org_udf("country")("city", "country").alias("org"),
        contrib.country_udf()("country").alias("land"),
    ).cache()
    assert answered(found, "place") == expected(NAMES, country=COUNTRIES)
    assert answered(found, "score") == [row and row["score"] for row in expected(NAMES, country="UA")]
    assert answered(found, "person") == [row and row["id"] for row in expected(NAMES, "person", born=1978)]
    assert answered(found, "org") == expected(NAMES, "org", country=COUNTRIES)
    assert answered(found, "land") == expected(COUNTRIES, "country")


def test_ones_own_gazetteer_is_sent_to_the_workers(spark: Any, table: Any, tmp_path: Path) -> None:
    from normalize.contrib.spark import normalize_column

    mine = Gazetteer.build([{"id": "d1", "name": "Lyman depot", "aliases": "Lyman"}, {"id": "d2", "name": "Depot 2"}])
    mine.save(tmp_path / "depots.gaz")
    spark.sparkContext.addFile(str(tmp_path / "depots.gaz"))
    found = answered(normalize_column(table, "city", gazetteer="depots.gaz"), "city_match")
    assert found == expected(NAMES, gazetteer=mine)
    decisions = [{"name": "Xyzzyville", "id": "d2"}]
    found = answered(normalize_column(table, "city", gazetteer="depots.gaz", decisions=decisions), "city_match")
    assert found == expected(NAMES, gazetteer=mine.deciding(decisions))
    assert "d2" in [row and row["id"] for row in found]


def test_no_rows(table: Any) -> None:
    from normalize.contrib.spark import normalize_column

    assert normalize_column(table.where("false"), "city").collect() == []


def test_what_cannot_be_asked_is_said_before_a_job_starts(table: Any) -> None:
    from normalize.contrib.spark import normalize_column, place_udf

    with pytest.raises(UnknownCountryError):
        normalize_column(table, "city", country="Nowhereland")
    with pytest.raises(NameTypeError, match="not int"):
        normalize_column(table, "row")
    with pytest.raises(ArgumentError, match="counry= is no hint"):
        normalize_column(table, "city", counry="UA")
    with pytest.raises(UnknownKindError):
        normalize_column(table, "city", "thing")
    with pytest.raises(GazetteerMissingError):
        normalize_column(table, "city", gazetteer="nowhere.gaz")
    with pytest.raises(ArgumentError, match="name of a file"):
        normalize_column(table, "city", gazetteer=Gazetteer.build([{"id": "d", "name": "D"}]))  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="not both"):
        place_udf("country", country="UA")


def test_a_hint_of_a_row_that_cannot_be_understood_fails_the_job(table: Any) -> None:
    from pyspark.errors import PySparkException
    from pyspark.sql import functions as F

    from normalize.contrib.spark import normalize_column

    with pytest.raises(PySparkException, match="country='Nowhereland' is no ISO 3166 code"):
        normalize_column(table, "city", country=F.lit("Nowhereland")).collect()
