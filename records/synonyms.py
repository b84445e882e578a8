"""What publishers call the fields of an advert, in feeds and in tables.

Names are compared without prefix, case, spaces and punctuation (`joblisting:maximumSalary`,
`Maximum salary` and `maximum_salary` are `maximumsalary`). For each draft name the first that an
advert has wins, so the surer names stand first.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import lru_cache

SYNONYMS: dict[str, tuple[str, ...]] = {
    "title": (
        "title", "jobtitle", "positiontitle", "vacancytitle", "jobname", "vacancyname", "coursetitle", "coursename",
        "eventtitle", "eventname", "roletitle", "postitle", "posttitle", "jobposition", "headline", "name", "vacancy",
        "position", "role", "post", "job", "course", "event",
        "opportunity", "opportunityname", "opportunitytitle", "nameofjob", "nameofcourse", "nameofevent",
        "programmetitle", "programmename", "programme", "programtitle", "programname", "program", "vtitle",
        "displaytitle", "advertisedtitle", "advertisementtitle", "designation", "schemename", "schemetitle",
        "grantname", "grantscheme", "grantprogramme", "fundname", "learningaimtitle", "roleadvertised",
    ),
    "organisation": (
        "company", "companyname", "employer", "employername", "hiringorganization", "hiringorganisation",
        "hiringcompany", "organisation", "organization", "organisationname", "organizationname", "advertiser",
        "advertisername", "startup", "provider", "providername", "organiser", "organizer", "school", "schoolname",
        "client", "clientname", "subcompany", "brand", "recruiter", "institution", "hostinstitutions",
        "recruitername", "hiringorg", "nameofemployer", "nameoforganisation", "nameofcompany", "jobcompany",
        "companydisplayname", "businessname", "trainingprovider", "deliveredby", "offeredby", "nhstrust", "council",
        "localauthority", "college", "university", "funder", "fundername", "fundingorganisation", "host", "agency",
        "organisedby", "organizedby", "hostedby", "runby", "postedby",
    ),
    "organisation_url": (
        "companyurl", "employerurl", "startupurl", "companywebsite", "employerwebsite", "employerwebsiteurl",
        "organisationurl", "organizationurl", "companylink",
        "companysite", "providerurl", "providerwebsite",
    ),
    "organisation_logo": (
        "logo", "companylogo", "employerlogo", "startuplogo", "logourl", "companylogourl", "logoimage",
    ),
    "place": (
        "location", "locations", "joblocation", "joblocations", "locationname", "place", "workplace", "worklocation",
        "locationtext", "displaylocation", "base", "where", "office", "site", "address", "fulladdress",
        "locationdescription", "joblocationname", "placeofwork", "workinglocation", "vacancylocation",
        "positionlocation", "deliverylocation", "courselocation", "eventlocation", "venueaddress", "locationaddress",
        "workbase", "officebase",
    ),
    "venue": ("venue", "venuename", "building", "sitename",
        "locationvenue", "eventvenue", "campus",
    ),
    "street": ("streetaddress", "street", "addressline1", "address1",
        "locationaddress1", "venueaddress1",
    ),
    "town": ("city", "town", "citytown", "towncity", "cities", "locality", "addresslocality", "locationcity",
        "townorcity", "cityortown", "posttown", "locationtown", "jobcity",
        "vacancytown", "venuetown",
    ),
    "region": ("county", "state", "region", "statename", "province", "addressregion", "locationcounty", "area",
        "localauthorityarea", "locationregion", "jobstate", "stateprovince",
    ),
    "postcode": ("postcode", "postalcode", "zip", "zipcode", "locationpostcode",
        "postcodes", "venuepostcode", "postalzip", "jobpostcode", "jobzip",
        "vacancypostcode", "employerpostcode",
    ),
    "country": ("country", "countryname", "countrycode", "addresscountry", "locationcountry",
        "jobcountry",
    ),
    "lat": ("lat", "latitude", "locationlat", "geolat",
        "locationlatitude", "venuelatitude",
    ),
    "lon": ("lon", "lng", "long", "longitude", "locationlon", "locationlng", "geolong",
        "locationlongitude", "venuelongitude",
    ),
    "remote": (
        "remotestatus", "remotetype", "workplacetype", "remote", "isremote", "joblocationtype", "worktype",
        "workingarrangement", "online", "deliverymode", "attendancemode", "modeofdelivery",
        "workplacetypes", "remoteworking", "workingmode",
        "delivermode", "deliverytype",
    ),
    "pay": (
        "salary", "salarytext", "displaysalary", "salarydisplay", "displaysalarydescription", "salarydescription",
        "salaryrange", "salarydetails", "pay", "payrange", "rateofpay", "payrate", "wage", "wages", "compensation",
        "remuneration", "basesalary", "salaryinformation", "annualsalary",
        "salaries", "salarydesc", "salaryband", "hourlyrate", "hourlypay", "payandbenefits", "salarypackage",
        "package", "compensationrange", "salaryperannum", "salarypa", "payscale",
        "weeklywage", "weeklypay", "monthlysalary", "hourlywage", "fixedsalary", "annualpay", "apprenticewage",
    ),
    "pay_min": ("minimumsalary", "salarymin", "minsalary", "salaryfrom", "salaryminimum", "minimumpay", "payfrom",
                "paymin", "minamount",
        "minpay", "salarylow", "lowsalary", "salaryrangefrom", "salaryrangemin", "salaryminimumamount",
        "lowersalary", "paylow", "lowersalarybound",
    ),
    "pay_max": ("maximumsalary", "salarymax", "maxsalary", "salaryto", "salarymaximum", "maximumpay", "payto",
                "paymax", "maxamount",
        "maxpay", "salaryhigh", "highsalary", "salaryrangeto", "salaryrangemax", "salarymaximumamount",
        "uppersalary", "payhigh", "uppersalarybound",
    ),
    "pay_currency": ("salarycurrency", "currency", "currencycode", "paycurrency"),
    "pay_period": ("salaryinterval", "salaryperiod", "salaryunit", "salaryfrequency", "payperiod", "salarytype",
                   "payfrequency", "salaryper", "interval",
        "salarytimeunit", "wageunit", "payunit",
    ),
    "contract": (
        "employmenttype", "contracttype", "jobtype", "jobtypes", "vacancytype", "typeofcontract", "contract",
        "employmentstatus", "basis", "appointmenttype", "tenure", "employment", "type",
        "contracttypes", "permanenttemporary", "permanentortemporary", "typeofjob", "typeofemployment",
        "natureofcontract", "employmentcategory", "jobstatus", "contracttime",
    ),
    "hours": ("workingpattern", "workingpatterns", "workpattern", "schedule", "jobschedule", "fulltimeparttime",
              "ftpt", "positiontype", "hours", "workinghours", "jobhours", "timetype",
        "fulltimeorparttime", "fullorparttime", "fulltime", "fulltimeparttimeother", "hoursofwork", "workhours",
        "worktime", "studymode", "modeofstudy", "attendancepattern",
        "workingweek",
    ),
    "hours_per_week": ("hoursperweek", "weeklyhours", "contractedhours", "hoursweek",
        "hrsperweek", "hpw", "contractualhours", "weeklyhoursofwork",
    ),
    "posted_at": (
        "dateposted", "posteddate", "postdate", "postingdate", "publishdate", "publisheddate", "datepublished",
        "publisheddateutc", "advertisefromdateutc", "publishon", "publishedat", "opendate", "openingdate",
        "listedon", "livedate", "pubdate", "published", "issued", "datecreated", "createddate", "createdat",
        "created", "lastpublisheddate", "date",
        "posted", "postedon", "postedat", "dateadded", "advertised", "advertiseddate", "dateadvertised", "added",
        "createdon", "listdate", "listeddate", "publicationdate", "publicationstartdate", "firstpublished",
        "activationdate", "postedtime", "firstseen",
        "advertstartdate", "advertstart", "adverton", "advertopendate",
    ),
    "closes_at": (
        "closingdate", "closedate", "closingdatetime", "closing", "closes", "closesat", "closeson", "expirydate",
        "expirationdate", "expiresat", "expires", "expiry", "expireson", "advertisetodatetimeutc", "deadline",
        "applicationdeadline", "applyby", "applicationclosingdate", "vacancyexpiry", "validthrough", "dateclosed",
        "closingon", "enddateutc", "jobexpires", "deadlinedate", "applicationsclose",
        "expire", "applicationclosedate", "applicationclosingdateandtime", "closingdateandtime", "closingtime",
        "deadlineforapplications", "validuntil", "publicationenddate", "deadlineat", "applyuntil", "lastdate",
        "lastdatetoapply", "duedate", "closingdateforapplications", "applicationscloseon", "applicationend",
        "applicationenddate", "vacancyclosingdate", "closesdate",
        "advertenddate", "advertend", "advertclosingdate", "advertclosedate", "advertcloses",
    ),
    "starts_on": ("startdate", "jobstartdate", "start", "dtstart", "starts", "startson", "starttime", "eventdate",
                  "datestart", "eventstart", "startdatetime", "coursestart",
        "coursestartdate", "eventstartdate", "commencementdate", "commences", "proposedstartdate", "startingdate",
        "nextstartdate", "nextstart", "coursedate", "coursedates", "eventdates", "dateofevent", "sessiondate",
        "eventdatetime",
        "possiblestartdate", "expectedstartdate", "anticipatedstartdate",
    ),
    "ends_on": ("enddate", "end", "dtend", "ends", "endson", "endtime", "endsat", "dateend", "eventend", "enddatetime",
                "finishdate", "courseend",
        "courseenddate", "eventenddate", "finish", "finishes",
    ),
    "modified_at": ("lastupdate", "updated", "updatedat", "lastupdated", "modified", "lastmodified", "datemodified",
                    "modifieddate", "modifiedtime", "lastupdateddate",
        "lastupdatedat", "updatedon", "modifiedon", "lastmodifiedat",
        "updateddate",
    ),
    "url": ("link", "url", "joburl", "adverturl", "descriptionurl", "weblink", "vacancyurl", "detailsurl", "detailurl",
            "joblink", "advertlink", "publicurl", "courseurl", "eventurl", "webpage", "moreinfo", "website",
        "vacancylink", "courselink", "eventlink", "href", "canonicalurl", "sourceurl", "jobposturl",
        "advertisementurl", "hyperlink", "jobpage", "pageurl",
    ),
    "apply_url": ("applyurl", "applicationurl", "applylink", "applyonline", "howtoapplyurl", "applicationlink",
                  "joburldirect", "applyto", "bookingurl", "bookinglink",
        "jobapplicationurl", "applyhere", "applylinkurl", "signupurl", "registrationurl", "registrationlink",
        "applicationform", "joburlapply", "booknow",
    ),
    "reference": (
        "reference", "referencenumber", "referenceid", "ref", "refno", "refcode", "jobreference", "jobref",
        "vacancyreference",
        "vacancyref", "vacancyid", "jobid", "jobnumber", "requisitionnumber", "requisitionid", "reqid", "postref",
        "advertreference", "referenceno", "vacancyno", "vacancynumber", "coursecode", "partnerjobid", "id",
        "reqno", "jobcode", "postnumber", "positionid", "vacancycode", "advertid", "jobrefno", "courseid", "eventid",
        "uniqueid", "recordid", "reqnumber", "sourcejobid", "noticenumber",
    ),
    "vacancies": ("numberofpositions", "numberofvacancies", "openings", "noofpositions", "noofvacancies", "positions",
                  "vacancies", "numberofposts", "numberofopenings", "numberofjobs", "vacancycount",
        "headcount", "numberrequired", "noofposts", "posts", "totalvacancies",
    ),
    "description": (
        "encoded", "description", "jobdescription", "fulldescription", "jobadvert", "advert", "adverttext", "content",
        "body", "details", "jobdetails", "summary", "shortdescription", "abstract", "overview", "about",
        "jobsummary", "descriptiontext", "descriptionexcerpt", "coursedescription", "eventdescription",
        "coursesummary", "coursecontent", "synopsis", "jobpurpose", "roledescription", "briefdescription",
        "longdescription", "descriptionhtml", "fulltext", "jobtext", "purposeofgrant",
        "whothiscourseisfor", "whatitpaysfor", "whatsinvolved",
    ),
    "language": ("language", "lang", "languagecode", "inlanguage"),
    "qualifications_required": ("education", "educationrequirements", "qualificationsrequired", "educationlevel"),
    "qualification_level": ("qualificationlevel", "level", "courselevel",
        "levelofstudy", "educationlevelrqf", "studylevel",
        "apprenticeshiplevel",
    ),
    "subject": ("category", "categories", "subject", "subjects", "jobcategory", "sector", "industry", "occupation",
                "jobfunction", "function", "profession", "keywords", "tags",
        "theme", "themes", "topic", "topics",
    ),
    "skills": ("skills", "skill", "keyskills"),
    "duration": ("duration", "courseduration", "length", "courselength",
        "durationtext", "lengthofcourse",
        "expectedduration", "contractduration", "programmeduration",
    ),
    "cost": ("cost", "fee", "fees", "price", "tuitionfee", "coursefee", "ticketprice",
        "coursefees", "coursecost", "tuition", "totalcost", "pricegbp", "ticketprices", "feeamount",
    ),
    "entry_requirements": ("entryrequirements", "prerequisites", "prerequisite"),
    "award": ("award", "qualification", "qualificationtitle"),
    "awarding_body": ("awardingbody", "awardingorganisation", "awardingorganization"),
    "eligibility": ("eligibility", "whocanapply", "eligibilitycriteria",
        "eligible", "eligibilityrequirements", "whoisitfor", "whoiseligible", "targetaudience",
    ),
    "funding": ("funding", "fundingavailable",
        "fundingtype",
    ),
    "amount": ("maximumgrant", "grantamount", "amountavailable", "fundingamount", "maximumamount", "grantsize",
               "awardamount", "maximumaward"),
    "timezone": ("timezone", "tz"),
    "kind": ("kind", "opportunitytype"),
}  # fmt: skip


@lru_cache(maxsize=4096)  # the same few names stand in every advert of a source
def plain(name: str) -> str:
    """A field's name as `SYNONYMS` spells it. A prefix that is not a namespace stays: `Start: time` is one name."""
    return re.sub(r"[\W_]+", "", re.sub(r"^[A-Za-z_][\w.-]*:(?=\S)", "", name)).casefold()


