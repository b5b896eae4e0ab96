import { RefusalError } from '../../../domain/identity/refusal.ts'
import type { CashierView } from '../view.ts'
import { backOffMs } from './back-off.ts'
import type { Answer } from './cashier-api.ts'
import type { Link } from './page-state.ts'
import { readView } from './read-view.ts'

export interface StreamHandlers {
  opened(): void
  /** text of one `view` event */
  view(text: string): void
  broken(): void
}

export interface LiveViewOptions {
  /** opens the server-sent events; returns the way to close them */
  openStream(handlers: StreamHandlers): () => void
  getView(): Promise<Answer>
  schedule(ms: number, act: () => void): () => void
  chance(): number
  onAnswer(answer: Answer): void
  onLink(link: Link): void
}

export interface LiveView {
  start(): void
  stop(): void
  /** the phone says that the network is back, or the page is looked at again: do not wait for the back-off */
  hurry(): void
}

/** A stream can die without a word. An open one is checked with a question this often, ms. */
const CHECK_MS = 20_000

interface Running {
  closeStream: () => void
  cancelTimer: () => void
  isStreamOpen: boolean
  tries: number
  /** events and timers of an earlier connection must not speak for a later one */
  turn: number
  isStopped: boolean
}

const nothing = (): void => {}

/** Keeps the page's view fresh: a stream while it holds, questions with back-off while it does not. */
export function createLiveView(options: LiveViewOptions): LiveView {
  const running: Running = {
    closeStream: nothing,
    cancelTimer: nothing,
    isStreamOpen: false,
    tries: 0,
    turn: 0,
    isStopped: true,
  }
  const begin = (): void => {
    disconnect(running)
    running.isStopped = false
    running.tries = 0
    connect(options, running)
  }
  const stop = (): void => {
    disconnect(running)
    running.isStopped = true
  }
  return { start: begin, hurry: begin, stop }
}

function disconnect(running: Running): void {
  running.turn += 1
  running.closeStream()
  running.cancelTimer()
  running.closeStream = nothing
  running.cancelTimer = nothing
  running.isStreamOpen = false
}

/** Every connection also asks, so that a page that was asleep is right before the first event comes. */
function connect(options: LiveViewOptions, running: Running): void {
  const turn = running.turn
  const ifCurrent = (act: () => void): void => {
    if (running.turn === turn) act()
  }
  const lose = (): void => ifCurrent(() => connectLater(options, running))
  running.closeStream = options.openStream({
    opened: () =>
      ifCurrent(() => {
        running.isStreamOpen = true
        running.tries = 0
        options.onLink('live')
      }),
    view: (text) =>
      ifCurrent(() => {
        const view = readEvent(text)
        if (view) options.onAnswer({ kind: 'view', view })
        else lose()
      }),
    broken: lose,
  })
  void check(options, running, turn)
}

/** An answer is heard even when its stream has broken meanwhile: behind a proxy without streams it is all there is. */
async function check(options: LiveViewOptions, running: Running, turn: number): Promise<void> {
  const answer = await options.getView()
  if (running.isStopped) return
  if (answer.kind !== 'unanswered') {
    options.onLink(running.isStreamOpen ? 'live' : 'polling')
    options.onAnswer(answer)
  } else if (running.turn === turn || !running.isStreamOpen) options.onLink('offline')
  if (running.turn !== turn) return
  if (answer.kind === 'unanswered') connectLater(options, running)
  else running.cancelTimer = options.schedule(CHECK_MS, () => void check(options, running, turn))
}

function connectLater(options: LiveViewOptions, running: Running): void {
  disconnect(running)
  running.cancelTimer = options.schedule(backOffMs(running.tries, options.chance), () => connect(options, running))
  running.tries += 1
}

function readEvent(text: string): CashierView | null {
  try {
    return readView(JSON.parse(text))
  } catch (error) {
    if (error instanceof RefusalError || error instanceof SyntaxError) return null
    throw error
  }
}
