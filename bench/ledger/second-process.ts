import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { connectDatabases } from '../../store/database.ts'
import { openLedger } from '../../store/ledger/open-ledger.ts'
import { type Run, runCallers } from './run-callers.ts'
import { BOOKS, supply } from './stage.ts'

export interface SecondProcess {
  readonly pid: number
  run(plan: { readonly callers: number; readonly seconds: number }): Promise<Run>
  close(): void
}

/** Another server process that posts into the same books. */
export async function secondProcess(ownerUrl: string): Promise<SecondProcess> {
  const child: ChildProcess = fork(import.meta.filename, [ownerUrl], { execArgv: ['--no-warnings'] })
  await once(child, 'message')
  return {
    pid: child.pid!,
    run: async (plan) => {
      child.send(plan)
      const [run] = (await once(child, 'message')) as [Run]
      return run
    },
    close: () => void child.kill(),
  }
}

if (process.argv[1] === import.meta.filename && process.send) {
  const databases = connectDatabases(process.argv[2]!, 2)
  const ledger = openLedger(databases.asPlatform(), BOOKS, { now: () => new Date() })
  const next = supply(`${process.pid.toString(36)}y`, 'hot')
  const call = async (): Promise<number> => (await ledger.post([next()])).filter((one) => one.posted).length
  await runCallers(8, 0.5, call)
  process.on('message', (plan: { callers: number; seconds: number }) => {
    void runCallers(plan.callers, plan.seconds, call).then((run) => process.send!(run))
  })
  process.send('ready')
}
