"""What the portal says when it will not do something."""

from django.shortcuts import render


class Refused(Exception):
    """A verb that the row's state or a rule of the office forbids; the message is a sentence for the user.

    Pages show it with status 409, the API answers 409 with ``{"detail": …}``.
    """


class RefusedMiddleware:
    """What is refused where no form could say it is a page of its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, error):
        return render(request, "409.html", {"reason": str(error)}, status=409) if isinstance(error, Refused) else None
