import tseslint from 'typescript-eslint';
import { directions } from './scripts/rooms.js';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      'takes/',
      'sessions/',
      'output/',
      'tests/takes/',
      '.simphony/',
      // other people's workspaces in miniature: they are played, not kept to our habits
      '**/fixtures/**',
    ],
  },
  {
    files: ['src/**/*.ts', 'tests/**/*.ts', 'vitest.config.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    plugins: { rooms: { rules: { directions } } },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'rooms/directions': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // a number in a template is what it looks like
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `return stop(…)` ends a branch in one line, and reads well
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // `[...text]` is how code points are counted and cut
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-eval': 'error',
      'no-new-func': 'error',
    },
  },
  {
    // a test hands over whatever it likes, and an async fake need not wait for anything
    files: ['tests/**/*.ts'],
    rules: {
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: [
      'scripts/**/*.{js,mjs}',
      'eslint.config.js',
      'ensembles/**/*.mjs',
      'bench/**/*.mjs',
      'src/**/*.mjs',
    ],
    extends: [tseslint.configs.recommended],
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
);
