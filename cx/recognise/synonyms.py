"""What columns are called, in English, Russian and Lithuanian: data, field by field, likelier names first.

Case, accents, punctuation and camelCase do not matter (`words`): "Sukūrimo data", "created_at" and "CreatedAt" are
found as they stand here. The names of the fields themselves need not be listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from cx.recognise.words import words
from cx.store.schema import TABLES

Phrase = tuple[str, ...]

#: Who, about what and where: called the same in every table.
COMMON = """
customer_id: customer id | customer number | customer code | customer | client id | client | user id | contact id |
    requester id | requester | respondent email | customer email | contact email address | contact email |
    email address | email | e mail | id клиента | номер клиента | код клиента | клиент | покупатель |
    электронная почта | почта | эл почта | kliento id | kliento nr | kliento numeris | kliento kodas | klientas |
    pirkejas | el pasto adresas | el pastas | e pastas
channel: channel | contact channel | support channel | contact type | case origin | origin | submitted via | via |
    contact method | medium | source | канал | канал связи | канал обращения | способ обращения | источник | kanalas |
    kreipimosi kanalas | kreipimosi budas | saltinis
product: product | product name | продукт | товар | услуга | produktas | preke | paslauga
segment: segment | customer segment | customer type | client type | tier | сегмент | тип клиента | segmentas |
    kliento tipas
region: region | country | state | city | location | branch | store | neighborhood | регион | страна | область |
    город | филиал | магазин | regionas | salis | miestas | filialas | parduotuve | apskritis
language: language | user language | lang | locale | язык | kalba
topic: topic | theme | category | тема | тематика | категория | tema | kategorija
team: team | assignment group | group | department | команда | группа | отдел | подразделение | komanda | grupe |
    skyrius | padalinys
agent: agent | agent name | assignee | assigned to | assigned agent | case owner | owner | operator | employee |
    support agent | агент | оператор | сотрудник | исполнитель | ответственный | менеджер | специалист | agentas |
    operatorius | darbuotojas | vykdytojas | atsakingas | konsultantas | vadybininkas
url: url | link | permalink | ticket link | link to the conversation | ссылка | nuoroda
ticket_id: ticket id | ticket number | ticket no | ticket | case number | case id | case no | request id |
    request number | issue key | incident number | incident id | incident | conversation id | номер заявки |
    id заявки | заявка | номер обращения | id обращения | обращение | номер тикета | id тикета | тикет |
    номер запроса | инцидент | uzklausos nr | uzklausos numeris | uzklausos id | uzklausa | kreipinio nr |
    kreipinio numeris | kreipinio id | kreipinys | bilieto nr | bilietas | incidentas
survey: survey | survey name | survey title | question | question name | questionnaire | опрос | название опроса |
    вопрос | анкета | apklausa | apklausos pavadinimas | klausimas | anketa
touchpoint: touchpoint | touch point | journey stage | точка контакта | этап | kontakto taskas | etapas
"""

ANSWERS = """
answered_at: answered at | answer date | response date | date of response | responded at | survey date |
    submitted at | submit date | submission date | date submitted | submitted | completed at | completion date |
    date completed | completed | recorded date | rating date | rated at | feedback date | review date | end date |
    review creation date | timestamp | date time | date | created at | created | created time | created date |
    date created | creation date | time | дата ответа | отвечено | время ответа | дата заполнения | дата опроса |
    дата прохождения | дата оценки | дата отзыва | отметка времени | дата и время | дата создания | создано | дата |
    время | atsakymo data | atsakyta | atsakymo laikas | uzpildymo data | pildymo data | apklausos data |
    ivertinimo data | vertinimo data | atsiliepimo data | pateikimo data | pateikta | laiko zyma | data ir laikas |
    sukurimo data | sukurta | data | laikas
invited_at: invited at | invitation date | survey sent at | survey sent | sent at | date sent | sent date |
    дата приглашения | дата отправки опроса | опрос отправлен | дата отправки | pakvietimo data | kvietimo data |
    apklausa issiusta | issiuntimo data | issiusta
replied_at: replied at | company replied at | reply date | дата ответа компании | imones atsakymo data
response_id: response id | respondent id | answer id | submission id | review id | feedback id | id ответа |
    номер ответа | id анкеты | номер анкеты | id респондента | atsakymo id | atsakymo nr | anketos id | anketos nr |
    respondento id | id | #
