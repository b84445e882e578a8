"""Counties and regions as adverts write them. Data, not rules."""

from dedupe.features.vocabulary import phrase_set

COUNTIES = phrase_set(
    "avon|bedfordshire|berkshire|buckinghamshire|cambridgeshire|cheshire|cleveland|cornwall|cumbria|"
    "derbyshire|devon|dorset|county durham|durham|east sussex|east riding of yorkshire|essex|"
    "gloucestershire|greater london|greater manchester|hampshire|herefordshire|hertfordshire|"
    "humberside|north humberside|isle of wight|kent|lancashire|leicestershire|lincolnshire|merseyside|"
    "middlesex|norfolk|north yorkshire|northamptonshire|northumberland|nottinghamshire|oxfordshire|"
    "rutland|shropshire|somerset|south yorkshire|staffordshire|suffolk|surrey|tyne and wear|"
    "tyne & wear|warwickshire|west midlands|west sussex|west yorkshire|wiltshire|worcestershire|"
    "yorkshire|aberdeenshire|angus|argyll|ayrshire|north ayrshire|south ayrshire|east ayrshire|"
    "banffshire|berwickshire|caithness|clackmannanshire|dumfriesshire|dunbartonshire|east lothian|fife|"
    "inverness shire|kincardineshire|kinross shire|lanarkshire|midlothian|moray|nairnshire|"
    "peeblesshire|perthshire|renfrewshire|ross shire|roxburghshire|selkirkshire|stirlingshire|"
    "sutherland|west lothian|wigtownshire|anglesey|clwyd|dyfed|gwent|gwynedd|mid glamorgan|"
    "south glamorgan|west glamorgan|powys|pembrokeshire|carmarthenshire|ceredigion|denbighshire|"
    "flintshire|monmouthshire|county antrim|county armagh|county down|county fermanagh|"
    "county londonderry|county tyrone"
)
REGIONS = phrase_set(
    "south east england|south west england|north west england|north east england|east england|"
    "east of england|east anglia|east midlands|west midlands region|yorkshire and the humber|"
    "yorkshire and humberside|south east|south west|north west|north east|midlands|scotland|wales|"
    "northern ireland|home counties|london region"
)
# Regions as boards write them → their official names.
OFFICIAL = {
    "south east england": "south east",
    "south west england": "south west",
    "north west england": "north west",
    "north east england": "north east",
    "east england": "east of england",
    "east of england": "east of england",
    "east anglia": "east of england",
    "east midlands": "east midlands",
    "south east": "south east",
    "south west": "south west",
    "north west": "north west",
    "north east": "north east",
    "yorkshire and the humber": "yorkshire and the humber",
    "yorkshire and humberside": "yorkshire and the humber",
    "scotland": "scotland",
    "wales": "wales",
    "northern ireland": "northern ireland",
}
OFFICIAL_REGIONS = frozenset(OFFICIAL.values()) | {"london", "west midlands"}
# Counties that the outer boroughs of London belonged to, and still do in addresses.
POSTAL_LONDON = frozenset({"surrey", "essex", "kent", "middlesex", "hertfordshire"})
