"""Lists of attendees as people really have them: read whole, or told line by line why not."""

import csv
import io
import time as stopwatch
from contextlib import suppress
from dataclasses import astuple

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from bot.domain.attendee_columns import NOTE_LIMIT
from bot.domain.attendees import AT_MOST, LARGEST, MOST_LINES, Attendee, AttendeeList, WrongLine, read
from bot.domain.text import NAME_LIMIT
from bot.errors import UserError

CALM = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
ALICE = "alice@acme.example"
CANCELLED = "Their registration is cancelled."
NOBODY = "There is no name and no e-mail address."
QUOTES = "Its quotation marks do not match."


def somebody(line: int, name: str, email: str | None = None, **more: str) -> Attendee:
    return Attendee(line, name, email, *(more.get(field) for field in ("company", "title", "division", "note")))


def only(text: str) -> Attendee:
    """The one person of a file."""
    found = read(text.encode())
    assert (len(found.people), found.wrong) == (1, [])
    return found.people[0]


def refusal(data: bytes) -> str:
    with pytest.raises(UserError) as refused:
        read(data)
    return str(refused.value)


def wrong(text: str) -> list[tuple[int, str]]:
    return [(each.line, each.reason) for each in read(text.encode()).wrong]


EVENTBRITE = """\
Order #,Order Date,Prefix,First Name,Last Name,Suffix,Email,Quantity,Price Tier,Ticket Type,Attendee #,Group,\
Order Type,Currency,Total Paid,Fees Paid,Eventbrite Fees,Eventbrite Payment Processing,Attendee Status,Buyer First \
Name,Buyer Last Name,Buyer Email,Home Address 1,Home Address 2,Home City,Home State,Home Zip,Home Country,Cell Phone,\
Work Address 1,Work City,Work Country,Gender,Age,How did you hear about this event?,Website,Blog,Job Title,Company,\
"What would you like to learn, and why?"
11211912243,11/29/24 22:28,Ms.,Alice,Adams,,alice@acme.example,1,,General Admission,18441583423,,Free Order,USD,0,0,\
0,0,Attending,Mallory,Moe,mallory@moe.example,,,,,,,,,,,,,CNSV Email,,,CFO,"Acme, Inc.","Billing,
and rebates"
11211987213,11/29/24 22:54,,Bob,Brown,,bob@brown.example,1,,General Admission,18441700883,,Free Order,USD,0,0,0,0,\
Not Attending,Mallory,Moe,mallory@moe.example,,,,,,,,,,,,,,,,CTO,Brown,
"""
CVENT = """\
Title;First Name;Last Name;Email Address;CC Email Address;Company;Title/Position;Registration Status;Business Unit
Ms;Alice;Adams;alice@acme.example;boss@acme.example;Acme;Head of Billing;Accepted;Finance
Mr;Bob;Brown;bob@brown.example;;Brown;;Cancelled;
"""
BIZZABO = """\
Order ID,Ticket Type,Billing Name,Billing Company,Buyer Email,Attendee First Name,Attendee Last Name,Attendee Email,\
Attendee Company,Email
A-1,VIP,Mallory Moe,Moe & Sons,mallory@moe.example,Alice,Adams,alice@acme.example,Acme,login@moe.example
"""
LUMA = """\
api_id,name,first_name,last_name,email,phone_number,created_at,approval_status,checked_in_at,ticket_name,\
What's your company?
gst-1,Alice Adams,Alice,Adams,alice@acme.example,+4930123,2026-04-01T08:00:00.000Z,approved,,Standard,Acme
gst-2,,,,bob.brown@brown.example,,2026-04-01T08:00:00.000Z,approved,,Standard,
gst-3,Carol,,,carol@acme.example,,2026-04-01T08:00:00.000Z,declined,,Standard,
"""
TITO = """\
Number,Ticket,Ticket Full Name,Ticket First Name,Ticket Last Name,Ticket Email,Ticket Company Name,Void Status,\
Order Name,Order Email,Order Company Name
1,Early Bird,Alice Adams,Alice,Adams,alice@acme.example,,,Mallory Moe,mallory@moe.example,Moe
2,Early Bird,Bob Brown,Bob,Brown,bob@brown.example,,void,Mallory Moe,mallory@moe.example,Moe
"""
ZOOM = """\
Attended,User Name (Original Name),First Name,Last Name,Email,Organization,Job Title,Is Guest
Yes,Alice A. (Alice),Alice,Adams,alice@acme.example,Acme,CFO,No
"""
SWAPCARD = (
    "ID\tFirst name\tLast name\tEmail\tJob title\tOrganization\tGroups\n7\tAlice\tAdams\t" + ALICE + "\t\tAcme\tVIP\n"
)
HOPIN = "Name,Email,Ticket,Registered on,Headline\nAlice Adams,alice@acme.example,VIP,2026-01-02,I like tea\n"
GERMAN = (
    "Anrede;Name;Vorname;E-Mail-Adresse;Firma;Abteilung;Bemerkungen\nFrau;Müller;Änne;a@müller.example;Müller;Büro;\n"
)
OUTLOOK = (
    '"Title","First Name","Last Name","E-mail 1 - Value","Organization Name","Department"\n"","Alice","Adams","'
    + ALICE
    + '","Acme","Finance"\n'
)

