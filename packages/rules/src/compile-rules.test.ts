// Catches: an answer nobody can explain, an engine error or an unreadable answer taken for a yes, a document that only
// breaks during a payment.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { compileRules, RulesError } from './rules.ts'

const table = (change: object) => ({
  id: 'table',
  type: 'decisionTableNode',
  name: 'parcel-size',
  position: { x: 0, y: 0 },
  content: {
    hitPolicy: 'first',
    passThrough: false,
    executionMode: 'single',
    inputField: null,
    outputPath: null,
    inputs: [{ id: 'i1', name: 'Weight', field: 'grams' }],
    outputs: [{ id: 'o1', name: 'Size', field: 'size' }],
    rules: [
      { _id: 'heavy', _description: 'over a kilogram', i1: '> 1000', o1: '"L"' },
      { _id: 'light', i1: '', o1: '"S"' },
    ],
    ...change,
  },
})
const documentOf = (change: object, more: object = {}) => ({
  contentType: 'application/vnd.gorules.decision',
  about: { id: 'parcels', version: '3', title: 'Parcels', source: 'test' },
  nodes: [
    { id: 'in', type: 'inputNode', name: 'request', position: { x: 0, y: 0 } },
    table(change),
    { id: 'out', type: 'outputNode', name: 'response', position: { x: 0, y: 0 } },
  ],
  edges: [
    { id: 'e1', type: 'edge', sourceId: 'in', targetId: 'table' },
    { id: 'e2', type: 'edge', sourceId: 'table', targetId: 'out' },
  ],
  ...more,
})
const rulesOf = (document: unknown) =>
  compileRules({
    document,
    facts: z.object({ grams: z.int() }),
    output: z.object({ size: z.enum(['S', 'L']) }),
    example: { grams: 500 },
  })

const codeOf = async (act: () => unknown): Promise<string> => {
  try {
    await act()
  } catch (error) {
    if (error instanceof RulesError) return error.code
    throw error
  }
  return 'answered'
}

describe('an answer', () => {
  it.each([
    [1000, 'S', 'light', ''],
    [1001, 'L', 'heavy', 'over a kilogram'],
  ])('%d g is %s because of row %s', async (grams, size, ruleId, description) => {
    const answer = await rulesOf(documentOf({})).evaluate({ grams })
    expect(answer).toEqual({
      output: { size },
      about: { id: 'parcels', version: '3', title: 'Parcels', source: 'test' },
      fired: [{ table: 'parcel-size', ruleId, description }],
    })
  })

  it('names every row of a collecting table', async () => {
    const rules = compileRules({
      document: documentOf({ hitPolicy: 'collect', outputPath: 'sizes' }),
      facts: z.object({ grams: z.int() }),
      output: z.object({ sizes: z.array(z.object({ size: z.string() })) }),
      example: { grams: 500 },
    })
    const answer = await rules.evaluate({ grams: 5000 })
    expect(answer.output.sizes).toEqual([{ size: 'L' }, { size: 'S' }])
    expect(answer.fired.map((rule) => rule.ruleId)).toEqual(['heavy', 'light'])
  })

  it('of a batch keeps the order of the questions', async () => {
    const grams = Array.from({ length: 200 }, (_, index) => index * 10)
    const answers = await rulesOf(documentOf({})).evaluateMany(grams.map((each) => ({ grams: each })))
    expect(answers.map((answer) => answer.output.size)).toEqual(grams.map((each) => (each > 1000 ? 'L' : 'S')))
  })

  it('holds amounts exactly up to 2^53 − 1', async () => {
    const rows = [
      { _id: 'a', i1: '== 9007199254740991', o1: '"L"' },
      { _id: 'b', i1: '', o1: '"S"' },
    ]
    const rules = rulesOf(documentOf({ rules: rows }))
    const [max, below] = await rules.evaluateMany([{ grams: 9007199254740991 }, { grams: 9007199254740990 }])
    expect([max!.output.size, below!.output.size]).toEqual(['L', 'S'])
  })
})

describe('no answer', () => {
  it('is an error when no row fires', async () => {
    const rules = rulesOf(documentOf({ rules: [{ _id: 'heavy', i1: '> 1000', o1: '"L"' }] }))
    expect(await codeOf(() => rules.evaluate({ grams: 1 }))).toBe('RULES_BAD_ANSWER')
  })

  it('is an error when the rules answer something else', async () => {
    const rules = rulesOf(documentOf({ rules: [{ _id: 'x', i1: '', o1: '"XXL"' }] }))
    expect(await codeOf(() => rules.evaluate({ grams: 1 }))).toBe('RULES_BAD_ANSWER')
  })

  it('is an error when a fact is missing or of another kind', async () => {
    const rules = rulesOf(documentOf({}))
    const wrong = { grams: '5' } as unknown as { grams: number }
    expect(await codeOf(() => rules.evaluate(wrong))).toBe('RULES_FAILED')
    expect(await codeOf(() => rules.evaluate({} as { grams: number }))).toBe('RULES_FAILED')
  })
})

describe('a document', () => {
  const BAD: readonly [string, unknown][] = [
    ['text', 'not a document'],
    ['without about', { ...documentOf({}), about: undefined }],
    ['with an edge to nowhere', documentOf({}, { edges: [{ id: 'e', sourceId: 'in', targetId: 'nowhere' }] })],
    ['with a table without rows', documentOf({ rules: [] })],
    [
      'with two rows of one id',
      documentOf({
        rules: [
          { _id: 'x', o1: '1' },
          { _id: 'x', o1: '2' },
        ],
      }),
    ],
    ['with an unknown hit policy', documentOf({ hitPolicy: 'luck' })],
    ['with an expression that cannot be read', documentOf({ rules: [{ _id: 'x', i1: '> > 5', o1: '"S"' }] })],
    ['that compares a number with a text', documentOf({ rules: [{ _id: 'x', i1: '> "1000"', o1: '"S"' }] })],
    ['that asks for a fact nobody gives', documentOf({ rules: [{ _id: 'x', i1: '> limit', o1: '"S"' }] })],
    ['with an output that cannot be read', documentOf({ rules: [{ _id: 'x', i1: '', o1: '"S' }] })],
  ]
  it('names table, row and column of the cell it refuses', () => {
    const broken = documentOf({ rules: [{ _id: 'heavy', i1: '> > 5', o1: '"L"' }] })
    expect(() => rulesOf(broken)).toThrowError('table "parcel-size", row heavy, column i1: ')
  })

  it.each(BAD)('%s is refused when it is loaded', async (_name, document) => {
    expect(await codeOf(() => rulesOf(document))).toBe('RULES_BAD_DOCUMENT')
  })
})
