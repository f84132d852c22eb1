/**
 * How a line may begin: a whole clause that one of the tails can follow. Slots: {I} {me} {my} the one who sings, {you} {your} the
 * one who is sung to; [keep|kept] the same verb today and then (the first is bent where she or he sings); {thing} one of the
 * song's own words with its article (`the lantern`, `hope`), {image} a picture of the genre or the field.
 * `scene` sets a place, `memory` looks back, `feeling` says it plainly, `turn` asks or doubts.
 */
export const openings = {
  scene: `
{I} [leave|left] the window open
{I} [keep|kept] the engine running
{I} [count|counted] every street lamp
{I} [lock|locked] the door behind {me}
{I} [walk|walked] the long way over
{I} [pack|packed] a single suitcase
{I} [wake|woke] before the others
{I} [tie|tied] my shoes and listened
{I} [hang|hung] my coat and waited
The clock was running slowly
The road was wet and shining
The kettle sang its one note
The radio was playing
The rooms were full of laughter
The neighbours heard the music
The streets were white and quiet
The morning came in softly
A stranger held the door back
{you} [stand|stood] beside the window
{you} [write|wrote] it on the ceiling
{you} [hum|hummed] a little tune
{you} [wave|waved] across the crowd
`,
  memory: `
{I} [remember|remembered] every word
{I} never [forget|forgot] the sound
{I} [keep|kept] the letter folded
{I} [keep|kept] the ticket stub
{I} [carry|carried] all the pictures
{I} [know|knew] the song by heart
{you} [teach|taught] {me} how to whistle
{you} [tell|told] {me} where to look
{you} [give|gave] {me} half the orange
{you} never [ask|asked] for much
We painted all the fences
We carved it in the doorway
We laughed at all the warnings
We shared a single blanket
We had a name for the weather
We learned to read the silence
They said it would be easy
They told us we would lose it
`,
  feeling: `
{I} [want|wanted] to be beside you
{I} [need|needed] a little kindness
{I} [feel|felt] the weight come off {me}
{I} [hold|held] my breath and listened
{I} [believe|believed] in something better
{I} could have sworn I heard you
{I} can hear the whole room singing
{I} will be there when you call
{I} will carry you over
{I} would walk another mile
{you} [make|made] it look so easy
{you} [bring|brought] the colours with you
We could be so much louder
We will keep the fire going
We will not be divided
Nobody has to hurry
Hold me close
Stay with me
Walk with me
Sing it loud
Sing along
Let it ring
Let it shine
Here we are
Here we go
Still we sing
Lift me up
We come alive
We run and run
We light the fire
We find the way
We keep the beat
{I} call your name
{I} hear you call
{I} reach for you
{I} will not fall
{I} will not hide
{I} will be here
{I} close my eyes
{I} lift my head
Nobody sleeps
Everyone sings
The night is ours
The road is ours
The world is wide
The door is open
My heart is open
My hands are open
Nothing is gonna stop us
Something in {me} is singing
`,
  turn: `
What if the road is longer
What if we stop and listen
What if the doubt was useful
Maybe the dark was gentle
Maybe {I} was only frightened
Maybe the walls were paper
Maybe it all was waiting
And if the world stops turning
And if {I} ever lose you
And if the lights forget us
Tell {me} that you were listening
Tell {me} that we were going
Somebody left a light on
Nobody wrote the ending
Say it again but slower
Ask {me} again tomorrow
Let it be loud and honest
Give {me} another morning
`,
};

/** The song's own words: clauses that any of them fits, whatever it is the name of. */
export const aboutThings = {
  scene: `
{I} [look|looked] for {thing}
{I} [go|went] out for {thing}
{I} [wait|waited] for {thing}
{I} [dream|dreamed] of {thing}
{I} [come|came] here for {thing}
{I} [talk|talked] about {thing}
{you} [talk|talked] about {thing}
{you} [wait|waited] for {thing}
We all came out for {thing}
We went looking for {thing}
We stayed up with {thing}
Nobody spoke of {thing}
Nobody looked for {thing}
Somebody sang of {thing}
It started with {thing}
It was all about {thing}
`,
  memory: `
{I} [remember|remembered] {thing}
{I} never [forget|forgot] {thing}
{I} [think|thought] about {thing}
{I} never [lose|lost] {thing}
{I} [keep|kept] on dreaming of {thing}
{you} [remember|remembered] {thing}
{you} [leave|left] {me} with {thing}
{you} [show|showed] {me} {thing}
We never talked about {thing}
We never gave up {thing}
We both remembered {thing}
They told us of {thing}
They never noticed {thing}
The story of {thing}
`,
  feeling: `
{I} still [believe|believed] in {thing}
{I} [sing|sang] about {thing}
{I} will sing of {thing}
{I} will come back for {thing}
{I} [live|lived] for {thing}
{I} [hold|held] on to {thing}
This is for {thing}
Here is to {thing}
All for the sake of {thing}
Nothing compares to {thing}
We will return to {thing}
Sing about {thing}
Dreaming of {thing}
`,
  turn: `
What if we lost {thing}
What would {I} be without {thing}
What can {I} say of {thing}
Maybe it was {thing}
Maybe {I} [dream|dreamed] of {thing}
And if {I} lose {thing}
Leave {me} with {thing}
Take {me} back to {thing}
Tell {me} about {thing}
Nothing was left but {thing}
Even without {thing}
After {thing}
Somewhere behind {thing}
`,
};

/** The same as pairs of lines. */
export const doingCouplets = `
They never told us how to {do} at all / {I} learned it the day that {I} learned to fall
{I} was afraid and {I} was late / then {I} learned to {do} and it felt so great
Nobody told us to {do} like this / it is a thing you do not want to miss
{I} only want to {do} with you / until the night has fallen through
`;
export const beingCouplets = `
Teach {me} to be {being} and teach {me} to be true / {I} never could have done it without you
We were so {being}, we were so young / with all of the songs that we had not sung
You do not have to be {being} every day / there is no prize at the end of the way
{I} want to be {being}, {I} want to be free / {I} want to be all that a person can be
`;

/** A word of doing (`dance`, `run`) and a word of being (`brave`, `golden`). */
export const aboutDoing = `
{I} only [want|wanted] to {do}
{I} [learn|learned] how to {do}
{I} [need|needed] to {do}
{you} [teach|taught] {me} to {do}
{you} [know|knew] how to {do}
We were born to {do}
We are going to {do}
Nobody told us to {do}
Watch how we {do}
Now is the time to {do}
Give {me} a reason to {do}
`;
export const aboutBeing = `
{I} only [want|wanted] to be {being}
{I} [learn|learned] how to be {being}
{you} [make|made] {me} feel {being}
We were so young and {being}
We could be {being}
Everything turned {being}
Everything looked so {being}
Nobody said we were {being}
Something in {me} was {being}
Teach {me} to be {being}
`;
/** A place, named as such: Lisbon, Harbour Street. */
export const aboutPlaces = `
{I} [come|came] home to {thing}
{I} [think|thought] about {thing}
{I} [dream|dreamed] about {thing}
We said goodbye to {thing}
We sang the name of {thing}
Take {me} back to {thing}
This is the road to {thing}
All of the way to {thing}
Nothing compares to {thing}
Somebody told {me} of {thing}
{you} [talk|talked] about {thing}
What if we went to {thing}
`;