EXPORTS = {
    EVENTBRITE: (
        [somebody(2, "Alice Adams", ALICE, company="Acme, Inc.", title="CFO")],
        [(4, CANCELLED)],
    ),
    CVENT: (
        [somebody(2, "Alice Adams", ALICE, company="Acme", title="Head of Billing", division="Finance")],
        [(3, CANCELLED)],
    ),
    BIZZABO: ([somebody(2, "Alice Adams", ALICE, company="Acme")], []),
    LUMA: (
        [somebody(2, "Alice Adams", ALICE, company="Acme"), somebody(3, "Bob Brown", "bob.brown@brown.example")],
        [(4, "They are not coming.")],
    ),
    TITO: ([somebody(2, "Alice Adams", ALICE)], [(3, CANCELLED)]),
    ZOOM: ([somebody(2, "Alice Adams", ALICE, company="Acme", title="CFO")], []),
    SWAPCARD: ([somebody(2, "Alice Adams", ALICE, company="Acme")], []),
    HOPIN: ([somebody(2, "Alice Adams", ALICE)], []),
    GERMAN: ([somebody(2, "Änne Müller", "a@müller.example", company="Müller", division="Büro")], []),
    OUTLOOK: ([somebody(2, "Alice Adams", ALICE, company="Acme", division="Finance")], []),
}


@pytest.mark.parametrize("text", EXPORTS, ids=[text[:20] for text in EXPORTS])
def test_an_export_is_read_as_it_is(text: str) -> None:
    found = read(text.encode())
    assert (list(found.people), [(each.line, each.reason) for each in found.wrong]) == EXPORTS[text]


def test_what_was_read_from_which_column_is_told() -> None:
    assert read(BIZZABO.encode()).columns == {
        "first_name": "Attendee First Name",
        "last_name": "Attendee Last Name",
        "email": "Attendee Email",
        "company": "Attendee Company",
    }
    luma = read(LUMA.encode()).columns
    assert list(luma) == ["first_name", "last_name", "name", "email", "company"]
    assert luma["company"] == "What's your company?"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_coding_delimiter_and_line_break_gives_the_same_people(encoding: str, delimiter: str, end: str) -> None:
    lines = ["Name,E-Mail,Firma", 'José Müller,jose@acme.example,"Süß|;\t, ""Söhne"""', "", ",,", "Zoë,,Acme", ""]
    text = end.join(line.replace(",", delimiter) if '"' not in line else line for line in lines)
    text = text.replace("José Müller,jose@acme.example,", f"José Müller{delimiter}jose@acme.example{delimiter}")
    people = read(text.encode(encoding)).people
    assert people == [
        somebody(2, "José Müller", "jose@acme.example", company='Süß|; , "Söhne"'),
        somebody(5, "Zoë", company="Acme"),
    ]


