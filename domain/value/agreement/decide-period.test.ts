// Would catch: a proposal that can be accepted after another took its place, silence that binds a moment too early or too late, a dispute
// that is forgotten, a fact that is overwritten, a delay nobody hears of.
import { describe, expect, test } from 'vitest'
import { decidePeriod, type PeriodAct } from './decide-period.ts'
import { signAs, TEST_DOCUMENT, TEST_FACTS, testAgreement } from './fixtures/test-agreement.ts'
import { nextLookAt } from './period-clock.ts'
import { openPeriod, type PeriodEvent, type PeriodFile } from './period-file.ts'
import { factText } from './verify-signature.ts'

type Who = 'fund' | 'hospital' | 'city'
type Words = [what: 'weight' | 'cost' | 'score' | 'drugs', by: Who, value?: unknown]
const deliver =
  (...[name, by, value = TEST_FACTS[name]]: Words): Say =>
  () => ({ kind: 'deliver', by, name, value, signature: null })
const accept =
  (by: Who, proposalNo?: number): Say =>
  (file) => ({ kind: 'accept', by, ...proposalOf(file, proposalNo) })
const dispute =
  (by: Who, line = 'year-end', counterFact: { name: string; value: unknown } | null = null): Say =>
  (file) => ({
    kind: 'dispute',
    by,
    ...proposalOf(file),
    line,
    reason: '费用数不符',
    counterFact,
  })
const look: Say = () => null
type Say = (file: PeriodFile) => PeriodAct | null
type Line = [at: string, say: Say, expected: string]

const proposalOf = (file: PeriodFile, proposalNo = file.proposals.length) => ({
  proposalNo,
  hash: file.proposals[proposalNo - 1]?.hash ?? '0'.repeat(64),
})

/** `2027-01-12 11:00` is China time. */
const at = (text: string): Date => new Date(`${text.replace(' ', 'T')}${text.length === 16 ? ':00' : ''}+08:00`)

const wordOf = (event: PeriodEvent): string => {
  if (event.kind === 'factDelivered')
    return `${event.fact.name}.${event.fact.version} by ${event.fact.by}${event.fact.isLate ? ' late' : ''}`
  if (event.kind === 'proposed') return `proposed ${event.proposal.proposalNo} until ${event.proposal.objectionEndsAt}`
  if (event.kind === 'agreed') return `agreed ${event.how}`
  if (event.kind === 'factsOverdue') return `overdue ${event.names.join(' ')}`
  if (event.kind === 'notComputable') return `${event.code} at ${event.place}`
  return event.kind === 'accepted' ? `accepted by ${event.by}` : event.kind
}

function play(lines: readonly Line[], changes: object = {}): PeriodFile {
  const agreement = testAgreement(changes)
  let file = openPeriod(agreement, agreement.document.periods[0]!)
  for (const [when, say, expected] of lines) {
    const decision = decidePeriod(file, say(file), at(when))
    const said = [...decision.events.map(wordOf), ...(decision.refusal ? [`refused ${decision.refusal.code}`] : [])]
    expect(`${when} ${said.join(', ')} [${decision.file.status}]`).toBe(`${when} ${expected}`)
    file = decision.file
  }
  return file
}

const THREE: Line[] = [
  ['2027-01-05 09:00', deliver('weight', 'fund'), 'weight.1 by fund [waiting]'],
  ['2027-01-05 10:00', deliver('score', 'fund'), 'score.1 by fund [waiting]'],
  ['2027-01-06 09:00', deliver('drugs', 'hospital'), 'drugs.1 by hospital [waiting]'],
]
const PROPOSED: Line[] = [
  ...THREE,
  [
    '2027-01-08 11:00',
    deliver('cost', 'hospital'),
    'cost.1 by hospital, completed, proposed 1 until 2027-01-15T16:00:00.000Z [proposed]',
  ],
]
const LAPSED: Line[] = [...PROPOSED, ['2027-01-16 00:00', look, 'agreed by silence [accepted]']]

