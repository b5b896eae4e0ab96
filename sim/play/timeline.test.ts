import { expect, test } from 'vitest'
import { createTimeline } from './timeline.ts'

// Would catch actions that happen in another order than they were meant, which would make a seed differ from itself.

test('by time, then in the order in which they were meant; nothing before its time', async () => {
  const line = createTimeline()
  const done: string[] = []
  const mean = (at: number, what: string) => line.add(at, async () => void done.push(what))
  mean(20, 'b')
  mean(10, 'a')
  mean(20, 'c')
  mean(30, 'd')
  for (let action = line.next(20); action; action = line.next(20)) await action.work()
  expect(done).toEqual(['a', 'b', 'c'])
  expect(line.isWaiting()).toBe(true)
  expect(line.next(29)).toBeNull()
  expect(line.next(30)?.at).toBe(30)
  expect(line.isWaiting()).toBe(false)
})
