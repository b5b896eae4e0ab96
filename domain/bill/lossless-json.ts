/**
 * JSON in which every number arrives as the text it was written with: `0.10` stays `"0.10"`, `1e3` stays `"1e3"`, and
 * nothing passes through a binary double (rule of money 1). Readers decide what each text may be.
 * @throws SyntaxError when the text is not JSON
 */
export function parseLossless(text: string): unknown {
  return JSON.parse(text, keepNumberText)
}

/** The third argument is the source access of ECMA-262, present in Node 22 and later. */
function keepNumberText(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number') return value
  if (context?.source === undefined) throw new SyntaxError('this runtime does not give the source text of numbers')
  return context.source
}