# What stands before the thing itself in names of columns, and the unit behind it.
_BEFORE = re.compile(r"^(?:the|your|job|vacancy|post|position|role|advert|course|event)(?:'s)?[\s_-]+", re.IGNORECASE)
_BEHIND = re.compile(r"[\s_-]+(?:gbp|usd|eur|pounds|£|dd/?mm/?yyyy|text|details?|information)$", re.IGNORECASE)
_BRACKET = re.compile(r"\s*[\[(]([^\])]*)[\])]\s*")
# Alone they say what a column is, in brackets or in the plural not: `LA (name)`, `Types`.
_VAGUE = frozenset({"name", "id", "code", "number", "type", "date", "time", "text"})
# A word of this length with one letter wrong is still that word; of codes and counters it is another.
_LONG = 7
_OTHER_WORDS = re.compile(r"contact|employee")  # no contract, no employer
_ALIKE = 0.87


def guess(names: Iterable[str]) -> dict[str, str]:
    """Draft name → the given name that means it; each given name is used once, surer meanings first."""
    left: dict[str, str] = {}
    for name in names:
        left.setdefault(plain(name), name)
    found: dict[str, str] = {}
    longest = max(len(words) for words in SYNONYMS.values())
    for rank in range(longest):
        for draft_name, words in SYNONYMS.items():
            if draft_name not in found and rank < len(words) and words[rank] in left:
                found[draft_name] = left.pop(words[rank])
    for name in left.values():
        meant = next((_MEANS[word] for word in _variants(name) if _MEANS.get(word, "") not in ("", *found)), None)
        if meant:
            found[meant] = name
    return found


_MEANS = {word: draft_name for draft_name, words in SYNONYMS.items() for word in reversed(words)}


def _variants(name: str) -> Iterator[str]:
    """Other spellings of a column's name: `Closing date (dd/mm/yyyy)`, `Outreach [Title]`, `salary_gbp`, `tittle`."""
    bare = _BRACKET.sub(" ", name).strip()
    inside = _BRACKET.search(name)
    shorter = _BEHIND.sub("", bare)
    for text in (bare, shorter, inside[1] if inside else "", _BEFORE.sub("", shorter)):
        yield from (word for word in (plain(text), plain(text).removesuffix("s")) if word not in _VAGUE)
    word = plain(shorter).removesuffix("s")
    if len(word) >= _LONG and not _OTHER_WORDS.search(word):
        alike = get_close_matches(word, _MEANS, n=3, cutoff=_ALIKE)
        yield from (other for other in alike if abs(len(other) - len(word)) <= 1 and other[0] == word[0])
