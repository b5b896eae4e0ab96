// Would catch: a policy taken with a hole in it, so that a patient is settled by a ratio nobody wrote.
import { expect, test } from 'vitest'
import { SAMPLE_POLICY } from '../sample-world.ts'
import { parseExact } from '../wire/exact-json.ts'
import { readPolicy } from './policy.ts'

const changed = (change: (policy: typeof SAMPLE_POLICY) => object) =>
  readPolicy(parseExact(JSON.stringify(change(structuredClone(SAMPLE_POLICY)))))

test('the sample policy is read', () => {
  expect(changed((policy) => policy)).toMatchObject({ id: 'sample-330100', plans: [{ deductible: 30000 }, {}, {}] })
})

test.each([
  ['no list of plans', (p: typeof SAMPLE_POLICY) => ({ ...p, plans: undefined }), 'plans must be a list'],
  ['a day that is none', (p: typeof SAMPLE_POLICY) => ({ ...p, validFrom: '2026-02-30' }), 'validFrom must be a date'],
  ['an end that is none', (p: typeof SAMPLE_POLICY) => ({ ...p, validTo: 'soon' }), 'validTo must be a date'],
  [
    'yuan instead of fen',
    (p: typeof SAMPLE_POLICY) => withPlan(p, { deductible: 300.5 }),
    'plans[0].deductible must be whole fen',
  ],
  [
    'a ratio above 1',
    (p: typeof SAMPLE_POLICY) => withPlan(p, { ratios: [{ ratio: '1.5' }] }),
    'a ratio is decimal text from 0 to 1, not 1.5',
  ],
  [
    'an unknown use',
    (p: typeof SAMPLE_POLICY) => withPlan(p, { personalAccountPays: ['taxi'] }),
    'plans[0].personalAccountPays has no "taxi"',
  ],
])('refused: %s', (_what, change, sentence) => {
  expect(changed(change)).toBe(sentence)
})

const withPlan = (policy: typeof SAMPLE_POLICY, change: object) => ({
  ...policy,
  plans: [{ ...policy.plans[0], ...change }],
})
