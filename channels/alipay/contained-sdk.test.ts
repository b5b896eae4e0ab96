// Would catch: a run ended by "Cannot redefine property: Symbol(socket of error)", or the fetch of the whole process
// handed to another library, because this channel was loaded.
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { Socket } from 'node:net'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import './official-sdk.ts'

/** A fresh process looks at itself, loads one thing, and prints what is different: `added Socket.destroy`. */
async function changesBy(load: string): Promise<string[]> {
  const script = `
    import { createRequire } from 'node:module'
    import { Socket } from 'node:net'
    import { Duplex, Readable, Writable } from 'node:stream'
    const fetches = 'undici.globalDispatcher.1'
    const places = { Socket, Duplex, Readable, Writable, Promise, Error, Object, String, Array }
    const look = () => [
      ...Object.getOwnPropertyNames(globalThis).map((name) => ['globalThis', name, '']),
      ...Object.entries(places).flatMap(([place, { prototype }]) => Reflect.ownKeys(prototype).map((key) => {
        const { get, value } = Object.getOwnPropertyDescriptor(prototype, key)
        return [place, String(key), get ?? value]
      })),
    ]
    const before = new Map(look().map(([place, key, value]) => [place + '.' + key, value]))
    await (${load})
    for (const [place, key, value] of look()) {
      if (!before.has(place + '.' + key)) console.log('added ' + place + '.' + key)
      else if (before.get(place + '.' + key) !== value) console.log('changed ' + place + '.' + key)
    }
    const dispatcher = globalThis[Symbol.for(fetches)]
    const { Agent } = createRequire(${JSON.stringify(import.meta.url)})('undici')
    if (dispatcher instanceof Agent) console.log('fetch goes through another library')
  `
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--no-warnings', '-e', script])
  return stdout.split('\n').filter((line) => line !== '')
}

describe('a process that loads', () => {
  it('the bare SDK is another one afterwards', async () => {
    const kit = JSON.stringify(createRequire(import.meta.url).resolve('alipay-sdk'))
    const changes = await changesBy(`import(${kit})`)
    expect(changes).toContain('added Socket.destroy')
    expect(changes).toContain('added globalThis.__extends')
    expect(changes).toContain('fetch goes through another library')
  })

  it('the SDK as this channel does is the same afterwards', async () => {
    expect(await changesBy(`import(${JSON.stringify(new URL('official-sdk.ts', import.meta.url).href)})`)).toEqual([])
  })
})

it('two sockets that end by one error end, both with that error', async () => {
  expect(Object.hasOwn(Socket.prototype, 'destroy')).toBe(false)
  const reason = new Error('connection lost')
  const sockets = [new Socket(), new Socket()]
  const ends = sockets.map((socket) => new Promise((resolve) => socket.once('error', resolve)))
  for (const socket of sockets) socket.destroy(reason)
  expect(await Promise.all(ends)).toEqual([reason, reason])
})
