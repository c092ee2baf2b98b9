"""The wordings of the template drafts, as data. `templates.py` puts them together.

A slot in braces is filled from the request; a sentence whose slot is empty is left out, or the next one after
the bar is taken: "How are things in {division}? | How are things on your side?".
"""

from dataclasses import dataclass

from bot.domain.drafts import Purpose


@dataclass(frozen=True)
class Wording:
    """One way to write a note of one purpose."""

    opening: str
    statement: str
    """How the one thing comes in; `question` and `link` where it is one."""
    question: str
    link: str
    closing: tuple[str, ...]
    short: tuple[str, ...]
    """The shorter note: its opening, then what follows the one thing."""
    warm: str
    """A sentence more in the warmer note, before its closing."""
    context: str = ""
    """Before the one thing: what the member works on."""
    aside: str = ""
    """After the one thing, where it is no question."""
    after_question: tuple[str, ...] = ()
    """The closing where the one thing is a question, if it is another one."""


OFFER = "If I can help with anything from {ours}, tell me."
SHORT_OFFER = "Tell me if {own} can help. | Tell me if I can help."
POINT = "If somebody else knows better, please just point me to them."

FIRST_NOTES = (
    Wording(
        opening="{hi}, it was good to meet you{at}.",
        statement="One thing stayed with me: {thing}",
        question="One question stayed with me: {thing}",
        link="This is what I had in mind for you: {thing}",
        closing=(OFFER,),
        short=("{hi}, good to meet you{at}.", SHORT_OFFER),
        warm="I am glad that our paths crossed.",
    ),
    Wording(
        opening="{hi}, I enjoyed meeting you{at}.",
        statement="I am writing because of one thing: {thing}",
        question="There is one thing I would like to know: {thing}",
        link="Here is something you may find useful: {thing}",
        closing=(
            "And if {own} can ever make your work easier, just ask. | And if I can make your work easier, just ask.",
        ),
        short=("{hi}, I enjoyed meeting you{at}.", "Just ask if I can help."),
        warm="It is good to know somebody in {division}. | It is good to know you a little now.",
    ),
    Wording(
        opening="{hi}, we met{at}, and I did not want to leave it at that.",
        statement="One thing for you: {thing}",
        question="May I ask you something? {Thing}",
        link="For you, in case it is of use: {thing}",
        closing=(
            "There is no hurry with an answer.",
            "And if {own} can be of use to you, tell me. | And if I can be of use to you, tell me.",
        ),
        short=("{hi}, we met{at}.", SHORT_OFFER),
        warm="It was a pleasure to talk with you.",
    ),
    Wording(
        opening="{hi}, it was a pleasure to meet you{at}.",
        statement="Here is what I wanted to pass on: {thing}",
        question="I have been wondering: {thing}",
        link="I kept this for you: {thing}",
        closing=("If there is something I can do for you from {ours}, I would be glad to.",),
        short=("{hi}, a pleasure to meet you{at}.", "Tell me what I can do for you."),
        warm="I hope that we run into each other again before long.",
    ),
)

