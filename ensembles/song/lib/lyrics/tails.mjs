/**
 * How a line may end: after any whole clause, each of these can follow. What begins with a comma is a clause of its own.
 * They stand together by their rhymes, so that a person can see which family is thin; which of them do rhyme is never taken
 * from this order, but from their pronunciation. `#` parts the tags (see `tagsOf` in bank.mjs): d dark, b bright, a for
 * grown-ups, f faith, p party, w winter, k for children only.
 */
export const tails = `
in the morning light #b
beneath a borrowed light
through the longest night
before the fall of night
, and still we hold on tight
, we are going to be all right #b
until the end is in sight
as if we had a right
, with all my might
, and the moon was white
, and nobody had to fight
, and the stars came out so bright #b

at the close of the day
when the night gives way #b
, and I wanted to stay
, and it carried me away
the way we used to say
under a sky of grey #d
, and the band began to play #p
every single day
from a thousand miles away
till the end of May #b
, and nobody lost the way

wherever the rivers go
through the falling snow #w
, more than you will ever know
such a long time ago
, and we let it show
in the window's glow
before the wind could blow
with the lamps down low
, and we never said no
from my head to my toe #k

, and the sky was blue #b
the way I always do
, and I know it was true
just to see it through
in a year or two
, and it all felt new #b
with a better view
and it brought me back to you #a
, out of the blue
, nothing else would do
, and that was all we knew

in the arms of the sea
, and it felt like we were free #b
, wait and see
under the apple tree
, and it made a home of me
like a lock and a key
one, two, three #k
as deep as deep can be

under an open sky
without a reason why
, and the hours flew by
, we were far too proud to cry #d
, and we gave it one more try
as the birds go by
in the heat of July
, and our heads held high #b
before we said goodbye #d
, no word of a lie
with the clouds rolling by
, and we taught ourselves to fly #b

before we touched the ground
, and the world spun round
without a single sound
with nobody else around
, and look what we have found

on the other side of town
when the sun goes down
like a paper crown
before the walls came down #d

in the middle of the rain
through the window of a train
, again and again
on a quiet country lane
, and I would do it again
without a word of pain #d
across the open plain
, and nothing was in vain
down the window pane

like a house on fire
along the telephone wire
, and the flames climbed higher
, every voice in the choir
, out of pure desire #a

outside your open door
like never before
, and a little more
along the southern shore
, and I couldn't ask for more
until our hands were sore
, and you heard the crowd roar #p

, and the way was clear
in the winter of the year #w
, and I knew that you were near
without a trace of fear
as the lights appear

in the cold night air
, if you meet me there
halfway up the stair
, and I didn't have a care #b
, and it was only fair
from here to anywhere
, like an answered prayer #f

right from the start
deep inside my heart
before we came apart #d
like a work of art
, and I know my part by heart
, and you played your part

on the way back home
in the river's foam
wherever we may roam
under silver and chrome

a little too young, and alone #d
on the other end of the phone
somewhere on my own
in the strangest place I've known
, look how tall we've grown #b
, into the unknown

with a hand to hold
out of the cold
, worth more than gold
like a story told
before we could grow old
, and the map would not unfold
, and we did as we were told

after the leaves would fall
, and I heard you call
down the empty hall #d
, once and for all
, and my back to the wall
, standing tall #b
, and it was no trouble at all

one more time
, and the bells would chime
on the steepest climb
, without reason or rhyme
, and it turned on a dime
in the summertime #b

at the end of the line
like a warning sign
, your hand in mine
, and the day was fine
like a glass of wine #a
, and the sun would shine #b
, and I swear we were fine

in a different place
, face to face
with a little more grace #f
, and you set the pace
, and it left no trace
, somewhere out in space

, and nothing was the same
, and I heard my name
in the candle flame
, and you never felt ashamed
, and nobody was to blame
like a picture in a frame
in a losing game #d
, and I'm so glad you came #b

for all our sake
on the ice of the lake #w
before the day could break
, and I lay awake
by honest mistake
for the long road's sake
, whatever it would take
, every breath I take

in the middle of a dream
down by the stream
, whatever it may seem
under the headlight beam

, and I told you how I feel
behind the wheel
, and it all got real
like a bridge of steel
, and time began to heal #b

while the city was asleep
, and the snow lay deep #w
with a promise to keep
where the hills are steep

down the empty street
to the same old beat
in the summer heat
, and I felt my heart skip a beat #a
, still on our feet #b
, and the world stood on its feet

, and I learned to sing
on a broken wing #d
like a bird in spring #b
round my finger like a ring
, and the phone began to ring
, and I wouldn't change a thing
over everything

right before my eyes
under foreign skies
with no goodbyes
, to my great surprise
full of fireflies
, and we watched it rise

, and you on my side
on the evening tide
with our arms out wide #b
, nowhere to hide
, and the doors stood wide
for a midnight ride
, and it filled me up with pride
, and we took it in our stride

in the name of love
with the stars above
like a hand in a glove

by the light of the moon
, and it ended too soon #d
in the month of June
, and we sang out of tune
all afternoon
like a big balloon #k

on the far side of the room
like flowers in bloom #b
in a kitchen full of perfume

from beginning to end
, and I called you my friend
, and we didn't pretend
, with a hole to mend
, all the love I could send

in the golden west
, and I did my best
with a hand on my chest
, and we needed the rest
like a wedding guest

, and I meant what I said
with the stars for a bed
, and we looked straight ahead
, and the sky went red
hanging on by a thread #d
, words we never said
, and it went to my head

with a wave of the hand
on dry land
, where the lighthouse would stand
like a line in the sand
, and you took me by the hand
like a marching band
, and I started to understand

, and we never looked back
on the gravel track
with a bag on my back
through the smallest crack
, and the sky turned black #d

in the warmth of the sun
, now the work is done
, and we started to run
, and I swear it was fun #b
before it had begun
, and the battle was won
when the day is done

in the words of a song
, and it didn't take long
all night long
, where we all belong
, and you proved me wrong
, steady and strong
, and they sang along #p

in a cloud of dust
, nothing left but trust
under a coat of rust

for a hundred years
through the noise of our cheers
with my heart full of fears #d
through the salt of our tears #d
, music in my ears

when the lights went out
, and I learned about doubt #d
, without a doubt

on the open road
with a heavy load #d
like a secret code

and I want it now
, we made it somehow
, and I kept that vow
, look at us now

, and it was my turn
, and the leaves would turn
, there was so much to learn
, and we let it burn
with no return

like a ship at sea
across the old town square

before the first of the frost #w
, whatever it cost
when the bridge was crossed

without a backward glance
, and the whole room danced #p
, we took the chance
, caught in a trance #p
, and the street began to dance #p

till the very last drop
, and it wouldn't stop

in the corner of my mind
, so hard to find
, everything we left behind
, no map to find

, and I felt so small
, and the silence spoke #d
like rings of smoke
, and then I awoke
, and that's when it broke

to the tick of the clock
at the end of the dock

in a room with a view

in the blink of an eye

, and I felt it grow

before it slips away
, and it's here to stay
, and we chased the clouds away #b

, and the rest was up to me
, you will always find me free
for all the world to see
, and it set me free #b

with my name on the list
through the morning mist
like a hand from a fist
, and the day we kissed #a
, nothing I have missed

, here I am and here I stand

on the edge of the world
with our flags unfurled

all the way to the bridge
on the window ledge

with a match in the dark
like a single spark
, all the way round the park
, and we left our mark

, side by side
, and the windows were wide

, and my heart beat fast #b
, and I knew it would last #b
, and the storm had passed

when the leaves turn brown
, all around the town

out past the gate
, worth the wait
, never too late
, and I laughed at fate
like a silver plate

in a well-worn coat
in a paper boat
, every word you wrote
, lump in my throat #d
, and it stayed afloat

in the stillness of the air
, and I saw you standing there

, and I grew and I grew #k

when the house is full
, and I felt the pull

, and it opened wide
, and I had to decide

by the riverside
, with nothing to hide

in the palm of my hand
like an old brass band

, clear as a bell
, where the shadows fell
, I could always tell

in my memory
, and the world lay under me

for the whole wide world to know
`;
