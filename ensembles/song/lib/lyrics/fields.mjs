/**
 * What songs are about: words that call a field, pictures of it, and clauses that belong to it. The words of the theme, the
 * keywords, the hook and the title decide which fields a song draws from.
 */
export const fields = [
  {
    id: 'sea',
    words:
      'sea ocean tide wave waves harbour harbor boat ship sail sailor island shore coast beach fish fisherman lighthouse river lake water swim salt anchor captain bay ferry drown drowned pier dock canal flood',
    images:
      'the harbour wall, the morning tide, the ferry bell, the old lighthouse, the open water, the salt wind, the fishing boats, the river mouth, the anchor chain, the far shore',
    heads: `
The tide was coming in
The boats were coming home
The gulls were crying out
The harbour lights were lit
The water rose around us
The river carried letters
The lighthouse turned its head
The captain read the sky
{I} [wade|waded] out to meet you
{I} [smell|smelled] the salt and diesel
{I} [tie|tied] the boat and waited
We let the anchor go
We rowed against the current
We sailed on nothing but trust`,
  },
  {
    id: 'road',
    words:
      'road highway drive driving car truck train station bus bicycle bike ride miles travel journey suitcase map leave leaving wheels engine motel freeway railway track street walk walking run running escape away',
    images:
      'the last train, the county road, the back seat, the dashboard light, the petrol station, the folded map, the railway line, the long road, the night bus, the border sign',
    heads: `
The wheels were turning over
The signs were going by
The motor hummed along
The miles were rolling under
The train was running late
The map was torn in half
The fields ran on beside us
{I} [roll|rolled] the window down
{I} [turn|turned] the key and waited
{I} [watch|watched] the mirror darken
{I} [take|took] the road less mended
{you} [sleep|slept] against the glass
We drove with nothing planned
We left without a note`,
  },
  {
    id: 'city',
    words:
      'city town street streets downtown neon lights skyline rooftop roof subway metro traffic block corner taxi cab building tower window windows club bar crowd market square pavement',
    images:
      'the city lights, the roof above the bakery, the corner shop, the market square, the crossing, the night bus, the neon sign, the fire escape, the wet pavement, the lit windows',
    heads: `
The lights were turning green
The street was wide awake
The taxis rolled like beetles
The neon spelled your name
The bakers lit their ovens
The towers caught the sun
The last café was closing
{I} [climb|climbed] up to the roof
{I} [cross|crossed] against the signal
{I} [know|knew] each crooked corner
{you} [lean|leaned] out from the landing
We owned the empty pavement
We danced between the buses
We shouted up at windows`,
  },
  {
    id: 'home',
    words:
      'home house kitchen mother father mum mom dad family grandmother grandfather brother sister door porch garden yard room table bread childhood child children kid kids cradle bed attic village neighbour neighbor stairs roof letter letters photograph',
    images:
      'the kitchen table, the garden gate, the creaking stair, the garden wall, the bread and butter, the blue front door, the attic room, the photograph, the porch light, the old piano',
    heads: `
The kettle called us in
The porch light flickered on
The bread was on the table
The garden gate was open
The stairs still knew our footsteps
The old piano listened
My mother left the lamp on
My father fixed the engine
{I} [find|found] the key where you left it
{I} [sleep|slept] in my old room
{I} [set|set] another place down
{you} [call|called] us from the garden
We measured on the doorframe
We sat around the table`,
  },
  {
    id: 'love',
    words:
      'love lover loving heart hearts kiss kissing hold touch romance darling honey sweetheart wedding marry bride desire together crush valentine embrace yours mine us',
    images:
      'your heartbeat, your open hand, your laughter, your crooked smile, your winter coat, your name, the way you dance, your shadow, your quiet voice',
    heads: `
{I} [feel|felt] your heartbeat drumming
{I} [know|knew] you by your footsteps
{I} [learn|learned] your name in secret
{I} [trace|traced] your name in sugar
{I} [keep|kept] a place beside {me}
{you} [hold|held] my hand and waited
{you} [laugh|laughed] and it was summer
{you} [put|put] your head on my shoulder
{you} [look|looked] at me like music
We talked until the kettle sang
We moved a little closer
We never had to hurry
Your name was like a doorbell
My heart was like a drum`,
  },
  {
    id: 'loss',
    words:
      'loss lost lose losing goodbye gone leave left miss missing grief mourn memory memories ghost funeral tears cry lonely alone empty break broken heartbreak forget regret sorry apart over end ending farewell absence silence died death',
    images:
      'the empty chair, the unsent letter, the quiet phone, the last goodbye, the ghost of you, the other pillow, the faded photograph, the coat you left, the hollow hours',
    heads: `
Your coat was on the hanger
Your cup was on the table
The chair was standing empty
The bed was far too wide
The phone lay down and slept
The house forgot your footsteps
The dust lay on the records
{I} [set|set] a place without you
{I} [write|wrote] and never sent it
{I} [talk|talked] to you in traffic
{I} [keep|kept] your number written
{you} [leave|left] the light on for me
We said what people say
We let the silence answer`,
  },
  {
    id: 'sky',
    words:
      'sky star stars moon space planet orbit rocket satellite comet galaxy universe sun sunrise sunset dawn dusk night midnight light lights dark darkness shadow fly flying wings bird birds cloud clouds astronaut telescope aurora horizon',
    images:
      'the falling stars, the paper moon, the morning star, the satellites, the milky way, the first light, the wide horizon, the evening star, the slow dawn, the northern lights',
    heads: `
The stars came out to listen
The moon was thin and silver
The night was made of velvet
The dawn was slow and patient
The sun went down like honey
The satellites were blinking
A comet crossed the chimneys
{I} [name|named] a star after you
{I} [wait|waited] for the morning
{I} [look|looked] up from the alley
{you} [point|pointed] at the planets
We lay down on the warm roof
We counted satellites
We stayed until the sunrise`,
  },
  {
    id: 'winter',
    words:
      'winter snow snowy ice cold frost christmas december sleigh bells carol tree candle candles mistletoe fireplace hearth gift gifts holiday reindeer star angel angels manger santa stocking wreath january',
    images:
      'the falling snow, the candle in the window, the frozen pond, the ribbon and the paper, the carol bells, the first snow, the hearth fire, the holly branch, the silver bells',
    heads: `
The snow was softly falling
The bells began to ring
The candles burned like stories
The windows wore their frost
The children held their breath
The choir was on the corner
The tree was hung with silver
The fire was singing low
{I} [hang|hung] a star above us
{I} [wrap|wrapped] it up in paper
{I} [bring|brought] the wood in early
{you} [light|lit] the candles slowly
We walked across the white field
We sang beside the fire`,
  },
  {
    id: 'faith',
    words:
      'faith god lord jesus pray prayer praying holy grace mercy heaven church altar gospel worship praise saviour savior spirit soul blessing blessed hallelujah cross redeemed shepherd amen glory kingdom psalm hope forgive forgiveness miracle',
    images:
      'mercy, the open door, the well in the desert, the shepherd, the empty grave, the morning prayer, grace, the narrow road, the still small voice, the bread and the cup',
    heads: `
You met me in the valley
You called me by my name
You rolled the stone away
You made a way in the desert
You lit a lamp before me
You held me when I stumbled
Your mercy fell like morning
Your kindness went before us
{I} [lift|lifted] my hands to heaven
{I} [lay|laid] my burden down
{I} [bring|brought] my broken pieces
{I} [trust|trusted] when I was shaken
We stand on holy ground
We sing because you love us`,
  },
  {
    id: 'party',
    words:
      'party dance dancing dancer music song sing singing drum drums beat bass rhythm groove floor dj club disco weekend friday saturday celebrate celebration fun wild loud radio guitar piano band fiesta carnival groove sweat move moving body jump tonight',
    images:
      'the music, the bassline, the drums, the dance floor, the mirror ball, the speakers, the DJ booth, the rhythm, the whole block, the chorus',
    heads: `
The drums were calling out
The bass was in the floorboards
The speakers shook the glasses
The needle found the groove
The mirror ball was turning
The crowd was like a river
The band was getting louder
{I} [feel|felt] the rhythm rising
{I} [drop|dropped] my bag and followed
{I} [lose|lost] my shoes and laughed
{you} [pull|pulled] {me} through the doorway
{you} [turn|turned] the music higher
We moved like one machine
We jumped until it thundered`,
  },
  {
    id: 'storm',
    words:
      'storm rain thunder lightning wind fire flame flames burn burning smoke ash ashes flood hurricane tornado weather cloud fight fighting war battle rebel riot revolution scream rage anger angry wall walls iron steel blood sword soldier earthquake volcano wildfire',
    images:
      'the thunder, the wildfire, the falling walls, the lightning rod, the iron gate, the rising wind, the broken levee, the storm cloud, the last match',
    heads: `
The thunder shook the windows
The wind was at the gate
The fire took the hillside
The rain came down like gravel
The walls were wearing thinner
The sirens sang in circles
The sky was full of iron
{I} [run|ran] into the weather
{I} [stand|stood] against the current
{I} [strike|struck] the final match
{you} [throw|threw] the doors wide open
We rode the lightning over
We shouted at the thunder
We would not bend or buckle`,
  },
  {
    id: 'garden',
    words:
      'garden flower flowers rose roses tree trees forest woods leaf leaves grass field fields meadow mountain hill hills bird birds bee bees honey seed seeds grow growing spring summer autumn orchard apple farm farmer harvest wheat corn earth soil green wild fox deer wolf animal animals dog cat horse horses',
    images:
      'the apple tree, the tall grass, the orchard, the honey bees, the summer field, the seeds in my pocket, the wild roses, the harvest moon, the maple leaves, the swallows',
    heads: `
The apple trees were heavy
The bees were in the clover
The grass was long and silver
The swallows stitched the evening
The roses climbed the railing
The fox was in the garden
The wheat was turning yellow
{I} [plant|planted] seeds in winter
{I} [walk|walked] between the birches
{I} [wear|wore] a crown of clover
{you} [bring|brought] a jar of honey
We slept beneath the orchard
We climbed the hill together
We waited for the harvest`,
  },
  {
    id: 'work',
    words:
      'work working job factory shift money pay rent boss hustle grind office hammer tools mine miner field worker labour labor wage coins dollar dollars bills debt climb ladder dream dreams ambition crown king queen rise rising win winning champion game school college teacher pencil book books lesson',
    images:
      'the night shift, the factory gate, the rent, the ladder, the borrowed suit, the first pay cheque, the time clock, the toolbox, the corner office, the notebook',
    heads: `
The night shift clocked in early
The rent was due on Friday
The whistle blew at seven
The ladder had no bottom
The boss was counting minutes
The notebook filled with numbers
{I} [count|counted] all the pennies
{I} [work|worked] until the sunrise
{I} [write|wrote] it on the ceiling
{I} [carry|carried] bricks for nothing
{you} [sharpen|sharpened] every pencil
We built it out of nothing
We signed it with a borrowed pen
We clocked out for the last time`,
  },
  {
    id: 'screen',
    words:
      'screen phone signal pixel pixels digital data code internet online machine machines robot circuit electric electricity laser static glitch game gamer arcade camera video film television message text wire wires battery computer cyber virtual future tape cassette',
    images:
      'the signal, the static, the blue screen, the arcade, the last message, the battery light, the pixel stars, the laser lights, the cassette, the frequency',
    heads: `
The screen was glowing softly
The signal jumped the river
The static turned to snowfall
The battery was dying
The cursor blinked and waited
The lasers cut the smoke
The pixels fell like petals
{I} [type|typed] your name and waited
{I} [save|saved] the final message
{I} [leave|left] the power running
{you} [glow|glowed] behind the glass
We ran on electricity
We danced inside the signal
We wrote it in the wires`,
  },
];
