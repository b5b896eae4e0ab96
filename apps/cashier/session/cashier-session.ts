import type { CashierView, PresentationView } from '../view.ts'
import type { Attempt, AttemptKeys, PayChoice } from './attempt-keys.ts'
import { backOffMs } from './back-off.ts'
import type { Answer, CashierApi } from './cashier-api.ts'
import { createLiveView, type StreamHandlers } from './live-view.ts'
import { isOlder, type PageEvent, type PageState, reduce, START } from './page-state.ts'
import { payPermission } from './screen.ts'

/** Everything the session uses of the browser. */
export interface SessionSurroundings {
  readonly api: CashierApi
  readonly keys: AttemptKeys
  openStream(handlers: StreamHandlers): () => void
  /** leaves for the wallet */
  openWallet(presentation: PresentationView): void
  schedule(ms: number, act: () => void): () => void
  nowMs(): number
  /** number in [0, 1) */
  chance(): number
}

export interface CashierSession {
  getState(): PageState
  subscribe(listener: () => void): () => void
  start(): void
  /** before the browser freezes the page: an open stream would forbid the way back */
  rest(): void
  hurry(): void
  /** the choice is ignored in favour of the kept attempt while nobody knows that attempt's fate */
  pay(choice: PayChoice): Promise<void>
  switchChannel(): Promise<void>
  ask(): Promise<void>
  /** the attempt of an earlier visit whose fate is still open: offered first, so that its key is used again */
  kept(orderId: string): Attempt | null
}

interface Core {
  readonly outside: SessionSurroundings
  state: PageState
  dispatch(event: PageEvent): void
  hear(answer: Answer): void
  /** the channel the patient has tapped in this very page: leave for its wallet as soon as it can be opened, once */
  walletWanted: string | null
}

/** With the waits of back-off about a minute, then the patient is told and asked. */
const REPEATS = 6

export function createCashierSession(outside: SessionSurroundings): CashierSession {
  const listeners = new Set<() => void>()
  const core: Core = {
    outside,
    state: START,
    walletWanted: null,
    dispatch(event) {
      core.state = reduce(core.state, event)
      for (const listener of listeners) listener()
    },
    hear: (answer) => hear(core, answer),
  }
  const live = createLiveView({
    openStream: outside.openStream,
    getView: outside.api.getView,
    schedule: outside.schedule,
    chance: outside.chance,
    onAnswer: (answer) => {
      core.hear(answer)
      if (core.state.unknownToken) live.stop()
    },
    onLink: (link) => core.dispatch({ kind: 'link', link }),
  })
  return {
    getState: () => core.state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start: live.start,
    rest: live.stop,
    hurry: live.hurry,
    pay: (choice) => pay(core, choice),
    switchChannel: () => switchChannel(core),
    ask: () => ask(core),
    kept: outside.keys.unseen,
  }
}

/**
 * Once an order is on the screen, a refused question changes nothing: what is shown was true and the next answer will
 * tell. Only an order that cannot be read any more stops the page.
 */
function hear(core: Core, answer: Answer): void {
  if (answer.kind === 'view') return showView(core, answer.view)
  if (answer.kind === 'unanswered') return
  const isFirst = core.state.view === null
  if (isFirst && answer.status === 404) core.dispatch({ kind: 'unknownToken' })
  else if (isFirst || answer.status < 300) core.dispatch({ kind: 'refused', refusal: answer.refusal })
}

function showView(core: Core, view: CashierView): void {
  core.dispatch({ kind: 'view', view, receivedAtMs: core.outside.nowMs() })
  if (core.state.view !== view) return
  core.outside.keys.learn(view)
  leaveForWallet(core, view)
}

/** Only a tap opens a wallet. A reload, or the back button, finds the order charging and must not leave by itself. */
function leaveForWallet(core: Core, view: CashierView): void {
  const wanted = core.walletWanted
  if (view.status !== 'charging' && core.state.act === 'none') core.walletWanted = null
  if (view.status !== 'charging' || wanted === null || wanted !== view.chosenChannel || !view.presentation) return
  core.walletWanted = null
  if (view.presentation.kind !== 'qr') core.outside.openWallet(view.presentation)
}

async function pay(core: Core, choice: PayChoice): Promise<void> {
  const { view } = core.state
  const permission = payPermission(core.state)
  if (!view || permission === 'no') return
  const { keys, api } = core.outside
  const attempt = (permission === 'sameOnly' && keys.unseen(view.orderId)) || keys.attemptFor(view.orderId, choice)
  core.walletWanted = attempt.body.channel
  core.dispatch({ kind: 'act', act: 'paying' })
  const answer = await insist(core, () => api.pay(attempt.key, attempt.body), 'quoted')
  core.dispatch({ kind: 'act', act: 'none' })
  if (answer.kind === 'view') keys.markSeen(view.orderId)
  else core.walletWanted = null
  // an answer that says yes but cannot be read must not free the way for a second payment
  if (answer.kind === 'refused' && answer.status >= 400 && !answer.refusal.retrySameKey) keys.forget(view.orderId)
  await conclude(core, answer)
}

async function switchChannel(core: Core): Promise<void> {
  if (core.state.view?.status !== 'charging' || core.state.act !== 'none') return
  core.walletWanted = null
  core.dispatch({ kind: 'act', act: 'switching' })
  const answer = await insist(core, core.outside.api.switchChannel, 'charging')
  core.dispatch({ kind: 'act', act: 'none' })
  await conclude(core, answer)
}

async function ask(core: Core): Promise<void> {
  if (core.state.act !== 'none') return
  core.dispatch({ kind: 'act', act: 'asking' })
  const answer = await core.outside.api.getView()
  core.dispatch({ kind: 'act', act: 'none' })
  if (answer.kind === 'view') core.dispatch({ kind: 'asked' })
  core.hear(answer)
}

/**
 * A refused act says why, and the order itself says where it stands. So does it when a key is answered with the reply of
 * its first use, which may be minutes old.
 */
async function conclude(core: Core, answer: Answer): Promise<void> {
  if (answer.kind === 'view')
    return core.hear(isOlder(answer.view, core.state.view) ? await core.outside.api.getView() : answer)
  const refusal = answer.kind === 'refused' ? answer.refusal : NO_ANSWER
  core.dispatch({ kind: 'refused', refusal })
  core.hear(await core.outside.api.getView())
}

const NO_ANSWER = { code: 'NO_ANSWER', moneyMoved: 'unknown', retrySameKey: true, message: '' } as const

/**
 * Sends again until somebody answers, or until the stream shows that the act has happened after all (the order has left
 * the status `from`). Sending again is safe: payment carries its key, and giving up twice gives up once.
 */
async function insist(core: Core, send: () => Promise<Answer>, from: CashierView['status']): Promise<Answer> {
  for (let tries = 0; tries <= REPEATS; tries++) {
    const answer = await send()
    if (answer.kind !== 'unanswered') return answer
    if (tries === 0) core.dispatch({ kind: 'repeating' })
    await new Promise<void>((done) => core.outside.schedule(backOffMs(tries, core.outside.chance), done))
    const { view } = core.state
    if (view && view.status !== from) return { kind: 'view', view }
  }
  return { kind: 'unanswered' }
}
