import { RefusalError } from '../domain/identity/refusal.ts'
import type { OrderFile } from '../domain/order/draft.ts'
import type { World } from './world.ts'

/** Asks the risk rules before anything is charged. @throws RefusalError STEP_UP_NEEDED, RISK_BLOCKED; no money moved */
export async function screenOrder(
  world: World,
  file: OrderFile,
  payment: {
    readonly stepUpConfirmed?: boolean
    /** other bills with one of its prescriptions that are paid, or being paid */
    readonly paidPrescriptions: number
  },
): Promise<void> {
  const { order } = file
  const decision = await world.rules.screen({
    cashFen: order.state.adjudication.cash,
    paidPrescriptions: payment.paidPrescriptions,
    stepUpConfirmed: payment.stepUpConfirmed ?? order.state.stepUpConfirmed ?? false,
  })
  if (decision.verdict === 'pass') return
  throw new RefusalError({
    code: decision.verdict === 'stepUp' ? 'STEP_UP_NEEDED' : 'RISK_BLOCKED',
    stage: 'risk',
    moneyMoved: 'none',
    retrySameKey: false,
    message: decision.reason,
    place: decision.rule,
  })
}
