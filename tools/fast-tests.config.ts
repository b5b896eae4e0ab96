import { defineConfig } from 'vitest/config'

/**
 * Tests that need no database; `tools/check.ts` names the files, so PostgreSQL is not started here. Modules are loaded once
 * for all of them: a pure room keeps nothing between two tests, and a test that fails only here has found one that does.
 */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    pool: 'threads',
    maxWorkers: 2,
    isolate: false,
    testTimeout: 30_000,
    // a promise of speed is measured by `npm test` and `npm run bench`, not beside a compiler
    testNamePattern: /^(?!.*\bwithin \d+ (milli)?seconds?\b)/,
  },
})