def test_commas_in_a_question_do_not_part_the_columns() -> None:
    assert only(f"Name;What, or whom, or else, do you expect?;E-Mail\nAlice;a;{ALICE}") == somebody(2, "Alice", ALICE)


def test_utf_16_of_either_order_is_read() -> None:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert read(mark + "Name\tCompany\r\nŁucja Đorđević\t株式会社\r\n".encode(encoding)).people == [
            somebody(2, "Łucja Đorđević", company="株式会社")
        ]


def test_an_odd_line_does_not_spoil_the_names_of_the_others() -> None:
    data = "Name,Company\nJosé,Acme\n".encode() + "Zoë “Zo”,Acme\n".encode("cp1252") + b"\x8d\xe9,Acme\n"
    assert [each.name for each in read(data).people] == ["José", "Zoë “Zo”", "\x8dé"]


def test_the_line_for_excel_counts_and_says_the_delimiter() -> None:
    assert only(f"sep=;\nName, first and last;E-Mail\n\nAlice;{ALICE}") == somebody(4, "Alice", ALICE)
    assert only('"sep=|"\r\nName|Company\r\nAlice|a,b,c;d') == somebody(3, "Alice", company="a,b,c;d")


def test_lines_are_those_on_which_a_record_begins() -> None:
    text = f'\n \n"Full\nname",Notes,Email\n"Alice","one\r\ntwo\n\nthree",{ALICE}\n,,\n\nBob,x,bob@\nCarol,,\n'
    found = read(text.encode())
    assert found.people == [somebody(5, "Alice", ALICE, note="one two three"), somebody(12, "Carol")]
    assert found.wrong == [WrongLine(11, "“bob@” is not an e-mail address.")]


def test_unicode_line_separators_begin_no_line() -> None:
    assert [each.line for each in read("Name,Notes\nAlice,a\u2028b\x0bc\x85d\nBob,x".encode()).people] == [2, 3]


HEADERS = [
    ("name", "Name", "NAME", " name ", "Full Name", "full_name", "full-name", "Attendee name", "Attendee.Name",
     "Participant Name", "Your name", "What is your name?", "Name *", "Name (required)", "Badge Name",
     "Preferred name", "Vor- und Nachname",
     "Nombre completo", "Guest Name", "Name:", "Na\u200bme", "\u00a0Name", "Buyer Name"),
    ("email", "email", "E-Mail", "E-mail Address", "Email address", "Work email", "EMAIL_ADDRESS", "emailAddress",
     "Attendee Email", "Mail", "Correo electrónico", "Your e-mail address", "Contact Email", "Customer Email"),
    ("first_name", "First Name", "first_name", "FirstName", "Given name", "Vorname", "Forename", "Prénom",
     "Attendee First Name", "Voornaam"),
    ("last_name", "Last name", "Surname", "Nachname", "Family-Name", "Apellidos", "lname", "Participant Last Name"),
]  # fmt: skip
DETAILS = [
    ("company", "Company", "Organization", "Organisation", "Employer", "Company / Organization", "Firma", "Empresa",
     "Company or Organisation", "Attendee Company Name", "Billing company", "Société"),
    ("title", "Job title", "Title", "Position", "Role", "job_title", "JobTitle", "Funktion", "Attendee Job Title"),
    ("division", "Division", "Department", "Business unit", "Dept.", "Abteilung"),
    ("note", "Notes", "Comment", "Note", "Comments", "Bemerkung"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "header"), [(field, header) for field, *all_ in HEADERS for header in all_])
def test_who_it_is_is_found_by_the_name_of_the_column(field: str, header: str) -> None:
    assert read(f"Order ID,{header}\n1,alice@acme.example".encode()).columns == {field: header.strip()}


@pytest.mark.parametrize(("field", "header"), [(field, header) for field, *all_ in DETAILS for header in all_])
def test_details_are_found_by_the_name_of_the_column(field: str, header: str) -> None:
    found = read(f"{header},Name\nAcme,Alice".encode())
    assert found.columns == {"name": "Name", field: header}
    assert getattr(found.people[0], field) == "Acme"


