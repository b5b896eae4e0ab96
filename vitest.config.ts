import { defineConfig } from 'vitest/config'

const TESTS = ['**/*.test.ts']
const NEVER = ['**/node_modules/**', '**/dist/**']
/** A person at a page, and processes killed under load: what runs beside them would be measured with them. */
const ALONE = ['tests/browser/**/*.test.ts', 'tests/reliability/**/*.test.ts']

export default defineConfig({
  test: {
    pool: 'forks',
    globalSetup: ['tests/start-postgres.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          include: TESTS,
          exclude: [...NEVER, ...ALONE],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, exclude: NEVER, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
})
