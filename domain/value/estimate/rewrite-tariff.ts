import { type Ratio, ratioText } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import { parseDocument } from '../document/parse-document.ts'
import type { EstimateMethod } from './method.ts'

/** One value of a factor's table, by the keys that lead to it. */
export interface Change {
  readonly factor: string
  readonly path: readonly string[]
  readonly newValue: Ratio
}

interface TariffDocument {
  readonly id: string
  readonly version: string
  readonly formula: readonly { readonly name: string; value?: unknown; table?: unknown }[]
  readonly [field: string]: unknown
}

/** The tariff's JSON with new values, version, validity and source; everything else as it was, numbers as they were written. */
export function rewriteTariff(json: string, changes: readonly Change[], method: EstimateMethod, cases: number): string {
  const parsed = parseDocument(json)
  invariant(!('code' in parsed), 'a tariff that was read a moment ago cannot be read any more')
  const document = structuredClone(parsed.value) as TariffDocument
  for (const change of changes) setValue(document, change)
  return `${JSON.stringify(
    {
      ...document,
      version: method.newVersion,
      source: `re-estimated from ${cases} cases: ${document.id} ${document.version} by method ${method.id} ${method.version}`,
      validFrom: method.validFrom ?? document.validFrom ?? null,
      validTo: method.validTo ?? document.validTo ?? null,
    },
    null,
    2,
  )}\n`
}

function setValue(document: TariffDocument, { factor, path, newValue }: Change): void {
  const found = document.formula.find(({ name }) => name === factor)
  invariant(found !== undefined, `the new values of ${factor} would be lost`)
  const last = path.at(-1)
  if (last === undefined) {
    found.value = ratioText(newValue)
    return
  }
  let table = found.table as Record<string, unknown>
  for (const key of path.slice(0, -1)) table = table[key] as Record<string, unknown>
  invariant(last in table, `the new value of ${factor} at ${path.join(', ')} would be lost`)
  table[last] = ratioText(newValue)
}
