"""The general words in names of organisations, and what they are cut short to. Data, not rules.

Two names that differ in such words only (Thornhill Bakery, Thornhill Bakehouse) may be one organisation's;
names that differ in any other word are two.
"""

from dedupe.features.vocabulary import phrase_set, word_set

# Employers that only say that somebody else is the employer.
UNKNOWN_EMPLOYERS = word_set(
    "confidential anonymous undisclosed private client clients ourclient employer various unknown na none tbc "
    "company advertiser hidden agency recruitment our my a s name withheld not disclosed stated specified see "
    "advert direct leading well known"
)
AGENCY_WORDS = word_set(
    "recruitment recruiting recruiters recruiter resourcing staffing personnel employment agency "
    "headhunters recruit jobs jobboard appointments"
)
AGENCIES = phrase_set(
    "hays|reed|adecco|randstad|manpower|manpowergroup|michael page|page personnel|robert half|"
    "robert walters|office angels|brook street|blue arrow|pertemps|tempest|search consultancy|kelly|"
    "gi group|staffline|the best connection|best connection|hudson|harvey nash|sthree|impellam|"
    "morgan mckinley|huntress|badenoch clark|badenoch and clark|spring|matchtech|teaching personnel|"
    "tradewind|protocol education|academics|medacs|medacs healthcare|id medical|pulse|jobg8|totaljobs|"
    "cv library|indeed|monster|jobsite|fish4jobs|caterer|service care solutions|vivid|eden brown|"
    "sellick partnership|four seasons recruitment|prospero teaching"
)

# What a word of a name is cut short to; not read at the beginning of a name, where it may be the name itself.
SHORT_FORMS: dict[str, tuple[str, ...]] = {
    "univ": ("university",),
    "uni": ("university",),
    "coll": ("college",),
    "sch": ("school",),
    "acad": ("academy",),
    "acads": ("academies",),
    "mat": ("multi", "academy", "trust"),
    "hosp": ("hospital",),
    "hosps": ("hospitals",),
    "ha": ("housing", "association"),
    "bs": ("building", "society"),
    "assoc": ("association",),
    "assn": ("association",),
    "soc": ("society",),
    "fdn": ("foundation",),
    "ft": ("foundation", "trust"),
    "ccg": ("clinical", "commissioning", "group"),
    "mbc": ("council",),
    "bc": ("borough", "council"),
    "dc": ("district", "council"),
    "cc": ("county", "council"),
    "svcs": ("services",),
    "svc": ("service",),
    "serv": ("services",),
    "mfg": ("manufacturing",),
    "eng": ("engineering",),
    "engg": ("engineering",),
    "tech": ("technology",),
    "mgmt": ("management",),
    "bldg": ("building",),
    "bldrs": ("builders",),
    "constr": ("construction",),
    "dev": ("developments",),
    "govt": ("government",),
    "dept": ("department",),
    "ctr": ("centre",),
    "intl": ("international",),
    "bros": ("brothers",),
    "street": ("st",),
    "saint": ("st",),
    "road": ("rd",),
    "natl": ("national",),
    "cttee": ("committee",),
}
# Whole first words that are always the short form.
SHORT_ANYWHERE = frozenset({"univ", "uni", "coll", "assoc", "dept", "saint"})

# What an organisation is, by trade. A word may stand for more than one.
TRADES: dict[str, frozenset[str]] = {
    "school": word_set(
        "school schools academy academies academic multi learning education educational mat federation "
        "partnership teaching"
    ),
    "college": word_set("college colleges learning education"),
    "university": word_set("university universities"),
    "building": word_set(
        "builders builder building buildings contractors contractor contracting construction constructions "
        "developments developers roofing joinery civil"
    ),
    "baking": word_set("bakery bakeries bakehouse bakers baker baking bakes"),
    "housing": word_set("housing association homes living tenancies lettings society"),
    "care": word_set(
        "care homes home homecare carers caring healthcare residential nursing living domiciliary support"
    ),
    "health": word_set(
        "hospital hospitals healthcare health nhs trust foundation clinic clinics medical surgery practice"
    ),
    "finance": word_set(
        "building society bank banking mutual finance financial insurance brokers accountants accountancy "
        "accounting accountant chartered advisers advisors wealth"
    ),
    "law": word_set("solicitors solicitor law legal lawyers advocates barristers"),
    "hospitality": word_set(
        "hotel hotels inn inns restaurant restaurants kitchen kitchens catering caterers pub pubs bar bars "
        "cafe cafes coffee leisure resort spa hospitality brewery"
    ),
    "retail": word_set(
        "store stores shop shops retail retailers supermarket supermarkets grocers grocery superstores market "
        "foods butchers outfitters"
    ),
    "software": word_set(
        "software technology technologies systems digital solutions computing computers it tech data services "
        "labs online networks"
    ),
    "transport": word_set(
        "transport haulage logistics freight distribution couriers courier parcels deliveries carriers coaches "
        "travel buses warehousing removals"
    ),
    "making": word_set(
        "manufacturing manufacturers engineering engineers engineer products industries industrial foods food "
        "fabrications textiles textile mills works foundry plastics packaging"
    ),
    "children": word_set("nursery nurseries daycare childcare preschool kindergarten playgroup"),
    "design": word_set("design designs studio studios media creative agency marketing consulting consultants"),
    "cleaning": word_set("cleaning cleaners facilities facility maintenance hygiene"),
}
# Say nothing about the trade.
GENERAL = word_set(
    "trust group association society charity charitable organisation organization limited company services "
    "service enterprises enterprise partners partnership team head office headquarters uk national regional "
    "brothers sons and the of for"
)
_TRADE_OF: dict[str, frozenset[str]] = {}
for _trade, _words in TRADES.items():
    for _word in _words:
        _TRADE_OF[_word] = _TRADE_OF.get(_word, frozenset()) | {_trade}


def is_general(word: str) -> bool:
    """Whether a word of a name says what an organisation is rather than which."""
    return word in _TRADE_OF or word in GENERAL


def trades(words: frozenset[str]) -> frozenset[str]:
    """The trades these words may stand for; those that say nothing are left out."""
    return frozenset(trade for word in words if word not in GENERAL for trade in _TRADE_OF.get(word, ()))
