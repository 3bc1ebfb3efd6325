"""Give pages that were loaded as plain pages a type of their own.

They keep their place, address, translations, history and links; only the type changes.
"""

PLAIN = ("identifier", "summary", "asked_as")


def change_type(apps, schema_editor, identifier, app_label, name):
    """Make the plain pages called `identifier` pages of the model `name`, which adds no field."""
    ContentPage = apps.get_model("home", "ContentPage")
    ContentPage_topics = apps.get_model("home", "ContentPage_topics")
    New = apps.get_model(app_label, name)
    New_topics = apps.get_model(app_label, f"{name}_topics")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Revision = apps.get_model("wagtailcore", "Revision")
    Source = apps.get_model("wagtail_localize", "TranslationSource")
    old_pages = list(ContentPage.objects.filter(identifier=identifier))
    if not old_pages:
        return
    old_type, _ = ContentType.objects.get_or_create(app_label="home", model="contentpage")
    new_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=name.lower())
    ids = [page.pk for page in old_pages]
    for old in old_pages:
        new = New(page_ptr_id=old.pk, **{field: getattr(old, field) for field in PLAIN})
        for field in Page._meta.concrete_fields:
            setattr(new, field.attname, getattr(old, field.attname))
        new.content_type_id = new_type.pk
        new.save()
    rows = ContentPage_topics.objects.filter(contentpage_id__in=ids)
    column = f"{name.lower()}_id"
    New_topics.objects.bulk_create(
        New_topics(**{column: row.contentpage_id, "term_id": row.term_id}) for row in rows
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
