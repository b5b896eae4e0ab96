// Would catch: a settlement that is booked twice, in one party's books only, or without everybody's word; an institution that sees,
// signs or speaks for another; a delay nobody hears of; a crash between acceptance and booking that leaves money unbooked.
import { formatYuan } from '@medsettle/money'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RefusalError } from '../domain/identity/refusal.ts'
import { signAs, TEST_DOCUMENT, TEST_FACTS, testAgreement } from '../domain/value/agreement/fixtures/test-agreement.ts'
import { agreementText } from '../domain/value/agreement/verify-signature.ts'
import { listPeriods } from '../store/agreements/read-period.ts'
import { connectDatabases, type Databases } from '../store/database.ts'
import { writeInstitution } from '../store/institution.ts'
import { freezeAccount, openAccount, unfreezeAccount } from '../store/ledger/accounts.ts'
import { readTransfers } from '../store/ledger-queries.ts'
import { listWorkOrders } from '../store/list-work-orders.ts'
import { createSealer } from '../store/seal.ts'
import { openStore } from '../store/store.ts'
import { testDatabase } from '../tests/database.ts'
import { type AgreementWorld, type Signatory, signAgreement, submitAgreement } from './conclude-agreement.ts'
import { actOnPeriod, findPeriod, type PartyAct, sweepAgreements } from './execute-agreement.ts'

let databases: Databases
let world: AgreementWorld
let drop: () => Promise<void>
let now = new Date('2027-01-05T01:00:00Z')
const china = (text: string): Date => new Date(`${text.replace(' ', 'T')}:00+08:00`)

beforeAll(async () => {
  const database = await testDatabase()
  databases = connectDatabases(database.ownerUrl, 4)
  const surroundings = { now: () => now, chance: () => 7 }
  const store = openStore(databases.asPlatform(), createSealer(Buffer.alloc(32, 7)), surroundings)
  world = { store, surroundings }
  for (const institutionId of ['FUND-ONE', 'H-ONE', 'H-TWO'])
    await writeInstitution(store.database, {
      institutionId,
      regionId: '330100',
      name: institutionId,
      hospitalLevel: '3',
    })
  drop = async () => {
    await databases.close()
    await database.drop()
  }
})
afterAll(() => drop())

const as = (institutionId: string): Signatory => ({
  institutionId,
  seen: databases.asInstitution(institutionId),
  world,
})
const FUND = () => as('FUND-ONE')
const HOSPITAL = () => as('H-ONE')

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof RefusalError) return error.refusal.code
      throw error
    },
  )

/** Submitted by the hospital and signed by both, under an id of its own. */
async function conclude(changes: Readonly<Record<string, unknown>> & { readonly id: string }) {
  const agreement = testAgreement(changes)
  await submitAgreement(HOSPITAL(), JSON.stringify({ ...TEST_DOCUMENT, ...changes }))
  const { id: agreementId, version } = agreement.document
  for (const [who, by] of [
    ['fund', FUND()],
    ['hospital', HOSPITAL()],
  ] as const)
    await signAgreement(by, { agreementId, version, signature: signAs(who, agreementText(agreement)) })
  return agreement
}

async function deliverAll(agreementId: string, facts: Readonly<Record<string, unknown>> = TEST_FACTS) {
  for (const [name, value] of Object.entries(facts)) {
    const by = name === 'weight' || name === 'score' ? FUND() : HOSPITAL()
    await actOnPeriod(by, { agreementId, period: '2026' }, { kind: 'deliver', name, value, signature: null })
  }
  return (await findPeriod(world.store.database, { agreementId, period: '2026' })).file
}

const acceptOf = ({ proposals }: Awaited<ReturnType<typeof deliverAll>>): PartyAct => {
  const { proposalNo, hash } = proposals.at(-1)!
  return { kind: 'accept', proposalNo, hash }
}

