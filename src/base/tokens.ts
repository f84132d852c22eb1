/**
 * About how many tokens a text is: four bytes of UTF-8 each. Within a third for English prose and JSON; scripts of
 * three bytes a character come out nearer than with a count of characters.
 */
export const approximateTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / bytesPerToken);

const bytesPerToken = 4;

/** The bytes of UTF-8 that so many tokens are about. */
export const bytesOfTokens = (tokens: number): number => tokens * bytesPerToken;