const ROADS: Record<string, Line[]> = {
  'accepted by both': [
    ...PROPOSED,
    ['2027-01-09 09:00', accept('fund'), 'accepted by fund [proposed]'],
    ['2027-01-09 09:01', accept('fund'), ' [proposed]'],
    ['2027-01-09 10:00', accept('hospital'), 'accepted by hospital, agreed by all [accepted]'],
    ['2027-01-09 10:01', accept('hospital'), ' [accepted]'],
    ['2027-01-09 10:02', dispute('fund'), 'refused AGREEMENT_PERIOD_CLOSED [accepted]'],
  ],
  'silence binds exactly when the fifth working day is over': [
    ...PROPOSED,
    ['2027-01-15 23:59', look, ' [proposed]'],
    ['2027-01-15 23:59:59.999', look, ' [proposed]'],
    ['2027-01-16 00:00', look, 'agreed by silence [accepted]'],
    ['2027-01-16 00:00', look, ' [accepted]'],
  ],
  'an objection in the last moment counts': [
    ...PROPOSED,
    ['2027-01-15 23:59:59.999', dispute('hospital'), 'disputed [disputed]'],
    ['2027-02-15 09:00', look, ' [disputed]'],
  ],
  'an objection at the very deadline meets what silence has closed': [
    ...PROPOSED,
    ['2027-01-16 00:00', dispute('hospital'), 'agreed by silence, refused AGREEMENT_PERIOD_CLOSED [accepted]'],
  ],
  'a fact after the lapse is refused; the same again is no news': [
    ...LAPSED,
    ['2027-01-16 09:00', deliver('cost', 'hospital', '900001'), 'refused AGREEMENT_PERIOD_CLOSED [accepted]'],
    ['2027-01-16 09:00', deliver('cost', 'hospital'), ' [accepted]'],
    ['2027-01-16 09:00', accept('fund'), 'refused AGREEMENT_PERIOD_CLOSED [accepted]'],
  ],
  'a correction after the proposal is a new version and a new proposal': [
    ...PROPOSED,
    ['2027-01-09 09:00', accept('fund'), 'accepted by fund [proposed]'],
    [
      '2027-01-11 09:00',
      deliver('cost', 'hospital', '890000'),
      'cost.2 by hospital late, proposed 2 until 2027-01-18T16:00:00.000Z [proposed]',
    ],
    ['2027-01-11 10:00', accept('hospital', 1), 'refused AGREEMENT_PROPOSAL_SUPERSEDED [proposed]'],
    // the fund accepted another proposal, so it is asked again
    ['2027-01-11 10:00', accept('hospital'), 'accepted by hospital [proposed]'],
    ['2027-01-11 11:00', accept('fund'), 'accepted by fund, agreed by all [accepted]'],
  ],
  'disputed twice, corrected twice': [
    ...PROPOSED,
    ['2027-01-09 09:00', dispute('fund', 'year-end', { name: 'cost', value: '880000' }), 'disputed [disputed]'],
    ['2027-01-09 09:01', dispute('fund', 'year-end', { name: 'cost', value: '880000.0' }), ' [disputed]'],
    [
      '2027-01-10 09:00',
      deliver('cost', 'hospital', '880000'),
      'cost.2 by hospital late, proposed 2 until 2027-01-15T16:00:00.000Z [proposed]',
    ],
    ['2027-01-11 09:00', dispute('hospital', 'drugs'), 'disputed [disputed]'],
    ['2027-01-11 10:00', dispute('fund', 'drugs'), 'disputed [disputed]'],
    [
      '2027-01-12 09:00',
      deliver('drugs', 'fund', []),
      'drugs.2 by fund late, proposed 3 until 2027-01-19T16:00:00.000Z [proposed]',
    ],
    ['2027-01-20 00:00', look, 'agreed by silence [accepted]'],
  ],
  'a dispute is withdrawn by accepting': [
    ...PROPOSED,
    ['2027-01-09 09:00', accept('hospital'), 'accepted by hospital [proposed]'],
    ['2027-01-09 09:30', dispute('hospital'), 'disputed [disputed]'],
    ['2027-01-09 10:00', accept('fund'), 'accepted by fund [disputed]'],
    ['2027-01-20 09:00', accept('hospital'), 'accepted by hospital, agreed by all [accepted]'],
  ],
  'withdrawn when the other has long been silent': [
    ...PROPOSED,
    ['2027-01-09 09:00', dispute('hospital'), 'disputed [disputed]'],
    ['2027-01-20 09:00', accept('hospital'), 'accepted by hospital, agreed by silence [accepted]'],
  ],
  'facts that are late are reported once, and taken when they come': [
    ['2027-01-08 23:59', look, ' [waiting]'],
    ['2027-01-09 00:00', look, 'overdue cost drugs [waiting]'],
    ['2027-01-09 01:00', look, ' [waiting]'],
    ['2027-01-16 00:00', deliver('cost', 'hospital'), 'overdue weight, cost.1 by hospital late [waiting]'],
    ['2027-01-20 23:59', deliver('score', 'fund'), 'score.1 by fund [waiting]'],
    ['2027-01-21 00:00', look, ' [waiting]'],
  ],
  'refused: not a party, not yours, unknown, wrong unit, nothing proposed': [
    ['2027-01-05 09:00', deliver('cost', 'city'), 'refused AGREEMENT_NOT_A_PARTY [waiting]'],
    ['2027-01-05 09:00', deliver('cost', 'fund'), 'refused AGREEMENT_FACT_NOT_YOURS [waiting]'],
    ['2027-01-05 09:00', deliver('costs' as 'cost', 'fund', '1'), 'refused AGREEMENT_FACT_UNKNOWN [waiting]'],
    ['2027-01-05 09:00', deliver('cost', 'hospital', '90 %'), 'refused AGREEMENT_FACT_INVALID [waiting]'],
    ['2027-01-05 09:00', accept('fund'), 'refused AGREEMENT_NOTHING_PROPOSED [waiting]'],
    ...PROPOSED,
    ['2027-01-09 09:00', dispute('fund', 'bonus'), 'refused AGREEMENT_LINE_UNKNOWN [proposed]'],
    [
      '2027-01-09 09:00',
      dispute('fund', 'drugs', { name: 'cost', value: '-1' }),
      'refused AGREEMENT_FACT_INVALID [proposed]',
    ],
    ['2027-01-09 09:00', accept('city'), 'refused AGREEMENT_NOT_A_PARTY [proposed]'],
  ],
}
test.each(Object.entries(ROADS))('%s', (_what, lines) => {
  play(lines)
})

