"""The words that carry meaning in a title: levels, abbreviations, shifts, filler. Data, not rules."""

from dedupe.features.vocabulary import word_set

# Two adverts whose titles differ in one of these are two posts.
LEVELS = word_set(
    "senior lead principal junior trainee graduate assistant deputy associate head chief director "
    "apprentice intern manager supervisor executive vice midlevel ii iii iv student cadet "
    "placement"
)

ABBREVIATIONS: dict[str, tuple[str, ...]] = {
    "sr": ("senior",),
    "snr": ("senior",),
    "jr": ("junior",),
    "jnr": ("junior",),
    "mgr": ("manager",),
    "mngr": ("manager",),
    "asst": ("assistant",),
    "assist": ("assistant",),
    "assoc": ("associate",),
    "exec": ("executive",),
    "eng": ("engineer",),
    "engr": ("engineer",),
    "off": ("officer",),
    "ofcr": ("officer",),
    "tech": ("technician",),
    "dev": ("developer",),
    "rep": ("representative",),
    "reps": ("representative",),
    "coord": ("coordinator",),
    "co-ordinator": ("coordinator",),
    "admin": ("administrator",),
    "administration": ("administrator",),
    "dir": ("director",),
    "dep": ("deputy",),
    "supv": ("supervisor",),
    "spvr": ("supervisor",),
    "consult": ("consultant",),
    "acct": ("accountant",),
    "accts": ("accounts",),
    "hr": ("human", "resources"),
    "pa": ("personal", "assistant"),
    "hca": ("healthcare", "assistant"),
    "ta": ("teaching", "assistant"),
    "hlta": ("higher", "level", "teaching", "assistant"),
    "hcsw": ("healthcare", "support", "worker"),
    "rn": ("registered", "nurse"),
    "rnld": ("registered", "learning", "disability", "nurse"),
    "cpn": ("community", "psychiatric", "nurse"),
    "odp": ("operating", "department", "practitioner"),
    "anp": ("advanced", "nurse", "practitioner"),
    "acp": ("advanced", "clinical", "practitioner"),
    "slt": ("speech", "language", "therapist"),
    "salt": ("speech", "language", "therapist"),
    "lpn": ("licensed", "practical", "nurse"),
    "cna": ("certified", "nursing", "assistant"),
    "senco": ("send", "coordinator"),
    "sendco": ("send", "coordinator"),
    "nqt": ("early", "career", "teacher"),
    "ect": ("early", "career", "teacher"),
    "eyp": ("earlyyear", "practitioner"),
    "eyfs": ("earlyyear",),
    "qs": ("quantity", "surveyor"),
    "eho": ("environmental", "health", "officer"),
    "bdm": ("business", "development", "manager"),
    "bde": ("business", "development", "executive"),
    "kam": ("key", "account", "manager"),
    "fm": ("facilities", "manager"),
    "ea": ("executive", "assistant"),
    "kp": ("kitchen", "porter"),
    "agm": ("assistant", "general", "manager"),
    "foh": ("front", "house"),
    "flt": ("forklift",),
    "artic": ("hgvone",),
    "op": ("operative",),
    "med": ("medical",),
    "advisor": ("adviser",),
    "advisors": ("adviser",),
    "programme": ("program",),
    "programmes": ("program",),
    "center": ("centre",),
    "centers": ("centre",),
    "organiser": ("organizer",),
    "organisers": ("organizer",),
    "pediatric": ("paediatric",),
    "pediatrics": ("paediatric",),
    "paediatrics": ("paediatric",),
    "anesthetic": ("anaesthetic",),
    "anesthetist": ("anaesthetist",),
    "orthopedic": ("orthopaedic",),
    "gynecology": ("gynaecology",),
    "hematology": ("haematology",),
    "counselor": ("counsellor",),
    "labor": ("labour",),
    "color": ("colour",),
    "examination": ("exam",),
    "examinations": ("exam",),
    "exams": ("exam",),
    "lsa": ("learning", "support", "assistant"),
    "rgn": ("registered", "general", "nurse"),
    "rmn": ("registered", "mental", "nurse"),
    "hgv": ("lgv",),
    "hgv1": ("hgvone",),
    "lgv1": ("hgvone",),
    "hgv2": ("hgvtwo",),
    "lgv2": ("hgvtwo",),
    "c+e": ("hgvone",),
    "cdp": ("chef", "de", "partie"),
    "swe": ("software", "engineer"),
    "qa": ("quality", "assurance"),
    "pm": ("project", "manager"),
    "ba": ("business", "analyst"),
    "sen": ("send",),
    "ass": ("assistant",),
    "maths": ("mathematics",),
    "math": ("mathematics",),
    "pe": ("physical", "education"),
    "re": ("religious",),
    "dt": ("design", "technology"),
    "mfl": ("modern", "languages"),
    "grad": ("graduate",),
    "mech": ("mechanical",),
    "elec": ("electrical",),
    "maint": ("maintenance",),
    "ops": ("operations",),
    "mktg": ("marketing",),
    "fin": ("finance",),
    "svc": ("service",),
    "svcs": ("services",),
    "serv": ("service",),
    "cust": ("customer",),
    "dept": ("department",),
    "cert": ("certificate",),
    "dip": ("diploma",),
    "lvl": ("level",),
    "leader": ("lead",),
    "ldr": ("lead",),
    "ctr": ("centre",),
    "apprenticeship": ("apprentice",),
    "internship": ("intern",),
    "apprentices": ("apprentice",),
    "interns": ("intern",),
    "trainees": ("trainee",),
    "managers": ("manager",),
    "assistants": ("assistant",),
    "leaders": ("lead",),
    "graduates": ("graduate",),
    "executives": ("executive",),
    "physio": ("physiotherapist",),
    "ot": ("occupational", "therapist"),
    "gp": ("general", "practitioner"),
    "paeds": ("paediatric",),
    "cook": ("chef",),
    "carer": ("care", "assistant"),
    "carers": ("care", "assistant"),
    "caretaker": ("site", "caretaker"),
    "receptionist": ("receptionist",),
    "health-care": ("healthcare",),
    "childcare": ("childcare",),
    "nursery": ("nursery",),
    "sw": ("social", "worker"),
    "tutor": ("tutor",),
    "lecturer": ("lecturer",),
    "it": ("it",),
}
for _same in ("cook", "caretaker", "receptionist", "childcare", "nursery", "tutor", "lecturer", "it"):
    del ABBREVIATIONS[_same]

