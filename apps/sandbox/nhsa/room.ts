import { jsonAnswer } from '../core/http.ts'
import { createLieBook } from '../core/lies.ts'
import type { Room, RoomDeps } from '../core/room.ts'
import { nhsaAdmin } from './admin.ts'
import { auditedOrders } from './audited-orders.ts'
import { emptyBooks } from './books/books.ts'
import { apply, type Entry } from './books/entries.ts'
import { channelConfig, openInstitution } from './books/institution.ts'
import { gatewayCall } from './gateway-call.ts'
import { MOBILE_ROUTES, mobileCall } from './mobile/mobile-call.ts'
import { createSm2 } from './mobile/sm2.ts'
import type { Platform } from './platform.ts'
import { DEFAULT_SWITCHES, type NhsaSwitches } from './switches.ts'

/** The national insurance platform of the sandbox. Its books are what the journal says, entry after entry. */
export function createNhsaRoom(deps: RoomDeps, switches: NhsaSwitches = DEFAULT_SWITCHES): Room {
  const platform = openPlatform(deps, switches)
  const { books } = platform
  return {
    name: 'nhsa',
    async credentials(institution, query) {
      if (!books.institutions.has(institution)) {
        const opened = openInstitution(institution, query, books.institutions.size + 1, deps.world)
        platform.record({ kind: 'institution', institution: opened })
      }
      return channelConfig(books.institutions.get(institution)!, deps.origin())
    },
    async handle(request) {
      const path = request.path.replace(/^\/nhsa(?=\/)/, '')
      if (request.method !== 'POST') return jsonAnswer(405, { infcode: -1, err_msg: '只接受 POST' })
      const infno = /^\/api\/([0-9A-Za-z]{1,6})$/.exec(path)?.[1]
      if (infno !== undefined) return gatewayCall(platform, request, infno)
      const route = MOBILE_ROUTES[path]
      return route ? mobileCall(platform, request, route) : jsonAnswer(404, { infcode: -1, err_msg: '没有该地址' })
    },
    orders: () => auditedOrders(books),
    admin: async (request) => nhsaAdmin(platform, request),
    close: async () => {},
  }
}

function openPlatform(deps: RoomDeps, defaults: NhsaSwitches): Platform {
  const books = emptyBooks()
  let switches = defaults
  const take = (entry: Entry) => {
    if (entry.kind === 'switches') switches = entry.switches
    apply(books, entry)
  }
  // The lie book keeps entries of its own in the same journal; ours have a kind.
  for (const entry of deps.journal.past) if ((entry as Entry).kind !== undefined) take(entry as Entry)
  return {
    books,
    world: deps.world,
    faults: deps.faults,
    sm2: createSm2(),
    get switches() {
      return switches
    },
    get toleranceSeconds() {
      return deps.settings.requestToleranceSeconds
    },
    lies: createLieBook('nhsa', deps.faults, deps.journal),
    record(entry) {
      take(entry)
      deps.journal.append(entry)
    },
  }
}
