// Would catch: a page that asks for a sum its own bill does not explain, or shows a number it could not read.
import { parseYuan } from '@medsettle/money'
import { describe, expect, test } from 'vitest'
import { RefusalError } from '../../../domain/identity/refusal.ts'
import { exampleView } from './example-view.ts'
import { readView } from './read-view.ts'

const overTheWire = (changes: object): unknown => JSON.parse(JSON.stringify({ ...exampleView(), ...changes }))

function refusalOf(changes: object): { code: string; place: string | undefined; moneyMoved: string } {
  try {
    readView(overTheWire(changes))
  } catch (error) {
    if (error instanceof RefusalError) return { ...error.refusal, place: error.refusal.place }
  }
  throw new Error('the view was accepted')
}

describe('a view that adds up', () => {
  test('comes through unchanged, and unknown fields of a newer server are left out', () => {
    expect(readView(overTheWire({ newerField: 1 }))).toEqual(exampleView())
  })
  test.each([
    ['a code', { kind: 'qr', content: 'weixin://x' }],
    ['a page', { kind: 'redirect', url: 'https://wallet.example/' }],
    ['a script', { kind: 'script', parameters: { tradeNO: '1' } }],
  ])('shows %s', (_, presentation) => {
    expect(readView(overTheWire({ presentation })).presentation).toEqual(presentation)
  })
  test('insurance alone pays: cash ¥0.00 and nobody pays himself', () => {
    const view = exampleView({ cash: parseYuan('0') })
    expect(readView(JSON.parse(JSON.stringify(view)))).toEqual(view)
  })
})

describe('a view that does not add up', () => {
  test.each([
    ['cash 139.99, patient 140.00', { cash: 13999 }, 'cash'],
    ['bill 260.61, lines 260.60', { bill: { ...exampleView().bill, total: 26061 } }, 'bill.lines'],
    ['nobody pays', { payers: [] }, 'payers'],
  ])('%s', (_, changes, place) => {
    expect(refusalOf(changes)).toMatchObject({ code: 'VIEW_DOES_NOT_ADD_UP', place, moneyMoved: 'unknown' })
  })
})

describe('a view that cannot be read', () => {
  test.each([
    [{ cash: 140.5 }, 'cash'],
    [{ cash: '14000' }, 'cash'],
    [{ cash: 2 ** 53 }, 'cash'],
    [{ status: 'failed' }, 'status'],
    [{ serverTime: 'soon' }, 'serverTime'],
    [{ presentation: { kind: 'popup' } }, 'presentation.kind'],
    [{ presentation: { kind: 'script', parameters: { a: 1 } } }, 'presentation.parameters.a'],
    [{ bill: { ...exampleView().bill, lines: [{ name: 1 }] } }, 'bill.lines[0].name'],
    [{ receipt: { receiptNo: 'R', paidAt: '2026-11-21T01:00:00Z', tenders: {} } }, 'receipt.tenders'],
    [{ needsStepUp: undefined }, 'needsStepUp'],
  ])('%j is refused at %s', (changes, place) => {
    expect(refusalOf(changes)).toMatchObject({ code: 'VIEW_MALFORMED', place })
  })
  test.each([null, 'text', 3])('%j is refused as a whole', (value) => {
    expect(() => readView(value)).toThrow('VIEW_MALFORMED')
  })
})
