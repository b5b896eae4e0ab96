// Would catch: a fault spent at the wrong place, bitten too often, or a wrong rule taken in silence.
import { expect, test } from 'vitest'
import { createFaultBook, type FaultRule, readFaultRule } from './faults.ts'

const kinds = (faults: { kind: string }[]) => faults.map((fault) => fault.kind)

test('times falls, hits rise, then the rule is spent', () => {
  const book = createFaultBook()
  book.add({ channel: 'alipay', operation: 'query', fault: { kind: 'http-500' }, times: 2 })
  const taken = [1, 2, 3].map(() => kinds(book.take('alipay', 'query', '')))
  expect(taken).toEqual([['http-500'], ['http-500'], []])
  expect(book.list()).toMatchObject([{ id: 'fault-1', times: 2, hits: 2 }])
  book.clear()
  expect(book.list()).toEqual([])
})

test.each([
  ['another channel', { channel: 'nhsa' }, []],
  ['another operation', { operation: 'refund' }, []],
  ['a text that does not occur', { match: 'ORDER-2' }, []],
  ['a text that occurs', { match: 'ORDER-1' }, ['http-500']],
  ['any operation', {}, ['http-500']],
] as [string, Partial<FaultRule>, string[]][])('%s', (_what, change, expected) => {
  const book = createFaultBook()
  book.add({ channel: 'wechat-pay', fault: { kind: 'http-500' }, times: 1, ...change })
  expect(kinds(book.take('wechat-pay', 'native', '{"out_trade_no":"ORDER-1"}'))).toEqual(expected)
})

test('a rule without operation waits for the place where its kind means something', () => {
  const book = createFaultBook()
  book.add({ channel: 'wechat-pay', fault: { kind: 'no-notify' }, times: 1 })
  book.add({ channel: 'wechat-pay', fault: { kind: 'lie-in-statement', how: 'missing' }, times: 1 })
  book.add({ channel: 'wechat-pay', fault: { kind: 'late' }, times: 1 })
  expect(kinds(book.take('wechat-pay', 'native', ''))).toEqual([])
  expect(kinds(book.take('wechat-pay', 'notify', '', 'notify'))).toEqual(['no-notify'])
  expect(kinds(book.take('wechat-pay', 'statement', ''))).toEqual(['late'])
  expect(kinds(book.take('wechat-pay', 'statement', '', 'statement-line'))).toEqual(['lie-in-statement'])
})

test.each([
  ['no object', null],
  ['no channel', { fault: { kind: 'late' } }],
  ['an unknown kind', { channel: 'alipay', fault: { kind: 'earthquake' } }],
  ['a delay without ms', { channel: 'alipay', fault: { kind: 'delay' } }],
  ['a decline without code', { channel: 'alipay', fault: { kind: 'decline' } }],
  ['an unknown lie', { channel: 'alipay', fault: { kind: 'lie-in-statement', how: 'white' } }],
  ['parts of a fen', { channel: 'alipay', fault: { kind: 'lie-in-statement', how: 'fee', byFen: 0.5 } }],
  ['no time at all', { channel: 'alipay', fault: { kind: 'late' }, times: 0 }],
])('refused in one sentence: %s', (_what, input) => {
  expect(typeof readFaultRule(input)).toBe('string')
})

test('a rule is read as it was sent; times is 1 unless told', () => {
  const rule = { channel: 'nhsa', operation: '2207', match: 'x', fault: { kind: 'drop-reply' } }
  expect(readFaultRule(rule)).toEqual({ ...rule, times: 1 })
})