@pytest.mark.parametrize(
    "header",
    [
        "Buyer Email", "Billing Name", "Purchaser Name", "Parent Name", "Emergency Contact Name", "Ticket Name",
        "Event Name", "Prefix/Title", "Ticket Type", "Job Title of your manager", "CC Email", "Manager Email",
        "Username", "Dietary notes", "Order notes",
    ],
)  # fmt: skip
def test_columns_about_somebody_else_are_left_alone(header: str) -> None:
    assert read(f"{header},Attendee Email\nx,{ALICE}".encode()).columns == {"email": "Attendee Email"}


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("Attendee Email", "Email"), ("Email", "Work Email"), ("Attendee Email", "Buyer Email"),
        ("Full Name", "Badge Name"), ("Name", "Preferred Name"), ("Company", "Billing Company"),
        ("Organization", "Billing Company"), ("Job Title", "Title"), ("Position", "Title"), ("Title", "Role"),
        ("Division", "Department"), ("Attendee Name", "Name"),
    ],
)  # fmt: skip
def test_the_better_of_two_columns_is_taken_in_either_order(better: str, worse: str) -> None:
    for header in (f"{better},{worse}", f"{worse},{better}"):
        assert better in read(f"{header},Attendee First Name\nx@y.example,x@y.example,Bob".encode()).columns.values()
        assert (
            worse not in read(f"{header},Attendee First Name\nx@y.example,x@y.example,Bob".encode()).columns.values()
        )


def test_who_paid_is_taken_where_nobody_else_is_named() -> None:
    assert only(f"Buyer Name,Buyer Email\nAlice Adams,{ALICE}") == somebody(2, "Alice Adams", ALICE)


@pytest.mark.parametrize("title", ["Mr", "Ms.", "mrs", "Dr.", "Prof", "Frau"])
def test_a_salutation_is_no_job(title: str) -> None:
    assert only(f"Name,Title\nAlice,{title}").title is None


@pytest.mark.parametrize(
    ("header", "line", "name"),
    [
        ("Name", '"Smith, John"', "John Smith"),
        ("Name", "Smith, John", "John Smith"),
        ("Name;Company", "Smith, John;Acme", "John Smith"),
        ("Name,Company", '"Alice Adams, PhD",', "Alice Adams, PhD"),
        ("Name,Company", '"John Smith, Jr.",', "John Smith, Jr."),
        ("Name,Company", '"Smith, John, PhD",', "Smith, John, PhD"),
        ("First,Last", "  Alice ,  van   der Adams ", "Alice van der Adams"),
        ("First,Last", "Alice,", "Alice"),
        ("First,Last", ",Adams", "Adams"),
        ("First Name,Last Name,Name", "Robert,Smith,Bob", "Robert Smith"),
        ("First Name,Last Name,Badge Name", ",,Bob S.", "Bob S."),
        ("First Name,Last Name,Name", ",Smith,Bob Smith", "Bob Smith"),
        ("Vorname,Name", "Änne,Müller", "Änne Müller"),
        ("First name,Name", "Alice,Alice Adams", "Alice Adams"),
        ("First name,Last name", "Jane,Null", "Jane Null"),
        ("Name,Email", ",jane.doe@acme.example", "Jane Doe"),
        ("Name,Email", ",jane_doe+events@acme.example", "Jane Doe"),
        ("Name,Email", ",anne-marie.o'brien@acme.example", "Anne-Marie O'Brien"),
        ("Name,Email", ",_@acme.example", "_"),
        ("Name,Email", "-,info@acme.example", "Info"),
        ("Name,Email", "n/a,info@acme.example", "Info"),
        ("Name,Email", "jane.doe@acme.example,", "Jane Doe"),
        ("Name,Email", "jane.doe@acme.example,office@acme.example", "Jane Doe"),
        ("Name,Email", "Jane @ Acme,", "Jane @ Acme"),
        ("Name,Company", "O’Brien-Łukasz,", "O’Brien-Łukasz"),
        ("Name,Company", "'t Hooft,", "'t Hooft"),
        ("Name,Company", '5" Jane,', '5" Jane'),
        ("Name,Company", "-Jane,", "-Jane"),
        ("Name,Company", "'@jane,", "@jane"),
        ("Name,Company", "李小龍,", "李小龍"),
        ("Name,Company", ' "Adams, Alice", Acme', "Alice Adams"),
        ("Name,Company", "Alice\x07 Adams,a company with a long name", "Alice\x07 Adams"),
    ],
)
def test_a_name_is_what_people_call_them(header: str, line: str, name: str) -> None:
    assert only(f"{header}\n{line}").name == name


