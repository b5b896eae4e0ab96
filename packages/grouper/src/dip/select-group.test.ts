// Would catch: a preference that a later one overrules, a choice that depends on the order of the candidates, a loser without a reason.
import { ratioOf } from '@medsettle/money/ratio'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Candidate } from './candidates.ts'
import { selectGroup } from './select-group.ts'

fc.configureGlobal({ seed: 20261128, numRuns: 300 })

const ORDER = ['plusTerms', 'matchedProcedures', 'closestMean', 'type'] as const
const TYPES = [
  ...['core operation', 'primary operation', 'core therapeutic', 'primary therapeutic', 'core diagnostic'],
  ...['primary diagnostic', 'comprehensive operation', 'comprehensive therapeutic', 'comprehensive diagnostic'],
  ...['core conservative', 'primary conservative', 'comprehensive conservative'],
]

const candidate = fc
  .record({
    plusTerms: fc.nat(2),
    matched: fc.nat(2),
    mean: fc.integer({ min: 1, max: 5 }),
    type: fc.constantFrom(...TYPES),
  })
  .map(
    ({
      plusTerms,
      matched,
      mean,
      type,
    }): Omit<Candidate, 'entry'> & { readonly mean: number; readonly type: string } => ({
      plusTerms,
      matched: Array.from({ length: matched }, (_, at) => String(at)),
      mean,
      type,
    }),
  )

const candidates = fc.array(candidate, { minLength: 1, maxLength: 6 }).map((list) =>
  list.map(({ plusTerms, matched, mean, type }, at): Candidate => {
    const [kind, treatment] = type.split(' ') as [Candidate['entry']['kind'], Candidate['entry']['treatment']]
    const plain = {
      diagnosis: '',
      formula: '',
      cases: 1,
      score: null,
      coefficient: null,
      note: null,
      years: [],
      levels: new Map(),
    }
    return { plusTerms, matched, entry: { ...plain, id: `g${at}`, kind, treatment, mean: ratioOf(String(mean)) } }
  }),
)

/** All preferences at once, as one list that sorts. */
const rank = ({ plusTerms, matched, entry }: Candidate, cost: number): number[] => [
  -plusTerms,
  -matched.length,
  Math.abs(Number(entry.mean!.n) - cost),
  TYPES.indexOf(`${entry.kind} ${entry.treatment}`),
]

test('the choice is the first of all by every preference in order; the others say by which they lost', () => {
  fc.assert(
    fc.property(candidates, fc.integer({ min: 1, max: 5 }), (list, cost) => {
      const { chosen, lost } = selectGroup(list, ratioOf(String(cost)), ORDER)
      const best = rank(chosen, cost)
      for (const one of list) {
        if (one === chosen) continue
        const at = rank(one, cost).findIndex((value, place) => value !== best[place])
        const told = lost.find(({ id }) => id === one.entry.id)!
        expect(told.lostBy).toBe(at < 0 ? 'id' : ORDER[at])
        if (at >= 0) expect(rank(one, cost)[at]).toBeGreaterThan(best[at]!)
        else expect(one.entry.id > chosen.entry.id).toBe(true)
      }
      expect(selectGroup([...list].reverse(), ratioOf(String(cost)), ORDER).chosen).toBe(chosen)
      expect(lost.length).toBe(list.length - 1)
    }),
  )
})
