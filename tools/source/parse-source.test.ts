import { describe, expect, it } from 'vitest'
import { parseSource } from './parse-source.ts'

/** Would catch an import the arrows never see, and a type-only import taken for a real one. */
describe('parseSource', () => {
  it.each([
    ["import { a } from './a.ts'", './a.ts'],
    ["import type { A } from './a.ts'", './a.ts type'],
    ["import { type A, type B } from './a.ts'", './a.ts type'],
    ["import { type A, b } from './a.ts'", './a.ts'],
    ["import './a.ts'", './a.ts'],
    ["export { a } from './a.ts'", './a.ts'],
    ["export type { A } from './a.ts'", './a.ts type'],
    ["export * from './a.ts'", './a.ts'],
    ["const a = await import('./a.ts')", './a.ts'],
    ['const text = "import x from \'./a.ts\'"', ''],
  ])('%s', (text, expected) => {
    const { imports } = parseSource({ path: 'x.ts', text })
    expect(imports.map((one) => one.specifier + (one.typeOnly ? ' type' : '')).join()).toBe(expected)
  })

  it('numbers lines from one', () => {
    const { imports } = parseSource({ path: 'x.ts', text: "\n\nimport { a } from './a.ts'\n" })
    expect(imports[0]?.line).toBe(3)
  })

  it('names what a file exports', () => {
    const text = 'export const a = 1\nexport function b() {}\nexport interface C {}\nexport default a\n'
    expect(parseSource({ path: 'x.ts', text }).exports).toEqual(['a', 'b', 'C', 'default'])
  })

  it('says where a text is no TypeScript', () => {
    expect(() => parseSource({ path: 'x.ts', text: 'const a = 1\nconst = 2\n' })).toThrow(/x\.ts:2 cannot be parsed/)
  })
})
