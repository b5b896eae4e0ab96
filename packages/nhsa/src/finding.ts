import { type Fen, formatYuan, fen as toFen } from '@medsettle/money'
import type { SourcedAmount } from './wire-amount.ts'

/** One identity of facts §4, or one amount, and whether it holds. Findings report; nothing here mends. */
export interface Finding {
  /** `I1` … `I8`, with a part behind a dot where the facts join several (`I6.selfPay`); `AMOUNT` for an unreadable one */
  readonly identity: string
  /** null when the answer does not carry what the identity needs */
  readonly holds: boolean | null
  /** left side − right side */
  readonly offByFen: Fen
  readonly sentence: string
  /** which reading of a province-dependent identity held, e.g. `familyAccount=inside` */
  readonly variant: string | null
  /** how sure the identity itself is: C computed, S seen, R recalled */
  readonly evidence: 'S' | 'C' | 'R'
  /** the amounts it was computed from, as they stood on the wire */
  readonly fields: readonly SourcedAmount[]
}

export interface Identity {
  readonly id: string
  readonly evidence: 'S' | 'C' | 'R'
  readonly whole: SourcedAmount
  readonly parts: readonly SourcedAmount[]
  readonly variant?: string | null
  /** parts without which there is nothing to check; any other absent part counts as 0 */
  readonly needed?: readonly SourcedAmount[]
}

/** whole = Σ parts, to the fen. */
export function checkIdentity(identity: Identity): Finding {
  const { id, evidence, whole, parts, variant = null } = identity
  const fields = [whole, ...parts]
  const base = { identity: id, variant, evidence, fields }
  const missing = missingOf(identity)
  if (missing !== null)
    return { ...base, holds: null, offByFen: toFen(0), sentence: `${id} not checked: ${missing} is not in the answer` }
  const exact = whole.fen - parts.reduce((sum, part) => sum + part.fen, 0)
  if (!Number.isSafeInteger(exact))
    return {
      ...base,
      holds: false,
      offByFen: toFen(0),
      sentence: `${id} is off by more than fen can hold exactly`,
    }
  const offByFen = toFen(exact)
  return { ...base, holds: offByFen === 0, offByFen, sentence: sentenceOf(identity, offByFen) }
}

/** A single absent part counts as 0 and is named; without the whole or without any part there is nothing to check. */
function missingOf({ whole, parts, needed = [] }: Identity): string | null {
  const absent = [whole, ...needed].find((amount) => amount.wireName === null)
  if (absent) return absent.field
  return parts.every((part) => part.wireName === null) ? parts.map((part) => part.field).join(', ') : null
}

function sentenceOf({ id, whole, parts }: Identity, offByFen: Fen): string {
  const sum = parts.map((part) => `${part.wireName ?? `${part.field} (absent)`} ${formatYuan(part.fen)}`).join(' + ')
  const verdict = offByFen === 0 ? 'holds' : `is off by ${formatYuan(offByFen)} yuan`
  return `${id} ${verdict}: ${whole.wireName} ${formatYuan(whole.fen)} against ${sum}`
}

/** Findings about amounts that could not be read at all. */
export const unreadableAmounts = (amounts: readonly SourcedAmount[], place: string): Finding[] =>
  amounts.flatMap((amount) =>
    amount.problem === null
      ? []
      : [
          {
            identity: 'AMOUNT',
            holds: false,
            offByFen: toFen(0),
            sentence: `${place}: ${amount.problem}; it counts as 0 in every identity below`,
            variant: null,
            evidence: 'S' as const,
            fields: [amount],
          },
        ],
  )
