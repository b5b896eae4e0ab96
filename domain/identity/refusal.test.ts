// Catches: a refusal that does not say where it happened, and a broken rule of money that is passed over.
import { describe, expect, it } from 'vitest'
import { BrokenInvariant, invariant, RefusalError } from './refusal.ts'

describe('refusals', () => {
  it('say code, sentence and place, and carry the whole refusal', () => {
    const refusal = {
      code: 'BILL_NO_LINES',
      stage: 'bill',
      moneyMoved: 'none',
      retrySameKey: true,
      message: 'a bill needs lines',
      place: 'lines',
    } as const
    const error = new RefusalError(refusal)
    expect(error.message).toBe('BILL_NO_LINES: a bill needs lines (lines)')
    expect(error.refusal).toBe(refusal)
  })

  it('a broken invariant throws with the loss it prevents', () => {
    expect(() => invariant(1 + 1 === 3, 'one fen would be paid twice')).toThrowError(
      new BrokenInvariant('one fen would be paid twice'),
    )
  })
})
