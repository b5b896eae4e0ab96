import { describe, expect, it } from 'vitest'
import { parseSource } from '../source/parse-source.ts'
import { checkNames } from './names.ts'

/** Would catch the folder where everything ends up that nobody could name. */
describe('names', () => {
  it.each([
    ['domain/order/decide.ts', 'export const decide = 1', 0],
    ['domain/utils/decide.ts', 'export const decide = 1', 1],
    ['domain/order/order-helpers.ts', 'export const decide = 1', 1],
    ['domain/order/decide.ts', 'export class OrderManager {}', 1],
    ['domain/order/decide.ts', 'export class OrderService {}', 1],
    ['domain/order/decide.ts', 'class OrderManager {}', 0],
    ['domain/order/decide.ts', 'export const sharedOrders = 1', 1],
    ['domain/order/decide.ts', 'export const overspendShare = 1', 0],
    ['domain/order/decide.ts', 'export const serviceFee = 1', 0],
  ])('%s: %s', (path, text, findings) => {
    expect(checkNames([parseSource({ path, text })])).toHaveLength(findings)
  })
})
