/** Hz of everything that is rendered, and of every valid WAV. */
export const sampleRate = 48_000;
