"""How hard a text is to read: the Flesch-Kincaid grade and the longest sentence.

The grade is a school year of the United States; add five for a reading age in years. It counts
syllables by rule, so it is right on average over a paragraph and not for every word.
"""

import re

_MARKUP = re.compile(r"`{3,}.*|^:.*|[*_#>|]|\]\([^)]*\)|\{[a-z]+\}|`", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[^a-z])|\n\s*\n|\n\s*[-*]\s+|:\s*\n")
_WORD = re.compile(r"[A-Za-z]+(?:['\u2019-][A-Za-z]+)*|\d[\d,.]*")
_VOWELS = re.compile(r"(?<=r)e(?=as?$)|[aeiouy]+")


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade of a text, Markdown allowed.

    Args:
        text: one or more sentences; addresses of links and role names are not counted.

    Returns:
        0.39 x words per sentence + 11.8 x syllables per word - 15.59; 0.0 for no words.

    Source:
        Kincaid JP and others (1975), Research Branch Report 8-75, US Naval Technical Training.
    """
    sentences = _sentences(text)
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def longest_sentence(text: str) -> int:
    """Return how many words the longest sentence has; 0 for no words."""
    return max((len(sentence) for sentence in _sentences(text)), default=0)


def _sentences(text: str) -> list[list[str]]:
    """Return the words of each sentence; list items and paragraphs end a sentence too."""
    plain = _SENTENCE_END.split("\n" + text)
    words = (_WORD.findall(_MARKUP.sub(" ", sentence)) for sentence in plain)
    return [found for found in words if found]


def _syllables(word: str) -> int:
    """Count groups of vowels, without a silent e at the end; at least one."""
    if word[0].isdigit():
        return 1
    lower = word.lower()
    count = len(_VOWELS.findall(lower))  # "area" has three: its "ea" is not one sound
    silent = re.search(r"[^aeiouy](?:e|es|ed)$", lower)
    sounded = re.search(r"[^aeiouy]le$|[td]ed$|(?:[sxzcg]|sh|ch)es$", lower)
    return max(1, count - 1 if silent and not sounded else count)
