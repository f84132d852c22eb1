/** Pairs of lines that rhyme and belong together, for any song: about a thing of its own, or what a chorus and a bridge say. */
export const thingCouplets = {
  scene: `
{I} [ask|asked] a stranger for {thing} at noon / the stranger only [begins|began] a tune
{I} [write|wrote] of {thing} on a paper plane / the wind [carries|carried] it into the rain
They [say|said] that {thing} would never come back / {I} [see|saw] {it} walking along the track
{you} [talk|talked] of {thing} as we [cross|crossed] the square / {I} [feel|felt] {it} hanging there in the air
Once {I} had {thing}, once {I} had you / nobody told me what {I} should do
We [look|looked] for {thing} at the break of day / somebody [points|pointed] the other way
{I} [have|had] {thing} and a long way to go / and somebody whistling soft and low
{I} [wake|woke] up with {thing} on my mind / and [leave|left] every other thing behind
Somebody [paints|painted] {thing} on the wall / in letters of silver, ten feet tall
The paper [has|had] {thing} in the news / {I} [read|read] of {it} while putting on my shoes
Between {thing} and the end of the street / {I} [count|counted] the people {I} wanted to meet
{I} [tell|told] you of {thing} and you [tell|told] me the rest / with one hand on the map, and one hand on my chest
{I} [look|looked] for {thing} all down the line / and suddenly [find|found] a road that might be mine
{I} [go|went] out for {thing} before the day / and [find|found] {it} shining along the way
It [starts|started] with {thing}, it [starts|started] with you / and then all the rest of it slowly [comes|came] true
They [talk|talked] of {thing} in every street / {I} [feel|felt] {it} like thunder underneath {my} feet
We [wait|waited] for {thing}, we [wait|waited] in vain / then [see|saw] {it} standing alone in the rain
Nobody [speaks|spoke] of {thing} out loud / {I} always [hear|heard] {it} humming through the crowd
{I} [dream|dreamed] of {thing} the whole night through / and [wake|woke] up wanting to give {it} to you`,
  memory: `
{I} [learn|learned] of {thing} when {I} was small / {I} [hear|heard] {it} coming along the hall
My father [talks|talked] about {thing} at night / he never [puts|put] out the kitchen light
We [name|named] a boat after {thing} that year / she never [goes|went] further than the pier
{you} [keep|kept] a picture of {thing} in your coat / {I} [keep|kept] the letter that somebody wrote
Everyone [has|had] a story to tell / mine [is|was] of {thing}, and a garden as well
The summer {I} [find|found] {thing} by the gate / {I} [was|was] too early and you were too late
My mother [keeps|kept] {thing} in a drawer / {I} [keep|kept] it open, {I} [want|wanted] to be sure
{I} [draw|drew] {thing} on the back of my hand / with arrows for people who [understand|understand]
{you} [laugh|laughed] about {thing} and {I} [laugh|laughed] too / {I} never [have|had] laughed like {I} [laugh|laughed] with you
{I} [see|saw] {thing} through the window pane / the colour of copper, the colour of rain
{I} [think|thought] about {thing}, {I} [know|knew] {it} well / like somebody ringing a distant bell
{you} [leave|left] {me} with {thing} and a song to keep / {I} [sing|sang] it in whispers before {I} [go|went] to sleep
{I} never [forget|forgot] {thing}, not for a day / though everything else has been carried away
{you} [talk|talked] about {thing} like an old friend / a story that nobody wants to end
{I} [think|thought] about {thing} when the lights [go|went] low / and all of the places we [used|used] to go
We never [give|gave] up {thing}, we [hold|held] {it} near / through every winter and spring of the year
{I} [lose|lost] so much, but {thing} [is|was] mine / {I} [carry|carried] {it} over the finishing line`,
  feeling: `
{I} still believe in {thing} today / whatever the rest of them may say
Give {me} {thing}, give {me} some time / and {I} will be back for the mountain to climb
This is for {thing}, this is for you / for everything that carried us through
{I} need {thing} like {I} need the air / {I} look all around and find {it} there
You and {I} and {thing} tonight / are going to make it out all right
Sing about {thing}, sing it again / louder than thunder, softer than rain
Nothing compares to {thing} and you / nothing is broken and nothing is new
All that {I} want is {thing} and a song / somewhere to be that is where we belong
Here is to {thing}, here is to you / here is to all of the dreams that come true
We will come back for {thing} some day / nothing can keep us so far away`,
  turn: `
What if {thing} was never lost / just somewhere under a little frost
Leave {me} with {thing} and a little time / {I} know there are other hills to climb
Maybe {I} dreamed of {thing} all along / and put the dream in the wrong kind of song
Now that {I} know what {thing} can do / {I} would do all of it over for you
What if {thing} is all we need / and every single word of it a seed
What would {I} be without {thing} here / {I} would have been lost for many a year
Take {me} back to {thing} once more / back to the place where we stood before
Maybe {thing} was there all along / quiet and waiting inside the song
And if {thing} should slip through my hand / let it be known that {I} took a stand
Tell {me} about {thing} once more / like nobody ever told it before`,
};

export const generalCouplets = {
  feeling: `
We will be louder, we will be more / nobody closes an open door
{I} will be there when the lights go out / {I} will be there when you have a doubt
Hold on to me and {I} will hold on to you / there is no mountain we cannot go through
Let it all go, let it all shine / half of it yours and half of it mine
Lift up your voice and let it ring / everyone here was born to sing
{I} can feel it in the air / {I} can feel it everywhere
We are the ones who never let go / we are the ones who wanted to know
Say it tonight, say it out loud / nobody here is lost in the crowd
Come as you are and stay for the song / here is the place where we all belong
{I} have been waiting all of my days / now let the whole room sing and blaze
Nothing is gonna hold us down / we are the brightest lights in town
Turn it up higher, turn it around / fill up the night with a beautiful sound
Give me your hand and follow me / there is a place where we can be free
One more time for the road we know / one more time and we let it go
Every heartbeat, every single breath / louder than fear and longer than death
We are alive, we are all of us here / singing it out so the stars can hear`,
  turn: `
Somebody said that the night is long / but there is always another song
What if the road is only the start / what if the map was drawn in the heart
Maybe the dark was here to show / how many lights we have to grow
And if the world should stop and stare / {I} will be singing, {I} will not care
Somebody left a light for me / somebody wanted me to see
Nobody told us how it ends / so we will write it with our friends
Let it be honest, let it be slow / there are some things {I} have to know
Quiet now, quiet, hear it begin / open the window and let it in
{I} was afraid and {I} was wrong / now {I} am putting it in a song
Slow down, slow down, look at the sky / we do not need a reason why
Half of my life {I} ran from the sound / now {I} am ready to turn around
If it is late then let it be late / some things are worth however long you wait
{I} have a question, {I} have no key / what is the part that belongs to me
There is a silence before the rain / there is a joy on the side of the pain
What if the silence was never a wall / what if it only was waiting to call
If {I} could stand at the start of the day / {I} would not carry so much on the way
There was a door and {I} never went through / there was a question {I} never put to you
Maybe the answer is not in the book / maybe the answer is having a look
Put down the suitcase, put down the key / nobody needs you to be someone to be
One day the morning will come for it all / one day the weather will knock down the wall
Even a river has somewhere to rest / even a sparrow goes back to the nest
{I} built it of paper, {I} built it of sand / now {I} will build it again by hand
Nobody is watching, so let it all out / we can be quiet, or we can shout
Break it down to the bone and the beat / then we will rise up on to our feet`,
};
