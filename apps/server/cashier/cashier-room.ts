import { z } from 'zod'
import type { OrderFile } from '../../../domain/order/draft.ts'
import { hashToken } from '../../../flow/quote-bill.ts'
import type { World } from '../../../flow/world.ts'
import { requestRefusal } from '../http/request-refusal.ts'
import type { Platform } from '../open-world.ts'
import type { ServerSettings } from '../server-settings.ts'
import type { OrderWatch } from './order-watch.ts'
import type { RateLimit } from './rate-limit.ts'

/** What the patient's routes are built from. */
export interface CashierRoom {
  readonly platform: Platform
  readonly settings: ServerSettings
  readonly watch: OrderWatch
  readonly rateLimit: RateLimit
}

/** Any text may come as a token; only the one that was made opens anything, so a wrong one is unknown, not invalid. */
export const tokenParams = z.object({ token: z.string().max(200) })

export interface OpenedLink {
  readonly file: OrderFile
  /** the flows of the order's institution, under row-level security */
  readonly world: World
}

/** @throws RefusalError LINK_UNKNOWN, RATE_LIMITED */
export async function openLink(room: CashierRoom, token: string): Promise<OpenedLink> {
  const hash = hashToken(token)
  room.rateLimit.take(hash)
  const file = await room.platform.world.store.orderByToken(hash)
  if (!file) throw requestRefusal('LINK_UNKNOWN')
  return { file, world: room.platform.worldOf(file.order.institutionId) }
}