# Says nothing about which post it is.
FILLER = word_set(
    "the a an of and in for at to with or by on from as our you your we us is are be this that new "
    "urgent urgently job jobs vacancy vacancies required needed wanted require need opportunity "
    "opportunities position positions role roles post posts x immediate immediately start starts "
    "starting asap now apply hiring recruiting recruitment join exciting fantastic great excellent "
    "amazing brilliant lovely dynamic stunning uk gb england britain united kingdom ref reference no "
    "number competitive salary per annum hour hourly ph pcm pw k week weekly month monthly year ote "
    "bonus benefits benefit inc incl including plus up dependent experience depending negotiable rate "
    "rates pay various multiple multi several available based location near hybrid remote remotely "
    "home-based wfh onsite on-site ongoing refreshed closing soon featured repost reposted advert "
    "advertisement speaking speaker speakers bilingual fluent qualified experienced skilled talented motivated "
    "passionate enthusiastic reliable outstanding nhs m f d mf mfd w hons honours honors"
)

# What a single word says, per slot. Two adverts that fill a slot differently are two posts.
SLOT_WORDS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("night", "nights", "nightshift", "overnight", "waking"), ("shift", "night")),
    **dict.fromkeys(("day", "days", "dayshift", "daytime"), ("shift", "day")),
    **dict.fromkeys(("evening", "evenings", "twilight", "twilights"), ("shift", "evening")),
    **dict.fromkeys(("weekend", "weekends", "saturday", "sunday", "saturdays", "sundays"), ("shift", "weekend")),
    **dict.fromkeys(("sat", "sun"), ("shift", "weekend")),
    **dict.fromkeys(("weekday", "weekdays", "mon-fri"), ("shift", "weekday")),
    **dict.fromkeys(("rotating", "rotational"), ("shift", "rotating")),
    **dict.fromkeys(("hgvone",), ("class", "1")),
    **dict.fromkeys(("hgvtwo",), ("class", "2")),
    **dict.fromkeys(("earlies", "mornings", "morning"), ("shift", "early")),
    **dict.fromkeys(("lates", "afternoon", "afternoons"), ("shift", "late")),
    **dict.fromkeys(("backshift",), ("shift", "late")),
    **dict.fromkeys(("fulltime", "full-time", "ft"), ("time", "full")),
    **dict.fromkeys(("parttime", "part-time", "pt"), ("time", "part")),
    **dict.fromkeys(("job-share", "jobshare"), ("time", "part")),
    **dict.fromkeys(("permanent", "perm"), ("contract", "permanent")),
    **dict.fromkeys(("temporary", "temp", "interim", "seasonal"), ("contract", "temporary")),
    **dict.fromkeys(("fixed-term", "fixedterm", "ftc", "maternity", "secondment"), ("contract", "fixed")),
    **dict.fromkeys(("bank", "casual", "relief", "sessional", "supply"), ("contract", "casual")),
    **dict.fromkeys(("zero-hours", "zerohours", "prn", "perdiem"), ("contract", "casual")),
    **dict.fromkeys(("term-time", "tto", "termtime"), ("term", "term")),
}
# Two words first joined to one, so that one look-up is enough.
PHRASES: tuple[tuple[str, str], ...] = (
    ("full time", "fulltime"),
    ("part time", "parttime"),
    ("fixed term", "fixedterm"),
    ("job share", "jobshare"),
    ("term time", "termtime"),
    ("zero hours", "zerohours"),
    ("zero hour", "zerohours"),
    ("per diem", "perdiem"),
    ("health care", "healthcare"),
    ("child care", "childcare"),
    ("home care", "homecare"),
    ("co ordinator", "coordinator"),
    ("front end", "frontend"),
    ("back end", "backend"),
    ("full stack", "fullstack"),
    ("night shift", "nights"),
    ("day shift", "days"),
    ("waking night", "nights"),
    ("late shift", "lates"),
    ("early shift", "earlies"),
    ("back shift", "backshift"),
    ("mid level", "midlevel"),
    ("work from home", "remote"),
    ("on site", "onsite"),
    ("multi skilled", "multiskilled"),
    ("key stage", "keystage"),
    ("early years", "earlyyears"),
    ("nhs ft", "nhs trust"),
    ("english for speakers of other languages", "esol"),
    ("entry level", "entry"),
    ("fork lift truck", "forklift"),
    ("forklift truck", "forklift"),
    ("fork lift", "forklift"),
    ("special educational needs and disabilities", "send"),
    ("special educational needs and disability", "send"),
    ("special educational needs", "send"),
    ("special needs", "send"),
    ("mid day", "midday"),
    ("multi drop", "multidrop"),
    ("class c e", "hgvone"),
    ("cat c e", "hgvone"),
    ("category c e", "hgvone"),
    ("supply chain", "supplychain"),
    ("monday to friday", "weekdays"),
    ("monday friday", "weekdays"),
    ("mon to fri", "weekdays"),
    ("mon fri", "weekdays"),
    ("bachelor of arts", "ba"),
    ("bachelor of science", "bsc"),
    ("master of arts", "ma"),
    ("master of science", "msc"),
    ("bachelor of engineering", "beng"),
    ("bachelor of laws", "llb"),
    ("master of business administration", "mba"),
    ("year round", ""),
    ("all year", ""),
    ("chef de partie", "chefdepartie"),
)

# A word that announces a number or a name: "Band 5", "Ward 7B", "Route 12".
GRADE_HEADS = word_set("band grade scale level sc pay njc gr lvl tier step point so po rank eo heo seo aa ao")
SITE_HEADS = word_set(
    "ward unit site building block branch store depot floor wing theatre clinic team house lodge zone "
    "route round area station room shop warehouse plant line bay hub campus"
)
SITE_TAILS = word_set(
    "ward unit hospital school academy college campus branch store depot surgery clinic centre center "
    "house lodge court infirmary hospice nursery library theatre wing site warehouse plant park "
    "gardens hall manor grange"
)
CLASS_HEADS = word_set("year yr keystage ks module stage class lot")

# What a course leads to, which its title may leave out.
AWARDS = word_set("certificate diploma award qualification course programme program training class classes workshop")

LEGAL_SUFFIXES = word_set(
    "ltd limited plc llp llc inc incorporated corp corporation co company group holdings holding gmbh "
    "ag sa bv nv pty cic cio uk international intl lp p l c the and of for & services service nhs "
    "foundation trust"
)
