"""Words of a text that say nothing about which post it is. Data, not rules."""

from talentfeed.dedupe.features.vocabulary import word_set

# Words that an advert has or lacks whatever its post: grammar, headings, what boards write around it.
PLAIN_WORDS = word_set(
    "a about above across after all also am an and any are as at available be been before being below both but by "
    "can could do does done down each either etc every for from further get give given go good great had has have he "
    "her here him his how i if in including into is it its itself just least let like made make many may me more most "
    "much must my near new no nor not now of off on once one only or other others our ours out over own per please "
    "re s see shall she should so some such t than that the their them then there these they this those through "
    "throughout to too under until up upon us use used using via was way we well were what when where whether which "
    "while who whom whose why will with within without would yes yet you your yours yourself "
    "advert advertisement advertised ago apply application applications applicant applicants benefits candidate "
    "candidates career careers click client clients closing company contact currently date day days description "
    "details duties employer employment enquiries essential desirable excellent exciting experience experienced find "
    "following full hiring hours immediate immediately information interested interview interviews job jobs join "
    "joining key know live location looking main month months name need needed needs offer offered offers "
    "opportunity opportunities organisation other overview package page pay people person post posted posts position "
    "profile purpose read ref reference require required requirements responsibilities responsible reward rewards "
    "role roles salary save seeking send skills specification start starting successful summary support team teams "
    "time today track update updated vacancy vacancies visit want website week weeks welcome work working year years "
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun "
    "two three four five six seven eight nine ten first second third "
    "mr mrs ms dr email e-mail mail phone tel telephone http https www com co uk org net gov html amp nbsp quot "
    "hgv lgv tonne tonnes equal opportunities privacy policy cookie terms conditions cv report alert similar "
    "share print"
)
