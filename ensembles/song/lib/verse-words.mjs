/**
 * Words of verse and of songs that the dictionary lacks, or reads in one way only: contractions, old verb forms, and what a
 * singer says. Alternatives are parted by `/`; a dictionary word keeps
 * its own readings and gains these behind them (`=`) or before them (`>`).
 */
export const verseWords = Object.fromEntries(
  `
  o'er = AO1 R / OW1 ER0
  e'en = IY1 N
  e'er = EH1 R
  ne'er = N EH1 R
  whate'er = W AH2 T EH1 R
  whene'er = W EH2 N EH1 R
  where'er = W EH2 R EH1 R
  howe'er = HH AW2 EH1 R
  sev'n = S EH1 V AH0 N
  heav'n = HH EH1 V AH0 N / HH EH1 V N
  ev'n = IY1 V AH0 N
  ev'ry = EH1 V R IY0
  ev'ning = IY1 V N IH0 NG
  pow'r = P AW1 R
  flow'r = F L AW1 R
  show'r = SH AW1 R
  bow'r = B AW1 R
  tow'r = T AW1 R
  'gainst = G EH1 N S T / G EY1 N S T
  'neath = N IY1 TH
  'mid = M IH1 D
  'mongst = M AH1 NG S T
  'twixt = T W IH1 K S T
  'twill = T W IH1 L
  'twould = T W UH1 D
  'twere = T W ER1
  'til = T IH1 L
  thro' = TH R UW1
  thro = TH R UW1
  tho' = DH OW1
  tho = DH OW1
  wi' = W IH1
  o' = AH0 / OW1
  th' = DH AH0
  i' = IH1
  t' = T AH0
  an' = AE1 N
  ol' = OW1 L
  'round = R AW1 N D
  y'all = Y AO1 L
  'em = AH0 M / EH1 M
  been = B IY1 N
  again = AH0 G EY1 N
  against = AH0 G EY1 N S T
  blessed = B L EH1 S IH0 D
  cursed = K ER1 S IH0 D
  winged = W IH1 NG IH0 D
  aged = EY1 JH IH0 D
  wind = W AY1 N D
  wound = W AW1 N D
  says = S EH1 Z
  heaven = HH EH1 V N
  even = IY1 V N
  given = G IH1 V N
  fallen = F AO1 L N
  hour > AW1 R / AW1 ER0
  our > AW1 R / AW1 ER0
  flower = F L AW1 R
  flowers = F L AW1 R Z
  power = P AW1 R
  powers = P AW1 R Z
  shower = SH AW1 R
  tower = T AW1 R
  bower = B AW1 ER0 / B AW1 R
  fire > F AY1 R
  fires > F AY1 R Z
  desire > D IH0 Z AY1 R
  higher = HH AY1 ER0 / HH AY1 R
  choir > K W AY1 R
  every > EH1 V R IY0
  everything > EH1 V R IY0 TH IH2 NG
  everywhere > EH1 V R IY0 W EH2 R
  everyone > EH1 V R IY0 W AH2 N
  everybody > EH1 V R IY0 B AA2 D IY0
  different > D IH1 F R AH0 N T
  'cause > K AH1 Z / K AO1 Z
  spirit = S P IH1 R IH0 T
  poem = P OW1 AH0 M
  lie = L AY1
  ay = AY1 / EY1
  aye = AY1 / EY1
  methinks = M IY0 TH IH1 NG K S
  forsooth = F AO0 R S UW1 TH
  quoth = K W OW1 TH
  wight = W AY1 T
  whilom = W AY1 L AH0 M
  anon = AH0 N AA1 N
  yon = Y AA1 N
  yonder = Y AA1 N D ER0
  ope = OW1 P
  enow = IH0 N AW1
  dwellin' = D W EH1 L IH0 N
  borogoves = B AO1 R AH0 G OW2 V Z
  outgrabe = AW2 T G R EY1 B
  oped = OW1 P T
  ere = EH1 R
  wert = W ER1 T
  wast = W AA1 S T
  dost = D AH1 S T
  doth = D AH1 TH
  hast = HH AE1 S T
  hadst = HH AE1 D S T
  canst = K AE1 N S T
  didst = D IH1 D S T
  shalt = SH AE1 L T
  wilt = W IH1 L T
  shouldst = SH UH1 D S T
  couldst = K UH1 D S T
  wouldst = W UH1 D S T
  mayst = M EY1 S T
  saith = S EH1 TH
  seest = S IY1 S T
  sayst = S EY1 S T
  spake = S P EY1 K
  bade = B AE1 D / B EY1 D
  shew = SH OW1
  shewed = SH OW1 D
  shewn = SH OW1 N
  strew = S T R UW1
  lea = L IY1
  mead = M IY1 D
  vale = V EY1 L
  eve = IY1 V
  morn = M AO1 R N
  twain = T W EY1 N
  swain = S W EY1 N
  sward = S W AO1 R D
  guerdon = G ER1 D AH0 N
  bough = B AW1
  sough = S AW1 / S AH1 F
  gonna = G AA1 N AH0 / G AH1 N AH0
  gotta = G AA1 T AH0
  wanna = W AA1 N AH0
  lemme = L EH1 M IY0
  gimme = G IH1 M IY0
  kinda = K AY1 N D AH0
  outta = AW1 T AH0
  lotta = L AA1 T AH0
  cuz = K AH1 Z
  cause = K AO1 Z
  ooh = UW1
  oooh = UW1
  ohh = OW1
  whoa = W OW1
  woah = W OW1
  woo = W UW1
  yeah = Y AE1 / Y EH1
  yea = Y EY1
  hey = HH EY1
  nah = N AA1
  na = N AA1
  la = L AA1
  da = D AA1
  doo = D UW1
  sha = SH AA1
  hallelujah = HH AE2 L AH0 L UW1 Y AH0
  alleluia = AE2 L AH0 L UW1 Y AH0
  hosanna = HH OW0 Z AE1 N AH0
  lullaby = L AH1 L AH0 B AY2
  `
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [, word, sign, readings] = /^(\S+) ([=>]) (.*)$/.exec(line);
      return [
        word,
        { before: sign === '>', readings: readings.split(' / ').map((reading) => reading.split(' ')) },
      ];
    }),
);
