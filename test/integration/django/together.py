"""A Django site on a database: its address on the first line. Its pages say who is there, and let in, out and keep things."""
import json
import os
import sys
import types

import django
from django.conf import settings

database, secret_key, engine, folder = sys.argv[1:5]
settings.configure(
    SECRET_KEY=secret_key,
    USE_TZ=True,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="pages",
    SESSION_ENGINE="django.contrib.sessions.backends." + engine,
    SESSION_FILE_PATH=folder,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"],
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()

from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path

PBKDF2PasswordHasher.iterations = 1000
if not os.path.exists(database):
    call_command("migrate", verbosity=0)
    for name in ("ada", "bob"):
        User.objects.create_user(name, password="pässword " + name)
    User.objects.create_user("gone", password="pässword gone", is_active=False)


def who(request):
    session = request.session
    mine = {name: session[name] for name in session.keys() if not name.startswith("_")}
    return JsonResponse({
        "user": str(request.user), "data": mine, "token": get_token(request),
        "age": session.get_expiry_age(), "browser": session.get_expire_at_browser_close(),
    })


def enter(request):
    user = authenticate(request, username=request.POST["username"], password=request.POST["password"])
    if user is not None:
        login(request, user)
    return HttpResponse(status=422 if user is None else 200)


def leave(request):
    logout(request)
    return HttpResponse()


def keep(request):
    request.session[request.POST["name"]] = json.loads(request.POST["value"])
    return HttpResponse()


def cycle(request):
    request.session.cycle_key()
    return HttpResponse()


def expiry(request):
    request.session.set_expiry(json.loads(request.POST["value"]))
    request.session.modified = True
    return HttpResponse()


def password(request):
    request.user.set_password(request.POST["password"])
    request.user.save()
    update_session_auth_hash(request, request.user)
    return HttpResponse()


pages = types.ModuleType("pages")
pages.urlpatterns = [path(view.__name__ + "/", view) for view in (who, enter, leave, keep, cycle, expiry, password)]
sys.modules["pages"] = pages


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
print("http://127.0.0.1:%d" % server.server_port, flush=True)
server.serve_forever()
