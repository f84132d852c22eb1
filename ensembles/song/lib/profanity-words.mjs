/**
 * The words that profanity.mjs knows besides those of `obscenity`, and the plain words that look like one of them. What is mild
 * is here too (`damn`, `crap`): a song without the mark “explicit” does without it.
 */
const words = (text) => text.split(/\s+/).filter((word) => word !== '');

/** Names of body parts, crimes and peoples in obscenity's list, which are no swearing by themselves. */
export const plainEntries = new Set([
  ...words(
    'felch hentai incest negro rape scat semen sex dyke spastic abo chink bestiality orgy orgasm penis vagina anus',
  ),
  ...['finger bang', 'double penetration', 'jerk off', 'abeed', 'africoon', 'arabush', 'boonga'],
]);

/** Taken with what may follow a word (`endings`). */
export const stems = words(`
  arse arsehole ass asshat asshole dumbass jackass badass smartass fatass kickass asswipe bastard bitch biatch beyotch
  biyatch sonofabitch blowjob bollock boner boob bullshit horseshit dipshit batshit apeshit chickenshit shit shite shyte
  shithead shithole shitshow shitstorm crap clusterfuck cock cocksucker cum cumshot cunt dammit damn damnit goddam goddamn
  goddamnit goddammit dick dickhead dickface dickwad douche douchebag fag faggot fuck fucker fuckface fuckboy fuckwit
  fck fuk fuq phuck phuk fcuk fking fkn effing motherfucker mofo handjob jackoff jizz jerkoff kike knobhead milf
  nigga nigger niggah piss poontang porn prick punani pussy raghead retard rimjob schlong skank slut spunk
  puta puto mierda pendejo pendeja cabron chinga chingada verga culero merde putain scheisse arschloch
  kunt cvnt fuccboi fuccboy biyotch fukk azz biotch bullshite
  thot tit titty tosser tranny turd twat wank wanker wetback whore whorehouse wtf stfu gook coon spic
`);

/** What may follow without making another word of it. */
export const endings =
  /^(?:s|es|z|ed|er|ers|in|ing|ings|y|ier|iest|ies|ty|tier|ted|ting|tin|ass|head|heads|hole|holes|face|faced|load|list|bird|house|stain|bag|post)?$/;

/** No other word holds these letters. */
export const everywhere = /fuck|motherf|cocksuck|bullshit|blowjob|asshole|shitface|^shat$/;

/** Plain words that are a stem and an ending. */
export const clean = new Set(
  words(`
  fu ho kuntz titter titters titted cocke cockes cumings fager fagers gookin gooking shiite shiites spunky coones effinger kanai dickes
  booby bastardy
  assed assess asser asses' arsed cocker cockers cockface cocky cockier cockiest cockies cocked cocking cumin cumming cuming
  dicker dickers dickies dickey dicky dickens craps crapper fagin faged fading tities titer titers titin titted tier
  pricked pricking pricker prickers pricky prickly pussier spices spicy spicier spiciest spicing spiced spicer
  coony cooner cooned twaty damned' bitched bonery boober boobies boned turdy skanky thoty tosser's
  `),
);

/** Words of the list that also mean something else, with what says so within four words. */
export const otherMeanings = {
  ass: /^(?:ox|oxen|donkey|mule|manger|stable|foal|colt|balaam|bray|brayed|brays|jenny|jerusalem|stall|hay|cattle|sheep|camel|shepherds?)$/,
  asses: /^(?:ox|oxen|donkeys?|mules?|wild|camels?|sheep|cattle|herds?|foals?)$/,
  cock: /^(?:crow|crows|crowed|crowing|crew|hen|hens|rooster|dawn|doodle|weather|robin|barnyard|farmyard|gun|pistol|pheasant|feather|feathers|hoop|sure)$/,
  cocks: /^(?:crow|crowing|crowed|hens|rooster|dawn|farmyard|pheasants?)$/,
  dick: /^(?:moby|spotted|whittington|turpin|tracy|clark|van|jane|harry|tom|uncle|king)$/,
  tit: /^(?:tat|blue|coal|bird|birds|marsh|nest|feather)$/,
  tits: /^(?:blue|great|coal|bird|birds|marsh|nest|nests|robins|wrens|sparrows|finches)$/,
  pussy: /^(?:willow|willows|cat|kitten|owl|foot)$/,
  prick:
    /^(?:thorn|thorns|finger|fingers|needle|pin|rose|ears?|spindle|pins|needles|thumb|thumbs|bubble|conscience)$/,
  pricks:
    /^(?:thorn|thorns|finger|fingers|needle|pin|rose|ears?|spindle|thumb|thumbs|conscience|against|kick)$/,
  bitch: /^(?:puppies|pups|litter|whelps?|hounds?|kennel)$/,
  bastard: /^(?:sword|file|title|toadflax)$/,
  cum: /^(?:laude|magna|summa)$/,
  retard: /^(?:flames?|growth|spark|ignition|timing|progress)$/,
  retarded: /^(?:flames?|growth|spark|ignition|timing|progress)$/,
  retards: /^(?:flames?|growth|spark|ignition|timing|progress)$/,
  hooker: /^(?:john|galway|scrum|rugby)$/,
  coon: /^(?:maine|cat|cats|dog|dogs|hound|tree)$/,
  turd: /^$/,
};

/** `hell` is a place in most songs; in these turns it is not. */
export const swearingWithHell =
  /\b(?:(?:what|who|where|why|how|when)(?:ever)? (?:the|in) hell|(?:what|the) (?:bloody )?hell (?:are|is|do|did|was|were|you)|go to hell|(?:like|as|sure as|cold as|hot as|tired as|mad as|crazy as|drunk as|mean as) hell|(?:fuck|damn|screw|to) hell (?:with|you)|hell (?:yeah|yes|no|nah|naw|with|to the no)|aw hell|oh hell|bloody hell|get the hell|the hell (?:out|up|away|off|with)|one hell of|a hell of a|helluva|bloody hell|raise hell|raising hell|give (?:em|them|him|her) hell|to hell with)\b/g;
