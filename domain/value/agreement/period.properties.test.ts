// Would catch: a road through acts and time on which somebody is bound who neither agreed nor kept silent, a word that counts for another
// proposal, an event after the end, a state that is not what its events say.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decidePeriod, type PeriodAct } from './decide-period.ts'
import { TEST_FACTS, testAgreement } from './fixtures/test-agreement.ts'
import { nextLookAt } from './period-clock.ts'
import { openPeriod, type PeriodEvent, type PeriodFile, readPeriod } from './period-file.ts'

fc.configureGlobal({ seed: 20261129 })

const AGREEMENT = testAgreement()
const OPEN = openPeriod(AGREEMENT, AGREEMENT.document.periods[0]!)
const HOUR = 3600_000
const BEGIN = Date.parse('2027-01-05T01:00:00Z')

type Wish = { readonly hours: number; readonly act: (file: PeriodFile) => PeriodAct | null }

const by = fc.constantFrom('fund', 'hospital')
const value = fc.record({ name: fc.constantFrom('weight', 'cost', 'score', 'drugs'), other: fc.nat(2) })
const contentFor = (name: string, other: number): unknown => {
  if (other === 0) return TEST_FACTS[name]
  return name === 'drugs' ? [{ drug: '甲', quantity: String(other), price: '1' }] : String(10 + other)
}
const newest = ({ proposals }: PeriodFile) => ({
  proposalNo: proposals.length,
  hash: proposals.at(-1)?.hash ?? '0'.repeat(64),
})
const acts: fc.Arbitrary<Wish['act']> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ by, value }).map(
      (one) => (): PeriodAct => ({
        kind: 'deliver',
        by: one.by,
        name: one.value.name,
        value: contentFor(one.value.name, one.value.other),
        signature: null,
      }),
    ),
  },
  {
    weight: 3,
    arbitrary: by.map(
      (who) =>
        (file: PeriodFile): PeriodAct => ({ kind: 'accept', by: who, ...newest(file) }),
    ),
  },
  {
    weight: 1,
    arbitrary: by.map(
      (who) =>
        (file: PeriodFile): PeriodAct => ({
          kind: 'dispute',
          by: who,
          ...newest(file),
          line: 'drugs',
          reason: '不符',
          counterFact: null,
        }),
    ),
  },
  { weight: 2, arbitrary: fc.constant(() => null) },
)
const wishes = fc.array(fc.record({ hours: fc.constantFrom(0, 1, 5, 24, 100), act: acts }), {
  minLength: 5,
  maxLength: 40,
})
/** Every fact at once, so that most roads come to a proposal. */
const roads = wishes.map((list): Wish[] => [
  ...Object.keys(TEST_FACTS).map(
    (name): Wish => ({
      hours: 0,
      act: () => ({
        kind: 'deliver',
        by: name === 'weight' || name === 'score' ? 'fund' : 'hospital',
        name,
        value: TEST_FACTS[name],
        signature: null,
      }),
    }),
  ),
  ...list,
])

/** Who is bound must have said so to the newest proposal, or have let its whole period of objection pass without an open dispute. */
function judge(events: readonly PeriodEvent[]): string {
  let accepted = new Set<string>()
  let disputing = new Set<string>()
  let ends = Number.POSITIVE_INFINITY
  let isOver = false
  for (const event of events) {
    if (isOver && event.kind !== 'settled') return `${event.kind} after the end`
    if (event.kind === 'proposed' || event.kind === 'factDelivered') {
      accepted = new Set()
      disputing = new Set()
      ends = event.kind === 'proposed' ? Date.parse(event.proposal.objectionEndsAt) : Number.POSITIVE_INFINITY
    }
    if (event.kind === 'disputed') {
      disputing.add(event.dispute.by)
      accepted.delete(event.dispute.by)
    }
    if (event.kind === 'accepted') {
      accepted.add(event.by)
      disputing.delete(event.by)
    }
    if (event.kind !== 'agreed') continue
    isOver = true
    if (event.how === 'by all' && accepted.size < 2) return 'bound by all without all'
    if (event.how === 'by silence' && (disputing.size > 0 || Date.parse(event.at) < ends))
      return 'bound by silence too early'
  }
  return 'just'
}

test('whatever is done and whenever: nobody is bound unjustly, and the state is what the events say', () => {
  let agreed = 0
  fc.assert(
    fc.property(roads, (road) => {
      let file = OPEN
      let now = BEGIN
      const events: PeriodEvent[] = []
      for (const { hours, act } of road) {
        now += hours * HOUR
        const wish = act(file)
        const decision = decidePeriod(file, wish, new Date(now))
        events.push(...decision.events)
        file = decision.file
        expect(readPeriod(OPEN, events)).toEqual(file)
        // the same again, at the same instant, changes nothing
        const again = decidePeriod(file, wish, new Date(now))
        expect(again.events).toEqual([])
        // what time has brought is done: nothing but an agreed settlement, which is to be booked, is due now
        const look = nextLookAt(file)
        if (file.status !== 'accepted' && look) expect(look.getTime()).toBeGreaterThan(now)
      }
      expect(judge(events)).toBe('just')
      if (file.status === 'accepted') agreed++
    }),
    { numRuns: 150 },
  )
  // the property speaks of many roads that end, not of none
  expect(agreed).toBeGreaterThan(50)
})
