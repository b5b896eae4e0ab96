// Would catch: a garbled answer taken for a refusal, an output hidden in a text, numbers losing digits.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NhsaError } from './nhsa-error.ts'
import { readResponse } from './response.ts'
import { parseWire, stringifyWire, wireNumber } from './wire-json.ts'

test('infcode as number or text, message under three names', () => {
  expect(readResponse('{"infcode":0,"output":{"a":1.10}}')).toMatchObject({ infcode: '0', message: '' })
  expect(readResponse('{"infcode":"-1","err_msg":"","warn_msg":"余额不足"}')).toMatchObject({
    infcode: '-1',
    message: '余额不足',
  })
})

test.each([
  ['object', '{"infcode":0,"output":{"a":1.10}}', '{"a":1.10}'],
  ['text holding JSON', '{"infcode":0,"output":"{\\"a\\":1.10}"}', '{"a":1.10}'],
  ['null', '{"infcode":-1,"output":null}', '{}'],
  ['a text that is none', '{"infcode":0,"output":"{oops"}', '{}'],
])('output as %s', (_, text, output) => expect(stringifyWire(readResponse(text).output)).toBe(output))

describe('no envelope', () => {
  test.each([
    ['<html>502</html>', 'NHSA_NOT_JSON'],
    ['{}', 'NHSA_NOT_AN_ENVELOPE'],
    ['{"infcode":"OK"}', 'NHSA_NOT_AN_ENVELOPE'],
    ['{"infcode":{"rawJSON":"0"}}', 'NHSA_NOT_AN_ENVELOPE'],
    ['{"infcode":0.0}', 'NHSA_NOT_AN_ENVELOPE'],
    ['null', 'NHSA_NOT_AN_ENVELOPE'],
  ])('%s', (text, code) => expect(() => readResponse(text)).toThrow(expect.objectContaining({ code })))

  test('property: any text is read or refused with NhsaError', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        try {
          readResponse(text)
        } catch (error) {
          expect(error).toBeInstanceOf(NhsaError)
        }
      }),
      { seed: 6, numRuns: 500 },
    )
  })
})

describe('numbers', () => {
  test.each(['0.10', '1e2', '12345678901234567890.12', '-0.00'])('%s survives reading and writing', (number) => {
    expect(stringifyWire(parseWire(`{"a":[${number}]}`))).toBe(`{"a":[${number}]}`)
  })

  test.each([
    ['12.30', '12.3'],
    ['0.00', '0'],
    ['-0.00', '0'],
    ['-0.50', '-0.5'],
    ['100', '100'],
    ['0012.0', '12'],
    ['+1.5', '1.5'],
  ])('%s goes out as %s', (text, number) => expect(stringifyWire([wireNumber(text)])).toBe(`[${number}]`))

  test.each(['', '1,5', '1e5', '.5', 'NaN'])('"%s" is refused', (text) =>
    expect(() => wireNumber(text)).toThrow(NhsaError),
  )
})
