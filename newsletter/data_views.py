"""What needs the mailbox itself: a reader's own data and another address.

Both open by a link that goes to the address, works once for a change and for seven days.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from home.same_origin import same_origin_form
from mail.privacy import data_as_json, data_of
from newsletter import subscribing
from newsletter.addresses import masked
from newsletter.forms import AddressForm
from newsletter.views import page, token_of


@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def data(request: HttpRequest, token: str) -> HttpResponse:
    """Show all data of a reader, give them as JSON, take another address."""
    subscriber = subscribing.subscriber_of_fresh_link(token)
    if subscriber is None:
        return page(request, "link_failed", 404)
    if request.GET.get("format") == "json":
        text = data_as_json(subscriber.email)
        response = HttpResponse(text, content_type="application/json; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="rozcestnik.json"'
        response["Cache-Control"] = "no-store"
        return response
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if not subscribing.request_new_address(token, form.cleaned_data["email"]):
            return page(request, "link_failed", 404)
        return page(request, "sent")
    error = str(form.errors["email"][0]) if form.errors else ""
    return page(
        request,
        "data",
        422 if error else 200,
        data=data_of(subscriber.email),
        subscriber=subscriber,
        token=token,
        own_token=token_of(subscriber),
        error=error,
        typed=form.data.get("email", "") if form.is_bound else "",
    )


@same_origin_form
@require_http_methods(["GET", "HEAD", "POST"])
def new_address(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm a new address: GET shows the button, POST moves the subscription."""
    link = subscribing.find_link(token, subscribing.NEW_ADDRESS)
    if link is None:
        return page(request, "link_failed", 404)
    if request.method != "POST":
        return page(request, "new_address", address=masked(link.data["email"]))
    subscriber = subscribing.confirm_new_address(token)
    if subscriber is None:
        return page(request, "link_failed", 404)
    return page(
        request, "confirmed", subscriber=subscriber, token=token_of(subscriber), is_new=False
    )
