import { describe, expect, it } from 'vitest'
import { parseSource } from '../source/parse-source.ts'
import { findCycles, graphOf, reachOf } from './find-cycles.ts'

const graph = (files: Record<string, string>) =>
  graphOf(Object.entries(files).map(([path, text]) => parseSource({ path, text })))

/** Would catch a circle of imports that leaves one file half loaded. */
describe('findCycles', () => {
  it('names the road of a circle', () => {
    const files = { 'a.ts': "import './b.ts'", 'b.ts': "import './c.ts'", 'c.ts': "import './a.ts'" }
    expect(findCycles(graph(files)).map((one) => one.message)).toEqual(['imports itself: a.ts → b.ts → c.ts → a.ts'])
  })

  it('a circle closed by types alone is none', () => {
    const files = { 'a.ts': "import './b.ts'", 'b.ts': "import type { A } from './a.ts'" }
    expect(findCycles(graph(files))).toEqual([])
  })

  it('two roads to one file are no circle', () => {
    const files = { 'a.ts': "import './b.ts'\nimport './c.ts'", 'b.ts': "import './d.ts'", 'c.ts': "import './d.ts'" }
    expect(findCycles(graph(files))).toEqual([])
  })

  it('reaches through every step', () => {
    const files = { 'a.ts': "import './b.ts'", 'b.ts': "import './c.ts'", 'c.ts': '', 'd.ts': '' }
    expect([...reachOf(graph(files), 'a.ts')]).toEqual(['a.ts', 'b.ts', 'c.ts'])
  })
})
