/** The entry of the compiler child (src/dsp/child/): compiles and renders what the Conductor's process asks. */
import { serve } from '../child/serve.ts';

serve();
