import { makeErrors } from './errors/make-errors.ts'
import type { House } from './source/read-house.ts'
import type { SourceFile } from './source/read-sources.ts'

/** Everything in the house that is written by a program and not by hand. */
export const generatedFiles = (house: House): SourceFile[] => [
  { path: 'docs/errors.md', text: makeErrors(house.parsed, house.files) },
]
