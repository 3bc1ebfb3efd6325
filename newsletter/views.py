"""Subscribing on the web: sign-up, confirmation, preferences, leaving (newsletter.md, 7.2).

No page here sets a cookie but the answer to a sign-up; no GET changes anything but the
confirmation link together with that cookie.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from home.client_address import client_address
from home.dates import today_in_prague
from home.private import only_page, page_with_form, private_page
from home.same_origin import same_origin_form
from mail.limits import FORMS_PER_NETWORK, allow, network_of
from mail.privacy import erase_messages
from newsletter import subscribing
from newsletter.addresses import masked
from newsletter.forms import PREFIX, ChoicesForm, SignUpForm
from newsletter.frequencies import Frequency
from newsletter.models import SignUp, Status, SubscribePage, Subscriber
from newsletter.privacy import erase
from newsletter.sample import sample, sign_up_context
from newsletter.tokens import is_genuine, make_token, number_in
from newsletter.topics import TOPIC_PARAMETER, codes_in

COOKIE = "odber"
COOKIE_DAYS = 7
_SALT = "newsletter.sign-up"
PAUSES = (14, 30, 90)  # days


def page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    """Render a page about somebody's subscription."""
    return private_page(request, f"newsletter/{name}.html", status, **context)


# --- Signing up ------------------------------------------------------------------------------


@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Take a sign-up. The answer is the same for every address (reliability 44)."""
    language = translation.get_language() or "cs"
    own_page = only_page(SubscribePage, language)
    if request.method != "POST":
        return HttpResponseRedirect((own_page and own_page.get_url()) or f"/{language}/")
    form = SignUpForm(request.POST, reader_language=language)
    if request.POST.get("do") == "feed":
        return _feed_of(request.POST.getlist("topics"), form)
    if form.is_trapped:
        return HttpResponseRedirect(reverse("newsletter_sent"))
    if not form.is_valid():
        return _again(request, own_page, form, 422)
    if not allow(FORMS_PER_NETWORK, network_of(client_address(request))):
        form.add_error(None, _("Too many requests came from your network. Try it in an hour."))
        return _again(request, own_page, form, 429)
    made = subscribing.request_sign_up(
        form.cleaned_data["email"],
        form.cleaned_data["language"],
        form.cleaned_data["foreign"],
        form.chosen,
        source=request.path,
    )
    response = HttpResponseRedirect(reverse("newsletter_sent"), status=303)
    _remember(response, made, request.is_secure())
    return response


def _feed_of(chosen: list[str], form: SignUpForm) -> HttpResponse:
    """Lead to the feed of the chosen topics, all without any; nothing is kept."""
    known = {topic.code for topic in form.topics}
    topics = [code for code in chosen if code in known]
    query = f"?tema={','.join(topics)}" if topics else ""
    return HttpResponseRedirect(reverse("topics_feed", args=["atom"]) + query, status=303)


def _again(
    request: HttpRequest, own_page: SubscribePage | None, form: SignUpForm, status: int
) -> HttpResponse:
    """Show the form with what was typed and what to do about it."""
    if own_page is None:
        return page(request, "sign_up", status, form=form, **sign_up_context(form.reader_language))
    request.sign_up_form = form  # type: ignore[attr-defined]
    return page_with_form(request, own_page, status)


def _path_in(language: str) -> str:
    """Return below which address the links of a message in a language stand."""
    with translation.override(language):
        return reverse("newsletter_sign_up")


def _remember(response: HttpResponse, made: SignUp, is_secure: bool) -> None:
    """Let this browser confirm with one click: a signed cookie for the subscription's pages."""
    response.set_cookie(
        COOKIE,
        TimestampSigner(salt=_SALT).sign(str(made.pk)),
        max_age=COOKIE_DAYS * 86_400,
        path=_path_in(made.language),
        secure=is_secure,
        httponly=True,
        samesite="Lax",
    )


def _has_signed_up_here(request: HttpRequest, made: SignUp) -> bool:
    """Say whether this browser asked for this subscription."""
    try:
        value = TimestampSigner(salt=_SALT).unsign(
            request.COOKIES.get(COOKIE, ""), max_age=timedelta(days=COOKIE_DAYS)
        )
    except BadSignature:
        return False
    return value == str(made.pk)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that a message is on its way."""
    return page(request, "sent")


@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a sign-up: at once in the browser that asked, elsewhere by a button."""
    made = subscribing.sign_up_of(token)
    if made is None:
        return page(request, "link_failed", 404)
    is_new = made.confirmed_at is None
    may = request.method == "POST" or (
        request.method == "GET" and _has_signed_up_here(request, made)
    )
    if is_new and not may:
        return page(request, "confirm", sign_up=made, address=masked(made.email))
    subscriber = subscribing.confirm(token)
    if subscriber is None:
        return page(request, "link_failed", 404)
    return page(
        request, "confirmed", subscriber=subscriber, token=token_of(subscriber), is_new=is_new
    )


# --- A reader's own pages --------------------------------------------------------------------


def token_of(subscriber: Subscriber) -> str:
    """Return the token of a subscriber's own links."""
    return make_token(subscriber.pk, subscriber.secret)


def subscriber_of(token: str) -> Subscriber | None:
    """Return whose link it is; None for a forged one and for somebody who was erased."""
    number = number_in(token)
    found = Subscriber.objects.filter(pk=number).exclude(email="").first() if number else None
    return found if found and is_genuine(token, found.pk, found.secret) else None


