import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import { afterAll, describe, expect, it } from 'vitest'
import type { Server } from '../http/server-type.ts'
import { registerCashierFiles } from './cashier-files.ts'

/** Would catch: a path out of the folder, a page a stranger's script can run in, a stale page after an update. */
const folder = mkdtempSync(join(tmpdir(), 'medsettle-page-'))
mkdirSync(join(folder, 'page', 'assets'), { recursive: true })
writeFileSync(join(folder, 'secret.js'), 'secret')
writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html>')
writeFileSync(join(folder, 'page', 'built-from.json'), '{}')
writeFileSync(join(folder, 'page', 'assets', 'main-1234.js'), 'go()')
const server = Fastify()
registerCashierFiles(server as unknown as Server, join(folder, 'page'))
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

describe('the page', () => {
  it('is the same for every link, never stale, and runs nothing but its own files', async () => {
    const page = await server.inject('/pay/anything')
    expect([page.statusCode, page.body, page.headers['cache-control']]).toEqual([200, '<!doctype html>', 'no-cache'])
    const policy = String(page.headers['content-security-policy'])
    expect(policy).toContain(`default-src 'none'`)
    expect(policy).toContain(`script-src 'self'`)
    expect(policy).toContain(`frame-ancestors 'none'`)
    expect(policy).not.toMatch(/unsafe|\*/)
    const again = await server.inject({ url: '/pay/x', headers: { 'if-none-match': String(page.headers.etag) } })
    expect([again.statusCode, again.body]).toEqual([304, ''])
  })

  it('keeps hashed assets for good', async () => {
    const asset = await server.inject('/cashier/assets/main-1234.js')
    expect([asset.statusCode, asset.body, asset.headers['content-type']]).toEqual([
      200,
      'go()',
      'text/javascript; charset=utf-8',
    ])
    expect(asset.headers['cache-control']).toContain('immutable')
  })

  it.each([
    '../secret.js',
    '%2e%2e/secret.js',
    '..%2fsecret.js',
    'assets/../../secret.js',
    'built-from.json',
    'none.js',
    '',
  ])('has no %j', async (path) => {
    const answer = await server.inject(`/cashier/${path}`)
    expect(answer.statusCode).toBe(404)
    expect(answer.body).not.toContain('secret"')
  })

  it('that was not built is refused at the start', () => {
    expect(() => registerCashierFiles(Fastify() as unknown as Server, join(folder, 'page', 'assets'))).toThrow(/build/)
  })
})
