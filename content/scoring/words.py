"""English words by what they do in a sentence, and stems that no rule finds."""

from __future__ import annotations

CONTRASTS = frozenset(
    "but while whereas however although though unlike instead than versus vs rather".split()
)
"""Words that begin a new segment and belong to it."""

NEGATIONS = frozenset(
    "not no never without cannot cant none nor neither dont doesnt didnt isnt arent wasnt werent "
    "wont wouldnt shouldnt couldnt hasnt havent hadnt aint neednt mustnt mightnt".split()
)
"""Words that turn a statement around; "instead of" and "rather than" do so too."""

NOT = "not"
"""What every negation becomes."""

OPENERS = frozenset(
    "in on at for with after before during under by to first then finally also so next".split()
)
"""Words that begin an opening of a sentence; the comma after it separates nothing."""

TELLING = frozenset(
    """again before after above below under over more less most many much few least always often
    usually sometimes still already yet each every during until up down off out against between
    across through same only just any too by""".split()
)
"""Grammatical words that make a difference within a way to say something."""

CLAUSE_OPENERS = frozenset(
    "when if because although though unless until since which who whose where but while "
    "whereas".split()
)
"""Words that begin another clause; no way to say something reaches across."""

FUNCTION_WORDS = frozenset(
    """a an the this that these those some any each every either such
    of in on at by for with from to into onto over under about between among against through during
    before after above below up down out off per via within across toward towards upon as than like
    and or but so if then because while whereas although though unless until since when where which
    who whom whose what why how whether
    i me my mine we us our ours you your yours he him his she her hers it its they them their theirs
    myself yourself itself ourselves themselves one ones someone something everyone everything
    is am are was were be been being do does did done doing have has had having can could will would
    shall should may might must ought get gets got getting
    not no nor never just also only too very more most much many less least few even still already
    yet again always often sometimes usually here there now well really quite rather
    re ve ll s t d m im ive youre theyre thats lets gonna wanna etc eg ie vs""".split()
)
"""Words that carry grammar rather than content."""

PRONOUNS = frozenset("it this that they these those which he she its their".split())
"""Words that point back at something said before."""

VERBS = frozenset(
    """accept access act adapt add adjust aggreg alert alloc allow analys appli approach approv
    ask assign attach audit autom avoid balanc base batch becom begin behav believ benefit
    block break bring build buy cach calcul call captur care carri catch caus chang check
    choos clean collect combin come commit compar compil comput configur confirm connect
    consid contain continu control convert copi correct cost count cover crash creat cut
    deal decid declar decreas defin degrad delay delet deliv depend deploy describ design
    detect determin develop die differ direct discov discuss distribut divid drift drop
    earn eat enabl end enforc ensur enter estim evalu exist expect explain explor expos
    express fail fall feed feel fetch fill filter find finish fit fix flag follow forc
    forget freez gain gather generat get give go grow guarante guess handl happen hate
    have hear help hide hit hold hope identifi imagin implement improv includ increas
    inspect instal interpret introduc invest involv isol join judg jump keep kill know
    label last launch lead learn leav let lie lift like limit link listen live load lock
    log look lose love lower maintain make manag map mark match matter mean measur meet
    merg migrat minim mirror miss mix monitor move need notic notifi observ occur offer
    open optim order overwrit own pack pass pay perform pick place plan play plug point
    prefer prepar prevent promot protect prove provid prune publish pull push put question
    rais react read recal receiv recogn recommend record recov reduc refer refus regist
    reject releas reli remain rememb remov repeat replac report repres reproduc request
    requir rerout respond restart restor restrict result retrain return reus review rewrit
    rise roll rout run save say scale schedul scrape search see seem select sell send
    separ serv set share shift ship show shrink shut sit skip sleep slow solv sort speak
    speed spend spin split stand start stay stick stop store stream struggl suffer suggest
    suppli support suppos swap switch take talk tell tend termin test think throw tie
    touch trace track train transform translat treat tri trigger trust tune turn
    understand updat upgrad upload us use validat vari verifi version visit wait wake walk
    want warn watch wear win wonder work worri wrap write yield""".split()
)
"""Stems of common verbs; a segment with one of them may be a statement."""

IRREGULAR = {
    form: base
    for base, forms in {
        "keep": "kept",
        "send": "sent",
        "go": "went gone goes",
        "grow": "grew grown",
        "run": "ran",
        "build": "built",
        "find": "found",
        "teach": "taught",
        "catch": "caught",
        "hold": "held",
        "lose": "lost losing loses",
        "make": "made",
        "take": "took taken",
        "give": "gave given",
        "see": "saw seen",
        "know": "knew known",
        "write": "wrote written",
        "choos": "chose chosen",
        "break": "broke broken",
        "fall": "fell fallen",
        "rise": "rose risen",
        "buy": "bought",
        "learn": "learnt",
        "begin": "began begun",
        "come": "came",
        "spend": "spent",
        "mean": "meant",
        "split": "splitting",
        "stop": "stopping stopped",
        "worker": "workers",
        "server": "servers",
        "data": "dataset datasets",
        "analysi": "analyses analyze analyse analysed analyzed analyzing analysing analysis",
        "behavior": "behaviour behaviours behaviors behavior",
        "old": "older oldest",
        "new": "newer newest",
        "fast": "faster fastest",
        "slow": "slower slowest",
        "cheap": "cheaper cheapest",
        "big": "bigger biggest",
        "small": "smaller smallest",
        "high": "higher highest",
        "low": "lowest",
        "large": "larger largest",
        "few": "fewer fewest",
        "gpu": "gpus",
        "id": "ids",
        "cpu": "cpus",
        "tpu": "tpus",
        "npu": "npus",
        "sla": "slas",
        "slo": "slos",
        "bad": "worse worst",
        "late": "later",
        "liveness": "liveness",
        "earli": "earlier earliest",
    }.items()
    for form in forms.split()
}
"""Irregular form -> stem."""

# What may follow what

DETERMINERS = frozenset("a an the its their our your my every".split())
PREPOSITIONS = frozenset(
    "of in on at for from with into onto over under between among against through during per via "
    "within across toward upon by".split()
)
_CONJUNCTIONS = frozenset("and or but if because while whereas although unless until since".split())
AUXILIARIES = frozenset(
    "is are was were am has have had do does did can could will would shall should may might must"
    " ought".split()
)
JOINTS = _CONJUNCTIONS | {"do"}
"""Words that a question may use as terms."""
SUBJECTS = frozenset("i we he she they".split())
AFTER_DETERMINER = DETERMINERS | PREPOSITIONS | _CONJUNCTIONS | AUXILIARIES | SUBJECTS
AFTER_PREPOSITION = _CONJUNCTIONS | AUXILIARIES | SUBJECTS | {"of", "for", "with", "by"}

NOT_EXCLUSIVE = frozenset("only just merely simply".split())
"""'Not only' does not deny anything."""
