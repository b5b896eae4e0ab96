// Would catch: a charge ended by "not found" that the payer can still pay or has paid, a refused cancel believed while an
// unanswered one is still on its way.
import { expect, test } from 'vitest'
import type { Call } from './call.ts'
import { giveUp } from './decide.ts'
import { type Answer, adjudicationOf, pay, startWalk, type Walk, walk } from './fixtures/walk.ts'

const yes = (channelRef = 'ref'): Answer => ({ status: 'settled', channelRef, channelCode: 'SUCCESS' })
const notFound: Answer = { status: 'unknown', channelCode: 'ORDER_NOT_EXIST', notFound: true }
const silent: Answer = { status: 'unknown', channelCode: 'TIMEOUT' }
const later = (state: Walk, seconds: number): void => {
  state.now = new Date(state.now.getTime() + seconds * 1000)
}
const shown: Answer = { status: 'pending', channelCode: 'NOTPAY', presentation: { kind: 'qr', text: 'weixin://x' } }

test('a code that was shown can be paid until its link ends; then "not found" must be said three times in a row', () => {
  const state = startWalk()
  walk(state, () => shown, pay)
  const asked = (answer: Answer): string => {
    later(state, 900)
    walk(state, () => answer)
    return state.file.attempts[0]!.status
  }
  expect(asked(notFound)).toBe('unknown')
  later(state, 3600)
  expect([asked(notFound), asked(notFound), asked(shown)]).toEqual(['unknown', 'unknown', 'pending'])
  expect([asked(notFound), asked(notFound), asked(notFound)]).toEqual(['unknown', 'unknown', 'declined'])
})

test('a refused cancel is asked again while an earlier one may still arrive', () => {
  const state = startWalk()
  let cancels = 0
  const script = (call: Call): Answer => {
    if (call.kind === 'settleInsurance')
      return { ...yes('setl1'), adjudication: adjudicationOf(59_000, 15_000, 26_000) }
    if (call.kind !== 'cancelInsurance') return yes()
    cancels++
    if (cancels === 1) return silent
    return cancels < 4 ? { status: 'declined', channelCode: '-1' } : yes()
  }
  walk(state, script, pay)
  for (let asked = 0; asked < 8; asked++) {
    later(state, 120)
    walk(state, script)
  }
  expect([cancels, state.file.attempts.at(-1)!.status, state.file.order.status]).toEqual([4, 'settled', 'reversed'])
})

test('a close refused because the charge is paid outweighs every later "not found"', () => {
  const state = startWalk()
  walk(state, () => shown, pay)
  walk(
    state,
    () => yes(),
    (draft) => giveUp(draft, draft.file.attempts[0]!),
  )
  for (let asked = 0; asked < 6; asked++) {
    later(state, 3600)
    walk(state, () => notFound)
    expect(state.file.attempts[0]!.status).toBe('unknown')
  }
  later(state, 3600)
  walk(state, () => yes())
  expect(state.file.attempts[0]!.status).toBe('settled')
})
