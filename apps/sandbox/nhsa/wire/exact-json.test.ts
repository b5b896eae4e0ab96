// Would catch: an amount that went through a binary fraction, and a signature checked over characters nobody sent.
import { expect, test } from 'vitest'
import { memberText, parseExact, parseVerbatim } from './exact-json.ts'

test('numbers keep their characters', () => {
  expect(parseExact('{"a":12.50,"b":[9007199254740993,"1.0"],"c":true,"d":null}')).toEqual({
    a: '12.50',
    b: ['9007199254740993', '1.0'],
    c: true,
    d: null,
  })
  expect(parseExact('{')).toBeUndefined()
  expect(JSON.stringify(parseVerbatim('{"a":12.50}'))).toBe('{"a":12.50}')
})

test.each([
  ['{"input":{"a":1}}', '{"a":1}'],
  ['{"x":"}\\",{","input": {"a": "b\\\\"} , "y":1}', '{"a": "b\\\\"}'],
  [' { "x":{"input":2} , "input":[1,{"z":"]"}] }', '[1,{"z":"]"}]'],
  ['{"in\\u0070ut":7}', '7'],
  ['{"x":{"input":2}}', null],
  ['{}', null],
])('the member `input` of %s', (text, member) => {
  expect(memberText(text, 'input')).toBe(member)
})
