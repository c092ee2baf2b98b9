"""The wordings of the template drafts, as data. `templates.py` puts them together.

A slot in braces is filled from the request; a sentence whose slot is empty is left out, or the next one after
the bar is taken: "How are things in {division}? | How are things on your side?".
"""

from typing import NamedTuple

from bot.domain.drafts import Purpose


class Wording(NamedTuple):
    """One way to write a note of one purpose."""

    opening: str
    statement: str
    """How the one thing comes in."""
    question: str
    """The same where it is one."""
    closing: tuple[str, ...]
    link: str = ""
    """The same where it is a link and the statement does not fit one."""
    after_question: tuple[str, ...] = ()
    """The closing where the one thing is a question, if it is another one."""
    context: str = ""
    """Before the one thing: what the member works on."""
    aside: str = ""
    """After the one thing, where it is no question."""


OFFER = "If I can help with anything from {ours}, tell me."
POINT = "If somebody else knows better, please just point me to them."

FIRST_NOTES = (
    Wording(
        opening="{hi}, it was good to meet you{at}.",
        statement="One thing stayed with me: {thing}",
        question="One question stayed with me: {thing}",
        link="This is what I had in mind for you: {thing}",
        closing=(OFFER,),
    ),
    Wording(
        opening="{hi}, I enjoyed meeting you{at}.",
        statement="I am writing because of one thing: {thing}",
        question="There is one thing I would like to know: {thing}",
        link="Here is something you may find useful: {thing}",
        closing=(
            "And if {own} can ever make your work easier, just ask. | And if I can make your work easier, just ask.",
        ),
    ),
    Wording(
        opening="{hi}, we met{at}, and I did not want to leave it at that.",
        statement="One thing for you: {thing}",
        question="May I ask you something: {thing}",
        link="For you, in case it is of use: {thing}",
        closing=(
            "There is no hurry with an answer.",
            "And if {own} can be of use to you, tell me. | And if I can be of use to you, tell me.",
        ),
    ),
)
SECOND_TRIES = (
    Wording(
        opening="{hi}, we met {met}.",
        statement="I came across something and thought of you: {thing}",
        question="Something made me think of you, and of a question: {thing}",
        link="I came across this and thought of you: {thing}",
        closing=("No need to answer; I thought it might save you a search.",),
        after_question=("Only if you have a minute; there is no hurry at all.",),
    ),
    Wording(
        opening="{hi}, we met {met}, and something brought you to mind again.",
        statement="It is this: {thing}",
        question="I have been asking myself: {thing}",
        closing=("If it is of no use to you, please pass over it.",),
        after_question=("If it is not a good time, never mind.",),
    ),
    Wording(
        opening="{hi}, it is some time since we met{at}.",
        statement="Here is one thing I think you can use: {thing}",
        question="There is one thing I would like to ask you: {thing}",
        closing=("It needs no answer.", OFFER),
        after_question=("Two words are plenty.", OFFER),
    ),
)
THIRD_TRIES = (
    Wording(
        opening="{hi}, a short hello; we met {met}.",
        statement="In case it is of use: {thing}",
        question="If you ever feel like telling me: {thing}",
        closing=("And if anything from {ours} would ever help, I am easy to find.",),
    ),
    Wording(
        opening="{hi}, a small thing from somebody you met {met}.",
        statement="I thought you might like to know: {thing}",
        question="I still wonder, and it can wait: {thing}",
        closing=("There is nothing to answer.", "My door in {own} is open. | My door is open."),
    ),
    Wording(
        opening="{hi}, we met {met}, and I like to think back to it.",
        statement="I leave this here for you: {thing}",
        question="One thought, with no answer needed: {thing}",
        closing=("If our work ever crosses again, I would be glad.",),
    ),
)
KEEPING_IN_TOUCH = (
    Wording(
        opening="{hi}, a short hello.",
        statement="I thought of you because of this: {thing}",
        question="I have been wondering: {thing}",
        link="This made me think of you: {thing}",
        aside="On my side it is {project} at the moment.",
        closing=("How are things in {division}? | How are things on your side?",),
        after_question=("I would like to hear it.",),
    ),
    Wording(
        opening="{hi}, it has been a while.",
        statement="Something for you: {thing}",
        question="Tell me: {thing}",
        aside="I am busy with {project}.",
        closing=("I would like to hear what you are working on now.",),
        after_question=("Whenever you have a minute.",),
    ),
    Wording(
        opening="{hi}, I thought of you this week.",
        statement="The reason: {thing}",
        question="I would like to know: {thing}",
        closing=("If anything from {ours} would help you at the moment, tell me.",),
    ),
)
_YOUR_VIEW = (
    "I am working on {project_told}, and you see it from the {seen_from} side. | "
    "I am working on {project_told}, and you see it from another side. | "
    "I have something that you see from the {seen_from} side. | I have something that you see from another side."
)
ASKS = (
    Wording(
        opening="{hi}, we met {met}.",
        context=_YOUR_VIEW,
        statement="This is what I would like to understand: {thing}",
        question="My question: {thing}",
        link="I would value your view on this: {thing}",
        closing=(
            "Ten minutes or two lines would help a lot.",
            POINT,
            "And if anything from {ours} would be useful to you, ask me.",
        ),
    ),
    Wording(
        opening="{hi}, may I borrow your {seen_from} eyes for a moment? | {hi}, may I borrow your eyes for a moment?",
        context="We met {met}; these days I work on {project_told}. | We met {met}.",
        statement="What I cannot see from here: {thing}",
        question="What I cannot see from here: {thing}",
        link="It is about this: {thing}",
        closing=(
            "Two lines are plenty, or ten minutes if that is easier.",
            POINT,
            "In return, tell me what {own} can do for you. | In return, tell me what I can do for you.",
        ),
    ),
    Wording(
        opening="{hi}, we met {met}, and I thought of you for this.",
        context="My project is {project_told}.",
        statement="Where I am stuck: {thing}",
        question="Where I need a hint: {thing}",
        link="Where I need a second look: {thing}",
        closing=(
            "A hint in two lines is enough; ten minutes would be a gift.",
            POINT,
            "And please count on me when you need something from {ours}.",
        ),
    ),
)

WORDINGS = {
    Purpose.FIRST_NOTE: FIRST_NOTES,
    Purpose.SECOND_TRY: SECOND_TRIES,
    Purpose.THIRD_TRY: THIRD_TRIES,
    Purpose.KEEP_IN_TOUCH: KEEPING_IN_TOUCH,
    Purpose.ASK: ASKS,
}
SHORT = {
    Purpose.FIRST_NOTE: ("Just ask if I can help.",),
    Purpose.SECOND_TRY: ("No need to answer.",),
    Purpose.THIRD_TRY: ("I am easy to find.",),
    Purpose.KEEP_IN_TOUCH: ("All the best.",),
    Purpose.ASK: (
        "Two lines would help.",
        POINT,
        "Ask {own} for something in return. | Ask me for something in return.",
    ),
}
"""What follows the one thing in the shorter note."""
WARM = {
    Purpose.FIRST_NOTE: "I am glad that our paths crossed.",
    Purpose.SECOND_TRY: "I remember our conversation well.",
    Purpose.THIRD_TRY: "I think back to it with pleasure.",
    Purpose.KEEP_IN_TOUCH: "It is good to be in touch with you.",
    Purpose.ASK: "I would value what you think, and I know that your time is dear.",
}
"""A sentence more in the warmer note, before its closing."""
