"""Which column of an attendee list holds what, told by its header, and whom a line names in these columns.

Headers are compared without case, accents, spaces and signs: "First Name", "first_name" and "FirstName" are one.
The spellings are those of Eventbrite, Cvent, Bizzabo, Hopin, Luma, Swapcard, Tito and Zoom exports, of address
books, and of lists made by hand in some languages of Europe.
"""

import re
from collections.abc import Mapping, Sequence

from bot.domain.identity import AFTER_A_NAME, EMAIL
from bot.domain.text import NAME_LIMIT, clean, folded, one_line
from bot.errors import UserError

NOTE_LIMIT = 3000  # characters of a note that are kept
MOST_COLUMNS = 500  # columns that are looked at; exports of event tools have about forty
ECHO = 40  # characters of the file that a sentence repeats

_SPELLINGS = {  # of each field; where a list has several, the first one here counts
    "first_name": """firstname givenname forename first fname preferredfirstname ticketfirstname
        vorname prenom nombre nombres nome voornaam fornamn imie""",
    "last_name": """lastname surname familyname last lname ticketlastname
        nachname familienname zuname nom nomdefamille apellido apellidos cognome sobrenome achternaam efternamn""",
    "name": """fullname name ticketfullname displayname personname firstandlastname namefirstandlast
        usernameoriginalname nameoriginalname vorundnachname vollstandigername nomcomplet nometprenom
        nombrecompleto nombreyapellidos nomecompleto attendee participant registrant contact person teilnehmer
        preferredname badgename nameonbadge nametag""",
    "email": """email emailaddress mail mailaddress workemail workemailaddress businessemail businessemailaddress
        corporateemail companyemail professionalemail primaryemail emailprimary emailid emailwork ticketemail
        email1value emailadresse mailadresse adresseemail adressemail courriel correo correoelectronico""",
    "company": """company companyname organization organisation organizationname organisationname
        companyorganization companyorganisation companyororganization companyororganisation employer firm
        workplace affiliation institution ticketcompanyname ticketcompany
        firma firmenname unternehmen arbeitgeber societe entreprise empresa azienda bedrijf""",
    "title": """jobtitle jobposition position jobrole designation occupation titleposition ticketjobtitle
        title role jobfunction funktion beruf stelle berufsbezeichnung titel poste fonction cargo puesto functie""",
    "division": """division department departmentname dept businessunit divisiondepartment departmentdivision team
        abteilung bereich geschaftsbereich departement departamento afdeling""",
    "note": """notes note comments comment remarks remark internalnotes additionalcomments
        notizen notiz bemerkungen bemerkung kommentare kommentar anmerkungen anmerkung
        commentaires commentaire remarques notas comentarios""",
    "status": """attendeestatus registrationstatus approvalstatus attendancestatus ticketstatus rsvpstatus rsvp
        invitationstatus voidstatus orderstatus status teilnahmestatus""",
}
_FIELDS = {key: (field, rank) for field, keys in _SPELLINGS.items() for rank, key in enumerate(keys.split())}
_NAMES = ("first_name", "last_name", "name")
IDENTITY = {*_NAMES, "email"}  # fields of which one at least is needed to tell who somebody is
_ASKED = re.compile(r"^(?:please)?(?:enter|what(?:i?s))?your|(?:required|optional|pflichtfeld)$")
_WHOSE = (  # the best first; what stands before the spelling of a field
    re.compile("(?:attendee|participant|registrant|delegate|visitor|guest|invitee|contact|teilnehmer)s?"),
    re.compile(""),
    re.compile("(?:buyer|billing|purchaser|customer|booker|order)s?"),
)
_PAYER = 2

_LIMITS = {"note": NOTE_LIMIT, "email": NAME_LIMIT + 1}  # an address that was cut would be somebody else's
_DISARMED = re.compile(r"^'(?=[=+\-@])")  # the apostrophe with which exports keep a spreadsheet from calculating
_NOTHING = re.compile(r"[\W_]*|#?n/a", re.IGNORECASE)
_NOTHING_BUT_A_NAME = re.compile("none|null|unknown", re.IGNORECASE)  # there are people called Null
_SALUTATION = re.compile(
    "(?:mrs?|ms|miss|mx|dr|prof|sir|madam|herr|frau|monsieur|mme|madame|sra?)[.]?", re.IGNORECASE
)
_ABSENT = {
    "Their registration is cancelled.": re.compile("not.attending|cancel|refund|delete|void", re.IGNORECASE),
    "They are not coming.": re.compile("not.going|decline|reject|withdr", re.IGNORECASE),
}
_FORMULA = re.compile(r"=|[+\-@](?![^\W\d_][^=|!()]*$)")
_TURNED = re.compile(r"([^,]+),([^,]+)")