def test_a_name_that_is_an_address_gives_the_address_too() -> None:
    assert only("Name,Email\njane.doe@ACME.example,none") == somebody(2, "Jane Doe", "jane.doe@acme.example")


def test_only_the_host_of_an_address_is_made_small() -> None:
    assert only("Email\nJane.Doe@ACME.Example").email == "Jane.Doe@acme.example"


def test_texts_are_on_one_line_and_cut() -> None:
    long = "x" * 5000
    found = only(f'Name,Company,Title,Division,Notes\n{long},"a\n b",{long},{long},{long}')
    assert [len(text or "") for text in astuple(found)[1:2] + astuple(found)[4:7]] == [200, 200, 200, NOTE_LIMIT]
    assert found.company == "a b"
    assert only(f"First,Last\n{'x' * 150},{'y' * 150}").name == f"{'x' * 150} {'y' * 49}"


@pytest.mark.parametrize("text", ["", "-", "--", "N/A", "#N/A", "none", "NULL", " . "])
def test_a_placeholder_says_nothing(text: str) -> None:
    found = only(f"Name,Email,Company,Title,Notes\nAlice,{text},{text},{text},{text}")
    assert found == somebody(2, "Alice")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("'=1+1", "=1+1"),
        ("'+49 30 1", "+49 30 1"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("@SUM(1)", "@SUM(1)"),
    ],
)
def test_what_a_spreadsheet_would_calculate_is_plain_text(cell: str, kept: str) -> None:
    found = only(f"Name,Company,Notes\nAlice,{cell},{cell}")
    assert (found.company, found.note) == (kept, kept)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("=cmd|' /C calc'!A0,", "“=cmd|' /C calc'!A0” looks like a formula, not a name."),
        ("'=1+1,", "“=1+1” looks like a formula, not a name."),
        ("+49 30 123,", "“+49 30 123” looks like a formula, not a name."),
        ("-1+2,", "“-1+2” looks like a formula, not a name."),
        ("@SUM(1+1)*cmd|' /C calc'!A0,", "“@SUM(1+1)*cmd|' /C calc'!A0” looks like a formula, not a name."),
        ("+cmd|' /C calc'!A0,", "“+cmd|' /C calc'!A0” looks like a formula, not a name."),
        (f"={'A' * 300},", f"“={'A' * 39}…” looks like a formula, not a name."),
        ("Alice,jane@", "“jane@” is not an e-mail address."),
        ("Alice,@acme.example", "“@acme.example” is not an e-mail address."),
        ("Alice,jane@acme", "“jane@acme” is not an e-mail address."),
        ("Alice,jane@@acme.example", "“jane@@acme.example” is not an e-mail address."),
        ("Alice,jane doe@acme.example", "“jane doe@acme.example” is not an e-mail address."),
        ("Alice,a@b.example; c@d.example", "“a@b.example; c@d.example” is not an e-mail address."),
        ("Alice,jane@acme..example", "“jane@acme..example” is not an e-mail address."),
        (f"Alice,jane@{'a.' * 97}example", f"“jane@{'a.' * 17}a…” is not an e-mail address."),
        (f"Alice,{'a' * 300}@acme.example", f"“{'a' * 40}…” is not an e-mail address."),
        (",,,Acme", "It has 4 fields, and there are 3 columns. A text that holds the separator needs quotation marks "
         "around it."),
        (",,Acme", NOBODY),
        ("-,n/a,Acme", NOBODY),
        ('"Robert "Bob" Brown",bob@brown.example', QUOTES),
        ('Bob,"bob@brown.example"x,', QUOTES),
        ('"a ""quoted"" name",bob@brown.example,"Ac"me', QUOTES),
    ],
)  # fmt: skip
def test_a_line_that_gives_nobody_says_why_and_the_others_are_read(line: str, reason: str) -> None:
    text = f"Name,Email,Company\nBob,bob@acme.example,Acme\n{line}\nAlice,{ALICE},Acme,,\n"
    found = read(text.encode())
    assert found.wrong == [WrongLine(3, reason)]
    assert [(each.line, each.name) for each in found.people] == [(2, "Bob"), (4, "Alice")]


