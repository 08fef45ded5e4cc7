"""What customers write: subjects of tickets, and comments composed from whole sentences in three languages.

A comment is one to three sentences that fit how good the score is (good, mixed, bad) and what it was about. Whole
sentences follow each other, so that grammar never depends on what was drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from cx.sample.parameters import Floats, Ints

GOOD, MIXED, BAD = "good", "mixed", "bad"

Choice = TypeVar("Choice")

#: Sentences at the beginning and at the end, by language and mood.
OPENINGS = {
    "en": {
        GOOD: ("Great support.", "Very happy with the help.", "Quick and friendly.", "Thank you, that was painless.",
               "Best service I have had in a while.", "Polite, clear and fast.", "Everything went smoothly."),
        MIXED: ("It was all right.", "Good in the end.", "Not bad overall.", "Mostly fine.", "Average experience."),
        BAD: ("Not what I expected.", "Very disappointing.", "This took far too long.", "I had to ask three times.",
              "Nobody seemed to read what I wrote.", "Frustrating from start to finish.",
              "Still waiting for a real answer."),
    },
    "ru": {
        GOOD: ("Отличная поддержка.", "Очень довольны помощью.", "Быстро и вежливо.", "Спасибо, всё решилось легко.",
               "Давно не встречали такого сервиса.", "Всё понятно объяснили.", "Приятно иметь с вами дело."),
        MIXED: ("В целом нормально.", "В итоге всё хорошо.", "Неплохо.", "Бывало и лучше.", "Средне."),
        BAD: ("Ожидали большего.", "Очень разочарованы.", "Слишком долго.", "Пришлось писать трижды.",
              "Кажется, наше письмо никто не читал.", "Одно расстройство.", "До сих пор ждём нормального ответа."),
    },
    "lt": {
        GOOD: ("Puikus aptarnavimas.", "Labai ačiū už pagalbą.", "Greitai ir maloniai.", "Viskas išspręsta be vargo.",
               "Seniai nemačiau tokio gero aptarnavimo.", "Viską aiškiai paaiškino.", "Malonu su jumis dirbti."),
        MIXED: ("Iš esmės gerai.", "Galiausiai viskas pavyko.", "Neblogai.", "Būna ir geriau.", "Vidutiniškai."),
        BAD: ("Tikėjausi daugiau.", "Labai nusivyliau.", "Per ilgai užtruko.", "Teko rašyti tris kartus.",
              "Atrodo, niekas neskaitė mano laiško.", "Vien tik nervai.", "Iki šiol laukiu normalaus atsakymo."),
    },
}  # fmt: skip
CLOSINGS = {
    "en": {
        GOOD: ("Keep it up!", "Would recommend.", "Thanks to the whole team.", "Solved on the first try.",
               "Five stars."),
        MIXED: ("It could be quicker, though.", "A little more detail would help.", "The last step was confusing.",
                "I would have liked a call back.", "Please make the answers shorter."),
        BAD: ("Please do better.", "We are looking at other suppliers.", "I expected an apology at least.",
              "Nobody called back.", "This is not worth the price."),
    },
    "ru": {
        GOOD: ("Так держать!", "Буду рекомендовать.", "Спасибо всей команде.", "Решили с первого раза.", "Пять звёзд."),
        MIXED: ("Но можно и быстрее.", "Хотелось бы больше подробностей.", "Последний шаг был непонятен.",
                "Хотелось бы, чтобы перезвонили.", "Отвечайте короче, пожалуйста."),
        BAD: ("Пожалуйста, исправьтесь.", "Смотрим на других поставщиков.", "Хотя бы извинились.",
              "Никто не перезвонил.", "Это не стоит своих денег."),
    },
    "lt": {
        GOOD: ("Taip ir toliau!", "Rekomenduosiu kitiems.", "Ačiū visai komandai.", "Išsprendė iš pirmo karto.",
               "Penkios žvaigždutės."),
        MIXED: ("Tik galėtų būti greičiau.", "Norėtųsi daugiau paaiškinimų.", "Paskutinis žingsnis buvo neaiškus.",
                "Norėjosi, kad paskambintų.", "Atsakykite trumpiau."),
        BAD: ("Prašau pasitempti.", "Jau ieškome kitų tiekėjų.", "Galėjo bent atsiprašyti.",
              "Niekas neperskambino.", "Tai neverta tų pinigų."),
    },
}  # fmt: skip

#: By topic: two sentences when it went well, two when it did not.
ABOUT = {
    "en": {
        "invoice": ("The wrong invoice was corrected the same day.", "The VAT line on the invoice is clear now.",
                    "The invoice is still wrong.", "I was charged for a month I did not use."),
        "payment": ("The card payment went through at once.", "My refund arrived the next morning.",
                    "The payment was taken twice.", "The refund never came."),
        "sign-in": ("I was back in my account within minutes.", "The new password link worked straight away.",
                    "I am locked out again.", "The code for signing in arrives too late."),
        "error": ("The error is gone.", "They found the cause of the crash quickly.",
                  "The same error came back after a day.", "The page still shows an error."),
        "how-to": ("The steps were easy to follow.", "The short video explained it well.",
                   "The help page describes an old version.", "I was sent a link instead of an answer."),
        "integration": ("The connection to our till works now.", "The developer knew our system.",
                        "The integration stops every night.", "The interface is badly documented."),
        "plan": ("Changing the plan took one click.", "They told me which plan fits us.",
                 "I could not leave the old plan.", "The price went up without a word."),
        "data import": ("All our old records are in.", "They checked the file for us.",
                        "Half of our records are missing.", "The import stopped without any message."),
    },
    "ru": {
        "invoice": ("Счёт исправили в тот же день.", "Теперь НДС в счёте понятен.",
                    "Счёт всё ещё неверный.", "Выставили счёт за месяц, когда мы не пользовались."),
        "payment": ("Оплата картой прошла сразу.", "Деньги вернули на следующее утро.",
                    "Деньги списали дважды.", "Возврат так и не пришёл."),
        "sign-in": ("Доступ восстановили за пару минут.", "Ссылка на новый пароль сработала сразу.",
                    "Снова не могу войти.", "Код для входа приходит слишком поздно."),
        "error": ("Ошибка исчезла.", "Причину сбоя нашли быстро.",
                  "Через день та же ошибка вернулась.", "Страница всё ещё выдаёт ошибку."),
        "how-to": ("По шагам всё получилось.", "Короткое видео хорошо всё объяснило.",
                   "Справка описывает старую версию.", "Вместо ответа прислали ссылку."),
        "integration": ("Связь с кассой заработала.", "Разработчик знал нашу систему.",
                        "Интеграция падает каждую ночь.", "Интерфейс плохо описан."),
        "plan": ("Тариф сменили в один клик.", "Подсказали, какой тариф нам подходит.",
                 "Не смогли уйти со старого тарифа.", "Цену подняли без предупреждения."),
        "data import": ("Все старые данные на месте.", "Файл проверили за нас.",
                        "Половины записей нет.", "Загрузка остановилась без сообщения."),
    },
    "lt": {
        "invoice": ("Sąskaitą pataisė tą pačią dieną.", "PVM sąskaitoje dabar aiškus.",
                    "Sąskaita vis dar neteisinga.", "Gavau sąskaitą už mėnesį, kai nesinaudojau."),
        "payment": ("Mokėjimas kortele pavyko iš karto.", "Pinigus grąžino kitą rytą.",
                    "Pinigus nuskaitė du kartus.", "Pinigų taip ir negrąžino."),
        "sign-in": ("Per kelias minutes vėl prisijungiau.", "Nauja slaptažodžio nuoroda suveikė iš karto.",
                    "Ir vėl negaliu prisijungti.", "Prisijungimo kodas ateina per vėlai."),
        "error": ("Klaidos nebeliko.", "Gedimo priežastį rado greitai.",
                  "Po dienos ta pati klaida grįžo.", "Puslapyje vis dar rodo klaidą."),
        "how-to": ("Pagal žingsnius viskas pavyko.", "Trumpas vaizdo įrašas viską paaiškino.",
                   "Pagalbos puslapis aprašo seną versiją.", "Vietoj atsakymo atsiuntė nuorodą."),
        "integration": ("Ryšys su kasa jau veikia.", "Programuotojas išmanė mūsų sistemą.",
                        "Integracija stringa kiekvieną naktį.", "Sąsaja prastai aprašyta."),
        "plan": ("Planą pakeitė vienu spustelėjimu.", "Patarė, kuris planas mums tinka.",
                 "Nepavyko atsisakyti seno plano.", "Kaina pakilo be perspėjimo."),
        "data import": ("Visi seni įrašai perkelti.", "Failą patikrino už mus.",
                        "Trūksta pusės įrašų.", "Įkėlimas sustojo be jokio pranešimo."),
    },
}  # fmt: skip

#: What is in the news, for those it concerns: in which mood it is told, and how.
NEWS = {
    "outage": {
        "en": ("The chat dropped me again and again.", "Twenty minutes in the chat and nobody came."),
        "ru": ("Чат постоянно обрывался.", "Двадцать минут в чате, и никто не ответил."),
        "lt": ("Pokalbis vis nutrūkdavo.", "Dvidešimt minučių laukiau pokalbyje, ir nieko."),
    },
    "release": {
        "en": ("Version 4.2 made this so much easier.", "In the new version it takes two clicks."),
        "ru": ("С версией 4.2 стало намного проще.", "В новой версии хватает двух щелчков."),
        "lt": ("Su 4.2 versija tapo daug paprasčiau.", "Naujoje versijoje užtenka dviejų paspaudimų."),
    },
}
TELLS = {"outage": BAD, "release": GOOD}

SUBJECTS = {
    "en": {
        "invoice": ("Question about invoice", "Wrong VAT on invoice"),
        "payment": ("Payment failed", "Refund request"),
        "sign-in": ("Cannot sign in", "Password reset"),
        "error": ("Error when saving", "Page does not load"),
        "how-to": ("How do I export a report?", "How to add a user"),
        "integration": ("API key", "Till is not connected"),
        "plan": ("Change of plan", "Price of the next plan"),
        "data import": ("Import of old records", "File not accepted"),
    },
    "ru": {
        "invoice": ("Вопрос по счёту", "Неверный НДС в счёте"),
        "payment": ("Оплата не прошла", "Возврат денег"),
        "sign-in": ("Не могу войти", "Сброс пароля"),
        "error": ("Ошибка при сохранении", "Страница не открывается"),
        "how-to": ("Как выгрузить отчёт?", "Как добавить пользователя"),
        "integration": ("Ключ API", "Касса не подключается"),
        "plan": ("Смена тарифа", "Цена следующего тарифа"),
        "data import": ("Загрузка старых данных", "Файл не принят"),
    },
    "lt": {
        "invoice": ("Klausimas dėl sąskaitos", "Neteisingas PVM"),
        "payment": ("Nepavyko sumokėti", "Pinigų grąžinimas"),
        "sign-in": ("Negaliu prisijungti", "Slaptažodžio keitimas"),
        "error": ("Klaida išsaugant", "Puslapis neatsidaro"),
        "how-to": ("Kaip eksportuoti ataskaitą?", "Kaip pridėti naudotoją"),
        "integration": ("API raktas", "Kasa neprisijungia"),
        "plan": ("Plano keitimas", "Kito plano kaina"),
        "data import": ("Senų įrašų įkėlimas", "Failas nepriimtas"),
    },
}  # fmt: skip

#: Two comments that a careless program would run: harmless here, and to be shown as they stand.
TRICKY = ("=) Thanks, all sorted now.", "<script>alert('hello')</script> just testing your form, the help was good")


def subjects(topic: np.ndarray, language: np.ndarray, draws: Floats) -> np.ndarray:
    """A subject for each ticket, in its language."""
    pairs = zip(topic, language, (draws * 2).astype(int).tolist(), strict=True)
    return np.array([SUBJECTS[tongue][about][place] for about, tongue, place in pairs], dtype=object)


def comments(mood: np.ndarray, topic: np.ndarray, language: np.ndarray, news: np.ndarray, draws: Floats) -> list[str]:
    """A comment for each row. news: outage, release or empty; draws: (rows, 5 or more) numbers in [0, 1)."""
    return [_comment(*row) for row in zip(mood, topic, language, news, draws.tolist(), strict=True)]


def _comment(mood: str, topic: str, language: str, news: str, draws: list[float]) -> str:
    opening = _one(OPENINGS[language][mood], draws[0])
    closing = _one(CLOSINGS[language][mood], draws[2])
    told = NEWS[news][language] if TELLS.get(news) == mood else _about(mood, topic, language)
    middle = _one(told, draws[1])
    whole = (opening, middle, closing)
    patterns = ([opening], [middle], [opening, middle], [middle, closing], [opening, closing], whole)
    return _typed(" ".join(_one(patterns, draws[3])), draws[4])


def _about(mood: str, topic: str, language: str) -> tuple[str, ...]:
    good_or_bad = ABOUT[language][topic]
    return good_or_bad[2:] if mood == BAD else good_or_bad[:2]


def _one(choices: Sequence[Choice], draw: float) -> Choice:
    return choices[int(draw * len(choices))]


def _typed(text: str, draw: float) -> str:
    """As people type: some without capitals, some without the last full stop, some with more feeling."""
    if draw < 0.12:
        return text.lower().rstrip(".")
    if draw < 0.34:
        return text.rstrip(".")
    return text[:-1] + "!!" if draw > 0.96 and text.endswith((".", "!")) else text


def moods_of(score: Ints, lowest_mixed: int, lowest_good: int) -> np.ndarray:
    """good, mixed or bad for each score."""
    return np.where(score >= lowest_good, GOOD, np.where(score >= lowest_mixed, MIXED, BAD))
