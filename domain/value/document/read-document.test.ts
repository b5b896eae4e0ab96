// Would catch: a misspelt field that is passed over, a weight that goes through a binary fraction, a problem without its place.
import { formatYuan } from '@medsettle/money'
import { ratioText } from '@medsettle/money/ratio'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  chinaDate,
  exactNumber,
  exactShare,
  inspectDocument,
  readDocument,
  shortText,
  wholeNumber,
  yuanAsFen,
} from './read-document.ts'

const SCHEMA = z.strictObject({
  id: shortText,
  from: chinaDate,
  budget: yuanAsFen,
  bands: z.array(z.strictObject({ upTo: exactNumber, share: exactShare })),
  count: wholeNumber.optional(),
})
const GOOD = `{"id":"a","from":"2026-02-28","budget":1000000.10,"bands":[{"upTo":1.10,"share":"0.7"}]}`

test('numbers arrive exactly, written as numbers or as text', () => {
  const read = readDocument(GOOD, SCHEMA)
  expect(formatYuan(read.budget)).toBe('1000000.10')
  expect(read.bands.map(({ upTo, share }) => `${ratioText(upTo)} ${ratioText(share)}`)).toEqual(['1.1 0.7'])
})

describe('every problem with its place', () => {
  const rows: [what: string, text: string, problems: string[]][] = [
    ['no JSON', '{', ['DOCUMENT_NOT_JSON document']],
    ['a key twice', GOOD.replace('"upTo":1.10', '"upTo":1,"upTo":2'), ['DOCUMENT_KEY_TWICE bands.upTo']],
    ['missing', GOOD.replace('"id":"a",', ''), ['DOCUMENT_FIELD_MISSING id']],
    [
      'misspelt',
      GOOD.replace('"share"', '"shares"'),
      ['DOCUMENT_FIELD_MISSING bands[0].share', 'DOCUMENT_FIELD_UNKNOWN bands[0].shares'],
    ],
    ['no such day', GOOD.replace('02-28', '02-30'), ['DOCUMENT_FIELD_INVALID from']],
    ['parts of a fen', GOOD.replace('1000000.10', '0.105'), ['DOCUMENT_FIELD_INVALID budget']],
    ['a share above one', GOOD.replace('"0.7"', '"1.01"'), ['DOCUMENT_FIELD_INVALID bands[0].share']],
    ['an exponent', GOOD.replace('1.10', '1e1'), ['DOCUMENT_FIELD_INVALID bands[0].upTo']],
    ['not a list', GOOD.replace(/\[.*\]/, '7'), ['DOCUMENT_FIELD_INVALID bands']],
  ]
  test.each(rows)('%s', (_what, text, expected) => {
    const { document, problems } = inspectDocument(text, SCHEMA)
    expect(document).toBeNull()
    expect(problems.map(({ code, place }) => `${code} ${place}`)).toEqual(expected)
    expect(() => readDocument(text, SCHEMA)).toThrow(expected[0]!.split(' ')[0])
  })
})
