import type { Replay } from './replay.ts'
import { intervalOf, type Wishes } from './wishes.ts'

/** The ledger's clock has whole milliseconds, and was read a moment before ours. */
export const CLOCK_STEP = 3000

/** A reservation whose time was over before anybody asked to post it can only be released. */
export function judgeTimeouts({ answers, byId }: Replay, wishes: Wishes): string[] {
  const wrong: string[] = []
  for (const [id, answer] of answers) {
    const expires = byId.get(id)?.expires ?? Number.POSITIVE_INFINITY
    const isOwn = answer.code === 'expired' && answer.kind === 'void'
    const { from } = intervalOf(answer, wishes, undefined)
    if (!isOwn && from > expires + CLOCK_STEP)
      wrong.push(`${answer.transferId} answers ${id} ${from - expires} µs after its time was over`)
  }
  return wrong
}
