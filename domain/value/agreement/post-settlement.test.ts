// Would catch: a line that stands in one side's books only, a booking that a repetition would make twice, a deadline a day off, a
// version in force that not everybody signed, an amendment of what has begun.
import { describe, expect, test } from 'vitest'
import { describeTransfer } from '../../ledger/transfer.ts'
import { checkAmendment } from './check-amendment.ts'
import { deadlineAfter, deadlineAfterDay } from './deadline.ts'
import { decidePeriod } from './decide-period.ts'
import { signAs, TEST_DOCUMENT, TEST_FACTS, testAgreement } from './fixtures/test-agreement.ts'
import { openPeriod, type PeriodFile } from './period-file.ts'
import { settlementTransfers } from './post-settlement.ts'
import { agreementText, checkSignatures, verifySignature } from './verify-signature.ts'

const AGREEMENT = testAgreement()
const MORNING = new Date('2027-01-05T01:00:00Z')

function withFacts(names: readonly string[], agreement = AGREEMENT): PeriodFile {
  let file = openPeriod(agreement, agreement.document.periods[0]!)
  for (const name of names) {
    const by = name === 'weight' || name === 'score' ? 'fund' : 'hospital'
    file = decidePeriod(file, { kind: 'deliver', by, name, value: TEST_FACTS[name], signature: null }, MORNING).file
  }
  return file
}

test('each line stands in both books, a line that was turned round the other way', () => {
  const proposed = withFacts(Object.keys(TEST_FACTS))
  const { file } = decidePeriod(proposed, null, new Date('2027-01-20T01:00:00Z'))
  const [fund, hospital] = settlementTransfers(file)
  expect(fund!.transfers.map(describeTransfer)).toEqual([
    'liability/payable/agreement/year-2026/hospital -> expense/agreement/year-2026/year-end 893287.03',
    'income/agreement/year-2026/drugs -> asset/receivable/agreement/year-2026/hospital 6.70',
  ])
  expect(hospital!.transfers.map(describeTransfer)).toEqual([
    'income/agreement/year-2026/year-end -> asset/receivable/agreement/year-2026/fund 893287.03',
    'liability/payable/agreement/year-2026/fund -> expense/agreement/year-2026/drugs 6.70',
  ])
  expect([fund!.institutionId, hospital!.institutionId]).toEqual(['FUND-ONE', 'H-ONE'])
  const ids = [fund, hospital].flatMap((one) => one!.transfers.map(({ transferId }) => transferId))
  expect(new Set(ids).size).toBe(4)
  // the day on which the period of objection ended, not the day on which somebody noticed
  expect(fund!.transfers[0]).toMatchObject({
    transferId: 'agreement/year-2026/2026/year-end/payer',
    effectiveDate: '2027-01-13',
  })
  expect(() => settlementTransfers(proposed)).toThrow('nobody has agreed to')
})

describe('deadlines', () => {
  const calendar = { holidays: ['2027-01-01', '2027-02-08'], workingWeekends: ['2027-01-09'] }
  test.each([
    ['2027-01-05 09:00', { hours: 24 }, '2027-01-06 09:00'],
    ['2027-01-05 09:00', { days: 0 }, '2027-01-06 00:00'],
    ['2027-01-05 09:00', { days: 3 }, '2027-01-09 00:00'],
    ['2027-01-05 23:59', { workingDays: 1 }, '2027-01-07 00:00'],
    ['2027-01-06 00:00', { workingDays: 1 }, '2027-01-08 00:00'],
    ['2027-01-08 09:00', { workingDays: 1 }, '2027-01-10 00:00'],
    ['2027-02-05 09:00', { workingDays: 1 }, '2027-02-10 00:00'],
  ])('%s and %j: %s', (start, span, expected) => {
    const china = (text: string): Date => new Date(`${text.replace(' ', 'T')}:00+08:00`)
    expect(deadlineAfter(china(start), span, calendar).toISOString()).toBe(china(expected).toISOString())
  })

  test('after the last day of a period', () => {
    expect(deadlineAfterDay('2026-12-31', { workingDays: 1 }, calendar).toISOString()).toBe('2027-01-04T16:00:00.000Z')
    expect(deadlineAfterDay('2026-12-31', { hours: 12 }, calendar).toISOString()).toBe('2027-01-01T04:00:00.000Z')
  })
})

