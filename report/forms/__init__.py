"""Which editions of the statutory form there are."""

from report.form import Form
from report.forms.edition_2019 import EDITION_2019
from report.forms.edition_2021 import EDITION_2021

FORMS: dict[int, Form] = {form.edition: form for form in (EDITION_2019, EDITION_2021)}