@pytest.mark.parametrize(
    ("header", "status", "reason"),
    [
        ("Attendee Status", "Not Attending", CANCELLED), ("Attendee Status", "Cancelled", CANCELLED),
        ("Registration Status", "canceled", CANCELLED), ("Status", "Refunded", CANCELLED),
        ("attendee_status", "DELETED", CANCELLED), ("RSVP", "not_going", "They are not coming."),
        ("Approval Status", "Declined", "They are not coming."),
    ],
)  # fmt: skip
def test_who_does_not_come_is_nobody_met(header: str, status: str, reason: str) -> None:
    assert wrong(f"{header},Name\n{status},Bob\nAttending,Alice") == [(2, reason)]


def test_a_formula_in_a_part_of_a_name_is_told() -> None:
    assert wrong("First,Last\nBob,=1+1") == [(2, "“=1+1” looks like a formula, not a name.")]


def test_a_field_too_long_for_any_list_is_a_wrong_line() -> None:
    long = "x" * 140_000
    assert wrong(f'Name,Notes\nBob,{long}\n"Bob","{long}"\nAlice,x') == [
        (2, "It is far too long for a line of a list."),
        (3, "It is far too long for a line of a list."),
    ]


def test_somebody_who_is_on_two_lines_is_counted_once() -> None:
    text = f"""Name,Email,Company
Alice,{ALICE},Acme
Alice Adams,ALICE@acme.example,
alice,,ACME
Alice,,Brown
Bob,,
Bob,,
Alice,alice@brown.example,Acme
Carol,carol@,
"""
    found = read(text.encode())
    assert ([each.line for each in found.people], [each.line for each in found.wrong]) == ([2, 5, 6, 8], [9])
    assert found.repeated == 3


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04\x14\0\x06\0", "This is an Excel or ZIP file under another name, as line 1 shows. Save it as "
         "CSV first, and try again."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "This is an old Excel file under another name"),
        (b"%PDF-1.7\n%\xe2\xe3", "This is a PDF under another name"),
        (b"\x89PNG\r\n\x1a\n\0", "This is a picture under another name"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "This is a picture under another name"),
        (b"GIF89a\0", "This is a picture under another name"),
        (b"RIFF\n\0\0\0WEBP", "This is a picture under another name"),
        (b"\x1f\x8b\x08\0", "This is a packed file under another name"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><html>", "This is a web page under another name"),
        (b"<table><tr><td>Name</td>", "This is a web page under another name"),
        ("\ufeff<html>".encode("utf-16-le"), "This is a web page under another name"),
        (b'[{"name": "Alice"}]', "This is a JSON file under another name"),
        (b'{\n "name": "Alice"}', "This is a JSON file under another name"),
        (b"{\\rtf1 Alice", "This is a text document under another name"),
        ("Name,E-Mail\r\nAlice,x".encode("utf-16-le"), "Line 1 holds a zero byte, which no text does."),
        (b"Name\nAlice\nB\0b", "Line 3 holds a zero byte, which no text does."),
        (b"\xff\xfeN\0a\0m\0e\0\n\0\0\xd8x\0", "Line 2 is damaged"),
        (b"\xff\xfeN\0a\0m\0e\0\n", "Line 1 is damaged"),
        (bytes(range(1, 256)) * 4, "This is no text: from line 1 on"),
        (b"", "There is nothing on line 1 or below it: the file is empty."),
        (b"\xef\xbb\xbf", "There is nothing on line 1"),
        (b"\r\n ,, \r\n", "There is nothing on line 1"),
        (b"sep=;\r\n", "There is nothing on line 1"),
        (b"\n\nName,E-Mail\n\n,,\n", "There is nobody on this list: line 3 names the columns, and nothing "
         "follows it."),
        (b'Name,"E"-Mail\nx', "Line 1 must name the columns, and I cannot read it. Its quotation marks do "
         "not match."),
        (b"Order ID,Ticket Type\n1,VIP", "I found no column with names or e-mail addresses. Line 1 must name the "
         "columns, for example First name, Last name, E-mail, Company. It says “Order ID, Ticket Type”."),
        (b"\nAlice,alice@acme.example," + b"x" * 500, "Line 2 must name the columns, for example First name, Last "
         f"name, E-mail, Company. It says “Alice, alice@acme.example, {'x' * 13}…”."),
        (b"Company,Title\nAcme,CFO", "It says “Company, Title”."),
        (b"Name" + b" " * LARGEST, "This file has 17 MB, and I can read up to 16 MB at once."),
        (b"Name" + b"\n" * MOST_LINES + b"\n", "This file goes on beyond line 1,048,576."),
    ],
    ids=lambda value: ascii(value[:16]),
)  # fmt: skip
def test_what_is_no_list_is_refused_with_the_line_and_a_way_out(data: bytes, sentence: str) -> None:
    assert sentence in refusal(data)


