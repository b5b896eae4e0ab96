import type { Call, History, Round } from './history.ts'
import { show } from './run-history.ts'

/** Leaves out whatever can be left out so that `fails` still holds: rounds, then calls, then transfers. @param most tries */
export async function shrink(
  history: History,
  fails: (history: History) => Promise<boolean>,
  most: number,
): Promise<History> {
  let smallest = history
  let tries = 0
  for (const smaller of [withoutRounds, withoutCalls, withoutTransfers])
    for (let at = 0; tries < most; ) {
      const next = smaller(smallest, at)
      if (next === null) break
      tries++
      if (await fails(next)) smallest = next
      else at++
    }
  return smallest
}

/** The history without its part number `at`; null when it has no such part. */
type Smaller = (history: History, at: number) => History | null

const withoutRounds: Smaller = (history, at) =>
  at >= history.rounds.length ? null : { ...history, rounds: history.rounds.filter((_, index) => index !== at) }

const withoutCalls: Smaller = (history, at) =>
  cutCalls(history, at, (calls, from) => (from < calls.length ? calls.filter((_, index) => index !== from) : null))

const withoutTransfers: Smaller = (history, at) =>
  cutCalls(history, at, (calls, from) => {
    let left = from
    let cut = false
    const groups = (call: Call) =>
      call.groups.map((group) =>
        group.filter(() => {
          const isIt = left-- === 0
          cut ||= isIt
          return !isIt
        }),
      )
    const smaller = calls.map((call) => ({ ...call, groups: groups(call).filter((group) => group.length > 0) }))
    return cut ? smaller.filter((call) => call.groups.length > 0) : null
  })

/** Finds the round in which part `at` lies, counting through all of them. */
function cutCalls(
  history: History,
  at: number,
  cut: (calls: readonly Call[], from: number) => readonly Call[] | null,
): History | null {
  let from = at
  for (const [index, round] of history.rounds.entries()) {
    if (round.do !== 'calls') continue
    const calls = cut(round.calls, from)
    if (calls) return { ...history, rounds: history.rounds.with(index, { ...round, calls }) }
    from -= partsOf(round, cut)
  }
  return null
}

function partsOf(
  round: Extract<Round, { do: 'calls' }>,
  cut: (calls: readonly Call[], from: number) => unknown,
): number {
  let parts = 0
  while (cut(round.calls, parts) !== null) parts++
  return parts
}

/** A line per round, a transfer per line. */
export const tellHistory = ({ seed, most, rounds }: History): string =>
  [`seed ${seed}, at most ${most} in a batch`, ...rounds.map(tellRound)].join('\n')

function tellRound(round: Round): string {
  if (round.do !== 'calls') return JSON.stringify(round)
  const { calls, fault, expires } = round
  const head = `calls${fault ? `, ${JSON.stringify(fault)}` : ''}${expires ? ', expire' : ''}`
  const lines = calls.map(({ groups, turns }) => {
    const text = groups.map((group) => group.map(show).join('\n   & ')).join('\n   , ')
    return `   ${text}${turns > 0 ? `\n   wait ${turns}` : ''}`
  })
  return [head, ...lines].join('\n')
}
