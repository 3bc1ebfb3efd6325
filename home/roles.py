"""The office's roles as Wagtail groups. Least rights: a new right needs a reason here."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from django.utils.translation import gettext_noop
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

EDITOR = gettext_noop("Editor")
TRANSLATOR = gettext_noop("Translator")
NEWSLETTER_MANAGER = gettext_noop("Newsletter manager")
COORDINATOR = gettext_noop("Coordinator")
PROJECT_OFFICE = gettext_noop("Project office")
ADMINISTRATOR = gettext_noop("Administrator")

ADMIN_ACCESS = ("wagtailadmin.access_admin",)
TRANSLATE = ("wagtail_localize.submit_translation",)
SEARCH = (
    "search.change_searchsettings",
    *(
        f"search.{action}_{model}"
        for model in ("synonymrule", "promotion", "missingcontent")
        for action in ("add", "change", "delete", "view")
    ),
)
NEWSLETTER = (
    *("newsletter.change_run", "newsletter.change_newslettersettings", "mail.view_outgoingmail"),
    *("newsletter.view_subscriber", "newsletter.view_bounceevent"),
    *("newsletter.view_suppression", "newsletter.delete_suppression"),
)
CONTACT_POINT = (
    *("partners.view_enquiry", "partners.change_enquiry", "partners.export_enquiry"),
    *("partners.change_contactpointsettings", "partners.view_feedback"),
    *(f"partners.{action}_firmneed" for action in ("add", "change", "view")),
    *(f"partners.{action}_referralrule" for action in ("add", "change", "delete", "view")),
)
REGISTER = tuple(
    f"projects.{action}_{model}"
    for model in ("opportunity", "projectidea", "duty")
    for action in ("add", "change", "delete", "view")
)
REPORTS = ("projects.view_reportround", "projects.change_reportround")
# Wagtail keeps the rights of a custom image model on its stock model.
UPLOADS = (("wagtailimages", "image"), ("wagtaildocs", "document"))
# Everything in these apps; the tables of others (sessions, axes, tasks) are nobody's to edit.
ADMINISTERED_APPS = (
    *("auth", "home", "partners", "servicecards", "projects", "news", "search", "wagtailcore"),
    *("mail", "newsletter"),
    *(
        "wagtailadmin",
        "wagtailredirects",
        "wagtailsearchpromotions",
        "wagtailusers",
        "wagtail_localize",
    ),
    *("wagtailimages", "wagtaildocs"),
)


def _permissions(names: Iterable[str]) -> list[Permission]:
    """Return the permissions called `app.codename`."""
    pairs = (name.split(".") for name in names)
    wanted = Q()
    for app, codename in pairs:
        wanted |= Q(content_type__app_label=app, codename=codename)
    return list(Permission.objects.filter(wanted))


def _allow_pages(group: Group, page: Page, actions: Iterable[str]) -> None:
    for action in actions:
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=f"{action}_page"
        )
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _allow_uploads(group: Group, actions: Iterable[str]) -> None:
    """Let the group add, change or choose images and documents of all collections."""
    root = Collection.get_first_root_node()
    for app, model in UPLOADS:
        for action in actions:
            permission = Permission.objects.get(
                content_type__app_label=app, codename=f"{action}_{model}"
            )
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root, permission=permission
            )


def _allow_collections(group: Group) -> None:
    """Let the group make and restrict collections of files."""
    root = Collection.get_first_root_node()
    for action in ("add", "change", "delete"):
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=f"{action}_collection"
        )
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=permission
        )


def _front_pages(languages: Iterable[str]) -> list[Page]:
    """Return the front pages of the languages; the tree's root while there is no content."""
    pages = Page.objects.filter(depth=2, locale__language_code__in=list(languages))
    return list(pages) or [Page.get_first_root_node()]


def _editor() -> Group:
    group, _created = Group.objects.get_or_create(name=EDITOR)
    group.permissions.set(
        _permissions(
            [
                *(*ADMIN_ACCESS, *TRANSLATE, "home.change_navigation", "home.view_term"),
                *("home.change_materialchange", "partners.view_feedback"),
                "partners.view_firmneed",
                *SEARCH,
                *REGISTER,
                *REPORTS,
            ]
        )
    )
    _allow_pages(group, Page.get_first_root_node(), ("add", "change", "publish"))
    _allow_uploads(group, ("add", "change", "choose"))
    return group


def _translator() -> Group:
    """A translator works on the pages of the other languages only."""
    group, _created = Group.objects.get_or_create(name=TRANSLATOR)
    group.permissions.set(_permissions([*ADMIN_ACCESS, *TRANSLATE]))
    others = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    for page in _front_pages(others):
        _allow_pages(group, page, ("add", "change", "publish"))
    return group


def _newsletter_manager() -> Group:
    group, _created = Group.objects.get_or_create(name=NEWSLETTER_MANAGER)
    group.permissions.set(_permissions([*ADMIN_ACCESS, *NEWSLETTER]))
    return group


def _coordinator() -> Group:
    """Who looks after enquiries; editing pages is another role."""
    group, _created = Group.objects.get_or_create(name=COORDINATOR)
    group.permissions.set(_permissions([*ADMIN_ACCESS, *CONTACT_POINT, *REPORTS]))
    return group


def _project_office() -> Group:
    """The office for international projects: the register, and the pages that come of it."""
    group, _created = Group.objects.get_or_create(name=PROJECT_OFFICE)
    group.permissions.set(_permissions([*ADMIN_ACCESS, *TRANSLATE, *REGISTER]))
    for page in _pages_of("projects.projectindexpage", "projects.partnerwantedindexpage"):
        _allow_pages(group, page, ("add", "change", "publish"))
    _allow_uploads(group, ("add", "change", "choose"))
    return group


def _pages_of(*types: str) -> list[Page]:
    """Return the pages of some types ("app.model") in all languages."""
    wanted = Q()
    for name in types:
        app, model = name.split(".")
        wanted |= Q(content_type__app_label=app, content_type__model=model)
    return list(Page.objects.filter(wanted))


def _administrator() -> Group:
    group, _created = Group.objects.get_or_create(name=ADMINISTRATOR)
    group.permissions.set(Permission.objects.filter(content_type__app_label__in=ADMINISTERED_APPS))
    actions = ("add", "change", "publish", "bulk_delete", "lock", "unlock")
    _allow_pages(group, Page.get_first_root_node(), actions)
    _allow_uploads(group, ("add", "change", "choose"))
    _allow_collections(group)
    return group


def setup_roles() -> list[str]:
    """Create or repair all roles and return their names; Wagtail's own sample groups go."""
    Group.objects.filter(name__in=("Moderators", "Editors"), user__isnull=True).delete()
    makers = (
        *(_editor, _translator, _newsletter_manager, _coordinator, _project_office),
        _administrator,
    )
    return [make().name for make in makers]
