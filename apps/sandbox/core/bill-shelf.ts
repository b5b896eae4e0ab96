import { ALPHANUMERIC, randomText, type World } from './world.ts'

/** A written statement that waits to be fetched: what was promised is what is fetched. */
export interface ShelvedBill {
  /** mchid or appId of who may fetch it */
  readonly owner: string
  readonly contentType: string
  readonly content: string | Uint8Array
}

export interface BillShelf {
  /** @returns the token of the download URL */
  put(bill: ShelvedBill): string
  take(token: string): ShelvedBill | null
}

/** As many as are kept; an older token answers as expired. */
const SHELF_SIZE = 200

export function createBillShelf(world: World): BillShelf {
  const bills = new Map<string, ShelvedBill>()
  return {
    put(bill) {
      const token = randomText(world, 48, ALPHANUMERIC)
      bills.set(token, bill)
      for (const oldest of bills.keys()) {
        if (bills.size <= SHELF_SIZE) break
        bills.delete(oldest)
      }
      return token
    },
    take: (token) => bills.get(token) ?? null,
  }
}
