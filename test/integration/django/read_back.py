"""Reads a database that nuages made, as Django would: prints what it finds as JSON."""
import io
import json
import sys

import django
from django.conf import settings

database, secret_key, session_key = sys.argv[1:4]
settings.configure(
    SECRET_KEY=secret_key,
    USE_TZ=True,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.admin",
    ],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()

from django.contrib.admin.models import LogEntry
from django.contrib.auth import authenticate, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection

plan = io.StringIO()
call_command("showmigrations", "--plan", stdout=plan)
models = io.StringIO()
call_command("inspectdb", "notes_note", stdout=models)
session = SessionStore(session_key)
user = get_user_model().objects.get(username="ada")
with connection.cursor() as cursor:
    cursor.execute("select title, pinned, created from notes_note order by id")
    notes = [[title, bool(pinned), str(created)] for title, pinned, created in cursor.fetchall()]
print(json.dumps({
    "unapplied": [line.strip() for line in plan.getvalue().splitlines() if line.startswith("[ ]")],
    "session_user": session.get("_auth_user_id"),
    "session_hash_holds": session.get("_auth_user_hash") == user.get_session_auth_hash(),
    "user": [user.username, user.email, user.is_superuser, user.is_staff, user.is_active],
    "password": authenticate(username="grace", password="a long unusual phrase") is not None,
    "wrong_password": authenticate(username="grace", password="another") is None,
    "log": [[entry.action_flag, entry.object_repr, entry.get_change_message()] for entry in LogEntry.objects.order_by("id")],
    "log_model": [str(entry.content_type.natural_key()) for entry in LogEntry.objects.order_by("id")],
    "inspected": models.getvalue(),
    "notes": notes,
}))
