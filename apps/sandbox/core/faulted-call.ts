import type { Fault, FaultBook, FaultChannel } from './faults.ts'
import type { Handled, SandboxAnswer } from './http.ts'
import type { World } from './world.ts'

/** What the work of a call must do wrong by itself, because only it knows how. */
export interface CallMisdeeds {
  /** answer this business error and do nothing; null = behave */
  readonly declineCode: string | null
  /** sign the answer wrongly */
  readonly badSignature: boolean
  /** the statement is not there yet */
  readonly late: boolean
}

export interface FaultedCall {
  readonly channel: FaultChannel
  readonly operation: string
  /** raw body, plus what else `match` may name */
  readonly text: string
}

const plain500: SandboxAnswer = {
  status: 500,
  headers: { 'content-type': 'text/plain' },
  body: 'Internal Server Error',
}

/**
 * Runs a call with the faults due on it. Faults before the work (delay, drop-request, http-500) leave nothing done;
 * faults after it (drop-reply, http-500-after) leave it done and the caller in the dark.
 */
export async function faultedCall(
  deps: { readonly world: World; readonly faults: FaultBook },
  call: FaultedCall,
  work: (misdeeds: CallMisdeeds) => SandboxAnswer | Promise<SandboxAnswer>,
): Promise<Handled> {
  const faults = deps.faults.take(call.channel, call.operation, call.text)
  if (faults.length === 0) return work({ declineCode: null, badSignature: false, late: false })
  for (const fault of faults) if (fault.kind === 'delay') await deps.world.pause(fault.ms)
  const has = (kind: Fault['kind']) => faults.some((fault) => fault.kind === kind)
  if (has('drop-request')) return 'hang-up'
  if (has('http-500')) return plain500
  const answer = await work({
    declineCode: faults.find((fault) => fault.kind === 'decline')?.code ?? null,
    badSignature: has('bad-signature'),
    late: has('late'),
  })
  if (has('drop-reply')) return 'hang-up'
  return has('http-500-after') ? plain500 : answer
}