UNCLOSED = [
    ('Name,Notes\nAlice,"never closed', 2),
    ('Name,Notes\nAlice,"never closed\n' + "Bob,x\n" * 5000, 2),
    ('Name,Notes\nAlice,"never closed\n' + "Bob,x\n" * 50_000, 2),
    ('Name,Notes\nAlice,"never closed\n' + 'Bob,x\n"Carol","y"\n' * 3, 2),
    ('Name,Notes\r\nAlice,"never closed\r\nBob,x\r\nCarol,"y, z"\r\n', 2),
    ('Name,Notes\nAlice,"two\nlines"\nBob,x\nAlice,"three\nlines\n","and open\nBob,x\n', 7),
    ('Name,Notes\rAlice,"a ""b"" c\rBob,x\r', 2),
    ('Name,Notes\n5" Alice,x\nBob, "open\nx\n', 3),
    ('"Name,Notes\nAlice,x\n', 1),
    ('sep=;\nName;Notes\nBob;"x\n', 3),
]


@pytest.mark.parametrize(("text", "line"), UNCLOSED, ids=range(len(UNCLOSED)))
def test_a_quotation_mark_that_is_never_closed_swallows_no_line_in_silence(text: str, line: int) -> None:
    way_out = "Please close it or take it out, and try again."
    assert refusal(text.encode()) == f"The quotation mark that opens on line {line} is never closed. {way_out}"


def numbered(count: int) -> bytes:
    return b"Name,Notes\n" + b"".join(b'Person %d,"two\nlines"\n' % number for number in range(count))


def test_a_list_may_have_ten_thousand_people_and_not_one_more() -> None:
    assert len(read(numbered(AT_MOST)).people) == AT_MOST
    assert refusal(numbered(AT_MOST + 1)) == (
        "I can take 10,000 people at once, and the next one begins on line 20,002. "
        "Please split the file there, and try again."
    )


@pytest.mark.parametrize("line", ["x@", ALICE])
def test_a_file_full_of_lines_that_give_nobody_is_not_the_right_one(line: str) -> None:
    assert "so I stopped on line 10,00" in refusal(b"Email\n" + f"{line}\n".encode() * 2 * AT_MOST)


