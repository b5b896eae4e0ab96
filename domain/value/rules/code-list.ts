import { z } from 'zod'
import { shortText } from '../document/read-document.ts'

/** Codes of diagnoses, procedures, groups or services: whole, or how they begin. */
export interface CodeList {
  readonly exact: ReadonlySet<string>
  readonly prefixes: readonly string[]
}

export type CodeLists = ReadonlyMap<string, CodeList>

const listSchema = z
  .strictObject({ exact: z.array(shortText).default([]), startsWith: z.array(shortText).default([]) })
  .refine(({ exact, startsWith }) => exact.length + startsWith.length > 0, 'a list without codes holds for nothing')
  .transform(({ exact, startsWith }): CodeList => ({ exact: new Set(exact), prefixes: startsWith }))

/** `{"hip": {"exact": ["81.51"], "startsWith": ["S72"]}}` */
export const codeListsSchema = z
  .record(shortText, listSchema)
  .default({})
  .transform((lists): CodeLists => new Map(Object.entries(lists)))

export const listHas = ({ exact, prefixes }: CodeList, code: string): boolean =>
  exact.has(code) || prefixes.some((prefix) => code.startsWith(prefix))
