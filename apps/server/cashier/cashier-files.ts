import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Server } from '../http/server-type.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Everything from ourselves and nothing inline; the QR code and the receipt's picture are drawn in the page. */
const CONTENT_SECURITY_POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `img-src 'self' data: blob:`,
  `connect-src 'self'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ')

interface PageFile {
  readonly bytes: Buffer
  readonly type: string
  readonly etag: string
  readonly cacheControl: string
}

/**
 * The built page, held in memory: `/pay/{token}` is its index.html, `/cashier/*` its assets. Only files that were there at
 * the start exist, so no path can lead out of the folder.
 */
export function registerCashierFiles(server: Server, cashierDir: string): void {
  const files = readFolder(cashierDir)
  const index = files.get('index.html')
  if (!index) throw new Error(`${cashierDir} holds no index.html; build the cashier first`)
  server.get('/pay/:token', { schema: { hide: true } }, (request, reply) => sendFile(request, reply, index))
  server.get('/cashier/*', { schema: { hide: true } }, (request, reply) => {
    const file = files.get((request.params as { '*': string })['*'])
    return file ? sendFile(request, reply, file) : reply.callNotFound()
  })
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  reply
    .header('cache-control', file.cacheControl)
    .header('etag', file.etag)
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
  return reply.type(file.type).send(file.bytes)
}

function readFolder(folder: string): Map<string, PageFile> {
  const files = new Map<string, PageFile>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = readFileSync(path)
    files.set(relative(folder, path).replaceAll('\\', '/'), {
      bytes,
      type,
      etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
      // assets carry a hash of their content in their names
      cacheControl: entry.name === 'index.html' ? 'no-cache' : 'public, max-age=31536000, immutable',
    })
  }
  return files
}
