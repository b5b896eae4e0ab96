import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createRequire } from 'node:module'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openHospital, type TestHospital } from '../test-hospital.ts'

/** Would catch: a route missing from the document, a document that tools cannot read, an undocumented refusal. */
let hospital: TestHospital
// biome-ignore lint/suspicious/noExplicitAny: a JSON document read field by field
let document: any

/** Every route as the server itself registers it. */
const routes: RouteOptions[] = []
const listen = (message: unknown): void => {
  const { fastify } = message as { fastify: FastifyInstance }
  fastify.addHook('onRoute', (route) => void routes.push(route))
}

beforeAll(async () => {
  subscribe('fastify.initialization', listen)
  hospital = await openHospital()
  unsubscribe('fastify.initialization', listen)
  document = (await hospital.send('/docs/json', {})).body
})
afterAll(() => hospital.close())

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const
const operations = (): [string, string, z.infer<typeof operation>][] =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in (item as object)).map(
      (method) =>
        [method, path, (item as Record<string, unknown>)[method]] as unknown as [
          string,
          string,
          z.infer<typeof operation>,
        ],
    ),
  )

/** The parts of OpenAPI 3.1.0 §4.8 that this document uses; anything else in it is refused. */
const response = z.strictObject({
  description: z.string(),
  content: z.record(z.string(), z.strictObject({ schema: z.looseObject({}) })).optional(),
})
const parameter = z.strictObject({
  name: z.string().min(1),
  in: z.enum(['query', 'header', 'path']),
  required: z.boolean().optional(),
  description: z.string().optional(),
  schema: z.looseObject({}),
})
const operation = z.strictObject({
  summary: z.string().min(1),
  tags: z.array(z.string()).min(1),
  parameters: z.array(parameter).optional(),
  requestBody: z
    .strictObject({
      required: z.boolean().optional(),
      content: z.record(z.string(), z.strictObject({ schema: z.looseObject({}) })),
    })
    .optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  responses: z.record(z.string().regex(/^([1-5]\d\d|[1-5]XX|default)$/), response),
})
const openApi = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  servers: z.array(z.looseObject({ url: z.url() })),
  tags: z.array(z.strictObject({ name: z.string(), description: z.string() })),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[A-Za-z0-9._-]+$/), z.looseObject({})),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.literal('http'), scheme: z.literal('bearer') })),
  }),
  paths: z.record(z.string().startsWith('/'), z.partialRecord(z.enum(METHODS), operation)),
})

describe('the OpenAPI document', () => {
  it('is valid 3.1', () => {
    const read = openApi.safeParse(document)
    expect(read.error ? z.prettifyError(read.error) : 'valid').toBe('valid')
    const names = document.tags.map((tag: { name: string }) => tag.name)
    for (const [method, path, { tags }] of operations())
      expect([method, path, tags.every((tag) => names.includes(tag))]).toEqual([method, path, true])
  })

  it('declares each path parameter once, and names every schema it points to', () => {
    for (const [method, path, { parameters = [] }] of operations()) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()
      const declared = parameters
        .filter((one) => one.in === 'path')
        .map((one) => one.name)
        .sort()
      expect([method, path, declared]).toEqual([method, path, inPath])
    }
    const text = JSON.stringify(document)
    const pointed = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1]!))
    expect([...pointed].filter((name) => !(name in document.components.schemas))).toEqual([])
    expect(pointed.size).toBeGreaterThan(5)
  })

  it('holds only JSON Schemas of 2020-12', () => {
    // ajv comes with Fastify
    const { Ajv2020 } = createRequire(createRequire(import.meta.url).resolve('fastify'))('ajv/dist/2020.js')
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'doc', components: document.components })
    const local = (schema: unknown) =>
      JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"doc#/components/'))
    for (const [method, path, { parameters = [], requestBody, responses }] of operations()) {
      const bodies = [requestBody, ...Object.values(responses)].flatMap((one) => Object.values(one?.content ?? {}))
      for (const { schema } of [...parameters, ...bodies])
        expect(() => ajv.compile(local(schema)), `${method} ${path}`).not.toThrow()
    }
  })

  it('lists every route the server has', () => {
    expect(routes.length).toBeGreaterThan(30)
    const known = new Set(operations().map(([method, path]) => `${method.toUpperCase()} ${path}`))
    const missing = routes
      .filter((route) => !isHidden(route))
      .flatMap((route) => methodsOf(route).map((method) => `${method} ${route.url.replaceAll(/:(\w+)/g, '{$1}')}`))
      .filter((route) => !known.has(route))
    expect(missing).toEqual([])
    expect(known.size).toBeGreaterThan(25)
  })

  it('asks for an Idempotency-Key on every POST of the API and for an API key everywhere but at the cashier', () => {
    for (const [method, path, { parameters = [], security }] of operations()) {
      const isOpen = /^\/(v1\/cashier|notify|health|metrics)/.test(path)
      expect([method, path, security === undefined]).toEqual([method, path, isOpen])
      const needsKey = method === 'post' && (!isOpen || path.endsWith('/pay'))
      const hasKey = parameters.some((one) => one.name === 'idempotency-key')
      expect([method, path, hasKey]).toEqual([method, path, needsKey])
    }
  })

  it('says what a refusal looks like on every route', () => {
    for (const [method, path, { responses }] of operations()) {
      if (path === '/health' || path === '/metrics') continue
      expect([method, path, '4XX' in responses && '5XX' in responses]).toEqual([method, path, true])
    }
  })
})

describe('the reference page', () => {
  it('comes with its assets from this very server', async () => {
    const page = await hospital.send('/docs/', {})
    // on a hospital's plain http it would leave a page without style
    expect(page.headers.get('content-security-policy')).toMatch(/^(?!.*upgrade-insecure-requests).*script-src/)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.text).not.toMatch(/(src|href)="(https?:)?\/\//)
    const assets = [...page.text.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map((match) => match[1]!)
    expect(assets.length).toBeGreaterThan(2)
    for (const asset of assets)
      expect([asset, (await hospital.send(`/docs/${asset}`, {})).status]).toEqual([asset, 200])
  })
})

const isHidden = (route: RouteOptions): boolean =>
  (route.schema as { hide?: boolean } | undefined)?.hide === true || route.url.startsWith('/docs')
const methodsOf = (route: RouteOptions): string[] => [route.method].flat().filter((method) => method !== 'HEAD')
