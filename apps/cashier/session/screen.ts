import type { CashierView } from '../view.ts'
import type { PageState } from './page-state.ts'
import { serverNowMs } from './page-state.ts'

/** What the patient sees. Each name is also the `data-screen` of the page. */
export type Screen =
  | 'loading'
  | 'unknownToken'
  | 'unreadable'
  | 'pay'
  | 'expired'
  | 'wallet'
  | 'working'
  | 'paid'
  | 'reversing'
  | 'reversed'
  | 'closed'
  | 'partlyRefunded'
  | 'refunded'

export function screenOf(state: PageState, nowMs: number): Screen {
  if (state.unknownToken) return 'unknownToken'
  if (state.view === null) return state.refusal ? 'unreadable' : 'loading'
  if (state.view.status === 'quoted') return isExpired(state, state.view, nowMs) ? 'expired' : 'pay'
  return SCREEN_OF_STATUS[state.view.status](state.view)
}

const SCREEN_OF_STATUS: Record<Exclude<CashierView['status'], 'quoted'>, (view: CashierView) => Screen> = {
  charging: (view) => (view.presentation ? 'wallet' : 'working'),
  paid: () => 'paid',
  reversing: () => 'reversing',
  reversed: () => 'reversed',
  closed: () => 'closed',
  partlyRefunded: () => 'partlyRefunded',
  refunded: () => 'refunded',
}

/** The wallet has paid and the rest is the insurer's: nothing more is asked of the patient. */
export function isOwnPartPaid(view: CashierView): boolean {
  return (
    view.status === 'charging' && view.progress.some(({ step, state }) => step === 'walletPaid' && state === 'done')
  )
}

function isExpired(state: PageState, view: CashierView, nowMs: number): boolean {
  return state.act === 'none' && serverNowMs(state, nowMs) >= Date.parse(view.expiresAt)
}

/** Milliseconds until the order lapses by the server's clock, never below 0. */
export function leftMs(state: PageState, view: CashierView, nowMs: number): number {
  return Math.max(0, Date.parse(view.expiresAt) - serverNowMs(state, nowMs))
}

/**
 * May the pay button be tapped? Where nobody knows whether money moved, only the very same attempt may be sent again
 * (`sameOnly`): a different wallet could take the money a second time.
 */
export function payPermission(state: PageState): 'free' | 'sameOnly' | 'no' {
  if (state.view?.status !== 'quoted' || state.act !== 'none') return 'no'
  const refusal = state.refusal
  if (refusal === null || refusal.moneyMoved === 'none') return 'free'
  return refusal.moneyMoved === 'unknown' && refusal.retrySameKey ? 'sameOnly' : 'no'
}