def export(people: int) -> bytes:
    """About 2 kB a line, in 40 columns."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(
        [*(f"Question {number}?" for number in range(35)), "First Name", "Last Name", "Email", "Company", "Notes"]
    )
    for number in range(people):
        answers = ["Lörem ipsum, dolor sit “amet”\nconsectetur adipiscing elit"[: 50 + number % 9]] * 35
        rows.writerow([*answers, f"Alice {number}", "Adams", f"alice{number}@acme.example", "Acme", "x, y"])
    return out.getvalue().encode()


def test_ten_megabytes_in_forty_columns_are_read_in_a_moment() -> None:
    data = export(5_000)
    assert 9_000_000 < len(data) < LARGEST
    started = stopwatch.process_time()
    assert len(read(data).people) == 5_000
    assert stopwatch.process_time() - started < 3  # a fifth of a second on an idle machine


@pytest.mark.parametrize(
    "data",
    [
        b"Email" + b"," * 2**23, b"Email,Name\n" + b"," * 2**23, b"Email,Name\n" + b'"' * 2**23,
        b"Email,Name\n" + b'x","y\n' * 2**20, b'Email,Name\n"z\n' + b'x","y\n' * 2**19 + b'z"q',
        b"Email,Name\n" + b'"a" b\n' * 2**20, b"Email,Name\n" + b'"a" b,' * 2**20, b"Email\n" + b"a@b." * 2**20,
    ],
    ids=range(8),
)  # fmt: skip
def test_no_file_keeps_the_reader_busy(data: bytes) -> None:
    started = stopwatch.process_time()
    with suppress(UserError):
        read(data)
    assert stopwatch.process_time() - started < 10


LETTERS = st.characters(min_codepoint=0xC0, max_codepoint=0xFF, exclude_characters="×÷") | st.sampled_from("abcXYZ")
NAMES = st.text(LETTERS, min_size=1, max_size=12)
TEXTS = st.text(LETTERS | st.sampled_from(" ,;|\t\n\r\"'=+-@0"), max_size=40)
FIELDS = st.tuples(NAMES, NAMES, TEXTS, TEXTS, TEXTS)


@CALM
@given(
    st.lists(FIELDS, min_size=1, max_size=8, unique_by=lambda fields: fields[0].casefold()),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"]),
    # csv.writer leaves a lone \r without quotation marks where lines end with \n
    st.sampled_from([("\r\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_ALL), ("\n", csv.QUOTE_ALL)]),
)
def test_whoever_is_written_by_a_spreadsheet_reads_back_the_same(
    people: list[tuple[str, ...]], delimiter: str, encoding: str, form: tuple[str, int]
) -> None:
    end, quoting = form
    out = io.StringIO(newline="")
    rows = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    rows.writerow(["First name", "Last name", "E-Mail", "Company", "Job title", "Notes"])
    for number, (first, last, *rest) in enumerate(people):
        rows.writerow([first, last, f"{number}@acme.example", *rest])
    found: AttendeeList = read(out.getvalue().encode(encoding))
    assert found.wrong == []
    expected = [
        (f"{first} {last}", f"{number}@acme.example", *map(kept, rest))
        for number, (first, last, *rest) in enumerate(people)
    ]
    assert [(each.name, each.email, each.company, each.title, each.note) for each in found.people] == expected


def kept(text: str) -> str | None:
    line = " ".join(text.split())
    line = line[1:] if line[:2] in ("'=", "'+", "'-", "'@") else line
    return line if any(each.isalnum() for each in line) else None


SNIPPETS = st.sampled_from(
    [b"Name", b"Email", b",", b";", b'"', b'""', b"\n", b"\r", b"\r\n", b"a@b.cd", b"=", b"\xff\xfe", b"\xfe\xff",
     b"\xef\xbb\xbf", b"sep=;", b"\0", b"\x1a", b"\xe9", b"\xc3\xa9", b"PK\x03\x04", b"Bob", b"Attendee Status", b" "]
)  # fmt: skip


@settings(CALM, max_examples=500)
@given(st.binary(max_size=300) | st.lists(SNIPPETS, max_size=40).map(b"".join))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for begun in (data, b"Name,Email\n" + data):
        with suppress(UserError):
            found = read(begun)
            lines = [each.line for each in (*found.people, *found.wrong)]
            assert len(lines) == len(set(lines))
            assert all(each.name and len(each.name) <= NAME_LIMIT for each in found.people)
            assert all(len(each.reason) < 150 for each in found.wrong)
