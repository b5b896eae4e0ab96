import type { CashierRefusal, CashierView } from '../view.ts'

/** `polling`: the event stream is down but questions are answered. `offline`: nothing is answered. */
export type Link = 'connecting' | 'live' | 'polling' | 'offline'
export type Act = 'none' | 'paying' | 'switching' | 'asking'

export interface PageState {
  readonly view: CashierView | null
  /** the server's clock minus the phone's, ms */
  readonly clockOffsetMs: number
  readonly link: Link
  readonly act: Act
  /** the act under way was not answered at once and is being sent again */
  readonly repeating: boolean
  readonly refusal: CashierRefusal | null
  readonly unknownToken: boolean
}

export type PageEvent =
  | { readonly kind: 'view'; readonly view: CashierView; readonly receivedAtMs: number }
  | { readonly kind: 'link'; readonly link: Link }
  | { readonly kind: 'act'; readonly act: Act }
  | { readonly kind: 'repeating' }
  | { readonly kind: 'refused'; readonly refusal: CashierRefusal }
  | { readonly kind: 'asked' }
  | { readonly kind: 'unknownToken' }

export const START: PageState = {
  view: null,
  clockOffsetMs: 0,
  link: 'connecting',
  act: 'none',
  repeating: false,
  refusal: null,
  unknownToken: false,
}

export function reduce(state: PageState, event: PageEvent): PageState {
  switch (event.kind) {
    case 'view':
      return withView(state, event.view, event.receivedAtMs)
    case 'link':
      return { ...state, link: event.link }
    case 'act':
      return event.act === 'none'
        ? { ...state, act: 'none', repeating: false }
        : { ...state, act: event.act, repeating: false, refusal: event.act === 'asking' ? state.refusal : null }
    case 'repeating':
      return { ...state, repeating: true }
    case 'refused':
      return { ...state, refusal: event.refusal }
    case 'asked':
      return { ...state, refusal: null }
    case 'unknownToken':
      return { ...state, unknownToken: true }
  }
}

/** An answer and an event cross within seconds. Anything older than this is a server clock that was set back. */
const CROSSING_MS = 60_000

/** Was this view overtaken by the one on the screen? Of one version, by the server's clock. */
export function isOlder(view: CashierView, shown: CashierView | null): boolean {
  if (shown === null || view.version !== shown.version) return shown !== null && view.version < shown.version
  const behindMs = Date.parse(shown.serverTime) - Date.parse(view.serverTime)
  return behindMs > 0 && behindMs < CROSSING_MS
}

/**
 * A view older than the one on the screen is dropped: it would offer the pay button again after the payment had begun, or
 * take the receipt away from a patient who has paid.
 */
function withView(state: PageState, view: CashierView, receivedAtMs: number): PageState {
  if (isOlder(view, state.view)) return state
  const serverMs = Date.parse(view.serverTime)
  const isNews = view.status !== state.view?.status || view.chosenChannel !== state.view.chosenChannel
  const wasUnreadable = state.refusal?.code.startsWith('VIEW_') === true
  return {
    ...state,
    view,
    clockOffsetMs: serverMs - receivedAtMs,
    refusal: isNews || wasUnreadable ? null : state.refusal,
  }
}

export const serverNowMs = (state: PageState, nowMs: number): number => nowMs + state.clockOffsetMs
