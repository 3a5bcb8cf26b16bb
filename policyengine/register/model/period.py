"""Lengths of time as ISO 8601 writes them and the law counts them."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_ISO = re.compile(r"P(?:(\d{1,5})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?)?")


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar period: whole months, whole days, and minutes for the periods counted in hours.

    Facts and rules write none below zero; one that is turned round lies before a day instead of after it.
    No tuple, because several values are one.
    """

    months: int = 0
    days: int = 0
    minutes: int = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read `P3Y`, `P1M`, `P2W`, `P30D`, `PT72H` and their combinations.

        Raises `ValueError` where the text is not such a period.
        """
        match = _ISO.fullmatch(text)
        if match is None or text == "P" or text.endswith("T"):
            raise ValueError(f"`{text[:40]}` is not an ISO 8601 period such as P3Y, P1M, P30D or PT72H")
        years, months, weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
        return cls(years * 12 + months, weeks * 7 + days, hours * 60 + minutes)

    def after(self, start: dt.date) -> dt.date:
        """The day or instant this period after `start`.

        A month that has no such day ends on its last day (Regulation 1182/71, Art. 3(2)(c)).
        Raises `OverflowError` past the year 9999 and before the year 1.
        """
        month = start.month - 1 + self.months
        year, month = start.year + month // 12, month % 12 + 1
        if not dt.MINYEAR <= year <= dt.MAXYEAR:
            raise OverflowError("date beyond the years 1 to 9999")
        day = min(start.day, calendar.monthrange(year, month)[1])
        return start.replace(year=year, month=month, day=day) + dt.timedelta(days=self.days, minutes=self.minutes)

    def backwards(self) -> Period:
        """As long, and to be counted back from a day."""
        return Period(-self.months, -self.days, -self.minutes)

    @property
    def goes_back(self) -> bool:
        """Whether it is counted back from a day."""
        return min(self.months, self.days, self.minutes) < 0

    def __str__(self) -> str:
        if self.goes_back:
            return f"-{self.backwards()}"
        years, months = divmod(self.months, 12)
        hours, minutes = divmod(self.minutes, 60)
        date = "".join(f"{n}{u}" for n, u in ((years, "Y"), (months, "M"), (self.days, "D")) if n)
        time = "".join(f"{n}{u}" for n, u in ((hours, "H"), (minutes, "M")) if n)
        return "P" + (date or ("" if time else "0D")) + (f"T{time}" if time else "")