async function booked(institutionId: string, agreementId: string): Promise<string[]> {
  const transfers = await readTransfers(world.store.database, { institutionId })
  return transfers
    .filter(({ transferId }) => transferId.startsWith(`agreement/${agreementId}/`))
    .map(({ credit, debit, amount }) =>
      `${credit} -> ${debit} ${formatYuan(amount)}`.replaceAll(`/agreement/${agreementId}`, ''),
    )
}

const statusOf = async (agreementId: string): Promise<string> =>
  (await listPeriods(world.store.database, agreementId)).map(({ period, status }) => `${period} ${status}`).join(', ')

const BOOKS = {
  fund: ['liability/payable/hospital -> expense/year-end 893287.03', 'income/drugs -> asset/receivable/hospital 6.70'],
  hospital: ['income/year-end -> asset/receivable/fund 893287.03', 'liability/payable/fund -> expense/drugs 6.70'],
}

describe('the whole road', () => {
  test('submitted, signed, facts, proposal, accepted by both, booked in both books once', async () => {
    const id = 'road-1'
    await submitAgreement(HOSPITAL(), JSON.stringify({ ...TEST_DOCUMENT, id }))
    const which = { agreementId: id, period: '2026' }
    const early: PartyAct = { kind: 'deliver', name: 'cost', value: '1', signature: null }
    expect(await codeOf(actOnPeriod(HOSPITAL(), which, early))).toBe('AGREEMENT_NOT_IN_FORCE')
    await conclude({ id })
    expect(await statusOf(id)).toBe('2026 waiting, 2027 waiting')
    const file = await deliverAll(id)
    expect([file.status, file.proposals[0]!.lines.map(({ amount }) => formatYuan(amount))]).toEqual([
      'proposed',
      ['893287.03', '6.70'],
    ])
    expect((await actOnPeriod(FUND(), which, acceptOf(file))).status).toBe('proposed')
    expect(await booked('FUND-ONE', id)).toEqual([])
    expect((await actOnPeriod(HOSPITAL(), which, acceptOf(file))).status).toBe('settled')
    expect(await codeOf(actOnPeriod(HOSPITAL(), which, acceptOf(file)))).toBe('done')
    await sweepAgreements(world)
    expect([await booked('FUND-ONE', id), await booked('H-ONE', id)]).toEqual([BOOKS.fund, BOOKS.hospital])
  })

  test('silence: the sweep lapses it at the deadline and not before, and books it', async () => {
    const { id } = (await conclude({ id: 'road-2' })).document
    const file = await deliverAll(id)
    const deadline = new Date(file.proposals[0]!.objectionEndsAt)
    now = new Date(deadline.getTime() - 1)
    await sweepAgreements(world)
    expect(await statusOf(id)).toContain('2026 proposed')
    now = deadline
    await sweepAgreements(world)
    expect(await statusOf(id)).toContain('2026 settled')
    expect(await booked('H-ONE', id)).toEqual(BOOKS.hospital)
    const late: PartyAct = { kind: 'deliver', name: 'cost', value: '1', signature: null }
    expect(await codeOf(actOnPeriod(HOSPITAL(), { agreementId: id, period: '2026' }, late))).toBe(
      'AGREEMENT_PERIOD_CLOSED',
    )
    now = china('2027-01-05 09:00')
  })

  test('disputed with a counter-fact, corrected, proposed anew, settled by what was corrected', async () => {
    const { id } = (await conclude({ id: 'road-3' })).document
    const which = { agreementId: id, period: '2026' }
    const { proposals } = await deliverAll(id)
    const { proposalNo, hash } = proposals[0]!
    const counterFact = { name: 'cost', value: '880000' }
    await actOnPeriod(FUND(), which, {
      kind: 'dispute',
      proposalNo,
      hash,
      line: 'year-end',
      reason: '费用数不符',
      counterFact,
    })
    const orders = await listWorkOrders(world.store.database, {
      institutionId: 'H-ONE',
      status: 'open',
      cause: 'AGREEMENT_DISPUTED',
      after: null,
      limit: 9,
    })
    expect(orders.map(({ title }) => title)).toEqual(['road-3 2026 结算建议有异议：year-end 费用数不符'])
    now = china('2027-03-01 09:00')
    await sweepAgreements(world)
    expect(await statusOf(id)).toContain('2026 disputed')
    const file = await actOnPeriod(HOSPITAL(), which, {
      kind: 'deliver',
      name: 'cost',
      value: '880000',
      signature: null,
    })
    expect(await codeOf(actOnPeriod(FUND(), which, acceptOf({ ...file, proposals })))).toBe(
      'AGREEMENT_PROPOSAL_SUPERSEDED',
    )
    await actOnPeriod(FUND(), which, acceptOf(file))
    await actOnPeriod(HOSPITAL(), which, acceptOf(file))
    // 866435.15 + 80 % of 13564.85
    expect((await booked('FUND-ONE', id))[0]).toContain('877287.03')
    now = china('2027-01-05 09:00')
  })
})

