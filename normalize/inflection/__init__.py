"""From a name as it stands in a sentence to the forms it may be recorded in: Харкові to Харків, Krakowie to Kraków.

What is known of a language stands in its file under `languages/`; `files` reads one, `endings` turns its tables round,
`names` finds the words of a name that change together, `catalogue` knows which languages there are, `check` runs
the samples.
"""

from normalize.inflection.catalogue import inflects
from normalize.inflection.names import MOST_FORMS, BaseForm, base_forms

__all__ = ["MOST_FORMS", "BaseForm", "base_forms", "inflects"]
