/**
 * Pairs of lines that rhyme and belong together, by field: what happens in a verse. Slots as in openings.mjs; `[keeps|kept]` is the
 * same verb today and then.
 */
export const fieldCouplets = {
  sea: `
The harbour lights [are|were] burning low / {I} [watch|watched] the tide come in and go
{you} [tie|tied] a ribbon to the mast / and [say|said] the cold would never last
The gulls [fly|flew] circles round the pier / as if they [know|knew] that you [are|were] near
{I} [write|wrote] your name in sand and foam / and [wait|waited] for the boats come home
The fog [comes|came] rolling off the bay / and [carries|carried] all the noise away
The lighthouse [turns|turned] its single eye / across the water and the sky
{I} [keep|kept] the lamp lit on the shore / a little longer than before
The rope [is|was] worn, the paint [is|was] thin / but still she [brings|brought] the morning in
We [learn|learned] the name of every wave / the ones to fear, the ones to brave
The captain [hums|hummed] an old refrain / about the salt, about the rain
{I} [sleep|slept] with one ear to the sea / in case it [calls|called] the name of me
The nets [come|came] empty to the quay / but there [is|was] bread enough, and tea`,
  road: `
The road [is|was] long, the tank [is|was] low / and neither one of us [says|said] no
{I} [roll|rolled] the window down to hear / the last of summer shifting gear
The map [is|was] older than the town / we [turn|turned] it round and upside down
The diner coffee [tastes|tasted] like rust / the windscreen [wears|wore] a coat of dust
{you} [sleep|slept] against the window pane / and [miss|missed] the mountains and the rain
A hundred miles of yellow line / your shoes up on the dash by mine
The radio [comes|came] in so clear / and then the hills [are|were] all we hear
{I} [count|counted] every motorway sign / and [put|put] your hand on top of mine
We [leave|left] before the birds [are|were] awake / with sandwiches and one mistake
The last train [leaves|left] at half past one / and {I} [run|ran] as {I} had never run
The station clock [is|was] slow again / {I} [miss|missed] the nine, {I} [take|took] the ten
{I} [pack|packed] my life in one small case / and [leave|left] the key in its old place`,
  city: `
The streetlights [flicker|flickered] one by one / as if the night [has|had] just begun
{I} [know|knew] the baker by his light / he [works|worked] alone through half the night
The windows [hold|held] a thousand lives / of tired husbands, tired wives
We [climb|climbed] up to the roof to be / above the city, one, two, three
The taxis [yawn|yawned] along the street / the pavement [warms|warmed] beneath our feet
{you} [say|said] the skyline [looks|looked] so small / like paper pinned against a wall
The night bus [takes|took] the longest way / past all the shops that [close|closed] at day
A siren [sings|sang] three blocks from here / and then the air [is|was] soft and clear
{I} [buy|bought] two coffees, [drink|drank] them both / and [call|called] it love, and [call|called] it growth
The neon [buzzes|buzzed] pink and blue / the puddles [drink|drank] the colours too
Somebody [plays|played] the saxophone / so no one [has|had] to walk alone
The market [folds|folded] its tents at five / the pigeons [keep|kept] the square alive`,
  home: `
The kettle [sings|sang], the windows [steam|steamed] / it [is|was] the house {I} always [dream|dreamed]
My mother [leaves|left] the porch light on / for anyone who [has|had] been gone
We [mark|marked] our heights along the door / there [is|was] no room for any more
The garden gate [hangs|hung] off its hinge / the wallpaper [begins|began] to fringe
My father [hums|hummed] and [fixes|fixed] things / a broken clock, a chair, the springs
{I} [find|found] the letters by the door / in ink that no one uses any more
The table [has|had] a seat for me / a plate, a spoon, a cup of tea
The stairs still [creak|creaked] on number three / they [tell|told] the house that it [is|was] me
The old dog [lifts|lifted] his head to see / and [lays|laid] it down again on me
We [wash|washed] the plates, we [dry|dried] the spoons / and [sing|sang] the same old kitchen tunes
{I} [sleep|slept] beneath the attic beams / with all the dust of all my dreams
The bread [is|was] warm, the butter too / it [is|was] the best that we could do`,
  love: `
{I} [know|knew] your footsteps on the stair / before {I} [know|knew] that {I} would care
{you} [laugh|laughed] with all your teeth and eyes / and {I} [forget|forgot] to be so wise
You put your cold hands into mine / and said that everything was fine
{I} [learn|learned] the way you [take|took] your tea / and you [learn|learned] what to do with me
We [talk|talked] until the dawn [is|was] blue / of all the things that we would do
Your coat [is|was] hanging next to mine / two sleeves that almost intertwine
{I} [write|wrote] your name and [cross|crossed] it through / then [write|wrote] it bigger, you know who
You [dance|danced] as if the floor [is|was] yours / and [leave|left] a light on in the doors
{I} [save|saved] you half of everything / the window seat, the song, the swing
Your voice [is|was] like a quiet room / where something always [is|was] in bloom
We [share|shared] one umbrella, one shoe [is|was] wet / it [is|was] the nearest to heaven yet
{I} [keep|kept] the ticket from that show / you [kiss|kissed] me in the second row`,
  loss: `
Your cup still [stands|stood] beside the sink / {I} [wash|washed] it twice, {I} [try|tried] not to think
{I} [set|set] the table out for two / from habit, {I} suppose, for you
Your coat [is|was] hanging on the door / it [doesn't|didn't] smell of you any more
The phone [lies|lay] quiet on its back / your number, and the screen gone black
{I} [talk|talked] to you at traffic lights / and in the middle of the nights
They [ask|asked] me how {I} [am|was], {I} [say|said] fine / it [is|was] an easy kind of line
The garden [grows|grew] the way it [grows|grew] / it [doesn't|didn't] ask, nobody [knows|knew]
{I} [give|gave] your records to a friend / and [keep|kept] the one without an end
The house [is|was] bigger than before / a hundred rooms behind one door
{I} [write|wrote] a letter, [tear|tore] it up / and [drink|drank] the rain out of your cup
{you} [leave|left] your scarf, {you} [leave|left] your keys / {you} [leave|left] the curtains to the breeze
The clock [goes|went] on, it [has|had] no shame / and every hour [says|said] your name`,
  sky: `
The stars [come|came] out to count the cost / and none of them [says|said] we [are|were] lost
{I} [lie|lay] down on the warm tin roof / and [ask|asked] the moon for any proof
A satellite [goes|went] blinking by / a slow red stitch across the sky
The dawn [comes|came] slow, the dawn [comes|came] late / like someone leaning on a gate
{you} [point|pointed] up at Mars, then down at me / and [say|said] how very small we have to be
The moon [is|was] thin as fingernail / the clouds [go|went] by under sail
{I} [name|named] a star for every friend / and [run|ran] out long before the end
The night [is|was] wide, the grass [is|was] wet / nobody [wants|wanted] to go home yet
The swallows [draw|drew] a line in ink / and [take|took] it back, as quick as a wink
The sun [goes|went] down, a copper coin / behind the hills where rivers join
{I} [hold|held] the telescope to see / if anyone [looks|looked] back at me
We [stay|stayed] up for the morning star / and never [know|knew] we [are|were] so far`,
  winter: `
The snow [comes|came] down without a sound / and [lays|laid] a blanket on the ground
The candles [lean|leaned] against the night / each window [has|had] its little light
The choir [sings|sang] along the lane / of joy and peace and joy again
We [hang|hung] a star above the door / the same as every year before
The children [press|pressed] against the pane / and [dream|dreamed] of bells and silver rain
The kitchen [smells|smelled] of ginger cake / of all the things we used to make
My granddad [tells|told] of many things / about the shepherds and the kings
The post [comes|came] late with cards and string / and news from everyone in spring
{I} [wrap|wrapped] it up in paper and bow / and [hide|hid] it where you [would|would] not go
The sleigh bells [ring|rang] from hill to hill / and then the night [is|was] white and still
The frost [drew|drew] ferns across the glass / and silver over all the grass
We [walk|walked] back home, our breath like smoke / and all the morning church bells woke`,
  faith: `
{I} [walk|walked] the valley, [lose|lost] the way / You [are|were] beside me night and day
{I} [bring|brought] you nothing but my need / You [plant|planted] mercy like a seed
You [roll|rolled] the heavy stone away / and [turn|turned] my midnight into day
Your kindness [finds|found] me on the floor / and [sets|set] a lamp beside the door
{I} [count|counted] my failures one by one / You [show|showed] me all that you have done
The desert [blooms|bloomed] where you have been / and living water [washes|washed] me clean
When {I} [am|was] weak, when {I} [am|was] small / Your hand [is|was] underneath it all
The shepherd [leaves|left] the ninety-nine / to find a heart as lost as mine
{I} [lay|laid] my burden at your feet / and [find|found] your mercy there, complete
You [call|called] my name across the sea / and [made|made] a table there for me
{I} [hear|heard] you in the still, small air / {I} [whisper|whispered] and you [are|were] right there
Your promise [stands|stood] so strong and tall / Your grace [is|was] wide enough for all`,
  party: `
The bass [comes|came] walking up the stair / and [shakes|shook] the ribbons from your hair
The speakers [breathe|breathed] on everything / and everyone [begins|began] to sing
{you} [pull|pulled] {me} out into the light / and [say|said] we have to dance tonight
The drummer [grins|grinned] and [counts|counted] to four / and all our shoes [are|were] on the floor
Somebody's uncle [finds|found] his shoe / and [sings|sang] the only song he [knows|knew]
The neighbours [come|came] to shut the door / and [stay|stayed] to dance till half past four
{I} [lose|lost] my jacket, [lose|lost] my phone / and [am|was] the furthest from alone
The mirror ball [throws|threw] little moons / across the walls, across the tunes
We [jump|jumped] until the floor [gives|gave] way / and [promise|promised] we would always stay
The clock [says|said] two, the clock [says|said] three / and no one [wants|wanted] it to be
Your hands [are|were] up, your heart [is|was] light / and every note [lands|landed] just right
The needle [drops|dropped], the room [goes|went] gold / and none of us will ever grow old`,
  storm: `
The thunder [rolls|rolled] across the yard / the rain [comes|came] sideways, fast and hard
{I} [stand|stood] out on the breaking ground / and [sing|sang] to keep from being drowned
The sky [turns|turned] iron, the wind [turns|turned] mean / the strangest light {I} have ever seen
They [say|said] sit down, they [say|said] behave / {I} [throw|threw] my coat upon the wave
The match [is|was] small, the barn [is|was] dry / {I} never [see|saw] the sparks so high
The walls [are|were] thick, the walls [are|were] tall / one crack [is|was] all it [takes|took] to fall
{I} [wear|wore] my bruises like a crown / {I} [fall|fell], but {I} [do|did] not stay down
The sirens [sing|sang] along the street / the thunder [hums|hummed] beneath our feet
{you} [kick|kicked] the door, {you} [break|broke] the chain / and [walk|walked] out laughing in the rain
We [burn|burned] the script, we [break|broke] the frame / and nobody [can|could] put out the flame
The river [climbs|climbed] the market stairs / and [carries|carried] off the empty chairs
The lightning [writes|wrote] its crooked name / and nothing after [looks|looked] the same`,
  garden: `
The apple tree [lets|let] go its fruit / there [is|was] a robin on my boot
The bees [come|came] humming through the thyme / they [have|had] no clock and all the time
{I} [plant|planted] beans along the wall / and [wonder|wondered] if they [grow|grew] at all
The fox [goes|went] by at half past three / and [stops|stopped] a while to look at me
We [lie|lay] down in the yellow wheat / with beetles walking on our feet
The swallows [know|knew] what to do / they [come|came] in twos, the whole spring through
{you} [bring|brought] me clover in a jar / and walked from somewhere very far
The mountain [wears|wore] its evening shawl / the owls [begin|began] to try their call
The roses [climb|climbed] the garden gate / they [come|came] too early, [stay|stayed] too late
My grandma [talks|talked] to living things / and [knows|knew] the names of all the wings
The seeds [are|were] sleeping in the ground / and dreaming up without a sound
The summer [drags|dragged] its golden feet / along the hedge, along the street`,
  work: `
The whistle [blows|blew] at ten to five / it [tells|told] us all we [are|were] alive
{I} [count|counted] coins to make the rent / and never [know|knew] where it all went
My boots [are|were] wet, my back [is|was] sore / {I} [punch|punched] the clock and [ask|asked] for more
The boss [says|said] dreams [are|were] for the bed / {I} [write|wrote] mine on the wall instead
{I} [carry|carried] bricks for other men / and [build|built] my own house now and then
The night shift [drinks|drank] its coffee black / and no one [gets|got] the hours back
The teacher [says|said] that {I} [am|was] slow / {I} [learn|learned] whatever {I} had to know
My mother [works|worked] a double week / so we could have the right to speak
{I} [climb|climbed] the ladder rung by rung / with all the songs {I} had not sung
{I} [wear|wore] a suit that [is|was] not mine / and [wait|waited] in the longest line
The factory [sleeps|slept] with one eye wide / and half the town still locked inside
{I} [start|started] with a broken pen / they [laugh|laughed], and {I} [begin|began] again`,
  screen: `
The screen [is|was] blue against the wall / three dots [are|were] waiting, that [is|was] all
The signal [drops|dropped] at half past ten / {I} [type|typed] your name and [send|sent] again
The static [hums|hummed] a lullaby / for every satellite up high
{I} [leave|left] my heart in the machine / somewhere between the red and green
The pixels [fall|fell] like coloured rain / {I} [lose|lost] a life and [start|started] again
A thousand lights [are|were] flashing green / the cleanest future {I} have seen
The wires [carry|carried] night and day / the things we never meant to say
{I} [watch|watched] the cursor come and go / a heartbeat that [is|was] soft and slow
The battery [is|was] down to one / {I} [tell|told] you everything {I} [have|had] done
We [live|lived] inside a neon frame / a high score and a borrowed name
The laser [cuts|cut] the smoke in two / and on the other side [is|was] you
The speakers [click|clicked], the fans [spin|spun] down / the only light in all the town`,
};
