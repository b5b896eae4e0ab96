import { useEffect, useReducer, useRef, useSyncExternalStore } from 'react'
import type { CashierSession } from '../session/cashier-session.ts'
import type { Device } from '../session/choose-product.ts'
import type { PageState } from '../session/page-state.ts'
import { leftMs, type Screen, screenOf } from '../session/screen.ts'
import type { CashierView } from '../view.ts'
import { chinaMinute } from '../words/amount.ts'
import type { Language } from '../words/language.ts'
import type { Words } from '../words/zh.ts'
import { AmountDue } from './amount-due.tsx'
import { BillLines } from './bill-lines.tsx'
import { UnknownToken, Unreadable } from './dead-ends.tsx'
import { Fetched } from './fetched.tsx'
import { LATER } from './later.ts'
import { OfflineNotice, RefusalNotice } from './notices.tsx'
import { type PanelProps, PayPanel } from './pay-panel.tsx'
import { ProgressList } from './progress-list.tsx'
import { TopBar } from './top-bar.tsx'
import { WhoPays } from './who-pays.tsx'

interface PageProps {
  readonly session: CashierSession
  readonly words: Words
  readonly language: Language
  readonly device: Device
}

export function CashierPage(props: PageProps) {
  const { session, words, language } = props
  const state = useSyncExternalStore(session.subscribe, session.getState)
  const nowMs = useNow(state)
  const screen = screenOf(state, nowMs)
  useArrival(screen, words)
  return (
    <>
      <TopBar words={words} language={language} institution={state.view?.institution.name ?? ''} />
      <OfflineNotice words={words} isOffline={state.link === 'offline'} />
      {screen === 'unknownToken' && <UnknownToken words={words} />}
      {screen === 'unreadable' && <Unreadable words={words} refusal={state.refusal} />}
      {screen === 'loading' && (
        <main className="card" data-screen="loading" aria-busy="true">
          <h1>{words.titles.loading}</h1>
        </main>
      )}
      {state.view && !state.unknownToken && (
        <OrderPage {...props} state={state} view={state.view} screen={screen} nowMs={nowMs} />
      )}
    </>
  )
}

interface OrderProps extends PanelProps {
  readonly screen: Screen
  readonly nowMs: number
}

function OrderPage(props: OrderProps) {
  const { state, view, screen, words, language, session } = props
  const { receipt } = view
  return (
    <main className="order" data-testid="order" data-screen={screen} data-link={state.link}>
      <div className="side">
        <AmountDue view={view} words={words} screen={screen}>
          {screen === 'pay' && <PayBefore {...props} />}
        </AmountDue>
        {state.refusal && <RefusalNotice words={words} refusal={state.refusal} />}
        {state.refusal && state.refusal.moneyMoved !== 'none' && screen === 'pay' && (
          <button type="button" className="button" data-testid="ask" onClick={() => void session.ask()}>
            {words.ask}
          </button>
        )}
        {screen === 'pay' && <PayPanel {...props} />}
        {(screen === 'wallet' || screen === 'working') && (
          <Fetched load={LATER.wallet} words={words} show={({ WalletPanel }) => <WalletPanel {...props} />} />
        )}
        <ProgressList steps={view.progress} words={words} language={language} />
        {receipt && (
          <Fetched
            load={LATER.receipt}
            words={words}
            show={({ ReceiptCard }) => <ReceiptCard view={view} receipt={receipt} words={words} language={language} />}
          />
        )}
      </div>
      <div className="side">
        <WhoPays view={view} words={words} isVoid={VOID.includes(screen)} />
        <BillLines view={view} words={words} />
      </div>
    </main>
  )
}

/** Nothing of the plan was carried out, or all of it was taken back. */
const VOID: readonly Screen[] = ['expired', 'closed', 'reversed']

function PayBefore({ state, view, words, nowMs }: OrderProps) {
  const minutes = Math.ceil(leftMs(state, view, nowMs) / 60_000)
  return (
    <p className="small" data-testid="pay-before">
      {words.payBefore(chinaMinute(view.expiresAt).slice(11), minutes)}
    </p>
  )
}

/** Wakes the page when the order lapses and each half minute before: no ticking clock that hurries the slow reader. */
function useNow(state: PageState): number {
  const [tick, wake] = useReducer((count: number) => count + 1, 0)
  const nowMs = Date.now()
  const waitMs = state.view ? waitOf(state, state.view, nowMs) : null
  const isWaiting = waitMs !== null
  const latest = useRef(waitMs)
  latest.current = waitMs
  // biome-ignore lint/correctness/useExhaustiveDependencies: one timer per tick and view, not one per render
  useEffect(() => {
    if (!isWaiting) return
    const timer = window.setTimeout(wake, latest.current ?? 0)
    return () => window.clearTimeout(timer)
  }, [isWaiting, tick, state.view?.expiresAt, state.clockOffsetMs])
  return nowMs
}

function waitOf(state: PageState, view: CashierView, nowMs: number): number | null {
  if (view.status !== 'quoted') return null
  const left = leftMs(state, view, nowMs)
  return left > 0 ? Math.min(30_000, left + 50) : null
}

/** A new screen names itself in the window's title, and takes the focus when its old place has vanished. */
function useArrival(screen: Screen, words: Words): void {
  useEffect(() => {
    document.title = `${words.titles[screen]} · ${words.cashier}`
    if (document.activeElement === document.body && screen !== 'loading' && screen !== 'pay')
      document.querySelector<HTMLElement>('h1[tabindex]')?.focus({ preventScroll: true })
  }, [screen, words])
}