@csrf_exempt  # RFC 8058: mail clients POST here without cookies, origin or token of ours
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Leave: POST ends everything, also by a mail client's one click; GET shows the button.

    An unknown token is answered like a known one: nobody learns which exist.
    """
    subscriber = subscriber_of(token)
    if request.method != "POST":
        has_left = subscriber is not None and subscriber.status == Status.ENDED
        return page(request, "leave", token=token, has_left=has_left)
    if subscriber:
        is_one_click = "List-Unsubscribe" in request.POST
        subscribing.leave(subscriber, "one-click" if is_one_click else "link", "unsubscribe")
    return page(request, "left", token=token)


def _choices_form(subscriber: Subscriber, language: str, data: Any = None) -> ChoicesForm:
    """Return the form with a subscriber's present wishes, or with what came back."""
    chosen = {choice.topic: choice.frequency for choice in subscriber.choices.all()}
    counts = [list(chosen.values()).count(value) for value in Frequency.values]
    usual = Frequency.values[counts.index(max(counts))] if chosen else Frequency.WEEKLY
    initial: dict[str, Any] = {
        "topics": list(chosen),
        "language": subscriber.language,
        "foreign": subscriber.foreign_items,
        "frequency": usual,
    }
    initial |= {PREFIX + topic: value for topic, value in chosen.items() if value != usual}
    return ChoicesForm(data, initial=initial, reader_language=language)


@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """See and change topics, frequency and language; pause, go on, leave, be erased."""
    subscriber = subscriber_of(token)
    if subscriber is None:
        return page(request, "link_failed", 404)
    language = translation.get_language() or "cs"
    action = request.POST.get("action", "") if request.method == "POST" else ""
    if action in ACTIONS:
        return ACTIONS[action](request, subscriber, token)
    form = _choices_form(subscriber, language, request.POST if action == "save" else None)
    status, message = 200, ""
    if action == "save" and subscriber.status == Status.ENDED:
        return _saved(token, "konec")
    if action == "save":
        if form.is_valid():
            subscribing.change(
                subscriber,
                form.cleaned_data["language"],
                form.cleaned_data["foreign"],
                form.chosen,
                source="preferences",
            )
            return _saved(token, "ulozeno")
        status = 422
    else:
        message = _done(request.GET.get("hotovo", ""))
    return page(
        request,
        "preferences",
        status,
        form=form,
        subscriber=subscriber,
        token=token,
        address=masked(subscriber.email),
        message=message,
        pauses=[(days, today_in_prague() + timedelta(days=days)) for days in PAUSES],
        is_paused=subscriber.status == Status.PAUSED,
        has_left=subscriber.status == Status.ENDED,
    )


def _saved(token: str, what: str) -> HttpResponse:
    url = reverse("newsletter_preferences", args=[token])
    return HttpResponseRedirect(f"{url}?hotovo={what}", status=303)


def _pause(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    try:
        until = date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        return _saved(token, "den")
    if until <= today_in_prague() or subscriber.status == Status.ENDED:
        return _saved(token, "den")
    subscribing.pause(subscriber, until)
    return _saved(token, "pauza")


def _resume(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    """End a pause. Who left has to sign up again: that needs a new consent."""
    subscribing.resume(subscriber)
    return _saved(token, "konec" if subscriber.status == Status.ENDED else "znovu")


def _erase(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    if request.POST.get("sure") != "1":
        return page(request, "erase", token=token, address=masked(subscriber.email))
    # Only what the page names: the link stands in every issue, and issues are handed on.
    with transaction.atomic():
        erase(subscriber.email)
        erase_messages(subscriber.email)
    return page(request, "erased")


def _fresh_link(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    was_sent = subscribing.send_fresh_link(subscriber)
    return _saved(token, "odkaz" if was_sent else "pozdeji")


ACTIONS = {"pause": _pause, "resume": _resume, "erase": _erase, "link": _fresh_link}


def _done(code: str) -> str:
    """Return what to say after an action; the code comes from the address."""
    return {
        "ulozeno": _("Your wishes are saved."),
        "pauza": _("Nothing will come until the pause ends."),
        "znovu": _("News will come again."),
        "odkaz": _("A link to your data is on its way to your mailbox."),
        "pozdeji": _("A link was sent a moment ago. Look into your mailbox, or try it later."),
        "konec": _("The subscription has ended. Sign up again if you want the news."),
        "den": _("Choose a day in the future."),
    }.get(code, "")


@csrf_exempt  # it changes nothing; POST keeps a typed address out of addresses and logs
@require_http_methods(["GET", "HEAD", "POST"])
def show_sample(request: HttpRequest) -> HttpResponse:
    """Show an issue as a reader with these wishes would get it: `topics=export&frequency=2`."""
    language = translation.get_language() or "cs"
    wishes = request.POST if request.method == "POST" else request.GET
    topics = set(wishes.getlist("topics") or codes_in(wishes.get(TOPIC_PARAMETER, "")))
    text = wishes.get("frequency", "")
    frequency = int(text) if text in {str(f) for f in Frequency.values} else Frequency.WEEKLY
    rendered = sample(language, {topic[:80] for topic in list(topics)[:50]}, frequency)
    return mail_response(rendered.html)


def mail_response(html: str) -> HttpResponse:
    """Answer with a message's HTML as it is: it has styles of its own and loads nothing."""
    response = HttpResponse(html)
    response._csp_update = {"style-src": ["'unsafe-inline'"]}  # type: ignore[attr-defined]
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response
