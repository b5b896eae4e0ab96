import { add, type Fen, fen, larger, smaller, subtract, sum, ZERO } from '@medsettle/money'
import { minus, ONE, plus, type Ratio, times } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import { exactFen, roundFen } from '../rules/fen-ratio.ts'
import { splitExactly } from '../rules/split-exactly.ts'
import type { Corridor } from './combination-rules.ts'

/** One institution on its way from one method to another, fen. */
export interface Blended {
  readonly institution: string
  readonly old: Fen
  readonly blended: Fen
}

export interface Limited {
  /** fen, in the order of the input */
  readonly paid: readonly Fen[]
  /** fen: paid − blended, together; what somebody outside the corridor pays (above zero) or keeps */
  readonly borne: Fen
  readonly borneBy: 'fund' | 'reserve' | null
}

interface Bounds {
  readonly low: Fen
  /** null: no limit */
  readonly high: Fen | null
}

/** Keeps every payment within the corridor round the old method's; limits are rounded inwards, so none is ever exceeded. */
export function limitToCorridor(corridor: Corridor, institutions: readonly Blended[]): Limited {
  const bounds = institutions.map((one) => boundsOf(corridor, one))
  const cut = institutions.map(({ blended }, index) => within(blended, bounds[index]!))
  const wanted = sum(institutions.map(({ blended }) => blended))
  const isNeutral = corridor.financedBy === 'participants'
  const paid = isNeutral ? balance(cut, bounds, wanted) : cut
  const borne = subtract(sum(paid), wanted)
  invariant(
    paid.every((amount, index) => amount === within(amount, bounds[index]!)),
    'an institution would lose or gain more than the corridor allows',
  )
  const payer = corridor.financedBy === 'participants' ? corridor.otherwise : corridor.financedBy
  return { paid, borne, borneBy: borne === 0 ? null : payer }
}

const within = (amount: Fen, { low, high }: Bounds): Fen =>
  high === null ? larger(amount, low) : smaller(larger(amount, low), high)

function boundsOf({ gain, loss, holdHarmless }: Corridor, { institution, old }: Blended): Bounds {
  const part = (share: Ratio, rounding: 'up' | 'down'): Fen => roundFen(times(exactFen(old), share), rounding)
  const low = loss === undefined ? ZERO : part(minus(ONE, loss), 'up')
  const isHeld = holdHarmless !== undefined && (holdHarmless.institutions?.includes(institution) ?? true)
  const floor = isHeld ? part(holdHarmless.floor, 'up') : ZERO
  return { low: larger(low, floor), high: gain === undefined ? null : part(plus(ONE, gain), 'down') }
}

/**
 * Moves what the limits added or cut to those who still have room, in proportion to that room, so that nobody leaves the corridor.
 * What exceeds all room stays with whoever pays otherwise.
 */
function balance(cut: readonly Fen[], bounds: readonly Bounds[], wanted: Fen): Fen[] {
  const delta = subtract(wanted, sum(cut))
  if (delta === 0) return [...cut]
  invariant(
    delta < 0 || bounds.every(({ high }) => high !== null),
    'gains that nothing limits cannot have been cut: somebody would get money twice',
  )
  const rooms = cut.map((amount, index) => {
    const { low, high } = bounds[index]!
    return delta > 0 ? subtract(high!, amount) : subtract(amount, low)
  })
  const moved = smaller(fen(Math.abs(delta)), sum(rooms))
  const parts = splitExactly(moved, rooms.map(exactFen))
  return cut.map((amount, index) => (delta > 0 ? add(amount, parts[index]!) : subtract(amount, parts[index]!)))
}
