"""Signing in to the API."""

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate, user_logged_in
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.authtoken.models import Token
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from audit.models import record
from base.schema import Refusal


class Credentials(serializers.Serializer):
    username = serializers.CharField()
    password = serializers.CharField(max_length=1000, trim_whitespace=False, style={"input_type": "password"})


class TokenAnswer(serializers.Serializer):
    token = serializers.CharField(help_text="send it as “Authorization: Token …”")


class TokenPage(APIView):
    """User name and password for a token. The lock-out after repeated failures is that of the sign-in page."""

    reach_safe = True
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        request=Credentials,
        responses={
            200: TokenAnswer,
            401: OpenApiResponse(Refusal, "User name or password is wrong; it is not said which."),
            429: OpenApiResponse(Refusal, "Signing in is paused after repeated failures."),
        },
    )
    def post(self, request):
        given = Credentials(data=request.data)
        given.is_valid(raise_exception=True)
        person = authenticate(request=request._request, **given.validated_data)
        if person is None:
            return self.refuse(request, given.validated_data["username"])
        user_logged_in.send(type(person), request=request._request, user=person)  # forgets the failures before it
        record("sign_in", about=person, by=person, note="API")
        token, _fresh = Token.objects.get_or_create(user=person)
        return Response({"token": token.key})

    def refuse(self, request, username):
        """401 for a wrong word, 429 while the person is locked out; neither says which part was wrong."""
        if not AxesProxyHandler.is_allowed(request._request, {"username": username}):
            return Response({"detail": _("Too many failed attempts. Try again later.")}, status=status.HTTP_429_TOO_MANY_REQUESTS)
        return Response({"detail": _("User name or password is wrong.")}, status=status.HTTP_401_UNAUTHORIZED)


def name_tried(request, credentials):
    """The name under which failures are counted, no longer than the column for it."""
    return ((credentials or request.POST).get("username") or "")[:255]


def locked_out(request, response, credentials=None):
    """What is answered in the place of `response` while signing in is paused: the API has said it, a page says it in the portal's dress."""
    return response if request.path == reverse("api-token") else render(request, "registration/lockout.html", status=429)
