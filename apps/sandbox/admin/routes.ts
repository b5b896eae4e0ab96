import { type FaultBook, readFaultRule } from '../core/faults.ts'
import { type Handled, jsonAnswer, readJson, type SandboxAnswer, type SandboxRequest } from '../core/http.ts'
import type { Room } from '../core/room.ts'
import { changeSettings, type Settings } from '../core/settings.ts'
import type { World } from '../core/world.ts'

export interface AdminDeps {
  readonly world: World
  readonly faults: FaultBook
  readonly settings: Settings
  readonly rooms: readonly Room[]
}

/** Scripting of the outside world. A wrong request answers 400 with one sentence and changes nothing. */
export async function handleAdmin(deps: AdminDeps, request: SandboxRequest): Promise<Handled> {
  const query = new URLSearchParams(request.query)
  switch (`${request.method} ${request.path}`) {
    case 'GET /admin/credentials':
      return credentials(deps, query)
    case 'GET /admin/clock':
      return jsonAnswer(200, { now: deps.world.now().toISOString() })
    case 'POST /admin/clock':
      return setClock(deps, readJson(request.body))
    case 'GET /admin/settings':
      return jsonAnswer(200, deps.settings)
    case 'POST /admin/settings':
      return setSettings(deps, readJson(request.body))
    case 'GET /admin/faults':
      return jsonAnswer(200, deps.faults.list())
    case 'POST /admin/faults':
      return addFault(deps, readJson(request.body))
    case 'DELETE /admin/faults':
      deps.faults.clear()
      return jsonAnswer(200, {})
    case 'POST /admin/wallet/pay':
      return pay(deps, readJson(request.body))
    case 'POST /admin/wallet/auto':
      return autoPay(deps, readJson(request.body))
    case 'GET /admin/orders':
      return jsonAnswer(200, ordersOf(deps, query.get('channel')))
    default:
      return askRooms(deps, request)
  }
}

const refused = (message: string, status = 400): SandboxAnswer => jsonAnswer(status, { message })

async function credentials(deps: AdminDeps, query: URLSearchParams): Promise<SandboxAnswer> {
  const institution = query.get('institution') ?? ''
  if (!/^[0-9A-Za-z_-]{1,40}$/.test(institution)) return refused('institution must be 1–40 of 0-9 A-Z a-z _ -')
  const configs = await Promise.all(deps.rooms.map((room) => room.credentials(institution, query)))
  return jsonAnswer(200, Object.fromEntries(deps.rooms.map((room, at) => [room.name, configs[at]])))
}

function setClock(deps: AdminDeps, input: unknown): SandboxAnswer {
  const text = fieldOf(input, 'now')
  const instant = typeof text === 'string' ? new Date(text) : null
  if (instant === null || Number.isNaN(instant.getTime())) return refused('now must be an ISO instant')
  deps.world.setClock(instant)
  return jsonAnswer(200, { now: deps.world.now().toISOString() })
}

function setSettings(deps: AdminDeps, input: unknown): SandboxAnswer {
  const wrong = changeSettings(deps.settings, input)
  return wrong === null ? jsonAnswer(200, deps.settings) : refused(wrong)
}

function addFault(deps: AdminDeps, input: unknown): SandboxAnswer {
  const rule = readFaultRule(input)
  return typeof rule === 'string' ? refused(rule) : jsonAnswer(200, { id: deps.faults.add(rule) })
}

function pay(deps: AdminDeps, input: unknown): SandboxAnswer {
  const wallet = walletOf(deps, input)
  const orderId = fieldOf(input, 'orderId')
  if (wallet === null || typeof orderId !== 'string') return refused('channel must be a wallet, orderId text')
  const order = wallet.pay(orderId)
  if (order === null) return refused(`there is no order ${orderId}`, 404)
  return order.status === 'paid' ? jsonAnswer(200, order) : refused(`the order ${orderId} is ${order.status}`, 409)
}

function autoPay(deps: AdminDeps, input: unknown): SandboxAnswer {
  const wallet = walletOf(deps, input)
  const afterMs = fieldOf(input, 'afterMs')
  if (wallet === null) return refused('channel must be a wallet')
  if (afterMs !== null && !(Number.isFinite(afterMs) && (afterMs as number) >= 0))
    return refused('afterMs must be milliseconds of at least 0, or null')
  wallet.auto(afterMs as number | null)
  return jsonAnswer(200, {})
}

function ordersOf(deps: AdminDeps, channel: string | null): unknown[] {
  return deps.rooms.filter((room) => channel === null || room.name === channel).flatMap((room) => room.orders())
}

async function askRooms(deps: AdminDeps, request: SandboxRequest): Promise<SandboxAnswer> {
  for (const room of deps.rooms) {
    const answer = await room.admin?.(request)
    if (answer) return answer
  }
  return refused(`there is no ${request.method} ${request.path}`, 404)
}

const walletOf = (deps: AdminDeps, input: unknown) =>
  deps.rooms.find((room) => room.name === fieldOf(input, 'channel'))?.wallet ?? null

const fieldOf = (input: unknown, name: string): unknown =>
  typeof input === 'object' && input !== null ? (input as Record<string, unknown>)[name] : undefined
