/** Pairs of lines that only one genre would sing, in its verses. */
export const genreCouplets = {
  afrobeats: `
The sun [goes|went] down on market day / the drummers never go away
{you} [wear|wore] the yellow and the green / the finest walk {I} have ever seen
My auntie [claps|clapped] the evening in / and every cousin [starts|started] to spin
The generator [hums|hummed] along / it [knows|knew] the key of every song
The night [is|was] warm, the plates [are|were] full / the rhythm [has|had] a gentle pull
{you} [turn|turned] around and [call|called] my name / the whole street never [is|was] the same
We [bring|brought] the chairs out on the sand / and every hand [finds|found] someone's hand
The horns [come|came] in like morning sun / they [talk|talked] to each and everyone`,
  ccm: `
{I} [run|ran] so far, {I} [run|ran] so long / You [wait|waited] there and [kept|kept] my song
You [hold|held] the oceans in your palm / and still you [stoop|stooped] to keep me calm
You [clothe|clothed] the lily in the field / and in your hands my heart [is|was] healed
{I} [come|came] with all {I} could not hide / You [open|opened] both your arms out wide
The night [is|was] long, the road [is|was] steep / You [sing|sang] above me in my sleep
My cup [is|was] small, it overflows / with more of mercy than it knows
You never [ask|asked] me to be strong / You only [ask|asked] me to belong
The morning [breaks|broke] on hill and plain / and all the earth [begins|began] again`,
  christmas: `
The tree [stands|stood] crooked, proud and tall / with paper angels, one and all
The baker [fills|filled] the street with light / and sugar stars for all the night
We [stamp|stamped] our boots upon the mat / with snow on every coat and hat
The carols [travel|travelled] door to door / and every house [joins|joined] in for more
The stockings [hang|hung] above the fire / the sparks [go|went] up like some bright choir
The kettle [hums|hummed] of better things / the dog [runs|ran] off with all the strings
An empty chair, a place, a plate / for anyone who [comes|came] in late
The village [wears|wore] its coat of snow / and every lamp [puts|put] on a glow`,
  country: `
The screen door [swings|swung], the crickets play / {I} always [know|knew] you would come one day
My daddy's truck [has|had] one good door / and half a field upon the floor
The porch swing [knows|knew] our every word / it never [tells|told] the half it [heard|heard]
The gravel [pops|popped] beneath the tyres / the sky [is|was] strung on power wires
She [pours|poured] the coffee, [calls|called] me dear / and [asks|asked] me what has brought me here
The water tower [wears|wore] our names / in paint that [never|never] went up in flames
{I} [lean|leaned] against the tailgate light / and [watch|watched] the corn breathe in the night
The church bell [rings|rang] on Sunday morn / the hymnals [are|were] all thumbed and worn`,
  electronic: `
The lights [come|came] up, the lights [come|came] down / we [are|were] the only ones in town
The pulse [is|was] slow, the pulse [is|was] high / a silver circle in the sky
{I} [close|closed] my eyes, the floor [lets|let] go / of everything {I} used to know
The bassline [opens|opened] like a door / {I} [fall|fell] a little, [fall|fell] some more
Your outline [flickers|flickered] in the smoke / and no one [moves|moved], and no one spoke
We [rise|rose] above the power lines / and [leave|left] the daylight to its signs
The city [breathes|breathed] in stereo / it [tells|told] us where we [have|had] to go
A thousand hands, a single wave / a little light that we could save`,
  hiphop: `
{I} [write|wrote] it on the back of a bill that {I} [can|could] not pay / and [read|read] it to the bathroom mirror every single day
My mother [works|worked] the late shift and my brother [cooks|cooked] the rice / {I} [learn|learned] to say a thing once because nobody [says|said] it twice
They [tell|told] me wait your turn, so {I} [wait|waited] in the rain / and [fill|filled] up seven notebooks on the early morning train
The teacher [draws|drew] a circle round the future {I} should choose / {I} [keep|kept] the paper folded in the bottom of my shoes
The corner [is|was] my classroom and the stairwell [is|was] my stage / {I} [put|put] the whole block's history on a single lined page
{I} [count|counted] every no like a coin inside a jar / and [buy|bought] myself a microphone and [drive|drove] it pretty far
My granddad [lays|laid] the bricks for a house he could not own / {I} [carry|carried] that inside {me} every time {I} work alone
The landlord [knows|knew] my footsteps and the neighbours [know|knew] my name / {I} [change|changed] the way {I} [walk|walked] there but the street [is|was] just the same
{I} [ride|rode] the number twenty with a pencil and a dream / the windows [are|were] all foggy and the city [is|was] all steam
They [laugh|laughed] at how {I} [say|said] it till {I} [say|said] it on the air / and now the same ones [tell|told] {me} that they always [are|were] there
{I} never [have|had] the money but {I} always [have|had] the time / so {I} [trade|traded] every hour for another honest rhyme
The elevator's broken so {I} [take|took] it stair by stair / and [talk|talked] to every landing like somebody [is|was] there
{I} [put|put] my people in it so they never [fade|faded] away / the barber and the preacher and the girl on the late tray
{I} [keep|kept] my circle little and {I} [keep|kept] my word as bond / some people [see|saw] a puddle where {I} always [see|saw] a pond`,
  hyperpop: `
{I} [paint|painted] my nails the shade of sound / and [kiss|kissed] the ceiling, [kiss|kissed] the ground
My heart [is|was] made of bubblegum / it [goes|went] off louder than a drum
The chrome [is|was] wet, the sky [is|was] pink / {I} [fall|fell] in love without a wink
{I} [send|sent] a star into your phone / and now you [never|never] dance alone
The sugar [sparks|sparked] like gasoline / {I} [am|was] the queen of seventeen
My shadow [is|was] a cartoon cat / it [has|had] a crown, it [has|had] a hat
{I} [crash|crashed] the car inside the game / and [spell|spelled] the fireworks with your name
The glitter [gets|got] in everything / your cereal, your shoes, your ring`,
  indie_alt: `
{I} [paint|painted] the kitchen robin blue / and [call|called] it after none but you
You [leave|left] your records in the rain / and [buy|bought] them all for cash again
The moths [are|were] holding a parade / around the lamp that you once made
{I} [wear|wore] your jumper to the shore / it [has|had] a hole, it [has|had] one more
The swimming pool [is|was] full of rain / we [say|said] we would not dive again
We [are|were] the last ones on the floor / with coats on, leaning on the door
{you} [talk|talked] in weather, {I} [talk|talked] in maps / and both of us in small perhaps
The upstairs neighbour [learns|learned] the flute / he [plays|played] one note and [follows|followed] suit`,
  kids: `
The frog [puts|put] on his rubber shoes / and [hops|hopped] along to read the news
A purple whale [comes|came] round to tea / with seven biscuits, one for me
The moon [puts|put] on a sleepy hat / and [says|said] good evening to the cat
We [build|built] a castle, big and wide / with room for all of us inside
The little snail [is|was] never late / he [leaves|left] on Monday, [walks|walked] till eight
Stamp your feet and clap your hands / and march along like big brass bands
The dinosaur [is|was] ten feet high / he [ate|ate] a slice of apple pie
{I} [draw|drew] a sun upon the wall / with yellow arms to hug us all
The bus [goes|went] up, the bus [goes|went] down / and [waves|waved] at everyone in town
My teddy [is|was] a pirate too / he [sails|sailed] a box, he [has|had] a crew`,
  kpop: `
The countdown [hits|hit] the final two / and every light [is|was] turning blue
{I} [break|broke] the mirror, [step|stepped] right through / a brand-new world, a brand-new view
My heartbeat [is|was] a heavy drum / they [hear|heard] it and they all [have|had] come
{I} [was|was] a whisper, now {I} roar / they never [see|saw] this girl before
The runway [is|was] about to spin / {I} [lose|lost] the fear, {I} [let|let] you in
{you} [shine|shone] like diamonds in the dark / {I} only [need|needed] a single spark
The butterflies [are|were] made of light / they [follow|followed] us into the night
They [say|said] the stars [are|were] hard to reach / {I} [fill|filled] my pockets at the beach`,
  latin: `
The orange trees [are|were] full of light / you [wear|wore] the colours of the night
The old guitar [begins|began] to weep / the plaza [will|would] not go to sleep
Your dress [is|was] red, the wine [is|was] too / and every song [comes|came] back to you
The sea wall [keeps|kept] the heat of day / we [lean|leaned] on it and [kiss|kissed] the bay
My grandmother [claps|clapped] out the time / her silver earrings [start|started] to chime
The balcony [is|was] dressed in green / the sweetest shadow {I} have seen
You [say|said] my name with salt and sun / as if the summer [has|had] just begun
The fountain [sings|sang] the night away / and no one [wants|wanted] the break of day`,
  pop: `
{I} [hear|heard] our song in every store / it never [made|made] me cry before
The summer [leaves|left] its coat behind / your picture [is|was] still on my mind
{I} [call|called] you from the station phone / just so {I} [do|did] not walk home alone
Your lipstick [is|was] still on the glass / {I} [tell|told] myself that this would pass
We [are|were] the kids with too much heart / who [kiss|kissed] before the credits start
You [spin|spun] me round the parking lot / and [give|gave] me everything you [have|had] got
{I} [have|had] a plan, {I} [have|had] it all / then you [come|came] waltzing down the hall
The night [is|was] young and so [are|were] we / with nowhere else we [have|had] to be`,
  pop_punk: `
{I} [skip|skipped] the class, {I} [crash|crashed] the bike / {I} never [know|knew] what {I} would like
The basement [smells|smelled] of paint and feet / but everyone [knows|knew] every beat
{you} [move|moved] away the year before / {I} [draw|drew] your face on my front door
My parents [say|said] get off the floor / {I} [play|played] it louder than before
We [are|were] the kings of nothing much / a broken van, a slipping clutch
The sprinklers [ruin|ruined] our first kiss / there has to be some more than this
{I} [hate|hated] this town, {I} [love|loved] this town / {I} [try|tried] to burn the shopfronts down
{I} [write|wrote] your name across my shoe / and [wear|wore] it till the words wore through`,
  rnb: `
{I} [turn|turned] the lamp down, [pour|poured] the wine / your quiet breathing next to mine
The record [skips|skipped], we let it be / it [plays|played] the part for you and me
Your perfume [lingers|lingered] on the chair / {I} [close|closed] my eyes and you [are|were] there
The candle [leans|leaned] to hear you speak / it [burns|burned] all day, it [burns|burned] all week
We [take|took] it slow, we [take|took] it fine / like honey moving down a vine
{you} [call|called] me when the rain [comes|came] down / the only voice in all the town
The sheets [are|were] cool, the moon [is|was] low / there [is|was] no place {I} had to go
{I} [learn|learned] your silence word by word / the softest song {I} ever [heard|heard]`,
  rock: `
The engine [coughs|coughed] along the floor / we [blow|blew] the dust off every door
They [build|built] a wall, they [build|built] it tall / we [came|came] along to watch it fall
{I} [have|had] one string, {I} [have|had] one chord / and every dream {I} could not afford
The power lines [sing|sang] overhead / of all the living and the dead
My father [works|worked] till he [is|was] stone / {I} [swear|swore] to break it on my own
The sky [goes|went] black above the mill / {I} [hear|heard] that freight train running still
{I} [burn|burned] my name into the wall / so someone knows we [live|lived] at all
The crowd [is|was] thunder, {I} [am|was] rain / we [come|came] to wake the street again`,
};
