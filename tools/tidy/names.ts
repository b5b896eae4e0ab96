import type { Finding } from '../source/finding.ts'
import type { ParsedSource } from '../source/parse-source.ts'

/** Words that say that somebody did not know what a thing is. Names are the trade's nouns (GLOSSARY.md). */
const EMPTY_WORDS = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'shared', 'manager', 'processor'])

/** File, folder and exported names built on an empty word; `Service` at the end of an exported name or file as well. */
export function checkNames(sources: readonly ParsedSource[]): Finding[] {
  return sources.flatMap((source) => {
    const parts = source.path.replace(/\.[^/]*$/, '').split('/')
    const inPath = parts.filter(isEmptyName).map((part) => `"${part}" in its path`)
    const exported = source.exports.filter(isEmptyName).map((name) => `exported name "${name}"`)
    return [...inPath, ...exported].map((what) => ({
      place: source.path,
      message: `${what} names no thing of the trade; say what it holds or does`,
    }))
  })
}

function isEmptyName(name: string): boolean {
  const words = wordsOf(name)
  return words.some((word) => EMPTY_WORDS.has(word)) || (words.length > 1 && words.at(-1) === 'service')
}

/** `walkBackRefusal` and `walk-back-refusal` are three words each. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.toLowerCase())
