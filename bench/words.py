"""Words that made-up adverts are built of. `{…}` names another list; our own text throughout."""

SURNAMES = (
    "Ackroyd", "Barraclough", "Copley", "Denholme", "Eastwood", "Fairburn", "Greenwood", "Hainsworth",
    "Illingworth", "Jagger", "Kershaw", "Lumb", "Murgatroyd", "Naylor", "Ogden", "Priestley", "Quarmby",
    "Rushworth", "Sutcliffe", "Thackray", "Uttley", "Varley", "Whiteley", "Yewdall", "Ashworth", "Birtwistle",
    "Crabtree", "Dyson", "Entwistle", "Firth", "Gledhill", "Haigh", "Ingham", "Jowett", "Kitson", "Lockwood",
    "Mallinson", "Nutter", "Oldroyd", "Pickles", "Radcliffe", "Shackleton", "Tordoff", "Umpleby", "Verity",
    "Wadsworth", "Yeadon",
)  # fmt: skip
TRADES = (
    "Care", "Logistics", "Engineering", "Foods", "Joinery", "Dental", "Software", "Textiles", "Nurseries", "Motors",
    "Building", "Fabrications", "Solicitors", "Accountancy", "Catering", "Hotels", "Pharmacy", "Recycling", "Energy",
    "Insurance", "Homes", "Opticians", "Bakery", "Plastics", "Electrical", "Cleaning", "Security", "Print", "Media",
)  # fmt: skip
PUBLIC = (
    "{town} Council", "{town} Academy", "{town} Primary School", "{town} College", "{town} Hospital Trust",
    "{town} Housing", "University of {town}", "{town} Hospice", "{town} Leisure Trust", "{town} High School",
)  # fmt: skip
GRADES = ("", "", "", "", "Senior ", "Lead ", "Trainee ", "Deputy ", "Assistant ", "Principal ", "Night ", "Bank ")
ROLES = (
    "Care Worker", "Staff Nurse", "Teaching Assistant", "Teacher of Maths", "Teacher of English", "Forklift Driver",
    "Warehouse Operative", "Chef", "Kitchen Porter", "Software Developer", "Data Analyst", "Quantity Surveyor",
    "Site Manager", "Electrician", "Plumber", "Joiner", "Social Worker", "Housing Officer", "Planning Officer",
    "Accounts Clerk", "Payroll Officer", "Management Accountant", "Solicitor", "Legal Secretary", "Receptionist",
    "Dental Nurse", "Pharmacist", "Physiotherapist", "Occupational Therapist", "Midwife", "Health Visitor",
    "Nursery Practitioner", "Youth Worker", "Librarian", "Museum Officer", "Grounds Maintenance Worker", "Caretaker",
    "HGV Driver", "Bus Driver", "Vehicle Technician", "Welder", "CNC Machinist", "Maintenance Engineer",
    "Quality Inspector", "Production Planner", "Buyer", "Marketing Officer", "Graphic Designer", "Copywriter",
    "Customer Adviser", "Sales Executive", "Store Manager", "Estate Agent", "Gas Engineer", "Roofer", "Bricklayer",
    "Plasterer", "Painter and Decorator", "Landscape Architect", "Civil Engineer", "Structural Technician",
    "Laboratory Technician", "Research Associate", "Lecturer in Nursing", "Project Manager", "Business Analyst",
    "Network Engineer", "Service Desk Analyst", "Security Officer", "Lifeguard", "Fitness Instructor", "Cleaner",
    "Refuse Loader", "Environmental Health Officer", "Building Control Surveyor", "Catering Supervisor", "Barista",
    "Hotel Manager", "Recruitment Consultant", "Human Resources Adviser", "Office Administrator", "Personal Assistant",
    "Enforcement Officer", "Family Support Worker", "Foster Care Adviser", "Speech Therapist", "Radiographer",
    "Podiatrist", "Optometrist", "Veterinary Nurse", "Textile Technician", "Upholsterer", "Baker", "Butcher",
)  # fmt: skip
FIELDS = (
    "", "", "", "", "", " (Days)", " (Nights)", " - Adult Services", " - Children's Services", " - Highways",
    " - Finance", " - Community Team", " - Ward 7", " - Maternity Cover", " - Weekend Rota", " - Key Stage 2",
    " - Residential", " - Export", " - After Sales", " - Digital", " - Early Years", " - Estates", " - Depot",
)  # fmt: skip
SKILLS = (
    "spreadsheets", "conflict resolution", "safe lifting", "risk assessment", "rota planning", "stock control",
    "technical drawing", "first aid", "Python and SQL", "budget monitoring", "report writing", "safeguarding",
    "tenancy law", "phonics", "lesson planning", "food hygiene", "fault finding", "hydraulics", "welding to code",
    "minute taking", "mediation", "group facilitation", "medication rounds", "wound care", "care planning",
    "negotiation", "merchandising", "cash handling", "copy editing", "public speaking", "case recording",
    "site inspection", "thermal imaging", "contract management", "procurement rules", "key account work",
    "database upkeep", "event planning", "British Sign Language", "Urdu or Punjabi", "route planning", "load securing",
)  # fmt: skip
THINGS = (
    "the weekly figures", "a caseload of thirty families", "the workshop's tools", "our three minibuses",
    "the admissions desk", "the order book", "the council's playgrounds", "a portfolio of homes", "the cold store",
    "the night shift's handover", "a small grants fund", "our largest customer", "the school's kitchen garden",
    "the reading scheme", "two packing lines", "the outpatient clinic", "the town's markets", "a team's training plan",
    "the planning register", "the swimming pool's plant room", "the ticket queue", "our web shop", "the blood fridge",
    "the duty phone", "the fleet's service records", "the archive in the basement", "our stall at local fairs",
    "the invoices of four sites", "the risk register", "the volunteer programme", "the annual open day",
)  # fmt: skip
PEOPLE = (
    "residents", "pupils", "patients", "tenants", "colleagues", "suppliers", "families", "customers", "apprentices",
    "visitors", "governors", "carers", "drivers", "contractors", "students", "trustees", "young people", "neighbours",
)  # fmt: skip
ADJECTIVES = (
    "busy", "small", "growing", "well-kept", "new", "long-standing", "shared", "weekly", "rural", "central", "modest",
    "ambitious", "local", "quiet", "seasonal", "regional", "refurbished", "friendly", "demanding", "varied", "careful",
    "practical", "award-winning", "charitable", "evening", "mobile", "paperless", "multi-site", "unusual", "reliable",
)  # fmt: skip
VERBS = (
    "plan", "check", "record", "repair", "explain", "prepare", "review", "organise", "improve", "deliver", "count",
    "inspect", "schedule", "measure", "support", "lead", "clean", "update", "cost", "test", "order", "arrange", "audit",
    "publish", "store", "open", "close", "move", "design", "teach", "monitor", "replace", "rebuild", "supervise",
)  # fmt: skip
WHENS = (
    "each morning", "at weekends", "in term time", "before the busy season", "after the first month", "twice a year",
    "on most Fridays", "when numbers rise", "during inspections", "from our {adjective} office", "in {town}",
    "with a colleague", "under supervision", "for the first {n} weeks", "at {n} sites", "every {n} days",
    "without fuss", "ahead of the spring", "as the rota allows", "between deliveries", "by the end of May", "on call",
)  # fmt: skip
# No four words in a row that every advert shares: texts of different adverts differ as real ones do.
SENTENCES = (
    "You will {verb} {thing} and {verb2} {adjective} records {when}.",
    "{people} and {people2} rely on {thing}, which we {verb} {when}.",
    "We ask for {skill}, some {skill2} and {adjective} judgement.",
    "Knowing {skill} helps; {adjective} colleagues teach {skill2} {when}.",
    "{employer} has {n} staff who {verb} {thing} {when}.",
    "Our {adjective} team of {n} looks after {thing} for {people}.",
    "A {adjective} certificate in {skill} counts, {skill2} even more.",
    "Last year {people} saw us {verb} {thing}; now we {verb2} {thing2}.",
    "{when} you {verb} {thing} with {people} from {town}.",
    "Expect {n} hours of {skill} and {adjective} contact with {people} {when}.",
    "When {people} complain you {verb} first and {verb2} {when}.",
    "Tell us how {skill} made a {adjective} difference to {people}.",
    "{town} is the base; {people} in {n} villages are visited {when}.",
    "Each quarter you {verb} {thing} and {verb2} a {adjective} report for {people}.",
    "Driving, {skill} and {skill2} belong to this {adjective} post.",
    "Reference {reference}: {adjective} work with {people} {when}.",
    "Training in {skill} is paid {when}, {skill2} too.",
    "{people} who {verb} {thing} {when} are welcome to apply.",
    "The {adjective} part is {thing}; the rest is {skill} {when}.",
    "You {verb}, {verb2} and hand over {thing} {when}.",
    "Interviews in {town} include {skill} and a {adjective} talk with {people}.",
    "{n} new starters learn {skill} {when}; you {verb} their {adjective} plan.",
    "If {people} need {thing}, we {verb} it {when}.",
    "Within {n} weeks you {verb} {thing2} after {adjective} training in {skill}.",
)
QUERIES = (
    "nurse", "care worker", "teaching assistant", "driver", "software developer", "chef", "electrician", "accountant",
    "social worker", "site manager", "welder", "receptionist", "safeguarding", "spreadsheets", "python sql", "midwife",
    '"teacher of maths"', '"forklift driver"', "lecturer nursing", "apprentices", "housing officer", "joiner roofer",
)  # fmt: skip
BOARDS = (
    "Found on the employer's own page; apply there.",
    "Sign up for alerts and hear of vacancies like this one in {town}.",
    "Our board lists {n} other openings near {town}.",
)
