/** What the demo scripts in the outside world: persons, faults, wallets, the hour. */
export interface SandboxClient {
  readonly url: string
  credentials(institution: string): Promise<Record<string, unknown>>
  setClock(now: Date): Promise<void>
  registerPersons(persons: readonly unknown[]): Promise<void>
  registerCatalogue(items: readonly unknown[]): Promise<void>
  registerPolicy(policy: unknown): Promise<void>
  addFault(fault: SandboxFault): Promise<void>
  autoPay(channel: string, afterMs: number | null): Promise<void>
  pay(channel: string, orderId: string): Promise<void>
  faults(): Promise<readonly { readonly hits: number }[]>
}

export interface SandboxFault {
  readonly channel: string
  readonly operation?: string
  readonly match?: string
  readonly fault: { readonly kind: string; readonly [setting: string]: unknown }
  readonly times: number
}

export function sandboxClient(url: string): SandboxClient {
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const request =
      body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const answer = await fetch(`${url}/admin/${path}`, request)
    const text = await answer.text()
    if (!answer.ok) throw new Error(`the sandbox refused ${path}: ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
  return {
    url,
    credentials: async (institution) =>
      (await call(`credentials?institution=${institution}`)) as Record<string, unknown>,
    setClock: async (now) => void (await call('clock', { now: now.toISOString() })),
    registerPersons: async (persons) => void (await call('persons', persons)),
    registerCatalogue: async (items) => void (await call('catalogue', items)),
    registerPolicy: async (policy) => void (await call('policy', policy)),
    addFault: async (fault) => void (await call('faults', fault)),
    autoPay: async (channel, afterMs) => void (await call('wallet/auto', { channel, afterMs })),
    pay: async (channel, orderId) => void (await call('wallet/pay', { channel, orderId })),
    faults: async () => (await call('faults')) as { hits: number }[],
  }
}
