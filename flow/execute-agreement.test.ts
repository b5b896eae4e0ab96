// Would catch: a settlement that is booked twice, in one party's books only, or without everybody's word; a delay nobody hears of; a crash
// between acceptance and booking that leaves money unbooked.
import { formatYuan } from '@medsettle/money'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TEST_DOCUMENT, TEST_FACTS } from '../domain/value/agreement/fixtures/test-agreement.ts'
import { freezeAccount, openAccount, unfreezeAccount } from '../store/ledger/accounts.ts'
import { listWorkOrders } from '../store/list-work-orders.ts'
import { type AgreementWorld, submitAgreement } from './conclude-agreement.ts'
import { actOnPeriod, type PartyAct, sweepAgreements } from './execute-agreement.ts'
import { type AgreementStage, acceptOf, codeOf, MORNING, openAgreementStage } from './fixtures/agreement-stage.ts'

let stage: AgreementStage
const china = (text: string): Date => new Date(`${text.replace(' ', 'T')}:00+08:00`)

beforeAll(async () => {
  stage = await openAgreementStage()
})
afterAll(() => stage.drop())

const BOOKS = {
  fund: ['liability/payable/hospital -> expense/year-end 893287.03', 'income/drugs -> asset/receivable/hospital 6.70'],
  hospital: ['income/year-end -> asset/receivable/fund 893287.03', 'liability/payable/fund -> expense/drugs 6.70'],
}

describe('the whole road', () => {
  test('submitted, signed, facts, proposal, accepted by both, booked in both books once', async () => {
    const id = 'road-1'
    await submitAgreement(stage.hospital, JSON.stringify({ ...TEST_DOCUMENT, id }))
    const which = { agreementId: id, period: '2026' }
    const early: PartyAct = { kind: 'deliver', name: 'cost', value: '1', signature: null }
    expect(await codeOf(actOnPeriod(stage.hospital, which, early))).toBe('AGREEMENT_NOT_IN_FORCE')
    await stage.conclude({ id })
    expect(await stage.statusOf(id)).toBe('2026 waiting, 2027 waiting')
    const file = await stage.deliverAll(id)
    expect([file.status, file.proposals[0]!.lines.map(({ amount }) => formatYuan(amount))]).toEqual([
      'proposed',
      ['893287.03', '6.70'],
    ])
    expect((await actOnPeriod(stage.fund, which, acceptOf(file))).status).toBe('proposed')
    expect(await stage.booked(stage.fund, id)).toEqual([])
    expect((await actOnPeriod(stage.hospital, which, acceptOf(file))).status).toBe('settled')
    expect(await codeOf(actOnPeriod(stage.hospital, which, acceptOf(file)))).toBe('done')
    await sweepAgreements(stage.world)
    expect([await stage.booked(stage.fund, id), await stage.booked(stage.hospital, id)]).toEqual([
      BOOKS.fund,
      BOOKS.hospital,
    ])
  })

  test('silence: the sweep lapses it at the deadline and not before, and books it', async () => {
    const { id } = (await stage.conclude({ id: 'road-2' })).document
    const file = await stage.deliverAll(id)
    const deadline = new Date(file.proposals[0]!.objectionEndsAt)
    stage.setClock(new Date(deadline.getTime() - 1))
    await sweepAgreements(stage.world)
    expect(await stage.statusOf(id)).toContain('2026 proposed')
    stage.setClock(deadline)
    await sweepAgreements(stage.world)
    expect(await stage.statusOf(id)).toContain('2026 settled')
    expect(await stage.booked(stage.hospital, id)).toEqual(BOOKS.hospital)
    const late: PartyAct = { kind: 'deliver', name: 'cost', value: '1', signature: null }
    expect(await codeOf(actOnPeriod(stage.hospital, { agreementId: id, period: '2026' }, late))).toBe(
      'AGREEMENT_PERIOD_CLOSED',
    )
    stage.setClock(MORNING)
  })

  test('disputed with a counter-fact, corrected, proposed anew, settled by what was corrected', async () => {
    const { id } = (await stage.conclude({ id: 'road-3' })).document
    const which = { agreementId: id, period: '2026' }
    const { proposals } = await stage.deliverAll(id)
    const { proposalNo, hash } = proposals[0]!
    const counterFact = { name: 'cost', value: '880000' }
    await actOnPeriod(stage.fund, which, {
      kind: 'dispute',
      proposalNo,
      hash,
      line: 'year-end',
      reason: '费用数不符',
      counterFact,
    })
    const orders = await listWorkOrders(stage.world.store.database, {
      institutionId: 'H-ONE',
      status: 'open',
      cause: 'AGREEMENT_DISPUTED',
      after: null,
      limit: 9,
    })
    expect(orders.map(({ title }) => title)).toEqual(['road-3 2026 结算建议有异议：year-end 费用数不符'])
    stage.setClock(china('2027-03-01 09:00'))
    await sweepAgreements(stage.world)
    expect(await stage.statusOf(id)).toContain('2026 disputed')
    const file = await actOnPeriod(stage.hospital, which, {
      kind: 'deliver',
      name: 'cost',
      value: '880000',
      signature: null,
    })
    expect(await codeOf(actOnPeriod(stage.fund, which, acceptOf({ ...file, proposals })))).toBe(
      'AGREEMENT_PROPOSAL_SUPERSEDED',
    )
    await actOnPeriod(stage.fund, which, acceptOf(file))
    await actOnPeriod(stage.hospital, which, acceptOf(file))
    // 866435.15 + 80 % of 13564.85
    expect((await stage.booked(stage.fund, id))[0]).toContain('877287.03')
    stage.setClock(MORNING)
  })
})