SECOND_TRIES = (
    Wording(
        opening="{hi}, {we_met}.",
        statement="I came across something and thought of you: {thing}",
        question="Something made me think of you, and of a question: {thing}",
        link="I came across this and thought of you: {thing}",
        closing=("No need to answer; I thought it might save you a search.",),
        after_question=("Only if you have a minute; there is no hurry at all.",),
        short=("{hi}, {we_met}.", "No need to answer."),
        warm="I remember our conversation well.",
    ),
    Wording(
        opening="{hi}, {we_met}, and something brought you to mind again.",
        statement="It is this: {thing}",
        question="I have been asking myself: {thing}",
        link="This is it: {thing}",
        closing=("If it is of no use to you, please pass over it.",),
        after_question=("If it is not a good time, never mind.",),
        short=("{hi}, {we_met}.", "Never mind if it is of no use."),
        warm="I would be glad if it helped, even a little.",
    ),
    Wording(
        opening="{hi}, it is some time since we met{at}.",
        statement="Here is one thing I think you can use: {thing}",
        question="There is one thing I would like to ask you: {thing}",
        link="Here is one thing I think you can use: {thing}",
        closing=("It needs no answer.", OFFER),
        after_question=("Two words are plenty.", OFFER),
        short=("{hi}, some time ago we met{at}.", "It needs no answer."),
        warm="It was good to meet you then.",
    ),
    Wording(
        opening="{hi}, it is me again; {we_met}.",
        statement="This time I have something for you: {thing}",
        question="This time I have a question that is more yours than mine: {thing}",
        link="This time I have something for you: {thing}",
        closing=("Use it or leave it, both are fine.",),
        after_question=("Answer it or leave it, both are fine.",),
        short=("{hi}, {we_met}.", "Use it or leave it."),
        warm="I was happy to have a reason to write to you.",
    ),
)

THIRD_TRIES = (
    Wording(
        opening="{hi}, a short hello; {we_met}.",
        statement="In case it is of use: {thing}",
        question="If you ever feel like telling me: {thing}",
        link="In case it is of use: {thing}",
        closing=("And if anything from {ours} would ever help, I am easy to find.",),
        short=("{hi}, a short hello; {we_met}.", "I am easy to find."),
        warm="I think back to it with pleasure.",
    ),
    Wording(
        opening="{hi}, a small thing from somebody you met {met}.",
        statement="I thought you might like to know: {thing}",
        question="I still wonder, and it can wait: {thing}",
        link="I thought you might like this: {thing}",
        closing=("There is nothing to answer.", "My door in {own} is open. | My door is open."),
        short=("{hi}, a small thing for you.", "Nothing to answer."),
        warm="I wish you a calm week.",
    ),
    Wording(
        opening="{hi}, {we_met}, and I like to think back to it.",
        statement="I leave this here for you: {thing}",
        question="One thought, with no answer needed: {thing}",
        link="I leave this here for you: {thing}",
        closing=("If our work ever crosses again, I would be glad.",),
        short=("{hi}, {we_met}.", "No answer needed."),
        warm="All the best for what you are working on.",
    ),
    Wording(
        opening="{hi}, greetings from {own}; {we_met}. | {hi}, a quick greeting; {we_met}.",
        statement="One thing I wanted to pass on: {thing}",
        question="Whenever it suits you, or never: {thing}",
        link="One thing I wanted to pass on: {thing}",
        closing=("If I can be of help one day, you know where I am.",),
        short=("{hi}, a quick greeting; {we_met}.", "You know where I am."),
        warm="It was a good conversation, and I have not forgotten it.",
    ),
)

KEEPING_IN_TOUCH = (
    Wording(
        opening="{hi}, a short hello.",
        statement="I thought of you because of this: {thing}",
        question="{Thing}",
        link="This made me think of you: {thing}",
        aside="On my side it is {project} at the moment.",
        closing=("How are things in {division}? | How are things on your side?",),
        after_question=("I would like to hear it.",),
        short=("{hi}, a short hello.", "How are you?"),
        warm="It is good to be in touch with you.",
    ),
    Wording(
        opening="{hi}, it has been a while.",
        statement="Something for you: {thing}",
        question="Tell me: {thing}",
        link="Something for you: {thing}",
        aside="I am busy with {project}.",
        closing=("I would like to hear what you are working on now.",),
        after_question=("Whenever you have a minute.",),
        short=("{hi}, it has been a while.", "What is new?"),
        warm="I am always glad to hear from you.",
    ),
    Wording(
        opening="{hi}, I thought of you this week.",
        statement="The reason: {thing}",
        question="I would like to know: {thing}",
        link="The reason: {thing}",
        closing=("If anything from {ours} would help you at the moment, tell me.",),
        short=("{hi}, I thought of you.", SHORT_OFFER),
        warm="I hope that you are having a good stretch.",
    ),
    Wording(
        opening="{hi}, a small sign of life from {own}. | {hi}, a small sign of life from me.",
        statement="One thing worth telling: {thing}",
        question="One question comes with it: {thing}",
        link="One thing worth a look: {thing}",
        aside="I spend my days on {project}.",
        closing=("What is new with you?",),
        after_question=("A line is enough.",),
        short=("{hi}, a sign of life.", "What is new?"),
        warm="I like it that we keep this up.",
    ),
)

