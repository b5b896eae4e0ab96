import { chinaDate } from '../core/china-time.ts'
import { jsonAnswer, type SandboxAnswer, type SandboxRequest } from '../core/http.ts'
import { ALPHANUMERIC, randomText } from '../core/world.ts'
import { readPolicy } from './benefits/policy.ts'
import { readCatalogueEntry } from './books/catalogue.ts'
import { readRegistration } from './books/person.ts'
import type { Platform } from './platform.ts'
import { changeSwitches } from './switches.ts'
import { isJsonObject, type Json, parseExact } from './wire/exact-json.ts'

type AdminRoute = (platform: Platform, request: SandboxRequest) => SandboxAnswer

const ROUTES: Readonly<Record<string, AdminRoute>> = {
  'POST /admin/persons': registerPersons,
  'POST /admin/catalogue': registerCatalogue,
  'POST /admin/policy': registerPolicy,
  'POST /admin/vouchers': showVoucher,
  'GET /admin/nhsa/switches': (platform) => jsonAnswer(200, platform.switches),
  'POST /admin/nhsa/switches': setSwitches,
}

/** The scripting requests of this room; null when it is none of them. */
export const nhsaAdmin = (platform: Platform, request: SandboxRequest): SandboxAnswer | null =>
  ROUTES[`${request.method} ${request.path}`]?.(platform, request) ?? null

const refused = (message: string): SandboxAnswer => jsonAnswer(400, { code: 'ADMIN_BAD_INPUT', message })

/** Reads every row before any is taken: a bad row registers nothing. Answers the rows, or the first complaint. */
function readList<Row extends object>(body: string, read: (row: Json, place: string) => Row | string): Row[] | string {
  const input = parseExact(body)
  if (!Array.isArray(input)) return 'the body must be a JSON list'
  const rows: Row[] = []
  for (const [index, item] of input.entries()) {
    const row = read(item, `[${index}]`)
    if (typeof row === 'string') return row
    rows.push(row)
  }
  return rows
}

function registerPersons(platform: Platform, request: SandboxRequest): SandboxAnswer {
  const year = chinaDate(platform.world.now()).slice(0, 4)
  const rows = readList(request.body, (row, place) => readRegistration(row, place, year))
  if (typeof rows === 'string') return refused(rows)
  for (const registration of rows) platform.record({ kind: 'person', registration })
  return jsonAnswer(200, { registered: rows.length })
}

function registerCatalogue(platform: Platform, request: SandboxRequest): SandboxAnswer {
  const entries = readList(request.body, readCatalogueEntry)
  if (typeof entries === 'string') return refused(entries)
  platform.record({ kind: 'catalogue', entries })
  return jsonAnswer(200, { registered: entries.length })
}

function registerPolicy(platform: Platform, request: SandboxRequest): SandboxAnswer {
  const policy = readPolicy(parseExact(request.body))
  if (typeof policy === 'string') return refused(policy)
  platform.record({ kind: 'policy', policy })
  return jsonAnswer(200, { id: policy.id, version: policy.version })
}

/** A registered person shows the electronic voucher: { psnNo, institution? } → { ecToken, payAuthNo }. */
function showVoucher(platform: Platform, request: SandboxRequest): SandboxAnswer {
  const input = parseExact(request.body)
  if (!isJsonObject(input) || typeof input.psnNo !== 'string') return refused('psnNo must be text')
  const person = platform.books.persons.get(input.psnNo)
  if (!person) return refused(`there is no insured person ${input.psnNo}`)
  const at = typeof input.institution === 'string' ? platform.books.institutions.get(input.institution) : null
  if (at === undefined) return refused(`there is no institution ${String(input.institution)}`)
  const tail = `${String(platform.books.sequence).padStart(8, '0')}${randomText(platform.world, 16, ALPHANUMERIC)}`
  const voucher = {
    psnNo: input.psnNo,
    ecToken: `EC${tail}`,
    payAuthNo: `AUTH${person.registration.insuplcAdmdvs}${tail}`,
    fixmedinsCode: at?.fixmedinsCode ?? '',
  }
  platform.record({ kind: 'voucher', voucher })
  return jsonAnswer(200, { ecToken: voucher.ecToken, payAuthNo: voucher.payAuthNo })
}

function setSwitches(platform: Platform, request: SandboxRequest): SandboxAnswer {
  let change: unknown
  try {
    change = JSON.parse(request.body)
  } catch {
    return refused('the body must be JSON')
  }
  const switches = changeSwitches(platform.switches, change)
  if (typeof switches === 'string') return refused(switches)
  platform.record({ kind: 'switches', switches })
  return jsonAnswer(200, switches)
}