describe('what goes wrong on the way', () => {
  test('two accept at the same moment: one booking', async () => {
    const { id } = (await conclude({ id: 'road-4' })).document
    const which = { agreementId: id, period: '2026' }
    const file = await deliverAll(id)
    await Promise.all([FUND(), HOSPITAL(), FUND(), HOSPITAL()].map((by) => actOnPeriod(by, which, acceptOf(file))))
    await sweepAgreements(world)
    expect(await statusOf(id)).toContain('2026 settled')
    expect(await booked('FUND-ONE', id)).toEqual(BOOKS.fund)
  })

  test('a frozen account asks a person, and is booked when it is thawed: one side twice never, the other side not never', async () => {
    const { id } = (await conclude({ id: 'road-5' })).document
    const file = await deliverAll(id)
    const path = `income/agreement/${id}/year-end`
    const books = { regionId: '330100', institutionId: 'H-ONE' }
    await openAccount(world.store.database, books, { path })
    await freezeAccount(world.store.database, books, { path })
    for (const by of [FUND(), HOSPITAL()]) await actOnPeriod(by, { agreementId: id, period: '2026' }, acceptOf(file))
    expect([await statusOf(id), await booked('H-ONE', id)]).toEqual([expect.stringContaining('2026 accepted'), []])
    const filter = {
      institutionId: 'H-ONE',
      status: 'open',
      cause: 'AGREEMENT_NOT_POSTED',
      after: null,
      limit: 9,
    } as const
    expect((await listWorkOrders(world.store.database, filter))[0]!.title).toContain('CREDIT_ACCOUNT_FROZEN')
    await unfreezeAccount(world.store.database, books, { path })
    now = china('2027-01-05 10:00')
    await sweepAgreements(world)
    expect([await booked('FUND-ONE', id), await booked('H-ONE', id)]).toEqual([BOOKS.fund, BOOKS.hospital])
    now = china('2027-01-05 09:00')
  })

  test('what cannot be worked out is proposed to nobody; after 24 hours the delay is told to both', async () => {
    const formulas = [...TEST_DOCUMENT.formulas, { name: 'extra', is: 'cost ÷ drugCost', unit: 'number' }]
    const { id } = (await conclude({ id: 'road-6', formulas })).document
    const file = await deliverAll(id, { ...TEST_FACTS, drugs: [] })
    expect([file.status, file.proposals.length, file.notComputable]).toEqual([
      'complete',
      0,
      expect.stringContaining('AGREEMENT_DIVIDED_BY_ZERO at formulas[5].is:8'),
    ])
    now = china('2027-01-06 09:00')
    await sweepAgreements(world)
    for (const institutionId of ['FUND-ONE', 'H-ONE']) {
      const orders = await listWorkOrders(world.store.database, {
        institutionId,
        status: 'open',
        cause: null,
        after: null,
        limit: 50,
      })
      const causes = orders.filter(({ title }) => title.startsWith(id)).map(({ cause }) => cause)
      expect(causes.sort()).toEqual(['AGREEMENT_NOT_COMPUTABLE', 'AGREEMENT_PROPOSAL_OVERDUE'])
    }
    now = china('2027-01-05 09:00')
  })

  test('nobody signs or speaks for another', async () => {
    const agreement = await conclude({ id: 'road-7' })
    const which = { agreementId: 'road-7', period: '2026' }
    const second = { ...TEST_DOCUMENT, id: 'road-7', version: '2', replaces: { version: '1', hash: agreement.hash } }
    await submitAgreement(HOSPITAL(), JSON.stringify(second))
    const text = agreementText(testAgreement(second))
    const sign = (by: Signatory, who: 'fund' | 'hospital' | 'stranger') =>
      codeOf(signAgreement(by, { agreementId: 'road-7', version: '2', signature: signAs(who, text) }))
    // even with the fund's key in its hands, the hospital signs as the hospital
    expect(await sign(HOSPITAL(), 'fund')).toBe('AGREEMENT_SIGNATURE_INVALID')
    expect(await sign(FUND(), 'stranger')).toBe('AGREEMENT_SIGNATURE_INVALID')
    expect(await sign(as('H-TWO'), 'hospital')).toBe('AGREEMENT_NOT_FOUND')
    expect(await codeOf(actOnPeriod(as('H-TWO'), which, { kind: 'accept', proposalNo: 1, hash: '' }))).toBe(
      'AGREEMENT_PERIOD_NOT_FOUND',
    )
    expect(
      await codeOf(actOnPeriod(FUND(), which, { kind: 'deliver', name: 'cost', value: '1', signature: null })),
    ).toBe('AGREEMENT_FACT_NOT_YOURS')
    expect(await codeOf(submitAgreement(as('H-TWO'), JSON.stringify(second)))).toBe('AGREEMENT_NOT_A_PARTY')
    const stolen = {
      ...second,
      parties: {
        fund: { ...TEST_DOCUMENT.parties.fund, institutionId: 'H-TWO' },
        hospital: TEST_DOCUMENT.parties.hospital,
      },
    }
    expect(await codeOf(submitAgreement(as('H-TWO'), JSON.stringify(stolen)))).toBe('AGREEMENT_VERSION_TAKEN')
    expect(await codeOf(submitAgreement(HOSPITAL(), JSON.stringify({ ...second, title: '另一份' })))).toBe(
      'AGREEMENT_VERSION_TAKEN',
    )
    const unknown = {
      ...TEST_DOCUMENT,
      id: 'road-9',
      parties: { ...TEST_DOCUMENT.parties, fund: { ...TEST_DOCUMENT.parties.fund, institutionId: 'FUND-TWO' } },
    }
    expect(await codeOf(submitAgreement(HOSPITAL(), JSON.stringify(unknown)))).toBe('AGREEMENT_INSTITUTION_UNKNOWN')
  })

  test('an amendment takes over the periods to which nothing has happened, and no other', async () => {
    const first = await conclude({ id: 'road-8' })
    await actOnPeriod(
      HOSPITAL(),
      { agreementId: 'road-8', period: '2026' },
      { kind: 'deliver', name: 'cost', value: '1', signature: null },
    )
    const replaces = { version: '1', hash: first.hash }
    const whole = conclude({ id: 'road-8', version: '2', replaces })
    expect(await codeOf(whole)).toBe('AGREEMENT_PERIOD_UNDER_WAY')
    await conclude({ id: 'road-8', version: '3', replaces, periods: [TEST_DOCUMENT.periods[1]] })
    const heads = await listPeriods(world.store.database, 'road-8')
    expect(heads.map(({ period, version }) => `${period} under ${version}`)).toEqual(['2026 under 1', '2027 under 3'])
  })
})
