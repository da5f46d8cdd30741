"""Language: a report that is not in English is refused by name; other tongues within an English one are fine."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from detente.errors import ReportError
from ingest.reading.file import read
from ingest.reading.language import detect
from tests.ingest.material import SEMINAR, shared

OTHERS = {
    "French": "Le séminaire sur les relations entre les deux pays a eu lieu. L’ambassadeur a déclaré que le commerce avait doublé. ",
    "Spanish": "El seminario sobre las relaciones entre los dos países fue en Quito. El embajador dijo que el comercio había crecido. ",
    "German": "Das Seminar über die Beziehungen der beiden Länder war in Bern. Der Botschafter sagte, der Handel habe sich verdoppelt. ",
    "Russian": "Семинар об отношениях между двумя странами состоялся в Минске. Посол заявил, что торговля за последние годы удвоилась. ",
    "Turkish": "İki ülke arasındaki ilişkiler konulu seminer İzmir’de yapıldı. Büyükelçi ticaretin iki katına çıktığını söyledi. ",
    "Urdu": "دونوں ممالک کے درمیان تعلقات پر سیمینار لاہور میں منعقد ہوا۔ سفیر نے کہا کہ تجارت گزشتہ برسوں میں دگنی ہو گئی ہے۔ ",
    "Chinese": "两国关系研讨会在上海举行。大使表示，近年来贸易额翻了一番，双方应当加强合作，扩大能源领域的投资，并且共同建设港口。",
}


@pytest.mark.parametrize("language", OTHERS)
def test_a_report_in_another_language_is_refused_with_its_name(tmp_path: Path, language: str) -> None:
    path = tmp_path / "report.txt"
    path.write_text(OTHERS[language] * 6, encoding="utf-8")
    with pytest.raises(ReportError, match=f"the report is in {language}; only reports in English") as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")


@pytest.mark.parametrize("language", OTHERS)
def test_quotes_and_headings_in_another_language_are_fine(tmp_path: Path, language: str) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"{OTHERS[language]}\n\n{SEMINAR}\n\n“{OTHERS[language]}”\n", encoding="utf-8")
    assert read(path).text


@pytest.mark.parametrize(
    "text", ["Merci.", "Dr. X", "1 2 3", "Harbour – Hafen – Port\n" * 3, "Dr. A. B. Khan, Prof. X. Li, Amb. Ivanov, " * 40]
)
def test_what_is_too_short_or_only_names_is_not_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    assert read(path).text == text


def test_the_header_outranks_what_is_detected(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"---\nlanguage: en-GB\n---\n{OTHERS['French'] * 6}", encoding="utf-8")
    assert read(path).header["language"] == "en-GB"
    path.write_text(f"---\nlanguage: fr\n---\n{SEMINAR}", encoding="utf-8")
    with pytest.raises(ReportError, match="is in French"):
        read(path)


def test_the_reports_beside_the_repository_are_english_and_it_costs_little() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(shared("dev").glob("*.txt"))]
    assert detect(texts[0] * 20) == "en"
    started = time.perf_counter()
    assert {detect(text) for text in texts} == {"en"}
    assert (time.perf_counter() - started) / len(texts) < 0.05
