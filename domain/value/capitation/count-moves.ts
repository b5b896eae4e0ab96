import { addDays } from '../../identity/clock.ts'
import type { Period } from '../value-result.ts'
import type { Member } from './membership.ts'

/** Who came and went at one institution within the period: opening + born + movedIn − died − movedOut = closing. */
export interface Moves {
  /** persons who were members on any day */
  persons: number
  opening: number
  born: number
  movedIn: number
  died: number
  movedOut: number
  closing: number
}

export const noMoves = (): Moves => ({ persons: 0, opening: 0, born: 0, movedIn: 0, died: 0, movedOut: 0, closing: 0 })

/** Adds one member's coming and going at each institution. Another cohort of the same institution is no move. */
export function countMoves(period: Period, member: Member, movesOf: (institutionId: string) => Moves): void {
  const seen = new Set<string>()
  for (const { institutionId, from, to } of stays(member)) {
    const moves = movesOf(institutionId)
    if (!seen.has(institutionId)) moves.persons++
    seen.add(institutionId)
    if (from === member.birth) moves.born++
    else if (from === period.from) moves.opening++
    else moves.movedIn++
    if (to === member.lastDay) moves.died++
    else if (to === period.to) moves.closing++
    else moves.movedOut++
  }
}

/** Spells joined across cohorts. */
function stays({ spells }: Member): { institutionId: string; from: string; to: string }[] {
  const joined: { institutionId: string; from: string; to: string }[] = []
  for (const { institutionId, from, to } of spells) {
    const last = joined.at(-1)
    if (last?.institutionId === institutionId && addDays(last.to, 1) === from) last.to = to
    else joined.push({ institutionId, from, to })
  }
  return joined
}
