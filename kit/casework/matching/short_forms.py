"""Short forms of given names that are common in England, as data: the long form, then the short ones."""

from __future__ import annotations

_FAMILIES = """
abigail abi abbie abby gail
albert al bert bertie
alexander alexandra alex alec alexa lex sandy sasha xander sandra
alfred alf alfie fred
alison ali allie
amanda mandy
andrew andy drew
angela angie ange
anthony tony ant
antonia toni
arthur art
barbara barb babs
benjamin ben benny benji
bernard bernie
beverley bev
bradley brad
bridget biddy bridie
cameron cam
caroline carolyn carrie caz
catherine katherine kathryn katharine cath cathy kate katie kath kathy katy kat kit kitty kay
charles charlotte charlie chas chuck lottie
christina christine chris chrissie tina
christopher chris kit topher
clifford cliff
cynthia cindy
daniel dan danny
danielle dani
david dave davy
deborah debra deb debbie
dennis den
derek del
donald don donny
dominic dom
dorothy dot dottie dolly
douglas doug
edward ed eddie ned ted teddy
eleanor ellie nell nora elle
elizabeth elisabeth beth bess betty eliza elsie libby lisa liz lizzie lizzy betsy
emily em emmy
emma em
eugene gene
evelyn eve evie
florence flo florrie
frances francis fran frankie frank francesca
frederick fred freddie freddy
gabriel gabriella gabrielle gabe gabby
geoffrey jeffrey geoff jeff
george georgie
georgina georgia georgie gina
gerald gerard gerry jerry
gillian gill jill jilly
gordon gord
gregory greg
gwendolen gwen
harold harry hal
harriet hattie harry
helen nell nellie
henry harry hal hank
herbert bert herb
hugh hughie
isabel isabella isobel izzy bella belle issy
jacob jake
jacqueline jackie jacqui
james jim jimmy jamie
jane janie janey
janet jan
janice jan
jason jay
jennifer jen jenny
jeremy jez jerry
jessica jess jessie
joan joanie
joanna joanne jo
john jack johnny jon
jonathan jon jonny
joseph joe joey
josephine jo josie
joshua josh
judith judy jude
julia julie jules
julian jules
kenneth ken kenny
kimberley kim
lawrence laurence larry laurie
leonard len lenny leo
leslie lesley les
lewis louis lou lew
lillian lily lil
louise lou
lucinda lucy cindy
lydia liddy
madeleine maddie maddy
malcolm mal
margaret maggie madge marge margie meg peggy peg rita greta
maria marie ria
martin marty
mary molly polly may
matilda tilly tilda
matthew matt matty
maureen mo
maxwell maximilian max
melanie mel
melissa mel missy
michael mick mickey mike mikey
michelle shell chelle
mohammed muhammad mohamed mohammad muhammed mo
natalie nat
natasha tash nat tasha
nathaniel nathan nat nate
nicholas nick nicky nico
nicola nicole nicky nikki nic
oliver ollie olly
olivia liv livvy
oscar ozzie
pamela pam
patricia pat patsy tricia trish patty
patrick pat paddy
pauline paula
penelope penny
peter pete
philip phillip phil pip
philippa pippa pip
rachel rachael rach
raymond ray
rebecca becca becky beck
reginald reg reggie
richard dick rick ricky rich richie
robert bob bobby rob robbie bert
roberta bobbie
roderick rod roddy
roger rodge
ronald ron ronnie
rosemary rosie rose
roseanne rosie
russell russ
samantha sam sammy
samuel sam sammy
sarah sara sally sadie
simon si
sophia sophie soph
stephanie steph
stephen steven steve stevie ste
stuart stewart stu
susan suzanne susanna sue susie suzy
sylvia syl
teresa theresa terry tess tessa
terence terry tel
theodore theo ted
thomas tom tommy
timothy tim timmy
tobias toby
valerie val
vanessa nessa
veronica ronnie vera
victoria vicky vicki tori
victor vic
vincent vince vinny
virginia ginny
walter wally walt
wendy wen
wilfred wilf
william will bill billy liam willie
winifred win winnie
yvonne vonnie
zachary zac zach zack
"""


def _long_forms() -> dict[str, frozenset[str]]:
    """Index each name by every family it may belong to; a family is known by its first name."""
    found: dict[str, set[str]] = {}
    for line in _FAMILIES.split("\n"):
        for name in line.split():
            found.setdefault(name, set()).add(line.split()[0])
    return {name: frozenset(families) for name, families in found.items()}


_LONG_FORMS = _long_forms()


def long_forms(given: str) -> frozenset[str]:
    """Return every name that a folded given name may stand for: itself when nothing is known of it."""
    return _LONG_FORMS.get(given) or frozenset((given,))
