/**
 * Names for living-artist.mjs: performers who are alive as far as we know, or groups with living members; and people long dead,
 * or groups gone with their members, whose manner belongs to everybody. That a name stands here says no more than that a prompt
 * in public mode must not ask for that person's manner.
 */
const names = (text) =>
  text
    .split(/[,\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** Names that are nothing else, in small letters without accents. */
export const living = names(`
  100 gecs, 50 cent, a$ap rocky, above & beyond, adele, adrianne lenker, aerosmith, aespa, alan jackson,
  alanis morissette, alicia keys, alison krauss, all time low, alt-j, amaarae, amy grant, anderson paak, andre 3000,
  andrea bocelli, angel olsen, anitta, aphex twin, arca, arcade fire, arctic monkeys, ariana grande,
  armin van buuren, ashnikko, avril lavigne, ayra starr, babyface, babymetal, bad bunny, barbra streisand,
  beabadoobee, becky g, bethel music, beyonce, beyoncé, big boi, big thief, billie eilish, billie joe armstrong,
  billy joel, bjork, björk, black coffee, blackpink, blink 182, blink-182, bob dylan, bon iver, bon jovi,
  bonnie raitt, boygenius, boyz ii men, brandi carlile, brandon lake, brent faiyaz, britney spears,
  bruce springsteen, bruno mars, bryan adams, bts, burna boy, busta rhymes, calvin harris, camila cabello, cardi b,
  carlos santana, carly rae jepsen, carole king, carrie underwood, casting crowns, cat stevens, cavetown,
  celine dion, central cee, chance the rapper, chappell roan, charli xcx, charlie puth, cher, childish gambino,
  chris brown, chris martin, chris stapleton, chris tomlin, christina aguilera, ciara, ckay, clairo, coldplay,
  conan gray, cory asbury, céline dion, daddy yankee, daft punk, damon albarn, dan reynolds, daniel caesar,
  dave grohl, david guetta, davido, deadmau5, demi lovato, depeche mode, diana ross, dionne warwick, dj khaled,
  doja cat, dolly parton, don toliver, donald glover, dorian electra, dr dre, dr. dre, dua lipa, duran duran,
  ed sheeran, elevation worship, ella mai, ellie goulding, elton john, elvis costello, eminem, enhypen,
  enrique iglesias, enya, eric church, eric clapton, erykah badu, fall out boy, fatboy slim, father john misty, feid,
  fiona apple, fireboy dml, fka twigs, fleet foxes, florence and the machine, florence welch, flying lotus,
  foo fighters, for king & country, four tet, frank ocean, fred again, freya ridings, garth brooks, george strait,
  ghostface killah, girl in red, giveon, glass animals, gloria estefan, good charlotte, gorillaz, gracie abrams,
  green day, grupo frontera, guns n' roses, gwen stefani, h.e.r., haim, hans zimmer, harry styles, hayley williams,
  herbie hancock, hillsong, hillsong united, hozier, ice cube, ice spice, iggy pop, imagine dragons, iron maiden,
  itzy, j balvin, j cole, j. cole, jack harlow, jack johnson, jack white, james blake, james taylor, jamie xx,
  janelle monae, janelle monáe, janet jackson, jason aldean, jason derulo, jason mraz, jay z, jay-z, jennifer lopez,
  jessie j, jhene aiko, jill scott, jimin, jimmy page, joan baez, john legend, john mayer, john williams,
  jon batiste, jonas brothers, joni mitchell, jorja smith, juanes, judas priest, julien baker, jungkook,
  justin bieber, justin timberlake, kacey musgraves, kamasi washington, kanye west, kari jobe, karol g, kate bush,
  kate nash, katy perry, ke$ha, keith richards, keith urban, kelly clarkson, kelly rowland, kendrick lamar, kesha,
  kid cudi, killer mike, king krule, kings of leon, kraftwerk, kygo, kylie minogue, lady gaga, lainey wilson,
  lana del rey, laufey, lauren daigle, lauryn hill, lcd soundsystem, le sserafim, lecrae, lenny kravitz,
  lewis capaldi, lil baby, lil nas x, lil uzi vert, lil wayne, linkin park, lionel richie, little mix, little simz,
  lizzo, lucy dacus, ludacris, luis fonsi, luke bryan, luke combs, lykke li, m83, mac demarco, machine gun kelly,
  macklemore, madonna, mahalia, maluma, marc anthony, mariah carey, marilyn manson, mark hoppus, maroon 5,
  marshmello, martin garrix, mary j blige, mary j. blige, massive attack, matchbox twenty, matt redman,
  megan thee stallion, meghan trainor, melanie martinez, metallica, method man, metro boomin, mgk, mgmt,
  michael bolton, michael buble, michael bublé, michael w smith, mick jagger, miley cyrus, miranda lambert,
  missy elliott, mitski, morgan wallen, morrissey, mos def, mr eazi, mumford & sons, mumford and sons,
  my chemical romance, natasha bedingfield, ne yo, ne-yo, neck deep, neil diamond, neil young, nelly furtado,
  new found glory, newjeans, nick cave, nickelback, nicki minaj, nine inch nails, noah kahan, noel gallagher,
  norah jones, olivia rodrigo, omah lay, one direction, one republic, onerepublic, outkast, ozuna,
  panic at the disco, paramore, paul mccartney, paul simon, pearl jam, peso pluma, pet shop boys, peter gabriel,
  pharrell, pharrell williams, phil collins, phil wickham, phish, phoebe bridgers, pink floyd, pitbull,
  playboi carti, portishead, post malone, pusha t, q-tip, queens of the stone age, r kelly, r. kelly, radiohead,
  rammstein, randy newman, rauw alejandro, reba mcentire, red hot chili peppers, red velvet, rex orange county,
  ricky martin, rihanna, rina sawayama, ringo starr, rita ora, rob zombie, robbie williams, robert plant,
  rod stewart, roger waters, rolling stones, romeo santos, rosalia, rosalía, run the jewels, ryan adams, ryan tedder,
  rza, sabrina carpenter, sam fender, sam smith, sampha, sara bareilles, sarah mclachlan, selena gomez, shakira,
  shania twain, shawn mendes, sheryl crow, sia, sigur ros, sigur rós, simple plan, skepta, skrillex, slipknot,
  smashing pumpkins, snail mail, snoop dogg, soccer mommy, sophie ellis-bextor, st vincent, st. vincent,
  state champs, steve lacy, stevie nicks, stevie wonder, stormzy, stray kids, sufjan stevens, sum 41, summer walker,
  swedish house mafia, sza, talib kweli, tame impala, tate mcrae, taylor swift, tems, the 1975, the black keys,
  the chainsmokers, the chemical brothers, the cure, the killers, the lumineers, the national, the offspring,
  the prodigy, the rolling stones, the strokes, the weeknd, the who, the xx, thom yorke, thundercat, tiesto,
  tim mcgraw, tim minchin, timbaland, tiwa savage, tiësto, tobymac, tom delonge, tom waits, tones and i,
  toni braxton, tori amos, travis barker, travis scott, trent reznor, troye sivan, twenty one pilots, txt, tyga,
  tyla, tyler childers, tyler the creator, u2, vampire weekend, van morrison, vance joy, victoria monet, weezer,
  weird al yankovic, willie nelson, wiz khalifa, wizkid, wolf alice, yebba, yemi alade, yo-yo ma, young thug,
  yungblud, zach bryan, zara larsson, zayn, zedd, zz top
`);

/** Names that are a word too: they count only where a capital and a turn say that the person is meant. */
export const livingWords = names(`
  asake, beck, blur, bonobo, caribou, common, disclosure, drake, exo, feist, flume, future, grimes, halsey, ive,
  journey, khalid, logic, lorde, maxwell, miguel, moby, muse, nas, nelly, oasis, placebo, psy, raye, rema, robyn,
  sade, santana, seventeen, solange, sting, tool, twice, tyler, usher
`);

export const dead = names(`
  johann sebastian bach, bach, beethoven, ludwig van beethoven, mozart, wolfgang amadeus mozart, chopin,
  frédéric chopin, schubert, franz schubert, schumann, brahms, johannes brahms, handel, george frideric handel,
  vivaldi, antonio vivaldi, haydn, debussy, claude debussy, ravel, satie, erik satie, tchaikovsky, stravinsky, verdi,
  puccini, wagner, liszt, mahler, dvorak, dvořák, grieg, sibelius, elgar, purcell, monteverdi, scarlatti, gershwin,
  george gershwin, cole porter, irving berlin, stephen foster, scott joplin, joplin, janis joplin,
  gilbert and sullivan, kurt weill, john dowland, dowland, hildegard of bingen, palestrina, louis armstrong,
  duke ellington, billie holiday, ella fitzgerald, frank sinatra, bing crosby, nat king cole, dean martin,
  bessie smith, robert johnson, muddy waters, howlin' wolf, lead belly, leadbelly, woody guthrie, hank williams,
  patsy cline, johnny cash, june carter, the carter family, elvis presley, elvis, buddy holly, roy orbison,
  sam cooke, otis redding, marvin gaye, aretha franklin, james brown, ray charles, nina simone, etta james,
  jimi hendrix, jim morrison, john lennon, george harrison, bob marley, freddie mercury, david bowie, prince,
  michael jackson, whitney houston, kurt cobain, amy winehouse, leonard cohen, lou reed, nick drake, jeff buckley,
  tupac, tupac shakur, 2pac, biggie, notorious b.i.g., the notorious b.i.g., mf doom, mac miller, avicii, sophie,
  chuck berry, little richard, fats domino, miles davis, john coltrane, charlie parker, thelonious monk, bill evans,
  edith piaf, jacques brel, carlos gardel, fela kuti, selena, tom petty, chris cornell, sinead o'connor, tina turner,
  harry belafonte, burt bacharach, glen campbell, george jones, merle haggard, kenny rogers, john denver,
  karen carpenter, the ramones, buena vista social club, shakespeare, william shakespeare, robert burns,
  emily dickinson, homer, sappho, william blake, w. b. yeats, yeats, walt whitman, edgar allan poe, poe
`);
