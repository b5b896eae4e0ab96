import { InvalidArgumentError } from 'commander'

/** An option that may be repeated. */
export const collect = (path: string, before: readonly string[] | undefined): string[] => [...(before ?? []), path]

/** `hospital,department`: names of columns, each once. */
export function columnList(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.some((name) => !/^[A-Za-z][A-Za-z0-9]*$/.test(name)) || new Set(names).size !== names.length)
    throw new InvalidArgumentError('column names with commas between them belong here, each once')
  return names
}
