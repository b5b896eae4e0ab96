import { createAttemptKeys, type KeyShelf } from '../session/attempt-keys.ts'
import { createCashierApi, eventsPath } from '../session/cashier-api.ts'
import { type CashierSession, createCashierSession } from '../session/cashier-session.ts'
import type { Device } from '../session/choose-product.ts'
import type { StreamHandlers } from '../session/live-view.ts'
import { openWallet } from './open-wallet.ts'

/** A channel's own answer may take a dozen seconds; after this the same key is sent again. */
const TIMEOUT_MS = 20_000

/** Binds the session to the real browser: network, storage, clock, chance. */
export function connectSession(token: string): CashierSession {
  const schedule = (ms: number, act: () => void): (() => void) => {
    const timer = window.setTimeout(act, ms)
    return () => window.clearTimeout(timer)
  }
  return createCashierSession({
    api: createCashierApi({ fetch: window.fetch.bind(window), token, timeoutMs: TIMEOUT_MS, schedule }),
    keys: createAttemptKeys(shelf(), newKey),
    openStream: (handlers) => openStream(eventsPath(token), handlers),
    openWallet,
    schedule,
    nowMs: () => Date.now(),
    chance: () => Math.random(),
  })
}

function openStream(path: string, handlers: StreamHandlers): () => void {
  const source = new EventSource(path)
  source.addEventListener('open', handlers.opened)
  source.addEventListener('view', (event) => handlers.view(event.data))
  source.addEventListener('error', handlers.broken)
  return () => source.close()
}

/** Keeps the session awake only while the page is looked at: wallets freeze the page they were opened from. */
export function followPage(session: CashierSession): void {
  window.addEventListener('pagehide', session.rest)
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) session.hurry()
  })
  window.addEventListener('online', session.hurry)
  // a stream whose network is gone stays silent for long: the question that comes with hurrying fails at once
  window.addEventListener('offline', session.hurry)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') session.hurry()
  })
}

/** 128 bits of chance as text. `crypto.randomUUID` would need https, and a pilot hospital may still be without. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Private windows may forbid storage: then the key lives as long as the page, and the server alone refuses seconds. */
function shelf(): KeyShelf {
  try {
    const probe = 'medsettle.probe'
    window.sessionStorage.setItem(probe, '1')
    window.sessionStorage.removeItem(probe)
    return window.sessionStorage
  } catch {
    const kept = new Map<string, string>()
    return {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
      removeItem: (name) => void kept.delete(name),
    }
  }
}

/** A coarse pointer or a narrow window means that the wallet is on this very device. */
export function deviceOf(): Device {
  return window.matchMedia('(pointer: coarse)').matches || window.innerWidth < 640 ? 'handheld' : 'desktop'
}
