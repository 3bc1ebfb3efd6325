"""Make the plain page "Ask a question", where it was loaded before, the page with the form.

Its old text said that the form was being prepared; it goes with the type.
"""

from django.db import migrations

from home.migrations._page_type import change_type

IDENTIFIER = "page-dotaz"


def convert(apps, schema_editor):
    change_type(apps, schema_editor, IDENTIFIER, "partners", "EnquiryPage")


class Migration(migrations.Migration):
    dependencies = [
        ("partners", "0002_contact_point"),
        ("home", "0005_checked_links"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(convert, migrations.RunPython.noop)]
