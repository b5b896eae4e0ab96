// Would catch: an agreement a hospital can read, sign or speak for although it is another's; an evidence the other side cannot re-compute
// from; a repeated request that does it twice; silence that nobody notices; a number that went through a double.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evaluateAgreement, readFacts } from '../../domain/value/agreement/evaluate-agreement.ts'
import { signAs, TEST_DOCUMENT, TEST_FACTS } from '../../domain/value/agreement/fixtures/test-agreement.ts'
import { readAgreement } from '../../domain/value/agreement/read-agreement.ts'
import { isRefused } from '../../domain/value/agreement/read-fact.ts'
import { agreementText, checkSignatures } from '../../domain/value/agreement/verify-signature.ts'
import { eventually, NEIGHBOUR, openHospital, type TestHospital } from './test-hospital.ts'

let hospital: TestHospital
const NIGHT = new Date('2027-01-05T01:00:00Z')
/** The hospital is H-ONE; its neighbour plays the fund. */
const DOCUMENT = {
  ...TEST_DOCUMENT,
  id: 'api-2026',
  parties: { ...TEST_DOCUMENT.parties, fund: { ...TEST_DOCUMENT.parties.fund, institutionId: NEIGHBOUR } },
}
const AT = '/v1/agreements/api-2026'
const PERIOD = `${AT}/periods/2026`
const ours = () => hospital.keyOf('finance')
const theirs = () => hospital.keyOf('finance', NEIGHBOUR)

beforeAll(async () => {
  hospital = await openHospital()
  await hospital.setClock(NIGHT)
})
afterAll(() => hospital.close())

const post = (path: string, body: unknown, key = ours()) => hospital.post(path, body, { key })

async function signBoth(version = '1'): Promise<void> {
  const { body } = await hospital.get(`${AT}/versions/${version}`, theirs())
  const text = agreementText(readAgreement(JSON.stringify(body.document)))
  const path = `${AT}/versions/${version}/signature`
  for (const [who, key] of [
    ['hospital', ours()],
    ['fund', theirs()],
  ] as const)
    expect((await post(path, { signature: signAs(who, text) }, key)).status).toBe(200)
}

/** The facts as a client would write them: numbers as numbers. */
async function deliverAll(path = PERIOD): Promise<void> {
  for (const [name, value] of Object.entries(TEST_FACTS)) {
    const key = name === 'weight' || name === 'score' ? theirs() : ours()
    const written = JSON.stringify({ name, value }).replaceAll(/"(\d+(?:\.\d+)?)"/g, '$1')
    const answer = await hospital.post(`${path}/facts`, written, { key })
    expect([name, answer.status, answer.body.code]).toEqual([name, 200, undefined])
  }
}