describe('what cannot be worked out', () => {
  const formulas = [...TEST_DOCUMENT.formulas, { name: 'extra', is: 'cost ÷ drugCost', unit: 'number' }]
  test('is not proposed, is overdue after exactly 24 hours, and is mended by a correction', () => {
    const file = play(
      [
        ['2027-01-05 09:00', deliver('weight', 'fund'), 'weight.1 by fund [waiting]'],
        ['2027-01-05 09:00', deliver('score', 'fund'), 'score.1 by fund [waiting]'],
        ['2027-01-05 09:00', deliver('drugs', 'hospital', []), 'drugs.1 by hospital [waiting]'],
        [
          '2027-01-05 10:00',
          deliver('cost', 'hospital'),
          'cost.1 by hospital, completed, AGREEMENT_DIVIDED_BY_ZERO at formulas[5].is:8 [complete]',
        ],
        ['2027-01-05 11:00', accept('fund'), 'refused AGREEMENT_NOTHING_PROPOSED [complete]'],
        ['2027-01-06 09:59', look, ' [complete]'],
        ['2027-01-06 10:00', look, 'proposalOverdue [complete]'],
        ['2027-01-06 10:01', look, ' [complete]'],
        [
          '2027-01-07 09:00',
          deliver('drugs', 'fund'),
          'drugs.2 by fund, proposed 1 until 2027-01-14T16:00:00.000Z [proposed]',
        ],
      ],
      { formulas },
    )
    expect(file.facts.get('drugs')!.map(({ version, by, content }) => [version, by, content.length])).toEqual([
      [1, 'hospital', 0],
      [2, 'fund', 2],
    ])
  })
})

test('a fact that must be signed: by who delivers it, for this value, period and version', () => {
  const facts = { ...TEST_DOCUMENT.facts, cost: { ...TEST_DOCUMENT.facts.cost, signed: true } }
  const agreement = testAgreement({ facts })
  const file = openPeriod(agreement, agreement.document.periods[0]!)
  const sent = (signature: string | null, value = '900000') =>
    decidePeriod(file, { kind: 'deliver', by: 'hospital', name: 'cost', value, signature }, at('2027-01-05 09:00'))
  const signed = { period: '2026', name: 'cost', content: '900000' }
  const good = signAs('hospital', factText(agreement, signed))
  expect(sent(null).refusal?.code).toBe('AGREEMENT_FACT_UNSIGNED')
  expect(sent(signAs('stranger', factText(agreement, signed))).refusal?.code).toBe('AGREEMENT_SIGNATURE_INVALID')
  expect(sent(good, '900001').refusal?.code).toBe('AGREEMENT_SIGNATURE_INVALID')
  expect(sent(signAs('hospital', factText(agreement, { ...signed, period: '2027' }))).refusal?.code).toBe(
    'AGREEMENT_SIGNATURE_INVALID',
  )
  expect(sent(good, '900000.00').events.map(({ kind }) => kind)).toEqual(['factDelivered'])
})

test('the next look is when time alone brings something', () => {
  const looks = (file: PeriodFile) => nextLookAt(file)?.toISOString() ?? null
  expect(looks(play([]))).toBe('2027-01-08T16:00:00.000Z')
  expect(looks(play(PROPOSED))).toBe('2027-01-15T16:00:00.000Z')
  expect(looks(play([...PROPOSED, ['2027-01-09 09:00', dispute('fund'), 'disputed [disputed]']]))).toBeNull()
  expect(looks(play(LAPSED))).toBe('2027-01-15T16:00:00.000Z')
})
