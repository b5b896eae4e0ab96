import type {
  CancelRequest,
  InsuranceAnswer,
  InsuranceChannel,
  Manifest,
  SettleRequest,
  WalletChannel,
} from '../channels/contract/channel.ts'
import { isNotFound } from '../channels/contract/not-found.ts'
import type { Outcome } from '../channels/contract/outcome.ts'
import type { Bill } from '../domain/bill/bill.ts'
import { invariant } from '../domain/identity/refusal.ts'
import type { Call, Heard } from '../domain/order/call.ts'
import type { OrderFile } from '../domain/order/draft.ts'
import type { Attempt } from '../domain/order/order.ts'
import type { World } from './world.ts'

/** The bill of the order at hand. */
export type BillReader = () => Promise<Bill | null>

/** Says one thing to one channel and writes down what was heard. Nothing is decided here. */
export async function performCall(world: World, file: OrderFile, call: Call, bill: BillReader): Promise<Heard> {
  const started = performance.now()
  const heard =
    call.attempt.leg === 'wallet' ? await callWallet(world, file, call) : await callInsurance(world, file, call, bill)
  const ms = performance.now() - started
  const answered = heard.status !== 'unknown' || heard.notFound
  world.watch.called({ channel: call.attempt.channel, kind: call.kind, ms, status: heard.status, answered })
  return heard
}

async function callWallet(world: World, file: OrderFile, { kind, attempt }: Call): Promise<Heard> {
  const wallet = await world.channels.wallet(file.order.institutionId, attempt.channel)
  if (kind === 'sendCharge') return sendCharge(world, file, wallet, attempt)
  if (kind === 'closeCharge') return closeCharge(wallet, attempt)
  if (kind === 'queryCharge')
    return heardOutcome(kind, attempt, wallet.manifest, await wallet.queryCharge(attempt.attemptId))
  if (kind === 'sendRefund') return sendRefund(world, file, wallet, attempt)
  const outcome = await wallet.queryRefund({ attemptId: attempt.attemptId, chargeAttemptId: attempt.chargeAttemptId! })
  return heardOutcome('queryRefund', attempt, wallet.manifest, outcome)
}

async function sendCharge(world: World, file: OrderFile, wallet: WalletChannel, attempt: Attempt): Promise<Heard> {
  const request = {
    attemptId: attempt.attemptId,
    amount: attempt.amount,
    description: describe(file),
    product: attempt.detail.product ?? wallet.manifest.products?.[0] ?? 'native',
    notifyUrl: notifyUrl(world, file, attempt),
    expiresAt: new Date(file.order.expiresAt),
    ...(attempt.detail.payer ?? {}),
  }
  const reply = await wallet.charge(request)
  return {
    ...heardOutcome('sendCharge', attempt, wallet.manifest, reply.outcome),
    ...(reply.presentation ? { presentation: reply.presentation } : {}),
  }
}

/** Shown in the wallet's list of payments; never a diagnosis or a department. */
const describe = (file: OrderFile): string => `门诊缴费 ${file.order.state.hisBillNo}`

const notifyUrl = (world: World, file: OrderFile, attempt: Attempt): string =>
  `${world.settings.publicUrl}/notify/${attempt.channel}/${file.order.institutionId}`

async function closeCharge(wallet: WalletChannel, attempt: Attempt): Promise<Heard> {
  const reply = await wallet.close(attempt.attemptId)
  const status = { closed: 'declined', paid: 'settled', pending: 'pending', unknown: 'unknown' } as const
  const outcome = { ...reply, status: status[reply.status], channelRef: null, amount: null, at: null }
  return heardOutcome('closeCharge', attempt, wallet.manifest, outcome)
}

async function sendRefund(world: World, file: OrderFile, wallet: WalletChannel, attempt: Attempt): Promise<Heard> {
  const charge = file.attempts.find((one) => one.attemptId === attempt.chargeAttemptId)
  invariant(charge?.status === 'settled', `refund ${attempt.attemptId} would give back money that was never taken`)
  const outcome = await wallet.refund({
    attemptId: attempt.attemptId,
    chargeAttemptId: charge.attemptId,
    chargeRef: charge.channelRef,
    chargeAmount: charge.amount,
    amount: attempt.amount,
    reason: '门诊退费',
    notifyUrl: notifyUrl(world, file, attempt),
  })
  return heardOutcome('sendRefund', attempt, wallet.manifest, outcome)
}

