"""Names with their languages: CLDR (babel), iso-codes (pycountry) and iso3166-2.

babel 2.18.0: CLDR territory names, Unicode-3.0. pycountry 26.2.16: ISO 3166-1 names and the iso-codes
translations, LGPL-2.1-or-later. iso3166-2 1.8.4: local and other names of subdivisions, MIT; its coordinates
derive from OpenStreetMap (ODbL) and are not read.
"""

import gettext
import json
import re
from pathlib import Path

import pycountry
from babel import Locale, localedata

from normalize.gazetteer.sources import package_file

__all__ = ["alpha2_of_language", "country_names", "subdivision_names", "translations"]

_LANGUAGE_TAG = re.compile(r"(?P<name>[^,()]+)\((?P<lang>[a-z]{3})\)")


def alpha2_of_language(code: str) -> str:
    """Return the ISO 639-1 code of an ISO 639-3 one where it has one, else the code itself."""
    language = pycountry.languages.get(alpha_3=code)
    return getattr(language, "alpha_2", code) if language else code


def country_names() -> dict[str, list[tuple[str, str | None]]]:
    """Return ISO alpha-2 -> (name, language): ISO's own names, CLDR in every locale, iso-codes translations."""
    out: dict[str, list[tuple[str, str | None]]] = {c.alpha_2: [] for c in pycountry.countries}
    out["XK"] = []  # user-assigned, in CLDR and GeoNames
    english = Locale("en").territories
    for code, names in out.items():
        names.append((str(english[code]), "en"))
    for country in pycountry.countries:
        for attribute in ("name", "official_name", "common_name"):
            if text := getattr(country, attribute, None):
                out[country.alpha_2].append((text, "en"))
    for identifier in sorted(localedata.locale_identifiers()):
        locale = Locale.parse(identifier)
        for code, territory in sorted(locale.territories.items()):
            if code in out:
                out[code].append((str(territory), locale.language))
    for lang, catalogue in translations("iso3166-1"):
        for country in pycountry.countries:
            for attribute in ("name", "official_name", "common_name"):
                source = getattr(country, attribute, None)
                if source and (translated := catalogue.gettext(source)) != source:
                    out[country.alpha_2].append((translated, lang))
    return out


def translations(domain: str) -> list[tuple[str, gettext.GNUTranslations]]:
    """Return (language, catalogue) for every language iso-codes translates `domain` to."""
    root = Path(pycountry.LOCALES_DIR)
    folders = sorted(p.parent.parent.name for p in root.glob(f"*/LC_MESSAGES/{domain}.mo"))
    found: list[tuple[str, gettext.GNUTranslations]] = []
    for folder in folders:
        lang = re.split("[_@]", folder)[0]
        lang = alpha2_of_language(lang) if len(lang) == 3 else lang
        found.append((lang, gettext.translation(domain, str(root), languages=[folder])))
    return found


def subdivision_names() -> dict[str, list[tuple[str, str | None]]]:
    """Return ISO 3166-2 code -> (name, language): local names, and iso-codes translations."""
    table = json.loads(package_file("iso3166_2", "iso3166-2.json").read_text("utf-8"))
    out: dict[str, list[tuple[str, str | None]]] = {}
    for rows in table.values():
        for code, row in rows.items():
            tagged = _LANGUAGE_TAG.finditer(row["localOtherName"] or "")
            local = [(found["name"].strip(), alpha2_of_language(found["lang"])) for found in tagged]
            out[code] = [(row["name"], None), *local]
    by_code = {s.code: s.name for s in pycountry.subdivisions}
    for lang, catalogue in translations("iso3166-2"):
        for code in sorted(out):
            source = by_code.get(code)
            if source and (text := catalogue.gettext(source)) != source:
                out[code].append((text, lang))
    return out
