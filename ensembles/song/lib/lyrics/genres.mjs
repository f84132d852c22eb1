/**
 * How each of the 15 genres sings: pictures of its own, clauses that only it would open a line with, the fields it falls back on,
 * tags of tails that it avoids, what it sings between (`calls`), and how many syllables a line of its verses and choruses
 * likes to have.
 */
export const genres = {
  afrobeats: {
    fields: ['party', 'love', 'city'],
    avoids: ['w', 'f', 'k'],
    verse: 8,
    chorus: 8,
    calls: ['oh yeah', 'eh eh', 'come on'],
    images:
      'the talking drum, the street lights, the mango tree, the night market, the rhythm, the red earth, the sunlight on the water, the generator hum, the wedding guests',
    heads: `
The talking drum is calling
The sun is on the water
The whole street knows the rhythm
The night is warm and easy
The auntie shakes the cowbell
The mangoes fall like thunder
{you} [move|moved] like open water
{you} [wear|wore] the sun like silk
{I} [feel|felt] it in the ankles
We bring the chairs outside
We turn the yard to gold
Slow down and feel the rhythm
Come closer, take your time
Let the waist line answer`,
  },
  ccm: {
    fields: ['faith', 'sky', 'home'],
    avoids: ['a', 'p', 'k', 'd'],
    verse: 8,
    chorus: 8,
    calls: ['hallelujah', 'oh oh', 'amen'],
    images:
      'mercy, grace, the open door, the quiet water, the shepherd, the light on the hill, the broken chain, the morning prayer, the narrow road',
    heads: `
Your mercy is a river
Your grace is like the morning
Your love has never left us
Your hand is on the water
The chains are on the floor now
The grave is standing empty
The valley turned to singing
{I} [come|came] to you with nothing
{I} [lift|lifted] my eyes to heaven
{I} [rest|rested] beneath your promise
You turn my night to morning
You know the name I carry
We lay our crowns before you
We stand upon your promise`,
  },
  christmas: {
    fields: ['winter', 'home', 'sky'],
    avoids: ['a', 'p', 'd'],
    verse: 8,
    chorus: 8,
    calls: ['ring the bells', 'oh oh', 'falala'],
    images:
      'the candle in the window, the first snow, the silver bells, the holly branch, the paper star, the carol singers, the chimney smoke, the ribbon and the bow, the orange in the stocking',
    heads: `
The bells are on the rooftops
The snow is on the gateposts
The star is in the window
The carols fill the alley
The kettle hums a carol
The children count the chimneys
The baker dusts the windows
The reindeer leave their footprints
{I} [hang|hung] the paper angels
{I} [light|lit] a single candle
{you} [come|came] in from the cold
We sing for those who wander
We set another place here
We wrap the year in ribbon`,
  },
  country: {
    fields: ['road', 'home', 'garden'],
    avoids: ['p', 'k'],
    verse: 8,
    chorus: 8,
    calls: ['oh Lord', 'well well', 'hey now'],
    images:
      'the county road, the porch swing, the screen door, the tailgate, the gravel drive, the feed store, the water tower, the old guitar, the fence line, the cotton moon',
    heads: `
The screen door slapped behind {me}
The porch swing knew our secrets
The gravel talked beneath us
The diner kept the coffee warm
The water tower listened
The dog lay down to wonder
The truck was low on diesel
My daddy fixed the fences
My granddad built the table
{I} [lean|leaned] against the tailgate
{I} [wear|wore] my good boots thin
{you} [dance|danced] me round the kitchen
We parked beside the feed store
We swore it on the river`,
  },
  electronic: {
    fields: ['screen', 'sky', 'party'],
    avoids: ['f', 'k', 'w'],
    verse: 7,
    chorus: 7,
    calls: ['higher', 'oh oh', 'again'],
    images:
      'the signal, the strobe, the afterglow, the wire, the frequency, the skyline, the laser light, the heartbeat, the undertow',
    heads: `
The signal starts to open
The strobe is drawing circles
The bass is like an ocean
The night is in the wires
The pulse is getting closer
The city hums beneath us
{I} [float|floated] above the static
{I} [follow|followed] every flicker
{I} [fade|faded] into colour
{you} [turn|turned] the night electric
We rise above the skyline
We move in perfect circles
Feel the floor dissolving
Let the current carry`,
  },
  hiphop: {
    fields: ['work', 'city', 'party'],
    avoids: ['f', 'k', 'w'],
    verse: 14,
    chorus: 9,
    calls: ['uh', 'yeah', 'check it'],
    images:
      'the corner, the notebook, the block, the early bus, the stairwell, the microphone, the ledger, the borrowed suit, the bassline, the ladder',
    heads: `
{I} [write|wrote] it in the stairwell
{I} [learn|learned] it on the corner
{I} [count|counted] every blessing
{I} [turn|turned] my pain to paper
{I} [stack|stacked] up all my pages
{I} [ride|rode] the early bus in
My mother worked a double
My brother kept the ledger
The block was my first classroom
The microphone was borrowed
The teachers said be patient
The door was never open
We made it out of nothing
They counted me out early`,
  },
  hyperpop: {
    fields: ['screen', 'party', 'love'],
    avoids: ['f', 'k', 'w'],
    verse: 7,
    chorus: 7,
    calls: ['ah ah', 'bling', 'hey hey'],
    images:
      'the glitter, the pixel stars, the bubblegum, the chrome heart, the blue screen, the sugar rush, the ringtone, the plastic wings, the laser pen',
    heads: `
{I} [pop|popped] like candy colour
{I} [glitch|glitched] across the ceiling
{I} [paint|painted] my nails with lightning
{I} [crash|crashed] and came back brighter
{I} [text|texted] you from the future
The sugar hit like thunder
The ringtone shook the planet
The chrome was dripping starlight
My heart is in the download
My voice is like a laser
{you} [sparkle|sparkled] like a siren
We go too fast for gravity
We glitter in the traffic
Pink skies and silver trainers`,
  },
  indie_alt: {
    fields: ['home', 'city', 'garden'],
    avoids: ['p', 'k', 'f'],
    verse: 8,
    chorus: 8,
    calls: ['ooh', 'la la', 'oh well'],
    images:
      'the thrift store coat, the fire escape, the static, the wallpaper, the tape machine, the dead-end street, the paper planes, the swimming pool in winter, the borrowed records',
    heads: `
{I} [paint|painted] all the walls green
{I} [borrow|borrowed] your old records
{I} [sleep|slept] beneath the maps there
{I} [hide|hid] behind the curtain
{I} [practise|practised] every answer
The wallpaper was peeling
The pool was drained for winter
The tape ran out of ribbon
The neighbours learned the chorus
The moths were at the lampshade
{you} [wear|wore] your coat like armour
{you} [draw|drew] a door in pencil
We spoke in half-shut sentences
We waited for the bad news`,
  },
  kids: {
    fields: ['garden', 'sky', 'home'],
    avoids: ['a', 'd', 'p', 'f'],
    verse: 7,
    chorus: 7,
    calls: ['hey hey', 'one two three', 'clap clap'],
    images:
      'the big red ball, the puddle, the ladybird, the paper plane, the little drum, the purple kite, the dinosaur, the rainbow, the jumping frog, the cardboard ship',
    heads: `
The frog jumps in the puddle
The duck has lost its slippers
The moon puts on pyjamas
The snail is going shopping
The elephant is sneezing
The little drum goes boom boom
The cardboard ship is sailing
{I} [clap|clapped] my hands together
{I} [hop|hopped] across the kitchen
{I} [draw|drew] a purple tiger
{you} [bring|brought] the big umbrella
We build a castle higher
We count the sleepy sheep now
We stomp like dinosaurs`,
  },
  kpop: {
    fields: ['party', 'love', 'sky'],
    avoids: ['f', 'k', 'w'],
    verse: 7,
    chorus: 8,
    calls: ['oh oh', 'hey', 'na na'],
    images:
      'the spotlight, the mirror, the neon, the butterfly, the starlight, the countdown, the runway, the photograph, the final bell, the crystal ball',
    heads: `
The spotlight starts to find {me}
The countdown hits the zero
The mirror learned my secret
The neon paints the runway
The camera caught the lightning
The heartbeat turned to thunder
{I} [step|stepped] into the picture
{I} [break|broke] the glass above {me}
{I} [spin|spun] the world around {me}
{you} [shine|shone] like summer diamonds
We light the whole arena
We never miss the moment
Ready, set and sparkle
Turn it up and follow`,
  },
  latin: {
    fields: ['party', 'love', 'sea'],
    avoids: ['f', 'k', 'w'],
    verse: 8,
    chorus: 8,
    calls: ['vamos', 'ay ay', 'baila'],
    images:
      'the guitar, the plaza, the orange trees, the salt on your skin, the balcony, the summer moon, the red dress, the old fountain, the slow guitar, the sea wall',
    heads: `
The plaza starts to shimmer
The guitars are softly burning
The moon is on the sea wall
The fountain kept our secret
The balcony was blooming
The night was warm as cinnamon
The orange trees were swaying
{I} [follow|followed] where your hips go
{I} [whisper|whispered] it in Spanish
{I} [taste|tasted] salt and summer
{you} [dance|danced] with roses burning
We kissed beside the fountain
We waltzed between the tables
Come closer to the fire`,
  },
  pop: {
    fields: ['love', 'sky', 'city'],
    avoids: ['f', 'k', 'w'],
    verse: 8,
    chorus: 8,
    calls: ['oh oh', 'hey', 'yeah'],
    images:
      'the city lights, the radio, the back seat, the summer dress, the photograph, the lightning, the midnight sun, the parachute, the first of the fireworks',
    heads: `
{I} [play|played] it on the radio
{I} [call|called] you from the platform
{I} [feel|felt] it like a heatwave
{I} [paint|painted] all the windows
{I} [run|ran] across the rooftops
The summer hit the pavement
The fireworks were early
The city turned its head
The night was made of questions
My heart was like a parachute
{you} [turn|turned] the static golden
{you} [spin|spun] me like a record
We could be on a postcard
We sing it like we mean it`,
  },
  pop_punk: {
    fields: ['road', 'storm', 'city'],
    avoids: ['f', 'k', 'w'],
    verse: 8,
    chorus: 8,
    calls: ['whoa oh', 'hey', 'let us go'],
    images:
      'the car park, the skate ramp, the basement show, the busted amp, the yearbook, the summer job, the cul-de-sac, the chain-link fence, the band-room key',
    heads: `
{I} [skip|skipped] the graduation
{I} [crash|crashed] my brother's scooter
{I} [break|broke] another string there
{I} [scream|screamed] it from the car park
{I} [hate|hated] every postcard
The basement smelled of solder
The amp was held with duct tape
The suburbs were all sleeping
The bell rang like a warning
My parents sold the drum kit
{you} [move|moved] out to the city
{you} [roll|rolled] your eyes and followed
We kicked the wheels and shouted
We never learned the ending`,
  },
  rnb: {
    fields: ['love', 'home', 'sky'],
    avoids: ['f', 'k', 'w', 'p'],
    verse: 8,
    chorus: 8,
    calls: ['ooh', 'baby', 'mmm'],
    images:
      'the candle glow, your perfume, the slow record, the silk curtain, the velvet, the window seat, the silver ring, the quiet hours, the second glass',
    heads: `
{I} [turn|turned] the lights down lower
{I} [slow|slowed] the record down
{I} [save|saved] the second glass
{I} [feel|felt] you in the quiet
{I} [learn|learned] to speak it softly
The candle took its time now
The curtain moved like water
The silence turned to velvet
Your perfume on the pillow
Your voice was like a cello
{you} [call|called] me after midnight
{you} [move|moved] like smoke and honey
We took it slow as Sunday
We never watched the clock`,
  },
  rock: {
    fields: ['storm', 'road', 'work'],
    avoids: ['f', 'k', 'w'],
    verse: 8,
    chorus: 8,
    calls: ['hey hey', 'whoa', 'come on'],
    images:
      'the thunder, the power lines, the iron gate, the engine, the stadium lights, the broken string, the wildfire, the last freight train, the rising wind',
    heads: `
The power lines were singing
The engine turned to thunder
The sirens chased the skyline
The walls began to tremble
The amplifiers shouted
The sky was made of iron
{I} [run|ran] on rust and lightning
{I} [burn|burned] the bridge and shouted
{I} [stand|stood] up from the gravel
{I} [kick|kicked] the gate wide open
{you} [throw|threw] the match and waited
We never learned to kneel
We are the sound of thunder
They tried to hold the wind back`,
  },
};
