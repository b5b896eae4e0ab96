// Would catch: a notification given up after one try, or told again after it was accepted.
import { expect, test } from 'vitest'
import { createFaultBook } from './faults.ts'
import { createNotifier, type Post } from './notifier.ts'
import { DEFAULT_SETTINGS } from './settings.ts'
import { createWorld } from './world.ts'

/** A merchant who answers with these statuses, then 200; null = no answer at all. */
function setUp(statuses: (number | null)[]) {
  const world = createWorld({ now: () => new Date('2026-01-01T00:00:00Z') })
  const sent: string[] = []
  const post: Post = async (_url, posting) => {
    sent.push(posting.body)
    const status = statuses.length > 0 ? statuses.shift() : 200
    if (status == null) throw new Error('no answer')
    return { status, body: '' }
  }
  const settings = { ...DEFAULT_SETTINGS, notifyRetryMs: [3_600_000, 3_600_000] }
  const notifier = createNotifier({ world, faults: createFaultBook(), settings }, post)
  let attempts = 0
  notifier.announce({
    channel: 'alipay',
    text: '',
    url: 'http://127.0.0.1:9/',
    write: () => ({ headers: {}, body: `attempt ${++attempts}` }),
    accepted: (answer) => answer.status === 200,
  })
  const hoursLater = async (hours: number) => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    world.setClock(new Date(Date.parse('2026-01-01T00:00:00Z') + hours * 3_600_000))
    await new Promise((resolve) => setTimeout(resolve, 5))
    return sent
  }
  return { hoursLater, close: () => world.close() }
}

test.each([
  ['accepted at once', [], ['attempt 1']],
  ['refused once', [500], ['attempt 1', 'attempt 2']],
  ['no answer, then refused, then accepted', [null, 404], ['attempt 1', 'attempt 2', 'attempt 3']],
  [
    'never accepted: given up when the waits are used up',
    [500, 500, 500, 500],
    ['attempt 1', 'attempt 2', 'attempt 3'],
  ],
] as [string, (number | null)[], string[]][])('%s', async (_what, statuses, attempts) => {
  const merchant = setUp(statuses)
  for (const hour of [1, 2, 3, 4]) await merchant.hoursLater(hour)
  expect(await merchant.hoursLater(5)).toEqual(attempts)
  merchant.close()
})
