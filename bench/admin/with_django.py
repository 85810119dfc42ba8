"""Django's admin with the shop of shop.ts, on the database of a URL. Orders come and answers go as lines of JSON.

One process and one thread answer, by the server of Python's standard library; its connection to the database stays open.
"""
import json
import os
import sys
import threading
import time
import types
from urllib.parse import urlsplit

import django
from django.conf import settings

url = urlsplit(sys.argv[1])
if url.scheme == "sqlite":
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": url.path}
else:
    database = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path[1:],
        "HOST": url.hostname,
        "PORT": url.port or 5432,
        "USER": url.username or "postgres",
        "PASSWORD": url.password or "",
        "CONN_MAX_AGE": None,
    }

# Settings of `startproject`, as its deployment checklist wants them.
settings.configure(
    SECRET_KEY="a key of fifty characters that only the benchmark uses",
    DEBUG=False,
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="pages",
    DATABASES={"default": {**database, "CONN_MAX_AGE": None}},
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        "shop",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
        ]},
    }],
    USE_I18N=True,
    USE_L10N=True,
    USE_TZ=True,
    STATIC_URL="/static/",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    LOGGING_CONFIG=None,
)

shop = types.ModuleType("shop")
shop.__path__ = []
shop.__file__ = __file__
sys.modules["shop"] = shop
shop_apps = types.ModuleType("shop.apps")
sys.modules["shop.apps"] = shop_apps

from django.apps import AppConfig


class Shop(AppConfig):
    name = "shop"
    path = os.path.dirname(os.path.abspath(__file__))


Shop.__module__ = "shop.apps"
shop_apps.Shop = Shop
settings.INSTALLED_APPS[-1] = "shop.apps.Shop"
django.setup()

from wsgiref.simple_server import WSGIRequestHandler, make_server

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpResponse
from django.urls import path


class Maker(models.Model):
    name = models.CharField(max_length=60)
    country = models.CharField(max_length=2)

    def __str__(self):
        return self.name

    class Meta:
        app_label = "shop"


class Shelf(models.Model):
    name = models.CharField(max_length=60)

    def __str__(self):
        return self.name

    class Meta:
        app_label = "shop"


class Product(models.Model):
    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60)
    status = models.CharField(max_length=8, choices=[("draft", "Draft"), ("review", "In review"), ("live", "Published")])
    maker = models.ForeignKey(Maker, models.PROTECT)
    shelf = models.ForeignKey(Shelf, models.PROTECT)
    price = models.DecimalField(max_digits=8, decimal_places=2, db_index=True)
    stock = models.IntegerField(default=0)
    featured = models.BooleanField(default=False)
    published = models.DateField(null=True, blank=True)
    blurb = models.TextField(blank=True)

    def __str__(self):
        return self.title

    class Meta:
        app_label = "shop"
        ordering = ["-pk"]


class Variant(models.Model):
    product = models.ForeignKey(Product, models.CASCADE)
    code = models.CharField(max_length=40)
    price = models.DecimalField(max_digits=8, decimal_places=2)
    stock = models.IntegerField(default=0)

    def __str__(self):
        return self.code

    class Meta:
        app_label = "shop"


class Photo(models.Model):
    product = models.ForeignKey(Product, models.CASCADE)
    caption = models.CharField(max_length=120)
    position = models.IntegerField(default=0)

    def __str__(self):
        return self.caption

    class Meta:
        app_label = "shop"


class Note(models.Model):
    product = models.ForeignKey(Product, models.CASCADE)
    author = models.CharField(max_length=60)
    body = models.TextField()

    def __str__(self):
        return self.author

    class Meta:
        app_label = "shop"


class Inline(admin.TabularInline):
    extra = 0


class VariantInline(Inline):
    model = Variant


class PhotoInline(Inline):
    model = Photo


class NoteInline(Inline):
    model = Note


@admin.register(Product)
class ProductAdmin(admin.ModelAdmin):
    list_display = ["title", "maker", "status", "price", "stock", "featured", "published"]
    list_filter = ["status", "featured", "shelf"]
    list_select_related = ["maker"]
    search_fields = ["title", "slug"]
    list_per_page = 50
    # What nuages does by itself with the only date of a list, unless it is a long one.
    date_hierarchy = "published" if "--dates" in sys.argv else None
    inlines = [VariantInline, PhotoInline, NoteInline]


admin.site.register([Maker, Shelf])

pages = types.ModuleType("pages")
pages.urlpatterns = [path("", lambda request: HttpResponse("nothing")), path("admin/", admin.site.urls)]
sys.modules["pages"] = pages

# An app whose models are in no module of its own.
apps.get_app_config("shop").models_module = shop
call_command("migrate", run_syncdb=True, verbosity=0)
if not User.objects.filter(username="ada").exists():
    User.objects.create_superuser("ada", "ada@example.org", "correct horse battery staple")
connection.close()

application = get_wsgi_application()
statements = None


def watch(execute, sql, params, many, context):
    if statements is not None:
        statements.append(sql)
    return execute(sql, params, many, context)


def counted(environ, start_response):
    if statements is None:
        return application(environ, start_response)
    with connection.execute_wrapper(watch):
        return application(environ, start_response)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


server = make_server("127.0.0.1", 0, counted, handler_class=Quiet)
threading.Thread(target=server.serve_forever, daemon=True).start()


def say(answer):
    print(json.dumps(answer), flush=True)


say({"port": server.server_port, "version": django.get_version()})
before = time.process_time()
for line in sys.stdin:
    order = json.loads(line)["order"]
    if order == "cpu":
        now = time.process_time()
        say({"cpu": (now - before) * 1e6})
        before = now
    elif order == "count":
        statements = []
        say({})
    else:
        say({"queries": statements})
        statements = None