score: score | rating | nps score | nps | csat score | csat | ces score | ces | satisfaction rating |
    satisfaction score | review score | survey score | stars | grade | mark | оценка | балл | баллы | рейтинг |
    оценка клиента | ivertinimas | vertinimas | ivertis | balas | balai | reitingas
comment: comment | comments | feedback comment | rating comment | additional comments | feedback | verbatim |
    open ended response | remarks | remark | review text | review | message | text | why | комментарий | комментарии |
    отзыв | текст отзыва | пожелания | замечания | сообщение | почему | komentaras | komentarai | atsiliepimas |
    atsiliepimo tekstas | pastabos | pastaba | zinute | kodel
collection: collection | collection mode | collector | distribution channel | survey mode | способ опроса |
    apklausos budas
"""

TICKETS = """
created_at: created at | created | created time | created date | created on | creation date | creation time |
    date created | date opened | date time opened | opened at | opened | open date | open dt | opened date |
    received at | date received | received | reported at | reported on | submitted at | submitted on |
    date submitted | date | дата создания | создано | создан | создана | дата и время создания | время создания |
    дата обращения | дата поступления | поступило | дата открытия | открыто | открыт | дата регистрации |
    зарегистрировано | дата заявки | дата | sukurimo data | sukurta | sukurimo laikas | atidarymo data | atidaryta |
    gavimo data | gauta | registracijos data | uzregistruota | pateikimo data | pateikta | data
answered_at: answered at | rating date | date of rating | rated at | csat date | satisfaction date |
    satisfaction rating date | survey date | survey response date | survey answered at | feedback date | review date |
    дата оценки | дата ответа на опрос | дата отзыва | дата опроса | ivertinimo data | vertinimo data |
    atsiliepimo data | apklausos data
first_response_at: first response at | first responded at | first response time | first response |
    initial response time | first reply at | first reply time | first reply | date of first response |
    дата первого ответа | время первого ответа | первый ответ | pirmo atsakymo data | pirmo atsakymo laikas |
    pirmas atsakymas | pirmasis atsakymas
first_solved_at: first solved at | first resolved at | дата первого решения | pirmo isprendimo data
solved_at: solved at | solved | date solved | resolved at | resolved | resolved time | resolved date | date resolved |
    resolution date | resolved on | дата решения | решено | решен | решена | выполнено | дата выполнения |
    issprendimo data | sprendimo data | issprestas | isspresta | atlikta | ivykdyta
closed_at: closed at | date time closed | closed time | closed date | close date | date closed | closed on | closed dt |
    closed | completion date | дата закрытия | закрыто | закрыт | закрыта | время закрытия | uzdarymo data |
    uzdaryta | uzdarymo laikas
due_at: due at | due date | due by time | due by | due | deadline | sla target dt | target date | срок |
    срок исполнения | срок решения | крайний срок | дедлайн | terminas | atlikti iki | ivykdyti iki
is_open: is open | open | active | открыта ли | открытый | ar atvira | atviras | aktyvus
status: status | ticket status | case status | state | incident state | статус | состояние | busena | statusas
subject: subject | title | summary | short description | case title | тема | тема обращения | заголовок | название |
    суть обращения | tema | pavadinimas | antraste
priority: priority | severity | urgency | приоритет | срочность | важность | prioritetas | skuba | svarba
topic: ticket type | request type | issue type | case reason | contact reason | issue | reason | type | тип обращения |
    вид обращения | тип заявки | причина обращения | причина | тип | uzklausos tipas | kreipinio tipas | priezastis |
    tipas
agents: agents | assignee stations | number of agents
agent_replies: agent replies | agent interactions | replies | количество ответов | atsakymu skaicius
customer_messages: customer messages | customer interactions | сообщений клиента | kliento zinutes
reopens: reopens | reopen count | reopened count | times reopened | переоткрытий | количество переоткрытий |
    pakartotinai atidaryta
transfers: transfers | reassignment count | times transferred | переводов | количество переводов | perdavimai
escalated: escalated | is escalated | эскалация | эскалировано | eskaluota
sla_met: sla met | made sla | within sla | sla выполнен | sla соблюден | sla ivykdytas | sla laikytasi
queue_seconds: queue time | waiting time | wait time | время ожидания | ожидание в очереди | laukimo laikas
hold_seconds: hold time | on hold time | время удержания | sulaikymo laikas
ticket_id: number | key | id | номер | numeris | nr
"""

CUSTOMERS = """
customer_id: id
name: name | customer name | full name | client name | имя | фио | имя клиента | наименование | vardas |
    vardas pavarde | vardas ir pavarde | kliento vardas | pavadinimas
