"""Lists of English words: what a note may begin a sentence with, and what says nothing."""


def word_set(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


ALWAYS_CAPITAL = word_set(
    "i january february march april may june july august september october november december monday tuesday wednesday"
    " thursday friday saturday sunday ok fyi ps btw english"
)
"""Words with a capital letter that name nobody."""

STARTERS = ALWAYS_CAPITAL | word_set(
    "a about above absolutely accordingly across actually admittedly after afterwards again ago alas all almost"
    " alone along already also although always am an and another answer answering any anybody anyone anything"
    " anyway anywhere apart apologies apparently are aren around as ask asking at away back based be because been"
    " before being below besides best better between beyond big both brief briefly bring bringing but by call came"
    " can cannot certainly cheers clearly colleagues come coming congratulations consequently considering could"
    " couldn count counting currently curious daily dear definitely delighted depending despite did didn do does"
    " doesn doing don done draft due during each earlier early easily either else enjoy enjoyed enough equally"
    " especially even eventually ever every everybody everyone everything exactly excellent except excited excuse"
    " far feel feeling few finally find finding fine first five follow following for forgive fortunately four"
    " frankly free fresh from full further generally get getting give given giving glad gladly glancing go going"
    " good got grateful great greetings had half happily happy hardly has hasn have haven having he hearing hello"
    " help helpful helping hence her here hey hi him his honestly hope hopefully hoping how however humbly i"
    " ideally if imagine imagining in incidentally indeed instead interesting interestingly into is isn it its"
    " just keen keep keeping kind kindly know knowing last lastly late lately later lead learning least less let"
    " letting life like likely likewise little lately long look looking lots love lovely luckily made make making"
    " many maybe me mean meanwhile meet meeting message met might mine model moreover more morning most mostly"
    " much must my namely naturally nearly need needless never nevertheless new news next nice no nobody none"
    " nonetheless nor normally not note nothing notice now nowhere obviously of off offhand often oh okay on once"
    " one only onto open or originally other others otherwise ought our ours out over overall page pages part"
    " particularly people perhaps personally place please pleased plenty point possibly presumably probably"
    " promise question questions quick quickly quietly quite rarely rather read reading really recalling recently"
    " regarding regards remember remembering reminding said same saw say saying see seeing seems sending several"
    " shall she short shortly should show showing similarly simply since sincerely six small so some somebody somehow"
    " someone something sometimes somewhere soon sorry specifically spring start starting still strictly such"
    " suddenly summer sure surely take taking talk talking tell ten text than thank thankful thanks that the their"
    " them then there therefore these they thing things think thinking third this those though thought thoughts"
    " three through throughout thus till time to today together tomorrow tonight too tonight toward towards truly"
    " truth trust try trying two typically ultimately under understandably understanding unfortunately unless"
    " unlike until up upon us use useful usually very via wanted wanting warm warmly was wasn we weekend welcome"
    " well were what whatever when whenever where whereas wherever whether which whichever while who whoever whose"
    " why will winter wish wishes wishing with within without won wonder wondering work working worth would wouldn"
    " writing yes yesterday yet you your yours"
)
"""Words that a sentence may begin with although no input held them."""

FUNCTION_WORDS = word_set("the to you a and of i for if in it is me at on my with that your we")
"""An English note of some length holds one of these."""

BIG_NUMBERS = word_set(
    "dozen dozens hundred hundreds thousand thousands million millions billion billions percent twice"
    " half-million quarter-million"
)
"""Numbers in words that claim something."""

EMPTY_PHRASES = (
    r"(?:just )?check(?:ing|ed)? (?:back )?in\b(?! (?:desk|counter))",
    r"touch(?:ing)? base",
    r"circl(?:e|ing) back",
    r"hope (?:that )?(?:this|my) (?:note |message |email |e-mail |mail |draft )?(?:finds|reaches) you",
    r"hope (?:that )?(?:you are|you're|you re|all is|everything is) (?:doing )?(?:well|good|great|fine)",
    r"hope you (?:had|have had|have been|are having|have)\b[^.]{0,20}\b(?:week|weekend|day|well)",
    r"trust (?:this|you are|you're) (?:finds|well)",
    r"reach(?:ing|ed)? out",
    r"pick(?:ing)? your brain",
    r"let(?:'s| us) (?:be friends|connect|stay connected|stay in touch|keep in touch)",
    r"just wanted to",
    r"long time,? no (?:see|speak|talk)",
    r"at your earliest convenience",
    r"(?:as )?per my (?:last|previous|earlier)",
    r"follow(?:ing)? up (?:on|with) (?:my|our|the) (?:last|previous|earlier|e-?mail|message|note)",
    r"(?:do not|don't) hesitate",
    r"(?:i )?know (?:that )?you(?:'re| are) (?:very |super |really )?busy",
    r"bump(?:ing)? (?:this|my)",
    r"(?:quick|friendly|gentle) (?:ping|nudge|reminder)",
    r"synerg\w+",
    r"low-hanging fruit",
    r"move the needle",
    r"as an ai\b",
)
"""What a note says when it has nothing to say."""
