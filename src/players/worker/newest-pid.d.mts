export function newestPid(): number | undefined;
export const shortWhile: number;
