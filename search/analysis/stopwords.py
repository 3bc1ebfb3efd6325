"""Words that say how somebody asks, not for what; they are left out of questions only.

Texts are indexed with them, so that phrases keep their shape.
"""

from __future__ import annotations

from collections.abc import Sequence

CZECH = """a aby ac ackoli ahoj ale ani ano asi at az bez bud bude budou budu by byl byla byli
bylo byt bych bychom ci co coz dalsi dnes do ho i jak jako jaka jake jaky je jeho jej jeji jejich
jen jenz jeste jestli ji jich jim jinak jine jiz jsem jsi jsme jsou jste k kam kde kdo kdy kdyz ke
ktera ktere kteri kterou ktery ku ma maji mam mame mate me mezi mi mit mne mnou mohl mohla mohou
mohu moje moz muj musi muze muzeme muzu my na nad najit najdu nam nami nas nasi ne nebo neco necht
nejsou nejaky nejakou nekde nekdo neni nez nic o od ode on ona oni ono pak po pod podle pokud pouze
prave pred pres pri pro proc proto protoze s se si sve svuj svych ta tak take takze tam tato te tedy
tento teto ten tim timto to tohle toho tohoto tom tomto tomu tomuto tu tuto ty tyto u uz v vam vami
vas vase ve vice vsak vsechen vy z za zda zde ze chci chceme chtel chtela hledam hledame jde lze
mozne napiste dat potrebuji potrebuju potrebujeme"""
ENGLISH = """a about after all also am an and any are as at be been but by can could did do does
find for from get had has have how i if in into is it its just looking me my need no not of on or
our should so some than that the their them there these they this to us want was we were what when
where which who whom why will with would you your"""

STOP_WORDS: dict[str, frozenset[str]] = {
    "cs": frozenset(CZECH.split()),
    "en": frozenset(ENGLISH.split()),
}


def guess_language(words: Sequence[str], preferred: str) -> str:
    """Return the language whose small words are among `words` most often, else `preferred`."""
    found = {code: sum(word in small for word in words) for code, small in STOP_WORDS.items()}
    best = max(found.values(), default=0)
    return preferred if found.get(preferred, 0) == best else max(found, key=lambda c: found[c])


def telling_words(words: Sequence[str], language: str) -> list[str]:
    """Return `words` without the small ones of `language`; all where nothing else is left."""
    small = STOP_WORDS.get(language, frozenset())
    return [word for word in words if word not in small] or list(words)
