// Would catch: a province's signature, header scheme, file format or mobile envelope that only works in our own reading.
// Each profile is an institution of its own at a counterpart written independently.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Bill } from '../../domain/bill/bill.ts'
import { chinaDate } from '../../domain/identity/clock.ts'
import { connect } from './channel.ts'
import { cancelOf, ledgerRow, openSandboxPlatform, presettled, type SandboxPlatform } from './sandbox-platform.ts'

let platform: SandboxPlatform

beforeAll(async () => {
  platform = await openSandboxPlatform(new Date('2026-11-20T10:00:00+08:00'))
})

afterAll(() => platform?.close())

const voucherOf = async (bill: Bill): Promise<string> =>
  ((await platform.admin('vouchers', { psnNo: bill.cover!.personNo })) as { payAuthNo: string }).payAuthNo

describe.each([
  'userId=default&signedData=ciphertext',
  'userId=default&signedData=plaintext',
  'userId=appSecret&signedData=ciphertext',
  'userId=appSecret&signedData=plaintext',
])('mobile payment, %s', (switches) => {
  test('6201, 6202, 6301 prove the settlement; 6203 gives it back', async () => {
    const institution = `H3301000${switches.length}${switches.includes('plain') ? 'P' : 'C'}0`
    const mobile = connect(
      { ...(await platform.credentialsOf(`${institution}&${switches}`)), product: 'mobile' },
      platform.io,
    )
    const bill = await platform.newBill(`mobile-${institution}`)
    const cover = { ...bill.cover!, certificateType: '01' as const, certificateNo: await voucherOf(bill) }
    const request = await presettled({ ...bill, cover }, mobile, platform.nextSequence)
    const opened = await mobile.settle(request)
    expect(opened).toMatchObject({ outcome: { status: 'pending' }, again: true })
    const settled = await mobile.settle({ ...request, references: opened.references })
    expect(settled).toMatchObject({ outcome: { status: 'settled', amount: 59565 }, findings: [] })
    expect(settled.outcome.channelRef).toBe(settled.references.settlementId)
    const cancelled = await mobile.cancel(
      cancelOf(request, settled.references, mobile.nextMessageId(platform.nextSequence())),
    )
    expect(cancelled).toMatchObject({ status: 'settled', amount: 59565 })
    const asked = await mobile.querySettlement({ ...request, references: settled.references })
    expect(asked.outcome.status).toBe('declined')
  })

  test('an answer signed by somebody else is unknown, and the query finds the truth', async () => {
    const institution = `H3301001${switches.length}${switches.includes('plain') ? 'P' : 'C'}0`
    const mobile = connect(
      { ...(await platform.credentialsOf(`${institution}&${switches}`)), product: 'mobile' },
      platform.io,
    )
    const bill = await platform.newBill(`forged-${institution}`)
    const cover = { ...bill.cover!, certificateType: '01' as const, certificateNo: await voucherOf(bill) }
    const request = await presettled({ ...bill, cover }, mobile, platform.nextSequence)
    await platform.fault('6202', 'bad-signature')
    const opened = await mobile.settle(request)
    const { outcome, references } = await mobile.settle({ ...request, references: opened.references })
    expect(outcome).toMatchObject({ status: 'unknown', channelCode: 'NHSA_BAD_SIGNATURE' })
    expect((await mobile.querySettlement({ ...request, references })).outcome.status).toBe('settled')
  })
})

describe('provinces differ', () => {
  test.each([
    'signType=SM3&hexCase=lower',
    'signType=SM2&separator=,&header=true&encoding=gbk',
    'encoding=gbk&separator=%7C',
  ])('%s', async (profile) => {
    const institution = `H33020000${String(profile.length).padStart(3, '0')}`
    const province = connect(await platform.credentialsOf(`${institution}&${profile}`), platform.io)
    const request = await presettled(await platform.newBill(institution), province, platform.nextSequence)
    const settled = await province.settle(request)
    expect(settled).toMatchObject({ outcome: { status: 'settled', amount: 59565 }, findings: [] })
    const day = platform.io.now()
    platform.setNow(new Date(day.getTime() + 86_400_000))
    const own = [ledgerRow(request, settled.references.settlementId!, false)]
    const [totals, details] = (await province.reconcile(chinaDate(day), own)).map((file) =>
      province.readStatement(file),
    )
    expect([totals!.totals['310 stmt_rslt'], details!.quarantined]).toEqual(['0', []])
    expect(details!.lines).toMatchObject([{ amountFen: 59565, channelStatus: '0', ourOrderId: request.messageId }])
  })
})
