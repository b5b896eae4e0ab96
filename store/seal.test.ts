// Would catch: a sealed person that opens after tampering or in another row, and a blind key that gives the person away.
import { expect, test } from 'vitest'
import { createSealer } from './seal.ts'

const sealer = createSealer(Buffer.alloc(32, 7))

test('opens what it sealed, at its own place only', () => {
  const sealed = sealer.seal('{"patient":"患者甲"}', 'bl_1')
  expect(sealer.unseal(sealed, 'bl_1')).toBe('{"patient":"患者甲"}')
  expect(() => sealer.unseal(sealed, 'bl_2')).toThrow(/belongs elsewhere/)
  expect(() => createSealer(Buffer.alloc(32, 8)).unseal(sealed, 'bl_1')).toThrow(/changed/)
})

test('refuses every changed byte', () => {
  const sealed = sealer.seal('abc', 'bl_1')
  for (let index = 0; index < sealed.length; index++) {
    const tampered = Buffer.from(sealed)
    tampered[index]! ^= 1
    expect(() => sealer.unseal(tampered, 'bl_1')).toThrow(/changed/)
  }
  expect(() => sealer.unseal(sealed.subarray(0, 20), 'bl_1')).toThrow(/changed/)
})

test('never seals to the same bytes twice, but blinds to the same key', () => {
  expect(sealer.seal('abc', 'p').equals(sealer.seal('abc', 'p'))).toBe(false)
  expect(sealer.blind('330100X')).toBe(sealer.blind('330100X'))
  expect(sealer.blind('330100X')).not.toContain('330100')
})
