import { join } from 'node:path'
import { handleAdmin } from './admin/routes.ts'
import { createAlipayRoom } from './alipay/room.ts'
import { createFaultBook } from './core/faults.ts'
import { type Handled, jsonAnswer, type SandboxRequest } from './core/http.ts'
import { type Journal, openJournal } from './core/journal.ts'
import type { Room } from './core/room.ts'
import { listen } from './core/server.ts'
import { DEFAULT_SETTINGS, type Settings } from './core/settings.ts'
import { createWorld } from './core/world.ts'
import { createNhsaRoom } from './nhsa/room.ts'
import { handleWallet } from './wallet/routes.ts'
import { createWechatPayRoom } from './wechat-pay/room.ts'

export interface SandboxOptions {
  /** 0, the default, takes a free one */
  readonly port?: number
  /** the clock underneath; `setClock` moves against it */
  readonly now?: () => Date
  /** same seed, same ids and tokens */
  readonly seed?: number
  /** where the rooms keep their journals; nothing survives without it */
  readonly dataDir?: string
  readonly settings?: Partial<Settings>
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  setClock(instant: Date): void
  /** Resolves when nothing runs any more and every journal is written. */
  close(): Promise<void>
}

/** The outside world in this process: WeChat Pay, Alipay and the insurance platform on one loopback port. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const world = createWorld(options)
  const faults = createFaultBook()
  const settings: Settings = { ...DEFAULT_SETTINGS, ...options.settings }
  const journals: Journal[] = []
  let origin = ''
  const depsOf = (name: string) => {
    const journal = openJournal(options.dataDir === undefined ? null : join(options.dataDir, `${name}.jsonl`))
    journals.push(journal)
    return { world, faults, settings, journal, origin: () => origin }
  }
  const wechatPay = createWechatPayRoom(depsOf('wechat-pay'))
  const alipay = createAlipayRoom(depsOf('alipay'))
  const nhsa = await createNhsaRoom(depsOf('nhsa'))
  const rooms: readonly Room[] = [wechatPay, alipay, nhsa]
  const listening = await listen(options.port ?? 0, async (request: SandboxRequest): Promise<Handled> => {
    const { path } = request
    if (path === '/gateway.do' || path.startsWith('/v3/alipay/') || path.startsWith('/alipay/'))
      return alipay.handle(request)
    if (path.startsWith('/v3/')) return wechatPay.handle(request)
    if (path.startsWith('/nhsa/')) return nhsa.handle(request)
    if (path.startsWith('/wallet/')) return handleWallet(rooms, request)
    if (path.startsWith('/admin/')) return handleAdmin({ world, faults, settings, rooms }, request)
    return jsonAnswer(404, { message: `nothing lives at ${path}` })
  })
  origin = listening.url
  return {
    url: listening.url,
    setClock: (instant) => world.setClock(instant),
    async close() {
      await listening.close()
      world.close()
      for (const room of rooms) await room.close()
      for (const journal of journals) await journal.close()
    },
  }
}