describe('the whole road over HTTP', () => {
  test('submitted, read by both, signed by both, in force', async () => {
    const answer = await post('/v1/agreements', { document: DOCUMENT })
    expect([answer.status, answer.body.inForceSince, answer.body.parties.length]).toEqual([200, null, 2])
    expect((await hospital.get(AT, theirs())).body.inForce).toBeNull()
    await signBoth()
    const { body } = await hospital.get(AT)
    expect([body.inForce, body.periods.map(({ status }: { status: string }) => status)]).toEqual([
      '1',
      ['waiting', 'waiting'],
    ])
  })

  test('facts come, a proposal follows, and its evidence is enough to come to the same hash', async () => {
    await deliverAll()
    const { body: period } = await hospital.get(PERIOD)
    expect([period.status, period.facts.length, period.waitingFor]).toEqual(['proposed', 4, []])
    const { body: evidence } = await hospital.get(`${PERIOD}/proposals/1/evidence`, theirs())
    const agreement = readAgreement(JSON.stringify(evidence.document))
    const facts = readFacts(agreement, evidence.facts)
    const evaluation = isRefused(facts) ? facts : evaluateAgreement(agreement, evidence.period, facts)
    if (isRefused(evaluation)) throw new Error(evaluation.message)
    expect([evaluation.hash, evaluation.hash]).toEqual([evidence.hash, period.proposals[0].hash])
    expect(checkSignatures(agreement, evidence.signatures).map(({ state }) => state)).toEqual(['signed', 'signed'])
    expect(evidence.trace.map(({ name, is }: { name: string; is: string }) => `${name} ${is}`)).toContain(
      'borne 26851.88',
    )
    expect(evidence.lines.map(({ amountFen }: { amountFen: number }) => amountFen)).toEqual([89328703, 670])
  })

  test('disputed, corrected, proposed anew; the old proposal can be accepted by nobody', async () => {
    const { body: before } = await hospital.get(PERIOD)
    const { hash } = before.proposals[0]
    const said = { hash, line: 'year-end', reason: '费用数不符', counterFact: { name: 'cost', value: '880000.00' } }
    const disputed = await post(`${PERIOD}/proposals/1/dispute`, said, theirs())
    expect([disputed.body.status, disputed.body.disputes[0].counterFact]).toEqual([
      'disputed',
      { name: 'cost', content: '880000' },
    ])
    await hospital.post(`${PERIOD}/facts`, '{"name":"cost","value":880000.00}', { key: ours() })
    const late = await post(`${PERIOD}/proposals/1/accept`, { hash })
    expect([late.status, late.body.code, late.body.moneyMoved]).toEqual([409, 'AGREEMENT_PROPOSAL_SUPERSEDED', 'none'])
    const { body } = await hospital.get(PERIOD)
    expect([body.status, body.proposals.map(({ isNewest }: { isNewest: boolean }) => isNewest)]).toEqual([
      'proposed',
      [false, true],
    ])
    expect((await hospital.get(`${PERIOD}/proposals/1/evidence`)).body.facts.cost).toBe('900000')
  })

  test('accepted by both, once, and booked at both', async () => {
    const { hash } = (await hospital.get(PERIOD)).body.proposals[1]
    const path = `${PERIOD}/proposals/2/accept`
    expect((await post(path, { hash }, theirs())).body.status).toBe('proposed')
    const first = await hospital.post(path, { hash }, { key: ours(), once: 'accept-1' })
    const again = await hospital.post(path, { hash }, { key: ours(), once: 'accept-1' })
    expect([first.body.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([
      'settled',
      first.text,
      'true',
    ])
    for (const key of [ours(), theirs()]) {
      const { body } = await hospital.get('/v1/ledger/transfers', key)
      expect(body.items.map(({ amountFen }: { amountFen: number }) => amountFen)).toEqual([87728703, 670])
    }
    const { rows } = await hospital.sql(
      `select distinct topic from medsettle.event where topic like 'agreement.%' order by 1`,
    )
    expect(rows.map(({ topic }) => topic.slice('agreement.'.length))).toEqual([
      'accepted',
      'agreed',
      'disputed',
      'factDelivered',
      'inForce',
      'proposed',
      'settled',
      'signed',
      'submitted',
    ])
  })

  test('silence: the sweep of the running server lapses it and books it', async () => {
    const document = { ...DOCUMENT, id: 'api-2', deadlines: { ...DOCUMENT.deadlines, objection: { hours: 1 } } }
    await post('/v1/agreements', { document })
    const text = agreementText(readAgreement(JSON.stringify(document)))
    for (const [who, key] of [
      ['hospital', ours()],
      ['fund', theirs()],
    ] as const)
      await post('/v1/agreements/api-2/versions/1/signature', { signature: signAs(who, text) }, key)
    await deliverAll('/v1/agreements/api-2/periods/2026')
    await hospital.setClock(new Date(NIGHT.getTime() + 2 * 3600_000))
    const settled = await eventually(
      () => hospital.get('/v1/agreements/api-2/periods/2026'),
      ({ body }) => body.status === 'settled',
    )
    expect(settled.body.events.map(({ kind }: { kind: string }) => kind).slice(-2)).toEqual(['agreed', 'settled'])
    const fact = await hospital.post('/v1/agreements/api-2/periods/2026/facts', '{"name":"cost","value":1}', {
      key: ours(),
    })
    expect([fact.status, fact.body.code]).toEqual([409, 'AGREEMENT_PERIOD_CLOSED'])
  })
})

describe('refused', () => {
  test.each([
    ['a circle', { formulas: [{ name: 'due', is: 'due', unit: 'yuan' }] }, 422, 'AGREEMENT_CIRCLE', 'formulas[0].is'],
    [
      'wrong units',
      { formulas: [...DOCUMENT.formulas.slice(1), { name: 'due', is: 'cost + score', unit: 'yuan' }] },
      422,
      'AGREEMENT_UNITS',
      'formulas[4].is:1',
    ],
    ['a field nobody knows', { bonus: 1 }, 422, 'DOCUMENT_FIELD_UNKNOWN', 'bonus'],
    ['the same version with other content', { title: '另一份' }, 409, 'AGREEMENT_VERSION_TAKEN', 'version'],
  ])('%s', async (_what, changes, status, code, place) => {
    const { status: answered, body } = await post('/v1/agreements', { document: { ...DOCUMENT, ...changes } })
    expect([answered, body.code, body.place, body.moneyMoved]).toEqual([status, code, place, 'none'])
  })

  test('facts: unknown, of the wrong unit, too fine, not yours; a period and a proposal of nobody; no key', async () => {
    const period = `${AT}/periods/2027`
    const deliver = async (body: string, key = ours()) => {
      const answer = await hospital.post(`${period}/facts`, body, { key })
      return `${answer.status} ${answer.body.code} ${answer.body.place}`
    }
    expect(await deliver('{"name":"bonus","value":1}')).toBe('422 AGREEMENT_FACT_UNKNOWN facts.bonus')
    expect(await deliver('{"name":"cost","value":"90 %"}')).toBe('422 AGREEMENT_FACT_INVALID facts.cost')
    expect(await deliver('{"name":"cost","value":0.001}')).toBe('422 AGREEMENT_FACT_INVALID facts.cost')
    expect(await deliver('{"name":"cost","value":true}')).toBe('422 AGREEMENT_FACT_INVALID facts.cost')
    expect(await deliver('{"name":"cost"}')).toBe('400 REQUEST_INVALID body.value')
    expect(await deliver('{"name":"cost","value":1}', theirs())).toBe('403 AGREEMENT_FACT_NOT_YOURS facts.cost')
    expect((await hospital.get(`${AT}/periods/2031`)).body.code).toBe('AGREEMENT_PERIOD_NOT_FOUND')
    expect((await hospital.get(`${PERIOD}/proposals/9/evidence`)).status).toBe(404)
    const unkeyed = await hospital.post(`${period}/facts`, { name: 'cost', value: '1' }, { key: ours(), once: null })
    expect(unkeyed.body.code).toBe('IDEMPOTENCY_KEY_NEEDED')
    const none = { hash: '0'.repeat(64) }
    expect((await post(`${period}/proposals/1/accept`, none)).body.code).toBe('AGREEMENT_NOTHING_PROPOSED')
  })

  test('a signature by a stranger, and by the right key at the wrong institution', async () => {
    const document = { ...DOCUMENT, id: 'api-3' }
    await post('/v1/agreements', { document })
    const text = agreementText(readAgreement(JSON.stringify(document)))
    for (const who of ['stranger', 'fund'] as const) {
      const answer = await post('/v1/agreements/api-3/versions/1/signature', { signature: signAs(who, text) })
      expect([answer.status, answer.body.code]).toEqual([422, 'AGREEMENT_SIGNATURE_INVALID'])
    }
    expect((await hospital.get('/v1/agreements/api-3/versions/1')).body.inForceSince).toBeNull()
  })

  test('who is no party finds nothing', async () => {
    const document = {
      ...DOCUMENT,
      id: 'api-1',
      parties: { ...DOCUMENT.parties, hospital: { ...DOCUMENT.parties.hospital, institutionId: 'H-TEN' } },
    }
    await hospital.sql(
      `insert into medsettle.institution (region_id, institution_id, name, hospital_level) values ('330100', 'H-TEN', '别家', '3')`,
    )
    expect((await post('/v1/agreements', { document })).body.code).toBe('AGREEMENT_NOT_A_PARTY')
    expect((await post('/v1/agreements', { document }, theirs())).status).toBe(200)
    for (const path of ['', '/versions/1', '/periods/2026', '/periods/2026/proposals/1/evidence'])
      expect([path, (await hospital.get(`/v1/agreements/api-1${path}`)).status]).toEqual([path, 404])
    const { body } = await hospital.get('/v1/agreements')
    expect(body.items.map(({ agreementId }: { agreementId: string }) => agreementId)).toEqual([
      'api-3',
      'api-2',
      'api-2026',
    ])
  })
})
