"""The library as a knowledge base for whoever talks to a customer: 客服百问, scripts, case studies (S3-12a, S3-45b)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, TextField, Value, When
from django.urls import reverse

from shouwen.common import text
from shouwen.exchange import knowledge
from shouwen.exchange.knowledge import Piece
from shouwen.improvement.models import LibraryItem
from shouwen.improvement.words import Category

#: Two neighbouring characters that a title shares with the demand by chance; more are no chance.
_BY_CHANCE: Final = 1
_LONGEST_DEMAND: Final = 400
_LONGEST_WORDS: Final = 60


class TrainingLibrary:
    """The training library, read at the counter."""

    def suggest(self, topic: str, words: str, limit: int) -> Sequence[Piece]:
        """Pieces of the topic, and those whose titles speak of the same; sharing more words comes first."""
        shared = _shared_with(text.bigrams(words[:_LONGEST_DEMAND]))
        of_topic = Q(topics__contains=[topic]) if topic else Q(pk=None)
        found = LibraryItem.objects.annotate(
            shared=shared, fits=Case(When(of_topic, then=1), default=0, output_field=IntegerField())
        ).filter(of_topic | Q(shared__gt=_BY_CHANCE))
        return _pieces(found.order_by("-fits", "-shared", "-pk"), limit)

    def search(self, words: str, limit: int) -> Sequence[Piece]:
        """Pieces whose title or text holds every word."""
        found = LibraryItem.objects.order_by("-pk")
        for word in words[:_LONGEST_WORDS].split():
            found = found.filter(Q(title__icontains=word) | Q(body__icontains=word))
        return _pieces(found, limit)

    def address(self) -> str:
        return reverse("improvement:library")


def _shared_with(pieces: list[str]) -> Func:
    """How many of the two-character pieces a title holds."""
    return Func(
        F("title"),
        Value(pieces, output_field=ArrayField(TextField())),
        template="cardinality(ARRAY(SELECT unnest(shouwen_bigrams(%(expressions)s))))",
        arg_joiner=")) INTERSECT SELECT unnest((",
        output_field=IntegerField(),
    )


def _pieces(found: QuerySet[LibraryItem], limit: int) -> list[Piece]:
    return [
        Piece(
            title=item.title,
            subject=item.own_category or str(Category(item.category).label),
            text=item.body,
            url=reverse("improvement:item", args=[item.pk]),
        )
        for item in found[:limit]
    ]


knowledge.publish(TrainingLibrary())
