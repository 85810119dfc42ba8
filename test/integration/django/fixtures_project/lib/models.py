"""The models of `fixtures.test.ts`, as Django declares them."""
import uuid

from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import models


class CountryManager(models.Manager):
    def get_by_natural_key(self, name):
        return self.get(name=name)


class Country(models.Model):
    code = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=40, unique=True)
    objects = CountryManager()

    def natural_key(self):
        return (self.name,)


class AuthorManager(models.Manager):
    def get_by_natural_key(self, name, country):
        return self.get(name=name, country__name=country)


class Author(models.Model):
    name = models.CharField(max_length=40)
    country = models.ForeignKey(Country, models.PROTECT)
    is_alive = models.BooleanField(default=True)
    user = models.OneToOneField(User, models.CASCADE, null=True)
    objects = AuthorManager()

    def natural_key(self):
        return (self.name,) + self.country.natural_key()

    natural_key.dependencies = ["lib.country"]


class Book(models.Model):
    title = models.CharField(max_length=100)
    authors = models.ManyToManyField(Author)
    similar = models.ManyToManyField("self")
    about = models.ForeignKey(ContentType, models.CASCADE, null=True)
    sequel_of = models.ForeignKey("self", models.SET_NULL, null=True)


class Kinds(models.Model):
    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    small = models.SmallIntegerField(null=True)
    big = models.BigIntegerField(null=True)
    fraction = models.FloatField(null=True)
    price = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    maybe = models.BooleanField(null=True)
    text = models.TextField(blank=True)
    slug = models.SlugField(blank=True)
    day = models.DateField(null=True)
    at = models.TimeField(null=True)
    moment = models.DateTimeField(null=True)
    length = models.DurationField(null=True)
    document = models.JSONField(null=True)
    data = models.BinaryField(null=True)
    ip = models.GenericIPAddressField(null=True)
    link = models.URLField(blank=True)
    picture = models.FileField(blank=True)
    changed = models.DateTimeField(auto_now=True)
