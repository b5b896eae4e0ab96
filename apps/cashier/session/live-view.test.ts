// Would catch: a page that stops listening after one broken stream, hammers a dead server, or says "offline" while a
// proxy merely forbids streams.
import { beforeEach, describe, expect, test } from 'vitest'
import type { Answer } from './cashier-api.ts'
import { chargingView, exampleView, later } from './example-view.ts'
import { createLiveView, type LiveView, type StreamHandlers } from './live-view.ts'

const UNANSWERED: Answer = { kind: 'unanswered' }
const ANSWERED: Answer = { kind: 'view', view: exampleView() }

let diary: string[]
let streams: StreamHandlers[]
let timers: { ms: number; act: () => void }[]
let answer: Answer
let live: LiveView

beforeEach(() => {
  diary = []
  streams = []
  timers = []
  answer = ANSWERED
  live = createLiveView({
    openStream: (handlers) => {
      streams.push(handlers)
      diary.push('open')
      return () => diary.push('close')
    },
    getView: async () => {
      diary.push('ask')
      return answer
    },
    schedule: (ms, act) => {
      const timer = { ms, act }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    chance: () => 0.999999,
    onAnswer: (heard) => diary.push(`heard ${heard.kind === 'view' ? heard.view.status : heard.kind}`),
    onLink: (link) => diary.push(link),
  })
})

const settle = (): Promise<void> => new Promise((done) => setImmediate(done))

/** Lets the only waiting timer ring and returns how long it would have waited, in seconds. */
async function ring(): Promise<number> {
  expect(timers).toHaveLength(1)
  const [timer] = timers.splice(0)
  timer!.act()
  await settle()
  return Math.round(timer!.ms / 1000)
}

describe('while the stream holds', () => {
  beforeEach(async () => {
    live.start()
    streams[0]!.opened()
    await settle()
    diary = []
  })
  test('every event is heard', () => {
    streams[0]!.view(JSON.stringify(chargingView(1)))
    expect(diary).toEqual(['heard charging'])
  })
  test('a silent stream is checked after 20 s', async () => {
    expect(await ring()).toBe(20)
    expect(diary).toEqual(['ask', 'live', 'heard quoted'])
  })
  test('a stream that is dead though it looks open is given up', async () => {
    answer = UNANSWERED
    await ring()
    expect(diary).toEqual(['ask', 'offline', 'close'])
    answer = ANSWERED
    await ring()
    expect(diary.slice(3)).toEqual(['open', 'ask', 'polling', 'heard quoted'])
  })
  test.each(['{"orderId":', '{}', JSON.stringify({ ...exampleView(), cash: 1 })])(
    '%s is no view: the stream is opened anew',
    async (text) => {
      streams[0]!.view(text)
      expect(diary).toEqual(['close'])
      await ring()
      expect(diary.slice(1)).toEqual(['open', 'ask', 'polling', 'heard quoted'])
    },
  )
})

describe('without a network', () => {
  test('the waits double to half a minute, and start small again once it was back', async () => {
    answer = UNANSWERED
    live.start()
    await settle()
    const waits: number[] = []
    for (let i = 0; i < 7; i++) waits.push(await ring())
    expect(waits).toEqual([1, 2, 4, 8, 16, 30, 30])
    expect(diary.filter((entry) => entry === 'offline')).toHaveLength(8)
    answer = ANSWERED
    await ring()
    streams.at(-1)!.opened()
    streams.at(-1)!.broken()
    expect(await ring()).toBe(1)
  })
  test('hurry does not wait', async () => {
    answer = UNANSWERED
    live.start()
    await settle()
    answer = ANSWERED
    diary = []
    live.hurry()
    await settle()
    expect(diary).toEqual(['open', 'ask', 'polling', 'heard quoted'])
    expect(timers.map(({ ms }) => ms)).toEqual([20_000])
  })
})

test('a proxy that forbids streams: answers are heard although each stream broke before them', async () => {
  live.start()
  streams[0]!.broken()
  await settle()
  expect(diary).toEqual(['open', 'ask', 'close', 'polling', 'heard quoted'])
})

test('events of a stream that was closed are not heard', async () => {
  live.start()
  await settle()
  live.hurry()
  await settle()
  diary = []
  streams[0]!.view(JSON.stringify(chargingView(1)))
  streams[0]!.broken()
  streams[0]!.opened()
  expect(diary).toEqual([])
})

test('stopped means stopped: no timer, and a late answer is not heard', async () => {
  live.start()
  live.stop()
  await settle()
  expect(diary).toEqual(['open', 'ask', 'close'])
  expect(timers).toEqual([])
})

test('an older view in the stream is passed on: the page decides what is newer', async () => {
  live.start()
  streams[0]!.view(JSON.stringify(exampleView({ serverTime: later(-5) })))
  expect(diary).toContain('heard quoted')
})
