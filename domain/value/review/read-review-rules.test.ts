// Would catch: a misspelt condition that never holds, a quota above one, a lapse that pays what nobody proposed.
import { expect, test } from 'vitest'
import { REVIEW_RULES } from './fixture-rules.ts'
import { inspectReviewRules, readReviewRules } from './read-review-rules.ts'

const GOOD = JSON.stringify(REVIEW_RULES)

test('rules are read with their conditions', () => {
  const rules = readReviewRules(GOOD)
  expect([...rules.measures]).toEqual(['stayDays', 'icuDays'])
  expect(rules.quotas.map(({ name, limit }) => [name, limit?.least ?? null])).toEqual([
    ['DRG', 0],
    ['DIP', null],
  ])
})

const rows: [what: string, from: string, to: string, problem: string][] = [
  ['a field misspelt', '"nomination"', '"nominaton"', 'DOCUMENT_FIELD_UNKNOWN nominaton'],
  ['a quota above one', '"share":"0.5"', '"share":"1.5"', 'DOCUMENT_FIELD_INVALID quotas[0].limit.share'],
  ['a value nobody has', '"scheme":"drg"', '"scheme":"DRG"', 'DOCUMENT_FIELD_INVALID quotas[0].when.scheme'],
  [
    'a dimension nobody declared',
    '"newTechnology":"yes"',
    '"robot":"yes"',
    'DOCUMENT_FIELD_INVALID candidates[1].when.robot',
  ],
  ['no range', '{"above":"3"}', '{}', 'DOCUMENT_FIELD_MISSING candidates[0].when.costRatio'],
  [
    'silence before a proposal',
    '"opinion":{"days":"20","lapse":"priceStands"}',
    '"opinion":{"days":"20","lapse":"proposalStands"}',
    'DOCUMENT_FIELD_INVALID deadlines.opinion.lapse',
  ],
  ['ends before it begins', '"validTo":null', '"validTo":"2025-12-31"', 'DOCUMENT_FIELD_INVALID validTo'],
  [
    'no candidate rule',
    /"candidates":\[.*?\}\}\]|$/.exec(GOOD)![0],
    '"candidates":[]',
    'DOCUMENT_FIELD_INVALID candidates',
  ],
]
test.each(rows)('%s', (_what, from, to, problem) => {
  const text = GOOD.replace(from, to)
  expect(text).not.toBe(GOOD)
  expect(inspectReviewRules(text).problems.map(({ code, place }) => `${code} ${place}`)).toContain(problem)
  expect(() => readReviewRules(text)).toThrow(/DOCUMENT_/)
})
