"""How long things usually take, and what "today" means, in the words of the applicant's pages."""

from dataclasses import dataclass
from datetime import datetime

from db.enrolment.usual_times import usual_answer, usual_review
from domain.business_calendar import (
    JST,
    is_business_day,
    is_over_for_today,
    next_business_morning,
)
from domain.enrolment.standing import Standing
from domain.enrolment.usual_times import UsualTime, in_english, in_japanese
from domain.text import InvalidInput
from web.language import Language, say

_OF_ONE = "この認証先卸の回答：これまでの半数は{half}以内、9割は{most}以内（直近{cases}件）"
_OF_ALL = "認証先卸の回答：これまでの半数は{half}以内、9割は{most}以内（全体の直近{cases}件）"
_OF_REVIEWS = (
    "Inforexでの内容の確認（必要な場合）：これまでの半数は{half}以内、"
    "9割は{most}以内（直近{cases}件）"
)


@dataclass(frozen=True)
class Today:
    """What can be expected of this day; `next_morning`: when work goes on, None while it does."""

    business_day: bool
    next_morning: datetime | None

    @classmethod
    def at(cls, now: datetime) -> "Today":
        """Tell by the Japanese calendar."""
        over = is_over_for_today(now)
        local_day = now.astimezone(JST).date()
        return cls(is_business_day(local_day), next_business_morning(now) if over else None)


async def usual_times(
    language: Language, standing: Standing | None = None, wholesaler_id: int | None = None
) -> list[str]:
    """The sentences that help at a standing; before the form, of wholesalers in general."""
    told: list[str] = []
    if standing is not Standing.UNDER_REVIEW:
        answer = await usual_answer(wholesaler_id)
        if answer is not None:
            told.append(_said(_OF_ALL if answer.general else _OF_ONE, answer, language))
    if standing in {None, Standing.RECEIVED, Standing.UNDER_REVIEW}:
        review = await usual_review()
        if review is not None:
            told.append(_said(_OF_REVIEWS, review, language))
    return told


def _said(sentence: str, usual: UsualTime, language: Language) -> str:
    write = in_english if language == "en" else in_japanese
    return say(
        InvalidInput(
            sentence, half=write(usual.half), most=write(usual.most), cases=str(usual.cases)
        ),
        language,
    )
