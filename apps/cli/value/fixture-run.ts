import { Command } from 'commander'
import { vi } from 'vitest'
import { valueCommand } from './command.ts'

export interface Said {
  readonly out: string
  readonly err: string
  readonly exitCode: typeof process.exitCode
}

/** `medsettle value …` in this process, and what it said. */
export async function runValue(...words: readonly string[]): Promise<Said> {
  const said = { out: '', err: '' }
  const spies = (['out', 'err'] as const).map((name) =>
    vi.spyOn(name === 'out' ? process.stdout : process.stderr, 'write').mockImplementation((chunk) => {
      said[name] += String(chunk)
      return true
    }),
  )
  const before = process.exitCode
  process.exitCode = undefined
  try {
    const program = new Command('medsettle').exitOverride()
    const value = valueCommand(program)
    for (const verb of value.commands) verb.exitOverride()
    await program.parseAsync(['value', ...words], { from: 'user' })
    return { ...said, exitCode: process.exitCode }
  } finally {
    process.exitCode = before
    for (const spy of spies) spy.mockRestore()
  }
}
