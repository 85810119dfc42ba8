"""Reads sessions that nuages made, changes them and makes others, as Django would: prints what it finds as JSON."""
import json
import sys

import django
from django.conf import settings

folder, secret_key, cookie, key = sys.argv[1:5]
settings.configure(SECRET_KEY=secret_key, USE_TZ=True, SESSION_FILE_PATH=folder)
django.setup()

from django.contrib.sessions.backends import file, signed_cookies


def visit(store):
    found = dict(store.items())
    store["django"] = [1, "é"]
    store.save()
    return {"found": found, "key": store.session_key}


print(json.dumps({
    "cookie": visit(signed_cookies.SessionStore(cookie)),
    "file": visit(file.SessionStore(key)),
    "new_cookie": visit(signed_cookies.SessionStore()),
    "new_file": visit(file.SessionStore()),
}))
