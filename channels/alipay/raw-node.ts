/**
 * The exact text of the object that stands under `name` at the top of a JSON object: what Alipay signs (facts 1.2). It
 * is cut out, never serialised again, because `\/` and the order of keys would not survive. Null when the name is
 * missing or stands there twice, since a reader could then believe another value than the signed one.
 * @param text must be valid JSON
 */
export function rawNode(text: string, name: string): string | null {
  let found: string | null = null
  let at = text.indexOf('{') + 1
  while (at > 0 && at < text.length) {
    const keyStart = text.indexOf('"', at)
    if (keyStart < 0) return found
    const keyEnd = endOfString(text, keyStart)
    const valueStart = skipBlank(text, text.indexOf(':', keyEnd) + 1)
    const valueEnd = endOfValue(text, valueStart)
    if (JSON.parse(text.slice(keyStart, keyEnd)) === name) {
      if (found !== null) return null
      found = text.slice(valueStart, valueEnd)
    }
    at = valueEnd
  }
  return found
}

/** Index after the closing quote of the string that starts at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '"') return at + 1
  }
  return text.length
}

/** Index after the value that starts at `start`: brackets are balanced, strings are stepped over. */
function endOfValue(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const sign = text[at]
    if (sign === '"') at = endOfString(text, at) - 1
    else if (sign === '{' || sign === '[') depth += 1
    else if (sign === '}' || sign === ']') depth -= 1
    else if (sign === ',' && depth === 0) return at
    if (depth < 0) return at
    if (depth === 0 && (sign === '}' || sign === ']' || sign === '"')) return at + 1
  }
  return text.length
}

function skipBlank(text: string, start: number): number {
  let at = start
  while (at < text.length && ' \t\r\n'.includes(text[at]!)) at += 1
  return at
}