def find(headers: Sequence[str]) -> dict[str, int]:
    """The number of the column for each field that the headers name ("status" too); empty where they name none.

    A column that says "attendee" wins over a plain one. Who paid is somebody else: a buyer's name and e-mail
    count only where nobody else is named, and their company where no other is.
    """
    found: dict[str, tuple[int, int, int]] = {}
    for column, header in enumerate(headers[:MOST_COLUMNS]):
        key = _ASKED.sub("", re.sub(r"[\W_]+", "", folded(header[:NAME_LIMIT])))
        for whose, prefix in enumerate(_WHOSE):
            start = prefix.match(key)
            if start and (spelling := _FIELDS.get(key[start.end() :])):
                field, rank = spelling
                meaning = (whose, rank, column)
                found[field] = min(found.get(field, meaning), meaning)
    paid_by = {field for field, (whose, _, _) in found.items() if whose == _PAYER}
    somebody_else = IDENTITY & (found.keys() - paid_by)
    left_out = paid_by - {"company"} - (set() if somebody_else else IDENTITY)
    return {field: found[field][2] for field in _SPELLINGS if field in found and field not in left_out}


def person(fields: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    """Whom a line names, by the fields of an `Attendee`. Raises UserError where it names nobody who comes."""
    told = {field: _text(field, fields[column]) for field, column in columns.items() if column < len(fields)}
    for reason, absent in _ABSENT.items():
        if absent.match(told.get("status", "")):
            raise UserError(reason)
    names = [told.get(field, "") for field in _NAMES]
    for text in names:
        if _FORMULA.match(text):
            raise UserError(f"{quoted(text)} looks like a formula, not a name.")
    name = _name(*names)
    is_address = bool(EMAIL.fullmatch(name))
    email = told.get("email") or (name if is_address else "")
    if email and (len(email) > NAME_LIMIT or not EMAIL.fullmatch(email)):
        raise UserError(f"{quoted(email)} is not an e-mail address.")
    local, at, host = email.partition("@")
    email = f"{local}{at}{host.lower()}"
    if is_address or not name:
        name = _name_in(name or email)
    if not name:
        raise UserError("There is no name and no e-mail address.")
    kept = {"name": name[:NAME_LIMIT].rstrip(), "email": email}
    kept |= {field: told.get(field, "") for field in ("company", "title", "division", "note")}
    return {field: text for field, text in kept.items() if text}


def quoted(text: str) -> str:
    """The beginning of a text from the file, for a sentence."""
    shown = "".join(each for each in one_line(text[: 2 * ECHO]) if each.isprintable())
    return f"“{shown[:ECHO]}…”" if len(shown) > ECHO else f"“{shown}”"


def _text(field: str, cell: str) -> str:
    text = _DISARMED.sub("", one_line(clean(cell) or ""))[: _LIMITS.get(field, NAME_LIMIT)].rstrip()
    is_nothing = _NOTHING.fullmatch(text) or (field not in _NAMES and _NOTHING_BUT_A_NAME.fullmatch(text))
    return "" if is_nothing or (field == "title" and _SALUTATION.fullmatch(text)) else text


def _name(first: str, last: str, full: str) -> str:
    """The name as it is said. In German lists "Name" next to "Vorname" is the last name alone."""
    if first and full and not last:
        return full if first.casefold() in full.casefold() else f"{first} {full}"
    if first or last:
        return full if full and not (first and last) else f"{first} {last}".strip()
    turned = _TURNED.fullmatch(full)
    if turned and not re.fullmatch(AFTER_A_NAME, turned[2].strip().casefold()):
        return f"{turned[2].strip()} {turned[1].strip()}"
    return full


def _name_in(email: str) -> str:
    """ "jane.doe+events@acme.example" → "Jane Doe"."""
    local = email.partition("@")[0]
    said = " ".join(re.split(r"[._]+", local.partition("+")[0] or local)).strip()
    return re.sub(r"\b[^\W\d_]", lambda letter: letter[0].upper(), said) or local
