/** The page's own style: two grounds, one column on a small screen, no network. */
export const style = `
:root{color-scheme:light dark;--ground:#f6f3ec;--paper:#fffdf8;--ink:#22252e;--soft:#636878;--line:#ddd6c8;--accent:#b4571c;--wave:#f4ead2;--night:#0a0d1a}
@media (prefers-color-scheme:dark){:root{--ground:#0f1118;--paper:#171a24;--ink:#ece6d6;--soft:#9aa1b2;--line:#2a2f3d;--accent:#f0a860}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","DejaVu Sans",Arial,sans-serif}
main{max-width:76rem;margin:0 auto;padding:2.5rem 1.25rem 5rem}
h1{font:600 clamp(1.9rem,4vw,3rem)/1.12 Georgia,"Iowan Old Style","Palatino Linotype","DejaVu Serif",serif;letter-spacing:-.01em;margin:0 0 .6rem;text-wrap:balance}
h2{font:600 1.35rem/1.25 Georgia,"Iowan Old Style","Palatino Linotype","DejaVu Serif",serif;margin:0}
h3{font-size:1.05rem;margin:0;display:flex;gap:.6rem;align-items:baseline}
h3 b{font-variant-numeric:tabular-nums;color:var(--accent);font-weight:600}
h3 small{margin-left:auto;color:var(--soft);font-weight:400;font-size:.8rem}
p{margin:.5rem 0}
.who{color:var(--soft);max-width:60rem;font-size:.92rem}
.notice{border-left:3px solid var(--accent);padding:.35rem .9rem;margin:1rem 0;background:color-mix(in srgb,var(--accent) 9%,transparent);max-width:60rem}
.top{margin-top:1.4rem;display:grid;grid-template-columns:minmax(0,1.35fr) minmax(0,1fr);gap:2.5rem;align-items:start;margin-bottom:2.5rem}
.brief{font:1.02rem/1.65 Georgia,"Iowan Old Style","Palatino Linotype","DejaVu Serif",serif;border-left:1px solid var(--line);padding-left:1.25rem;max-height:30rem;overflow:auto}
.brief p:first-child{margin-top:0}
.arc{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:1rem 1.1rem}
.arc svg{display:block;width:100%;height:auto;overflow:visible}
.arc p{font-size:.82rem;color:var(--soft);margin:.5rem 0 0}
.arc text{font-size:11px;fill:var(--soft);text-anchor:middle}
.arc .loud{fill:var(--accent);fill-opacity:.8}.arc .bright{fill:none;stroke:var(--ink);stroke-width:1.6}.arc .dot{fill:var(--ink)}.arc .rule{stroke:var(--line)}
.movement{margin:2.6rem 0 0;padding-top:1.2rem;border-top:1px solid var(--line)}
.movement header{display:flex;gap:1rem;align-items:baseline;margin-bottom:1rem}
.roman{font:600 1.35rem/1 Georgia,"DejaVu Serif",serif;color:var(--accent);min-width:2rem}
.sounds{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:1.1rem;align-items:start}
.sound{background:var(--paper);border:1px solid var(--line);border-radius:10px;overflow:hidden;min-width:0}
.sound.gap{border-style:dashed;padding:1rem}
.sound .body{padding:.8rem .95rem 1rem}
.picture{position:relative;display:block;background:var(--night);cursor:pointer;line-height:0}
.picture img{width:100%;height:auto;display:block;aspect-ratio:480/128;image-rendering:auto}
.picture svg{display:block;width:100%;height:auto;aspect-ratio:480/56;background:var(--night)}
.picture svg path{fill:var(--wave)}
.picture i{position:absolute;top:0;bottom:0;left:0;width:2px;background:#ff7b3a;opacity:0;pointer-events:none}
audio{width:100%;height:36px;margin:.2rem 0 .3rem;display:block}
.description{font-size:.92rem;margin:.55rem 0 .7rem}
dl{display:grid;grid-template-columns:repeat(4,auto);justify-content:space-between;gap:.1rem .7rem;margin:0;font-size:.78rem}
dl div{min-width:0}dt{color:var(--soft)}dd{margin:0;font-variant-numeric:tabular-nums;white-space:nowrap}
.mends{font-size:.8rem;color:var(--soft);margin:.5rem 0 0}
details{margin-top:.7rem;font-size:.85rem}summary{cursor:pointer;color:var(--accent)}
.scroll{overflow:auto;max-height:24rem;border:1px solid var(--line);border-radius:6px;margin-top:.5rem;background:var(--ground)}
pre{margin:0;padding:.7rem;font:11.5px/1.45 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
.patch{display:block}.patch path{fill:none;stroke:var(--soft);stroke-width:1.3}.patch .moves{stroke-dasharray:4 3;stroke-opacity:.7}.patch .starts{stroke-dasharray:1 3;stroke:var(--accent)}
.patch rect{fill:var(--paper);stroke:var(--line);stroke-width:1.2}.patch text{font:600 10px system-ui,"DejaVu Sans",sans-serif;text-anchor:middle;fill:var(--ink)}.patch .type{font-weight:400;font-size:9px;fill:var(--soft)}
.patch .source rect,.patch .noise rect{stroke:#3f7fae}.patch .filter rect{stroke:#4b9a79}.patch .effect rect{stroke:#b4571c}.patch .envelope rect,.patch .control rect{stroke:#8f74c4}.patch .out rect{stroke:var(--ink);stroke-width:2}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.85rem}
footer table{border-collapse:collapse;font-size:.82rem;margin-top:.5rem}footer td{padding:.1rem .9rem .1rem 0;vertical-align:top}code{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.85em}
@media (max-width:64rem){.sounds{grid-template-columns:1fr 1fr}.top{grid-template-columns:1fr;gap:1.5rem}}
@media (max-width:42rem){.sounds{grid-template-columns:1fr}dl{grid-template-columns:repeat(4,auto)}}
@media print{audio,details{display:none}.brief{max-height:none}}
`.trim();

/** One sound at a time unless a person holds shift; a line that shows where it is; a click on the picture plays from there. */
export const script = `
const players=[...document.querySelectorAll('audio')];
for(const player of players){
const picture=player.closest('.sound').querySelector('.picture');const line=picture.querySelector('i');
const follow=()=>{if(player.duration)line.style.left=100*player.currentTime/player.duration+'%';if(!player.paused)requestAnimationFrame(follow)};
player.addEventListener('play',()=>{line.style.opacity=1;follow();if(!layering)for(const other of players)if(other!==player)other.pause()});
player.addEventListener('seeked',follow);
picture.addEventListener('click',(event)=>{event.preventDefault();const box=picture.getBoundingClientRect();layering=event.shiftKey;
const there=()=>{player.currentTime=player.duration*(event.clientX-box.left)/box.width;player.play()};
player.readyState>0?there():(player.addEventListener('loadedmetadata',there,{once:true}),player.load())});
}
let layering=false;
addEventListener('keydown',(event)=>{layering=event.shiftKey});addEventListener('keyup',(event)=>{layering=event.shiftKey});
`.trim();
