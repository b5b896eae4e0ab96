import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'

/** Compares with the committed file, byte for byte; UPDATE_GOLDEN=1 writes it. */
export async function expectGolden(folder: string, name: string, text: string): Promise<void> {
  const path = join(folder, name)
  if (process.env.UPDATE_GOLDEN === '1') await writeFile(path, text)
  expect(text).toBe(await readFile(path, 'utf8'))
}

/** Every line of the fenced blocks of a page stands in one of these texts: a worked example cannot rot. */
export async function expectQuoted(page: string, kinds: readonly string[], texts: readonly string[]): Promise<void> {
  const text = await readFile(page, 'utf8')
  const blocks = kinds.flatMap((kind) => [...text.matchAll(new RegExp(`\`\`\`${kind}\n(.*?)\`\`\``, 'gs'))])
  const lines = blocks.flatMap((block) => block[1]!.trimEnd().split('\n'))
  const known = new Set(texts.flatMap((one) => one.split('\n')))
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.filter((line) => !known.has(line))).toEqual([])
}
