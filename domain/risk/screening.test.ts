// Catches: a large payment taken without verification, one prescription paid twice, a broken or removed rule that lets
// everything pass, a decision nobody can trace to its row.

import { parseYuan } from '@medsettle/money'
import { compileRules, RulesError } from '@medsettle/rules'
import { describe, expect, it } from 'vitest'
import document from './screen.jdm.json' with { type: 'json' }
import { readScreening, SCREENING } from './screening.ts'

const rules = compileRules({ document, ...SCREENING })

const screen = async (cash: string, paidPrescriptions: number, stepUpConfirmed: boolean) =>
  readScreening(await rules.evaluate({ cashFen: parseYuan(cash), paidPrescriptions, stepUpConfirmed }))

describe('the delivered screening', () => {
  it.each([
    ['0.00', 0, false, 'pass', 'amountLimit/within@2026.1'],
    ['5000.00', 0, false, 'pass', 'amountLimit/within@2026.1'],
    ['5000.01', 0, false, 'stepUp', 'amountLimit/over-5000@2026.1'],
    ['5000.01', 0, true, 'pass', 'amountLimit/confirmed@2026.1'],
    ['12.00', 1, false, 'block', 'repeatedPrescription/paid-already@2026.1'],
    ['5000.01', 1, false, 'block', 'repeatedPrescription/paid-already@2026.1'],
    ['5000.01', 2, true, 'block', 'repeatedPrescription/paid-already@2026.1'],
  ] as const)('%s yuan, %d paid prescriptions, verified %s: %s', async (cash, paid, confirmed, verdict, rule) => {
    expect(await screen(cash, paid, confirmed)).toMatchObject({ verdict, rule })
  })

  it('gives reason and source of the row, and what every table said', async () => {
    const screening = await screen('8000.00', 0, false)
    expect(screening).toMatchObject({
      reason: '单笔自付超过 5,000.00 元，须先完成人脸核验',
      source: 'MedSettle sample rule, to be set by the institution',
    })
    expect(screening.findings.map((each) => each.rule)).toEqual([
      'amountLimit/over-5000@2026.1',
      'repeatedPrescription/first@2026.1',
    ])
  })
})

type Table = { content?: { rules?: Record<string, string>[] } }

/** The delivered document with one table edited, as a hospital would in the console. */
function edited(table: string, edit: (rules: Record<string, string>[]) => Record<string, string>[]): unknown {
  const copy = structuredClone(document)
  const content = (copy.nodes.find((node) => node.id === table) as Table).content!
  content.rules = edit(content.rules!)
  return copy
}

describe('rules a hospital has edited', () => {
  it('take effect', async () => {
    const lower = edited('amountLimit', (rows) =>
      rows.map((row) => (row._id === 'over-5000' ? { ...row, cash: '> 100000' } : row)),
    )
    const own = compileRules({ document: lower, ...SCREENING })
    const answer = await own.evaluate({ cashFen: parseYuan('1000.01'), paidPrescriptions: 0, stepUpConfirmed: false })
    expect(readScreening(answer).verdict).toBe('stepUp')
  })

  it.each([
    ['> 5000 yuan', 'a cell that cannot be read'],
    ['> "500000"', 'a number compared with a text'],
    ['> limit', 'a fact that does not exist'],
  ])('with %s (%s) are refused when they are loaded', (cell) => {
    const broken = edited('amountLimit', (rows) =>
      rows.map((row) => (row._id === 'over-5000' ? { ...row, cash: cell } : row)),
    )
    expect(() => compileRules({ document: broken, ...SCREENING })).toThrowError(RulesError)
  })

  it('that stay silent or say an unknown word are an error, not a pass', async () => {
    const facts = { cashFen: 100, paidPrescriptions: 0, stepUpConfirmed: false }
    const silent = compileRules({ document: edited('amountLimit', (rows) => rows.slice(0, 2)), ...SCREENING })
    await expect(silent.evaluate(facts)).rejects.toThrowError('amountLimit')
    const odd = edited('amountLimit', (rows) => rows.map((row) => ({ ...row, decision: '"ok"' })))
    await expect(compileRules({ document: odd, ...SCREENING }).evaluate(facts)).rejects.toThrowError(RulesError)
  })
})