contact: contact | contact name | phone | телефон | контакт | telefonas | kontaktas
account: account | account id | account name | company | company name | organization | компания | организация |
    imone | imones pavadinimas | organizacija
plan: plan | subscription | tariff | contract | тариф | план | подписка | договор | planas | tarifas | prenumerata |
    sutartis
joined_on: joined on | joined | customer since | signup date | sign up date | registered | registration date |
    created at | дата регистрации | зарегистрирован | клиент с | registracijos data | klientas nuo | uzsiregistravo
left_on: left on | churn date | churned on | cancellation date | cancelled at | дата ухода | дата оттока |
    дата расторжения | isejimo data | nutraukimo data
last_active_on: last active on | last active | last activity | last order date | last purchase date | last seen |
    last login | последняя активность | дата последнего заказа | последний заказ | последняя покупка |
    paskutinis aktyvumas | paskutinio uzsakymo data | paskutinis pirkimas
revenue: revenue | total revenue | lifetime value | ltv | total spent | sales | total charges | выручка | доход |
    сумма покупок | pajamos | apyvarta
orders: orders | order count | number of orders | purchases | заказы | количество заказов | uzsakymai |
    uzsakymu skaicius
first_order_value: first order value | first order amount | сумма первого заказа | pirmo uzsakymo suma
"""

INVITATIONS = """
invitation_id: invitation id | invite id | id приглашения | номер приглашения | kvietimo id | kvietimo nr | id
sent_at: sent at | date sent | sent date | sent | invited at | invitation date | отправлено | дата отправки |
    дата приглашения | issiusta | issiuntimo data | kvietimo data | date | дата | data
delivered: delivered | доставлено | доставлен | pristatyta
answered: answered | responded | completed | отвечено | ответил | atsakyta | atsake
opted_out: opted out | unsubscribed | отписался | отписка | atsisake
"""

TICKET_EVENTS = """
ticket_id: id
at: event time | event date | happened at | timestamp | time | date | created at | время события | дата события |
    дата и время | дата | время | ivykio laikas | ivykio data | data ir laikas | data | laikas
kind: kind | event kind | event type | event | action | activity | тип события | событие | действие | ivykio tipas |
    ivykis | veiksmas
actor: actor | author | user | agent | changed by | автор | пользователь | autorius | vartotojas
"""

#: What the values of a channel are called.
CHANNELS = """
email | e mail | mail | chat | live chat | phone | telephone | call | inbound call | web | website | web form |
online form | form | portal | sms | whatsapp | telegram | viber | messenger | facebook | instagram | twitter |
social | social media | app | mobile app | mobile | postal mail | fax | self service | walk in | in person | api |
почта | электронная почта | эл почта | письмо | чат | онлайн чат | телефон | звонок | сайт | веб | форма |
мессенджер | соцсети | приложение | лично | офис | el pastas | e pastas | pastas | pokalbis | pokalbiai |
telefonas | telefonu | skambutis | svetaine | interneto svetaine | forma | programele | socialiniai tinklai |
gyvai
"""

_OWN = {
    "answers": ANSWERS,
    "tickets": TICKETS,
    "customers": CUSTOMERS,
    "invitations": INVITATIONS,
    "ticket_events": TICKET_EVENTS,
}


@cache
def phrases(table: str) -> Mapping[str, tuple[Phrase, ...]]:
    """The names of each field of a table as words, likelier ones first; its own name before them. A table's own names
    of a field that all tables have come after those."""
    fields = {column.name for column in TABLES[table].facts}
    common = {field: listed for field, listed in _listed(COMMON).items() if field in fields}
    own = _listed(_OWN[table])
    named = dict.fromkeys((*own, *common))
    return {field: (words(field), *common.get(field, ()), *own.get(field, ())) for field in named}


@cache
def channels() -> frozenset[Phrase]:
    """The values of a channel as words."""
    return frozenset(words(name) for name in CHANNELS.split("|"))


def _listed(text: str) -> dict[str, tuple[Phrase, ...]]:
    """Fields and their names, from lines of which each that is not indented begins a field."""
    entries = text.strip().replace("\n    ", " ").splitlines()
    pairs = [entry.split(":", 1) for entry in entries]
    return {field: tuple(words(name) for name in names.split("|")) for field, names in pairs}
