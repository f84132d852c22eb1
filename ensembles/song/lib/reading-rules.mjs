/**
 * How English letters are read, in order: of the rules that begin at a letter, the first that fits is taken. One rule is
 * `left{letters}right PHONEMES`: `left` and `right` say what must stand beside, as patterns in which `#` is a vowel letter,
 * `^` a consonant letter and `_` the edge of the word. The phonemes carry no stress: the word's ending decides that
 * (letter-to-sound.mjs).
 */
const written = `
  {augh}t AO, {augh}_ AE F, {ayer}_ EY ER, {aigh} EY, {air} EH R, {aire}_ EH R, {ain}_ EY N, {ai} EY,
  {ay} EY, {au} AO, {aw} AO, {alk} AO K, {all}_ AO L, {alm} AA M, ^{al}_ AH L, {able}_ AH B AH L,
  {ange}_ EY N JH, {aste}_ EY S T, _w|qu{ar} AO R, {are}_ EH R, {arr}# EH R, {ary}_ EH R IY, {ar}# EH R,
  ##?^+{ard}_ ER D, {ar} AA R, _s?w|qu{a}[nst] AA, ##?^+{age}_ IH JH, {a}_ AH, {a}(ti|ci|si)# EY,
  {a}(ng|nk) AE, {a}(th|sh|ch)?e_ EY, {a}^e[sd]?_ EY, {a}^ing_ EY, {a}[bcdfgkpt][lr]e_ EY, {a}^[iy]_ EY,
  _a?{a} AE, {a} AE,
  {bb} B, m{b}(_|s_|ing), {b}t_, {b} B,
  {cch} K, {cc}[eiy] K S, {cc} K, {ck} K, s{ch} K, {ch}[rl] K, {ch} CH, {ci}(a|o|en) SH, s{c}[eiy],
  {c}[eiy] S, {c} K,
  {dge} JH, {dg} JH, {dd} D, {d} D,
  {eigh} EY, {eir} EH R, {eur} ER, {eer} IH R, {ear}[nlcts] ER, {ear} IH R, {eau} OW,
  {ea}(d|th|lth|sure|ther)_ EH, {ea} IY, {ee} IY, c{ei} IY, {ei} EY, {eu} UW, [rljcs]{ew} UW, {ew} Y UW,
  {ey}_ IY, {ey} EY, {ere}_ IH R, {err} EH R, {er}[iy] EH R, {er}# IH R, {er} ER, #^+{ed}_ D,
  [sz]|ch|sh|[cg]{es}_ IH Z, #.*{es}_ Z, #.*[bcdfgkptz]{le}_ AH L, #.*{ely}_ L IY,
  #.*{e}(ness|less|ful|ment|ly)_, _^+{e}_ IY, {e}_, #.*{el}_ AH L, #.*{en}_ AH N, #.*{ent}_ AH N T,
  #.*{ence}_ AH N S, {e}(ti|ci|si)# IY, {e}^e_ IY, _[bdr]{e}^ IH, {eo}_ IY OW, {e} EH,
  {ff} F, {f} F,
  _{gn} N, {gn}_ N, {gg} G, {gue}_ G, {gu}[aei] G, _{gh} G, {gh}, {gi}[ao] JH, {g}e(t|ar|ld|lt) G,
  _{g}i(v|rl|ft|ld) G, {g}[eiy] JH, {g} G,
  _{h} HH, {h}# HH, {h},
  {igh} AY, {ign}_ AY N, {ild}_ AY L D, {ind}_ AY N D, {ique}_ IY K, {ine}_ AY N, {ire} AY ER, {irr} IH R,
  {ir}# AY R, {ir} ER, {ier}_ IY ER, {iest}_ IY AH S T, _^+{ie}_ AY, {ie}_ IY, _^+{ie}[sd]_ AY, {ies}_ IY Z,
  {ied}_ IY D, {ie} IY, t{ion} AH N, {i}ous IY, {ia}_ IY AH, {ism}_ IH Z AH M, {ity}_ AH T IY,
  {ive}_ IH V, {ing} IH NG, {i}^(le|re)_ AY, {i}(th|st)?e_ AY, {i}^e[sd]?_ AY, _^*{i}^ing_ AY, {i}_ IY,
  _^+{i}[ao] AY, {i}[aou] IY, {i} IH,
  {j} JH,
  _{kn} N, {kk} K, {k} K,
  [bcdfgkptz]{le}_ AH L, [bcdfgkptz]{les}_ AH L Z, [bcdfgkptz]{led}_ AH L D, {ll} L, {l} L,
  {mm} M, {mn}_ M, _{mn} N, {m} M,
  {nn} N, {ng}(_|s_|ing|ed_|er|ly|less) NG, {ng}[eiy] N JH, {ng} NG G, {n}[kx]|c[^eiy] NG, {nqu} NG K W,
  {n} N,
  {ough}t AO, {ough} OW, {our}_ AO R, {ould} UH D, {ous}_ AH S, {oul}_ OW L, {ou} AW, {oor} AO R,
  {ook} UH K, {ood}_ UH D, {oo} UW, {oar} AO R, {oa} OW, {oi} OY, {oy} OY, {ower} AW ER, {ow}[nld] AW,
  {ow} OW, {old} OW L D, {oll}_ OW L, {olt} OW L T, {ost}_ OW S T, {oe}_ OW, {oes}_ OW Z, w{or}^ ER,
  ##?^+{or}_ ER, {ore} AO R, {orr} AO R, {or} AO R, {ome}_ OW M, {ove}_ OW V, #.*{on}_ AH N, #.*{om}_ AH M,
  {o}(th|st)?e_ OW, {o}^e[sd]?_ OW, {o}^ing_ OW, {o}_ OW, {o}(ti|ci|si)# OW, {o}^[iy]_ OW, {o}# OW, {o} AA,
  _{ps} S, _{pn} N, {ph} F, {pp} P, {p} P,
  {que}_ K, {qu} K W, {q} K,
  ^{re}_ ER, {rh} R, {rr} R, {r} R,
  {ssion} SH AH N, #{sion} ZH AH N, {sion} SH AH N, #{sure}_ ZH ER, {sch} SH, {sh} SH, {ss} S, {sc}[eiy] S,
  {st}(le|en)_ S, #{s}m_ Z, #{s}e_ Z, [aeo]{s}# Z, [aeou]|[bdglmnrvw]{s}_ Z, [ui]{s}_ S, {s} S,
  {tch} CH, {th}e(r|_|s_|d_) DH, {th} TH, {ti}(on|al|ous|en|an) SH, {tt} T, #{tu}(re|al|ous) CH UW, {t} T,
  {ure}_ ER, {urr} ER, {ur}# Y UH R, {ur} ER, {uy}_ AY, {ui} UW, [rljdtn]|ch|sh{ue}_ UW, {ue}_ Y UW,
  {ull}_ UH L, #.*f{ul}_ AH L, [rljdtsn]|ch|sh{u}^e[sd]?_ UW, {u}^e[sd]?_ Y UW, [rljdtsn]|ch|sh{u}(^#|#) UW,
  {u}^# Y UW, {um}_ AH M, {u}_ UW, {u} AH,
  {vv} V, {v} V,
  _{wr} R, _{who} HH UW, {wh} W, {w}# W, {w},
  _{x} Z, {xc}[eiy] K S, _e{x}# G Z, {x} K S,
  _{y} Y, _^+{y}_ AY, f{y}_ AY, {y}_ IY, {yre}_ AY ER, {y}^e[sd]?_ AY, {y}# Y, {y} IH,
  {zz} Z, {z} Z,
`;

const pattern = (signs) =>
  signs
    .replaceAll('#', '[aeiouy]')
    .replace(/\^/g, (sign, at) => (signs[at - 1] === '[' ? sign : '[^aeiouy_]'));

/** The rules by their first letter: `[{ left, letters, right, phonemes }]`. */
export const rulesOf = new Map();

for (const rule of written.split(',').map((one) => one.trim())) {
  if (rule === '') continue;
  const [, left, letters, right, phonemes] = /^(.*?)\{(\w+)\}(\S*)(.*)$/.exec(rule);
  const known = rulesOf.get(letters[0]) ?? [];
  known.push({
    left: left === '' ? null : new RegExp(`(?:${pattern(left)})$`),
    letters,
    right: right === '' ? null : new RegExp(`^(?:${pattern(right)})`),
    phonemes: phonemes.split(' ').filter((one) => one !== ''),
  });
  rulesOf.set(letters[0], known);
}
