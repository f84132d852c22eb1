import type { Rule } from 'eslint';

export const directions: Rule.RuleModule;
export function refusal(file: string, specifier: string, typeOnly: boolean): string | undefined;
