"""Answers, as Django, questions about passwords, tokens, names and addresses: JSON in, JSON out."""
import json
import sys
from datetime import datetime, timezone

import django
from django.conf import settings

asked = json.load(sys.stdin)
HASHERS = ["PBKDF2PasswordHasher", "PBKDF2SHA1PasswordHasher", "SHA1PasswordHasher", "MD5PasswordHasher",
           "UnsaltedSHA1PasswordHasher", "UnsaltedMD5PasswordHasher"]
for module, names in (("argon2", ["Argon2PasswordHasher"]), ("bcrypt", ["BCryptSHA256PasswordHasher", "BCryptPasswordHasher"])):
    try:
        __import__(module)
        HASHERS.extend(names)
    except ImportError:
        pass
VALIDATORS = ["UserAttributeSimilarityValidator", "MinimumLengthValidator", "NumericPasswordValidator"]
settings.configure(
    SECRET_KEY=asked["key"],
    USE_TZ=True,
    TIME_ZONE="UTC",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
    PASSWORD_HASHERS=["django.contrib.auth.hashers." + name for name in HASHERS],
    AUTH_PASSWORD_VALIDATORS=[{"NAME": "django.contrib.auth.password_validation." + name} for name in VALIDATORS],
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()

import re

from django.contrib.auth import hashers
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import ValidationError
from django.utils.http import url_has_allowed_host_and_scheme


def encode(password, algorithm, salt, iterations):
    try:
        hasher = hashers.get_hasher(algorithm)
    except ValueError:
        return None
    if algorithm.startswith("bcrypt"):
        import bcrypt

        return hasher.encode(password, bcrypt.gensalt(rounds=4))
    if algorithm == "argon2":
        hasher.time_cost, hasher.memory_cost, hasher.parallelism = 1, 64, 2
    return hasher.encode(password, salt, iterations) if algorithm.startswith("pbkdf2") else hasher.encode(password, salt)


def check(password, encoded):
    try:
        return hashers.identify_hasher(encoded).verify(password, encoded)
    except ValueError:
        return None


def update(encoded):
    return hashers.identify_hasher(encoded).must_update(encoded)


class Tokens(PasswordResetTokenGenerator):
    def __init__(self, now):
        super().__init__()
        self.now = now

    def _now(self):
        return datetime.fromtimestamp(self.now, timezone.utc).replace(tzinfo=None)


def person(user):
    login = user["lastLogin"]
    found = User(pk=user["pk"], password=user["password"], email=user["email"])
    found.last_login = login and datetime.fromisoformat(login.replace("Z", "+00:00"))
    return found


def codes(password, user):
    try:
        validate_password(password, User(**user))
        return []
    except ValidationError as error:
        return [each.code for each in error.error_list]


print(json.dumps({
    "encoded": [encode(*each) for each in asked["encode"]],
    "checked": [check(*each) for each in asked["check"]],
    "update": [update(each) for each in asked["update"]],
    "tokens": [Tokens(now).make_token(person(user)) for user, now in asked["tokens"]],
    "tokens_checked": [Tokens(now).check_token(person(user), token) for user, now, token in asked["tokensChecked"]],
    "hashes": [person(user).get_session_auth_hash() for user, _ in asked["tokens"]],
    "emails": [User.objects.normalize_email(each) for each in asked["emails"]],
    "names": [User.normalize_username(each) for each in asked["names"]],
    "codes": [codes(*each) for each in asked["passwords"]],
    "safe": [url_has_allowed_host_and_scheme(each, {"example.org"}) for each in asked["urls"]],
    "word": [code for code in asked["characters"] if re.match(r"\w\Z", chr(code))],
    "digits": [code for code in asked["characters"] if chr(code).isdigit()],
}))