async function callInsurance(world: World, file: OrderFile, { kind, attempt }: Call, read: BillReader): Promise<Heard> {
  const insurer = await world.channels.insurance(file.order.institutionId)
  invariant(insurer !== null, `order ${file.order.orderId} has an insured part but the institution lost its insurer`)
  const bill = await read()
  invariant(bill !== null, `order ${file.order.orderId} has no bill; its insurance part cannot be told to anybody`)
  const heard = await askInsurer({ world, file, insurer, bill }, { kind, attempt })
  return { ...heard, ...personOf(world, bill) }
}

type Insured = {
  readonly world: World
  readonly file: OrderFile
  readonly insurer: InsuranceChannel
  readonly bill: Bill
}

async function askInsurer(insured: Insured, { kind, attempt }: Call): Promise<Heard> {
  const { file, insurer, bill } = insured
  const { manifest } = insurer
  if (kind === 'settleInsurance')
    return heardAnswer(kind, attempt, manifest, await insurer.settle(settleRequest(file, bill, attempt)))
  if (kind === 'queryInsurance')
    return heardAnswer(kind, attempt, manifest, await insurer.querySettlement(settleRequest(file, bill, attempt)))
  if (kind === 'undoInsurance') {
    const undo = cancelRequest(insured, attempt, { charge: attempt, messageId: attempt.detail.undoMessageId! })
    const outcome = await insurer.reverseUnknown(undo)
    return heardOutcome(kind, attempt, manifest, outcome)
  }
  const charge = file.attempts.find((one) => one.attemptId === attempt.chargeAttemptId)!
  const request = cancelRequest(insured, attempt, { charge, messageId: attempt.detail.messageId! })
  return heardOutcome('cancelInsurance', attempt, manifest, await insurer.cancel(request))
}

function settleRequest(file: OrderFile, bill: Bill, attempt: Attempt): SettleRequest {
  return {
    bill,
    attemptId: attempt.attemptId,
    messageId: attempt.detail.messageId!,
    expected: file.order.state.adjudication,
    references: { ...file.order.state.references, ...attempt.detail.references },
  }
}

function cancelRequest(
  { file, bill }: Insured,
  attempt: Attempt,
  of: { readonly charge: Attempt; readonly messageId: string },
): CancelRequest {
  const original = of.charge.detail.messageId
  return {
    bill,
    attemptId: attempt.attemptId,
    messageId: of.messageId,
    chargeAttemptId: of.charge.attemptId,
    references: {
      ...file.order.state.references,
      ...of.charge.detail.references,
      ...(original ? { messageId: original } : {}),
    },
    settled: of.charge.detail.actual ?? file.order.state.adjudication,
    reason: '退费',
  }
}

function heardAnswer(kind: Call['kind'], attempt: Attempt, manifest: Manifest, answer: InsuranceAnswer): Heard {
  return {
    ...heardOutcome(kind, attempt, manifest, answer.outcome),
    ...(answer.adjudication ? { adjudication: answer.adjudication } : {}),
    findings: answer.findings,
    references: answer.references,
    ...(answer.again ? { again: true } : {}),
  }
}

export function heardOutcome(
  kind: Call['kind'],
  attempt: Pick<Attempt, 'attemptId'>,
  manifest: Manifest,
  outcome: Outcome,
): Heard {
  return {
    kind,
    attemptId: attempt.attemptId,
    status: outcome.status,
    channelRef: outcome.channelRef,
    amount: outcome.amount,
    channelCode: outcome.channelCode,
    message: outcome.message,
    at: outcome.at,
    notFound: isNotFound(manifest, outcome.channelCode),
    graceMs: manifest.notFoundGraceMs,
  }
}

function personOf(world: World, bill: Bill): Pick<Heard, 'person'> {
  if (!bill.cover) return {}
  const { personNo, insuranceType } = bill.cover
  return { person: { personKey: world.store.sealer.blind(personNo), insuranceType } }
}
