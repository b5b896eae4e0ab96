import { readFile } from 'node:fs/promises'
import { COLUMNS, caseLine, readParameters, simulateCases } from '@medsettle/case-simulator'
import { createLineWriter } from './line-writer.ts'

export interface SimulateOptions {
  readonly seed: number
  readonly cases: number
  readonly parameters?: string
  readonly showParameters?: boolean
}

/** `value simulate`: rows as they are drawn, in bounded memory. */
export async function simulate(options: SimulateOptions): Promise<void> {
  const { seed, cases } = options
  const parameters = readParameters(
    options.parameters === undefined ? undefined : await readFile(options.parameters, 'utf8'),
  )
  if (options.showParameters) {
    process.stdout.write(`${JSON.stringify(parameters, null, 2)}\n`)
    return
  }
  const writer = createLineWriter()
  await writer.write(`${COLUMNS.join(',')}\n`)
  for (const one of simulateCases({ seed, cases, parameters })) if (!(await writer.write(caseLine(one)))) break
  await writer.end()
}
