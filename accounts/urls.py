from django.urls import path

from accounts import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="login"),
    path("sign-out/", views.SignOut.as_view(), name="logout"),
    path("profile/", views.Profile.as_view(), name="profile"),
    path("profile/password/", views.ChangePassword.as_view(), name="password_change"),
    path("profile/password/changed/", views.PasswordChanged.as_view(), name="password_change_done"),
]
