"""Make the plain page "News by e-mail", where it was loaded before, the sign-up page."""

from django.db import migrations

from home.migrations._page_type import change_type

IDENTIFIER = "page-novinky-emailem"


def convert(apps, schema_editor):
    change_type(apps, schema_editor, IDENTIFIER, "newsletter", "SubscribePage")


class Migration(migrations.Migration):
    dependencies = [
        ("newsletter", "0001_initial"),
        ("home", "0005_checked_links"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(convert, migrations.RunPython.noop)]