describe('what goes wrong on the way', () => {
  test('two accept at the same moment: one booking', async () => {
    const { id } = (await stage.conclude({ id: 'road-4' })).document
    const which = { agreementId: id, period: '2026' }
    const file = await stage.deliverAll(id)
    await Promise.all(
      [stage.fund, stage.hospital, stage.fund, stage.hospital].map((by) => actOnPeriod(by, which, acceptOf(file))),
    )
    await sweepAgreements(stage.world)
    expect(await stage.statusOf(id)).toContain('2026 settled')
    expect(await stage.booked(stage.fund, id)).toEqual(BOOKS.fund)
  })

  test('a frozen account asks a person, and is booked when it is thawed: one side twice never, the other side not never', async () => {
    const { id } = (await stage.conclude({ id: 'road-5' })).document
    const file = await stage.deliverAll(id)
    const path = `income/agreement/${id}/year-end`
    const books = { regionId: '330100', institutionId: 'H-ONE' }
    await openAccount(stage.world.store.database, books, { path })
    await freezeAccount(stage.world.store.database, books, { path })
    for (const by of [stage.fund, stage.hospital])
      await actOnPeriod(by, { agreementId: id, period: '2026' }, acceptOf(file))
    expect([await stage.statusOf(id), await stage.booked(stage.hospital, id)]).toEqual([
      expect.stringContaining('2026 accepted'),
      [],
    ])
    const filter = {
      institutionId: 'H-ONE',
      status: 'open',
      cause: 'AGREEMENT_NOT_POSTED',
      after: null,
      limit: 9,
    } as const
    expect((await listWorkOrders(stage.world.store.database, filter))[0]!.title).toContain('CREDIT_ACCOUNT_FROZEN')
    await unfreezeAccount(stage.world.store.database, books, { path })
    stage.setClock(china('2027-01-05 10:00'))
    await sweepAgreements(stage.world)
    expect([await stage.booked(stage.fund, id), await stage.booked(stage.hospital, id)]).toEqual([
      BOOKS.fund,
      BOOKS.hospital,
    ])
    stage.setClock(MORNING)
  })

  test.each([1, 2])(
    'killed before booking %i of the two: the sweep completes what was agreed, once',
    async (booking) => {
      const { id } = (await stage.conclude({ id: `killed-${booking}` })).document
      const which = { agreementId: id, period: '2026' }
      const file = await stage.deliverAll(id)
      await actOnPeriod(stage.fund, which, acceptOf(file))
      let commits = 0
      const dying: AgreementWorld['store'] = {
        ...stage.world.store,
        commit: async (step) => {
          if (++commits === booking) throw new Error('killed here')
          return stage.world.store.commit(step)
        },
      }
      const killed = { ...stage.hospital, world: { ...stage.world, store: dying } }
      await expect(actOnPeriod(killed, which, acceptOf(file))).rejects.toThrow('killed here')
      expect([await stage.statusOf(id), await stage.booked(stage.hospital, id)]).toEqual([
        expect.stringContaining('2026 accepted'),
        [],
      ])
      expect(await stage.booked(stage.fund, id)).toHaveLength(booking === 1 ? 0 : 2)
      await sweepAgreements(stage.world)
      expect(await stage.statusOf(id)).toContain('2026 settled')
      expect([await stage.booked(stage.fund, id), await stage.booked(stage.hospital, id)]).toEqual([
        BOOKS.fund,
        BOOKS.hospital,
      ])
    },
  )

  test('what cannot be worked out is proposed to nobody; after 24 hours the delay is told to both', async () => {
    const formulas = [...TEST_DOCUMENT.formulas, { name: 'extra', is: 'cost ÷ drugCost', unit: 'number' }]
    const { id } = (await stage.conclude({ id: 'road-6', formulas })).document
    const file = await stage.deliverAll(id, { ...TEST_FACTS, drugs: [] })
    expect([file.status, file.proposals.length, file.notComputable]).toEqual([
      'complete',
      0,
      expect.stringContaining('AGREEMENT_DIVIDED_BY_ZERO at formulas[5].is:8'),
    ])
    stage.setClock(china('2027-01-06 09:00'))
    await sweepAgreements(stage.world)
    for (const institutionId of ['FUND-ONE', 'H-ONE']) {
      const orders = await listWorkOrders(stage.world.store.database, {
        institutionId,
        status: 'open',
        cause: null,
        after: null,
        limit: 50,
      })
      const causes = orders.filter(({ title }) => title.startsWith(id)).map(({ cause }) => cause)
      expect(causes.sort()).toEqual(['AGREEMENT_NOT_COMPUTABLE', 'AGREEMENT_PROPOSAL_OVERDUE'])
    }
    stage.setClock(MORNING)
  })
})
