type ReviverWithSource = (key: string, value: unknown, context: { readonly source?: string }) => unknown

/**
 * JSON.parse that refuses a number whose text does not survive reading. Amounts on this wire are integer fen;
 * `99.99999999999999999` would silently become 100 otherwise, and 9007199254740993 would lose a fen.
 * @throws SyntaxError
 */
export function parseExactJson(text: string): unknown {
  const reviver: ReviverWithSource = (key, value, context) => {
    if (typeof value === 'number' && String(value) !== context.source)
      throw new SyntaxError(`${key}: ${context.source} cannot be held exactly`)
    return value
  }
  return JSON.parse(text, reviver as (key: string, value: unknown) => unknown)
}
