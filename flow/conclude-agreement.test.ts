// Would catch: an institution that signs or speaks for another, an amendment of what has begun, a version that comes into force although
// not all have signed it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signAs, TEST_DOCUMENT, testAgreement } from '../domain/value/agreement/fixtures/test-agreement.ts'
import { agreementText } from '../domain/value/agreement/verify-signature.ts'
import { listPeriods } from '../store/agreements/read-period.ts'
import { type Signatory, signAgreement, submitAgreement } from './conclude-agreement.ts'
import { actOnPeriod } from './execute-agreement.ts'
import { type AgreementStage, codeOf, openAgreementStage } from './fixtures/agreement-stage.ts'

let stage: AgreementStage
beforeAll(async () => {
  stage = await openAgreementStage()
})
afterAll(() => stage.drop())

test('nobody signs or speaks for another', async () => {
  const agreement = await stage.conclude({ id: 'road-7' })
  const which = { agreementId: 'road-7', period: '2026' }
  const second = { ...TEST_DOCUMENT, id: 'road-7', version: '2', replaces: { version: '1', hash: agreement.hash } }
  await submitAgreement(stage.hospital, JSON.stringify(second))
  const text = agreementText(testAgreement(second))
  const sign = (by: Signatory, who: 'fund' | 'hospital' | 'stranger') =>
    codeOf(signAgreement(by, { agreementId: 'road-7', version: '2', signature: signAs(who, text) }))
  // even with the fund's key in its hands, the hospital signs as the hospital
  expect(await sign(stage.hospital, 'fund')).toBe('AGREEMENT_SIGNATURE_INVALID')
  expect(await sign(stage.fund, 'stranger')).toBe('AGREEMENT_SIGNATURE_INVALID')
  expect(await sign(stage.neighbour, 'hospital')).toBe('AGREEMENT_NOT_FOUND')
  expect(await codeOf(actOnPeriod(stage.neighbour, which, { kind: 'accept', proposalNo: 1, hash: '' }))).toBe(
    'AGREEMENT_PERIOD_NOT_FOUND',
  )
  expect(
    await codeOf(actOnPeriod(stage.fund, which, { kind: 'deliver', name: 'cost', value: '1', signature: null })),
  ).toBe('AGREEMENT_FACT_NOT_YOURS')
  expect(await codeOf(submitAgreement(stage.neighbour, JSON.stringify(second)))).toBe('AGREEMENT_NOT_A_PARTY')
  const stolen = {
    ...second,
    parties: {
      fund: { ...TEST_DOCUMENT.parties.fund, institutionId: 'H-TWO' },
      hospital: TEST_DOCUMENT.parties.hospital,
    },
  }
  expect(await codeOf(submitAgreement(stage.neighbour, JSON.stringify(stolen)))).toBe('AGREEMENT_VERSION_TAKEN')
  expect(await codeOf(submitAgreement(stage.hospital, JSON.stringify({ ...second, title: '另一份' })))).toBe(
    'AGREEMENT_VERSION_TAKEN',
  )
  const unknown = {
    ...TEST_DOCUMENT,
    id: 'road-9',
    parties: { ...TEST_DOCUMENT.parties, fund: { ...TEST_DOCUMENT.parties.fund, institutionId: 'FUND-TWO' } },
  }
  expect(await codeOf(submitAgreement(stage.hospital, JSON.stringify(unknown)))).toBe('AGREEMENT_INSTITUTION_UNKNOWN')
})

test('an amendment takes over the periods to which nothing has happened, and no other', async () => {
  const first = await stage.conclude({ id: 'road-8' })
  await actOnPeriod(
    stage.hospital,
    { agreementId: 'road-8', period: '2026' },
    { kind: 'deliver', name: 'cost', value: '1', signature: null },
  )
  const replaces = { version: '1', hash: first.hash }
  const whole = stage.conclude({ id: 'road-8', version: '2', replaces })
  expect(await codeOf(whole)).toBe('AGREEMENT_PERIOD_UNDER_WAY')
  await stage.conclude({ id: 'road-8', version: '3', replaces, periods: [TEST_DOCUMENT.periods[1]] })
  const heads = await listPeriods(stage.world.store.database, 'road-8')
  expect(heads.map(({ period, version }) => `${period} under ${version}`)).toEqual(['2026 under 1', '2027 under 3'])
})

test('both sign at the same moment, and again: it comes into force once', async () => {
  const agreement = testAgreement({ id: 'at-once' })
  await submitAgreement(stage.hospital, JSON.stringify({ ...TEST_DOCUMENT, id: 'at-once' }))
  const text = agreementText(agreement)
  const sign = (by: Signatory, who: 'fund' | 'hospital') =>
    signAgreement(by, { agreementId: 'at-once', version: '1', signature: signAs(who, text) })
  await Promise.all([
    sign(stage.fund, 'fund'),
    sign(stage.hospital, 'hospital'),
    sign(stage.fund, 'fund'),
    sign(stage.hospital, 'hospital'),
  ])
  const { inForceSince, forceNo, signatures } = await sign(stage.fund, 'fund')
  expect([inForceSince === null, forceNo, signatures.length]).toEqual([false, 1, 2])
  expect(await stage.statusOf('at-once')).toBe('2026 waiting, 2027 waiting')
})
