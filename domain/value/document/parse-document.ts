import { parseLossless } from '../../bill/lossless-json.ts'
import { type DocumentProblem, documentProblem } from './document-problem.ts'

/** The JSON with numbers as their source text, or why it is none: no JSON, or a key that stands twice in one object. */
export function parseDocument(text: string): { readonly value: unknown } | DocumentProblem {
  try {
    const value = parseLossless(text.replace(/^\uFEFF/, ''))
    const twice = keyThatStandsTwice(text)
    return twice === null ? { value } : documentProblem('DOCUMENT_KEY_TWICE', twice)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return documentProblem('DOCUMENT_NOT_JSON', 'document', error.message)
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g

/** JSON.parse keeps the last of two equal keys in silence: a weight typed twice would then hide one of its values. */
function keyThatStandsTwice(json: string): string | null {
  const open: { readonly keys: Set<string> | null; last: string }[] = []
  for (const [token, colon] of json.matchAll(TOKEN)) {
    const inside = open.at(-1)
    if (token === '{') open.push({ keys: new Set(), last: '' })
    else if (token === '[') open.push({ keys: null, last: '' })
    else if (token === '}' || token === ']') open.pop()
    else if (colon !== undefined && inside?.keys) {
      inside.last = JSON.parse(token.slice(0, -colon.length)) as string
      if (inside.keys.has(inside.last)) return pathOf(open)
      inside.keys.add(inside.last)
    }
  }
  return null
}

const pathOf = (open: readonly { readonly last: string }[]): string =>
  open
    .map((one) => one.last)
    .filter((key) => key !== '')
    .join('.')
