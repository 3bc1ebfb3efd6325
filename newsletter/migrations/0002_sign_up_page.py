"""Make the plain page "News by e-mail", where it was loaded before, the sign-up page.

The page keeps its place, address, translations, history and links; only its type changes.
"""

from django.db import migrations

IDENTIFIER = "page-novinky-emailem"
SHARED = ("identifier", "summary", "asked_as")


def convert(apps, schema_editor):
    ContentPage = apps.get_model("home", "ContentPage")
    ContentPage_topics = apps.get_model("home", "ContentPage_topics")
    SubscribePage_topics = apps.get_model("newsletter", "SubscribePage_topics")
    SubscribePage = apps.get_model("newsletter", "SubscribePage")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Revision = apps.get_model("wagtailcore", "Revision")
    Source = apps.get_model("wagtail_localize", "TranslationSource")
    old_pages = list(ContentPage.objects.filter(identifier=IDENTIFIER))
    if not old_pages:
        return
    old_type, _ = ContentType.objects.get_or_create(app_label="home", model="contentpage")
    new_type, _ = ContentType.objects.get_or_create(app_label="newsletter", model="subscribepage")
    ids = [page.pk for page in old_pages]
    for old in old_pages:
        new = SubscribePage(page_ptr_id=old.pk, **{name: getattr(old, name) for name in SHARED})
        for field in Page._meta.concrete_fields:
            setattr(new, field.attname, getattr(old, field.attname))
        new.content_type_id = new_type.pk
        new.save()
    rows = ContentPage_topics.objects.filter(contentpage_id__in=ids)
    SubscribePage_topics.objects.bulk_create(
        SubscribePage_topics(subscribepage_id=row.contentpage_id, term_id=row.term_id) for row in rows
    )
    rows.delete()
    ContentPage.objects.filter(pk__in=ids)._raw_delete(schema_editor.connection.alias)
    names = [str(pk) for pk in ids]
    Revision.objects.filter(content_type_id=old_type.pk, object_id__in=names).update(
        content_type_id=new_type.pk
    )
    keys = [page.translation_key for page in old_pages]
    Source.objects.filter(
        specific_content_type_id=old_type.pk, object__translation_key__in=keys
    ).update(specific_content_type_id=new_type.pk)


class Migration(migrations.Migration):
    dependencies = [
        ("newsletter", "0001_initial"),
        ("home", "0005_checked_links"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(convert, migrations.RunPython.noop)]
