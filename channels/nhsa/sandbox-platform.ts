import { formatYuan } from '@medsettle/money'
import { expect } from 'vitest'
import { startSandbox } from '../../apps/sandbox/start-sandbox.ts'
import type { Bill } from '../../domain/bill/bill.ts'
import type {
  CancelRequest,
  ChannelIo,
  InsuranceChannel,
  InsuranceLedgerRow,
  InsuranceReferences,
  SettleRequest,
} from '../contract/channel.ts'
import { openNetwork } from '../contract/network.ts'
import { BILL } from './scripted-platform.ts'

/** For the acceptance tests: the sandbox's insurance platform with one policy, two catalogue items and a clock. */
export interface SandboxPlatform {
  readonly io: ChannelIo
  readonly nextSequence: () => number
  setNow(instant: Date): void
  admin(path: string, body: unknown): Promise<unknown>
  /** @param institution code, and the profile as query text: `H33010000001&signType=SM3` */
  credentialsOf(institution: string): Promise<Record<string, unknown>>
  fault(operation: string, kind: string, more?: object): Promise<unknown>
  newBill(name: string): Promise<Bill>
  close(): Promise<void>
}

const RATIOS = [{ hospitalLevel: '3', ageFrom: 0, ageTo: 200, ratio: '0.65' }]
const PLAN = { insuranceType: '310', personTypes: ['11'], deductible: 30000, ceiling: 5_000_000, ratios: RATIOS }
const POLICY = {
  ...{
    id: 'sample-330100',
    version: '2026.1',
    source: 'MedSettle sample policy',
    validFrom: '2026-01-01',
    validTo: null,
  },
  plans: [{ ...PLAN, personalAccountPays: ['deductible', 'selfPayFirst', 'coinsurance', 'aboveCeiling'] }],
}
const item = (listCode: string, itemClass: string, selfPayFirstRatio: string, priceCeiling: string | null) => ({
  ...{ listCode, name: '测试项目', itemClass, chargeCategory: '09' },
  ...{ selfPayFirstRatio, priceCeiling },
})

export async function openSandboxPlatform(start: Date): Promise<SandboxPlatform> {
  const sandbox = await startSandbox({ seed: 20261120 })
  const network = openNetwork()
  let [now, sequence, drawn] = [start, 0, 0]
  sandbox.setClock(now)
  const admin = async (path: string, body: unknown): Promise<unknown> => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${sandbox.url}/admin/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    const text = await answer.text()
    expect(`${path} ${answer.status} ${text}`).toMatch(/ 20\d /)
    return JSON.parse(text)
  }
  await admin('policy', POLICY)
  await admin('catalogue', [item('XA001', '甲', '0', null), item('XB001', '乙', '0.10', '100')])
  return {
    io: { fetch: network.fetch, now: () => now, nonce: () => String(++drawn).padStart(32, 'n'), timeoutMs: 5000 },
    nextSequence: () => ++sequence,
    setNow(instant) {
      now = instant
      sandbox.setClock(instant)
    },
    admin,
    async credentialsOf(institution) {
      const answer = await fetch(`${sandbox.url}/admin/credentials?institution=${institution}`)
      return ((await answer.json()) as { nhsa: Record<string, unknown> }).nhsa
    },
    fault: (operation, kind, more = {}) =>
      admin('faults', { channel: 'nhsa', operation, fault: { kind, ...more }, times: 1 }),
    newBill: (name) => newBill(name, admin),
    async close() {
      await network.close()
      await sandbox.close()
    },
  }
}

/** Each case has its own person and visit, so that no case changes the accumulators of another. */
async function newBill(name: string, admin: SandboxPlatform['admin']): Promise<Bill> {
  const [psnNo, certno] = [`P-${name}`, `C-${name}`]
  const person = { psnNo, name: '患者甲', certno, insutype: '310', psnType: '11', age: 40, insuplcAdmdvs: '330100' }
  await admin('persons', [{ ...person, accountBalance: 40000, accumulatedDeductible: 0, accumulatedPooled: 0 }])
  const cover = { ...BILL.cover!, personNo: psnNo, insuredArea: '330100', certificateNo: certno }
  const visit = { visitNo: `V-${name}`, medicalType: '11' }
  return { ...BILL, cover, visit, chargeBatchNo: `B-${name}`, patient: { ...BILL.patient, idNumber: certno } }
}

/** Presettles without a finding and prepares the settlement of it. */
export async function presettled(bill: Bill, channel: InsuranceChannel, next: () => number): Promise<SettleRequest> {
  const { adjudication, outcome, findings, references } = await channel.presettle(bill, channel.nextMessageId(next()))
  expect([outcome.status, outcome.message, findings]).toEqual(['settled', expect.any(String), []])
  const messageId = channel.nextMessageId(next())
  return { bill, attemptId: `at_${messageId.slice(-10)}`, messageId, expected: adjudication!, references }
}

export const cancelOf = (
  request: SettleRequest,
  references: InsuranceReferences,
  messageId: string,
): CancelRequest => ({
  bill: request.bill,
  attemptId: `rf_${request.messageId.slice(-10)}`,
  messageId,
  chargeAttemptId: request.attemptId,
  references: { messageId: request.messageId, ...references },
  settled: request.expected,
  reason: '测试',
})

/** `601.00 = 195.65 + 400.00 + 5.35`: total = fund + account + cash. */
export function split({ expected: a }: Pick<SettleRequest, 'expected'>): string {
  const [total, ...parts] = [a.total, a.fundTotal, a.personalAccount, a.cash].map(formatYuan)
  return `${total} = ${parts.join(' + ')}`
}

export function ledgerRow(request: SettleRequest, settlementId: string, refund: boolean): InsuranceLedgerRow {
  const { total, fundTotal, personalAccount, cash } = request.expected
  const ids = { settlementId, insurerVisitId: request.references.insurerVisitId! }
  const person = { personNo: request.bill.cover!.personNo, insuranceType: '310' }
  return { ...ids, ...person, total, fundTotal, personalAccount, cash, refund }
}
