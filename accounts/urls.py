from django.urls import path

from accounts import invitations, people, views
from accounts.models import Portrait, User
from base.file_pages import file_view
from base.picking import PickPage

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="login"),
    path("sign-out/", views.SignOut.as_view(), name="logout"),
    path("profile/", views.Profile.as_view(), name="profile"),
    path("profile/password/", views.ChangePassword.as_view(), name="password_change"),
    path("profile/password/changed/", views.PasswordChanged.as_view(), name="password_change_done"),
    path("welcome/<uidb64>/<token>/", people.Welcome.as_view(), name="welcome"),
    path("people/", people.PersonListPage.as_view(), name="user-list"),
    path("people/pick/", PickPage.as_view(model=User), name="user-pick"),
    path("people/new/", people.PersonNew.as_view(), name="user-new"),
    path("people/bulk/invite/", invitations.InviteMany.as_view(), name="user-bulk-invite"),
    path("people/<int:pk>/", people.PersonDetail.as_view(), name="user-detail"),
    path("people/portraits/<int:pk>/", file_view(Portrait), name="user-portrait"),
    path("people/<int:pk>/edit/", people.PersonEdit.as_view(), name="user-edit"),
    path("people/<int:pk>/phone/", people.PersonPhone.as_view(), name="user-phone"),
    path("people/<int:pk>/invite/", people.PersonInvite.as_view(), name="user-invite"),
]
