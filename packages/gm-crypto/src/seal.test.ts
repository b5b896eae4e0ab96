// Would catch: a name or id number at rest that can be altered, moved to another patient's row, or read with another key.
import { describe, expect, test } from 'vitest'
import { openSealed, seal, sealingKeys } from './seal.ts'

const KEYS = sealingKeys(Buffer.alloc(32, 1))
const IV = Buffer.alloc(16, 9)
const NAME = Buffer.from('患者甲')

test('a sealed name opens with the same key and place', () => {
  const sealed = seal(KEYS, NAME, 'patient/0001/name', IV)
  expect(sealed.length).toBe(1 + 16 + 16 + 32)
  expect(openSealed(KEYS, sealed, 'patient/0001/name')).toEqual(NAME)
})

test('the same name sealed twice looks different', () => {
  expect(seal(KEYS, NAME, 'a').equals(seal(KEYS, NAME, 'a'))).toBe(false)
})

describe('refused with GM_NOT_AUTHENTIC', () => {
  const sealed = seal(KEYS, NAME, 'patient/0001/name', IV)
  const refuses = (act: () => unknown) => expect(act).toThrow(expect.objectContaining({ code: 'GM_NOT_AUTHENTIC' }))

  test('any single bit altered: version, IV, ciphertext or tag', () => {
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const altered = Buffer.from(sealed)
      altered[bit >> 3]! ^= 1 << (bit & 7)
      refuses(() => openSealed(KEYS, altered, 'patient/0001/name'))
    }
  })

  test.each([
    ['moved to another row', () => openSealed(KEYS, sealed, 'patient/0002/name')],
    ['opened with another key', () => openSealed(sealingKeys(Buffer.alloc(32, 2)), sealed, 'patient/0001/name')],
    ['cut', () => openSealed(KEYS, sealed.subarray(0, 40), 'patient/0001/name')],
    ['empty', () => openSealed(KEYS, Buffer.alloc(0), 'patient/0001/name')],
  ])('%s', (_, act) => refuses(act))
})

test('a master key of 15 bytes is refused', () => {
  expect(() => sealingKeys(Buffer.alloc(15))).toThrow(expect.objectContaining({ code: 'GM_BAD_KEY' }))
})
