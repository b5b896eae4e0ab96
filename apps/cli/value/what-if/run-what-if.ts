import { mkdir, open, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Behaviour, readBehaviour } from '../../../../domain/value/what-if/behaviour.ts'
import { compareCase, type Policies } from '../../../../domain/value/what-if/compare-case.ts'
import { createReactors } from '../../../../domain/value/what-if/reactors.ts'
import { createSideBySide } from '../../../../domain/value/what-if/side-by-side.ts'
import { createCaseCount } from '../case-count.ts'
import { type CaseSource, openCases } from '../case-source.ts'
import { readDocumentFile } from '../read-document-file.ts'
import { readTariffs } from '../read-tariffs.ts'
import type { NamedReaction, WhatIfResult } from './result.ts'
import { wordsOf } from './words.ts'
import { CHANGED_HEAD, changedLine, whatIfFiles, whatIfJson } from './write-files.ts'
import { whatIfText } from './write-text.ts'

export interface WhatIfOptions {
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly behaviour?: string
  readonly by: readonly string[]
  readonly neutral?: boolean
  readonly language: 'zh' | 'en'
  readonly out?: string
  readonly json?: boolean
}

const SHOWN_REACTIONS = 50

/** `value what-if`: one pass over the cases; what is kept of each is a hundred bytes. */
export async function whatIf(file: string | null, options: WhatIfOptions): Promise<void> {
  const [before, after] = [await readTariffs(options.before), await readTariffs(options.after)]
  if (before === null || after === null) {
    process.exitCode = 1
    return
  }
  const policies = { before, after }
  const behaviour = options.behaviour === undefined ? null : readBehaviour(await readDocumentFile(options.behaviour))
  if (options.out !== undefined) await mkdir(options.out, { recursive: true })
  const cases = await openCases(file)
  try {
    const changed = behaviour === null || options.out === undefined ? null : await openChanged(options.out)
    const result = await compareAll(cases, { policies, behaviour, options, changed })
    await changed?.close()
    // nothing compared: stderr has said why, an empty report would look like an answer
    if (result.rows.compared > 0) await write(result, options)
  } finally {
    await cases.close()
  }
}

interface ChangedCases {
  add(id: string, reaction: NamedReaction): Promise<void>
  close(): Promise<void>
}

/** All changed cases go to a file as they come; none is held. */
async function openChanged(folder: string): Promise<ChangedCases> {
  const file = await open(join(folder, 'changed-cases.csv'), 'w')
  await file.write(CHANGED_HEAD)
  return {
    add: async (id, reaction) => void (await file.write(changedLine(id, reaction))),
    close: () => file.close(),
  }
}

interface Comparing {
  readonly policies: Policies
  readonly behaviour: Behaviour | null
  readonly options: WhatIfOptions
  readonly changed: ChangedCases | null
}

async function compareAll(
  cases: CaseSource,
  { policies, behaviour, options, changed }: Comparing,
): Promise<WhatIfResult> {
  const reacting = {
    seed: behaviour?.seed ?? 0,
    reactors: behaviour === null ? [] : createReactors(policies, behaviour),
  }
  const side = createSideBySide(options.by)
  const count = createCaseCount()
  const reactions: NamedReaction[] = []
  const moved = { stay: 0, upcoding: 0, splitting: 0 }
  for await (const row of cases.read(count.badRow)) {
    const compared = compareCase(policies, row.one, reacting)
    if (compared.outcome === 'notCompared') {
      count.refuse(row, { ...compared, message: `${compared.side}: ${compared.message}` })
      continue
    }
    count.used++
    side.take(compared)
    for (const one of compared.reactions) {
      const named = { ...one, id: row.one.id }
      moved[one.kind]++
      if (reactions.length < SHOWN_REACTIONS) reactions.push(named)
      await changed?.add(row.one.id, named)
    }
  }
  const neutral = options.neutral ?? false
  const sides = side.finish({ neutral })
  count.noteEmpty(sides.tables)
  count.finish('compared')
  const rows = { compared: count.used, refused: count.refused }
  return { ...policies, behaviour, neutral, rows, side: sides, changed: moved, reactions }
}

async function write(result: WhatIfResult, { out, json, language }: WhatIfOptions): Promise<void> {
  const words = wordsOf(language)
  if (out !== undefined) for (const [name, text] of whatIfFiles(result, words)) await writeFile(join(out, name), text)
  process.stdout.write(json ? `${JSON.stringify(whatIfJson(result))}\n` : whatIfText(result, words))
}
