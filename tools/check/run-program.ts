import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import type { Gate, GateResult } from './run-gates.ts'

/** A tool that has not answered by then is stuck. */
const PATIENCE_MS = 120_000

/** Runs a gate's program with the Node and the tools of this checkout. */
export function runProgram(root: string, gate: Gate): Promise<GateResult> {
  const started = performance.now()
  const bin = join(root, 'node_modules', '.bin')
  const [program, ...args] = gate.command
  const path = [bin, process.env.PATH].join(delimiter)
  const child = spawn(join(bin, program), args, {
    cwd: root,
    env: { ...process.env, PATH: path, NO_COLOR: '1', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (bytes: Buffer): void => {
    output += bytes.toString('utf8')
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const alarm = setTimeout(() => {
    output += `\nstill running after ${PATIENCE_MS / 1000} s: stopped`
    child.kill('SIGKILL')
  }, PATIENCE_MS)
  return new Promise((done) => {
    const end = (passed: boolean): void => {
      clearTimeout(alarm)
      done({ gate, passed, ms: performance.now() - started, output })
    }
    child.on('error', (error) => {
      output += error.message
      end(false)
    })
    child.on('close', (code) => end(code === 0))
  })
}
