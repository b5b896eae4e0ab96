import { describe, expect, it } from 'vitest'
import { checkRooms } from './rooms.ts'

const places = (files: Record<string, string>): string[] =>
  checkRooms(Object.entries(files).map(([path, text]) => ({ path, text }))).map((one) => one.place)

const TEXT = '# room\n\nwhat lives here\n'

/** Would catch a folder into which somebody walks without a word at the door. */
describe('rooms', () => {
  it('asks each hall and each room of it', () => {
    expect(places({ 'domain/order/decide.ts': '', 'flow/take-payment.ts': '' })).toEqual([
      'domain',
      'domain/order',
      'flow',
    ])
  })

  it('is content with a README that says something', () => {
    expect(places({ 'flow/take-payment.ts': '', 'flow/README.md': TEXT })).toEqual([])
    expect(places({ 'flow/take-payment.ts': '', 'flow/README.md': '# flow\n' })).toEqual(['flow/README.md'])
  })

  it('asks nothing of a folder without code, of a corner of a room, of the root', () => {
    expect(
      places({ 'docs/a.md': '', 'store/README.md': TEXT, 'store/migrations/1.sql': '', 'vitest.config.ts': '' }),
    ).toEqual([])
  })
})
