"""How Sphinx builds the site (`make docs`): without network, and with every warning an error."""  # noqa: INP001 - the name and place that Sphinx looks for

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_site"))

import search
from sphinx.application import Sphinx

project = "cicpa-credentials"
project_copyright = "the contributors; Apache License 2.0"
language = "en"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_site"]

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4  # links into pages are those that a forge knows

autoclass_content = "both"  # what is handed to a constructor is said at `__init__`
autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_inherit_docstrings = False
autodoc_typehints_format = "short"
default_role = "code"  # docstrings write `names` as Markdown does
napoleon_numpy_docstring = False
napoleon_custom_sections = [("Attributes", "params_style")]
python_use_unqualified_type_names = True
python_display_short_literal_types = True
maximum_signature_line_length = 80
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_title = "cicpa-credentials"
html_static_path = ["_site/static"]
html_css_files = ["style.css"]
html_show_search_summary = False  # it would fetch each page, which browsers refuse to do from a disk
html_search_language = search.Bigrams.lang
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_theme_options = {"top_of_page_buttons": []}


def setup(app: Sphinx) -> None:
    """Let Chinese be searched."""
    app.add_search_language(search.Bigrams)
