const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\]]/g

interface Open {
  /** null in a list */
  readonly keys: Set<string> | null
  /** the key read last; empty in a list */
  last: string
}

/**
 * JSON.parse keeps the last of two equal keys in silence: a price typed twice would then hide one of its values.
 * @param json text that JSON.parse accepts
 * @returns the path of the first key that stands twice in one object, e.g. `lines.unitPrice`; null when there is none
 */
export function keyThatStandsTwice(json: string): string | null {
  const open: Open[] = []
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

const pathOf = (open: readonly Open[]): string =>
  open
    .map((one) => one.last)
    .filter((key) => key !== '')
    .join('.')