_YOUR_VIEW = (
    "I am working on {project_told}, and you see it from the {seen_from} side. | "
    "I am working on {project_told}, and you see it from another side. | "
    "I have something that you see from the {seen_from} side. | I have something that you see from another side."
)

ASKS = (
    Wording(
        opening="{hi}, {we_met}.",
        context=_YOUR_VIEW,
        statement="This is what I would like to understand: {thing}",
        question="My question: {thing}",
        link="I would value your view on this: {thing}",
        closing=(
            "Ten minutes or two lines would help a lot.",
            POINT,
            "And if anything from {ours} would be useful to you, ask me.",
        ),
        short=(
            "{hi}, {we_met}. I am working on {project}. | {hi}, {we_met}.",
            "Two lines would help.",
            POINT,
            "Ask {own} for something in return. | Ask me for something in return.",
        ),
        warm="I would value what you think, and I know that your time is dear.",
    ),
    Wording(
        opening="{hi}, may I borrow your {seen_from} eyes for a moment? | {hi}, may I borrow your eyes for a moment?",
        context="{We_met}; these days I work on {project_told}. | {We_met}.",
        statement="What I cannot see from here: {thing}",
        question="What I cannot see from here: {thing}",
        link="It is about this: {thing}",
        closing=(
            "Two lines are plenty, or ten minutes if that is easier.",
            POINT,
            "In return, tell me what {own} can do for you. | In return, tell me what I can do for you.",
        ),
        short=(
            "{hi}, {we_met}. A question about {project}. | {hi}, {we_met}.",
            "Two lines are plenty.",
            POINT,
            "Tell me what {own} can do for you. | Tell me what I can do for you.",
        ),
        warm="You came to my mind first.",
    ),
    Wording(
        opening="{hi}, I have a question that people in {division} know more about than I do. | "
        "{hi}, I have a question that you probably know more about than I do.",
        context="{We_met}, and I am on {project_told} now. | {We_met}.",
        statement="It is about this: {thing}",
        question="It is this one: {thing}",
        link="It is about this: {thing}",
        closing=(
            "Ten minutes of your time, or two lines here, would already move me forward.",
            POINT,
            "I gladly give something back: what could you use from {ours}?",
        ),
        short=(
            "{hi}, {we_met}. I am on {project} now. | {hi}, {we_met}.",
            "Two lines would move me forward.",
            POINT,
            "What could you use from {ours}?",
        ),
        warm="It was good to meet you, and I trust your judgement in this.",
    ),
    Wording(
        opening="{hi}, {we_met}, and I thought of you for this.",
        context="My project is {project_told}.",
        statement="Where I am stuck: {thing}",
        question="Where I need a hint: {thing}",
        link="Where I need a second look: {thing}",
        closing=(
            "A hint in two lines is enough; ten minutes would be a gift.",
            POINT,
            "And please count on me when you need something from {ours}.",
        ),
        short=("{hi}, {we_met}.", "A hint in two lines is enough.", POINT, "Count on {ours} in return."),
        warm="I know that you have enough to do, so only if it comes easily.",
    ),
)

WORDINGS = {
    Purpose.FIRST_NOTE: FIRST_NOTES,
    Purpose.SECOND_TRY: SECOND_TRIES,
    Purpose.THIRD_TRY: THIRD_TRIES,
    Purpose.KEEP_IN_TOUCH: KEEPING_IN_TOUCH,
    Purpose.ASK: ASKS,
}