describe('signatures', () => {
  const text = agreementText(AGREEMENT)
  const fund = { party: 'fund', signature: signAs('fund', text) }
  const hospital = { party: 'hospital', signature: signAs('hospital', text) }
  const states = (agreement: typeof AGREEMENT, ...given: (typeof fund)[]) =>
    checkSignatures(agreement, given).map(({ party, state }) => `${party} ${state}`)

  test('in force is what all have signed', () => {
    expect(states(AGREEMENT, fund, hospital)).toEqual(['fund signed', 'hospital signed'])
    expect(states(AGREEMENT, hospital)).toEqual(['fund missing', 'hospital signed'])
  })

  test('refused: a stranger, another party’s, a changed signature, a changed document', () => {
    expect(states(AGREEMENT, { ...fund, signature: signAs('stranger', text) }, hospital)).toEqual([
      'fund invalid',
      'hospital signed',
    ])
    expect(states(AGREEMENT, { ...fund, signature: hospital.signature }, hospital)[0]).toBe('fund invalid')
    const flipped = fund.signature.replace(/^./, (first) => (first === 'a' ? 'b' : 'a'))
    expect(states(AGREEMENT, { ...fund, signature: flipped }, hospital)[0]).toBe('fund invalid')
    expect(states(testAgreement({ title: '测试年度协议。' }), fund, hospital)).toEqual([
      'fund invalid',
      'hospital invalid',
    ])
    expect(states(AGREEMENT, { party: 'city', signature: fund.signature })).toContain('city invalid')
    expect(verifySignature(AGREEMENT, text, { party: 'city', signature: fund.signature })?.code).toBe(
      'AGREEMENT_KEY_UNKNOWN',
    )
    // the canonical text alone, without the line that says what it is
    expect(states(AGREEMENT, { ...fund, signature: signAs('fund', AGREEMENT.canonical) })[0]).toBe('fund invalid')
  })
})

describe('amendments', () => {
  const replaces = { version: '1', hash: AGREEMENT.hash }
  const second = testAgreement({ version: '2', replaces, periods: [TEST_DOCUMENT.periods[1]] })
  test('a version names the one in force, and leaves alone what is under way', () => {
    expect(checkAmendment(AGREEMENT, null, [])).toBeNull()
    expect(checkAmendment(second, AGREEMENT, [withFacts(['weight'])])).toBeNull()
    expect(checkAmendment(second, null, [])?.code).toBe('AGREEMENT_PREDECESSOR')
    expect(checkAmendment(testAgreement({ version: '2' }), AGREEMENT, [])?.code).toBe('AGREEMENT_PREDECESSOR')
    const wrong = testAgreement({ version: '2', replaces: { ...replaces, hash: '0'.repeat(64) } })
    expect(checkAmendment(wrong, AGREEMENT, [])?.code).toBe('AGREEMENT_PREDECESSOR')
    const { hospital, fund } = TEST_DOCUMENT.parties
    const parties = { fund, hospital: { ...hospital, institutionId: 'H-TWO' } }
    expect(checkAmendment(testAgreement({ version: '2', replaces, parties }), AGREEMENT, [])).toMatchObject({
      code: 'AGREEMENT_PREDECESSOR',
      place: 'parties',
    })
    const whole = testAgreement({ version: '2', replaces })
    expect(checkAmendment(whole, AGREEMENT, [withFacts([])])).toBeNull()
    expect(checkAmendment(whole, AGREEMENT, [withFacts(['weight'])])).toMatchObject({
      code: 'AGREEMENT_PERIOD_UNDER_WAY',
      place: 'periods[0].id',
    })
  })
})
